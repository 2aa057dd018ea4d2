"""The population as it leaves the house: totals as stated, counts by age, small counts hidden with what would tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cbp.core.suppression import HIDDEN, few
from profiling.reading import GroupCount
from profiling.reading.sharing import people_shared
from reports.profile_snapshot.hiding import ALL, NAMES, Ages, ages_shared, total_of

Row = dict[str, Any]


def population_of(groups: Iterable[GroupCount], numbers: dict[int | None, int], threshold: int) -> list[Row]:
    """The whole community first, then every group of which something is known."""
    known = [group for group in groups if not group.is_empty]
    rows = {row["group"]: row for row in people_shared([_stated(group) for group in known], threshold)}
    ages = ages_shared(known, rows, threshold)
    return [_row(group, rows[group.code], ages[group.code], numbers, threshold) for group in known]


def _stated(group: GroupCount) -> Row:
    """Totals as stated; where nobody stated one, the sum of the cells if all are known."""
    return {
        "group": group.code,
        **{name: total_of(group, sex) for sex, name in NAMES.items()},
        ALL: group.persons,
        "households": group.total("households"),
    }


def _row(group: GroupCount, row: Row, ages: Ages, numbers: dict[int | None, int], threshold: int) -> Row:
    """`ages`: for each band the counts of `sexes`, then of all; None where nobody was counted by age."""
    columns = [*group.sexes, ALL]
    return {
        **row,
        **{name: ages[sex, None] for sex, name in (*NAMES.items(), (ALL, ALL))},
        "voters": few(group.total("voters"), threshold),
        "is_across": group.is_across,
        "source": next((numbers[source.pk] for source in group.sources if source.pk in numbers), None),
        "sexes": group.sexes,
        "ages": [[ages[column, lower] for column in columns] for lower, _upper in group.bands] if group.cells else None,
    }


def hidden_values(groups: Iterable[GroupCount], rows: Iterable[Row]) -> set[int]:
    """The counts that stand nowhere: a sentence that holds one of them is not printed."""
    by_code = {group.code: group for group in groups}
    return {count for row in rows for count in _hidden_in(by_code[row["group"]], row) if count is not None}


def _hidden_in(group: GroupCount, row: Row) -> Iterator[int | None]:
    stated = {**_stated(group), "voters": group.total("voters")}
    for key in (*NAMES.values(), ALL, "households", "voters"):
        if row[key] == HIDDEN:
            yield stated[key]
    for (lower, _upper), line in zip(group.bands, row["ages"] or [], strict=False):
        counts = [*(group.cell(sex, lower) for sex in group.sexes), group.of_band(lower).known]
        yield from (count for count, value in zip(counts, line, strict=True) if value == HIDDEN)
