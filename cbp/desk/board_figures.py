"""What stands beside each cycle of the board: sessions held, who took part, what is late. Six questions for any number
of cycles.

Sums over sessions are participations, never people. The share of women is of women and men, in the sessions of which
both are known.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.cycles.models import Body, Cycle, Milestone
from cbp.cycles.phases import STATIONS, Phase
from cbp.desk.board import plan_words
from cbp.workshops.models import AttendanceCell, Session
from cbp.workshops.reading.attendance import Attendance


@dataclass(frozen=True)
class Figures:
    """Of one cycle. None is not known, or nothing that this person reads."""

    sessions: int | None = None
    participations: int | None = None
    women_share: Decimal | None = None
    is_share_incomplete: bool = False
    late_steps: int = 0
    overdue_bodies: int = 0


@dataclass(frozen=True)
class Row:
    """One cycle of the board. `cycle` carries what `with_news` asked."""

    cycle: Any
    plan: str
    figures: Figures


@dataclass(frozen=True)
class Column:
    """The cycles of one phase on one page of the board."""

    phase: Phase
    stations: str
    rows: list[Row] = field(default_factory=list)


def rows_of(cycles: Sequence[Cycle], user: User) -> list[Row]:
    """The cycles of a page, or of an export, with their figures."""
    figures = figures_of([cycle.pk for cycle in cycles], user, timezone.localdate())
    return [Row(cycle, plan_words(cycle), figures[cycle.pk]) for cycle in cycles]


def columns(rows: Sequence[Row]) -> list[Column]:
    found = []
    for phase, of_phase in groupby(rows, key=lambda row: Phase(row.cycle.phase)):
        labels = [str(station.label) for station in STATIONS[phase]]
        stations = "" if labels == [str(phase.label)] else " · ".join(labels)
        found.append(Column(phase, stations, list(of_phase)))
    return found


def figures_of(cycles: Sequence[int], user: User, today: datetime.date) -> dict[int, Figures]:
    """As far as the person may see them: of a cycle whose sessions somebody may not read, none are counted."""
    readable = Cycle.objects.within(user.grants(Permission.SESSION_VIEW)).filter(pk__in=cycles)
    met = _attendances(set(readable.order_by().values_list("pk", flat=True)))
    late = _counted(Milestone.objects.late_on(today).filter(cycle__in=cycles))
    overdue = _counted(Body.objects.overdue_on(today).filter(cycle__in=cycles))
    return {pk: _figures(met.get(pk), late.get(pk, 0), overdue.get(pk, 0)) for pk in cycles}


def _figures(met: list[Attendance] | None, late: int, overdue: int) -> Figures:
    if met is None:
        return Figures(late_steps=late, overdue_bodies=overdue)
    totals = [one.total for one in met if one.total is not None]
    both = [one.women_and_men for one in met]
    women = sum(one[0] for one in both if one)
    everybody = sum(sum(one) for one in both if one)
    return Figures(
        sessions=len(met),
        participations=sum(totals) if totals else None,
        women_share=Decimal(women * 100) / everybody if everybody else None,
        is_share_incomplete=None in both,
        late_steps=late,
        overdue_bodies=overdue,
    )


def _attendances(cycles: set[int]) -> dict[int, list[Attendance]]:
    """Of each session that was held; its cells are added up by sex in the database."""
    held = Session.objects.held().filter(cycle__in=cycles)
    cells = AttendanceCell.objects.filter(session__in=held.order_by().values("pk"), group="")
    people: dict[int, dict[tuple[str, int], int]] = defaultdict(dict)
    for session, sex, count in cells.order_by().values_list("session", "sex").annotate(Sum("people")):
        people[session][sex, 0] = count
    found: dict[int, list[Attendance]] = {pk: [] for pk in cycles}
    for pk, cycle, group, stated in held.order_by("pk").values_list("pk", "cycle", "group", "attendance_stated"):
        found[cycle].append(Attendance(group, people.get(pk, {}), {}, stated))
    return found


def _counted(things: Any) -> dict[int, int]:
    return dict(things.order_by().values_list("cycle").annotate(Count("pk")))
