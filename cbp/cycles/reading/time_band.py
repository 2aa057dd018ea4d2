"""The steps of a work plan as a band of time: pure geometry, digits alone, turned round for right-to-left pages.

Each step has a row with its number. An open diamond is the planned day, a filled circle the day on which it was done,
with a line between them; from the planned day of a late step a dashed line runs until today.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

Day = datetime.date
WIDTH, ROW, TOP, START, END = 400.0, 22.0, 26.0, 34.0, 16.0
MOST_TICKS = 5
MONTHS = (1, 2, 3, 6, 12, 24, 60)
DECADE = 120
SHORTEST = 30  # days; a plan of one day still has an axis


@dataclass(frozen=True)
class BandStep:
    number: int
    planned_on: Day | None
    done_on: Day | None
    is_late: bool


@dataclass(frozen=True)
class BandRow:
    """One step, drawn. What is None is not drawn; `line` is (from, to)."""

    number: int
    y: float
    planned: float | None
    done: float | None
    line: tuple[float, float] | None
    is_late: bool


@dataclass(frozen=True)
class BandTick:
    x: float
    text: str


@dataclass(frozen=True)
class TimeBand:
    height: float
    rows: list[BandRow]
    ticks: list[BandTick]
    today: float | None
    number_x: float
    mirrored: bool
    width: float = WIDTH
    top: float = TOP


def time_band(steps: Sequence[BandStep], *, today: Day | None, mirrored: bool) -> TimeBand | None:
    """None where no step has a day. The axis reaches from the first to the last day, and to today."""
    days = [day for step in steps for day in (step.planned_on, step.done_on) if day]
    if not days:
        return None
    first, last = min([*days, *_known(today)]), max([*days, *_known(today)])
    axis = _Axis(first, max((last - first).days, SHORTEST), mirrored)
    rows = [_row(step, TOP + ROW * (at + 0.5), axis, today) for at, step in enumerate(steps)]
    return TimeBand(
        TOP + ROW * len(rows), rows, list(axis.ticks()), axis.at(today) if today else None,
        axis.turned(START / 2), mirrored,
    )  # fmt: skip


def _known(day: Day | None) -> list[Day]:
    return [day] if day else []


@dataclass(frozen=True)
class _Axis:
    first: Day
    days: int
    mirrored: bool

    def turned(self, x: float) -> float:
        return round(WIDTH - x if self.mirrored else x, 1)

    def at(self, day: Day) -> float:
        return self.turned(START + (day - self.first).days / self.days * (WIDTH - START - END))

    def ticks(self) -> Iterator[BandTick]:
        """The first of months, as few as fit; whole years where the band is long."""
        wanted = self.days / 30.4 / MOST_TICKS
        step = next((one for one in MONTHS if wanted <= one), ceil(wanted / DECADE) * DECADE)
        month = self.first.year * 12 + self.first.month - 1
        month += -month % step
        last = self.first.toordinal() + self.days
        while (day := _first_of(month)) and day.toordinal() <= last:
            if day >= self.first:
                yield BandTick(self.at(day), f"{day:%Y}" if step >= 12 else f"{day:%m/%Y}")
            month += step


def _first_of(month: int) -> Day | None:
    year, index = divmod(month, 12)
    return Day(year, index + 1, 1) if year <= datetime.MAXYEAR else None


def _row(step: BandStep, y: float, axis: _Axis, today: Day | None) -> BandRow:
    planned = axis.at(step.planned_on) if step.planned_on else None
    done = axis.at(step.done_on) if step.done_on else None
    ends = done if done is not None else axis.at(today) if step.is_late and today else None
    line = (planned, ends) if planned is not None and ends is not None else None
    return BandRow(step.number, round(y, 1), planned, done, line, step.is_late)
