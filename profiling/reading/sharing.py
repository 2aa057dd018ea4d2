"""What leaves the team: small counts of people are hidden, with whatever would tell them. (domain 7.2; 15.12)

A paper, an export and a comparison hide alike. The arithmetic is `cbp.core.suppression`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cbp.core.choices import ParticipantGroup
from cbp.core.suppression import HIDDEN, Count, Shown, covered, few, hidden_cells
from profiling.reading.area_sums import AreaSum, Totals
from profiling.reading.comparison import Block, Value

PEOPLE = ("females", "males", "persons")


def people_shared(rows: list[dict[str, Any]], threshold: int) -> list[dict[str, Any]]:
    """The population by group with what is too small hidden, and what would tell it.

    A row holds `group` (empty: the whole community), females, males, persons and households, each a count or None.
    Where the groups that are told apart make up the whole, the whole less the others would tell a small
    one.
    """
    parts = [row for row in rows if row["group"] and row["group"] not in ParticipantGroup.values]
    table = [*parts, *(row for row in rows if not row["group"])]
    tables = [table] if len(table) > len(parts) and _add_up(parts, table[-1], PEOPLE) else [[row] for row in table]
    tables += [[row] for row in rows if row not in table]
    shown = [row for table in tables for row in _table_without_few(table, threshold)]
    return sorted(shown, key=lambda row: str(row["group"]))


def _add_up(parts: list[dict[str, Any]], whole: dict[str, Any], keys: Iterable[str]) -> bool:
    """In one of these columns at least. A group that is not known leaves open what the others make."""
    columns = [([part[key] for part in parts], whole[key]) for key in keys]
    return any(None not in counts and sum(counts) == total for counts, total in columns if counts)


def _table_without_few(table: list[dict[str, Any]], threshold: int) -> list[dict[str, Any]]:
    """One row, or the groups with the whole in the last one. Households are no part of the persons."""
    *parts, last = table
    hidden = hidden_cells([[row[key] for key in PEOPLE] for row in table], threshold, has_column_totals=bool(parts))
    homes: set[int] = set()
    if parts and _add_up(parts, last, ("households",)):
        homes = {place for _at, place in hidden_cells([[row["households"] for row in table]], threshold)}
    return [
        {
            **covered(row, PEOPLE, (place for found, place in hidden if found == at)),
            "households": HIDDEN if at in homes else few(row["households"], threshold),
        }
        for at, row in enumerate(table)
    ]


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


# --- comparisons ------------------------------------------------------------------------------------------------------
def shared_blocks(blocks: Sequence[Block], threshold: int) -> list[list[list[str]]]:
    """The words of each block, line and column, with small counts hidden, and what is derived from a hidden one."""
    columns = len(blocks[0].lines[0].values) if blocks else 0
    hidden = [_hidden_keys(blocks, column, threshold) for column in range(columns)]
    return [
        [
            ["*" if _is_hidden(line.key, line.derived_from, hidden[at]) or _tells_few(value, threshold) else value.text
             for at, value in enumerate(line.values)]
            for line in block.lines
        ]
        for block in blocks
    ]  # fmt: skip


def _hidden_keys(blocks: Sequence[Block], column: int, threshold: int) -> set[str]:
    """The keys (“group:name”) of one community whose counts are hidden."""
    rows: dict[str, dict[str, Any]] = {}
    for line in (line for block in blocks for line in block.lines if line.key):
        group, _colon, name = line.key.partition(":")
        row = rows.setdefault(group, {"group": group, **dict.fromkeys((*PEOPLE, "households", "voters"))})
        row |= {name: line.values[column].count, **line.values[column].beside}
    known = [row for row in rows.values() if any(row[name] is not None for name in (*PEOPLE, "households", "voters"))]
    shown = people_shared(known, threshold) if known else []
    found = {f"{row['group']}:{name}" for row in shown for name, value in row.items() if value == HIDDEN}
    return found | {f"{row['group']}:voters" for row in shown if few(row["voters"], threshold) == HIDDEN}


def _tells_few(value: Value, threshold: int) -> bool:
    """A share of a small community is as good as the count."""
    return any(few(part, threshold) == HIDDEN for part in value.parts)


def _is_hidden(key: str, derived_from: Iterable[str], hidden: set[str]) -> bool:
    return key in hidden or any(one in hidden for one in derived_from)


def shared_sums(found: AreaSum, together: str, threshold: int) -> list[dict[str, Any]]:
    """The areas below with their sums, and all together last. Sexes, persons and areas are one table."""
    lines = [*found.below, *_rest(found), found.whole]
    hidden = _hidden_sums(lines, threshold)
    rows = [_sums(line, together, {name for name, where in hidden if where == at}) for at, line in enumerate(lines)]
    return [*rows[: len(found.below)], rows[-1]]


def _rest(found: AreaSum) -> list[Totals]:
    """Communities that lie in none of the areas below: not told, but all together less the others would tell them."""
    communities = found.whole.communities - sum(line.communities for line in found.below)
    if not found.below or not communities:
        return []
    rest = Totals("", communities=communities)
    for name, tally in rest.tallies.items():
        whole, below = found.whole.tallies[name], [line.tallies[name] for line in found.below]
        tally.sum, tally.known = (
            whole.sum - sum(one.sum for one in below),
            whole.known - sum(one.known for one in below),
        )
    return [rest]


def _hidden_sums(lines: Sequence[Totals], threshold: int) -> set[tuple[str, int]]:
    """(what was counted, number of the line). Households and voters are no part of the persons: each sums by itself."""
    people = [[line.tallies[name].value for name in PEOPLE] for line in lines]
    cells = hidden_cells(people, threshold, has_column_totals=len(lines) > 1)
    hidden = {(PEOPLE[place], at) for at, place in cells}
    for name in {*lines[-1].tallies} - {*PEOPLE}:
        counts = [line.tallies[name].value for line in lines]
        hidden |= {(name, at) for at, count in enumerate(counts) if few(count, threshold) == HIDDEN}
        hidden |= {(name, place) for _at, place in hidden_cells([counts], threshold)} if len(counts) > 1 else set()
    return hidden


def _sums(line: Totals, together: str, hidden: set[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"label": line.label or together, "communities": line.communities}
    for name, tally in line.tallies.items():
        row |= {name: "*" if name in hidden else tally.value, f"{name}_known": tally.known}
    return row
