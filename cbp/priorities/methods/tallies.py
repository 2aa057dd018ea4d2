"""What the groups cast: their totals, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Scores = dict[int, Fraction]


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


# --- what is impossible ----------------------------------------------------------------------------------------------
class FaultCode(StrEnum):
    VOTERS_UNKNOWN = "voters-unknown"
    NEGATIVE = "negative"
    TOO_MANY = "too-many"
    TOO_MANY_ON_ONE = "too-many-on-one"
    STRANGE = "strange"  # an option that is not there
    NO_ORDER = "no-order"  # places that are not 1, 2, 3 …


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
