"""A grid in which a group compares every pair of options: wins, what is missing, and rings. (domain 2.2, 15.4; F5)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from cbp.priorities.methods.places import Place

# More options than these are 66 comparisons and more: people tire, and the last ones are guessed.
MANY = 12


@dataclass(frozen=True)
class Grid:
    """What a plenary said of each pair: {(a, b): the one that it prefers, or None for a tie}. Not all are there."""

    options: tuple[int, ...]
    said: Mapping[tuple[int, int], int | None]

    def preferred(self, a: int, b: int) -> int | None:
        return self.said.get((a, b), self.said.get((b, a)))

    def is_said(self, a: int, b: int) -> bool:
        return (a, b) in self.said or (b, a) in self.said

    @property
    def missing(self) -> list[tuple[int, int]]:
        """Of n(n−1)/2 pairs those that nobody compared."""
        return [pair for pair in combinations(self.options, 2) if not self.is_said(*pair)]

    @property
    def wins(self) -> dict[int, Fraction]:
        """One for each pair that an option wins, a half for a tie."""
        found = dict.fromkeys(self.options, Fraction(0))
        for a, b in combinations(self.options, 2):
            if self.is_said(a, b):
                best = self.preferred(a, b)
                for one in (a, b) if best is None else (best,):
                    found[one] += Fraction(1, 2) if best is None else 1
        return found

    @property
    def rings(self) -> list[tuple[int, int, int]]:
        """Three of which each wins against the next: the group contradicts itself, or sees no order among them."""
        found = []
        for a, b, c in combinations(self.options, 3):
            if all(self.is_said(*pair) for pair in ((a, b), (b, c), (a, c))):
                winners = (self.preferred(a, b), self.preferred(b, c), self.preferred(c, a))
                if winners in ((a, b, c), (b, c, a)):
                    found.append((a, b, c) if winners[0] == a else (a, c, b))
        return found

    def placed(self) -> list[Place]:
        """By wins. Two that won alike are settled by their own comparison (IIED/PLA); three or more stay tied."""
        wins = self.wins
        counts = list(wins.values())
        found = []
        for one in self.options:
            alike = [other for other in self.options if other != one and wins[other] == wins[one]]
            beaten_by = sum(count > wins[one] for count in counts)
            settled = self.preferred(one, alike[0]) if len(alike) == 1 and self.is_said(one, alike[0]) else None
            rank = 1 + beaten_by + (settled is not None and settled != one)
            found.append(Place(one, rank, bool(alike) and settled is None, wins[one]))
        return sorted(found, key=lambda place: place.rank)
