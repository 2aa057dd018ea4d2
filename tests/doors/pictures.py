"""The doors of the tools’ pictures."""

from __future__ import annotations

from tests.cast import Cast, World
from tests.doors.rows import Row
from tests.doors.workshops import READERS

SEES: dict[str, tuple[str, ...]] = {}
DOORS: dict[str, Row] = {"workshops:tool-detail": Row("tool", READERS, get=200)}
VALUES: dict[str, dict[str, object]] = {}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The record of a tool is that of the doors of sessions."""
    return {}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    return None
