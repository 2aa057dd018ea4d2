"""A transect as a strip whose parts are as long as the walk was, and well-being as a flight of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, STRIP, LEAST, EDGE = 600.0, 74.0, 40.0, 30.0, 1.0
FILLS = ("#fff", "#ddd6c9")  # neighbours differ; the number says which it is
TREAD, RISE, MOST_WIDE = 76.0, 26.0, 600.0
A_TABLE = 5  # segments side by side: more would be too narrow to read


@dataclass(frozen=True)
class Segment:
    """A stretch of the walk. Where nobody measured, it is drawn as long as the others are on average, and dashed."""

    number: int
    row: Mapping[str, Any]
    x: float
    width: float
    fill: str
    is_measured: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Transect:
    """`tables`: the segments in groups that find room side by side."""

    segments: list[Segment]
    metres: int | None
    width: float = WIDTH
    height: float = HEIGHT
    strip: float = STRIP

    @property
    def tables(self) -> list[list[Segment]]:
        return [self.segments[at : at + A_TABLE] for at in range(0, len(self.segments), A_TABLE)]


def transect_of(payload: Mapping[str, Any], *, mirrored: bool) -> Transect:
    rows = list(payload["rows"])
    known = [int(row["metres"]) for row in rows if row["metres"] is not None]
    mean = sum(known) / len(known) if known else 1.0
    widths = _widths([mean if row["metres"] is None else float(row["metres"]) for row in rows])
    segments, at = [], EDGE
    for number, (row, width) in enumerate(zip(rows, widths, strict=True), 1):
        x = round(WIDTH - at - width if mirrored else at, 1)
        fill = FILLS[(number - 1) % 2]
        segments.append(Segment(number, row, x, round(width, 1), fill, row["metres"] is not None))
        at += width
    return Transect(segments, sum(known) if len(known) == len(rows) else None)


def _widths(lengths: Sequence[float]) -> list[float]:
    """In proportion, but none so narrow that its number finds no room: the others give it what it needs."""
    room = WIDTH - 2 * EDGE
    narrow: set[int] = set()
    while True:
        rest = room - LEAST * len(narrow)
        total = sum(length for at, length in enumerate(lengths) if at not in narrow)
        widths = [LEAST if at in narrow or not total else length * rest / total for at, length in enumerate(lengths)]
        new = {at for at, width in enumerate(widths) if width < LEAST} - narrow
        if not new or len(narrow | new) == len(lengths):
            return widths if total else [room / len(lengths)] * len(lengths)
        narrow |= new


@dataclass(frozen=True)
class Step:
    """A class of well-being: its number, and the step that it stands on."""

    number: int
    row: Mapping[str, Any]
    x: float
    y: float
    height: float
    fill: str

    @property
    def middle(self) -> float:
        return round(self.x + TREAD / 2, 1)


@dataclass(frozen=True)
class Steps:
    steps: list[Step]
    width: float
    height: float
    tread: float = TREAD


def steps_of(payload: Mapping[str, Any], *, mirrored: bool) -> Steps:
    """The first that was named stands highest; from there it goes down in the direction of reading."""
    rows = list(payload["rows"])
    width, height = len(rows) * TREAD + 2 * EDGE, (len(rows) + 1) * RISE + 2 * EDGE
    steps = []
    for at, row in enumerate(rows):
        x = EDGE + at * TREAD
        top = EDGE + at * RISE
        steps.append(
            Step(at + 1, row, round(width - x - TREAD if mirrored else x, 1), top, height - EDGE - top, FILLS[at % 2])
        )
    return Steps(steps, width, height)
