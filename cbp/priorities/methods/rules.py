"""The rules that make one order of the votes of several groups. (domain 2.2, 15.1, 15.14)

What is true of one more vote for an option, cast by people who are counted among the voters already: under all three
rules its score never falls and no other score rises, so its place never gets worse. What is not true: under the mean
share a vote for *another* option of the same group lowers it (shares are parts of one whole), and under the mean of
possible votes one more *voter* who leaves votes unused can lower it (abstention counts there). The tests hold both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cbp.priorities.methods.tallies import Scores, Tally


def sum_of_votes(tally: Tally) -> Scores:
    """Every vote weighs the same; a large group outweighs a small one."""
    counted = [group for group in tally.groups if group.is_counted]
    if not counted:
        return {}
    return {option: Fraction(sum(group.votes[option] or 0 for group in counted)) for option in tally.options}


def mean_share(tally: Tally) -> Scores:
    """Every group that cast any vote weighs the same: votes ÷ votes cast in the group, averaged over these groups."""
    return _mean([group.shares() for group in tally.groups if group.shares()], tally.options)


def mean_of_possible(tally: Tally) -> Scores:
    """Votes ÷ (voters × votes each), averaged over the groups with known voters: who abstains weighs less."""
    parts = []
    for group in tally.groups:
        possible = group.possible(tally.votes_each)
        if group.is_counted and possible:
            parts.append({option: Fraction(group.votes[option] or 0, possible) for option in tally.options})
    return _mean(parts, tally.options)


def _mean(parts: Sequence[Scores], options: Iterable[int]) -> Scores:
    return {option: sum((part[option] for part in parts), Fraction(0)) / len(parts) for option in options if parts}


RULES: Mapping[str, Callable[[Tally], Scores]] = {
    "sum": sum_of_votes,
    "mean-share": mean_share,
    "mean-possible": mean_of_possible,
}


def as_percent(share: Fraction | None, places: int = 2) -> Decimal | None:
    """A share of one as a number of a hundred, rounded half up; only for the eye."""
    if share is None:
        return None
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
