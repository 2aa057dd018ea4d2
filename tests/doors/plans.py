"""The doors of plans."""

from __future__ import annotations

from cbp.plans.models import Decision, PlanSignature, Remark
from tests.cast import Cast, World
from tests.chain import DAY
from tests.doors.rows import HERE_ALL, Row

SEES: dict[str, tuple[str, ...]] = {
    "plan_cycle": HERE_ALL,
    "plan": HERE_ALL,
    "plan_item": HERE_ALL,
    "plan_signature": HERE_ALL,
    "plan_remark": HERE_ALL,
}
WRITERS = ("manager", "screening", "planner", "endorser", "facilitator", "psea")
MANAGERS = ("manager", "screening")
DOORS: dict[str, Row] = {
    "plans:plan-new": Row("plan_cycle", WRITERS, get=302, post=422),  # an edition is being worked on: it leads there
    "plans:plan-detail": Row("plan", HERE_ALL, get=200),
    "plans:plan-edit": Row("plan", WRITERS, get=200, post=422),
    "plans:plan-validate": Row("plan", WRITERS, get=200, post=422),
    "plans:plan-reopen": Row("plan", WRITERS, get=200, post=422),
    "plans:plan-sign": Row("plan", WRITERS, get=200, post=422),
    "plans:plan-submit": Row("plan", WRITERS, post=302),
    "plans:plan-withdraw": Row("plan", WRITERS, get=200, post=422),
    "plans:plan-endorse": Row("plan", ("endorser",), get=200, post=422),
    "plans:plan-return": Row("plan", ("endorser",), get=200, post=422),
    "plans:plan-record": Row("plan", MANAGERS, get=200, post=422),
    "plans:item-new": Row("plan", WRITERS, get=200, post=422),
    "plans:item-from-ranking": Row("plan", WRITERS, post=302),
    "plans:item-edit": Row("plan_item", WRITERS, get=200, post=422),
    "plans:item-remove": Row("plan_item", WRITERS, post=302),
    "plans:item-move": Row("plan_item", WRITERS, post=302),
    "plans:signature-remove": Row("plan_signature", WRITERS, post=302),
    "plans:remark-answer": Row("plan_remark", WRITERS, get=200, post=422),
}
DECIDED: dict[str, object] = {"authority": "Council", "decided_on": "2026-08-01", "letter": "1", "remarks": "Well"}
VALUES: dict[str, dict[str, object]] = {
    "plans:plan-new": {"title": "Other"},
    "plans:plan-edit": {"title": "Other", "version": 1},
    "plans:plan-reopen": {"reason": "Mine"},
    "plans:plan-sign": {"body": "B", "office": "O", "method": "ink", "signed_on": "2026-06-01"},
    "plans:plan-withdraw": {"reason": "Mine"},
    "plans:plan-endorse": DECIDED,
    "plans:plan-return": DECIDED,
    "plans:plan-record": {**DECIDED, "kind": "returned"},
    "plans:item-new": {"title": "Other", "version": 0},
    "plans:item-edit": {"title": "Other", "version": 1},
    "plans:item-move": {"way": "down"},
    "plans:remark-answer": {"answer": "Mine"},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    chain = world.chain
    authority = {"authority": f"Council {world.mark}", "decided_on": DAY, "by": cast.endorser}
    decision = Decision.objects.create(plan=chain.plan, kind="returned", **authority)
    remark = Remark.objects.create(decision=decision, plan=chain.plan, text=f"Too deep {world.mark}")
    signature = PlanSignature.objects.create(
        plan=chain.plan, body=f"Committee {world.mark}", office="President", signed_on=DAY
    )
    return {
        "plan_cycle": chain.cycle.pk,
        "plan": chain.plan.pk,
        "plan_item": chain.item.pk,
        "plan_signature": signature.pk,
        "plan_remark": remark.pk,
    }


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    return None
