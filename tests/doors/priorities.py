"""The doors of needs and rankings."""

from __future__ import annotations

from tests.cast import Cast, World
from tests.doors.rows import HERE_ALL, Row

ENTERS = ("manager", "screening", "planner", "endorser", "facilitator", "psea")
READS = (*ENTERS, "auditor")
# A cycle is reached by everybody who sees cycles; what hangs on it asks for more.
SEES: dict[str, tuple[str, ...]] = {"need": READS, "ranking": READS, "priorities-cycle": HERE_ALL}
DOORS: dict[str, Row] = {
    "priorities:need-list": Row("priorities-cycle", READS, get=200),
    "priorities:need-new": Row("priorities-cycle", ENTERS, get=200, post=422),
    "priorities:need-detail": Row("need", READS, get=200),
    "priorities:need-edit": Row("need", ENTERS, get=200, post=422),
    "priorities:need-move": Row("need", ENTERS, get=200, post=422),
    "priorities:ranking-list": Row("priorities-cycle", READS, get=200),
    "priorities:ranking-new": Row("priorities-cycle", ENTERS, get=200, post=422),
    "priorities:ranking-detail": Row("ranking", READS, get=200),
    "priorities:ranking-edit": Row("ranking", ENTERS, get=200, post=422),
    "priorities:ranking-open": Row("ranking", ENTERS, post=302),
    "priorities:ranking-set-back": Row("ranking", ENTERS, get=200, post=422),  # votes were entered: a reason is asked
    "priorities:ranking-votes": Row("ranking", ENTERS, get=200, post=409),  # without its version it is stale
    "priorities:ranking-close": Row("ranking", ENTERS, get=200, post=422),
    "priorities:ranking-reopen": Row("ranking", ("manager", "screening"), get=200, post=422),
}
VALUES: dict[str, dict[str, object]] = {
    "priorities:need-new": {"title": "The road floods"},
    "priorities:need-edit": {"title": "Another title", "version": 1},
    "priorities:need-move": {"to": "withdrawn", "reason": "Not said by anybody"},
    "priorities:ranking-new": {
        "title": "Second choice", "method": "dots-secret", "votes_each": 3, "most_on_one": 1, "rule": "sum", "top": 3,
    },
    "priorities:ranking-edit": {
        "title": "Other", "method": "dots-secret", "votes_each": 3, "most_on_one": 1, "rule": "sum", "top": 3,
        "version": 1,
    },
    "priorities:ranking-set-back": {"reason": "An option is missing"},
    "priorities:ranking-votes": {"voters": 5, "version": 1},
    "priorities:ranking-reopen": {"reason": "Counted twice"},
}  # fmt: skip


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    chain = world.chain
    return {
        "need": chain.need.pk,
        "ranking": chain.ranking.pk,
        "priorities-cycle": chain.cycle.pk,
        "ranking-group": chain.ranking.groups.get().pk,
    }


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    if name == "priorities:ranking-votes":
        return [things["ranking"], things.get("ranking-group", 1)]
    return None
