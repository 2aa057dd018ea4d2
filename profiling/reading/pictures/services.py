"""Services as a matrix: does it work, and how far is it. Each service is a numbered sign in the cell where it belongs.

The rows have a shape each, so that the picture needs no words; the columns are distances in digits. What is not known
has a row and a column of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbp.core.templatetags.figures import in_text, written
from profiling.models.services import Functioning
from profiling.reading.pictures.packing import Band, Packing, packed
from profiling.reading.pictures.signs import (
    ACCENT,
    BAD,
    GOOD,
    INK,
    PAPER,
    QUIET,
    SQUARE,
    UP,
    Key,
    Marked,
    Sign,
    circle,
    diamond,
    hatched,
)

NONE, UNKNOWN = "none", ""
# Kilometres, one way: here, up to 1, up to 5, up to 15; then further, and not known.
THRESHOLDS = (Decimal(0), Decimal(1), Decimal(5), Decimal(15))
SIGNS = {
    Functioning.YES.value: Sign(circle(12), GOOD, GOOD, PAPER),
    Functioning.PARTLY.value: Sign(circle(12), PAPER, GOOD),
    Functioning.NO.value: Sign(SQUARE, PAPER, BAD),
    Functioning.BUILDING.value: Sign(UP, PAPER, ACCENT, sink=8.0),
    NONE: Sign(diamond(13.5), PAPER, INK, dash="3 3"),
    UNKNOWN: Sign(circle(12), PAPER, QUIET, QUIET, "2 4"),
}
LEAST = (46.0, 40.0)


@dataclass(frozen=True)
class ServicePoint:
    """A service with its number in the legend. `functioning`: see `functioning_of`. Kilometres, one way."""

    number: int
    label: str
    functioning: str
    distance_km: Decimal | float | str | None = None


@dataclass(frozen=True)
class ServiceRow:
    """A row of the matrix with its word, its place and the services that stand in it."""

    key: Key
    band: Band
    points: list[ServicePoint]


@dataclass(frozen=True)
class Column:
    text: str
    band: Band


@dataclass(frozen=True)
class ServiceLine:
    """A line of the table."""

    point: ServicePoint
    state: str
    distance: Decimal | None


@dataclass(frozen=True)
class ServicesMatrix:
    frame: Packing
    rows: list[ServiceRow]
    columns: list[Column]
    marks: list[Marked]
    lines: list[ServiceLine]
    unknown: str
    story: str


def functioning_of(exists: bool | None, functioning: str) -> str:
    """The row of a service: what a profile says of its existence and of its work, as one word."""
    if exists is False:
        return NONE
    return functioning if functioning in SIGNS else UNKNOWN


def services_matrix(
    points: Sequence[ServicePoint], *, mirrored: bool, thresholds: Sequence[Decimal] = THRESHOLDS
) -> ServicesMatrix | None:
    """None where no service is entered. `thresholds` rise; a distance belongs to the first that it does not pass."""
    if not points:
        return None
    order = list(SIGNS)
    cells = [(_column(_km(one), thresholds), order.index(one.functioning)) for one in points]
    heads = _heads(thresholds)
    frame = packed(cells, columns=len(heads), rows=len(order), least=LEAST, mirrored=mirrored)
    labels = _labels()
    keys = [Key(code, labels[code], SIGNS[code]) for code in order]
    rows = [
        ServiceRow(key, band, [one for one in points if one.functioning == key.code])
        for key, band in zip(keys, frame.rows, strict=True)
    ]
    unknown = frame.columns[-1]
    return ServicesMatrix(
        frame, rows, [Column(text, band) for text, band in zip(heads, frame.columns, strict=True)],
        [Marked(one.number, *place, SIGNS[one.functioning]) for one, place in zip(points, frame.places, strict=True)],
        [ServiceLine(one, labels[one.functioning], _km(one)) for one in points],
        hatched(unknown.start, frame.top, unknown.size, frame.bottom - frame.top, 9),
        _story(points, thresholds),
    )  # fmt: skip


def _km(point: ServicePoint) -> Decimal | None:
    return None if point.distance_km in (None, "") else Decimal(str(point.distance_km))


def _column(distance: Decimal | None, thresholds: Sequence[Decimal]) -> int:
    if distance is None:
        return len(thresholds) + 1
    return next((index for index, most in enumerate(thresholds) if distance <= most), len(thresholds))


def _heads(thresholds: Sequence[Decimal]) -> list[str]:
    digits = [written(one, max(0, -int(one.normalize().as_tuple().exponent))) for one in thresholds]
    within = [f"{before}–{digit}" for before, digit in pairwise(digits)]
    first = digits[0] if not thresholds[0] else f"0–{digits[0]}"
    return [first, *within, f"{digits[-1]}+", "?"]


def _labels() -> dict[str, str]:
    labels = {code: str(label) for code, label in Functioning.choices}
    return {**labels, NONE: pgettext("service", "There is none"), UNKNOWN: pgettext("service", "Not known")}


def _story(points: Sequence[ServicePoint], thresholds: Sequence[Decimal]) -> str:
    """How many work, and how many of those are near: within the last threshold but one."""
    near = thresholds[-2] if len(thresholds) > 1 else thresholds[-1]
    working = [one for one in points if one.functioning == Functioning.YES]
    close = [one for one in working if (km := _km(one)) is not None and km <= near]
    unknown = [one for one in points if one.functioning == UNKNOWN]
    counts = {"all": len(points), "working": len(working), "close": len(close), "unknown": len(unknown)}
    return _(
        "Services entered: %(all)s; working: %(working)s, of these within %(km)s km: %(close)s; not known: %(unknown)s."
    ) % {**{name: in_text(count) for name, count in counts.items()}, "km": in_text(written(near))}
