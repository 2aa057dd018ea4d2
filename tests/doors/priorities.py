"""The doors of needs and rankings."""

from __future__ import annotations

from tests.cast import Cast, World
from tests.doors.rows import Row

SEES: dict[str, tuple[str, ...]] = {}
DOORS: dict[str, Row] = {}
VALUES: dict[str, dict[str, object]] = {}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    return {}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    return None
