"""The refused rows of a sheet, as they were sent: the faulty cells coloured, and in front what is wrong with each row.

What is corrected there is uploaded again as it is: the headers stay, the column in front is known and not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import IO, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from cbp.core.sheets import plain
from profiling.workbooks import books
from profiling.workbooks.books import Style

NOTES_WIDTH, WIDTH = 60, 16


@dataclass(frozen=True)
class MarkedRow:
    """A row as it was sent. `sentences` say what is wrong with it, `wrong` are the places of the faulty cells."""

    cells: Sequence[str]
    sentences: Sequence[str]
    wrong: frozenset[int] = field(default_factory=frozenset)


def notes_title() -> str:
    return pgettext("column of a workbook", "What is to be corrected")


def notes_titles() -> set[str]:
    """The header of the column in front as every language writes it: it is never read."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(plain(notes_title()))
    return found


@dataclass(frozen=True)
class MarkedSheet:
    """`head` are the headers and, where there are any, codes below them; lines at the places `hidden` stay unseen, and
    so do the columns at the places `unseen`.
    """

    head: Sequence[Sequence[str]]
    rows: Iterable[MarkedRow]
    title: str = ""
    hidden: Sequence[int] = ()
    unseen: Sequence[int] = ()


def marked_book(sheets: Iterable[MarkedSheet], *, title: str) -> IO[bytes]:
    """One sheet after the other, each with its own title or that of rows to correct."""
    book = books.new_book(title)
    below = {}
    for number, one in enumerate(sheets, start=1):
        skipped = _places_of_notes(one.head)
        sheet = _sheet(book, one, skipped)
        below[number] = _lines(_looks(sheet), one.rows, len(one.head), skipped)
    return books.finished(book, others=below)


def _places_of_notes(head: Sequence[Sequence[str]]) -> frozenset[int]:
    """A workbook that comes back a second time has our column in front already."""
    titles = notes_titles()
    return frozenset(at for line in head for at, cell in enumerate(line) if cell and plain(cell) in titles)


def _kept(line: Sequence[str], skipped: frozenset[int]) -> list[str]:
    return [cell for at, cell in enumerate(line) if at not in skipped]


def _sheet(book: Workbook, one: MarkedSheet, skipped: frozenset[int]) -> Any:
    head = one.head
    widest = max((len(line) for line in head), default=0)
    name = one.title or pgettext("sheet of a workbook", "Rows to correct")
    sheet = books.add_sheet(book, name, widths=[NOTES_WIDTH, *[WIDTH] * widest], freeze=f"B{len(head) + 1}")
    for at in one.hidden:
        sheet.row_dimensions[at + 1].hidden = True
    for at in one.unseen:
        sheet.column_dimensions[get_column_letter(at + 2 - sum(place < at for place in skipped))].hidden = True
    look: dict[str, Any] = {"font": books.HEAD_FONT, "fill": books.HEAD_FILL, "alignment": books.FULL_HEAD}
    make = books.maker(sheet, number_format=books.TEXT, **look)
    firsts = [notes_title(), *[""] * len(head)]
    for first, line in zip(firsts, head, strict=False):
        sheet.append([make(cell) for cell in (first, *_kept(line, skipped))])
    return sheet


@dataclass(frozen=True)
class Looks:
    """The styles of the rows, which have to be in the book before it is saved."""

    words: Style
    right: Style
    wrong: Style


def _looks(sheet: Any) -> Looks:
    plain_look: dict[str, Any] = {"font": books.PLAIN_FONT, "number_format": books.TEXT}
    return Looks(
        books.style(sheet, alignment=books.WRAPPED, **plain_look),
        books.style(sheet, **plain_look),
        books.style(sheet, fill=books.FAULTY_FILL, **plain_look),
    )


def _lines(looks: Looks, rows: Iterable[MarkedRow], above: int, skipped: frozenset[int]) -> Iterator[str]:
    for number, row in zip(count(above + 1), rows, strict=False):
        cells = [books.cell(f"A{number}", looks.words, "\n".join(row.sentences))]
        kept = ((at, cell) for at, cell in enumerate(row.cells) if at not in skipped)
        for place, (at, cell) in enumerate(kept, start=2):
            if cell or at in row.wrong:
                look = looks.wrong if at in row.wrong else looks.right
                cells.append(books.cell(f"{get_column_letter(place)}{number}", look, cell))
        yield books.row(number, cells)
