"""Participations by community and month, wide: one row for each, a block for each kind of session, all kinds first.

Verified sessions are counted; recorded ones only in a column of their own. What nobody counted is no zero. (domain R18)
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cbp.core.ages import Band
from cbp.core.choices import ParticipantGroup, SessionKind, Sex
from cbp.core.groups import ACROSS, group_labels
from cbp.core.models import Area, Programme
from cbp.workshops.models import Session
from cbp.workshops.models.sessions import SessionQuerySet
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.attendance import attendance_of
from profiling.models import Community

ALL = "persons"
EVERY_KIND = ""
HOUSEHOLDS = "households"
# Whose meeting it is, but nothing that is counted apart: women and men have columns of their own.
NO_GROUPS = set(ParticipantGroup.values) - {ParticipantGroup.DISABILITY.value, ParticipantGroup.MINORITY.value}
# The kind of session (none: all of them), what is counted (a sex, everybody, a group, households), and the lower age.
Key = tuple[str, str, int | None]


def of_group(code: str) -> str:
    return f"group:{code}"


@dataclass
class Month:
    """One community in one month: sessions by kind, and counts. A key without a count is not known."""

    community: Community
    cluster: str
    month: datetime.date
    verified: Counter[str] = field(default_factory=Counter)
    recorded: Counter[str] = field(default_factory=Counter)
    by_sex: int = 0
    counts: dict[Key, int] = field(default_factory=dict)

    def add(self, kind: str, column: str, lower: int | None, people: int | None) -> None:
        if people is None:
            return
        for one in (EVERY_KIND, kind):
            key = one, column, lower
            self.counts[key] = self.counts.get(key, 0) + people


@dataclass(frozen=True)
class Monthly:
    """`kinds`: those that occur, in their usual order. `places`: the areas above each community, from the country down.

    `has_other_ages`: some session was counted by other age bands than the programme has now.
    """

    rows: list[Month]
    kinds: list[str]
    bands: list[Band]
    groups: list[tuple[str, str]]
    places: Mapping[str, Area]
    levels: int
    has_other_ages: bool

    @property
    def has_clusters(self) -> bool:
        return any(row.cluster for row in self.rows)

    def places_of(self, row: Month) -> list[str]:
        """As many names as there are levels; empty below the area in which the community lies."""
        found = [self.places.get(path) for path in paths_of(row.community.area.path)]
        names = [str(area) if area else "" for area in found]
        return [*names, *[""] * (self.levels - len(names))]


def paths_of(path: str) -> list[str]:
    """Of an area and of those above it, from the country down."""
    codes = path.strip("/").split("/")
    return ["/".join(codes[: end + 1]) + "/" for end in range(len(codes))]


def monthly(programme: Programme, sessions: SessionQuerySet, *, first: datetime.date, last: datetime.date) -> Monthly:
    """Of the sessions from the first day to the last, labels in the active language; seven queries however many."""
    held = sessions.held().filter(held_on__range=(first, last)).select_related("cycle__community__area")
    bands = [(band.lower, band.upper) for band in programme.age_bands.order_by("lower")]
    rows: dict[tuple[int, datetime.date], Month] = {}
    has_other_ages = False
    for session in held.prefetch_related("attendance").in_order():
        day, cycle = session.held_on or first, session.cycle
        month = day.replace(day=1)
        row = rows.setdefault((cycle.community_id, month), Month(cycle.community, cycle.title, month))
        has_other_ages |= _count(row, session, bands)
    found = sorted(rows.values(), key=lambda one: (one.community.area.path, one.community.name, one.month))
    kinds = {kind for row in found for kind in (*row.verified, *row.recorded)} - {EVERY_KIND}
    paths = {path for row in found for path in paths_of(row.community.area.path)}
    places = {area.path: area for area in Area.objects.filter(path__in=paths).prefetch_related("names")}
    return Monthly(
        found, [kind for kind in SessionKind.values if kind in kinds], bands, _groups(programme, found), places,
        max((path.count("/") for path in paths), default=0), has_other_ages,
    )  # fmt: skip


def _count(row: Month, session: Session, bands: Sequence[Band]) -> bool:
    """Adds a session to its row. True where it was counted by other age bands."""
    if session.state != SessionState.VERIFIED:
        row.recorded.update([EVERY_KIND, session.kind])
        return False
    row.verified.update([EVERY_KIND, session.kind])
    attendance = attendance_of(session)
    row.by_sex += attendance.women_and_men is not None
    row.add(session.kind, ALL, None, attendance.total)
    row.add(session.kind, HOUSEHOLDS, None, session.households_present)
    for sex in Sex.values:
        row.add(session.kind, sex, None, attendance.of_sex(sex))
    own = {session.group} - NO_GROUPS
    for code in {code for code, _sex in attendance.of_whom} | own:
        row.add(session.kind, of_group(code), None, attendance.of_group(code))
    cells = [cell for cell in session.attendance.all() if not cell.group]
    for cell in cells:
        if (cell.lower, cell.upper) in bands:
            row.add(session.kind, cell.sex, cell.lower, cell.people)
    return any((cell.lower, cell.upper) not in bands for cell in cells)


def _groups(programme: Programme, rows: Iterable[Month]) -> list[tuple[str, str]]:
    """The groups that were counted, in the order of the programme; those that are counted across stand last."""
    counted = {column.removeprefix("group:") for row in rows for _kind, column, _age in row.counts if ":" in column}
    labels = group_labels(programme)
    own = [group.code for group in programme.population_groups.order_by("position", "pk")]
    codes = [*(code for code in dict.fromkeys([*own, *labels]) if code not in ACROSS), *ACROSS]
    return [(code, labels[code]) for code in codes if code in counted]
