"""The method of equal shares: everybody gets the same part of the money and pays for what he or she wants. Exact.

Sources: Peters, Pierczyński, Skowron, “Proportional Participatory Budgeting with Additive Utilities” (NeurIPS 2021);
the add1 completion as equalshares.net publishes it. Pure; imports nothing of ours but the places of a score.

Those who vote alike are one `Purse`, so that a count of 50,000 ballots costs what its different ballots cost. Money is
kept in whole numbers over one common denominator: nothing is rounded, and nothing is slow.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Purse:
    """`count` voters of one group who want the same: `wants` is {option: how much}, whole numbers above zero.

    `share` is what each of them has, in money.
    """

    group: str
    count: int
    share: Fraction
    wants: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Purchase:
    """An option that was bought: for one unit of what they get each supporter pays `rate`, or all that was left.

    `paid`: {group: money}. `tied`: options that could have been bought at the same rate in its place.
    """

    option: int
    rate: Fraction
    paid: Mapping[str, Fraction]
    tied: tuple[int, ...] = ()


class _Market:
    """Purses and options while money is spent. Each purse holds `money[i] / unit`."""

    def __init__(self, purses: Sequence[Purse], costs: Mapping[int, Fraction]) -> None:
        self.purses = purses
        self.unit = math.lcm(*(one.share.denominator for one in purses), *(cost.denominator for cost in costs.values()))
        self.money = [one.share.numerator * (self.unit // one.share.denominator) for one in purses]
        self.costs = {option: cost.numerator * (self.unit // cost.denominator) for option, cost in costs.items()}
        self.supporters: dict[int, list[int]] = {option: [] for option in costs}
        for index, one in enumerate(purses):
            for option in one.wants:
                if option in self.supporters:
                    self.supporters[option].append(index)

    def rate(self, option: int) -> tuple[int, int] | None:
        """(rest, weight): each supporter pays rest ÷ weight per unit of want, or everything; None: they cannot."""
        purses, money = self.purses, self.money
        rows = [(money[at], purses[at].count, purses[at].wants[option]) for at in self.supporters[option] if money[at]]
        rest, weight = self.costs[option], sum(count * want for _money, count, want in rows)
        common = math.lcm(*{want for _money, _count, want in rows}) if rows else 1
        rows.sort(key=lambda row: row[0] * (common // row[2]))  # who has least for what he or she wants comes first
        for has, count, want in rows:
            if has * weight >= rest * want:
                return rest, weight
            rest -= has * count
            weight -= want * count
        return None

    def buy(self, option: int, rate: Fraction) -> dict[str, Fraction]:
        """Takes the money from the supporters; what each group paid."""
        factor = rate.denominator // math.gcd(rate.denominator, self.unit)
        if factor > 1:  # so that what each pays is a whole number again
            self.unit *= factor
            self.money = [has * factor for has in self.money]
            self.costs = {one: cost * factor for one, cost in self.costs.items()}
        each, paid = rate.numerator * (self.unit // rate.denominator), dict[str, int]()
        for at in self.supporters.pop(option):
            one = self.purses[at]
            pays = min(self.money[at], each * one.wants[option])
            self.money[at] -= pays
            paid[one.group] = paid.get(one.group, 0) + pays * one.count
        return {group: Fraction(pays, self.unit) for group, pays in paid.items() if pays}


def equal_shares(purses: Iterable[Purse], costs: Mapping[int, Fraction], *, ties: Sequence[int] = ()) -> list[Purchase]:
    """What is bought, in this order. An option without a cost above zero is none and takes no part.

    Of several options at the same rate the one that stands first in `ties` (else in `costs`) is bought; they are named.
    """
    market = _Market([one for one in purses if one.count and one.share], {k: c for k, c in costs.items() if c > 0})
    turn = {option: at for at, option in enumerate([*ties, *(one for one in costs if one not in set(ties))])}
    waiting = [(Fraction(0), turn[option], option) for option in market.supporters]
    heapq.heapify(waiting)
    bought = []
    while best := _cheapest(market, waiting):
        (rate, _turn, option), *others = best
        paid = market.buy(option, rate)
        bought.append(Purchase(option, rate, paid, tuple(one for _rate, _turn, one in others)))
        for other in others:
            heapq.heappush(waiting, other)
    return bought


def _cheapest(market: _Market, waiting: list[tuple[Fraction, int, int]]) -> list[tuple[Fraction, int, int]]:
    """All options at the lowest rate, taken out of `waiting`. A rate never falls: an old one is a lower bound."""
    best: list[tuple[Fraction, int, int]] = []
    while waiting and (not best or waiting[0][0] <= best[0][0]):
        _bound, turn, option = heapq.heappop(waiting)
        found = market.rate(option)
        if found is None:
            continue  # its supporters cannot pay for it any more, and money never comes back
        now = (Fraction(found[0], found[1] * market.unit), turn, option)
        if best and now[0] > best[0][0]:
            heapq.heappush(waiting, now)
            continue
        if best and now[0] < best[0][0]:
            for one in best:
                heapq.heappush(waiting, one)
            best = []
        best.append(now)
    return sorted(best)
