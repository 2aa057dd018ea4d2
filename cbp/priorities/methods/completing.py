"""What becomes of the money that equal shares leave over. Each completion has a name, which is printed with the result.

Equal shares alone often leave a part unspent: no group can pay alone for what is left. (`equal_shares.py`)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cbp.priorities.methods.equal_shares import Purchase, Purse, equal_shares

Costs = Mapping[int, Fraction]
# {budget: the purses of all voters}: how a sum of money is shared out.
SharedOut = Callable[[Fraction], Sequence[Purse]]
MOST_STEPS = 10_000


@dataclass(frozen=True)
class Bought:
    """What was bought with whose money, what was added without (`completed`), and what is left of the budget.

    `raised`: the sum that was shared out in the end, where it was raised above the budget.
    """

    purchases: tuple[Purchase, ...]
    completed: tuple[int, ...]
    left: Fraction
    raised: Fraction | None = None

    @property
    def chosen(self) -> tuple[int, ...]:
        return (*(one.option for one in self.purchases), *self.completed)


def as_it_is(shared_out: SharedOut, costs: Costs, budget: Fraction, ties: Sequence[int]) -> Bought:
    """Nothing is added: what is left stays unspent."""
    bought = equal_shares(shared_out(budget), costs, ties=ties)
    return Bought(tuple(bought), (), budget - _spent(bought, costs))


def raised_step_by_step(
    shared_out: SharedOut, costs: Costs, budget: Fraction, ties: Sequence[int], *, step: Fraction
) -> Bought:
    """add1, as equalshares.net publishes it: everybody gets more, `step` in all, as long as the budget pays the result.

    It begins at the highest whole number of steps below the budget, and ends at the first sum whose result costs more.
    """
    bought, shared = equal_shares(shared_out(budget), costs, ties=ties), budget
    wanted = {option for one in shared_out(budget) for option in one.wants if costs.get(option)}
    now = (budget // step) * step
    for _number in range(MOST_STEPS):
        now += step
        more = equal_shares(shared_out(now), costs, ties=ties)
        if _spent(more, costs) > budget:
            break
        bought, shared = more, now
        if len(bought) == len(wanted):  # more money buys nothing more
            break
    return Bought(tuple(bought), (), budget - _spent(bought, costs), shared)


def then_down_the_order(bought: Bought, order: Sequence[int], costs: Costs) -> Bought:
    """With what is left: down the order of votes, skipping what does not fit. (utilitarian completion)"""
    left, more = bought.left, []
    for option in order:
        if option not in bought.chosen and 0 < costs.get(option, Fraction(0)) <= left:
            more.append(option)
            left -= costs[option]
    return Bought(bought.purchases, (*bought.completed, *more), left, bought.raised)


def _spent(bought: Sequence[Purchase], costs: Costs) -> Fraction:
    return sum((costs[one.option] for one in bought), Fraction(0))
