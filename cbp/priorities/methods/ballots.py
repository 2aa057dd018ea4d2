"""Ballots of single voters, folded: whoever voted alike is one pattern and a number of voters.

A mark is a whole number per option: 1 for approval, points for dots and points, the place (1 is first) for an order.
Options without a mark are not in the pattern. Pure; nothing of ours is imported but the tallies of the groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cbp.priorities.methods.tallies import Fault, FaultCode, GroupVotes, Tally

Marks = tuple[tuple[int, int], ...]


class Kind(StrEnum):
    APPROVAL = "approval"
    POINTS = "points"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Pattern:
    """`count` voters of a group who marked their ballots alike. `marks` are sorted by option."""

    group: str
    marks: Marks
    count: int = 1

    @property
    def order(self) -> tuple[int, ...]:
        """The options of an order from the first to the last that was named."""
        return tuple(option for option, _place in sorted(self.marks, key=lambda mark: mark[1]))


def marks_of(told: Mapping[int, int]) -> Marks:
    return tuple(sorted((option, mark) for option, mark in told.items() if mark))


def folded(patterns: Iterable[Pattern]) -> list[Pattern]:
    """Equal ballots of a group in one, sorted: neither the order in which they were entered nor anything else stays."""
    counts: Counter[tuple[str, Marks]] = Counter()
    for one in patterns:
        counts[one.group, one.marks] += one.count
    return [Pattern(group, marks, count) for (group, marks), count in sorted(counts.items())]


def faults_of(marks: Marks, kind: Kind, options: Sequence[int], *, votes_each: int, most_on_one: int) -> list[Fault]:
    """What a single ballot cannot be. Fewer marks than possible are none: a voter may abstain, wholly too."""
    known = set(options)
    found = [Fault(FaultCode.STRANGE, mark, 0, option) for option, mark in marks if option not in known]
    found += [Fault(FaultCode.NEGATIVE, mark, 0, option) for option, mark in marks if mark < 0]
    if kind == Kind.ORDER:
        named = sorted(place for _option, place in marks)
        if named != list(range(1, len(named) + 1)):
            found.append(Fault(FaultCode.NO_ORDER, len(named), len(named)))
        if len(named) > votes_each:
            found.append(Fault(FaultCode.TOO_MANY, len(named), votes_each))
        return found
    most = 1 if kind == Kind.APPROVAL else most_on_one
    found += [Fault(FaultCode.TOO_MANY_ON_ONE, mark, most, option) for option, mark in marks if mark > most]
    total = sum(mark for _option, mark in marks)
    if total > votes_each:
        found.append(Fault(FaultCode.TOO_MANY, total, votes_each))
    return found


def tally_of(
    patterns: Iterable[Pattern], options: Sequence[int], groups: Sequence[str], *, votes_each: int, most_on_one: int
) -> Tally:
    """The totals per group of approval and points. Every group of `groups` is in it, who cast nothing with zeros."""
    votes = {group: dict.fromkeys(options, 0) for group in groups}
    voters = dict.fromkeys(groups, 0)
    for one in patterns:
        voters[one.group] += one.count
        for option, mark in one.marks:
            votes[one.group][option] += mark * one.count
    found = tuple(GroupVotes(group, voters[group], votes[group]) for group in groups)
    return Tally(tuple(options), found, votes_each, most_on_one)
