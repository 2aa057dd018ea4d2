"""Which counts of a monthly row stay hidden: small ones, and whatever would tell them by the sums of the row.

The kinds of session add up to all of them, women and men to everybody, ages to their sex. These sums are put down as
equations and solved, as they are for a profile. No sum of months or communities stands in the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cbp.core.choices import Sex
from cbp.core.suppression import HIDDEN, Shown, is_few
from cbp.workshops.participation.monthly import ALL, EVERY_KIND, Key
from profiling.reading.sharing.equations import Sums


def shared(counts: Mapping[Key, int], threshold: int) -> dict[Key, Shown]:
    few = {key for key, count in counts.items() if is_few(count, threshold)}
    hidden = set(few)
    if few:
        # That nobody came is told as long as anything else can be hidden in its place.
        for known in ({key: count for key, count in counts.items() if count}, dict(counts)):
            Sums(list(_lines(known)), known, few).cover(hidden)
    return {key: HIDDEN if key in hidden else count for key, count in counts.items()}


def _lines(counts: Mapping[Key, int]) -> Iterator[list[Key]]:
    """Parts with their sum last, as a reader may write them down. What does not add up tells nothing."""
    kinds = {kind for kind, _column, _lower in counts} - {EVERY_KIND}
    for key in counts:
        kind, column, lower = key
        if kind == EVERY_KIND:
            yield from _held([(one, column, lower) for one in sorted(kinds)], key, counts)
        if column == ALL:
            yield from _held([(kind, sex, None) for sex in Sex.values], key, counts)
        elif column in Sex.values and lower is None:
            ages = [one for one in counts if one[:2] == (kind, column) and one[2] is not None]
            yield from _held(ages, key, counts)


def _held(parts: Sequence[Key], whole: Key, counts: Mapping[Key, int]) -> Iterator[list[Key]]:
    known = [key for key in parts if key in counts]
    if known and sum(counts[key] for key in known) == counts[whole]:
        yield [*known, whole]
