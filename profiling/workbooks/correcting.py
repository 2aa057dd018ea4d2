"""The refused rows of a sheet of profiles as a workbook: from the file as it was kept, and what its check found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import IO, Any

from django.utils.translation import gettext as _

from cbp.core.sheets import Cell, marked, raw
from profiling.columns import open_columns
from profiling.models import ProfileSheet
from profiling.reading.layouts import layout_of
from profiling.sections import TABLES
from profiling.sheets.findings import Finding, Outcome
from profiling.sheets.heads import MOST_COLUMNS
from profiling.sheets.tables.columns import MARK, ROW, UID, code_of, row_sheets, table_of
from profiling.workbooks.marked import MarkedRow, MarkedSheet, marked_book

Faults = dict[int, list[Finding]]


def corrections_book(sheet: ProfileSheet, outcome: Outcome) -> IO[bytes]:
    """A sheet for each that has refused rows, the one of communities first."""
    faults: dict[str, Faults] = {}
    for fault in outcome.faults:
        faults.setdefault(table_of(fault.column), {}).setdefault(fault.row, []).append(fault)
    sheets = [_communities(sheet, faults.get("", {}))] if (sheet.head or {}).get("keys") else []
    named = {code: outcome.tables[code] for code in TABLES if code in faults}
    sheets += _tables(sheet, named, faults)
    return marked_book(sheets or [MarkedSheet([[]], [])], title=_("Rows to correct: %(name)s") % {"name": sheet.name})


def _communities(sheet: ProfileSheet, faults: Faults) -> MarkedSheet:
    """One line of headers and, hidden below it, our codes: it comes back without a mapping.

    Where the sheet has words of its own, the codes are left out, so that the mapping which knows them is used again.
    """
    head, places = sheet.head or {}, places_of(sheet)
    lines = [list(head["headers"])]
    if not sheet.values:
        codes = {at: code for code, at in places.items()}
        lines.append([codes.get(at, "") for at in range(len(head["headers"]))])
    labels = {column.code: column.label for column in open_columns(sheet.programme)}
    rows = enumerate(raw(sheet.path.read_bytes(), most_columns=MOST_COLUMNS).lines, start=1)
    return MarkedSheet(lines, _refused(rows, faults, places, labels), hidden=[1] if len(lines) > 1 else [])


def places_of(sheet: ProfileSheet) -> dict[str, int]:
    """Where in the file the columns of ours stand, counted from 0, by code."""
    keys = [key or f"#{at}" for at, key in enumerate((sheet.head or {"keys": []})["keys"])]
    return {sheet.columns[key]: at for at, key in enumerate(keys) if sheet.columns.get(key)}


def _tables(
    sheet: ProfileSheet, named: Mapping[str, Mapping[str, Any]], faults: dict[str, Faults]
) -> list[MarkedSheet]:
    """As they were sent, with their codes; the numbers of rows and of communities stay unseen."""
    labels = {
        column.code: column.label
        for one in (row_sheets(sheet.programme, layout_of(sheet.programme)) if named else ())
        for column in one.columns
    }
    refused = _refused_lines(sheet, named, faults) if named else {}
    sheets = []
    for table, about in named.items():
        title, places = about["title"], _places(about["codes"])
        rows = _refused(refused.get(title, []), faults[table], places, labels)
        unseen = [places[key] for name in (ROW, UID) if (key := code_of(TABLES[table], name)) in places]
        sheets.append(MarkedSheet([about["headers"], about["codes"]], rows, title, hidden=[1], unseen=unseen))
    return sheets


def _places(codes: Sequence[str]) -> dict[str, int]:
    return {code: at for at, code in enumerate(codes) if code}


def _refused_lines(
    sheet: ProfileSheet, named: Mapping[str, Mapping[str, Any]], faults: dict[str, Faults]
) -> dict[str, list[tuple[int, list[Cell]]]]:
    """{title: the lines of refused rows}: the sheets of a file are walked once, in their order."""
    wanted = {about["title"]: faults[table] for table, about in named.items()}
    lines = marked(sheet.path.read_bytes(), MARK, most_columns=MOST_COLUMNS)
    return {
        title: [(number, line) for _title, number, line in group if number in wanted.get(title, {})]
        for title, group in groupby(lines, key=itemgetter(0))
    }


def _refused(
    lines: Iterable[tuple[int, list[Cell]]],
    faults: Faults,
    places: Mapping[str, int],
    labels: Mapping[str, str],
) -> Iterator[MarkedRow]:
    for number, line in lines:
        if number in faults:
            yield _marked(number, line, faults[number], places, labels)


def _marked(
    number: int, line: Sequence[Cell], faults: Sequence[Finding], places: Mapping[str, int], labels: Mapping[str, str]
) -> MarkedRow:
    sentences = [_("Row %(row)s in the file") % {"row": number}]
    for fault in faults:
        about = labels.get(fault.column, "")
        pair = _("%(column)s: %(sentence)s") % {"column": about, "sentence": fault.sentence}
        sentences.append(pair if about else fault.sentence)
    wrong = frozenset(places[fault.column] for fault in faults if fault.column in places)
    return MarkedRow([str(cell) for cell in line], sentences, wrong)
