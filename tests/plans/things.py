"""A plan at each station of its life, made by the actions that lead there."""

from __future__ import annotations

import datetime

from cbp.cycles.models import Cycle
from cbp.plans.actions.decisions import endorse_plan, return_plan
from cbp.plans.actions.editions import sign_plan, submit_plan, validate_plan
from cbp.plans.models import Decision, Plan, PlanSignature
from cbp.workshops.models import Session
from tests.cast import Cast
from tests.chain import DAY, make_session, verified

DECIDED = {"authority": "District council", "decided_on": datetime.date(2026, 8, 1)}


def assembly(cast: Cast, cycle: Cycle | None = None, **fields: object) -> Session:
    """A verified session of the kind in which a community can agree."""
    values: dict[str, object] = {"kind": "assembly", "held_on": datetime.date(2026, 6, 1), **fields}
    session = make_session(cycle or cast.here.chain.cycle, "mixed", people=0, **values)
    return verified(session, cast.manager, cast.facilitator)


def signature(plan: Plan, **fields: object) -> PlanSignature:
    values: dict[str, object] = {"body": "Committee of the village", "office": "President", "signed_on": DAY}
    return PlanSignature(plan=plan, **{**values, **fields})


def validated(cast: Cast, plan: Plan | None = None) -> Plan:
    plan = plan or cast.here.chain.plan
    validate_plan(plan, session=assembly(cast, plan.cycle), by=cast.facilitator)
    return plan


def signed(cast: Cast, plan: Plan | None = None) -> Plan:
    plan = validated(cast, plan)
    sign_plan(signature(plan), by=cast.facilitator)
    return plan


def submitted(cast: Cast, plan: Plan | None = None) -> Plan:
    plan = signed(cast, plan)
    submit_plan(plan, by=cast.planner)
    return plan


def returned(cast: Cast, **said: object) -> Plan:
    plan = submitted(cast)
    values: dict[str, object] = {
        "remarks": "The costs are too low.",
        "about": [(plan.items.get(), "Too deep.")],
        **said,
    }
    return_plan(plan, **DECIDED, **values, by=cast.endorser)
    return plan


def endorsed(cast: Cast, plan: Plan | None = None) -> Plan:
    plan = submitted(cast, plan)
    endorse_plan(plan, **DECIDED, by=cast.endorser)
    return plan


def ministry(plan: Plan, cast: Cast) -> Decision:
    letter = {"level": "ministry", "letter": "M/1", "on_paper": True}
    return endorse_plan(plan, **DECIDED | {"authority": "Ministry"}, **letter, by=cast.manager)
