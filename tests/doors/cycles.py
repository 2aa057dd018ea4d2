"""The doors of planning cycles."""

from __future__ import annotations

from cbp.cycles.phases import Phase
from tests.cast import Cast, World
from tests.chain import make_community, make_cycle
from tests.doors.rows import HERE_ALL, MANAGERS, Row

CYCLE_MANAGERS = ("manager", "screening")
CYCLE_WORKERS = ("manager", "screening", "planner", "endorser", "facilitator", "psea")
SEES: dict[str, tuple[str, ...]] = {
    "planned community": HERE_ALL,
    "cycle at work": HERE_ALL,
    "cycle in preparation": HERE_ALL,
    "cycle with a rule": HERE_ALL,
    "programme with rules": HERE_ALL,
}
DOORS: dict[str, Row] = {
    "cycles:cycle-new": Row("planned community", CYCLE_MANAGERS, get=200, post=422),
    "cycles:cycle-edit": Row("cycle at work", CYCLE_MANAGERS, get=200, post=409),  # no version: somebody was faster
    "cycles:cycle-move": Row("cycle at work", CYCLE_MANAGERS, post=302),
    "cycles:cycle-back": Row("cycle at work", CYCLE_MANAGERS, get=200, post=422),
    "cycles:cycle-cancel": Row("cycle at work", CYCLE_MANAGERS, get=200, post=422),
    "cycles:check-waive": Row("cycle in preparation", CYCLE_MANAGERS, get=200, post=422),
    "cycles:cycle-partner-new": Row("cycle at work", CYCLE_MANAGERS, get=200, post=422),
    "cycles:members-edit": Row("cycle at work", CYCLE_MANAGERS, get=200, post=302),
    "cycles:rule-list": Row("programme with rules", MANAGERS, get=200, post=409),
    "cycles:rule-reason": Row("cycle with a rule", CYCLE_WORKERS, get=200, post=422),
}
VALUES: dict[str, dict[str, object]] = {
    "cycles:cycle-edit": {"government_plan": "Other", "version": 1},
    "cycles:cycle-back": {"reason": "Because"},
    "cycles:cycle-cancel": {"reason": "Because"},
    "cycles:check-waive": {"reason": "Because"},
    "cycles:cycle-partner-new": {"part": "Facilitation"},
    "cycles:rule-reason": {"reason": "Because", "seen": "Somebody else’s"},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    prepared = make_community(world, f"Prepared {world.mark}")
    cycle = make_cycle(prepared, world.programme, phase=Phase.PREPARING)
    return {
        "planned community": world.chain.community.pk,
        "cycle at work": world.chain.cycle.pk,
        "cycle in preparation": cycle.pk,
        "cycle with a rule": world.chain.cycle.pk,
        "rule that warns": world.programme.inclusion_rules.filter(holds_up=False).order_by("pk")[0].pk,
        "programme with rules": world.programme.pk,
    }


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    if name == "cycles:rule-reason":
        return [things["cycle with a rule"], things.get("rule that warns", 1)]
    return [things["cycle in preparation"], "lead"] if name == "cycles:check-waive" else None
