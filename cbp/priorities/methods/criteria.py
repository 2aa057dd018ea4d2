"""Weighted criteria: the mean of what an option scores, each criterion by its weight. Ranks are never added.

Sources: domain 2.2 (Maxwell and Bart: scores with weights, not ranks) and 15.2, 15.3. A score that is missing is no
zero: an option of which one is missing has no total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Criterion:
    """`weight` of a hundred; `is_inverse`: a high score speaks against. Scores go from `lowest` to `highest`."""

    key: int
    weight: Decimal
    is_inverse: bool = False
    lowest: int = 1
    highest: int = 5

    def points(self, score: Decimal) -> Decimal:
        """Turned round where a high score speaks against, so that more is always better."""
        return self.lowest + self.highest - score if self.is_inverse else score

    def is_possible(self, score: Decimal) -> bool:
        return self.lowest <= score <= self.highest


def sum_of_weights(criteria: Iterable[Criterion]) -> Decimal:
    return sum((one.weight for one in criteria), Decimal(0))


Scored = Mapping[int, Mapping[int, Decimal | None]]


def weighted(scores: Scored, criteria: Sequence[Criterion]) -> dict[int, Fraction | None]:
    """{option: total} of {option: {criterion: score}}; None where a score of a criterion with a weight is missing.

    On one scale the total is the weighted mean of the scores. Where the scales differ, each is taken from 0 to 1 first:
    a five of ten is no five of five.
    """
    return weighted_by(scores, criteria, {one.key: Fraction(one.weight) for one in criteria})


def weighted_by(
    scores: Scored, criteria: Sequence[Criterion], weights: Mapping[int, Fraction]
) -> dict[int, Fraction | None]:
    """The same with other weights. Which scores must be there and whether the scales differ, the criteria say."""
    weighing = [one for one in criteria if one.weight]
    whole = sum((weights[one.key] for one in weighing), Fraction(0))
    alike = len({(one.lowest, one.highest) for one in weighing}) == 1
    found: dict[int, Fraction | None] = {}
    for option, given in scores.items():
        parts = [(one, _points(one, given.get(one.key), alike=alike)) for one in weighing]
        known = [weights[one.key] * points for one, points in parts if points is not None]
        is_whole = bool(known) and len(known) == len(parts) and whole > 0
        found[option] = sum(known, Fraction(0)) / whole if is_whole else None
    return found


def _points(criterion: Criterion, score: Decimal | None, *, alike: bool) -> Fraction | None:
    if score is None:
        return None
    points = Fraction(criterion.points(score))
    return points if alike else (points - criterion.lowest) / (criterion.highest - criterion.lowest)
