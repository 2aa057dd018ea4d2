"""How many cycles stand in which phase: for each area one level below, and for each person who leads their sessions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from cbp.accounts.models import User
from cbp.core.models import Area
from cbp.cycles.models import CycleQuerySet
from cbp.cycles.phases import ENDED, Phase
from cbp.desk.board import late_on
from cbp.workshops.models import Session, SessionRole
from cbp.workshops.phases import SessionState

RUNNING = tuple(phase for phase in Phase if phase not in ENDED)
# Who leads a meeting; who writes, interprets or looks on does not stand for its cycle.
LEADING = (SessionRole.Kind.FACILITATOR, SessionRole.Kind.TRAINER)
MOST = 12


@dataclass(frozen=True)
class Line:
    """An area or a person: what the filter of the board calls it, and how many cycles stand where.

    `width` is the share of the longest line; the figures stand beside the bar.
    """

    label: str
    key: str
    counts: list[tuple[Phase, int]]
    total: int
    late: int
    width: int


@dataclass(frozen=True)
class Table:
    """The longest lines; `more` others are left out."""

    lines: list[Line]
    more: int

    @property
    def phases(self) -> tuple[Phase, ...]:
        return RUNNING


Counted = dict[Any, dict[str, int]]
LATE = "late"


# --- by area ----------------------------------------------------------------------------------------------------------
def by_area(cycles: CycleQuerySet, filtered: str = "") -> Table:
    """One level below the filtered area (its path), or below the lowest area in which all of them lie."""
    path = "community__area__path"
    counted = _counted(cycles.running(), path, "phase", Count("pk"), Count("pk", filter=late_on(timezone.localdate())))
    above = filtered or _common(counted)
    grouped: Counted = defaultdict(lambda: defaultdict(int))
    for place, counts in counted.items():
        for phase, count in counts.items():
            grouped[_below(above, place)][phase] += count
    areas = {area.path: area for area in Area.objects.filter(path__in=grouped).prefetch_related("names")}
    named = {place: (str(areas[place]), areas[place].pcode) for place in grouped if place in areas}
    return _table(grouped, named)


def named_path(user: User, words: str) -> str:
    """The path of the area that the filter names by its code or its name; empty where it names none or several."""
    if not words.strip():
        return ""
    areas = Area.objects.visible_to(user).found_by(words).annotate(is_code=Area.has_code(words))
    found = list(areas.order_by("-is_code", "level", "pk").values_list("path", "is_code")[:2])
    coded = [path for path, is_code in found if is_code]
    paths = coded or [path for path, _is_code in found]
    return paths[0] if len(paths) == 1 else ""


def _common(paths: Iterable[str]) -> str:
    """The lowest area in which all lie, and if that is all of them, the one above it."""
    split = [path.rstrip("/").split("/") for path in paths]
    if not split:
        return ""
    same = 0
    while all(len(one) > same + 1 and one[same] == split[0][same] for one in split):
        same += 1
    return "".join(f"{part}/" for part in split[0][:same])


def _below(above: str, path: str) -> str:
    """The area under `above` in which that path lies; `above` itself for what lies in no area below it."""
    rest = path.removeprefix(above).split("/")[0] if path.startswith(above) else ""
    return f"{above}{rest}/" if rest else path


# --- by person --------------------------------------------------------------------------------------------------------
def by_facilitator(cycles: CycleQuerySet, user: User) -> Table:
    """A cycle counts for everybody who leads sessions of it, so that the lines add up to more than the cycles."""
    running = cycles.running().order_by().values("pk")
    roles = leading(user).filter(session__cycle__in=running)
    cycle, today = "session__cycle", timezone.localdate()
    late = Count(cycle, distinct=True, filter=late_on(today, f"{cycle}__"))
    counted = _counted(roles, "user", f"{cycle}__phase", Count(cycle, distinct=True), late)
    people = User.objects.filter(pk__in=counted)
    return _table(counted, {person.pk: (person.label, str(person.pk)) for person in people})


def leading(user: User) -> Any:
    """Roles of people with an account in sessions that the person may see."""
    sessions = Session.objects.visible_to(user).exclude(state=SessionState.CANCELLED)
    roles = SessionRole.objects.filter(kind__in=LEADING, user__isnull=False)
    return roles.filter(session__in=sessions.order_by().values("pk"))


# --- both -------------------------------------------------------------------------------------------------------------
def _counted(rows: Any, key: str, phase: str, every: Count, late: Count) -> Counted:
    found: Counted = defaultdict(lambda: defaultdict(int))
    for owner, where, count, of_late in rows.order_by().values_list(key, phase).annotate(every=every, of_late=late):
        found[owner][where] += count
        found[owner][LATE] += of_late
    return found


def _table(counted: Mapping[Any, Mapping[str, int]], named: Mapping[Any, tuple[str, str]]) -> Table:
    """The longest first."""
    totals = {key: sum(count for phase, count in counts.items() if phase != LATE) for key, counts in counted.items()}
    kept = sorted(named, key=lambda key: (-totals[key], named[key][0]))
    longest = max(totals.values(), default=0) or 1
    lines = [
        Line(
            label=named[key][0], key=named[key][1], total=totals[key], late=counted[key].get(LATE, 0),
            counts=[(phase, counted[key].get(phase.value, 0)) for phase in RUNNING],
            width=round(totals[key] * 100 / longest),
        )
        for key in kept[:MOST]
    ]  # fmt: skip
    return Table(lines, max(0, len(kept) - MOST))
