"""Signs that a black-and-white print tells apart: by shape, filling and dash, and by colour only beside those.

All lie within `HALF` of their middle, so that a slot of `SLOT` keeps two of them apart. A sign may carry a number.
"""

from __future__ import annotations

from dataclasses import dataclass

HALF, SLOT = 15.0, 32.0
INK, SOFT, QUIET, EDGE, LINE, WASH = "#14233a", "#34435a", "#525d6b", "#7d8694", "#ddd6c9", "#f3efe7"
ACCENT, GOOD, BAD, PAPER = "#9a4a1f", "#1f6548", "#a1232b", "#fff"

UP, DOWN = "M0 -13 L14 11 L-14 11 Z", "M0 13 L14 -11 L-14 -11 Z"
SQUARE, CROSS = "M-11 -11 H11 V11 H-11 Z", "M-9 -9 L9 9 M9 -9 L-9 9"


def circle(radius: float) -> str:
    """A circle as a path around the middle."""
    return f"M{-radius} 0 a{radius} {radius} 0 1 0 {2 * radius} 0 a{radius} {radius} 0 1 0 {-2 * radius} 0 Z"


def diamond(radius: float) -> str:
    return f"M0 {-radius} L{radius} 0 L0 {radius} L{-radius} 0 Z"


@dataclass(frozen=True)
class Sign:
    """A shape around (0, 0). `sink`: how far below the middle the line of its number stands."""

    path: str
    fill: str = PAPER
    stroke: str = INK
    ink: str = INK
    dash: str = ""
    sink: float = 4.0


@dataclass(frozen=True)
class Key:
    """A line of the legend: a sign and its word."""

    code: str
    label: str
    sign: Sign


@dataclass(frozen=True)
class Marked:
    """A numbered sign at its place."""

    number: int
    x: float
    y: float
    sign: Sign


def hatched(x: float, y: float, width: float, height: float, gap: float = 6.0) -> str:
    """Lines that rise with 45 degrees through a rectangle and end at its edges, as one path.

    Each step is told from the one before it: the steps are alike, so that they weigh next to nothing when packed.
    """
    steps, reach, at = [], gap / 2, (0, 0)
    while reach < width + height:
        start, end = min(reach, width), max(reach - height, 0.0)
        for sign, across, down in (("m", start, reach - start), ("l", end, reach - end)):
            place = (round((x + across) * 10), round((y + down) * 10))
            steps.append(f"{sign}{_n(place[0] - at[0])} {_n(place[1] - at[1])}")
            at = place
        reach += gap
    return "".join(steps)


def _n(tenths: int) -> str:
    """Whole tenths, so that no step drifts."""
    return f"{tenths / 10:g}"


def reflected(place: float, width: float, *, mirrored: bool) -> float:
    """The place as the reader's direction has it: right-to-left pages see the picture in a mirror."""
    return round(width - place if mirrored else place, 1)
