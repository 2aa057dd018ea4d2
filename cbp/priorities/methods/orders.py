"""Ballots that put options in order: Borda over the voters, and Condorcet with the completion of Schulze. Exact.

Sources: domain 2.2; M. Schulze, “A new monotonic, clone-independent … method” (Social Choice and Welfare 36, 2011),
with winning votes as the strength of a victory. Options that a ballot does not name share the places below those it
names; between two of them it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from cbp.priorities.methods.ballots import Pattern
from cbp.priorities.methods.places import Place

Duels = dict[tuple[int, int], int]


def borda(patterns: Iterable[Pattern], options: Sequence[int]) -> dict[int, Fraction]:
    """n−1 points for the first of n options, one less for each place below.

    What a ballot leaves out shares what is left, so that each ballot gives away the same number of points.
    """
    last, scores = len(options) - 1, dict.fromkeys(options, Fraction(0))
    for one in patterns:
        order = one.order
        for place, option in enumerate(order):
            scores[option] += (last - place) * one.count
        rest = last - len(order)  # points of the best place below: the mean of rest, rest-1, …, 0 is the half of it
        for option in set(options).difference(order):
            scores[option] += Fraction(rest, 2) * one.count
    return scores


def duels(patterns: Iterable[Pattern], options: Sequence[int]) -> Duels:
    """{(a, b): how many voters put a above b}."""
    found = dict.fromkeys(permutations(options, 2), 0)
    for one in patterns:
        order = one.order
        below = set(options)
        for option in order:
            below.discard(option)
            for other in below:
                found[option, other] += one.count
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """Places by Schulze. `winner` beats every other option one against one; None where none does.

    `ring`: the options at the top that beat each other in a ring, and each of which beats or equals all others.
    """

    places: tuple[Place, ...]
    winner: int | None
    ring: tuple[int, ...]


def schulze(won: Duels, options: Sequence[int]) -> Compared:
    """An option stands above another when its strongest chain of victories to it is stronger than the one back."""
    strength = {pair: votes if votes > won[pair[1], pair[0]] else 0 for pair, votes in won.items()}
    for middle in options:
        for a in options:
            if a != middle and (first := strength[a, middle]):
                for b in options:
                    if b not in (a, middle):
                        strength[a, b] = max(strength[a, b], min(first, strength[middle, b]))
    above = {a: sum(strength[b, a] > strength[a, b] for b in options if b != a) for a in options}
    below = {a: sum(strength[a, b] > strength[b, a] for b in options if b != a) for a in options}
    counts = list(above.values())
    found = [
        Place(one, above[one] + 1, counts.count(above[one]) > 1, Fraction(below[one]))
        for one in sorted(options, key=lambda option: above[option])
    ]
    ring = top_ring(won, options)
    return Compared(tuple(found), ring[0] if len(ring) == 1 else None, ring if len(ring) > 1 else ())


def top_ring(won: Mapping[tuple[int, int], int], options: Sequence[int]) -> tuple[int, ...]:
    """The smallest set of options of which each beats every option outside it (Smith); one where there is a winner."""
    wins = {a: sum(won[a, b] > won[b, a] for b in options if b != a) for a in options}
    inside: set[int] = set()
    for most in sorted(set(wins.values()), reverse=True):
        inside |= {one for one in options if wins[one] == most}
        if all(won[a, b] > won[b, a] for a in inside for b in options if b not in inside):
            break
    return tuple(one for one in options if one in inside)
