"""What sums tell: equations solved for each other, independent of the code that hides."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

Unknown = TypeVar("Unknown", bound=Hashable)


def told(lines: Iterable[Mapping[Unknown, int]]) -> set[Unknown]:
    """The unknowns that the equations fix: those that stand alone in a line once all are solved for each other."""
    rows = [{key: Fraction(factor) for key, factor in line.items()} for line in lines]
    solved: dict[Unknown, dict[Unknown, Fraction]] = {}
    for row in rows:
        for pivot, other in solved.items():
            if factor := row.get(pivot):
                row = _less(row, other, factor)
        if row:
            pivot = min(row, key=str)
            row = {key: value / row[pivot] for key, value in row.items()}
            solved = {key: _less(one, row, one.get(pivot, Fraction(0))) for key, one in solved.items()}
            solved[pivot] = row
    return {pivot for pivot, row in solved.items() if len(row) == 1}


def _less(
    row: Mapping[Unknown, Fraction], other: Mapping[Unknown, Fraction], factor: Fraction
) -> dict[Unknown, Fraction]:
    found = {key: row.get(key, Fraction(0)) - factor * other.get(key, Fraction(0)) for key in {**row, **other}}
    return {key: value for key, value in found.items() if value}
