"""Places: ties stay ties, whatever the keys of the options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Place:
    """1, 2=, 2=, 4: the place of an option, shared by all with the same score."""

    option: int
    rank: int
    is_tied: bool
    score: Fraction

    @property
    def written(self) -> str:
        return f"{self.rank}=" if self.is_tied else str(self.rank)


def places(scores: Mapping[int, Fraction]) -> list[Place]:
    """From the highest score down. Within a tie they stand as they were given: that is no order among them."""
    values = list(scores.values())
    found = [
        Place(option, 1 + sum(value > score for value in values), values.count(score) > 1, score)
        for option, score in scores.items()
    ]
    return sorted(found, key=lambda place: place.rank)


def given_places(order: Sequence[int]) -> list[Place]:
    """An order that people agreed on by hand: every place once. The score says only how far up it is."""
    return [Place(option, at, False, Fraction(len(order) - at + 1)) for at, option in enumerate(order, 1)]
