"""Small counts of people are hidden, with whatever else would let a reader compute them. (domain 7.2; 15.12)

A table with totals is a flow: the grand total runs from a source into the rows, from each row through its cells into
the columns, and from there back. A hidden count is told by the rest exactly when no other flow fits what is shown; that
is looked up in the table itself (no path leads round the cell), so the answer holds for counts from zero on, not only
for equations. Zero is not a small count: it says that nobody was there. Not known (None) is never hidden; a total of
which no part is known is a flow of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from heapq import heappop, heappush
from typing import Any

HIDDEN = "hidden"  # stands in a snapshot where the count stood
Count = int | None
Shown = int | str | None
Cell = tuple[int, int]
Line = tuple[Count, ...]
Way = tuple[int, tuple[Cell, ...]]  # what it costs, and by which cells
REST = -1  # stands for the column, or the row, that nobody prints
MARGIN, NOBODY = 1 << 80, 1 << 64  # what hiding costs: above any sum of counts


def hidden_cells(rows: Sequence[Sequence[Count]], threshold: int, *, has_column_totals: bool = False) -> set[Cell]:
    """The places (row, column) to hide. The last column holds the totals of the rows.

    With `has_column_totals` the last row holds the totals of the columns, and its last place the total of all.
    """
    lines = tuple(tuple(row) for row in rows)
    if not any(count is not None and 0 < count < threshold for line in lines for count in line):
        return set()
    if len(lines) == 1 and not has_column_totals:
        return {(0, place) for place in _of_line(lines[0], threshold)}
    return _of_table(_Table(lines, has_column_totals), threshold)


def _of_line(line: Line, threshold: int) -> set[int]:
    """The same for one row: a small count that stands alone in it takes the cheapest other one along."""
    *parts, total = line
    small = {place for place, count in enumerate(line) if count is not None and 0 < count < threshold}
    if len(small) > 1 or total is None or set(parts) == {None}:
        return small
    others = [(count == 0, count, place) for place, count in enumerate(parts) if count is not None]
    beside = min((one for one in others if one[2] not in small), default=(False, total, len(parts)))
    return small | {beside[2]}


def _of_table(table: _Table, threshold: int) -> set[Cell]:
    small = {cell for cell, count in table.counts.items() if 0 < count < threshold}
    hidden, beyond_help = set(small), set[Cell]()
    while told := table.first_told(hidden - beyond_help, hidden):
        more = table.cheapest_round(told, hidden) - hidden
        if not more:  # nothing is left that could be hidden with it
            beyond_help.add(told)
        hidden |= more
    return table.given_back(hidden, small, beyond_help)


def is_few(count: int | Decimal | None, threshold: int) -> bool:
    return count is not None and 0 < count < threshold


def few(count: int | None, threshold: int) -> Shown:
    """A count that stands alone: hidden where it is small."""
    return HIDDEN if is_few(count, threshold) else count


def covered(row: dict[str, Any], keys: Iterable[str], places: Iterable[int]) -> dict[str, Any]:
    """The row with the counts of some keys hidden: `places` counts along `keys`."""
    names = list(keys)
    return {**row, **{names[place]: HIDDEN for place in places}}


class _Table:
    """Between two points runs one count at most, so that sets of points, as bits of a number, say where one may go."""

    def __init__(self, rows: Sequence[Line], has_column_totals: bool) -> None:
        self.width = len(rows[0]) - 1
        self.height = len(rows) - 1 if has_column_totals else len(rows)
        self.counts = {
            (at, place): count for at, row in enumerate(rows) for place, count in enumerate(row) if count is not None
        }
        bottom, side = range(self.width + 1), range(self.height)
        self.margins = {*((self.height, place) for place in bottom), *((at, self.width) for at in side)}
        rests = self._rests()
        # Totals that are not printed bind nothing: they take whatever value fits.
        self.free = {cell for cell in self.margins if cell not in self.counts} | rests
        # Rows and columns that know no part are the same people counted twice: what one gives, the other takes.
        self.is_pooled = {at == REST for at, _place in rests} == {True, False}
        self.ends = {cell: self._ends(cell) for cell in (*self.counts, *self.free)}
        self.open = self._ways(self.free)
        self.is_one_way = 0 in self.counts.values()  # nobody cannot become fewer; else every way leads back as well

    def _rests(self) -> set[Cell]:
        """A total of which no part is known comes from somewhere: (row, REST) and (REST, column)."""
        rows, columns = range(self.height), range(self.width)
        known = [cell for cell in self.counts if cell not in self.margins]
        known_rows, known_columns = {at for at, _place in known}, {place for _at, place in known}
        alone = {(at, REST) for at in rows if columns and at not in known_rows and self.counts.get((at, self.width))}
        return alone | {
            (REST, place)
            for place in columns
            if rows and place not in known_columns and self.counts.get((self.height, place))
        }

    def _ends(self, cell: Cell) -> tuple[int, int]:
        """Between which two points a count flows: the columns, the pool, the rows, the sink and the source."""
        at, place = cell
        pool, sink = self.width, self.width + 1 + self.height
        source, row = sink + 1, self.width + 1 + at
        if place == REST:
            return row, pool if self.is_pooled else sink
        if at == REST:
            return pool if self.is_pooled else source, place
        if place < self.width:
            return (row, place) if at < self.height else (place, sink)
        return (source, row) if at < self.height else (sink, source)

    def _ways(self, cells: Iterable[Cell], ways: Sequence[int] = ()) -> list[int]:
        """By point, where one person more, or one less, could go: along each count, and back where it is not zero."""
        found = list(ways) or [0] * (self.width + self.height + 3)
        for cell in cells:
            start, end = self.ends[cell]
            found[start] |= 1 << end
            if self.counts.get(cell) != 0:
                found[end] |= 1 << start
        return found

    def first_told(self, cells: Collection[Cell], hidden: Collection[Cell]) -> Cell | None:
        """One of these hidden cells that could be computed from what is shown."""
        ways = self._ways(hidden, self.open)
        return next((cell for cell in sorted(cells) if not self._has_round(cell, ways)), None)

    def _has_round(self, cell: Cell, ways: list[int]) -> bool:
        """Whether one person more, or one less, in the cell could be made good."""
        start, end = self.ends[cell]
        kept = ways[start], ways[end]
        ways[start] &= ~(1 << end)
        ways[end] &= ~(1 << start)
        found = _leads(end, start, ways)
        if not found and self.is_one_way and self.counts[cell]:
            found = _leads(start, end, ways)
        ways[start], ways[end] = kept
        return found

    def cheapest_round(self, told: Cell, hidden: set[Cell]) -> set[Cell]:
        """What to hide with it, so that one person more or less there could be made good elsewhere."""
        start, end = self.ends[told]
        costless = hidden | self.free
        ways = [self._way(end, start, told, costless)]
        if self.is_one_way and self.counts[told]:
            ways.append(self._way(start, end, told, costless))
        found = [way for way in ways if way]
        return set(min(found, key=lambda way: way[0])[1] if found else self.counts) - self.free

    @cached_property
    def _steps(self) -> list[list[tuple[int, int, Cell]]]:
        """By point, where one person more, or one less, could go, and what it costs to hide that."""
        steps: list[list[tuple[int, int, Cell]]] = [[] for _point in self.open]
        for cell, (start, end) in self.ends.items():
            count = self.counts.get(cell)
            # Parts go before totals, somebody before nobody, small counts before large ones.
            cost = (MARGIN if cell in self.margins else 0) + (count or NOBODY)
            steps[start].append((end, cost, cell))
            if count != 0:
                steps[end].append((start, cost, cell))
        return steps

    def _way(self, start: int, goal: int, without: Cell, costless: set[Cell]) -> Way | None:
        """The cheapest way; of several the one that comes first in the order of points, then of cells."""
        waiting: list[tuple[int, int, tuple[Cell, ...]]] = [(0, start, ())]
        cheapest = {start: 0}
        seen: set[int] = set()
        while waiting:
            cost, here, by = heappop(waiting)
            if here == goal:
                return cost, by
            if here not in seen:
                seen.add(here)
                for after, more, cell in self._steps[here]:
                    if after not in seen and cell != without:
                        total = cost if cell in costless else cost + more
                        if total <= cheapest.get(after, total) and total <= cheapest.get(goal, total):
                            cheapest[after] = total
                            heappush(waiting, (total, after, (*by, cell)))
        return None

    def given_back(self, hidden: set[Cell], small: set[Cell], beyond_help: set[Cell]) -> set[Cell]:
        """Shows again what was hidden without need, totals and large counts first."""
        kept = set(hidden)
        for cell in sorted(hidden - small, key=lambda one: (one not in self.margins, -self.counts[one], one)):
            if self.first_told(kept - {cell} - beyond_help, kept - {cell}) is None:
                kept.remove(cell)
        return kept


def _leads(start: int, goal: int, ways: Sequence[int]) -> bool:
    seen = waiting = 1 << start
    while waiting:
        here = waiting.bit_length() - 1
        after = ways[here] & ~seen
        if after >> goal & 1:
            return True
        seen |= after
        waiting = waiting ^ 1 << here | after
    return False


# --- sums over several levels -----------------------------------------------------------------------------------------
End = Hashable


def told_counts(counts: Sequence[tuple[End, End]]) -> set[int]:
    """Which of these hidden counts the sums that are shown tell; each runs between two sums that it stands in.

    They are a flow again: one person more in a count is made good on a way round that comes back to it, so that is told
    through which no way leads round (a bridge, found in one walk). The end `None` lies open: no shown sum binds it.
    """
    ways: dict[End, list[tuple[End, int]]] = {}
    for number, (start, end) in enumerate(counts):
        ways.setdefault(start, []).append((end, number))
        ways.setdefault(end, []).append((start, number))
    told: set[int] = set()
    order: dict[End, int] = {}
    for first in ways:
        if first not in order:
            _walk(first, ways, order, told)
    return told


def _walk(first: End, ways: Mapping[End, Sequence[tuple[End, int]]], order: dict[End, int], told: set[int]) -> None:
    """From one end through all that hangs together. `lowest`: how far back another way leads from there."""
    lowest = {first: len(order)}
    order[first] = len(order)
    stack = [(first, -1, iter(ways[first]))]
    while stack:
        here, by, left = stack[-1]
        for after, number in left:
            if number == by:
                continue
            if after in order:
                lowest[here] = min(lowest[here], order[after])
                continue
            order[after] = lowest[after] = len(order)
            stack.append((after, number, iter(ways[after])))
            break
        else:
            stack.pop()
            if stack:
                before = stack[-1][0]
                lowest[before] = min(lowest[before], lowest[here])
                if lowest[here] > order[before]:
                    told.add(by)
