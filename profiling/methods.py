"""The arithmetic of choosing communities: weighted scores, in exact fractions. (domain 4.4, 15.3)

Share reached = Σ weight × points ÷ (3 × Σ weights), where points are the score, or 3 − score where a high score speaks
against. A score that is not known may be anything from 0 to 3: the share is then a range, and never counts it as zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MOST = 3
HUNDRED = Decimal(100)
# So far may a sum of weights be from a hundred: thirds are written as 33.33.
TOLERANCE = Decimal("0.01")


@dataclass(frozen=True)
class Scored:
    """One criterion: its weight, its score (None is not known), and whether a high score speaks against."""

    weight: Decimal
    score: int | None
    is_inverse: bool = False

    @property
    def points(self) -> int | None:
        """What speaks for the community, 0 to 3."""
        if self.score is None:
            return None
        return MOST - self.score if self.is_inverse else self.score


@dataclass(frozen=True)
class Result:
    """Σ weight × points with every unknown at its least (`least`) and its most (`most`), of `reachable`."""

    least: Decimal
    most: Decimal
    reachable: Decimal
    unknown: int

    @property
    def is_complete(self) -> bool:
        return not self.unknown

    @property
    def lowest(self) -> Fraction:
        return Fraction(self.least) / Fraction(self.reachable)

    @property
    def highest(self) -> Fraction:
        return Fraction(self.most) / Fraction(self.reachable)

    @property
    def low(self) -> Decimal:
        return percent(self.lowest)

    @property
    def high(self) -> Decimal:
        return percent(self.highest)


def result(scores: Iterable[Scored]) -> Result | None:
    """None where there is nothing to divide by: without criteria, or when none has any weight."""
    told = list(scores)
    reachable = MOST * sum((one.weight for one in told), Decimal(0))
    if not reachable:
        return None
    least = sum((one.weight * one.points for one in told if one.points is not None), Decimal(0))
    open_ones = [one for one in told if one.score is None]
    most = least + MOST * sum((one.weight for one in open_ones), Decimal(0))
    return Result(least, most, reachable, len(open_ones))


def percent(share: Fraction, places: int = 1) -> Decimal:
    """Rounded once, at the end, halves up: 1/3 → 33.3."""
    exact = share * 100 * 10**places
    whole = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Decimal(whole).scaleb(-places)


def is_hundred(weights: Iterable[Decimal]) -> bool:
    return abs(sum(weights, Decimal(0)) - HUNDRED) <= TOLERANCE
