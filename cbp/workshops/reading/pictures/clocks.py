"""A day as a ring of twenty-four hours: midnight on top, noon below, for each group a ring of its own.

A clock runs the same way round in every language, so it is never mirrored. Hours that nobody named stay open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

HOURS = 24
SIZE, OUTER, INNER, TICKS = 240.0, 98.0, 52.0, 110.0
# Of black ink in different amounts; neighbours differ, and every part carries its number.
FILLS = (("#fff", "#14233a"), ("#a9b1bd", "#14233a"), ("#ece7dc", "#14233a"), ("#34435a", "#fff"))


@dataclass(frozen=True)
class Part:
    """One occupation of the day: its number in the ring, when it begins and how long it takes."""

    number: int
    label: str
    start: int
    hours: float
    path: str
    x: float
    y: float
    fill: str
    ink: str

    @property
    def span(self) -> str:
        """As a clock says it: 21:00–06:00."""
        return f"{_clock(self.start)}–{_clock(self.start + self.hours)}"


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Ring:
    group: str
    parts: list[Part]
    known: float

    @property
    def open_hours(self) -> float:
        return HOURS - self.known


@dataclass(frozen=True)
class Clock:
    rings: list[Ring]
    marks: list[Mark]
    size: float = SIZE
    outer: float = OUTER
    inner: float = INNER
    half: float = SIZE / 2


def clock_of(payload: Mapping[str, Any]) -> Clock:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in payload["rows"]:
        groups.setdefault(str(row["group"]), []).append(row)
    return Clock([_ring(group, rows) for group, rows in groups.items()], dial())


def dial() -> list[Mark]:
    """The hours around a ring, every third."""
    return [_mark(hour) for hour in range(0, HOURS, 3)]


def _ring(group: str, rows: Sequence[Mapping[str, Any]]) -> Ring:
    ordered = sorted(rows, key=lambda row: int(row["start"]))
    parts = [_part(row, at, len(ordered)) for at, row in enumerate(ordered)]
    return Ring(group, parts, sum(part.hours for part in parts))


def _part(row: Mapping[str, Any], at: int, count: int) -> Part:
    start, hours = int(row["start"]), float(row["hours"])
    shade = at % 3 if at < count - 1 or count % 3 != 1 or count == 1 else 3  # the last never like the first
    fill, ink = FILLS[shade]
    x, y = _at(start + hours / 2, (OUTER + INNER) / 2)
    return Part(at + 1, str(row["label"]), start, hours, _path(start, hours), x, y, fill, ink)


def _path(start: float, hours: float) -> str:
    if hours >= HOURS:  # an arc that ends where it begins is drawn by nobody: two halves
        return _path(start, HOURS / 2) + _path(start + HOURS / 2, HOURS / 2)
    end, large = start + hours, int(hours > HOURS / 2)
    corners = [_at(start, OUTER), _at(end, OUTER), _at(end, INNER), _at(start, INNER)]
    a, b, c, d = (f"{x} {y}" for x, y in corners)
    return f"M{a}A{OUTER} {OUTER} 0 {large} 1 {b}L{c}A{INNER} {INNER} 0 {large} 0 {d}Z"


def _at(hour: float, radius: float) -> tuple[float, float]:
    turn = 2 * pi * hour / HOURS
    return round(SIZE / 2 + radius * sin(turn), 1), round(SIZE / 2 - radius * cos(turn), 1)


def _mark(hour: int) -> Mark:
    x, y = _at(hour, TICKS)
    return Mark(x, round(y + 4, 1), str(hour))


def _clock(hour: float) -> str:
    minutes = round(hour * 60) % (HOURS * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
