"""What divides and what connects, as two opposed rows of bars: strength 1 to 3 as length, the trend as a sign.

Strengths are an order and are never added up. A strength that is not known is an open, dashed bar with a question mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbp.core.templatetags.figures import in_text
from profiling.models.factors import FactorKind, Trend
from profiling.reading.pictures.signs import DOWN, INK, QUIET, UP, Key, Sign, hatched, reflected

MOST = 3
WIDTH, ROW, BAR, GUTTER, UNIT, TREND = 360.0, 30.0, 18.0, 26.0, 36.0, 14.0
UNKNOWN = ""
SAME = "M-10 -5 H10 M-10 5 H10"
SIGNS = {
    Trend.STRONGER.value: Sign(UP, INK),
    Trend.SAME.value: Sign(SAME, "none"),
    Trend.WEAKER.value: Sign(DOWN),
    UNKNOWN: Sign("", "none", QUIET),
}


@dataclass(frozen=True)
class Statement:
    """What divides or connects (`kind`), with its number in the legend, its strength and its trend if known."""

    number: int
    kind: str
    text: str
    strength: int | None = None
    trend: str = UNKNOWN


@dataclass(frozen=True)
class CohesionBar:
    """A bar from the middle outwards: its number at the inner end, its trend behind the outer one."""

    number: int
    x: float
    y: float
    width: float
    number_x: float
    trend_x: float
    middle: float
    hatch: str
    is_open: bool
    trend: str
    sign: Sign

    @property
    def open_x(self) -> float:
        """Where the question mark of an open bar stands."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class StatementLine:
    """A line of the table."""

    statement: Statement
    kind: str
    trend: str


@dataclass(frozen=True)
class CohesionPicture:
    width: float
    height: float
    bars: list[CohesionBar]
    dividers: list[Statement]
    connectors: list[Statement]
    keys: list[Key]
    lines: list[StatementLine]
    story: str
    bar: float = BAR
    middle: float = WIDTH / 2


def dividers_and_connectors(statements: Sequence[Statement], *, mirrored: bool) -> CohesionPicture | None:
    """What divides where reading begins, hatched; what connects on the other side, solid. The strongest on top."""
    sides = {kind: _ordered(statements, kind) for kind in (FactorKind.DIVIDER, FactorKind.CONNECTOR)}
    dividers, connectors = sides[FactorKind.DIVIDER], sides[FactorKind.CONNECTOR]
    if not dividers and not connectors:
        return None
    bars = [_bar(one, row, mirrored) for side in (dividers, connectors) for row, one in enumerate(side)]
    labels = {**{code: str(label) for code, label in Trend.choices}, UNKNOWN: pgettext("trend", "Not known")}
    used = {one.trend for one in (*dividers, *connectors)}
    return CohesionPicture(
        WIDTH,
        max(len(dividers), len(connectors)) * ROW,
        bars,
        dividers,
        connectors,
        [Key(code, labels[code], sign) for code, sign in SIGNS.items() if code in used],
        [
            StatementLine(one, str(FactorKind(one.kind).label), labels.get(one.trend, one.trend))
            for one in (*dividers, *connectors)
        ],
        _story(dividers, connectors),
    )


def _ordered(statements: Sequence[Statement], kind: FactorKind) -> list[Statement]:
    chosen = [one for one in statements if one.kind == kind]
    return sorted(chosen, key=lambda one: (-(one.strength or 0), one.number))


def _bar(one: Statement, row: int, mirrored: bool) -> CohesionBar:
    outwards = -1 if one.kind == FactorKind.DIVIDER else 1
    length = (one.strength or MOST) * UNIT
    inner = WIDTH / 2 + outwards * GUTTER

    def at(far: float) -> float:
        return reflected(inner + outwards * far, WIDTH, mirrored=mirrored)

    y = row * ROW + (ROW - BAR) / 2
    x = min(at(0), at(length))
    is_hatched = one.kind == FactorKind.DIVIDER and one.strength is not None
    return CohesionBar(
        one.number, x, y, length, at(-GUTTER / 2), at(length + TREND), y + BAR / 2,
        hatched(x, y, length, BAR, 5) if is_hatched else "", one.strength is None, one.trend,
        SIGNS.get(one.trend, SIGNS[UNKNOWN]),
    )  # fmt: skip


def _story(dividers: list[Statement], connectors: list[Statement]) -> str:
    words = {
        "dividers": len(dividers),
        "strong_dividers": sum(one.strength == MOST for one in dividers),
        "connectors": len(connectors),
        "strong_connectors": sum(one.strength == MOST for one in connectors),
    }
    return _(
        "Dividing: %(dividers)s, of these strong: %(strong_dividers)s; "
        "connecting: %(connectors)s, of these strong: %(strong_connectors)s."
    ) % {name: in_text(count) for name, count in words.items()}
