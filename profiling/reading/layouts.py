"""How the profiles of a programme are laid out: what the house describes, and what the programme decides on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.utils.text import capfirst

from cbp.core.choices import Classification
from cbp.core.models import Programme
from profiling.models import PartSetting, PopulationTotal, Profile, Question
from profiling.sections import ALWAYS, RESTRICTED_CLASSES, SECTIONS, Section, Table

ORDER = list(Classification)


@dataclass(frozen=True)
class Part:
    """One part as a programme has it. `questions` holds those that are asked and those that were, in their order."""

    section: Section
    is_on: bool = True
    classification: Classification = Classification.INTERNAL
    fields_off: frozenset[str] = frozenset()
    questions: list[Question] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.section.code

    @property
    def is_restricted(self) -> bool:
        return self.classification in RESTRICTED_CLASSES

    @property
    def asked(self) -> list[Question]:
        return [question for question in self.questions if question.is_active]

    def fields(self, table: Table) -> list[str]:
        """The fields of the table that are asked, in their order."""
        return [name for name in table.fields if f"{table.code}.{name}" not in self.fields_off]

    @property
    def totals(self) -> list[str]:
        """The stated totals that are asked beside the persons."""
        return [name for name in self.section.totals if f"{self.code}.{name}" not in self.fields_off]


@dataclass(frozen=True)
class Layout:
    """All seventeen parts in their order, those that are not asked too: an old profile keeps what it has."""

    parts: dict[str, Part]

    def __iter__(self) -> Iterator[Part]:
        return iter(self.parts.values())

    def __getitem__(self, code: str) -> Part:
        return self.parts[code]

    def part_of(self, table: Table) -> Part:
        return next(part for part in self if table in part.section.tables)

    @property
    def asked(self) -> list[Part]:
        return [part for part in self if part.is_on]

    def closing(self, codes: Iterable[str]) -> Layout:
        """The same with these parts restricted at least."""
        closed = set(codes)
        return Layout({code: _closed(part) if code in closed else part for code, part in self.parts.items()})

    @property
    def restricted(self) -> list[Part]:
        return [part for part in self if part.is_restricted]

    @property
    def open_tables(self) -> list[Table]:
        """The tables of which everybody who sees the profile may know."""
        return [table for part in self if not part.is_restricted for table in part.section.tables]


def layout_of(programme: Programme) -> Layout:
    """In two questions to the database."""
    settings = {one.section: one for one in PartSetting.objects.filter(programme=programme)}
    questions: dict[str, list[Question]] = {}
    for question in Question.objects.filter(programme=programme).order_by("position", "pk"):
        questions.setdefault(question.section, []).append(question)
    return Layout({one.code: _part(one, settings.get(one.code), questions.get(one.code, [])) for one in SECTIONS})


def restricted_parts(programmes: Collection[int]) -> dict[int, set[str]]:
    """The codes of the parts that each of these programmes restricts, in one question."""
    settings = {(one.programme_id, one.section): one for one in PartSetting.objects.filter(programme__in=programmes)}
    return {
        key: {one.code for one in SECTIONS if _part(one, settings.get((key, one.code)), []).is_restricted}
        for key in programmes
    }


def closed_elsewhere(profiles: Iterable[int], programme: Programme) -> dict[int, frozenset[str]]:
    """Parts that versions keep restricted whatever this programme decides: by their own programme or a former one.

    Only of the versions that do, in two questions.
    """
    found = Profile.objects.filter(~Q(programme=programme) | ~Q(closed_parts=[]), pk__in=list(profiles))
    rows = list(found.values_list("pk", "programme_id", "closed_parts"))
    theirs = restricted_parts({other for _pk, other, _closed in rows} - {programme.pk})
    return {pk: frozenset([*theirs.get(other, ()), *closed]) for pk, other, closed in rows}


def layout_for(profile: Profile) -> Layout:
    """As its programme has it now; what an earlier version kept restricted in another programme stays so."""
    return layout_of(profile.programme).closing(profile.closed_parts)


def _closed(part: Part) -> Part:
    return replace(part, classification=max(part.classification, Classification.RESTRICTED, key=ORDER.index))


def _part(section: Section, setting: PartSetting | None, questions: list[Question]) -> Part:
    if setting is None:
        return Part(section, classification=section.classification, questions=questions)
    chosen = Classification(setting.classification) if setting.classification else section.classification
    return Part(
        section,
        is_on=setting.is_on or section.code in ALWAYS,
        classification=max(chosen, section.least, key=ORDER.index),
        fields_off=frozenset(setting.fields_off),
        questions=questions,
    )


def field_keys(section: Section) -> list[str]:
    """What a programme may leave out of the part, as “table.field” or, of stated totals, “part.field”."""
    return [*(f"{section.code}.{name}" for name in section.totals),
            *(f"{table.code}.{name}" for table in section.tables for name in table.optional)]  # fmt: skip


def field_label(section: Section, key: str) -> str:
    holder, _dot, name = key.partition(".")
    model = next((table.model for table in section.tables if table.code == holder), PopulationTotal)
    return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # all our own fields
