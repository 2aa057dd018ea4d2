"""The population as it leaves the house: small counts hidden over every table and picture that is made of it.

By group under the totals (`people_shared`), by age and sex under the totals of the group (`matrix_shared`), and each
age and sex across the groups under the whole community: a count that is hidden in one of them is hidden in all, until
none of them tells it any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cbp.core.choices import Sex
from cbp.core.suppression import HIDDEN, Shown, few, hidden_cells
from profiling.reading import GroupCount
from profiling.reading.sharing import matrix_shared, people_shared

Row = dict[str, Any]
NAMES = {Sex.FEMALE.value: "females", Sex.MALE.value: "males"}
ALL = "persons"  # the sum over the sexes, and the key of everybody
# By column (a sex, or all of them) and lower age, the totals under no age.
Ages = dict[tuple[str, int | None], Shown]


def population_of(groups: Iterable[GroupCount], numbers: dict[int | None, int], threshold: int) -> list[Row]:
    """The whole community first, then every group of which something is known."""
    known = [group for group in groups if not group.is_empty]
    rows = {row["group"]: row for row in people_shared([_stated(group) for group in known], threshold)}
    ages = _ages_shared(known, rows, threshold)
    return [_row(group, rows[group.code], ages[group.code], numbers, threshold) for group in known]


def _stated(group: GroupCount) -> Row:
    """Totals as stated; where nobody stated one, the sum of the cells if all are known."""
    return {
        "group": group.code,
        **{name: _total(group, sex) for sex, name in NAMES.items()},
        ALL: group.persons,
        "households": group.total("households"),
    }


def _total(group: GroupCount, sex: str) -> int | None:
    stated, summed = group.total(NAMES[sex]), group.of_sex(sex)
    return stated if stated is not None else summed.known if summed.is_whole else None


def _row(group: GroupCount, row: Row, ages: Ages, numbers: dict[int | None, int], threshold: int) -> Row:
    """`ages`: for each band the counts of `sexes`, then of all; None where nobody was counted by age."""
    columns = [*group.sexes, ALL]
    return {
        **row,
        **{name: ages.get((sex, None), row[name]) for sex, name in (*NAMES.items(), (ALL, ALL))},
        "voters": few(group.total("voters"), threshold),
        "is_across": group.is_across,
        "source": next((numbers[source.pk] for source in group.sources if source.pk in numbers), None),
        "sexes": group.sexes,
        "ages": [[ages[column, lower] for column in columns] for lower, _upper in group.bands] if group.cells else None,
    }


# --- ages -------------------------------------------------------------------------------------------------------------
def _ages_shared(groups: list[GroupCount], rows: dict[str, Row], threshold: int) -> dict[str, Ages]:
    """Table after table until nothing more has to be hidden. What is hidden stays so: the rounds come to an end."""
    true = {group.code: _counts(group) for group in groups}
    shown: dict[str, Ages] = {group.code: _begun(true[group.code], rows[group.code]) for group in groups}
    while True:
        before = _hidden(shown)
        for group in groups:
            if group.cells:
                _within(group, true[group.code], shown[group.code], threshold)
        _across(groups, true, shown, threshold)
        if _hidden(shown) == before:
            return shown


def _counts(group: GroupCount) -> dict[tuple[str, int | None], int | None]:
    lowers = [lower for lower, _upper in group.bands] if group.cells else []
    counts: dict[tuple[str, int | None], int | None] = {
        (sex, lower): group.cell(sex, lower) for lower in lowers for sex in group.sexes
    }
    for lower in lowers:
        summed = group.of_band(lower)
        counts[ALL, lower] = summed.known if summed.is_whole else None
    return counts | {(sex, None): _total(group, sex) for sex in NAMES} | {(ALL, None): group.persons}


def _begun(counts: dict[tuple[str, int | None], int | None], row: Row) -> Ages:
    """The totals as the table of groups has them; nothing else is hidden yet."""
    shown: Ages = dict(counts)
    for sex, name in (*NAMES.items(), (ALL, ALL)):
        shown[sex, None] = row[name]
    return shown


def _hidden(shown: dict[str, Ages]) -> set[tuple[str, str, int | None]]:
    return {(code, *key) for code, ages in shown.items() for key, value in ages.items() if value == HIDDEN}


def _small(value: Shown, count: int | None) -> int | None:
    """What is hidden already counts as small, so that it stays hidden and what would tell it is looked for."""
    return 1 if value == HIDDEN else count


def _within(group: GroupCount, true: dict[tuple[str, int | None], int | None], shown: Ages, threshold: int) -> None:
    """Ages and sexes of one group. A total that is not the sum of its column tells nothing of it."""
    columns, lowers = [*group.sexes, ALL], [lower for lower, _upper in group.bands]
    lines = [[_small(shown[column, lower], true[column, lower]) for column in columns] for lower in lowers]
    totals = {column: true.get((column, None)) for column in columns}
    binding = {column for column in columns if _add_up([true[column, one] for one in lowers], totals[column])}
    marks = [shown.get((column, None)) if column in binding else HIDDEN for column in columns]
    found = matrix_shared(lines, marks, threshold)
    for lower, line in zip([*lowers, None], found, strict=True):
        for column, value in zip(columns, line, strict=True):
            if value == HIDDEN and (lower is not None or column in binding):
                shown[column, lower] = HIDDEN


def _across(
    groups: list[GroupCount], true: dict[str, dict[tuple[str, int | None], int | None]], shown: dict[str, Ages],
    threshold: int,
) -> None:  # fmt: skip
    """One age and sex (or total) of all groups, against the whole, where the groups make up the whole."""
    codes = [group.code for group in groups if group.code and not group.is_across]
    if "" not in shown or not codes or not _make_up_the_whole(codes, true):
        return
    for key, whole in true[""].items():
        parts = [true[code].get(key) for code in codes]
        if not _add_up(parts, whole):
            continue
        line = [*codes, ""]
        counts = [_small(shown[code][key], true[code][key]) for code in line]
        for _at, place in hidden_cells([counts], threshold):
            shown[line[place]][key] = HIDDEN


def _make_up_the_whole(codes: list[str], true: dict[str, dict[tuple[str, int | None], int | None]]) -> bool:
    """By one total at least, as the table of groups asks it. Two sums that agree by chance tell nothing."""
    return any(
        _add_up([true[code].get((column, None)) for code in codes], true[""].get((column, None)))
        for column in (*NAMES, ALL)
    )


def _add_up(parts: list[int | None], whole: int | None) -> bool:
    known = [part for part in parts if part is not None]
    return whole is not None and len(known) == len(parts) and sum(known) == whole


def hidden_values(groups: Iterable[GroupCount], rows: Iterable[Row]) -> set[int]:
    """The counts that stand nowhere: a sentence that holds one of them is not printed."""
    by_code = {row["group"]: row for row in rows}
    found: set[int | None] = set()
    for group in groups:
        row = by_code.get(group.code)
        if row is None:
            continue
        stated = {**_stated(group), "voters": group.total("voters")}
        found |= {stated[key] for key in (*NAMES.values(), ALL, "households", "voters") if row[key] == HIDDEN}
        for (lower, _upper), line in zip(group.bands, row["ages"] or [], strict=False):
            counts = [*(group.cell(sex, lower) for sex in group.sexes), group.of_band(lower).known]
            found |= {count for count, value in zip(counts, line, strict=True) if value == HIDDEN}
    return {value for value in found if value is not None}
