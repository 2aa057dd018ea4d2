"""Participation as a picture: of each group the share of those who live here, and below it the share of those who came.

Geometry only: the words stand beside the bars in the page, the drawing holds digits. Hatched and filled bars are told
apart in black and white. Not known is an open box with a question mark, which has no length; right-to-left pages see
the bars in a mirror.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbp.core.charts import Chart, Line, Point, column_chart, line_chart
from cbp.core.choices import Sex
from cbp.core.templatetags.figures import in_text, share, written
from cbp.workshops.participation.counting import Participation, Row
from cbp.workshops.reading.attendance import Attendance
from profiling.reading.pictures.signs import hatched, reflected

# As the template draws them: 300 × 38, bars of 15.
WIDTH, BAR, LONGEST, OPEN_BOX = 300.0, 15.0, 236.0, 14.0
TOPS = (2.0, 20.0)
# More sessions than columns that can be told apart are drawn by month.
MOST_COLUMNS = 24


@dataclass(frozen=True)
class Bar:
    """One bar from the side where reading begins, its number behind its end."""

    x: float
    y: float
    width: float
    text_x: float
    number: str
    hatch: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Pair:
    """A group: those who live here above, those who came below."""

    row: Row
    bars: tuple[Bar, Bar]
    story: str
    anchor: str


@dataclass(frozen=True)
class Bars:
    """`has_unknown`: some bar is an open box; `has_at_least`: some number is the least that it may be."""

    groups: list[Pair]
    ages: list[Pair]
    has_unknown: bool
    has_at_least: bool


def bars_of(found: Participation, *, mirrored: bool) -> Bars | None:
    """The groups that a profile can count, and the ages, all on one scale. None where nobody was counted."""
    groups = [row for row in found.rows if row.is_of_profile]
    rows = [*groups, *found.by_age]
    most = max((part for row in rows for part in _shares(row) if part is not None), default=Decimal(0))
    if not most or not any(row.participations_share for row in rows):
        return None
    drawn = [_pair(row, most, mirrored) for row in rows]
    return Bars(
        drawn[: len(groups)], drawn[len(groups) :],
        any(bar.is_open for pair in drawn for bar in pair.bars), any(row.is_at_least for row in rows),
    )  # fmt: skip


def _shares(row: Row) -> tuple[Decimal | None, Decimal | None]:
    return row.people_share, row.participations_share


def _pair(row: Row, most: Decimal, mirrored: bool) -> Pair:
    people, came = _shares(row)
    bars = _bar(people, most, 0, mirrored), _bar(came, most, 1, mirrored, is_at_least=row.is_at_least)
    words = {"group": row.label, "people": _said(people), "came": _said(came)}
    story = _("%(group)s: %(people)s of the people, %(came)s of the participations.") % words
    return Pair(row, bars, story, "end" if mirrored else "start")


def _said(part: Decimal | None) -> str:
    return pgettext("figure", "not known") if part is None else in_text(share(part))


def _bar(part: Decimal | None, most: Decimal, place: int, mirrored: bool, *, is_at_least: bool = False) -> Bar:
    length = OPEN_BOX if part is None else round(float(part / most) * LONGEST, 1)
    x = min(reflected(at, WIDTH, mirrored=mirrored) for at in (0.0, length))
    number = "?" if part is None else f"{'≥ ' if is_at_least else ''}{_short(part)}"
    hatch = hatched(x, TOPS[place], length, BAR, 5) if place == 0 and part else ""
    text_x = reflected(length + 6, WIDTH, mirrored=mirrored)
    return Bar(x, TOPS[place], length, text_x, number, hatch, part is None)


def _short(part: Decimal) -> str:
    """Whole from ten on; what is small keeps a decimal."""
    return written(part, 0 if part >= 10 or not part else 1)


# --- session by session -----------------------------------------------------------------------------------------------
Counts = list[int | None]


def over_time(found: Participation, *, mirrored: bool) -> Chart | None:
    """A column for each session that has a day; of many sessions, months as lines with women and men apart."""
    dated = [(session.held_on, attendance) for session, attendance in found.held if session.held_on]
    if len(dated) < 2 or all(attendance.total is None for _day, attendance in dated):
        return None
    if len(dated) <= MOST_COLUMNS:
        points = [
            Point(f"{day:%d/%m/%y}", attendance.total, label=formats.date_format(day, "DATE_FORMAT"))
            for day, attendance in dated
        ]
        return column_chart(Line(_("Participations"), points), mirrored=mirrored)
    months = _months(dated)
    labels = _("Participations"), str(Sex.FEMALE.label), str(Sex.MALE.label)
    lines = [Line(label, [_point(day, counts[at]) for day, counts in months]) for at, label in enumerate(labels)]
    return line_chart(lines, mirrored=mirrored)


def _point(month: datetime.date, count: int | None) -> Point:
    words = formats.date_format(month, "YEAR_MONTH_FORMAT")
    return Point(f"{month:%m/%Y}", count, label=words, moment=float(month.toordinal()))


def _months(dated: Iterable[tuple[datetime.date, Attendance]]) -> list[tuple[datetime.date, Counts]]:
    """All, women, men."""
    months: dict[datetime.date, list[Attendance]] = {}
    for day, attendance in dated:
        months.setdefault(day.replace(day=1), []).append(attendance)
    return [
        (
            month,
            [
                _sum(one.total for one in here),
                _sum(one.of_sex(Sex.FEMALE) for one in here),
                _sum(one.of_sex(Sex.MALE) for one in here),
            ],
        )
        for month, here in sorted(months.items())
    ]


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
