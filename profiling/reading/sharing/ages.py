"""Which counts of a population stay hidden, over every table that is made of it: by group, by age and sex, across.

Two things are asked. Of one table, whether anything but the truth fits what is shown, counts being no less than zero
(`matrix_shared`, `hidden_cells`). Of all tables together, whether their sums, put down as equations, fix a small count:
then the smallest count beside it is hidden too, until they fix none. (domain 7.2; 15.12)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from cbp.core.suppression import HIDDEN, Count, Shown, hidden_cells
from profiling.reading.counts import BY_SEX, GroupCount

NAMES = {sex: name for name, sex in BY_SEX.items()}
ALL = "persons"  # the sum over the sexes, and the key of everybody
# The column (a sex, or all of them) and the lower age; no age stands for the total.
Place = tuple[str, int | None]
Key = tuple[str, str, int | None]
Ages = dict[Place, Shown]
Counts = dict[Place, int | None]
Equation = dict[Key, Fraction]


def ages_shared(
    groups: Sequence[GroupCount], totals: Mapping[str, Mapping[str, Shown]], threshold: int
) -> dict[str, Ages]:
    """By group; `totals` as the table of groups shows them. What is hidden stays so: the rounds come to an end."""
    true = {group.code: counts_of(group) for group in groups}
    shown: dict[str, Ages] = {code: {**counts, **_totals(totals[code])} for code, counts in true.items()}
    sums = _sums(groups, true)
    while True:
        before = _hidden(shown)
        for group in groups:
            if group.cells:
                _within(group, true[group.code], shown[group.code], threshold)
        _across(groups, true, shown, threshold)
        _together(sums, true, shown, threshold)
        if _hidden(shown) == before:
            return shown


def counts_of(group: GroupCount) -> Counts:
    """Cells, sums over the sexes where all are known, and totals as stated or as they add up."""
    lowers = [lower for lower, _upper in group.bands] if group.cells else []
    counts: Counts = {(sex, lower): group.cell(sex, lower) for lower in lowers for sex in group.sexes}
    for lower in lowers:
        summed = group.of_band(lower)
        counts[ALL, lower] = summed.known if summed.is_whole else None
    return counts | {(sex, None): group.known(name) for sex, name in (*NAMES.items(), (ALL, ALL))}


def _totals(row: Mapping[str, Shown]) -> Ages:
    return {(sex, None): row[name] for sex, name in (*NAMES.items(), (ALL, ALL))}


def _hidden(shown: Mapping[str, Ages]) -> set[Key]:
    return {(code, *place) for code, ages in shown.items() for place, value in ages.items() if value == HIDDEN}


def _small(value: Shown, count: int | None) -> int | None:
    """What is hidden already counts as small, so that it stays hidden and what would tell it is looked for."""
    return 1 if value == HIDDEN else count


# --- one table --------------------------------------------------------------------------------------------------------
def _within(group: GroupCount, true: Counts, shown: Ages, threshold: int) -> None:
    """Ages and sexes of one group. A total that is not the sum of its column tells nothing of it."""
    columns, lowers = [*group.sexes, ALL], [lower for lower, _upper in group.bands]
    lines = [[_small(shown[column, lower], true[column, lower]) for column in columns] for lower in lowers]
    binding = {
        column for column in columns if _add_up([true[column, lower] for lower in lowers], true.get((column, None)))
    }
    marks = [shown.get((column, None)) if column in binding else HIDDEN for column in columns]
    for lower, line in zip([*lowers, None], matrix_shared(lines, marks, threshold), strict=True):
        for column, value in zip(columns, line, strict=True):
            if value == HIDDEN and (lower is not None or column in binding):
                shown[column, lower] = HIDDEN


def matrix_shared(lines: Sequence[Sequence[Count]], totals: Sequence[Shown], threshold: int) -> list[list[Shown]]:
    """Counts by age (lines) and sex (columns, the sum of the line last) under totals that are hidden already or not.

    The last line given back is that of the totals. A total that is hidden binds nothing, and so tells nothing.
    """
    table = [*([*line] for line in lines), [None if isinstance(one, str) else one for one in totals]]
    hidden = hidden_cells(table, threshold, has_column_totals=True)
    shown: list[list[Shown]] = [
        [HIDDEN if (at, place) in hidden else count for place, count in enumerate(line)]
        for at, line in enumerate(table)
    ]
    shown[-1] = [HIDDEN if isinstance(total, str) else count for total, count in zip(totals, shown[-1], strict=True)]
    return shown


def _across(groups: Sequence[GroupCount], true: Mapping[str, Counts], shown: dict[str, Ages], threshold: int) -> None:
    """One age and sex (or total) of all groups, against the whole."""
    for line in _lines_across(groups, true):
        counts = [_small(shown[code][column, lower], true[code][column, lower]) for code, column, lower in line]
        for _at, place in hidden_cells([counts], threshold):
            code, column, lower = line[place]
            shown[code][column, lower] = HIDDEN


def _lines_across(groups: Sequence[GroupCount], true: Mapping[str, Counts]) -> list[list[Key]]:
    """The groups and the whole, where they make it up by one total at least: sums that agree by chance tell nothing."""
    codes = [group.code for group in groups if group.code and not group.is_across]
    if "" not in true or not codes:
        return []
    lines = [[*((code, *place) for code in codes), ("", *place)] for place in true[""]]
    held = [line for line in lines if _holds(line, true)]
    return held if any(lower is None for line in held for _code, _column, lower in line) else []


def _holds(line: Sequence[Key], true: Mapping[str, Counts]) -> bool:
    *parts, whole = [true[code].get((column, lower)) for code, column, lower in line]
    return _add_up(parts, whole)


def _add_up(parts: Sequence[int | None], whole: int | None) -> bool:
    known = [part for part in parts if part is not None]
    return whole is not None and len(known) == len(parts) and sum(known) == whole


# --- all tables together ----------------------------------------------------------------------------------------------
def _sums(groups: Sequence[GroupCount], true: Mapping[str, Counts]) -> list[list[Key]]:
    """Every line of parts with its total that a reader may add up, the total last."""
    found = _lines_across(groups, true)
    for group in groups:
        lowers: list[int | None] = [lower for lower, _upper in group.bands] if group.cells else []
        columns = group.sexes if group.cells else list(NAMES)
        lines = [[(group.code, column, at) for column in (*columns, ALL)] for at in [*lowers, None]]
        lines += [[(group.code, column, at) for at in [*lowers, None]] for column in (*columns, ALL) if lowers]
        found += [line for line in lines if _holds(line, true)]
    return found


def _together(sums: Sequence[list[Key]], true: Mapping[str, Counts], shown: dict[str, Ages], threshold: int) -> None:
    """Hides the smallest count beside each small one that the sums fix, as long as they fix any."""
    while fixed := _fixed(sums, true, shown, threshold):
        for key in sorted(fixed, key=str):
            beside = {one for line in sums if key in line for one in line if shown[one[0]].get(one[1:]) != HIDDEN}
            cheapest = min(beside, key=lambda one: _cost(one, true), default=None)
            if cheapest is None:
                return
            shown[cheapest[0]][cheapest[1:]] = HIDDEN


def _cost(key: Key, true: Mapping[str, Counts]) -> tuple[bool, bool, bool, int, str]:
    """Cells go before sums, groups before the whole, somebody before nobody, small counts before large ones."""
    code, column, lower = key
    count = true[code].get((column, lower)) or 0
    return lower is None or column == ALL, not code, count == 0, count, str(key)


def _fixed(
    sums: Sequence[list[Key]], true: Mapping[str, Counts], shown: Mapping[str, Ages], threshold: int
) -> set[Key]:
    """The small counts that the sums fix: those that stand alone once each sum is solved for one hidden count."""
    solved: dict[Key, Equation] = {}
    for line in sums:
        row = _without(_equation(line, shown), solved)
        if row:
            pivot = min(row, key=str)
            row = {key: factor / row[pivot] for key, factor in row.items()}
            solved = {key: _without(other, {pivot: row}) for key, other in solved.items()}
            solved[pivot] = row
    alone = (pivot for pivot, row in solved.items() if len(row) == 1)
    return {key for key in alone if 0 < (true[key[0]].get(key[1:]) or 0) < threshold}


def _equation(line: Sequence[Key], shown: Mapping[str, Ages]) -> Equation:
    """The hidden counts of the line: its parts less its total."""
    return {key: Fraction(-1 if key == line[-1] else 1) for key in line if shown[key[0]].get(key[1:]) == HIDDEN}


def _without(row: Equation, solved: Mapping[Key, Equation]) -> Equation:
    """The same with every count that is solved for replaced by what it equals."""
    found = dict(row)
    for pivot in [key for key in row if key in solved]:
        factor = found.pop(pivot)
        for key, value in solved[pivot].items():
            if key != pivot:
                found[key] = found.get(key, Fraction(0)) - factor * value
    return {key: value for key, value in found.items() if value}
