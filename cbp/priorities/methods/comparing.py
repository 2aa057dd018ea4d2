"""Choices beside each other: what each rule gives to each group, and how little would have to change. Pure.

What a group wanted are its own first choices (`own_top`), ties with them included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cbp.priorities.methods.criteria import Criterion, Scored, weighted, weighted_by
from cbp.priorities.methods.missed import own_top
from cbp.priorities.methods.money import Costs
from cbp.priorities.methods.tallies import GroupVotes, Tally

MOST_MOVED = 1_000
NEAR = 3  # so many on each side of the line are asked


@dataclass(frozen=True)
class Gain:
    """Of a group: how many of its own first choices were chosen, and the share of the money that is spent on them.

    `share` is None where no money is spent.
    """

    group: str
    made: int
    wanted: int
    share: Fraction | None

    @property
    def is_left_out(self) -> bool:
        return self.wanted > 0 and self.made == 0


def gains(groups: Iterable[GroupVotes], chosen: Iterable[int], costs: Costs, top: int) -> list[Gain]:
    """One of each group. `costs` of None are no money."""
    there = set(chosen)
    spent = sum((costs.get(one) or Decimal(0) for one in there), Decimal(0))
    found = []
    for group in groups:
        own = set(own_top(group, top))
        money = sum((costs.get(one) or Decimal(0) for one in own & there), Decimal(0))
        found.append(Gain(group.code, len(own & there), len(own), Fraction(money) / Fraction(spent) if spent else None))
    return found


# --- how little would have to change ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Moved:
    """So many votes of a group going from one option to another change what is chosen."""

    group: str
    votes: int
    taken_from: int
    given_to: int


Choose = Callable[[Tally], frozenset[int]]


def fewest_votes(tally: Tally, choose: Choose, order: Sequence[int]) -> Moved | None:
    """The fewest votes of one group that change the choice; None where even MOST_MOVED do not.

    Asked are the options next to the line: the last that are chosen and the first that are not, in `order`. More votes
    never help less, so that the fewest are found by halving; what is found changes the choice, one vote less does not.
    """
    now = choose(tally)
    inside = [one for one in order if one in now][-NEAR:]
    outside = [one for one in order if one not in now][:NEAR]
    best: Moved | None = None
    for group in tally.groups:
        for a in inside:
            for b in outside:
                most = _most(group, tally, a, b)
                if best:
                    most = min(most, best.votes - 1)
                if found := _halved(tally, group, (a, b), most, lambda moved: choose(moved) != now):
                    best = Moved(group.code, found, a, b)
    return best


def _most(group: GroupVotes, tally: Tally, a: int, b: int) -> int:
    """What `a` has, as far as `b` may still get it."""
    if not group.is_whole:
        return 0
    room = (group.voters or 0) * tally.most_on_one - (group.votes[b] or 0)
    return max(0, min(group.votes[a] or 0, room, MOST_MOVED))


def _halved(tally: Tally, group: GroupVotes, pair: tuple[int, int], most: int, changes: Callable[[Tally], bool]) -> int:
    """The least number up to `most` that changes the choice; 0 where none does."""
    if most < 1 or not changes(moved_votes(tally, group.code, *pair, most)):
        return 0
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if changes(moved_votes(tally, group.code, *pair, middle)):
            high = middle
        else:
            low = middle
    return high


def moved_votes(tally: Tally, group: str, a: int, b: int, count: int) -> Tally:
    """The same votes, but `count` of a group for `b` in place of `a`."""
    groups = [
        replace(one, votes={**one.votes, a: (one.votes[a] or 0) - count, b: (one.votes[b] or 0) + count})
        if one.code == group
        else one
        for one in tally.groups
    ]
    return replace(tally, groups=tuple(groups))


@dataclass(frozen=True)
class Turned:
    """At this change of one weight, the others kept in proportion, `option` draws level with one of the first."""

    criterion: int
    change: Fraction
    option: int


def nearest_weight(scores: Scored, criteria: Sequence[Criterion], top: int) -> Turned | None:
    """The smallest change of a single weight by which another option comes among the first `top`; None where none does.

    Exact: the total of an option is a straight line in one weight, so that two of them cross once or never.
    """
    totals = {option: total for option, total in weighted(scores, criteria).items() if total is not None}
    inside = _first(totals, top)
    found = []
    for one in criteria:
        none, all_of_it = (_at(scores, criteria, one, Decimal(weight)) for weight in (0, 100))
        for a in inside:
            for b in totals.keys() - inside:
                steeper = (all_of_it[b] - none[b]) - (all_of_it[a] - none[a])
                weight = 100 * (none[a] - none[b]) / steeper if steeper else Fraction(-1)
                if 0 <= weight <= 100:
                    found.append(Turned(one.key, weight - Fraction(one.weight), b))
    return min(found, key=lambda turned: (abs(turned.change), turned.criterion, turned.option), default=None)


def _at(scores: Scored, criteria: Sequence[Criterion], changed: Criterion, weight: Decimal) -> dict[int, Fraction]:
    """The totals where one criterion has that weight and the others share the rest as before."""
    rest = sum((Fraction(one.weight) for one in criteria if one.key != changed.key), Fraction(0))
    others = (100 - Fraction(weight)) / rest if rest else Fraction(0)
    weights = {one.key: Fraction(one.weight) * others for one in criteria} | {changed.key: Fraction(weight)}
    return {option: total for option, total in weighted_by(scores, criteria, weights).items() if total is not None}


def _first(totals: Mapping[int, Fraction], top: int) -> frozenset[int]:
    """Those with one of the `top` highest totals, ties with the last of them included."""
    known = sorted(totals.values(), reverse=True)
    return frozenset(one for one, total in totals.items() if total >= known[min(top, len(known)) - 1])
