"""The sheets of rows as they stand in the file: which line holds our codes, and what each row below it says."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from cbp.core.groups import MIXED, group_labels
from cbp.core.models import Programme
from cbp.core.sheets import Cell, nothing
from profiling.columns import Column, ColumnKind
from profiling.reading.layouts import Layout
from profiling.sections import Table
from profiling.sheets import cells
from profiling.sheets.cells import Reader, Unread
from profiling.sheets.findings import short
from profiling.sheets.heads import text_of
from profiling.sheets.tables.columns import (
    AREA,
    COMMUNITY,
    KEYS,
    MARK,
    ROW,
    UID,
    RowSheet,
    field_of,
    limits,
    row_sheets,
    table_of,
)
from profiling.sheets.tables.stored import listed
from profiling.sheets.words import answers_of, key_of

HEAD_WITHIN = 8  # as far as `cbp/core/opening.py` looks for the mark
GROUPS = ("group", "excluded_groups")
Lines = Iterable[tuple[str, int, list[Cell]]]
Refuse = Callable[[int, str, str, dict[str, Any]], None]  # row, field, code of the fault, its values


class RowLine(NamedTuple):
    """A row that says something. `values` are by field, without those that are not known."""

    table: str
    number: int
    key: int | None
    uid: uuid.UUID | None
    name: str
    area: str
    values: Mapping[str, Any]


class Found(NamedTuple):
    """A sheet of rows in a file: its title, our codes by their places, and the lines below, to be walked once."""

    table: str
    title: str
    headers: list[str]
    codes: list[str]
    lines: Iterator[tuple[int, list[Cell]]]


def is_marked(lines: Iterable[Sequence[Cell]]) -> bool:
    """Do these first lines belong to a sheet of rows?"""
    return any(str(cell).endswith(MARK) for line in islice(lines, HEAD_WITHIN) for cell in line)


def found_in(lines: Lines) -> Iterator[Found]:
    """Sheet after sheet; each has to be walked before the next one comes."""
    for title, group in groupby(lines, key=itemgetter(0)):
        rows = ((number, line) for _title, number, line in group)
        headers: list[str] = []
        for _number, line in islice(rows, HEAD_WITHIN):
            texts = [text_of(cell) for cell in line]
            if is_marked([texts]):
                mark = next(text for text in texts if text.endswith(MARK))
                yield Found(table_of(mark), title, headers, texts, rows)
                break
            headers = texts


# --- cells ------------------------------------------------------------------------------------------------------------
def read_lines(found: Found, readers: Mapping[str, Reader], refuse: Refuse) -> Iterator[tuple[RowLine, bool]]:
    """The rows that say something, and whether they can be taken. `readers` by field, those of the keys among them."""
    places = [(at, field_of(code)) for at, code in enumerate(found.codes) if table_of(code) == found.table]
    for number, line in found.lines:
        said = {name: line[at] for at, name in places if name in readers and at < len(line) and _says(line[at])}
        if not set(said) - set(KEYS):
            continue
        read: dict[str, Any] = {}
        is_whole = True
        for name, cell in said.items():
            try:
                read[name] = readers[name](cell)
            except Unread as fault:
                refuse(number, name, fault.code, {"value": short(str(cell)), **fault.values})
                is_whole = False
        values = {name: value for name, value in read.items() if name not in KEYS and value is not None}
        if values or not is_whole:
            keys = (read.get(ROW), read.get(UID), read.get(COMMUNITY) or "", read.get(AREA) or "")
            yield RowLine(found.table, number, *keys, values), is_whole


def _says(cell: Cell) -> bool:
    return cell != "" and not (isinstance(cell, str) and nothing(cell))


def readers_of(sheet: RowSheet, words: Mapping[str, Mapping[str, str]]) -> dict[str, Reader]:
    """By field. Answers are known in all our languages (`words_of`), and by their codes."""
    keys: dict[str, Reader] = {
        ROW: _row_key, UID: cells.uid, COMMUNITY: cells.text_reader(200), AREA: cells.text_reader(200),
    }  # fmt: skip
    return keys | {name: _reader(sheet.table, name, column, words) for name, column in sheet.fields.items()}


def words_of(programme: Programme, layout: Layout) -> dict[str, dict[str, str]]:
    """As `answers_of`; of groups also those that are not asked any more, for a row may name one."""
    found = answers_of(lambda: (column for sheet in row_sheets(programme, layout) for column in sheet.columns))
    groups = {key_of(code): code for code in group_labels(programme) if code != MIXED}
    return {column: known | groups if field_of(column) in GROUPS else known for column, known in found.items()}


def _row_key(cell: Cell) -> int:
    text = str(cell).strip()
    if not re.fullmatch("[0-9]{1,18}", text):
        raise Unread("bad_row_key")
    return int(text)


def _reader(table: Table, name: str, column: Column, words: Mapping[str, Mapping[str, str]]) -> Reader:
    stored, known = table.field(name), words.get(column.code, {})
    match column.kind:
        case ColumnKind.SEVERAL:
            return _several(known, [code for code, _label in column.options])
        case ColumnKind.YES_NO:
            return cells.yes_no_reader(known)
        case ColumnKind.CHOICE:
            return _scale(known) if isinstance(stored, models.IntegerField) else cells.choice_reader(known)
        case ColumnKind.DAY:
            return cells.day if table.code == "movements" else cells.any_day
        case ColumnKind.NUMBER:
            return cells.decimal_reader(places=stored.decimal_places, digits=stored.max_digits, least=0)
        case ColumnKind.COUNT if isinstance(stored, models.PositiveSmallIntegerField):
            return _year(limits(stored)[0])
        case ColumnKind.COUNT:
            return cells.count
    return cells.text_reader(stored.max_length or 200)


def _several(words: Mapping[str, str], order: Sequence[str]) -> Reader:
    """Codes or words, in the order of the answers."""

    def read(cell: Cell) -> str | None:
        parts = [part for part in re.split(r"[;؛,،\n]", str(cell)) if part.strip()]
        chosen = {words.get(key_of(part), "") for part in parts}
        if "" in chosen:
            raise Unread("bad_choice")
        return listed([code for code in order if code in chosen] + sorted(chosen - set(order))) if chosen else None

    return read


def _scale(words: Mapping[str, str]) -> Reader:
    known = cells.choice_reader(words)

    def read(cell: Cell) -> int | None:
        code = known(cells.digits_of(cell))
        return int(code) if code else None

    return read


def _year(first: int) -> Reader:
    def read(cell: Cell) -> int:
        year = cells.count(cell)
        if year < first:
            raise Unread("bad_year")
        if datetime.date(min(year, 9999), 1, 1) > timezone.localdate():
            raise Unread("future_day")
        return year

    return read
