"""Opens one workbook in a process of its own, with little memory and little time, and prints its first visible sheet.

Run by path, never imported: a sheet of two far-away cells, or one that swells while it is read, ends this process and
nothing else. Standard library and calamine only, so that it starts in a blink. The first line printed says which cells
are merged; then follows each row as JSON, so that nobody has to hold the whole table. With a mark, it is every sheet of
the book whose first lines hold a cell that ends with it, each after a line that tells its title.
"""

import datetime
import json
import math
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

MEMORY = 700 * 1024 * 1024
SECONDS = 20
MOST_MERGED = 20_000
MARKED_WITHIN = 8  # lines from the top


def plain(value: object) -> str | float:
    """A cell as a person would have typed it: 12.0 is 12, a day without a time is a date; 12.5 stays a number."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def first_sheet(book: Any) -> Any:
    """The first one that a person sees and that holds anything; else the very first."""
    for at, about in enumerate(book.sheets_metadata):
        if str(about.visible).endswith("Visible") and str(about.typ).endswith("WorkSheet"):
            sheet = book.get_sheet_by_index(at)
            if sheet.end is not None:
                return sheet
    return book.get_sheet_by_index(0)


def marked_sheets(book: Any, mark: str) -> Iterator[Any]:
    """Those of our own among them: foreign ones have no such cell."""
    for at, about in enumerate(book.sheets_metadata):
        if str(about.typ).endswith("WorkSheet"):
            sheet = book.get_sheet_by_index(at)
            if any(str(cell).endswith(mark) for row in islice(sheet.iter_rows(), MARKED_WITHIN) for cell in row):
                yield sheet


def main(path: str, most_rows: int, most_columns: int, most_text: int, mark: str = "") -> None:
    """Beyond the limits a table is answered by its shape alone, which the caller refuses; too much text ends this."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import python_calamine  # after the limits, so that they hold for it

    book = python_calamine.CalamineWorkbook.from_path(path)
    text = 0
    for sheet in marked_sheets(book, mark) if mark else [first_sheet(book)]:
        deepest, widest = (end + 1 for end in sheet.end or (-1, -1))
        about: dict[str, Any] = {"title": sheet.name} if mark else {}
        if widest > most_columns or deepest > most_rows:
            print(json.dumps({**about, "rows": deepest, "columns": widest}))
            return
        if not mark:
            merged = sheet.merged_cell_ranges or []
            about = {"merged": [[*first, *last] for first, last in merged[:MOST_MERGED]]}
        print(json.dumps(about, ensure_ascii=False))
        text = print_rows(sheet, text, most_text)


def print_rows(sheet: Any, text: int, most_text: int) -> int:
    """Gives the letters printed so far."""
    left: list[str | float] = [""] * (sheet.start or (0, 0))[1]
    for row in sheet.iter_rows():
        cells = left + [plain(cell) for cell in row]
        text += sum(len(cell) for cell in cells if isinstance(cell, str))
        if text > most_text:
            sys.exit("This sheet holds more text than a table has.")
        print(json.dumps(cells, ensure_ascii=False))
    return text


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    rows, columns, text = (int(limit) for limit in sys.argv[2:5])
    main(sys.argv[1], rows, columns, text, "".join(sys.argv[5:]))
