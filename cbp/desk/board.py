"""The board: every planning cycle in a person's reach and where it stands, in as many questions as one cycle takes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from cbp.accounts.models import User
from cbp.core.models import Event, Verb
from cbp.cycles.models import Body, Cycle, CycleQuerySet, Milestone
from cbp.cycles.phases import Phase
from cbp.plans.models import Plan
from cbp.plans.phases import PlanState
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState
from profiling.models import Community

# Until the plan is endorsed, the day on which it was expected can be missed.
BEFORE_THE_PLAN = (Phase.DRAFT, Phase.PREPARING, Phase.ASSESSING, Phase.PLANNING, Phase.VALIDATING)
# With each of these a phase began.
MOVES = (Verb.CYCLE_STARTED, Verb.CYCLE_MOVED)


def late_on(today: datetime.date, prefix: str = "") -> Q:
    """The plan is not there on the day on which it was expected. `prefix` leads to the cycle, such as `cycle__`."""
    return Q(**{f"{prefix}planned_end_on__lt": today, f"{prefix}phase__in": BEFORE_THE_PLAN})


def _late() -> Case:
    return Case(When(late_on(timezone.localdate()), then=True), default=False, output_field=BooleanField())


def cycles_of(user: User) -> CycleQuerySet:
    """With `is_late`, and the names that a list shows."""
    named = Prefetch("community", Community.objects.select_related("area").prefetch_related("names", "area__names"))
    return (
        Cycle.objects.visible_to(user)
        .annotate(is_late=_late())
        .select_related("programme", "lead")
        .prefetch_related(named)
    )


def with_news(cycles: CycleQuerySet, user: User) -> CycleQuerySet:
    """With `since` (in this phase), `last_session`, `next_session` and `plan_state`, as far as the person may see."""
    mine = OuterRef("pk")
    moves = Event.objects.filter(thing_type="cycles.cycle", thing_id=mine, verb__in=MOVES).order_by("-at", "-pk")
    sessions = Session.objects.visible_to(user).filter(cycle=mine)
    held = sessions.held().order_by(F("held_on").desc(nulls_last=True), "-pk")
    planned = sessions.filter(state=SessionState.PLANNED, held_on__gte=timezone.localdate()).order_by("held_on", "pk")
    plans = Plan.objects.visible_to(user).filter(cycle=mine).exclude(state=PlanState.WITHDRAWN).latest_first()
    return cycles.annotate(
        since=Subquery(moves.values("at")[:1]),
        last_session=Subquery(held.values("held_on")[:1]),
        next_session=Subquery(planned.values("held_on")[:1]),
        plan_state=Subquery(plans.values("state")[:1]),
    )


def in_order(cycles: CycleQuerySet) -> CycleQuerySet:
    """By phase; within it first those whose plan is late, then those with late steps, then by the day of the plan."""
    place = Case(*[When(phase=phase, then=Value(at)) for at, phase in enumerate(Phase)])
    return cycles.annotate(place=place).order_by(
        "place", _late().desc(), has_late_steps().desc(), F("planned_end_on").asc(nulls_last=True), "pk"
    )


def has_late_steps() -> Exists:
    return Exists(Milestone.objects.late_on(timezone.localdate()).filter(cycle=OuterRef("pk")))


def has_overdue_bodies() -> Exists:
    return Exists(Body.objects.overdue_on(timezone.localdate()).filter(cycle=OuterRef("pk")))


def plan_words(cycle: Any) -> str:
    """The state of the latest edition, in words; empty where there is none."""
    return str(PlanState(cycle.plan_state).label) if cycle.plan_state else ""


@dataclass(frozen=True)
class Step:
    """One step of the funnel: how many cycles stand in this phase."""

    phase: Phase
    count: int


def funnel(cycles: QuerySet[Cycle]) -> list[Step]:
    """Every phase in its order, also where nothing stands."""
    found = dict(cycles.order_by().values_list("phase").annotate(Count("pk")))
    return [Step(phase, found.get(phase.value, 0)) for phase in Phase]
