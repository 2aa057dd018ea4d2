"""A Venn diagram of institutions: the community in the middle, each actor a circle whose size is its importance and
whose distance is how close it stands. The line between the two says how they stand to each other.

The distance never changes to make room: an actor looks for the angle at which it lies freest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, pi, sin
from typing import Any

COMMUNITY, EDGE, GAP = 46.0, 6.0, 6.0
RADIUS = {1: 12.0, 2: 16.0, 3: 21.0, 4: 26.0, 5: 32.0}
# Between the middle of the community and that of the actor; whoever stands closest reaches into the circle.
DISTANCE = {5: 50.0, 4: 98.0, 3: 142.0, 2: 186.0, 1: 230.0}
ANGLES = 72
# Told apart without colour: a whole line, a dashed one, a line that goes zigzag around a dotted circle.
DASHES = {"support": "", "neutral": "7 5", "strain": "2 4"}
STRAIN = "strain"


@dataclass(frozen=True)
class Actor:
    number: int
    row: Mapping[str, Any]
    radius: float
    x: float
    y: float
    line: str = ""

    @property
    def dash(self) -> str:
        return DASHES.get(str(self.row["relation"]), "")


@dataclass(frozen=True)
class Venn:
    """Coordinates are around the community; the picture begins at (left, top)."""

    actors: list[Actor]
    left: float
    top: float
    width: float
    height: float
    community: float = COMMUNITY

    @property
    def view_box(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"


def venn_of(payload: Mapping[str, Any], *, mirrored: bool) -> Venn:
    """Large circles choose their place first; of equals, those that were named first."""
    rows = list(enumerate(payload["rows"], 1))
    placed: list[Actor] = []
    for number, row in sorted(rows, key=lambda one: (-int(one[1]["importance"]), one[0])):
        placed.append(_freest(number, row, placed))
    actors = [_drawn(actor, mirrored) for actor in sorted(placed, key=lambda actor: actor.number)]
    return _framed(actors)


def _freest(number: int, row: Mapping[str, Any], others: Sequence[Actor]) -> Actor:
    radius, distance = RADIUS[int(row["importance"])], DISTANCE[int(row["closeness"])]
    places = []
    for step in range(ANGLES):
        turn = 2 * pi * step / ANGLES - pi / 2
        x, y = distance * cos(turn), distance * sin(turn)
        room = min((hypot(x - one.x, y - one.y) - radius - one.radius for one in others), default=GAP)
        # Whoever stands far leaves the ray of a near one free, so that no line crosses a circle.
        places.append((-round(min(room, 4 * GAP), 3), -round(_aside(x, y, others), 3), step, x, y))
    *_rank, x, y = min(places)
    return Actor(number, row, radius, x, y)


def _aside(x: float, y: float, others: Sequence[Actor]) -> float:
    """How far the direction lies from those of the others, as a share of half a turn."""
    found = []
    for one in others:
        along = (x * one.x + y * one.y) / (hypot(x, y) * hypot(one.x, one.y))
        found.append(1 - along)
    return min(found, default=0.0)


def _drawn(actor: Actor, mirrored: bool) -> Actor:
    x, y = round(-actor.x if mirrored else actor.x, 1), round(actor.y, 1)
    line = _line(x, y, actor.radius, is_zigzag=actor.row["relation"] == STRAIN)
    return replace(actor, x=x, y=y, line=line)


def _line(x: float, y: float, radius: float, *, is_zigzag: bool) -> str:
    """From the edge of the community to that of the actor; none where the circles touch."""
    distance = hypot(x, y)
    start, end = COMMUNITY, distance - radius
    if end <= start:
        return ""
    across, down = x / distance, y / distance
    steps = max(2, round((end - start) / 7)) if is_zigzag else 1
    points = []
    for step in range(steps + 1):
        at = start + (end - start) * step / steps
        side = 0.0 if step in (0, steps) else (4.0 if step % 2 else -4.0)
        points.append(f"{round(at * across - side * down, 1)} {round(at * down + side * across, 1)}")
    return "M" + "L".join(points)


def _framed(actors: list[Actor]) -> Venn:
    around = [(0.0, 0.0, COMMUNITY), *((one.x, one.y, one.radius) for one in actors)]
    left, top = (round(min(place[axis] - place[2] for place in around) - EDGE, 1) for axis in (0, 1))
    right, bottom = (max(place[axis] + place[2] for place in around) + EDGE for axis in (0, 1))
    return Venn(actors, left, top, round(right - left, 1), round(bottom - top, 1))
