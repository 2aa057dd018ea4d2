"""Profiles side by side: communities beside each other, or the versions of one. Nothing restricted is ever compared.

The lines follow from the description of the parts (`profiling.sections`) and from what the programmes ask. Unknown is
not zero: a cell without a figure says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.core.templatetags.figures import share, written
from profiling.models import Profile, Question, ServiceStatus
from profiling.models.layouts import QuestionKind
from profiling.models.population import TOTALS
from profiling.reading.changes import total_label
from profiling.reading.counts import GroupCount, populations
from profiling.reading.layouts import Layout, layout_of
from profiling.reading.tables import AnswerRead, many_answers
from profiling.sections import POPULATION, SECTIONS, TABLES, Section, Table, entry_models

# A story does not stand in a cell; the profile tells it.
AGES = ":ages"
COMPARED = (QuestionKind.NUMBER, QuestionKind.CHOICE, QuestionKind.YES_NO, QuestionKind.DATE)


@dataclass(frozen=True)
class Value:
    """One cell: in words, empty where it is not known. `count` only where it is a number of people or households.

    `parts` are the counts of people that it tells, each by itself: of a share those in it and the others.
    """

    text: str = ""
    count: int | None = None
    parts: tuple[int | Decimal, ...] = ()


@dataclass(frozen=True)
class CompareLine:
    """One line; `key` names it where others look for it: “group:name” of a count of people.

    `derived_from` holds the keys of the counts that a share would tell (`AGES`: those of any age).
    """

    label: str
    values: list[Value]
    key: str = ""
    is_number: bool = True
    derived_from: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(value.text for value in self.values)


@dataclass(frozen=True)
class People:
    """The whole population of one column, of which the lines show some totals, and its programme's threshold."""

    groups: list[GroupCount]
    threshold: int


@dataclass(frozen=True)
class Block:
    """The lines of one part. `people`, of the population, has an item for each column."""

    section: Section
    lines: list[CompareLine] = field(default_factory=list)
    people: list[People] = field(default_factory=list)


@dataclass(frozen=True)
class _Material:
    """What all lines are made from, read at once. A column without a profile has None."""

    profiles: Sequence[Profile | None]
    layouts: dict[int, Layout]
    people: dict[int, dict[str, GroupCount]]
    rows: dict[type, dict[int, list[Any]]]

    def layout(self, profile: Profile) -> Layout:
        return self.layouts[profile.programme_id].closing(profile.closed_parts)

    def open_rows(self, profile: Profile | None, table: Table) -> list[Any] | None:
        """None where there is no version, or the programme restricts the part."""
        if profile is None or self.layout(profile).part_of(table).is_restricted:
            return None
        return [row for row in self.rows[table.model].get(profile.pk, []) if table.holds(row)]


def compare(profiles: Sequence[Profile | None]) -> list[Block]:
    """The blocks of all parts that hold something, a value for each profile in its order; None has no figures.

    A fixed number of questions for each programme among them. Profiles come with `programme` and `community`.
    """
    known = [profile for profile in profiles if profile]
    if not known:
        return []
    programmes = {one.programme_id: one.programme for one in known}
    layouts = {key: layout_of(programme) for key, programme in programmes.items()}
    people = {pk: {one.code: one for one in groups} for pk, groups in populations(known).items()}
    material = _Material(profiles, layouts, people, _rows(known))
    answers = _answers(material, programmes)
    counted = {POPULATION: [_people(material, profile) for profile in profiles]}
    blocks = [Block(one, _lines(one, material, answers), counted.get(one.code, [])) for one in SECTIONS]
    return [block for block in blocks if block.lines]


def _rows(profiles: Sequence[Profile]) -> dict[type, dict[int, list[Any]]]:
    """One question for each kind of row."""
    open_tables = [table for table in TABLES.values() if not table.is_restricted]
    found: dict[type, dict[int, list[Any]]] = {}
    for model in entry_models(open_tables):
        found[model] = {}
        for row in model._default_manager.filter(profile__in=profiles).order_by("pk"):
            found[model].setdefault(row.profile_id, []).append(row)
    return found


def _lines(section: Section, material: _Material, answers: dict[str, list[CompareLine]]) -> list[CompareLine]:
    if section.is_restricted:
        return []
    lines = _of_people(material) if section.code == POPULATION else []
    for table in section.tables:
        if table.model is ServiceStatus:
            lines += _of_services(table, material)
        else:
            lines.append(_of_table(table, material))
    return [line for line in [*lines, *answers.get(section.code, [])] if not line.is_empty]


# --- people -----------------------------------------------------------------------------------------------------------
def _of_people(material: _Material) -> list[CompareLine]:
    """The totals of the whole; what follows from them; then the persons of each group."""
    found = [_whole(material, profile) for profile in material.profiles]
    lines = [
        CompareLine(
            str(capfirst(total_label(name))), [_count(one.known(name)) if one else Value() for one in found], f":{name}"
        )
        for name in TOTALS
    ]
    both, of_age = (":persons", ":households"), (":persons", AGES)
    lines.append(CompareLine(_("Persons in each household"), [_household(one) for one in found], derived_from=both))
    lines.append(
        CompareLine(_("Share of children below 18 years"), [_children(one) for one in found], derived_from=of_age)
    )
    return lines + _of_groups(material)


def _people(material: _Material, profile: Profile | None) -> People:
    if profile is None or _whole(material, profile) is None:
        return People([], 0)
    return People(list(material.people[profile.pk].values()), profile.programme.disclosure_threshold)


def _whole(material: _Material, profile: Profile | None) -> GroupCount | None:
    if profile is None or material.layout(profile)[POPULATION].is_restricted:
        return None
    return material.people[profile.pk][""]


def _of_groups(material: _Material) -> list[CompareLine]:
    labels: dict[str, str] = {}
    for profile in material.profiles:
        if profile and not material.layout(profile)[POPULATION].is_restricted:
            labels |= {code: one.label for code, one in material.people[profile.pk].items() if code}
    return [
        CompareLine(label, [_of_group(material, profile, code) for profile in material.profiles], f"{code}:persons")
        for code, label in labels.items()
    ]


def _of_group(material: _Material, profile: Profile | None, code: str) -> Value:
    if profile is None or _whole(material, profile) is None:
        return Value()
    group = material.people[profile.pk].get(code)
    return _count(group.persons if group else None)


def _count(count: int | None) -> Value:
    return Value() if count is None else Value(written(count), count)


def _household(group: GroupCount | None) -> Value:
    persons, households = (group.persons, group.total("households")) if group else (None, None)
    return Value(written(persons / households, 1)) if persons is not None and households else Value()


def _children(group: GroupCount | None) -> Value:
    if group is None or not group.everyone.is_whole or not group.everyone.known or group.children.known is None:
        return Value()
    children, everyone = group.children.known, group.everyone.known
    return Value(share(children * 100 / everyone), parts=(children, everyone - children))


# --- tables -----------------------------------------------------------------------------------------------------------
def _of_services(table: Table, material: _Material) -> list[CompareLine]:
    """A line for each kind of service that one of them has; of several of one kind, each."""
    columns = [material.open_rows(profile, table) for profile in material.profiles]
    kinds = [kind for kind, _label in table.field("kind").choices]
    used = sorted({row.kind for rows in columns for row in rows or ()}, key=kinds.index)
    labels = dict(table.field("kind").choices)
    return [
        CompareLine(str(labels[kind]), [_service(rows, kind) for rows in columns], is_number=False) for kind in used
    ]


def _service(rows: list[Any] | None, kind: str) -> Value:
    return Value("; ".join(filter(None, (_service_words(row) for row in rows or () if row.kind == kind))))


def _service_words(row: ServiceStatus) -> str:
    exists = {True: _("there is one"), False: _("there is none"), None: ""}[row.exists]
    far = _("%(km)s km away") % {"km": written(row.distance_km, 1)} if row.distance_km is not None else ""
    return " · ".join(filter(None, [row.get_functioning_display() or exists, far]))


def _of_table(table: Table, material: _Material) -> CompareLine:
    """How many rows there are. None is not “nothing”: the part may not have been asked."""
    found = [material.open_rows(profile, table) for profile in material.profiles]
    return CompareLine(str(table.title), [_entries(len(rows or ())) for rows in found], is_number=False)


def _entries(count: int) -> Value:
    words = ngettext("%(count)s entry", "%(count)s entries", count) % {"count": written(count)}
    return Value(words) if count else Value()


# --- own questions ----------------------------------------------------------------------------------------------------
Answers = dict[int, dict[str, list[AnswerRead]]]


def _answers(material: _Material, programmes: Iterable[int]) -> dict[str, list[CompareLine]]:
    """By part; a question of one programme is empty for the profiles of another."""
    found: dict[str, list[CompareLine]] = {}
    for key in programmes:
        read = _read(material, key)
        for section, question in _questions(read.values()):
            values = [
                _answer(read.get(profile.pk, {}).get(section, []) if profile else [], question)
                for profile in material.profiles
            ]
            found.setdefault(section, []).append(CompareLine(str(question), values, is_number=False))
    return found


def _read(material: _Material, programme: int) -> Answers:
    """What its profiles answered in the parts that are open in each of them."""
    own = [profile for profile in material.profiles if profile and profile.programme_id == programme]
    read = many_answers(own, material.layouts[programme], restricted=False)
    return {
        profile.pk: {
            code: answers for code, answers in read[profile.pk].items()
            if not material.layout(profile)[code].is_restricted
        }
        for profile in own
    }  # fmt: skip


def _questions(read: Iterable[dict[str, list[AnswerRead]]]) -> list[tuple[str, Question]]:
    seen: dict[int, tuple[str, Question]] = {}
    for parts in read:
        for section, answers in parts.items():
            for one in answers:
                if one.question.kind in COMPARED:
                    seen.setdefault(one.question.pk, (section, one.question))
    return list(seen.values())


def _answer(answers: list[AnswerRead], question: Question) -> Value:
    return next((_answered(one) for one in answers if one.question.pk == question.pk), Value())


def _answered(read: AnswerRead) -> Value:
    number = read.answer.number if read.answer and read.question.counts_people else None
    return Value(read.text, parts=() if number is None else (number,))
