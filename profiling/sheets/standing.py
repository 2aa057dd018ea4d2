"""What stands already in the profiles of a handful of communities, by the codes of the columns.

The draft counts, else the validated version, which the next one begins as a copy of. Nothing else of a profile is read:
ten thousand communities are walked through, and never held together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cbp.core.models import Programme
from profiling.columns import IN_A_SHEET
from profiling.models import Answer, PopulationFigure, PopulationTotal, Profile, Question, ServiceStatus, Source
from profiling.models.layouts import QuestionKind
from profiling.models.population import TOTALS
from profiling.phases import ProfileState
from profiling.sheets.cells import Unread

IN_ANSWER = {
    QuestionKind.TEXT: 0, QuestionKind.NUMBER: 1, QuestionKind.CHOICE: 2, QuestionKind.YES_NO: 3, QuestionKind.DATE: 4,
}  # fmt: skip


class Kind(NamedTuple):
    """A table that a sheet fills: what tells its rows apart within a profile, and what a row holds."""

    name: str
    model: Any
    key: tuple[str, ...]
    values: tuple[str, ...]
    blank: tuple[Any, ...]  # what stands where nothing is known


TOTAL = Kind("total", PopulationTotal, ("group",), TOTALS, (None,) * len(TOTALS))
CELL = Kind("cell", PopulationFigure, ("group", "sex", "lower", "upper"), ("persons",), (None,))
SERVICE = Kind("service", ServiceStatus, ("kind",), IN_A_SHEET, (None, "", None))
ANSWER = Kind(
    "answer", Answer, ("question_id",), ("text", "number", "option", "yes", "day"), ("", None, "", None, None)
)
KINDS = (TOTAL, CELL, SERVICE, ANSWER)
Key = tuple[Any, ...]


class Target(NamedTuple):
    """Where the value of a column is kept: the table, its row, and the place in the row."""

    kind: Kind
    key: Key
    at: int


class Stored(NamedTuple):
    """A row that stands."""

    pk: int
    values: tuple[Any, ...]
    source_id: int | None


class Write(NamedTuple):
    """A row of a table of the profile: what stands there, if anything, and all that it shall hold."""

    kind: Kind
    key: tuple[Any, ...]
    stored: Stored | None
    values: tuple[Any, ...]


class Version(NamedTuple):
    """A version of a profile, in short."""

    pk: int
    number: int
    state: str
    programme_id: int
    age_bands: str
    version: int


class Titles(dict[int, str]):
    """Of programmes, each read once."""

    def __missing__(self, pk: int) -> str:
        self[pk] = str(Programme.objects.get(pk=pk))
        return self[pk]


@dataclass
class Standing:
    """The versions of one community's profile that matter, and what stands in the one that a sheet would fill."""

    at_work: Version | None = None
    validated: Version | None = None
    number: int = 0
    rows: dict[tuple[str, Key], Stored] = field(default_factory=dict)
    former: dict[tuple[str, Key], tuple[Any, ...]] = field(default_factory=dict)
    source_id: int | None = None  # of the sheet's own source, where that version names it already

    @property
    def base(self) -> Version | None:
        return self.at_work or self.validated

    def check_open(self, programme: Programme, titles: Titles) -> None:
        """Raises `Unread` where a version is at work that this programme does not fill in now."""
        if self.at_work and self.at_work.state == ProfileState.IN_REVIEW:
            raise Unread("in_review")
        if self.at_work and self.at_work.programme_id != programme.pk:
            raise Unread("other_programme", programme=titles[self.at_work.programme_id])

    def value(self, target: Target) -> Any:
        """None where nothing is known."""
        row = self.rows.get((target.kind.name, target.key))
        value = row.values[target.at] if row else None
        return None if value == "" else value

    def before(self, target: Target) -> Any:
        """What the validated version says."""
        row = self.former.get((target.kind.name, target.key))
        return row[target.at] if row else None


def targets_of(
    codes: Iterable[str], questions: Mapping[str, Question], bands: Mapping[int, int | None]
) -> dict[str, Target]:
    """Of every column that is kept in a profile; identity is kept with the community."""
    targets = {}
    for code in codes:
        kind, _point, rest = code.partition(".")
        if kind == "total":
            targets[code] = Target(TOTAL, ("",), TOTALS.index(rest))
        elif kind == "group":
            group, _point, name = rest.rpartition(".")
            targets[code] = Target(TOTAL, (group,), TOTALS.index(name))
        elif kind == "cell":
            sex, _point, lower = rest.partition(".")
            targets[code] = Target(CELL, ("", sex, int(lower), bands[int(lower)]), 0)
        elif kind == "service":
            service, _point, name = rest.rpartition(".")
            targets[code] = Target(SERVICE, (service,), IN_A_SHEET.index(name))
        elif kind == "question":
            question = questions[rest]
            targets[code] = Target(ANSWER, (question.pk,), IN_ANSWER[QuestionKind(question.kind)])
    return targets


SourceKey = tuple[Any, ...]  # title, method, date


def standing_of(communities: Sequence[int], kinds: Iterable[Kind], source: SourceKey) -> dict[int, Standing]:
    """By community, in two questions and one for each kind of table."""
    found = {pk: Standing() for pk in communities}
    profiles = Profile.objects.filter(community__in=communities).order_by("number")
    of_profile: dict[int, Standing] = {}
    fields = ("community_id", "pk", "number", "state", "programme_id", "age_bands", "version")
    for community, *rest in profiles.values_list(*fields):
        one, version = found[community], Version(*rest)
        one.number = max(one.number, version.number)
        if version.state == ProfileState.VALIDATED:
            one.validated = version
        elif version.state in (ProfileState.DRAFT, ProfileState.IN_REVIEW):
            one.at_work = version
    for one in found.values():
        for version in filter(None, (one.at_work, one.validated)):
            of_profile[version.pk] = one
    for kind in kinds:
        _load(kind, of_profile)
    title, method, dated_on = source
    sources = Source.objects.filter(profile__in=of_profile, title=title, method=method, dated_on=dated_on)
    for pk, profile in sources.order_by("pk").values_list("pk", "profile_id"):
        if of_profile[profile].base and of_profile[profile].base.pk == profile:  # type: ignore[union-attr]
            of_profile[profile].source_id = pk
    return found


def _load(kind: Kind, of_profile: Mapping[int, Standing]) -> None:
    rows = kind.model._default_manager.filter(profile__in=of_profile)
    if kind is SERVICE:
        rows = rows.filter(quarter=None)
    if kind is CELL:
        rows = rows.filter(group="")
    size = len(kind.key)
    for profile, pk, source, *rest in rows.order_by("pk").values_list(
        "profile_id", "pk", "source_id", *kind.key, *kind.values
    ):
        one, key, values = of_profile[profile], (kind.name, tuple(rest[:size])), tuple(rest[size:])
        if one.base and one.base.pk == profile:
            one.rows.setdefault(key, Stored(pk, values, source))
        if one.validated and one.validated.pk == profile:
            one.former.setdefault(key, values)
