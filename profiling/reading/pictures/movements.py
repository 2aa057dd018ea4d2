"""Displacement over time: the movements of one community by period, and the rounds of its area. Lines with gaps.

What nobody entered for a period is not zero: the line breaks. Rounds of one source and operation never share a line
with those of another. Drawn by `cbp.core.charts`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cbp.core.charts import Chart, Line, Point, line_chart
from cbp.core.suppression import HIDDEN
from cbp.core.templatetags.figures import in_text
from profiling.models.movements import FlowKind
from profiling.reading.pictures.pyramid import Count

Day = datetime.date
Period = tuple[Day | None, Day | None]


@dataclass(frozen=True)
class Movement:
    """People who arrived, came back or left. `kind` is a FlowKind; a day out of a snapshot may be its ISO text."""

    kind: str
    starts_on: Day | str | None
    ends_on: Day | str | None
    persons: Count

    @property
    def period(self) -> Period:
        return _day(self.starts_on), _day(self.ends_on)


@dataclass(frozen=True)
class PeriodRow:
    """A line of the table: the period in words ("" where it has no day), and (kind, count) for each kind in order."""

    label: str
    values: list[tuple[str, Count]]


@dataclass(frozen=True)
class MovementsPicture:
    """`chart` is None where fewer than two periods have a day: one point makes no line. The table is always whole."""

    chart: Chart | None
    kinds: list[str]
    rows: list[PeriodRow]
    story: str
    has_undated: bool


def movements_chart(movements: Iterable[Movement], *, mirrored: bool) -> MovementsPicture | None:
    """One line for each kind of movement over the periods entered. Rows of one kind and period add up."""
    sums: dict[Period, dict[str, list[Count]]] = defaultdict(lambda: defaultdict(list))
    for one in movements:
        sums[one.period][one.kind].append(one.persons)
    if not sums:
        return None
    kinds = [kind for kind in FlowKind.values if any(kind in held for held in sums.values())]
    ordered = sorted(sums, key=lambda period: (_moment(period) is None, _moment(period) or 0, str(period)))
    table = [(period, [_together(sums[period].get(kind)) for kind in kinds]) for period in ordered]
    dated = [(period, values) for period, values in table if _moment(period) is not None]
    labels = [str(FlowKind(kind).label) for kind in kinds]
    return MovementsPicture(
        _drawn(dated, kinds, mirrored) if len(dated) > 1 else None,
        labels,
        [PeriodRow(_words(period), list(zip(labels, values, strict=True))) for period, values in table],
        _story(kinds, [values for _period, values in table]),
        len(dated) < len(table),
    )


def _drawn(dated: list[tuple[Period, list[Count]]], kinds: list[str], mirrored: bool) -> Chart:
    moments = [_moment(period) for period, _values in dated]
    is_true = len(set(moments)) == len(moments)  # two periods that end together stand beside each other
    lines = []
    for index, kind in enumerate(kinds):
        points = [
            Point(_tick(period), value if isinstance(value := values[index], int) else None, _words(period),
                  moment if is_true else None)
            for (period, values), moment in zip(dated, moments, strict=True)
        ]  # fmt: skip
        lines.append(Line(str(FlowKind(kind).label), points))
    return line_chart(lines, mirrored=mirrored)


def _day(value: Day | str | None) -> Day | None:
    if isinstance(value, str):
        return Day.fromisoformat(value) if value else None
    return value


def _moment(period: Period) -> float | None:
    """The end of the period, else its beginning, as a number of days."""
    day = period[1] or period[0]
    return float(day.toordinal()) if day else None


def _tick(period: Period) -> str:
    first, last = period[0] or period[1], period[1] or period[0]
    if first is None or last is None:
        return ""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    return f"{last:%m/%Y}"


def _words(period: Period) -> str:
    start, end = (date_format(day, "SHORT_DATE_FORMAT") if day else "" for day in period)
    if start and end:
        return f"{in_text(start)} – {in_text(end)}"
    if start:
        return _("from %(day)s") % {"day": in_text(start)}
    return _("until %(day)s") % {"day": in_text(end)} if end else ""


def _together(values: list[Count] | None) -> Count:
    """A sum with an unknown part is not known, one with a hidden part is hidden."""
    if not values or None in values:
        return None
    return HIDDEN if HIDDEN in values else sum(int(value or 0) for value in values)


def _story(kinds: list[str], rows: list[list[Count]]) -> str:
    """How many moved in all that is known, kind by kind."""
    told = []
    for index, kind in enumerate(kinds):
        known = [value for values in rows if isinstance(value := values[index], int)]
        if known:
            told.append(_("%(kind)s: %(persons)s") % {"kind": FlowKind(kind).label, "persons": in_text(sum(known))})
    if not told:
        return _("How many people moved is not known.")
    return _("Persons in all known periods – %(counts)s.") % {"counts": " · ".join(told)}


# --- the rounds of the area -------------------------------------------------------------------------------------------
class Rounded(Protocol):
    """A round of displacement tracking. (cbp.core.series.Round, or `RoundPoint` out of a snapshot)"""

    @property
    def number(self) -> int: ...
    @property
    def reported_on(self) -> Day: ...
    @property
    def source(self) -> str: ...
    @property
    def operation(self) -> str: ...
    @property
    def persons(self) -> int: ...


@dataclass(frozen=True)
class RoundPoint:
    number: int
    reported_on: Day
    source: str
    operation: str
    persons: int


@dataclass(frozen=True)
class RoundsPicture:
    source: str
    operation: str
    chart: Chart
    rounds: list[Rounded]
    story: str


def rounds_charts(rounds: Sequence[Rounded], *, mirrored: bool) -> list[RoundsPicture]:
    """One picture for each source and operation with at least two rounds; the newest series first."""

    def series(one: Rounded) -> tuple[str, str]:
        return one.source, one.operation

    ordered = sorted(rounds, key=lambda one: (series(one), one.reported_on, one.number))
    groups = [list(rows) for _series, rows in groupby(ordered, key=series)]
    made = [_rounds(rows, mirrored) for rows in groups if len(rows) > 1]
    return sorted(made, key=lambda one: one.rounds[-1].reported_on, reverse=True)


def _rounds(rows: list[Rounded], mirrored: bool) -> RoundsPicture:
    points = [
        Point(
            f"{one.reported_on:%m/%Y}", one.persons, date_format(one.reported_on, "SHORT_DATE_FORMAT"),
            float(one.reported_on.toordinal()),
        )
        for one in rows
    ]  # fmt: skip
    words = {
        "first": in_text(rows[0].persons),
        "before": in_text(points[0].label),
        "last": in_text(rows[-1].persons),
        "now": in_text(points[-1].label),
    }
    story = _("Displaced persons in the area: %(first)s on %(before)s, %(last)s on %(now)s.") % words
    chart = line_chart([Line(_("Displaced persons"), points)], mirrored=mirrored)
    return RoundsPicture(rows[0].source, rows[0].operation, chart, rows, story)
