"""What waits for a person: one table of roles and lists, each list a question about what is within the person's right.

The late ones come first. Several roles add up, each list once. Home shows some lines of each; `rows` gives all.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbp.accounts.models import User
from cbp.accounts.roles import Permission, Role
from cbp.core.models import Event, Verb
from cbp.cycles.gates import standing
from cbp.cycles.models import Body, BodyKind, Cycle, GatePassage
from cbp.cycles.phases import ENDED, GATES, Phase
from cbp.desk.board import late_on
from cbp.plans.models import Plan
from cbp.plans.models.editions import PlanQuerySet
from cbp.plans.phases import OPEN, PlanState
from cbp.priorities.models import Ranking
from cbp.priorities.phases import RankingState
from cbp.workshops.models import Session, ToolRecord
from cbp.workshops.phases import SessionState
from profiling.models import Profile, SelectionAssessment
from profiling.phases import ProfileState
from profiling.reading.selection import to_correct, to_decide

P = Permission
MOST = 10
# Lines of history that say: this person wrote in the record of the session.
WROTE = (Verb.SESSION_ATTENDANCE, Verb.SESSION_CHANGED, Verb.SESSION_TOOL)
# So many cycles are asked whether their gate stands open; each asks the checks of its gate.
ASKED_MOST = 10


@dataclass(frozen=True)
class Line:
    """One thing that waits, with the link straight to it. `said` is why, or since when."""

    label: str
    url: str
    said: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits. `rows` are all of them within the person's right, the most urgent first."""

    code: str
    title: Promise
    rows: Callable[[User], Any]
    line: Callable[[Any], Line]


def _day(day: datetime.date | datetime.datetime) -> str:
    moment = timezone.localtime(day) if isinstance(day, datetime.datetime) else day
    return formats.date_format(moment, "DATE_FORMAT")


def _named(rows: QuerySet[Any], prefix: str = "cycle__") -> Any:
    """With what the labels are made of."""
    joined = rows.select_related(f"{prefix}community", f"{prefix}programme")
    return joined.prefetch_related(f"{prefix}community__names")


# --- sessions ---------------------------------------------------------------------------------------------------------
def _sessions(user: User, right: Permission, state: Q) -> QuerySet[Session]:
    found = Session.objects.within(user.grants(right)).filter(state).exclude(cycle__phase__in=ENDED)
    named = _named(found).prefetch_related("cycle__programme__population_groups")
    rows: QuerySet[Session] = named.order_by(F("held_on").asc(nulls_last=True), "pk")
    return rows


def _to_record(user: User) -> QuerySet[Session]:
    """Meetings whose day has come, and records that were begun."""
    begun = Q(state=SessionState.DRAFT, return_reason="")
    due = Q(state=SessionState.PLANNED, held_on__lte=timezone.localdate())
    return _sessions(user, P.SESSION_RECORD, begun | due)


def _sessions_returned(user: User) -> QuerySet[Session]:
    return _sessions(user, P.SESSION_RECORD, Q(state=SessionState.DRAFT) & ~Q(return_reason=""))


def _to_verify(user: User) -> QuerySet[Session]:
    """Recorded by others: nobody verifies what the own hand wrote."""
    recorded = Q(state=SessionState.RECORDED) & ~Q(recorded_by=user.pk)
    lines = Event.objects.filter(by_id=user.pk)
    hand = lines.filter(thing_type="workshops.session", thing_id=OuterRef("pk"), verb__in=WROTE)
    tools = ToolRecord.objects.filter(session=OuterRef("pk"))
    tool = lines.filter(verb=Verb.SESSION_TOOL, thing_type="workshops.toolrecord", thing_id=OuterRef("pk"))
    others = _sessions(user, P.SESSION_VERIFY, recorded)
    return others.exclude(Exists(hand)).exclude(Exists(tools.filter(Exists(tool))))


def _session_line(session: Session) -> Line:
    label = _("%(community)s: %(session)s") % {"community": session.cycle.community, "session": session}
    late = session.held_on is not None and session.held_on < timezone.localdate()
    said = _("Held on %(day)s") % {"day": _day(session.held_on)} if session.held_on else ""
    if session.state == SessionState.PLANNED and session.held_on:
        said = _("Planned for %(day)s") % {"day": _day(session.held_on)}
    return Line(label, session.get_absolute_url(), said, late and session.state != SessionState.RECORDED)


def _returned_session_line(session: Session) -> Line:
    line = _session_line(session)
    return Line(line.label, line.url, session.return_reason, is_late=False)


# --- profiles ---------------------------------------------------------------------------------------------------------
def _profiles(user: User, right: Permission, state: Q) -> QuerySet[Profile]:
    return _named(Profile.objects.within(user.grants(right)).filter(state), "").order_by("submitted_at", "pk")  # type: ignore[no-any-return]


def _profiles_returned(user: User) -> QuerySet[Profile]:
    return _profiles(user, P.PROFILE_EDIT, Q(state=ProfileState.DRAFT) & ~Q(return_reason=""))


def _profiles_in_review(user: User) -> QuerySet[Profile]:
    return _profiles(user, P.PROFILE_VALIDATE, Q(state=ProfileState.IN_REVIEW))


def _profile_line(profile: Profile) -> Line:
    said = profile.return_reason
    if profile.state == ProfileState.IN_REVIEW:
        said = _("Submitted on %(day)s") % {"day": _day(profile.submitted_at)} if profile.submitted_at else ""
    return Line(str(profile), profile.get_absolute_url(), said)


# --- the selection of communities -------------------------------------------------------------------------------------
def _selections(rows: QuerySet[SelectionAssessment]) -> QuerySet[SelectionAssessment]:
    return _named(rows, "").order_by("proposed_at", "pk")  # type: ignore[no-any-return]


def _selections_to_decide(user: User) -> QuerySet[SelectionAssessment]:
    """Proposed by somebody else, in another role than the own one."""
    return _selections(to_decide(user))


def _selections_returned(user: User) -> QuerySet[SelectionAssessment]:
    return _selections(to_correct(user))


def _selection_line(assessment: SelectionAssessment) -> Line:
    said = assessment.return_reason
    if assessment.proposed_at and not assessment.is_open:
        values = {"outcome": assessment.get_outcome_display(), "day": _day(assessment.proposed_at)}
        said = _("Proposed on %(day)s: %(outcome)s") % values
    return Line(str(assessment), assessment.get_absolute_url(), said)


# --- plans ------------------------------------------------------------------------------------------------------------
def _plans(user: User, right: Permission, state: Q) -> PlanQuerySet:
    rows: PlanQuerySet = _named(Plan.objects.within(user.grants(right)).filter(state)).order_by("submitted_at", "pk")
    return rows


def _plans_returned(user: User) -> QuerySet[Plan]:
    unanswered = Count("remarks", filter=Q(remarks__answer=""))
    return _plans(user, P.PLAN_EDIT, Q(state=PlanState.RETURNED)).annotate(unanswered=unanswered)


def _plans_without_costs(user: User) -> QuerySet[Plan]:
    """Plans at work that hold items of which neither a cost is known nor why it is not."""
    silent = Count("items", filter=Q(items__cost_lines=None, items__cost_unknown_reason=""), distinct=True)
    return _plans(user, P.PLAN_EDIT, Q(state__in=OPEN)).annotate(silent=silent).filter(silent__gt=0)


def _to_endorse(user: User) -> QuerySet[Plan]:
    """Nobody endorses what the own hand wrote."""
    return _plans(user, P.PLAN_ENDORSE, Q(state=PlanState.SUBMITTED) & ~Q(submitted_by=user.pk)).exclude(
        authors=user.pk
    )


def _plans_submitted(user: User) -> QuerySet[Plan]:
    return _plans(user, P.PLAN_RECORD, Q(state=PlanState.SUBMITTED))


def _plans_in_reach(user: User) -> PlanQuerySet:
    shown = Q(state__in=(PlanState.VALIDATED, PlanState.SUBMITTED, PlanState.RETURNED, PlanState.ENDORSED))
    return _plans(user, P.PLAN_VIEW, shown).with_endorsed_on().order_by("-pk")


LATELY = F("endorsed_on").desc(nulls_last=True)


def _endorsed_lately(user: User) -> PlanQuerySet:
    return (
        _plans(user, P.PLAN_VIEW, Q(state=PlanState.ENDORSED))
        .with_endorsed_on()
        .order_by(LATELY, "-endorsed_at", "-pk")
    )


def _plan_line(plan: Any) -> Line:
    said = str(plan.get_state_display())
    if plan.state == PlanState.SUBMITTED and plan.submitted_at:
        said = _("Submitted on %(day)s") % {"day": _day(plan.submitted_at)}
    elif plan.state == PlanState.ENDORSED and plan.endorsed_on:
        said = _("Endorsed on %(day)s") % {"day": _day(plan.endorsed_on)}
    return Line(str(plan), plan.get_absolute_url(), said)


def _returned_plan_line(plan: Any) -> Line:
    words = ngettext(
        "%(count)s remark has no answer yet", "%(count)s remarks have no answer yet", plan.unanswered
    )  # fmt: skip
    return Line(str(plan), plan.get_absolute_url(), words % {"count": plan.unanswered} if plan.unanswered else "")


def _silent_plan_line(plan: Any) -> Line:
    words = ngettext("%(count)s item without a cost", "%(count)s items without a cost", plan.silent)
    return Line(str(plan), plan.get_absolute_url(), words % {"count": plan.silent})


# --- rankings and cycles ----------------------------------------------------------------------------------------------
def _rankings_open(user: User) -> QuerySet[Ranking]:
    found = Ranking.objects.within(user.grants(P.RANKING_ENTER)).filter(state=RankingState.OPEN)
    return _named(found.exclude(cycle__phase__in=ENDED)).order_by("pk")  # type: ignore[no-any-return]


def _ranking_line(ranking: Ranking) -> Line:
    return Line(str(ranking), ranking.get_absolute_url(), str(ranking.cycle.community))


def _cycles(user: User, right: Permission) -> QuerySet[Cycle]:
    return _named(Cycle.objects.within(user.grants(right)).running(), "")  # type: ignore[no-any-return]


def _cycles_late(user: User) -> QuerySet[Cycle]:
    return _cycles(user, P.CYCLE_MANAGE).filter(late_on(timezone.localdate())).order_by("planned_end_on", "pk")


def _cycles_in_reach(user: User) -> QuerySet[Cycle]:
    return _cycles(user, P.CYCLE_VIEW).order_by("-pk")


def _cycles_ready(user: User) -> list[Cycle]:
    """Every check of the next gate is fulfilled or waived. Only those are asked of which it is likely, and few."""
    likely = _cycles(user, P.CYCLE_MANAGE).filter(_likely()).select_related("lead", "counterpart")
    few = likely.order_by(F("planned_end_on").asc(nulls_last=True), "pk")[:ASKED_MOST]
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


def _cycle_line(cycle: Cycle) -> Line:
    return Line(str(cycle), cycle.get_absolute_url(), str(cycle.get_phase_display()))


def _late_cycle_line(cycle: Cycle) -> Line:
    day = cycle.planned_end_on
    said = _("The plan was expected by %(day)s") % {"day": _day(day)} if day else ""
    return Line(str(cycle), cycle.get_absolute_url(), said, is_late=True)


# --- the table --------------------------------------------------------------------------------------------------------
TO_RECORD = Waiting("to-record", gettext_lazy("Sessions to record"), _to_record, _session_line)
SESSIONS_RETURNED = Waiting(
    "sessions-returned", gettext_lazy("Sessions to correct"), _sessions_returned, _returned_session_line
)  # fmt: skip
TO_VERIFY = Waiting("to-verify", gettext_lazy("Sessions to verify"), _to_verify, _session_line)
PROFILES_RETURNED = Waiting("profiles-returned", gettext_lazy("Profiles to correct"), _profiles_returned, _profile_line)
PROFILES_IN_REVIEW = Waiting(
    "profiles-in-review", gettext_lazy("Profiles to review"), _profiles_in_review, _profile_line
)
SELECTIONS = Waiting(
    "selections", gettext_lazy("Selections of communities to decide"), _selections_to_decide, _selection_line
)  # fmt: skip
SELECTIONS_RETURNED = Waiting(
    "selections-returned", gettext_lazy("Assessments of communities to correct"), _selections_returned, _selection_line
)  # fmt: skip
PLANS_RETURNED = Waiting(
    "plans-returned", gettext_lazy("Plans that the authority returned"), _plans_returned, _returned_plan_line
)  # fmt: skip
NO_COSTS = Waiting("without-costs", gettext_lazy("Plan items without a cost"), _plans_without_costs, _silent_plan_line)
TO_ENDORSE = Waiting("to-endorse", gettext_lazy("Plans to endorse or return"), _to_endorse, _plan_line)
SUBMITTED = Waiting("plans-submitted", gettext_lazy("Plans before the authority"), _plans_submitted, _plan_line)
RANKINGS = Waiting("rankings-open", gettext_lazy("Open rankings"), _rankings_open, _ranking_line)
READY = Waiting("cycles-ready", gettext_lazy("Cycles ready for the next step"), _cycles_ready, _cycle_line)
LATE = Waiting("cycles-late", gettext_lazy("Late cycles"), _cycles_late, _late_cycle_line)
CYCLES = Waiting("cycles", gettext_lazy("Running planning cycles"), _cycles_in_reach, _cycle_line)
PLANS = Waiting("plans", gettext_lazy("Community action plans"), _plans_in_reach, _plan_line)
ENDORSED = Waiting("endorsed", gettext_lazy("Endorsed lately"), _endorsed_lately, _plan_line)

WAITS: Mapping[str, tuple[Waiting, ...]] = {
    Role.FACILITATOR: (SESSIONS_RETURNED, TO_RECORD, TO_VERIFY, PROFILES_RETURNED, SELECTIONS_RETURNED, RANKINGS),
    Role.PLANNER: (TO_ENDORSE, SELECTIONS, PLANS_RETURNED, NO_COSTS, TO_VERIFY),
    Role.MANAGER: (READY, LATE, PROFILES_IN_REVIEW, SELECTIONS, SUBMITTED, RANKINGS),
    Role.PARTNER: (CYCLES, PLANS),
    Role.AUDITOR: (ENDORSED,),
    Role.ADMINISTRATOR: (),
}


def lists_of(user: User) -> list[Waiting]:
    """The lists of all roles of the person, each once."""
    return list(dict.fromkeys(one for role in Role if role in user.roles for one in WAITS[role]))


@dataclass(frozen=True)
class Shown:
    """The first lines of a list, and whether there are more."""

    waiting: Waiting
    lines: list[Line]
    has_more: bool


def shown(user: User) -> list[Shown]:
    """What waits, list by list; lists in which nothing waits are left out."""
    found = [(one, list(one.rows(user)[: MOST + 1])) for one in lists_of(user)]
    return [Shown(one, [one.line(row) for row in rows[:MOST]], len(rows) > MOST) for one, rows in found if rows]
