"""Small counts of people are hidden, with whatever else would let a reader compute them. (domain 7.2; 15.12)

A table with totals is a flow: the grand total runs from a source into the rows, from each row through its cells into
the columns, and from there back. A hidden count is told by the rest exactly when no other flow fits what is shown; that
is looked up in the table itself (no path leads round the cell), so the answer holds for counts from zero on, not only
for equations. Zero is not a small count: it says that nobody was there. Not known (None) is never hidden; a total of
which no part is known is a flow of its own.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from heapq import heappop, heappush
from typing import Any

HIDDEN = "hidden"  # stands in a snapshot where the count stood
Count = int | None
Shown = int | str | None
Cell = tuple[int, int]
Node = tuple[str, int]
Cost = tuple[int, int, int]
Way = tuple[Cost, set[Cell]]
Steps = dict[Node, list[tuple[Node, Cell]]]
SOURCE, SINK, POOL = ("source", 0), ("sink", 0), ("pool", 0)
COSTLESS: Cost = (0, 0, 0)
REST = -1  # stands for the column, or the row, that nobody prints


def hidden_cells(rows: Sequence[Sequence[Count]], threshold: int, *, has_column_totals: bool = False) -> set[Cell]:
    """The places (row, column) to hide. The last column holds the totals of the rows.

    With `has_column_totals` the last row holds the totals of the columns, and its last place the total of all.
    """
    table = _Table(rows, has_column_totals)
    small = {cell for cell, count in table.counts.items() if count is not None and 0 < count < threshold}
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
    def __init__(self, rows: Sequence[Sequence[Count]], has_column_totals: bool) -> None:
        self.width = len(rows[0]) - 1 if rows else 0
        self.height = len(rows) - 1 if has_column_totals else len(rows)
        self.counts: Mapping[Cell, Count] = {
            (at, place): count for at, row in enumerate(rows) for place, count in enumerate(row)
        }
        edges = {(self.height, place) for place in range(self.width + 1)} | {
            (at, self.width) for at in range(self.height)
        }
        # Totals that are not printed bind nothing: they take whatever value fits.
        self.free = {cell for cell in edges if self.counts.get(cell) is None}
        self.margins = edges
        rests = self._rests()
        self.free |= rests
        # Rows and columns that know no part are the same people counted twice: what one gives, the other takes.
        self.is_pooled = {at == REST for at, _place in rests} == {True, False}

    def _rests(self) -> set[Cell]:
        """A total of which no part is known comes from somewhere: (row, REST) and (REST, column)."""
        lines = {(at, REST): [(at, place) for place in range(self.width + 1)] for at in range(self.height)}
        lines |= {(REST, place): [(at, place) for at in range(self.height + 1)] for place in range(self.width)}
        return {rest for rest, cells in lines.items() if self._stands_alone(cells)}

    def _stands_alone(self, cells: list[Cell]) -> bool:
        *parts, total = [self.counts.get(cell) for cell in cells]
        return bool(total) and set(parts) == {None}

    def _ends(self, cell: Cell) -> tuple[Node, Node]:
        """Between which two points a count flows."""
        at, place = cell
        if place == REST:
            return ("row", at), POOL if self.is_pooled else SINK
        if at == REST:
            return POOL if self.is_pooled else SOURCE, ("column", place)
        start: Node = ("row", at) if at < self.height else ("column", place)
        if place < self.width:
            return start, (("column", place) if at < self.height else SINK)
        return (SOURCE, start) if at < self.height else (SINK, SOURCE)

    def first_told(self, cells: set[Cell], hidden: set[Cell]) -> Cell | None:
        """One of these hidden cells that could be computed from what is shown."""
        return next((cell for cell in sorted(cells) if self._round(cell, hidden, also_shown=False) is None), None)

    def cheapest_round(self, told: Cell, hidden: set[Cell]) -> set[Cell]:
        """What to hide with it, so that one person more or less there could be made good elsewhere."""
        found = self._round(told, hidden, also_shown=True)
        everything = {cell for cell, count in self.counts.items() if count is not None}
        return set(found or everything) - self.free

    def _round(self, cell: Cell, hidden: set[Cell], *, also_shown: bool) -> set[Cell] | None:
        """The cheapest way round from one end of the cell to the other, by one person more or by one less in it."""
        steps = self._steps({*self.counts, *self.free} if also_shown else hidden | self.free)
        start, end = self._ends(cell)
        ways = [self._way(end, start, cell, steps, hidden)]
        if self.counts[cell]:
            ways.append(self._way(start, end, cell, steps, hidden))
        found = [way for way in ways if way]
        return min(found, key=lambda way: way[0])[1] if found else None

    def _steps(self, cells: Iterable[Cell]) -> Steps:
        """Where one person more, or one less, could go: along each count, and back where it is not zero."""
        steps: Steps = {}
        for cell in sorted(cells):
            if cell in self.free or self.counts[cell] is not None:
                start, end = self._ends(cell)
                steps.setdefault(start, []).append((end, cell))
                if cell in self.free or self.counts[cell]:
                    steps.setdefault(end, []).append((start, cell))
        return steps

    def _way(self, start: Node, goal: Node, without: Cell, steps: Steps, hidden: set[Cell]) -> Way | None:
        waiting: list[tuple[Cost, Node, list[Cell]]] = [(COSTLESS, start, [])]
        seen: set[Node] = set()
        while waiting:
            cost, here, by = heappop(waiting)
            if here == goal:
                return cost, set(by)
            if here not in seen:
                seen.add(here)
                for after, cell in steps.get(here, []):
                    if cell != without and after not in seen:
                        heappush(waiting, (_sum(cost, self._cost(cell, hidden)), after, [*by, cell]))
        return None

    def _cost(self, cell: Cell, hidden: set[Cell]) -> Cost:
        """Parts go before totals, somebody before nobody, small counts before large ones."""
        if cell in hidden or cell in self.free:
            return COSTLESS
        count = self.counts[cell] or 0
        return int(cell in self.margins), int(count == 0), count

    def given_back(self, hidden: set[Cell], small: set[Cell], beyond_help: set[Cell]) -> set[Cell]:
        """Shows again what was hidden without need, totals and large counts first."""
        kept = set(hidden)
        for cell in sorted(hidden - small, key=lambda one: (one not in self.margins, -(self.counts[one] or 0), one)):
            if self.first_told(kept - {cell} - beyond_help, kept - {cell}) is None:
                kept.remove(cell)
        return kept


def _sum(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


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
