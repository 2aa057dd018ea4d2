"""Cycles, their steps and bodies, rankings."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.labels import labelled
from cbp.cycles.gates import standing
from cbp.cycles.models import Body, BodyKind, Cycle, GatePassage, Milestone
from cbp.cycles.phases import ENDED, GATES, Phase
from cbp.cycles.reading.bodies import with_bodies
from cbp.cycles.reading.cluster import with_members
from cbp.desk.board import late_on
from cbp.desk.waiting.lists import Line, in_words, with_names
from cbp.plans.models import Plan
from cbp.priorities.models import Ranking
from cbp.priorities.phases import RankingState
from profiling.models import Profile

P = Permission
# So many cycles are asked whether their gate stands open; each asks the checks of its gate.
ASKED_MOST = 10


def rankings_open(user: User) -> QuerySet[Ranking]:
    found = Ranking.objects.within(user.grants(P.RANKING_ENTER)).filter(state=RankingState.OPEN)
    return with_names(found.exclude(cycle__phase__in=ENDED)).order_by("pk")  # type: ignore[no-any-return]


def ranking_line(ranking: Ranking) -> Line:
    return Line(str(ranking), ranking.get_absolute_url(), str(ranking.cycle.community))


def _cycles(user: User, right: Permission) -> QuerySet[Cycle]:
    return with_names(Cycle.objects.within(user.grants(right)).running(), "")  # type: ignore[no-any-return]


def cycles_late(user: User) -> QuerySet[Cycle]:
    return _cycles(user, P.CYCLE_MANAGE).filter(late_on(timezone.localdate())).order_by("planned_end_on", "pk")


def cycles_in_reach(user: User) -> QuerySet[Cycle]:
    return _cycles(user, P.CYCLE_VIEW).order_by("-pk")


def cycles_ready(user: User) -> list[Cycle]:
    """Every check of the next gate is fulfilled or waived. Only those are asked of which it is likely, and few."""
    likely = _cycles(user, P.CYCLE_MANAGE).filter(_likely()).select_related("lead", "counterpart")
    read = likely.prefetch_related("passages", with_members(), with_bodies())
    few = read.order_by(F("planned_end_on").asc(nulls_last=True), "pk")[:ASKED_MOST]
    asked = [(cycle, standing(cycle)) for cycle in few]
    return [cycle for cycle, points in asked if points and not any(point.is_open for point in points)]


def _likely() -> Q:
    """What the last thing before each gate leaves behind; or a manager waived something there."""
    mine = {"cycle": OuterRef("pk")}
    team = Body.objects.standing().filter(kind=BodyKind.FACILITATION, **mine)
    agreed = Q(Exists(team), lead__isnull=False, counterpart__isnull=False) & ~Q(agreement_note="")
    validated = Profile.objects.validated().filter(community=OuterRef("community"))
    found = (
        Q(phase=Phase.PREPARING) & agreed
        | Q(Exists(validated), phase=Phase.ASSESSING)
        | Q(Exists(Ranking.objects.closed().filter(**mine)), phase=Phase.PLANNING)
        | Q(Exists(Plan.objects.endorsed().filter(**mine)), phase=Phase.VALIDATING)
    )
    waived = GatePassage.objects.filter(outcome=GatePassage.Outcome.WAIVED, **mine)
    for phase, gate in GATES.items():
        found |= Q(Exists(waived.filter(gate=gate)), phase=phase)
    return found


def cycle_line(cycle: Cycle) -> Line:
    return Line(str(cycle), cycle.get_absolute_url(), str(cycle.get_phase_display()))


def late_cycle_line(cycle: Cycle) -> Line:
    day = cycle.planned_end_on
    said = _("The plan was expected by %(day)s") % {"day": in_words(day)} if day else ""
    return Line(str(cycle), cycle.get_absolute_url(), said, is_late=True)


# --- what hangs on a cycle --------------------------------------------------------------------------------------------
def steps_late(user: User) -> QuerySet[Milestone]:
    """Steps of the work plan whose day has gone."""
    late = Milestone.objects.within(user.grants(P.CYCLE_WORK)).late_on(timezone.localdate())
    return with_names(late).order_by("planned_on", "pk")  # type: ignore[no-any-return]


def step_line(step: Milestone) -> Line:
    said = _("Planned for %(day)s") % {"day": in_words(step.planned_on)} if step.planned_on else ""
    return Line(labelled(step.cycle.community, step), step.get_absolute_url(), said, is_late=True)


def bodies_overdue(user: User) -> QuerySet[Body]:
    """Bodies whose term is over and which nothing renewed."""
    overdue = Body.objects.within(user.grants(P.CYCLE_WORK)).overdue_on(timezone.localdate())
    return with_names(overdue).order_by("term_ends_on", "pk")  # type: ignore[no-any-return]


def body_line(body: Body) -> Line:
    said = _("Its term ended on %(day)s") % {"day": in_words(body.term_ends_on)} if body.term_ends_on else ""
    return Line(labelled(body.cycle.community, body), body.get_absolute_url(), said, is_late=True)
