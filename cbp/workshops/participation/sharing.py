"""Which counts of a monthly row stay hidden: small ones, and whatever would tell them by the sums of the row.

The kinds of session add up to all of them, women and men to everybody, ages to their sex. Of each table it is asked
whether anything but the truth fits what is shown; of all of them together, whether their sums, put down as equations
and as bounds, fix a small count. No sum of months or communities stands in the sheet. (domain 7.2)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cbp.core.choices import Sex
from cbp.core.suppression import HIDDEN, Shown, hidden_cells, is_few
from cbp.workshops.participation.bounds import squeeze_out
from cbp.workshops.participation.monthly import ALL, EVERY_KIND, Key
from profiling.reading.sharing.equations import Sums

Counts = Mapping[Key, int]
Table = Sequence[Sequence[Key]]


def shared(counts: Counts, threshold: int) -> dict[Key, Shown]:
    few = {key for key, count in counts.items() if is_few(count, threshold)}
    hidden = set(few)
    if few:
        lines, tables, before = list(_lines(counts)), list(_tables(counts)), -1
        sums = Sums(lines, dict(counts), few)
        while before < len(hidden):
            before = len(hidden)
            for table in tables:
                hidden |= _hidden_in(table, counts, hidden, threshold)
            sums.cover(hidden)
            squeeze_out(lines, counts, hidden, few)
    return {key: HIDDEN if key in hidden else count for key, count in counts.items()}


def _hidden_in(table: Table, counts: Counts, hidden: set[Key], threshold: int) -> set[Key]:
    """What is hidden already counts as small, so that what would tell it is looked for."""
    if hidden.isdisjoint(key for line in table for key in line):
        return set()
    known = [[1 if key in hidden else counts.get(key) for key in line] for line in table]
    found = hidden_cells(known, threshold, has_column_totals=len(table) > 1)
    return {table[at][place] for at, place in found if table[at][place] in counts}


def _tables(counts: Counts) -> Iterator[Table]:
    """Kinds of session down, all kinds last; across the sexes, or the ages of one; groups and households in a line."""
    kinds = [*sorted({kind for kind, _column, _lower in counts} - {EVERY_KIND}), EVERY_KIND]
    yield [[(kind, column, None) for column in (*Sex.values, ALL)] for kind in kinds]
    for sex in Sex.values:
        lowers = sorted({key[2] for key in counts if key[1] == sex and key[2] is not None})
        if lowers:
            yield [[(kind, sex, lower) for lower in (*lowers, None)] for kind in kinds]
    for column in sorted({key[1] for key in counts} - {*Sex.values, ALL}):
        yield [[(kind, column, None) for kind in kinds]]


def _lines(counts: Counts) -> Iterator[list[Key]]:
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


def _held(parts: Sequence[Key], whole: Key, counts: Counts) -> Iterator[list[Key]]:
    known = [key for key in parts if key in counts]
    if known and sum(counts[key] for key in known) == counts[whole]:
        yield [*known, whole]
