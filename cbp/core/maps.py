"""A small map of points as geometry: degrees in, positions out. Pure, no HTML; a template draws the SVG.

No tiles and no outlines: a point among its neighbours, lines of latitude and longitude, a scale bar. Digits only, as in
the charts; words stand beside it in HTML. North is up in every language: a map is not turned round for reading.
A point that is known to two decimals of a degree is drawn as the square in which it lies, not as a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, hypot, radians

WIDTH, HEIGHT, EDGE = 320.0, 220.0, 16.0
KM_PER_DEGREE = 111.2
LENGTHS = (0.5, 1, 2, 5, 10, 20, 50, 100)
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
# The map reaches from the point so far up and down, in kilometres, whoever lies around.
LEAST, MOST = 6.0, 60.0
CELL = 0.01  # degrees
# Where a line still has room for its degrees: beside those of the other lines, the bar and the edge.
ACROSS, DOWN = (34.0, WIDTH - 36), (13.0, HEIGHT - 22)


@dataclass(frozen=True)
class Place:
    """In degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Line:
    """One line of latitude or longitude: where it is drawn, and its degrees as text; empty where there is no room."""

    at: float
    text: str


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PointMap:
    """Ready to be drawn. `cell`: the square in which a coarse point lies; `kilometres`: what the bar measures."""

    x: float
    y: float
    cell: Box | None
    others: list[tuple[float, float]]
    meridians: list[Line]
    parallels: list[Line]
    bar: float
    kilometres: float
    width: float = WIDTH
    height: float = HEIGHT


def point_map(here: Place, others: Sequence[Place] = (), *, is_exact: bool = False) -> PointMap:
    """The point in the middle; of the others those that lie on the map."""
    near = [found for found in (_kilometres(here, one) for one in others) if hypot(*found) <= MOST]
    reach = min(MOST, max([LEAST, *(abs(north) * 1.15 for _east, north in near)]))
    pixels = (HEIGHT / 2 - EDGE) / reach
    middle = WIDTH / 2, HEIGHT / 2
    drawn = [(middle[0] + east * pixels, middle[1] - north * pixels) for east, north in near]
    wide = KM_PER_DEGREE * _narrowing(here) * pixels
    high = KM_PER_DEGREE * pixels
    cell = None if is_exact else Box(
        middle[0] - CELL * wide / 2, middle[1] - CELL * high / 2, CELL * wide, CELL * high
    )  # fmt: skip
    length = max(one for one in LENGTHS if one * pixels <= WIDTH / 3 or one == LENGTHS[0])
    return PointMap(
        *middle,
        cell=cell,
        others=[(x, y) for x, y in drawn if 4 <= x <= WIDTH - 4 and 4 <= y <= HEIGHT - 4],
        meridians=[
            _line(middle[0] + away * wide, text, ACROSS) for away, text in _lines(here.longitude, WIDTH / 2 / wide)
        ],
        parallels=[
            _line(middle[1] - away * high, text, DOWN) for away, text in _lines(here.latitude, HEIGHT / 2 / high)
        ],
        bar=length * pixels,
        kilometres=length,
    )


def _narrowing(here: Place) -> float:
    return max(0.01, cos(radians(here.latitude)))


def _kilometres(here: Place, other: Place) -> tuple[float, float]:
    """East and north of the point, the short way round the earth."""
    east = (other.longitude - here.longitude + 180) % 360 - 180
    return east * KM_PER_DEGREE * _narrowing(here), (other.latitude - here.latitude) * KM_PER_DEGREE


def _line(at: float, text: str, room: tuple[float, float]) -> Line:
    return Line(at, text if room[0] <= at <= room[1] else "")


def _lines(middle: float, reach: float) -> list[tuple[float, str]]:
    """Round degrees on either side, two or three of them, as distances from the middle."""
    step = next((one for one in STEPS if 2 * reach / one < 4), STEPS[-1])
    places = 2 if step < 0.1 else 1 if step < 1 else 0
    first = floor((middle - reach) / step) + 1
    count = floor((middle + reach) / step) - first + 1
    return [(at * step - middle, f"{at * step:.{places}f}°") for at in range(first, first + count)]
