"""Pictures of numbers as geometry: points in, positions out. Pure, no HTML; the template draws the SVG.

One drawing serves screen, print and PDF, so it holds digits only (letters of Arabic would be torn apart in SVG text),
and tells its lines apart by dash and marker as well as by colour. An unknown value breaks the line: it is never zero.
Time runs with the reading direction: `mirrored` turns the axis round for right-to-left pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor, log10

TICK = re.compile(r"^[0-9][0-9 ./:–-]*$")
STEPS = (1, 2, 2.5, 5, 10)
WIDTH, HEIGHT, TOP, BOTTOM, AXIS, EDGE = 600.0, 260.0, 14.0, 30.0, 72.0, 14.0


@dataclass(frozen=True)
class Point:
    """One figure. `tick` stands on the axis, digits and separators only (2024, 03/2024); `label` in the table."""

    tick: str
    value: int | None
    label: str = ""
    moment: float | None = None


@dataclass(frozen=True)
class Line:
    label: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    value: int
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True)
class DrawnLine:
    label: str
    style: int
    path: str
    marks: list[Mark]


@dataclass(frozen=True)
class Tick:
    at: float
    text: str = ""
    value: float = 0


@dataclass(frozen=True)
class Row:
    label: str
    values: list[int | None]


@dataclass(frozen=True)
class Chart:
    """What the template needs and nothing that it must work out."""

    kind: str
    lines: list[DrawnLine]
    y_ticks: list[Tick]
    x_ticks: list[Tick]
    rows: list[Row]
    mirrored: bool
    width: float = WIDTH
    height: float = HEIGHT
    base: float = HEIGHT - BOTTOM
    x_text: float = HEIGHT - 8
    plot: dict[str, float] = field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        return [line.label for line in self.lines]

    @property
    def is_empty(self) -> bool:
        return not any(line.marks for line in self.lines)


def nice_ceiling(top: float, parts: int = 4) -> tuple[float, float]:
    """The end of the axis and its step, in round numbers: 452,000 gives (600,000, 200,000)."""
    if top <= 0:
        return 1, 1
    rough = top / parts
    power: float = 10.0 ** floor(log10(rough))
    step = max(1, next(part * power for part in STEPS if part * power >= rough))
    ends = step
    while ends < top:
        ends += step
    return ends, step


def line_chart(lines: Sequence[Line], *, mirrored: bool = False) -> Chart:
    """Lines over time. With a `moment` on every point the distances are true; else the points stand evenly."""
    return _chart("line", lines, mirrored)


def column_chart(line: Line, *, mirrored: bool = False) -> Chart:
    """One column per point, for figures of separate things or few dates."""
    return _chart("column", [line], mirrored)


def _chart(kind: str, lines: Sequence[Line], mirrored: bool) -> Chart:
    points = lines[0].points if lines else ()
    if any(len(line.points) != len(points) for line in lines):
        raise ValueError("All lines of a chart share the same points in time.")
    for point in points:
        if not TICK.match(point.tick):
            raise ValueError(f"“{point.tick}” cannot stand on the axis: digits and separators only.")
    known = [point.value for line in lines for point in line.points if point.value is not None]
    ends, step = nice_ceiling(max(known, default=0))
    places = _places(points, kind, mirrored)
    drawn = [_draw(line, number, places, ends, kind) for number, line in enumerate(lines)]
    left, right = (EDGE, AXIS) if mirrored else (AXIS, EDGE)
    axis = {"left": left, "right": WIDTH - right, "number": WIDTH - AXIS + 8 if mirrored else AXIS - 8}
    rows = [
        Row(point.label or point.tick, [line.points[index].value for line in lines])
        for index, point in enumerate(points)
    ]
    return Chart(kind, drawn, _y_ticks(ends, step), _x_ticks(points, places), rows, mirrored, plot=axis)


def _places(points: Sequence[Point], kind: str, mirrored: bool) -> list[float]:
    """The horizontal position of every point, already turned round for right-to-left."""
    count = len(points)
    moments = [point.moment for point in points]
    inset = (WIDTH - AXIS - EDGE) / max(count, 1) / 2 if kind == "column" else 16.0
    start, span = AXIS + inset, WIDTH - AXIS - EDGE - 2 * inset
    known = [moment for moment in moments if moment is not None]
    if len(known) == count > 1 and max(known) > min(known):
        shares = [(moment - min(known)) / (max(known) - min(known)) for moment in known]
    else:
        shares = [index / (count - 1) if count > 1 else 0.5 for index in range(count)]
    places = [start + share * span for share in shares]
    return [round(WIDTH - place if mirrored else place, 1) for place in places]


def _height(value: float, ends: float) -> float:
    return round(HEIGHT - BOTTOM - value / ends * (HEIGHT - BOTTOM - TOP), 1)


def _draw(line: Line, style: int, places: list[float], ends: float, kind: str) -> DrawnLine:
    width = round((WIDTH - AXIS - EDGE) / max(len(places), 1) * 0.64, 1) if kind == "column" else 0.0
    marks, commands, pen_down = [], [], False
    for place, point in zip(places, line.points, strict=True):
        if point.value is None:
            pen_down = False
            continue
        y = _height(point.value, ends)
        commands.append(f"{'L' if pen_down else 'M'}{place} {y}")
        pen_down = True
        marks.append(Mark(round(place - width / 2, 1), y, point.value, width, round(HEIGHT - BOTTOM - y, 1)))
    return DrawnLine(line.label, style % 4, " ".join(commands) if kind == "line" else "", marks)


def _y_ticks(ends: float, step: float) -> list[Tick]:
    return [Tick(_height(step * index, ends), value=step * index) for index in range(round(ends / step) + 1)]


def _x_ticks(points: Sequence[Point], places: list[float]) -> list[Tick]:
    """As many dates as fit without touching; the first is always written, and none twice."""
    ticks: list[Tick] = []
    for point, place in zip(points, places, strict=True):
        room = 7.5 * len(point.tick) + 14
        if not ticks or (abs(place - ticks[-1].at) >= room and point.tick != ticks[-1].text):
            ticks.append(Tick(place, point.tick))
    return ticks
