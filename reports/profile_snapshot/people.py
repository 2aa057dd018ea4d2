"""The population as it leaves the house: totals as stated, counts by age, small counts hidden with what would tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cbp.core.suppression import HIDDEN
from profiling.models.population import TOTALS
from profiling.reading import GroupCount
from profiling.reading.sharing import ALL, SharedCounts, population_shared

Row = dict[str, Any]


def population_of(groups: Iterable[GroupCount], numbers: dict[int | None, int], threshold: int) -> list[Row]:
    """The whole community first, then every group of which something is known."""
    known = [group for group in groups if not group.is_empty]
    shared = population_shared(known, threshold)
    return [_row(group, shared[group.code], numbers) for group in known]


def _row(group: GroupCount, shared: SharedCounts, numbers: dict[int | None, int]) -> Row:
    """`ages`: for each band the counts of `sexes`, then of all; None where nobody was counted by age."""
    columns = [*group.sexes, ALL]
    return {
        "group": group.code,
        **shared.totals,
        "is_across": group.is_across,
        "source": next((numbers[source.pk] for source in group.sources if source.pk in numbers), None),
        "sexes": group.sexes,
        "ages": [[shared.ages[column, lower] for column in columns] for lower, _upper in group.bands]
        if group.cells else None,
    }  # fmt: skip


def hidden_values(groups: Iterable[GroupCount], rows: Iterable[Row]) -> set[int]:
    """The counts that stand nowhere: a sentence that holds one of them is not printed."""
    by_code = {group.code: group for group in groups}
    return {count for row in rows for count in _hidden_in(by_code[row["group"]], row) if count is not None}


def _hidden_in(group: GroupCount, row: Row) -> Iterator[int | None]:
    for key in TOTALS:
        if row[key] == HIDDEN:
            yield group.known(key)
    for (lower, _upper), line in zip(group.bands, row["ages"] or [], strict=False):
        counts = [*(group.cell(sex, lower) for sex in group.sexes), group.of_band(lower).known]
        yield from (count for count, value in zip(counts, line, strict=True) if value == HIDDEN)
