"""The doors of the wide monthly sheet."""

from __future__ import annotations

from tests.cast import Cast, World
from tests.doors.rows import Row
from tests.doors.workshops import READERS

SEES: dict[str, tuple[str, ...]] = {}
DOORS: dict[str, Row] = {
    "workshops:monthly": Row("cycle-of-sessions", READERS, get=200),
    "workshops:monthly-programme": Row("programme", READERS, get=200),
}
VALUES: dict[str, dict[str, object]] = {}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    return {}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    return None
