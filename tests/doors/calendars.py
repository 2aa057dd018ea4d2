"""The doors of calendars."""

from __future__ import annotations

from cbp.workshops.models import CalendarFeed
from tests.cast import Cast, World
from tests.doors.rows import HERE_ALL, Row
from tests.doors.workshops import READERS

SEES: dict[str, tuple[str, ...]] = {"calendar": ("facilitator",), "cycle with a calendar": HERE_ALL}
DOORS: dict[str, Row] = {
    "workshops:calendar-list": Row(get=200),
    "workshops:calendar-new-own": Row(post=302),
    "workshops:calendar-new-of-cycle": Row("cycle with a calendar", READERS, post=302),
    "workshops:calendar-close": Row("calendar", ("facilitator",), post=302),
}
VALUES: dict[str, dict[str, object]] = {}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """Each world has one of its own; the visitor of the first world is its facilitator."""
    owner = cast.facilitator if which == "here" else cast.stranger_facilitator
    feed = CalendarFeed(user=owner, cycle=world.chain.cycle)
    feed.seal()
    feed.save()
    return {"calendar": feed.pk, "cycle with a calendar": world.chain.cycle.pk}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    return None
