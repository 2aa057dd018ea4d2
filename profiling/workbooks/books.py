"""What every workbook of ours keeps: text stays text, locked is locked, Arabic reads from the right.

openpyxl makes the book with its styles, lists and locks. The many rows of data are written by hand into the sheet that
it left open, one at a time (measured: 10,000 rows × 25 figures take openpyxl 9 s, and this 1 s); nothing is held in
memory. Every text is a string cell, and what begins like a formula carries the sign that spreadsheets know
(`quotePrefix`), so that it stays a text when somebody edits it.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape

from django.utils.translation import get_language_bidi
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter

from cbp.core.sheets import begins_a_formula

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT, WHOLE, DAY = "@", "0", "yyyy-mm-dd"
BEGINNING = date(1899, 12, 30)  # day 0 of a spreadsheet
LONGEST = 32_767  # letters in a cell
# What XML cannot carry.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SHEET = "xl/worksheets/sheet%s.xml"
FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\]")

Value = str | int | float | Decimal | date | None
Cell = Any  # openpyxl's cells have no common type that can be written to

INK, QUIET, FAULTY, HEAD, LOCKED = "FF1F2933", "FF5F6B7A", "FFFFE1D6", "FFE6ECF2", "FFF3F4F6"
TITLE_FONT = Font(name="Calibri", size=16, bold=True, color=INK)
HEAD_FONT = Font(name="Calibri", size=11, bold=True, color=INK)
PLAIN_FONT = Font(name="Calibri", size=11, color=INK)
QUIET_FONT = Font(name="Calibri", size=10, color=QUIET)
HEAD_FILL = PatternFill("solid", fgColor=HEAD)
LOCKED_FILL = PatternFill("solid", fgColor=LOCKED)
FAULTY_FILL = PatternFill("solid", fgColor=FAULTY)
UNDERLINE = Border(bottom=Side("medium", color=QUIET))
WRAPPED = Alignment(wrap_text=True, vertical="top")
ONE_LINE, TOP = Alignment(wrap_text=False), Alignment(vertical="top")
FULL_HEAD = Alignment(wrap_text=True, vertical="bottom")
OPEN_CELL, LOCKED_CELL = Protection(locked=False), Protection(locked=True)


def new_book(title: str) -> Workbook:
    """A book that is written row by row, of the house and of nobody by name."""
    book = Workbook(write_only=True)
    book.properties.title = writable(title)
    book.properties.creator = "Community-based planning"
    return book


def add_sheet(book: Workbook, title: str, *, widths: Sequence[float] = (), freeze: str = "") -> Any:
    """A sheet in the direction of the language, with its columns as wide as said."""
    sheet = book.create_sheet(FORBIDDEN_IN_TITLES.sub(" ", title)[:31])
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.sheet_view.showGridLines = True
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    if freeze:
        sheet.freeze_panes = freeze
    return sheet


def lock(sheet: Any) -> None:
    """Against slips of the hand, not against people: there is no password. Widths, filters and order stay free."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.autoFilter = protection.sort = False


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)[:LONGEST]


def maker(sheet: Any, *, number_format: str = "General", **style: Any) -> Callable[[Value], Cell]:
    """Gives cells of one style; text that begins like a formula gets the sign that keeps it text."""
    plain: Cell = WriteOnlyCell(sheet)
    guarded: Cell = WriteOnlyCell(sheet)
    for cell in (plain, guarded):
        cell.number_format = number_format
        for name, value in style.items():
            setattr(cell, name, value)
    guarded.quotePrefix = True

    def make(value: Value) -> Cell:
        cell: Cell = WriteOnlyCell(sheet)
        cell._style = plain._style
        if not isinstance(value, str):
            cell.value = value
            return cell
        text = writable(value)
        if begins_a_formula(text):
            cell._style = guarded._style
        cell._value, cell.data_type = text, "s"
        return cell

    return make


@dataclass(frozen=True)
class Style:
    """The number of a style in its book, and of the same style for what begins like a formula."""

    plain: int
    guarded: int


def style(sheet: Any, **options: Any) -> Style:
    make = maker(sheet, **options)
    return Style(make("").style_id, make("=").style_id)


def cell(at: str, look: Style, value: Value) -> str:
    """One cell as it stands in the file; `at` is its place, such as B7. Nothing known is an empty cell of that look."""
    if value is None or value == "":
        return f'<c r="{at}" s="{look.plain}"/>'
    if isinstance(value, str):
        text = writable(value)
        chosen = look.guarded if begins_a_formula(text) else look.plain
        return f'<c r="{at}" s="{chosen}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
    if isinstance(value, date):
        number = str((date(value.year, value.month, value.day) - BEGINNING).days)
    else:
        number = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return f'<c r="{at}" s="{look.plain}"><v>{number}</v></c>'


def row(number: int, cells: Iterable[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def write_rows(sheet: Any, make: Callable[[Value], Cell], rows: Iterable[Sequence[Value]]) -> None:
    for row in rows:
        sheet.append([make(value) for value in row])


def finished(book: Workbook, rows: Iterable[str] = (), others: Mapping[int, Iterable[str]] | None = None) -> IO[bytes]:
    """The book as an open file at its beginning, gone when it is closed. `rows` go below those of the first sheet,
    `others` below those of the sheets with these numbers.
    """
    below = {SHEET % number: lines for number, lines in {1: rows, **(others or {})}.items()}
    with tempfile.TemporaryFile(prefix="cbp-book-") as begun:
        book.save(begun)
        file = tempfile.TemporaryFile(prefix="cbp-book-")  # noqa: SIM115 - whoever sends it closes it
        try:
            with zipfile.ZipFile(begun) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
                _copy(source, target, below)
        except BaseException:
            file.close()
            raise
    file.seek(0)
    return file


def _copy(source: zipfile.ZipFile, target: zipfile.ZipFile, below: Mapping[str, Iterable[str]]) -> None:
    for member in source.infolist():
        with source.open(member) as inside, target.open(member.filename, "w") as outside:
            if member.filename in below:
                outside.writelines(_grown(inside.read(), below[member.filename]))
            else:
                shutil.copyfileobj(inside, outside)


def _grown(sheet: bytes, rows: Iterable[str]) -> Iterator[bytes]:
    head, end, tail = sheet.rpartition(b"</sheetData>")
    yield head
    for line in rows:
        yield line.encode()
    yield end + tail
