"""The doors of sessions."""

from __future__ import annotations

from cbp.workshops.models import Tool, ToolRecord
from tests.cast import Cast, World
from tests.doors.rows import HERE_ALL, Row

# Whoever reads sessions; a partner sees the cycle and not its sessions, an administrator neither reads nor decides.
READERS = ("manager", "screening", "planner", "endorser", "facilitator", "psea", "auditor")
WRITERS = ("manager", "screening", "planner", "endorser", "facilitator", "psea")
SEES: dict[str, tuple[str, ...]] = {"session": READERS, "tool": READERS, "cycle-of-sessions": HERE_ALL}
DOORS: dict[str, Row] = {
    "workshops:session-list": Row("cycle-of-sessions", READERS, get=200),
    "workshops:session-new": Row("cycle-of-sessions", WRITERS, get=200, post=422),
    "workshops:participation": Row("cycle-of-sessions", READERS, get=200),
    "workshops:session-detail": Row("session", READERS, get=200),
    "workshops:session-edit": Row("session", WRITERS, get=200, post=422),
    "workshops:session-roles": Row("session", WRITERS, get=200, post=302),  # nothing changed
    "workshops:session-attendance": Row("session", WRITERS, get=200, post=409),  # empty, and not upon what is there
    "workshops:session-record": Row("session", WRITERS, post=302),
    "workshops:session-return": Row("session", WRITERS, get=200, post=422),
    "workshops:session-verify": Row("session", WRITERS, post=302),
    "workshops:session-cancel": Row("session", WRITERS, get=200, post=422),
    "workshops:session-amend": Row("session", WRITERS, get=200, post=422),
    "workshops:session-confirm": Row("session", WRITERS, get=200, post=422),
}
VALUES: dict[str, dict[str, object]] = {
    "workshops:session-new": {"kind": "assembly", "group": "mixed"},
    "workshops:session-edit": {"language": "en", "version": 1, "summary": "Mine"},
    "workshops:session-roles": {"row0_kind": "facilitator", "version": 1},
    "workshops:session-attendance": {"band18_f": 99, "version": 1},
    "workshops:session-return": {"reason": "Wrong"},
    "workshops:session-cancel": {"reason": "It rained"},
    "workshops:session-amend": {"text": "Thirteen", "reason": "Counted again"},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    session = world.chain.session
    payload = {"core": f"Water is far {world.mark}", "causes": [], "effects": []}
    tool = ToolRecord.objects.create(session=session, tool=Tool.PROBLEM_TREE, payload=payload)
    return {"session": session.pk, "tool": tool.pk, "cycle-of-sessions": world.chain.cycle.pk}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    return None
