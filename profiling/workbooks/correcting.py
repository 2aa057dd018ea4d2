"""The refused rows of a sheet of profiles as a workbook: from the file as it was kept, and what its check found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from django.utils.translation import gettext as _

from cbp.core.sheets import Cell, raw
from profiling.columns import open_columns
from profiling.models import ProfileSheet
from profiling.sheets.findings import Finding, Outcome
from profiling.sheets.heads import MOST_COLUMNS
from profiling.workbooks.marked import MarkedRow, marked_book


def corrections_book(sheet: ProfileSheet) -> IO[bytes]:
    """One line of headers and, hidden below it, our codes: it comes back without a mapping.

    Where the sheet has words of its own, the codes are left out, so that the mapping which knows them is used again.
    """
    head = sheet.head or {}
    places = places_of(sheet)
    lines = [list(head["headers"])]
    if not sheet.values:
        codes = {at: code for code, at in places.items()}
        lines.append([codes.get(at, "") for at in range(len(head["headers"]))])
    title = _("Rows to correct: %(name)s") % {"name": sheet.name}
    return marked_book(lines, _refused_rows(sheet, places), title=title, hidden=[1] if len(lines) > 1 else [])


def places_of(sheet: ProfileSheet) -> dict[str, int]:
    """Where in the file the columns of ours stand, counted from 0, by code."""
    keys = [key or f"#{at}" for at, key in enumerate((sheet.head or {"keys": []})["keys"])]
    return {sheet.columns[key]: at for at, key in enumerate(keys) if sheet.columns.get(key)}


def _refused_rows(sheet: ProfileSheet, places: dict[str, int]) -> Iterator[MarkedRow]:
    faults: dict[int, list[Finding]] = {}
    for fault in Outcome.from_json(sheet.outcome or {}).faults:
        faults.setdefault(fault.row, []).append(fault)
    labels = {column.code: column.label for column in open_columns(sheet.programme)}
    content = sheet.path.read_bytes()
    for number, line in enumerate(raw(content, most_columns=MOST_COLUMNS).lines, start=1):
        if number in faults:
            yield _marked(number, line, faults[number], places, labels)


def _marked(
    number: int, line: Sequence[Cell], faults: Sequence[Finding], places: dict[str, int], labels: dict[str, str]
) -> MarkedRow:
    sentences = [_("Row %(row)s in the file") % {"row": number}]
    for fault in faults:
        about = labels.get(fault.column, "")
        pair = _("%(column)s: %(sentence)s") % {"column": about, "sentence": fault.sentence}
        sentences.append(pair if about else fault.sentence)
    wrong = frozenset(places[fault.column] for fault in faults if fault.column in places)
    return MarkedRow([str(cell) for cell in line], sentences, wrong)
