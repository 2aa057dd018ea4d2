"""The work plan of a cycle as it is read: each step planned and actual, how late it is, and what comes next."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from cbp.core.choices import SessionKind
from cbp.core.labels import label_in
from cbp.core.lists import Column
from cbp.core.templatetags.figures import in_text
from cbp.cycles.models import Cycle, Milestone
from cbp.cycles.reading.time_band import BandStep, TimeBand, time_band

NEXT = 3


class Standing(StrEnum):
    DONE = "done"
    LATE = "late"
    PLANNED = "planned"
    UNDATED = "undated"
    LEFT_OUT = "left-out"


WORDS = {
    Standing.DONE: pgettext_lazy("step", "Done"),
    Standing.LATE: pgettext_lazy("step", "Late"),
    Standing.PLANNED: pgettext_lazy("step", "Planned"),
    Standing.UNDATED: pgettext_lazy("step", "No day yet"),
    Standing.LEFT_OUT: pgettext_lazy("step", "Left out"),
}
MARKS = {Standing.DONE: "good", Standing.LATE: "warn"}


@dataclass(frozen=True)
class PlanLine:
    """One step. `days` counts from the planned day to the day it was done, or to today where it is late."""

    number: int
    milestone: Milestone
    standing: Standing
    days: int | None

    @property
    def label(self) -> str:
        return str(WORDS[self.standing])

    @property
    def mark(self) -> str:
        """For components/status.html."""
        return MARKS.get(self.standing, "neutral")

    @property
    def delay(self) -> str:
        if not self.days:
            return _("on the day") if self.days == 0 and self.standing == Standing.DONE else ""
        count = abs(self.days)
        if self.days > 0:
            words = ngettext("%(count)s day late", "%(count)s days late", count)
        else:
            words = ngettext("%(count)s day early", "%(count)s days early", count)
        return words % {"count": in_text(count)}

    @property
    def guidance(self) -> str:
        return label_in(self.milestone.step.guidance) if self.milestone.step else ""

    @property
    def session_kind(self) -> str:
        """What the step asks for, in words; empty where it asks for no session."""
        kind = self.milestone.step.session_kind if self.milestone.step else ""
        return str(SessionKind(kind).label) if kind in SessionKind.values else ""

    @property
    def is_open(self) -> bool:
        return self.standing in (Standing.LATE, Standing.PLANNED, Standing.UNDATED)


@dataclass(frozen=True)
class WorkPlan:
    lines: Sequence[PlanLine]

    def count(self, *standings: Standing) -> int:
        return sum(line.standing in standings for line in self.lines)

    @property
    def done(self) -> int:
        return self.count(Standing.DONE)

    @property
    def late(self) -> int:
        return self.count(Standing.LATE)

    @property
    def asked(self) -> int:
        """Steps that were not left out."""
        return len(self.lines) - self.count(Standing.LEFT_OUT)

    @property
    def undated(self) -> int:
        return self.count(Standing.UNDATED)

    @property
    def is_untouched(self) -> bool:
        """As it came from its list: another may be chosen."""
        return all(line.milestone.version == 1 and line.milestone.step_id for line in self.lines)

    @property
    def upcoming(self) -> list[PlanLine]:
        """The next steps: late ones first, then by their day, then those without one."""
        rank = {Standing.LATE: 0, Standing.PLANNED: 1, Standing.UNDATED: 2}
        waiting = [line for line in self.lines if line.is_open]
        far = datetime.date.max
        waiting.sort(key=lambda line: (rank[line.standing], line.milestone.planned_on or far, line.number))
        return waiting[:NEXT]


def work_plan(cycle: Cycle, today: datetime.date) -> WorkPlan:
    """All steps in their order. In a cycle that has ended nothing is late any more. One query."""
    milestones = cycle.milestones.select_related("step").in_order()
    return WorkPlan([_line(number, one, cycle, today) for number, one in enumerate(milestones, start=1)])


def _line(number: int, one: Milestone, cycle: Cycle, today: datetime.date) -> PlanLine:
    one.cycle = cycle
    if one.left_out:
        return PlanLine(number, one, Standing.LEFT_OUT, None)
    if one.done_on:
        return PlanLine(number, one, Standing.DONE, (one.done_on - one.planned_on).days if one.planned_on else None)
    if one.planned_on and one.planned_on < today and cycle.is_running:
        return PlanLine(number, one, Standing.LATE, (today - one.planned_on).days)
    return PlanLine(number, one, Standing.PLANNED if one.planned_on else Standing.UNDATED, None)


def band_of(plan: WorkPlan, cycle: Cycle, today: datetime.date, *, mirrored: bool) -> TimeBand | None:
    """The picture beside the table; today's line stands in it as long as the cycle runs."""
    steps = [
        BandStep(line.number, line.milestone.planned_on, line.milestone.done_on, line.standing == Standing.LATE)
        for line in plan.lines
        if line.standing != Standing.LEFT_OUT
    ]
    return time_band(steps, today=today if cycle.is_running else None, mirrored=mirrored)


def story_of(plan: WorkPlan) -> str:
    """The picture in one sentence."""
    return _("Done: %(done)s of %(asked)s steps. Late: %(late)s.") % {
        "asked": in_text(plan.asked), "done": in_text(plan.done), "late": in_text(plan.late),
    }  # fmt: skip


COLUMNS: Sequence[Column] = (
    (gettext_lazy("Number"), lambda line: line.number),
    (gettext_lazy("Station"), lambda line: line.milestone.get_station_display()),
    (gettext_lazy("Step"), lambda line: line.milestone),
    (gettext_lazy("Planned for"), lambda line: line.milestone.planned_on),
    (gettext_lazy("Done on"), lambda line: line.milestone.done_on),
    (gettext_lazy("State"), lambda line: line.label),
    (gettext_lazy("Days late"), lambda line: line.days),
    (gettext_lazy("Responsible"), lambda line: line.milestone.responsible),
    (gettext_lazy("Left out, because"), lambda line: line.milestone.left_out),
    (gettext_lazy("Note"), lambda line: line.milestone.note),
)
