"""The sheets of rows on the page of a sheet of profiles: what becomes of their rows, and who may see which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cbp.accounts.access import can
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.templatetags.figures import written
from profiling.columns import Column, ColumnKind, open_columns
from profiling.models import ProfileSheet
from profiling.reading.layouts import layout_of
from profiling.sections import TABLES
from profiling.sheets.findings import Outcome
from profiling.sheets.tables.columns import row_sheets, table_of


@dataclass(frozen=True)
class TableLine:
    """What becomes of the rows of one sheet."""

    title: str
    added: int
    changed: int
    unchanged: int
    refused: int


def hidden_tables(user: User, sheet: ProfileSheet, outcome: Outcome) -> frozenset[str]:
    """Restricted ones are for whoever brought them in, as long as they read such parts, and for those who do here."""
    closed = frozenset(code for code, about in outcome.tables.items() if about["closed"])
    if not closed or can(user, Permission.PROFILE_RESTRICTED, sheet):
        return frozenset()
    own = sheet.requested_by_id == user.pk
    reads = any(one.programme_id in (None, sheet.programme_id) for one in user.grants(Permission.PROFILE_RESTRICTED))
    return frozenset() if own and reads else closed


def table_lines(outcome: Outcome) -> list[TableLine]:
    """Those of which there is something to tell."""
    return [
        TableLine(about["title"], about["added"], about["changed"], about["unchanged"], about["refused"])
        for code in TABLES
        if (about := outcome.tables.get(code)) and (about["added"] or about["changed"] or about["refused"])
    ]


def columns_told(sheet: ProfileSheet, tables: Mapping[str, Any]) -> dict[str, tuple[str, Column]]:
    """{code: (how it is called here, column)} of the sheet of communities and of the sheets of rows in the file."""
    told = {column.code: (column.label, column) for column in open_columns(sheet.programme)}
    for one in row_sheets(sheet.programme, layout_of(sheet.programme)) if tables else ():
        if one.table.code in tables:
            title = tables[one.table.code]["title"] or one.title
            told |= {column.code: (f"{title} · {column.label}", column) for column in one.columns}
    return told


def places_told(tables: Mapping[str, Any]) -> dict[str, int]:
    """{code: its place in its sheet, counted from 0}."""
    return {
        code: at for table, about in tables.items() for at, code in enumerate(about["codes"]) if table_of(code) == table
    }


def worded(told: tuple[str, Column] | None, value: str) -> str:
    """Answers by their words, and figures of the sheet of communities as the reader's language writes them."""
    if told and told[1].kind in (ColumnKind.COUNT, ColumnKind.NUMBER) and not table_of(told[1].code) and value:
        return written(Decimal(value), len(value.partition(".")[2]))
    if told is None or not told[1].options:
        return value
    column, words = told[1], dict(told[1].options)
    if column.kind == ColumnKind.SEVERAL:
        return "; ".join(words.get(code, code) for code in value.split("; ")) if value else ""
    return words.get(value, value)
