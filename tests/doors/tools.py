"""The doors of the records of tools: the page that offers them, their entry, taking one out."""

from __future__ import annotations

from tests.cast import Cast, World
from tests.doors.rows import Row
from tests.doors.workshops import WRITERS

SEES: dict[str, tuple[str, ...]] = {}
DOORS: dict[str, Row] = {
    "workshops:tool-choose": Row("session", WRITERS, get=200),
    "workshops:tool-new": Row("session", WRITERS, get=200, post=422),
    "workshops:tool-edit": Row("tool", WRITERS, get=200, post=422),
    "workshops:tool-remove": Row("tool", WRITERS, get=200, post=302),
}
TREE = {"core": "No water", "causes0_text": "The pump broke"}
VALUES: dict[str, dict[str, object]] = {
    "workshops:tool-new": TREE,
    "workshops:tool-edit": {**TREE, "version": 1},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The session and its record of a tool are those of the room of sessions."""
    return {}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    return [things["session"], "problem-tree"] if name == "workshops:tool-new" else None
