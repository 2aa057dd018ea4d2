"""What all tables of a population tell together: their sums put down as equations and solved for each other.

A set of counts is a number with one bit for each. An equation is two of them, its parts and what they make, for every
factor is one or minus one; only where solving leads beyond that (two of one count) are factors written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import gcd

Key = tuple[str, str, int | None]
Signed = tuple[int, int]  # the counts that are added, and those that are taken away
Equation = dict[int, int]  # factors by bit
ALL = "persons"


class Sums:
    """The sums of a population that a reader may write down: lines of known counts, the total last."""

    def __init__(self, lines: Sequence[Sequence[Key]], true: Mapping[Key, int | None], few: set[Key]) -> None:
        self.true = true
        self.bits = {key: 1 << at for at, key in enumerate(dict.fromkeys(key for line in lines for key in line))}
        self.few = {key: bit for key, bit in self.bits.items() if key in few}
        self.lines = lines
        self.signed = [(sum(self.bits[key] for key in line[:-1]), self.bits[line[-1]]) for line in lines]
        self.covered: int | None = None

    def cover(self, hidden: set[Key]) -> None:
        """Hides the smallest count beside each small one that the sums fix, as long as they fix any."""
        while self.covered != len(hidden):
            before, fixed = len(hidden), self._fixed(hidden)
            if not fixed:
                self.covered = len(hidden)
            for key in sorted(fixed, key=str):
                beside = {one for line in self.lines if key in line for one in line if one not in hidden}
                if cheapest := min(beside, key=self._cost, default=None):
                    hidden.add(cheapest)
            if fixed and len(hidden) == before:
                return

    def _cost(self, key: Key) -> tuple[bool, bool, bool, int, str]:
        """Cells go before sums, groups before the whole, somebody before nobody, small counts before large ones."""
        code, column, lower = key
        count = self.true[key] or 0
        return lower is None or column == ALL, not code, count == 0, count, str(key)

    def _fixed(self, hidden: set[Key]) -> list[Key]:
        """The small counts that the sums fix."""
        unknown = sum(self.bits[key] for key in hidden if key in self.bits)
        if not any(bit & unknown for bit in self.few.values()):
            return []
        rows = {(parts & unknown, total & unknown) for parts, total in self.signed} - {(0, 0)}
        ordered = sorted(rows, key=lambda row: ((row[0] | row[1]).bit_count(), row))
        told = _alone(ordered)
        return [key for key, bit in self.few.items() if bit & told]


def _alone(rows: Sequence[Signed]) -> int:
    """The counts that stand alone once each equation is solved for one of them."""
    solved: dict[int, Signed] = {}
    pivots = 0
    for at, row in enumerate(rows):
        found = _reduced(row, solved, pivots)
        if found is None:
            return _alone_among_factors([*solved.values(), *rows[at:]])
        if both := found[0] | found[1]:
            bit = both & -both
            for pivot in [one for one, (added, taken) in solved.items() if (added | taken) & bit]:
                less = _without(solved[pivot], bit, found)
                if less is None:
                    return _alone_among_factors([*solved.values(), found, *rows[at + 1 :]])
                solved[pivot] = less
            solved[bit] = found
            pivots |= bit
    return sum(pivot for pivot, (added, taken) in solved.items() if added | taken == pivot)


def _reduced(row: Signed, solved: Mapping[int, Signed], pivots: int) -> Signed | None:
    found: Signed | None = row
    for pivot in _bits((row[0] | row[1]) & pivots):
        found = found and _without(found, pivot, solved[pivot])
    return found


def _without(row: Signed, pivot: int, other: Signed) -> Signed | None:
    """The row with the pivot replaced by what it equals in the other; None where some factor would be two."""
    (added, taken), (more, less) = row, other
    if (added & more | taken & less) & pivot:
        more, less = less, more
    if added & more | taken & less:
        return None
    gone = added & less | taken & more
    return (added | more) & ~gone, (taken | less) & ~gone


def _bits(number: int) -> Iterator[int]:
    while number:
        yield number & -number
        number &= number - 1


# --- any whole factors ------------------------------------------------------------------------------------------------
def _alone_among_factors(rows: Sequence[Signed]) -> int:
    solved: dict[int, Equation] = {}
    for added, taken in rows:
        row = dict.fromkeys(_bits(added), 1) | dict.fromkeys(_bits(taken), -1)
        for pivot in [bit for bit in row if bit in solved]:
            row = _less(row, pivot, solved[pivot])
        if row:
            new = min(row)
            solved = {bit: _less(other, new, row) if new in other else other for bit, other in solved.items()}
            solved[new] = row
    return sum(pivot for pivot, row in solved.items() if len(row) == 1)


def _less(row: Equation, pivot: int, other: Equation) -> Equation:
    """Both times a factor, so that the pivot is gone from their difference."""
    more, less = other[pivot], row[pivot]
    found = {bit: more * row.get(bit, 0) - less * other.get(bit, 0) for bit in {**row, **other}}
    common = gcd(*found.values()) or 1
    return {bit: factor // common for bit, factor in found.items() if factor}
