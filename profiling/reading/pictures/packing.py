"""Numbered signs in the cells of a grid, none upon another. A cell grows with what stands in it, and its row and column
with it: both scales are orders, not lengths, so a sign never leaves its cell to find room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, isqrt

from profiling.reading.pictures.signs import SLOT, reflected

PADDING, BESIDE, BELOW, EDGE = 5.0, 40.0, 28.0, 4.0


@dataclass(frozen=True)
class Band:
    """A column or a row of the grid: where it begins, how broad it is, and its middle."""

    start: float
    size: float

    @property
    def middle(self) -> float:
        return round(self.start + self.size / 2, 1)

    @property
    def end(self) -> float:
        return round(self.start + self.size, 1)


@dataclass(frozen=True)
class Packing:
    """Places for every sign in the order given. The heads of rows stand at `beside`, those of columns at `below`."""

    width: float
    height: float
    columns: list[Band]
    rows: list[Band]
    places: list[tuple[float, float]]
    beside: float
    below: float

    @property
    def left(self) -> float:
        return min(band.start for band in self.columns)

    @property
    def right(self) -> float:
        return max(band.end for band in self.columns)

    @property
    def bottom(self) -> float:
        return self.rows[-1].end

    @property
    def top(self) -> float:
        return self.rows[0].start

    @property
    def lines(self) -> str:
        """Between the cells, as one path."""
        lying = [f"M{self.left:g} {row.start:g}H{self.right:g}" for row in self.rows]
        edges = dict.fromkeys(edge for column in self.columns for edge in (column.start, column.end))
        return "".join([*lying, *(f"M{edge:g} {self.top:g}V{self.bottom:g}" for edge in edges)])


def packed(
    cells: Sequence[tuple[int, int]], *, columns: int, rows: int, least: tuple[float, float], mirrored: bool
) -> Packing:
    """`cells`: column and row of each sign, both from 0. `least`: the smallest width and height of a cell."""
    held: dict[tuple[int, int], list[int]] = {}
    for index, cell in enumerate(cells):
        held.setdefault(cell, []).append(index)
    shapes = {cell: _shape(len(signs)) for cell, signs in held.items()}
    across = [_room(least[0], [shapes[one][0] for one in shapes if one[0] == column]) for column in range(columns)]
    down = [_room(least[1], [shapes[one][1] for one in shapes if one[1] == row]) for row in range(rows)]
    width, height = BESIDE + sum(across) + EDGE, EDGE + sum(down) + BELOW
    starts, tops = accumulate(across, initial=BESIDE), list(accumulate(down, initial=EDGE))
    lying = [
        Band(reflected(start + (size if mirrored else 0), width, mirrored=mirrored), size)
        for start, size in zip(starts, across, strict=False)
    ]
    standing = [Band(top, size) for top, size in zip(tops, down, strict=False)]
    places = [(0.0, 0.0)] * len(cells)
    for (column, row), signs in held.items():
        for index, place in zip(signs, _spread(len(signs), shapes[column, row], mirrored), strict=True):
            places[index] = (round(lying[column].middle + place[0], 1), round(standing[row].middle + place[1], 1))
    beside = reflected(BESIDE / 2, width, mirrored=mirrored)
    return Packing(width, height, lying, standing, places, beside, height - BELOW / 2 + 4)


def _shape(count: int) -> tuple[int, int]:
    """How many stand beside each other, and how many lines they make."""
    across = isqrt(count - 1) + 1
    return across, ceil(count / across)


def _room(least: float, counts: list[int]) -> float:
    return max(least, max(counts, default=0) * SLOT + 2 * PADDING)


def _spread(count: int, shape: tuple[int, int], mirrored: bool) -> list[tuple[float, float]]:
    """Offsets from the middle of the cell, line by line in the reading direction; a last, short line is centred."""
    across, down = shape
    offsets = []
    for index in range(count):
        line, place = divmod(index, across)
        held = min(across, count - line * across)
        x = (place - (held - 1) / 2) * SLOT
        offsets.append((-x if mirrored else x, (line - (down - 1) / 2) * SLOT))
    return offsets
