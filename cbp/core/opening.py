"""Opens one workbook in a process of its own, with little memory and little time, and prints its first sheet as JSON.

Run by path, never imported: a sheet of two far-away cells, or one that swells while it is read, ends this process and
nothing else. Standard library and calamine only, so that it starts in a blink.
"""

import datetime
import json
import resource
import sys

MEMORY = 700 * 1024 * 1024
SECONDS = 20


def plain(value: object) -> str:
    """A cell as a person would have typed it: 12.0 is 12, a day without a time is a date."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def main(path: str, most_rows: int, most_columns: int, most_text: int) -> None:
    """Beyond the limits a table is answered by its shape alone, which the caller refuses; too much text ends this."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import python_calamine  # after the limits, so that they hold for it

    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    if sheet.total_width > most_columns or sheet.total_height > most_rows:
        wide = [""] * (most_columns + 1) if sheet.total_width > most_columns else []
        json.dump([wide] + [[]] * (most_rows if sheet.total_height > most_rows else 0), sys.stdout)
        return
    rows = [[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    if sum(len(cell) for row in rows for cell in row) > most_text:
        sys.exit("This sheet holds more text than a table has.")
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], *(int(limit) for limit in sys.argv[2:]))
