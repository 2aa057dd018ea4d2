"""The template: one row for each community, and one for each row of its tables, with what is known filled in.

To be completed away from the network. Codes stand in a hidden row below the words, so that a template in any language
comes back without a mapping. What it may hold is decided by those who give the rows (`known`, `rows_known`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from operator import itemgetter
from typing import IO, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from profiling.columns import Column, ColumnKind
from profiling.sections import BY_CODE
from profiling.sheets.tables.columns import AREA, COMMUNITY, field_of
from profiling.workbooks import books
from profiling.workbooks.books import Style, Value
from profiling.workbooks.kinds import KINDS

Row = Mapping[str, Value]
PARTS_ROW, WORDS_ROW, CODES_ROW = 1, 2, 3
FIRST_ROW = CODES_ROW + 1
# Rows below the known communities in which lists and rules already stand, for those that are new.
ROWS_WITH_RULES = 20_000
WIDEST, NARROWEST = 40, 11


@dataclass(frozen=True)
class Beside:
    """A sheet of rows behind the sheet of communities."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    is_restricted: bool = False


@dataclass(frozen=True)
class About:
    """What the workbook says of itself."""

    title: str
    programme: str
    made: str
    steps: Sequence[str]


def template_book(
    columns: Sequence[Column], rows: Iterable[Row], about: About, beside: Sequence[Beside] = ()
) -> IO[bytes]:
    """The book as an open file. `rows` hold values by code of the column; what is not known is left out."""
    book = books.new_book(about.title)
    main = _sheet_to_fill(book, communities_title(), columns)
    lists: list[list[str]] = []
    _rules(main, columns, lists)
    looks = [_looks(main, column) for column in columns]
    _how_to_fill(book, about)
    _dictionary(book, columns, beside)
    below = {}
    for one in beside:
        sheet = _sheet_to_fill(book, one.title, one.columns)
        _rules(sheet, one.columns, lists, _offered(one.columns, columns))
        below[len(book.worksheets)] = _lines(one.columns, [_looks(sheet, column) for column in one.columns], one.rows)
    _lists(book, lists)
    return books.finished(book, _lines(columns, looks, rows), below)


def communities_title() -> str:
    return pgettext("sheet of a workbook", "Communities")


# --- the sheets to fill -----------------------------------------------------------------------------------------------
def _sheet_to_fill(book: Workbook, title: str, columns: Sequence[Column]) -> Any:
    keys = sum(column.is_key for column in columns)
    freeze = f"{get_column_letter(keys + 1)}{FIRST_ROW}"
    widths = [_width(column) for column in columns]
    sheet = books.add_sheet(book, title, widths=widths, freeze=freeze)
    for at, column in enumerate(columns, start=1):
        # What stands in no row yet is open, so that another one can be added below.
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.number_format, dimension.protection = KINDS[column.kind].number_format, books.OPEN_CELL
        dimension.hidden = column.kind in (ColumnKind.UID, ColumnKind.ROW)
    sheet.row_dimensions[WORDS_ROW].height = 62
    sheet.row_dimensions[CODES_ROW].hidden = True
    books.lock(sheet)
    part = books.maker(sheet, font=books.QUIET_FONT, fill=books.HEAD_FILL, alignment=books.ONE_LINE)
    head: dict[str, Any] = {"fill": books.HEAD_FILL, "alignment": books.FULL_HEAD, "border": books.UNDERLINE}
    words = books.maker(sheet, font=books.HEAD_FONT, **head)
    books.write_rows(sheet, part, [_parts(columns)])
    books.write_rows(sheet, words, [[column.label for column in columns]])
    books.write_rows(sheet, books.maker(sheet), [[column.code for column in columns]])
    return sheet


def _parts(columns: Sequence[Column]) -> list[str]:
    """The part of the profile above the first of its columns."""
    before = [None, *(column.section for column in columns)]
    pairs = zip(columns, before, strict=False)
    return [section_title(column) if column.section != last else "" for column, last in pairs]


def _width(column: Column) -> float:
    longest = max((len(label) for _code, label in column.options), default=0)
    return min(WIDEST, max(NARROWEST, KINDS[column.kind].width, longest + 3))


def _looks(sheet: Any, column: Column) -> tuple[Style, Style]:
    """The style of a cell that may be filled, and of one that says which community a row is about."""
    kind = KINDS[column.kind]
    plain = {"number_format": kind.number_format, "font": books.PLAIN_FONT}
    return (
        books.style(sheet, protection=books.OPEN_CELL, **plain),
        books.style(sheet, protection=books.LOCKED_CELL, fill=books.LOCKED_FILL, **plain),
    )


def _lines(columns: Sequence[Column], looks: Sequence[tuple[Style, Style]], rows: Iterable[Row]) -> Iterator[str]:
    """A cell that is not known is not written: the style of its column leaves it open."""
    places = {column.code: (at, get_column_letter(at)) for at, column in enumerate(columns, start=1)}
    look = {
        column.code: locked if column.is_key else free for column, (free, locked) in zip(columns, looks, strict=True)
    }
    nothing = {column.code: None for column in columns if column.is_key}
    for number, row in zip(count(FIRST_ROW), rows, strict=False):
        known = ((*places[code], code, value) for code, value in {**nothing, **row}.items() if code in places)
        told = sorted(known, key=itemgetter(0))
        yield books.row(
            number,
            [
                books.cell(f"{letter}{number}", look[code], value)
                for _at, letter, code, value in told
                if code in nothing or (value is not None and value != "")
            ],
        )


# --- rules and lists --------------------------------------------------------------------------------------------------
def _rules(
    sheet: Any, columns: Sequence[Column], lists: list[list[str]], offered: Mapping[str, str] | None = None
) -> None:
    """Writes what each column takes into the sheet; adds to the lists that the answers are chosen from."""
    for at, column in enumerate(columns, start=1):
        labels = [label for _code, label in column.options]
        if labels and KINDS[column.kind].is_one_of and labels not in lists:
            lists.append(labels)
        rule = _rule(column, lists.index(labels) + 1 if labels in lists else 0)
        if offered and column.code in offered:
            rule.type, rule.formula1 = "list", offered[column.code]
        if not (rule.type or rule.prompt):
            continue
        letter = get_column_letter(at)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + ROWS_WITH_RULES}")
        sheet.data_validations.append(rule)


def _offered(columns: Sequence[Column], main: Sequence[Column]) -> dict[str, str]:
    """The names and areas of the first sheet, those of new communities too; others may be typed."""
    offered = {}
    for mine, theirs in ((COMMUNITY, "name"), (AREA, "pcode")):
        code = next(column.code for column in columns if field_of(column.code) == mine)
        letter = get_column_letter(next(at for at, column in enumerate(main, start=1) if column.code == theirs))
        last = FIRST_ROW + ROWS_WITH_RULES
        offered[code] = f"{quote_sheetname(communities_title())}!${letter}${FIRST_ROW}:${letter}${last}"
    return offered


def _rule(column: Column, list_number: int) -> DataValidation:
    kind = KINDS[column.kind]
    rule = DataValidation(allow_blank=True)
    if said := prompt(column):
        rule.showInputMessage, rule.promptTitle, rule.prompt = True, column.label[:32], said[:255]
    if column.options and kind.is_one_of:
        letter = get_column_letter(list_number)
        rule.type = "list"
        rule.formula1 = f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(column.options)}"
        rule.error = _("Choose one of the answers of the list, or leave the cell empty.")
    elif kind.rule:
        rule.type, rule.operator = kind.rule.type, kind.rule.operator
        rule.formula1, rule.formula2 = kind.rule.least, kind.rule.most
        rule.error = str(kind.error)
    if rule.type:
        title = pgettext("title of a message in a workbook", "Not possible")
        rule.showErrorMessage, rule.errorTitle, rule.error = True, title[:32], str(rule.error)[:255]
    return rule


LISTS = "lists"


def _lists(book: Workbook, lists: Sequence[Sequence[str]]) -> None:
    """The answers, each list in a column of a sheet that nobody needs to see."""
    sheet = books.add_sheet(book, LISTS)
    sheet.sheet_state = "hidden"
    longest = max((len(one) for one in lists), default=0)
    make = books.maker(sheet, number_format=books.TEXT)
    books.write_rows(sheet, make, ([one[at] if at < len(one) else None for one in lists] for at in range(longest)))


# --- the sheets that explain ------------------------------------------------------------------------------------------
def _how_to_fill(book: Workbook, about: About) -> None:
    sheet = books.add_sheet(book, pgettext("sheet of a workbook", "How to fill it"), widths=[5, 110])
    sheet.sheet_view.showGridLines = False
    title, quiet = books.maker(sheet, font=books.TITLE_FONT), books.maker(sheet, font=books.QUIET_FONT)
    number = books.maker(sheet, font=books.HEAD_FONT, alignment=books.TOP)
    step = books.maker(sheet, font=books.PLAIN_FONT, alignment=books.WRAPPED)
    for make, text in ((title, about.title), (quiet, about.programme), (quiet, about.made)):
        sheet.append([make(text)])
    sheet.append([])
    for at, text in enumerate(about.steps, start=1):
        sheet.append([number(at), step(text)])
    books.lock(sheet)


def _dictionary(book: Workbook, columns: Sequence[Column], beside: Sequence[Beside]) -> None:
    title = pgettext("sheet of a workbook", "Dictionary")
    sheet = books.add_sheet(book, title, widths=[30, 26, 46, 24, 60, 26], freeze="A2")
    head = books.maker(sheet, font=books.HEAD_FONT, fill=books.HEAD_FILL, alignment=books.FULL_HEAD)
    body = books.maker(sheet, font=books.PLAIN_FONT, alignment=books.WRAPPED)
    titles = [
        _("Column"), _("Part of the profile"), _("What it is"), _("Kind of answer"), _("Allowed answers"),
        pgettext("column of a dictionary", "Code"),
    ]  # fmt: skip
    books.write_rows(sheet, head, [titles])
    books.write_rows(sheet, body, (_explained(column, section_title(column)) for column in columns))
    for one in beside:
        books.write_rows(sheet, body, (_explained(column, one.title) for column in one.columns))
    books.lock(sheet)


def _explained(column: Column, part: str) -> list[Value]:
    """Of several answers the codes are written, so they are told; of a list the words are chosen."""
    kind = KINDS[column.kind]
    told = [label if kind.is_one_of or code == label else f"{code}: {label}" for code, label in column.options]
    allowed = "\n".join(told) or str(kind.allowed)
    return [column.label, part, capfirst(column.hint), str(kind.label), allowed, column.code]


def section_title(column: Column) -> str:
    return str(BY_CODE[column.section].title) if column.section in BY_CODE else ""


def prompt(column: Column) -> str:
    """What a spreadsheet shows beside the chosen cell; nothing where the header says it all."""
    return str(KINDS[column.kind].allowed or column.hint)
