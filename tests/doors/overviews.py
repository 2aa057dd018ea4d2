"""The doors of the pages that gather: communities, the board, a cycle; what waits; translations."""

from __future__ import annotations

from tests.cast import Cast, World
from tests.doors.rows import HERE_ALL, STRANGERS, Row

EDITORS = ("manager", "screening", "planner", "endorser", "facilitator", "psea")
SEES: dict[str, tuple[str, ...]] = {"overview-community": HERE_ALL, "overview-cycle": HERE_ALL, "words": HERE_ALL}
DOORS: dict[str, Row] = {
    "desk:community-list": Row(may=(*HERE_ALL, *STRANGERS), get=200),
    "desk:community-detail": Row("overview-community", HERE_ALL, get=200),
    "desk:cycle-list": Row(may=(*HERE_ALL, *STRANGERS), get=200),
    "desk:cycle-detail": Row("overview-cycle", HERE_ALL, get=200),
    "desk:waiting": Row(get=404),  # a list of which nobody heard; `tests/desk/test_waiting.py` asks for the others
    "desk:words": Row("words", EDITORS, get=200, post=302),  # nothing was changed
}
VALUES: dict[str, dict[str, object]] = {"desk:words": {"title": "Another title", "version": 1}}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    chain = world.chain
    return {"overview-community": chain.community.pk, "overview-cycle": chain.cycle.pk, "words": chain.plan.pk}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    if name == "desk:waiting":
        return ["no-such-list"]
    return ["plans.plan", things["words"]] if name == "desk:words" else None
