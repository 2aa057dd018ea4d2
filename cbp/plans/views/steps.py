"""Where an edition stands, what it waits for, and who may take which step."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.accounts.access import can
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.plans.actions.decisions import may_not_decide
from cbp.plans.actions.editions import SIGNABLE, at_work_in
from cbp.plans.gates import by_ministry
from cbp.plans.models import Plan
from cbp.plans.phases import NEXT, PlanState

P, S = Permission, PlanState
KINDS = {
    S.DRAFT: "neutral", S.VALIDATED: "active", S.SUBMITTED: "active", S.RETURNED: "warn", S.ENDORSED: "good",
    S.WITHDRAWN: "bad",
}  # fmt: skip
WAITS = {
    S.DRAFT: gettext_lazy("Items are being written. When they are complete, the community validates the plan."),
    S.VALIDATED: gettext_lazy("The community has validated it. It is signed, and then submitted to the authority."),
    S.SUBMITTED: gettext_lazy("It waits for the decision of the authority."),
    S.RETURNED: gettext_lazy("The authority returned it. Its remarks are answered, then it is validated anew."),
    S.ENDORSED: gettext_lazy("Signed is signed: nothing in it is changed any more. A change is a new edition."),
    S.WITHDRAWN: gettext_lazy("It was withdrawn and goes no further."),
}
MINISTRY = gettext_lazy("The district has endorsed it. It waits for the endorsement of the ministry.")
WRITERS = gettext_lazy("Facilitators, planners and managers")
ENDORSER = gettext_lazy("A planner who endorses for the authority and did not write in the plan")
RECORDER = gettext_lazy("A manager who holds the letter and did not write in the plan")
WHO = {P.PLAN_EDIT: WRITERS, P.PLAN_ENDORSE: ENDORSER, P.PLAN_RECORD: RECORDER}


@dataclass(frozen=True)
class Kind:
    """One step: from which states, behind which page, with which right. `is_button`: one press, no form."""

    code: str
    label: Promise
    page: str
    permission: Permission
    states: frozenset[PlanState]
    is_button: bool = False
    is_main: bool = False


def _before(state: PlanState) -> frozenset[PlanState]:
    return frozenset(one for one, after in NEXT.items() if state in after)


DECIDED = frozenset({S.SUBMITTED})
STEPS = (
    Kind(
        "validate", gettext_lazy("Record that the community validated it"), "plans:plan-validate", P.PLAN_EDIT,
        _before(S.VALIDATED), is_main=True,
    ),
    Kind("sign", gettext_lazy("Record a signature"), "plans:plan-sign", P.PLAN_EDIT, SIGNABLE),
    Kind(
        "submit", gettext_lazy("Submit it to the authority"), "plans:plan-submit", P.PLAN_EDIT, _before(S.SUBMITTED),
        is_button=True, is_main=True,
    ),
    Kind("endorse", gettext_lazy("Endorse it"), "plans:plan-endorse", P.PLAN_ENDORSE, DECIDED, is_main=True),
    Kind("return", gettext_lazy("Return it with remarks"), "plans:plan-return", P.PLAN_ENDORSE, DECIDED),
    Kind("record", gettext_lazy("Record a decision given on paper"), "plans:plan-record", P.PLAN_RECORD, DECIDED),
    Kind("reopen", gettext_lazy("Open it again for changes"), "plans:plan-reopen", P.PLAN_EDIT, _before(S.DRAFT)),
    Kind("withdraw", gettext_lazy("Withdraw it"), "plans:plan-withdraw", P.PLAN_EDIT, _before(S.WITHDRAWN)),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A step that the state allows. `may`: this person takes it; `why_not` says why not, where there is more to say."""

    label: str
    url: str
    who: str
    may: bool
    why_not: str
    is_button: bool
    is_main: bool


def steps_of(plan: Plan, user: User) -> list[Step]:
    """In the order in which they come. A cycle that has ended allows none."""
    if not plan.cycle.is_running:
        return []
    kinds = [kind for kind in STEPS if plan.state in kind.states]
    found = [_step(kind, plan, user, reverse(kind.page, args=[plan.pk])) for kind in kinds]
    return found + (_after(plan, user) if plan.state == S.ENDORSED else [])


def _step(kind: Kind, plan: Plan, user: User, url: str) -> Step:
    may, why_not = can(user, kind.permission, plan), ""
    if may and kind.permission in (P.PLAN_ENDORSE, P.PLAN_RECORD):
        why_not = may_not_decide(plan, user)
    who = str(WHO[kind.permission])
    return Step(str(kind.label), url, who, may and not why_not, why_not, kind.is_button, kind.is_main)


def _after(plan: Plan, user: User) -> list[Step]:
    """A ministry's line beside the endorsed edition, and the next edition."""
    found = []
    if waits_for_ministry(plan):
        endorse = gettext_lazy("Endorse it for the ministry")
        record = gettext_lazy("Record the ministry’s endorsement given on paper")
        found += [
            _step(Kind("endorse", endorse, "", P.PLAN_ENDORSE, DECIDED), plan, user, _page("endorse", plan)),
            _step(Kind("record", record, "", P.PLAN_RECORD, DECIDED, is_main=True), plan, user, _page("record", plan)),
        ]
    if at_work_in(plan.cycle) is None:
        label = gettext_lazy("Begin a new edition")
        page = reverse("plans:plan-new", args=[plan.cycle_id])
        found.append(_step(Kind("new", label, "", P.PLAN_EDIT, DECIDED), plan, user, page))
    return found


def _page(code: str, plan: Plan) -> str:
    return reverse(f"plans:plan-{code}", args=[plan.pk])


def waits_for_ministry(plan: Plan) -> bool:
    return plan.state == S.ENDORSED and plan.cycle.programme.needs_ministry and not by_ministry(plan)


def waits_for(plan: Plan) -> str:
    if not plan.cycle.is_running and plan.state not in (S.ENDORSED, S.WITHDRAWN):
        return _("The planning cycle has ended, and the plan with it.")
    return str(MINISTRY if waits_for_ministry(plan) else WAITS[PlanState(plan.state)])
