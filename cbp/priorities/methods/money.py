"""What a sum of money pays for, down an order: skipping, stopping, with ceilings and a least for each group.

Nobody goes first within a tie: where the money makes a difference between those who share a place, that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cbp.priorities.methods.places import Place

Costs = Mapping[int, Decimal | None]


class Fate(StrEnum):
    """What becomes of an option when money goes down the order."""

    CHOSEN = "chosen"
    TOO_DEAR = "too-dear"  # it costs more than is left when its turn comes
    ABOVE_CEILING = "above-ceiling"  # there is money, but no more of it for this area or sector
    NOT_REACHED = "not-reached"  # behind the one at which the rule stops
    NO_COST = "no-cost"  # its cost is not known: it takes nothing and stops nothing
    TIED = "tied"  # one place for several, and the money pays for some of them only
    OPEN = "open"  # depends on how that tie is settled


@dataclass(frozen=True)
class Selection:
    """What each option's fate is, in the order that was gone down, and what is left of the money."""

    fates: tuple[tuple[int, Fate], ...]
    spent: Decimal
    left: Decimal

    def with_fate(self, *wanted: Fate) -> tuple[int, ...]:
        return tuple(option for option, fate in self.fates if fate in wanted)

    @property
    def chosen(self) -> tuple[int, ...]:
        return self.with_fate(Fate.CHOSEN)


@dataclass(frozen=True)
class Ceiling:
    """No more than `most` is spent on these options together: those of an area, or of a sector."""

    options: frozenset[int]
    most: Decimal


@dataclass(frozen=True)
class Least:
    """Before anything else every group gets `count` of what it wanted most, {group: options}, as far as money goes."""

    count: int
    wanted: Mapping[str, frozenset[int]]

    def lacks(self, option: int, chosen: Iterable[int]) -> bool:
        """Whether it would help a group that has less than its least."""
        there = set(chosen)
        return any(option in own and len(own & there) < min(self.count, len(own)) for own in self.wanted.values())


@dataclass
class _Purse:
    """The money and the ceilings while they are spent, and what became of the options so far."""

    costs: Costs
    left: Decimal
    ceilings: Sequence[Ceiling]
    fates: dict[int, Fate] = field(default_factory=dict)

    @property
    def chosen(self) -> list[int]:
        return [option for option, fate in self.fates.items() if fate == Fate.CHOSEN]

    def cost(self, options: Iterable[int]) -> Decimal:
        return sum((self.costs[one] or Decimal(0) for one in options), Decimal(0))

    def refusal(self, options: Sequence[int]) -> Fate | None:
        """Why all of these together are not paid."""
        if self.cost(options) > self.left:
            return Fate.TOO_DEAR
        for ceiling in self.ceilings:
            if ceiling.options.intersection(options):
                spent = self.cost(ceiling.options.intersection([*self.chosen, *options]))
                if spent > ceiling.most:
                    return Fate.ABOVE_CEILING
        return None

    def priced(self, block: Iterable[int]) -> list[int]:
        """Those with a cost that have no fate yet; the others get theirs."""
        waiting = [option for option in block if option not in self.fates]
        self.fates |= {one: Fate.NO_COST for one in waiting if self.costs.get(one) is None}
        return [one for one in waiting if one not in self.fates]

    def take(self, options: Sequence[int]) -> None:
        self.fates |= dict.fromkeys(options, Fate.CHOSEN)
        self.left -= self.cost(options)


Rule = Callable[..., Selection]


def skip_what_does_not_fit(
    order: Sequence[Place],
    costs: Costs,
    budget: Decimal,
    *,
    ceilings: Sequence[Ceiling] = (),
    least: Least | None = None,
) -> Selection:
    """Goes down to the end and takes whatever the rest of the money still pays for."""
    purse = _Purse(costs, budget, ceilings)
    is_open = least is not None and not _least_first(purse, order, least)
    for block in _blocks(order):
        priced = purse.priced(block)
        refused = {one: why for one in priced if (why := purse.refusal([one]))}
        purse.fates |= refused
        fitting = [one for one in priced if one not in refused]
        if is_open:  # what an unsettled tie will take is not known
            purse.fates |= dict.fromkeys(fitting, Fate.OPEN)
        elif purse.refusal(fitting) is None:
            purse.take(fitting)
        else:
            purse.fates |= dict.fromkeys(fitting, Fate.TIED)
            is_open = True
    return _selection(order, purse, budget)


def stop_at_the_first(
    order: Sequence[Place],
    costs: Costs,
    budget: Decimal,
    *,
    ceilings: Sequence[Ceiling] = (),
    least: Least | None = None,
) -> Selection:
    """Ends at the first that the rest of the money does not pay for; the chosen ones are the head of the order."""
    purse = _Purse(costs, budget, ceilings)
    has_ended = least is not None and not _least_first(purse, order, least)
    for block in _blocks(order):
        priced = purse.priced(block)
        if has_ended:
            purse.fates |= dict.fromkeys(priced, Fate.NOT_REACHED)
        elif purse.refusal(priced) is None:
            purse.take(priced)
        else:
            has_ended = True
            # Of a tie, one might still be paid if its turn came first; if none could, the tie decides nothing.
            purse.fates |= {one: purse.refusal([one]) or Fate.TIED for one in priced}
    return _selection(order, purse, budget)


def _least_first(purse: _Purse, order: Sequence[Place], least: Least) -> bool:
    """Goes down the order once for the groups that have less than their least; False where a tie stands in the way."""
    for block in _blocks(order):
        helping = [one for one in block if purse.costs.get(one) is not None and least.lacks(one, purse.chosen)]
        fitting = [one for one in helping if purse.refusal([one]) is None]
        if purse.refusal(fitting) is not None:
            purse.fates |= dict.fromkeys(fitting, Fate.TIED)
            return False
        purse.take(fitting)
    return True


def the_first(order: Sequence[Place], top: int) -> Selection:
    """So many from the head of the order, whatever they cost. A shared place is taken whole, or is a tie."""
    fates: dict[int, Fate] = {}
    for block in _blocks(order):
        there = sum(fate == Fate.CHOSEN for fate in fates.values())
        if there + len(block) <= top and Fate.TIED not in fates.values():
            fates |= dict.fromkeys(block, Fate.CHOSEN)
        else:
            is_tie = there < top and Fate.TIED not in fates.values()
            fates |= dict.fromkeys(block, Fate.TIED if is_tie else Fate.NOT_REACHED)
    return Selection(tuple((place.option, fates[place.option]) for place in order), Decimal(0), Decimal(0))


SELECTIONS: Mapping[str, Rule] = {
    "skip": skip_what_does_not_fit,
    "stop": stop_at_the_first,
}


def _blocks(order: Sequence[Place]) -> list[list[int]]:
    """The options place by place: those of a tie come together, because nobody goes first among them."""
    blocks: dict[int, list[int]] = {}
    for place in order:
        blocks.setdefault(place.rank, []).append(place.option)
    return [blocks[rank] for rank in sorted(blocks)]


def _selection(order: Sequence[Place], purse: _Purse, budget: Decimal) -> Selection:
    return Selection(
        tuple((place.option, purse.fates[place.option]) for place in order), budget - purse.left, purse.left
    )
