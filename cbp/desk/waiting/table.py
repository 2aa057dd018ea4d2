"""One table of roles and lists. Several roles add up, each list once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from cbp.accounts.models import User
from cbp.accounts.roles import Role
from cbp.desk.waiting import cycles, plans, profiles, sessions
from cbp.desk.waiting.lists import MOST, Line, Waiting

TO_RECORD = Waiting("to-record", gettext_lazy("Sessions to record"), sessions.to_record, sessions.session_line)
SESSIONS_RETURNED = Waiting(
    "sessions-returned", gettext_lazy("Sessions to correct"), sessions.sessions_returned, sessions.returned_session_line
)  # fmt: skip
TO_VERIFY = Waiting("to-verify", gettext_lazy("Sessions to verify"), sessions.to_verify, sessions.session_line)
PROFILES_RETURNED = Waiting(
    "profiles-returned", gettext_lazy("Profiles to correct"), profiles.profiles_returned, profiles.profile_line
)
PROFILES_IN_REVIEW = Waiting(
    "profiles-in-review", gettext_lazy("Profiles to review"), profiles.profiles_in_review, profiles.profile_line
)
SELECTIONS = Waiting(
    "selections", gettext_lazy("Selections of communities to decide"), profiles.selections_to_decide,
    profiles.selection_line,
)  # fmt: skip
SELECTIONS_RETURNED = Waiting(
    "selections-returned", gettext_lazy("Assessments of communities to correct"), profiles.selections_returned,
    profiles.selection_line,
)  # fmt: skip
PLANS_RETURNED = Waiting(
    "plans-returned", gettext_lazy("Plans that the authority returned"), plans.plans_returned, plans.returned_plan_line
)  # fmt: skip
NO_COSTS = Waiting(
    "without-costs", gettext_lazy("Plan items without a cost"), plans.plans_without_costs, plans.silent_plan_line
)
TO_ENDORSE = Waiting("to-endorse", gettext_lazy("Plans to endorse or return"), plans.to_endorse, plans.plan_line)
SUBMITTED = Waiting(
    "plans-submitted", gettext_lazy("Plans before the authority"), plans.plans_submitted, plans.plan_line
)
RANKINGS = Waiting("rankings-open", gettext_lazy("Open rankings"), cycles.rankings_open, cycles.ranking_line)
READY = Waiting("cycles-ready", gettext_lazy("Cycles ready for the next step"), cycles.cycles_ready, cycles.cycle_line)
LATE = Waiting("cycles-late", gettext_lazy("Late cycles"), cycles.cycles_late, cycles.late_cycle_line)
CYCLES = Waiting("cycles", gettext_lazy("Running planning cycles"), cycles.cycles_in_reach, cycles.cycle_line)
PLANS = Waiting("plans", gettext_lazy("Community action plans"), plans.plans_in_reach, plans.plan_line)
ENDORSED = Waiting("endorsed", gettext_lazy("Endorsed lately"), plans.endorsed_lately, plans.plan_line)

STEPS = Waiting("steps-late", gettext_lazy("Late steps of work plans"), cycles.steps_late, cycles.step_line)
BODIES = Waiting("bodies-overdue", gettext_lazy("Bodies to be renewed"), cycles.bodies_overdue, cycles.body_line)
ACTIONS = Waiting("actions-due", gettext_lazy("What you agreed to do"), sessions.actions_due, sessions.action_line)
NOT_RECORDED = Waiting(
    "not-recorded", gettext_lazy("Sessions that nobody recorded for a week"), sessions.not_recorded,
    sessions.session_line,
)  # fmt: skip

WAITS: Mapping[str, tuple[Waiting, ...]] = {
    Role.FACILITATOR: (
        SESSIONS_RETURNED, TO_RECORD, TO_VERIFY, ACTIONS, STEPS, BODIES, PROFILES_RETURNED, SELECTIONS_RETURNED,
        RANKINGS,
    ),
    Role.PLANNER: (TO_ENDORSE, SELECTIONS, PLANS_RETURNED, NO_COSTS, TO_VERIFY, ACTIONS),
    Role.MANAGER: (
        READY, LATE, STEPS, BODIES, NOT_RECORDED, ACTIONS, PROFILES_IN_REVIEW, SELECTIONS, SUBMITTED, RANKINGS,
    ),
    Role.PARTNER: (CYCLES, PLANS),
    Role.AUDITOR: (ENDORSED,),
    Role.ADMINISTRATOR: (),
}  # fmt: skip


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
