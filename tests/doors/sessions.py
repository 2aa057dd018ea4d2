"""The doors of what belongs to a session beside its record: plan, who came, security note, action points."""

from __future__ import annotations

from cbp.workshops.models import ActionPoint
from tests.cast import Cast, World
from tests.doors.rows import HERE_ALL, STRANGERS, Row
from tests.doors.workshops import READERS, WRITERS

TEAM = ("manager", "screening", "facilitator", "psea")
SEES: dict[str, tuple[str, ...]] = {
    "session-parts": READERS,
    "action": READERS,
    "cycle-of-actions": HERE_ALL,
}
DOORS: dict[str, Row] = {
    "workshops:session-plan": Row("session-parts", WRITERS, get=200, post=422),
    "workshops:session-came": Row("session-parts", WRITERS, get=200, post=302),  # nothing changed
    "workshops:session-security": Row("session-parts", TEAM, get=200, post=302),  # nothing changed
    "workshops:session-step-done": Row("session-parts", WRITERS, post=302),
    "workshops:action-new": Row("session-parts", WRITERS, get=200, post=409),  # empty, and not upon what is there
    "workshops:action-list": Row("cycle-of-actions", READERS, get=200),
    "workshops:my-actions": Row("", (*READERS, *STRANGERS), get=200),
    "workshops:action-edit": Row("action", WRITERS, get=200, post=302),  # nothing changed
    "workshops:action-done": Row("action", WRITERS, post=302),
}
VALUES: dict[str, dict[str, object]] = {
    "workshops:session-plan": {"kind": "assembly", "group": "mixed", "version": 1},
    "workshops:session-came": {"institution0_name": "Mayor", "institution0_people": 2, "version": 1},
    "workshops:session-security": {"security_note": "The road is watched", "version": 1},
    "workshops:action-new": {"point0_text": "Call the service", "version": 1},
    "workshops:action-edit": {"done_on": "2026-04-01", "version": 1},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    session = world.chain.session
    point = ActionPoint.objects.create(session=session, text=f"Repair the pump {world.mark}")
    return {"session-parts": session.pk, "action": point.pk, "cycle-of-actions": world.chain.cycle.pk}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    return None
