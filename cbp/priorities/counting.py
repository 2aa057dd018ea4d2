"""Counting an election by a named rule: what is chosen, what is left of the money, and where a tie decided."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cbp.priorities.methods.ballots import Kind, Pattern
from cbp.priorities.methods.completing import Bought, as_it_is, raised_step_by_step
from cbp.priorities.methods.equal_shares import Purse
from cbp.priorities.methods.places import places
from cbp.priorities.pabulib import Election


@dataclass(frozen=True)
class Count:
    """`selected`: places of projects in the order of their choice; `tied`: sets of projects between which votes did
    not decide, while the money made a difference."""

    selected: tuple[int, ...]
    left: Decimal
    tied: tuple[tuple[int, ...], ...] = ()


def greedy_skip(election: Election) -> Count:
    """Down the order of votes; what does not fit is passed over."""
    return _down(election, stops=False)


def greedy_stop(election: Election) -> Count:
    """Down the order of votes, and to an end at the first that does not fit."""
    return _down(election, stops=True)


def _down(election: Election, *, stops: bool) -> Count:
    """Within a tie the order of the file decides, as in what cities publish; where that matters the tie is told."""
    left, chosen, tied = election.budget, list[int](), list[tuple[int, ...]]()
    for block in _blocks(election):
        costs = [election.projects[one].cost for one in block]
        if len(block) > 1 and sum(costs) > left and min(costs) <= left:
            tied.append(tuple(block))
        for one, cost in zip(block, costs, strict=True):
            if cost <= left:
                chosen.append(one)
                left -= cost
            elif stops:
                return Count(tuple(chosen), left, tuple(tied))
    return Count(tuple(chosen), left, tuple(tied))


def _blocks(election: Election) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for place in places({one: Fraction(score) for one, score in enumerate(election.scores())}):
        found.setdefault(place.rank, []).append(place.option)
    return list(found.values())


def equal_shares(election: Election) -> Count:
    """Everybody has the same part of the money; what is left stays unspent."""
    return _bought(election, lambda *parts: as_it_is(*parts))


def equal_shares_add1(election: Election) -> Count:
    """The same with more money for everybody, one unit after the other, as long as the budget pays the result."""
    step = Fraction(max(1, election.voters))
    return _bought(election, lambda *parts: raised_step_by_step(*parts, step=step))


def _bought(election: Election, complete: Callable[..., Bought]) -> Count:
    """An approval is worth what the project costs, points are worth themselves; a tie goes to the cheaper project, then
    to the one with more votes, then to the file: as equalshares.net publishes it."""
    costs = {at: Fraction(project.cost) for at, project in enumerate(election.projects)}
    votes, voters = election.votes(), election.voters
    ties = sorted(costs, key=lambda one: (costs[one], -votes[one], one))
    wanted = [(one, _wants(election, one, costs)) for one in election.patterns]

    def shared_out(budget: Fraction) -> Sequence[Purse]:
        return [Purse(one.group, one.count, budget / voters, wants) for one, wants in wanted]

    if not voters:
        return Count((), election.budget)
    bought = complete(shared_out, costs, Fraction(election.budget), ties)
    tied = tuple(
        (one.option, *alike)
        for one in bought.purchases
        if (alike := [o for o in one.tied if (costs[o], votes[o]) == (costs[one.option], votes[one.option])])
    )
    return Count(bought.chosen, _decimal(bought.left), tied)


def _wants(election: Election, ballot: Pattern, costs: Mapping[int, Fraction]) -> dict[int, int]:
    if election.kind != Kind.APPROVAL:
        return {option: points for option, points in election.worth(ballot) if points > 0}
    parts = math.lcm(*(cost.denominator for cost in costs.values()))
    return {option: int(costs[option] * parts) for option, _mark in ballot.marks if costs[option]}


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)


RULES: Mapping[str, Callable[[Election], Count]] = {
    "greedy-skip": greedy_skip,
    "greedy-stop": greedy_stop,
    "equal-shares": equal_shares,
    "equal-shares-add1": equal_shares_add1,
}
