"""What a sum of money pays for when it goes down an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cbp.priorities.methods.places import Place


class Fate(StrEnum):
    """What becomes of an option when money goes down the order."""

    CHOSEN = "chosen"
    TOO_DEAR = "too-dear"  # it costs more than is left when its turn comes
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


def skip_what_does_not_fit(order: Sequence[Place], costs: Mapping[int, Decimal | None], budget: Decimal) -> Selection:
    """Goes down to the end and takes whatever the rest of the money still pays for."""
    fates: dict[int, Fate] = {}
    left, is_open = budget, False
    for block in _blocks(order):
        priced = _priced(block, costs, fates)
        fates |= {one: Fate.TOO_DEAR for one, cost in priced.items() if cost > left}
        fitting = {one: cost for one, cost in priced.items() if cost <= left}
        if is_open:  # what an unsettled tie will take is not known
            fates |= dict.fromkeys(fitting, Fate.OPEN)
        elif sum(fitting.values()) <= left:
            fates |= dict.fromkeys(fitting, Fate.CHOSEN)
            left -= sum(fitting.values(), Decimal(0))
        else:
            fates |= dict.fromkeys(fitting, Fate.TIED)
            is_open = True
    return _selection(order, fates, budget, left)


def stop_at_the_first(order: Sequence[Place], costs: Mapping[int, Decimal | None], budget: Decimal) -> Selection:
    """Ends at the first that the rest of the money does not pay for; the chosen ones are the head of the order."""
    fates: dict[int, Fate] = {}
    left, has_ended = budget, False
    for block in _blocks(order):
        priced = _priced(block, costs, fates)
        if has_ended:
            fates |= dict.fromkeys(priced, Fate.NOT_REACHED)
        elif sum(priced.values()) <= left:
            fates |= dict.fromkeys(priced, Fate.CHOSEN)
            left -= sum(priced.values(), Decimal(0))
        else:
            has_ended = True
            # Of a tie, one might still be paid if its turn came first; if none could, the tie decides nothing.
            decides = any(cost <= left for cost in priced.values())
            fates |= {one: Fate.TIED if decides and cost <= left else Fate.TOO_DEAR for one, cost in priced.items()}
    return _selection(order, fates, budget, left)


SELECTIONS: Mapping[str, Callable[[Sequence[Place], Mapping[int, Decimal | None], Decimal], Selection]] = {
    "skip": skip_what_does_not_fit,
    "stop": stop_at_the_first,
}


def _blocks(order: Sequence[Place]) -> list[list[int]]:
    """The options place by place: those of a tie come together, because nobody goes first among them."""
    blocks: dict[int, list[int]] = {}
    for place in order:
        blocks.setdefault(place.rank, []).append(place.option)
    return [blocks[rank] for rank in sorted(blocks)]


def _priced(block: list[int], costs: Mapping[int, Decimal | None], fates: dict[int, Fate]) -> dict[int, Decimal]:
    known = {option: cost for option in block if (cost := costs.get(option)) is not None}
    fates |= dict.fromkeys((option for option in block if option not in known), Fate.NO_COST)
    return known


def _selection(order: Sequence[Place], fates: dict[int, Fate], budget: Decimal, left: Decimal) -> Selection:
    return Selection(tuple((place.option, fates[place.option]) for place in order), budget - left, left)
