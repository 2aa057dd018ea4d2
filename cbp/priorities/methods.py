"""The arithmetic of fair choice: votes of groups → scores by a named rule → places → what a sum of money pays for.

Pure and exact (fractions, no rounding); imports nothing of ours. Options and groups are known by keys of the caller.

Sources: domain 2.2 (rules found with FAO, IIED/PLA notes, participatory budgets), worked numbers 15.1 and 15.14.
Ranks are never added: adding ranks is no legitimate arithmetic (Maxwell and Bart). Ties stay ties, whatever the keys.

What is true of one more vote for an option, cast by people who are counted among the voters already: under all three
rules its score never falls and no other score rises, so its place never gets worse. What is not true: under the mean
share a vote for *another* option of the same group lowers it (shares are parts of one whole), and under the mean of
possible votes one more *voter* who leaves votes unused can lower it (abstention counts there). The tests hold both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

Scores = dict[int, Fraction]


# --- what is counted --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class GroupVotes:
    """The votes of one group. None: not entered, which is not zero."""

    code: str
    voters: int | None
    votes: Mapping[int, int | None]

    @property
    def is_counted(self) -> bool:
        """Every option has its number of votes; a group that is half entered takes no part in any rule."""
        return bool(self.votes) and all(count is not None for count in self.votes.values())

    @property
    def is_whole(self) -> bool:
        return self.is_counted and self.voters is not None

    @property
    def cast(self) -> int:
        """Votes cast, as far as they are entered."""
        return sum(count or 0 for count in self.votes.values())

    def possible(self, votes_each: int) -> int | None:
        return None if self.voters is None else self.voters * votes_each

    def unused(self, votes_each: int) -> int | None:
        """Votes that people had and did not cast; they may abstain, and the shortfall is shown."""
        possible = self.possible(votes_each)
        return None if possible is None or not self.is_counted else possible - self.cast

    def shares(self) -> Scores:
        """Of the votes cast in the group; empty where none was cast or not all are entered."""
        if not self.is_counted or not self.cast:
            return {}
        return {option: Fraction(count or 0, self.cast) for option, count in self.votes.items()}


@dataclass(frozen=True)
class Tally:
    """Every group with its votes, and how many votes each person had."""

    options: tuple[int, ...]
    groups: tuple[GroupVotes, ...]
    votes_each: int
    most_on_one: int

    @property
    def is_whole(self) -> bool:
        return bool(self.groups) and all(group.is_whole for group in self.groups)


# --- what is impossible -----------------------------------------------------------------------------------------------
class FaultCode(StrEnum):
    VOTERS_UNKNOWN = "voters-unknown"
    NEGATIVE = "negative"
    TOO_MANY = "too-many"
    TOO_MANY_ON_ONE = "too-many-on-one"


@dataclass(frozen=True)
class Fault:
    """What cannot be: `found` where at most `most` is possible, for the group or for one option of it."""

    code: FaultCode
    found: int = 0
    most: int = 0
    option: int | None = None


def faults(group: GroupVotes, *, votes_each: int, most_on_one: int) -> list[Fault]:
    """Impossible values. Fewer votes than possible are none: people may abstain."""
    known = {option: count for option, count in group.votes.items() if count is not None}
    found = [Fault(FaultCode.NEGATIVE, count, 0, option) for option, count in known.items() if count < 0]
    if group.voters is None:
        return [*found, Fault(FaultCode.VOTERS_UNKNOWN, sum(known.values()))] if known else found
    most = group.voters * most_on_one
    found += [Fault(FaultCode.TOO_MANY_ON_ONE, count, most, one) for one, count in known.items() if count > most]
    possible = group.voters * votes_each
    if group.cast > possible:
        found.append(Fault(FaultCode.TOO_MANY, group.cast, possible))
    return found


# --- the rules --------------------------------------------------------------------------------------------------------
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


# --- places -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Place:
    """1, 2=, 2=, 4: the place of an option, shared by all with the same score."""

    option: int
    rank: int
    is_tied: bool
    score: Fraction

    @property
    def written(self) -> str:
        return f"{self.rank}=" if self.is_tied else str(self.rank)


def places(scores: Mapping[int, Fraction]) -> list[Place]:
    """From the highest score down. Within a tie they stand as they were given: that is no order among them."""
    values = list(scores.values())
    found = [
        Place(option, 1 + sum(value > score for value in values), values.count(score) > 1, score)
        for option, score in scores.items()
    ]
    return sorted(found, key=lambda place: place.rank)


def given_places(order: Sequence[int]) -> list[Place]:
    """An order that people agreed on by hand: every place once. The score says only how far up it is."""
    return [Place(option, at, False, Fraction(len(order) - at + 1)) for at, option in enumerate(order, 1)]


# --- who is left out --------------------------------------------------------------------------------------------------
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


# --- what a sum of money pays for -------------------------------------------------------------------------------------
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
