"""No count of people below the threshold can be worked out from the population as a paper prints it.

Every equation that a reader may write (a group by age and sex, the groups against the whole) is put down with the
hidden counts as unknowns; a small one that the equations fix would be told.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from profiling.models import PopulationTotal
from profiling.reading import GroupCount
from reports.profile_snapshot.people import hidden_values, population_of
from tests.equations import told

Row = dict[str, Any]
BANDS = [(0, 4), (5, 17), (18, None)]
THRESHOLD = 5
Unknown = tuple[str, str, int | None]


def group(code: str, cells: dict[tuple[str, int], int]) -> GroupCount:
    women, men = (sum(count for (sex, _lower), count in cells.items() if sex == one) for one in "fm")
    stated = PopulationTotal(group=code, persons=women + men, females=women, males=men)
    return GroupCount(code, code, BANDS, cells, stated, [], Counter())


def a_community(seed: int, groups: int) -> list[GroupCount]:
    chance = random.Random(seed)  # noqa: S311  # the same communities each time
    counts = [
        {(sex, lower): chance.choice([0, 1, 2, 3, 4, 7, 12, 30, 80]) for sex in "fm" for lower, _upper in BANDS}
        for _group in range(groups)
    ]
    whole = {key: sum(one[key] for one in counts) for key in counts[0]}
    return [group("", whole), *(group(f"group-{number}", cells) for number, cells in enumerate(counts))]


def equations(rows: list[Row]) -> list[dict[Unknown, int]]:
    """The unknowns of each sum that is printed with at least one of them hidden: 1 for a part, -1 for the total."""
    shown = {row["group"]: values(row) for row in rows}
    found = []
    lowers: list[int | None] = [lower for lower, _upper in BANDS]
    for code in shown:
        found += [[(code, "f", at), (code, "m", at), (code, "all", at)] for at in [*lowers, None]]
        found += [[*((code, sex, at) for at in lowers), (code, sex, None)] for sex in ("f", "m", "all")]
    parts = [code for code in shown if code]
    found += [
        [*((code, sex, at) for code in parts), ("", sex, at)] for sex in ("f", "m", "all") for at in [*lowers, None]
    ]
    unknown = [
        {key: -1 if key == line[-1] else 1 for key in line if shown[key[0]][key[1:]] == "hidden"} for line in found
    ]
    return [line for line in unknown if line]


def values(row: Row) -> dict[tuple[str, int | None], Any]:
    shown: dict[tuple[str, int | None], Any] = {
        ("f", None): row["females"], ("m", None): row["males"], ("all", None): row["persons"],
    }  # fmt: skip
    for (lower, _upper), line in zip(BANDS, row["ages"], strict=True):
        shown |= {("f", lower): line[0], ("m", lower): line[1], ("all", lower): line[2]}
    return shown


def true_values(groups: list[GroupCount]) -> dict[Unknown, int]:
    found: dict[Unknown, int] = {}
    for one in groups:
        for lower, _upper in BANDS:
            found |= {(one.code, sex, lower): one.cell(sex, lower) or 0 for sex in "fm"}
            found[one.code, "all", lower] = one.of_band(lower).known or 0
        totals = (one.total("females"), one.total("males"), one.persons)
        found |= {(one.code, sex, None): total or 0 for sex, total in zip(("f", "m", "all"), totals, strict=True)}
    return found


@pytest.mark.parametrize("groups", [2, 3])
def test_no_small_count_can_be_worked_out(groups: int) -> None:
    for seed in range(60):
        counted = a_community(seed, groups)
        rows = population_of(counted, {}, THRESHOLD)
        true = true_values(counted)
        fixed = {key: true[key] for key in told(equations(rows)) if 0 < true[key] < THRESHOLD}
        assert not fixed, (seed, fixed)


def test_every_small_count_is_hidden_and_a_zero_is_not_for_itself() -> None:
    counted = a_community(1, 2)
    rows = {row["group"]: values(row) for row in population_of(counted, {}, THRESHOLD)}
    for (code, *key), count in true_values(counted).items():
        if 0 < count < THRESHOLD:
            assert rows[code][tuple(key)] == "hidden"


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    cells = {(sex, lower): 20 for sex in "fm" for lower, _upper in BANDS}
    counted = [group("", {key: 40 for key in cells}), group("a", cells), group("b", cells)]
    rows = population_of(counted, {}, THRESHOLD)
    assert "hidden" not in str(rows)
    assert hidden_values(counted, rows) == set()


def test_the_counts_that_are_hidden_are_known_to_who_writes_sentences() -> None:
    cells = {("f", 0): 3, ("m", 0): 20, ("f", 5): 30, ("m", 5): 40, ("f", 18): 50, ("m", 18): 60}
    counted = [group("", cells)]
    hidden = hidden_values(counted, population_of(counted, {}, THRESHOLD))
    assert 3 in hidden
    assert len(hidden) == 4  # a square of cells
    assert hidden < {3, 20, 30, 40, 50, 60, 23, 70, 110, 83, 120}
