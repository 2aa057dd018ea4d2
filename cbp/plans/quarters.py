"""Quarters of calendar years: how plans say when. Stored as the first day of one and the last day of another."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

# Ten years, begun in the middle of a quarter. No list of quarters is longer.
MOST = 41


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter, 1 to 4, of a calendar year."""

    year: int
    number: int

    def __str__(self) -> str:
        return _("Q%(number)s %(year)s") % {"number": self.number, "year": self.year}

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> datetime.date:
        return datetime.date(self.year, 3 * self.number, 31 if self.number in (1, 4) else 30)

    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)


def quarter_of(day: datetime.date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def quarters_between(first: datetime.date, last: datetime.date) -> list[Quarter]:
    """Every quarter that the period touches, at most `MOST`."""
    found: list[Quarter] = []
    quarter, end = quarter_of(first), quarter_of(last)
    while quarter <= end and len(found) < MOST:
        found.append(quarter)
        if quarter == Quarter(datetime.MAXYEAR, 4):
            break
        quarter = quarter.next()
    return found


def in_years(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years on; the end of February where there is no 29th. Stops at the end of the calendar."""
    year = min(day.year + years, datetime.MAXYEAR)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
