"""One table of a profile made light for the eye: what every row shares, or no row knows, is told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cbp.core.choices import Classification
from profiling.models import Source
from profiling.reading import Cell, CellKind, Column, Part, RowRead, TableRead
from profiling.sections import Table

LONG = 300  # letters that a field may take: told under the others, not in a column of its own
MOST = 6  # columns beside the head; with more of them, words are told under each other


@dataclass(frozen=True)
class RowShown:
    """`cells` stand under the columns, `more` are the long words; `number` ties the row to its mark in a picture."""

    entry: Any
    number: int
    head: Cell | None
    cells: list[Cell]
    more: list[Cell]
    source: Source | None
    is_strict: bool = False


@dataclass(frozen=True)
class TableShown:
    """`silent`: labels of what is asked and known in no row. `source`: the one that all rows share, if they do."""

    table: Table
    is_asked: bool
    columns: list[Column] = field(default_factory=list)
    rows: list[RowShown] = field(default_factory=list)
    head: str = ""
    silent: list[str] = field(default_factory=list)
    source: Source | None = None
    has_more: bool = False


def shown(read: TableRead, part: Part) -> TableShown:
    if not read.rows:
        return TableShown(read.table, part.is_on)
    known = [column for column in read.columns if any(_says(row, column.name) for row in read.rows)]
    beside = [one for one in known if one.name not in (read.head, "classification")]
    long = [one.name for one in beside if _is_long(read.table, one, len(beside) > MOST)]
    columns = [one for one in beside if one.name not in long]
    sources = {row.source for row in read.rows}
    rows = [_row(number, row, read, [one.name for one in columns], long) for number, row in enumerate(read.rows, 1)]
    return TableShown(
        read.table,
        part.is_on,
        columns,
        rows,
        next(str(column.label) for column in read.columns if column.name == read.head),
        [column.label for column in read.columns if column not in known],
        sources.pop() if len(sources) == 1 else None,
        any(row.more for row in rows),
    )


def _says(row: RowRead, name: str) -> bool:
    """A row that concerns everybody, or all of the community, says nothing by that."""
    cell = row.cell(name)
    return bool(cell and cell.holds)


def _is_long(table: Table, column: Column, is_wide: bool) -> bool:
    if is_wide and column.kind in (CellKind.WORDS, CellKind.GROUPS, CellKind.ORGANISATION, CellKind.PLACE):
        return True
    return column.kind == CellKind.WORDS and (table.field(column.name).max_length or 0) >= LONG


def _row(number: int, row: RowRead, read: TableRead, columns: list[str], long: list[str]) -> RowShown:
    closed = getattr(row.entry, "classification", "") == Classification.STRICT
    return RowShown(
        row.entry, number, row.cell(read.head), list(_cells(row, columns)),
        [cell for cell in _cells(row, long) if cell.holds], row.source, closed,
    )  # fmt: skip


def _cells(row: RowRead, names: list[str]) -> Iterator[Cell]:
    for name in names:
        cell = row.cell(name)
        if cell:
            yield cell
