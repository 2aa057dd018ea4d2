"""Whom an order leaves out: the groups whose own first choices stand below the top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cbp.priorities.methods.places import Place, places
from cbp.priorities.methods.tallies import GroupVotes


def own_top(group: GroupVotes, top: int = 1) -> tuple[int, ...]:
    """The group's own choices up to that place, ties with it included; what nobody chose is no choice."""
    return tuple(place.option for place in places(group.shares()) if place.rank <= top and place.score > 0)


def at_the_top(order: Iterable[Place], top: int) -> frozenset[int]:
    return frozenset(place.option for place in order if place.rank <= top)


@dataclass(frozen=True)
class LeftOut:
    """A group, and those of its own top choices that are not at the top of all."""

    group: str
    options: tuple[int, ...]


def left_out(groups: Iterable[GroupVotes], order: Sequence[Place], *, top: int, own: int = 1) -> list[LeftOut]:
    """The groups of which a first choice (`own`=1, or one of the first `own`) stands below place `top`."""
    up = at_the_top(order, top)
    missed = [(one.code, tuple(option for option in own_top(one, own) if option not in up)) for one in groups]
    return [LeftOut(code, options) for code, options in missed if options] if order else []
