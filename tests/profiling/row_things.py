"""Workbooks with sheets of rows in a test: the one that went out, changed by hand as a person changes it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils import translation
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cbp.accounts.models import User
from cbp.core.models import Programme
from profiling.models import ProfileSheet
from profiling.workbooks.filling import programme_book
from profiling.workbooks.template import CODES_ROW, FIRST_ROW
from tests.profiling.sheet_things import outcome


def book_of(programme: Programme, person: User, language: str = "en") -> Workbook:
    with translation.override(language):
        return load_workbook(BytesIO(programme_book(programme, person).read()))


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def table(book: Workbook, code: str) -> Worksheet:
    return next(sheet for sheet in book.worksheets if f"{code}:row-key" in codes(sheet))


def codes(sheet: Worksheet) -> dict[str, int]:
    """{code: column} of a sheet; the first one is 1."""
    if sheet.max_row < CODES_ROW:
        return {}
    return {str(cell.value): cell.column for cell in sheet[CODES_ROW] if cell.value}


def put(book: Workbook, code: str, row: int | None = None, **values: Any) -> int:
    """Writes into a row, or below the last one, and gives its number."""
    sheet = table(book, code)
    places = codes(sheet)
    number = row or max(sheet.max_row + 1, FIRST_ROW)
    for name, value in values.items():
        sheet.cell(number, places[f"{code}:{name.replace('row_key', 'row-key')}"], value)
    return number


def rows(book: Workbook, code: str) -> list[dict[str, Any]]:
    """What stands in a sheet of rows, by field."""
    sheet = table(book, code)
    names = {column: name.partition(":")[2] for name, column in codes(sheet).items()}
    return [
        {names[cell.column]: cell.value for cell in line if cell.value is not None and cell.column in names}
        for line in sheet.iter_rows(min_row=FIRST_ROW)
    ]


def only(book: Workbook, *keep: str) -> Workbook:
    """With nothing but these sheets of rows."""
    kept = [table(book, code).title for code in keep]
    for sheet in list(book.worksheets):
        if sheet.title not in kept:
            book.remove(sheet)
    return book


def counts(sheet: ProfileSheet, code: str) -> tuple[int, int, int, int]:
    """Rows added, changed, unchanged, refused."""
    about = outcome(sheet).tables[code]
    return about["added"], about["changed"], about["unchanged"], about["refused"]


def faults(sheet: ProfileSheet) -> list[tuple[int, str, str]]:
    return sorted((one.row, one.column, one.code) for one in outcome(sheet).faults)
