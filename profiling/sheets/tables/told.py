"""What a row says as a person would type it into a cell: in the workbook that goes out, and in the list of changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from profiling.columns import Column, ColumnKind
from profiling.sheets.tables.columns import RowSheet
from profiling.sheets.tables.stored import place_of, unlisted

Names = Mapping[tuple[str, int], str]  # of what a row is tied to: by field and number


def typed(column: Column, name: str, value: Any, names: Names) -> str:
    """Answers by their codes; nothing where nothing is known."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.kind == ColumnKind.SEVERAL:
        return "; ".join(unlisted(value))
    if (name, value) in names:
        return names[name, value]
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def told_values(
    sheet: RowSheet, names: Names, before: Sequence[Any], now: Sequence[Any]
) -> tuple[tuple[str, str, str], ...]:
    """(code of the column, before, now) of what differs."""
    return tuple(_differing(sheet, names, before, now))


def _differing(
    sheet: RowSheet, names: Names, before: Sequence[Any], now: Sequence[Any]
) -> Iterator[tuple[str, str, str]]:
    for name, column in sheet.fields.items():
        at = place_of(sheet.table.model, name)
        if before[at] != now[at]:
            yield column.code, typed(column, name, before[at], names), typed(column, name, now[at], names)
