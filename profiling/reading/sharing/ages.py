"""Which counts of a population stay hidden, over every table that is made of it: by group, by age and sex, across.

Two things are asked. Of one table, whether anything but the truth fits what is shown, counts being no less than zero
(`hidden_cells`). Of all tables together, whether their sums, put down as equations, fix a small count: then the
smallest count beside it is hidden too, until they fix none. (domain 7.2; 15.12)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cbp.core.suppression import HIDDEN, Count, Shown, hidden_cells
from profiling.reading.counts import BY_SEX, GroupCount
from profiling.reading.sharing.equations import Sums

NAMES = {sex: name for name, sex in BY_SEX.items()}
ALL = "persons"  # the sum over the sexes, and the key of everybody
# The column (a sex, or all of them) and the lower age; no age stands for the total.
Place = tuple[str, int | None]
Key = tuple[str, str, int | None]
Ages = dict[Place, Shown]
Counts = dict[Key, Count]
PLACES: dict[str, Place] = {name: (sex, None) for sex, name in (*NAMES.items(), (ALL, ALL))}


def ages_shared(
    groups: Sequence[GroupCount], totals: Mapping[str, Mapping[str, Shown]], threshold: int
) -> dict[str, Ages]:
    """By group; `totals` as the table of groups shows them."""
    true: Counts = {}
    for group in groups:
        true |= counts_of(group)
    hidden = {
        (group.code, *place) for group in groups for name, place in PLACES.items() if totals[group.code][name] == HIDDEN
    }
    few = {key for key, count in true.items() if count is not None and 0 < count < threshold}
    if few or hidden:
        hidden = _Tables(groups, true, few, threshold).hide(hidden)
    shown: dict[str, Ages] = {group.code: {} for group in groups}
    for key, count in true.items():
        shown[key[0]][key[1:]] = HIDDEN if key in hidden else count
    return shown


def counts_of(group: GroupCount) -> Counts:
    """Cells, sums over the sexes where all are known, and totals as stated or as they add up."""
    code, lowers = group.code, [lower for lower, _upper in group.bands] if group.cells else []
    counts: Counts = {(code, sex, lower): group.cell(sex, lower) for lower in lowers for sex in group.sexes}
    for lower in lowers:
        parts = [counts[code, sex, lower] for sex in group.sexes]
        counts[code, ALL, lower] = None if None in parts else sum(filter(None, parts))
    return counts | {(code, *place): group.known(name) for name, place in PLACES.items()}


class _Table:
    """Ages and sexes of one group, the totals last. `hidden`: how many of them were, when it was last asked."""

    def __init__(self, lines: list[list[Key]]) -> None:
        self.lines, self.keys, self.hidden = lines, {key for line in lines for key in line}, -1


class _Tables:
    """Every table of one population. What is hidden stays so: the rounds come to an end."""

    def __init__(self, groups: Sequence[GroupCount], true: Counts, few: set[Key], threshold: int) -> None:
        self.true, self.few, self.threshold = true, few, threshold
        self.tables = [_Table(_table(group)) for group in groups if group.cells]
        self.across = _lines_across(groups, true)
        within = [line for group in groups for line in _lines(group) if _holds(line, true)]
        # A total that is not the sum of its column tells nothing of it.
        self.binding = {line[-1] for line in within if line[0][2] is not None and line[-1][2] is None}
        self.sums = Sums([*self.across, *within], true, few)

    def hide(self, hidden: set[Key]) -> set[Key]:
        """What is hidden in the end."""
        hidden, before = set(hidden), -1
        while before < len(hidden):
            before = len(hidden)
            for table in self.tables:
                self._within(table, hidden)
            for line in self.across:
                if not (self.few.isdisjoint(line) and hidden.isdisjoint(line)):
                    found = hidden_cells([[self._known(key, hidden) for key in line]], self.threshold)
                    hidden |= {line[place] for _at, place in found}
            self.sums.cover(hidden)
        return hidden

    def _within(self, table: _Table, hidden: set[Key]) -> None:
        """Adds what the table asks for; asked again only when more of it is hidden than it asked for itself."""
        is_open = table.keys.isdisjoint(self.few) and table.keys.isdisjoint(hidden)
        if is_open or len(table.keys & hidden) == table.hidden:
            return
        *lines, marks = [[self._known(key, hidden) for key in line] for line in table.lines]
        binding = [
            count if key in self.binding and key not in hidden else None
            for key, count in zip(table.lines[-1], marks, strict=True)
        ]
        found = hidden_cells([*lines, binding], self.threshold, has_column_totals=True)
        hidden |= {table.lines[at][place] for at, place in found}
        table.hidden = len(table.keys & hidden)

    def _known(self, key: Key, hidden: set[Key]) -> Count:
        """What is hidden already counts as small, so that it stays hidden and what would tell it is looked for."""
        return 1 if key in hidden else self.true.get(key)


def _table(group: GroupCount) -> list[list[Key]]:
    """Ages and sexes of one group, the totals last."""
    lowers = [*(lower for lower, _upper in group.bands), None]
    return [[(group.code, column, lower) for column in (*group.sexes, ALL)] for lower in lowers]


def _lines_across(groups: Sequence[GroupCount], true: Counts) -> list[list[Key]]:
    """One age and sex (or total) of the groups and the whole, where they make it up by one total at least.

    Sums that agree by chance tell nothing.
    """
    codes = [group.code for group in groups if group.code and not group.is_across]
    if not codes:
        return []
    wholes = [key for key in true if not key[0]]
    held = [line for whole in wholes if _holds(line := [*((code, *whole[1:]) for code in codes), whole], true)]
    return held if any(line[-1][2] is None for line in held) else []


def _lines(group: GroupCount) -> list[list[Key]]:
    """Of one group every line of parts with its total, the total last."""
    if group.cells:
        table = _table(group)
        return [*table, *(list(column) for column in zip(*table, strict=True) if len(column) > 1)]
    return [[(group.code, column, None) for column in (*NAMES, ALL)]]


def _holds(line: Sequence[Key], true: Counts) -> bool:
    counts = [true.get(key) for key in line]
    return None not in counts and sum(filter(None, counts)) == 2 * (counts[-1] or 0)
