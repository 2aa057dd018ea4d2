"""The rows of the sheet of communities under the chosen columns: every cell read, or told that it cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from cbp.core.sheets import Cell, nothing
from profiling.columns import Column, ColumnKind
from profiling.sheets import cells
from profiling.sheets.cells import Reader, Unread
from profiling.sheets.findings import Finding, Outcome, short
from profiling.sheets.heads import Merged
from profiling.sheets.words import key_of

SUMS = frozenset(map(key_of, (
    "Total", "Totals", "Totaux", "Totales", "Sum", "Sums", "Somme", "Sommes", "Suma", "Grand total", "Total général",
    "Total general", "Sous-total", "Subtotal", "المجموع", "مجموع",
)))  # fmt: skip

KEPT = 1000  # different cells of a column that are read once: answers and small counts come again and again


class Line(NamedTuple):
    """A row: its number in the file, and a value for each column that is read; None where it says nothing."""

    number: int
    values: tuple[Any, ...]


@dataclass
class Rows:
    """What was read. `codes` are our columns in the order of the values; `refused` the numbers of faulty rows."""

    codes: list[str]
    outcome: Outcome
    lines: list[Line] = field(default_factory=list)
    refused: set[int | tuple[str, int]] = field(default_factory=set)  # of a sheet of rows with its table

    def __post_init__(self) -> None:
        self.at = {code: at for at, code in enumerate(self.codes)}

    def value(self, line: Line, code: str) -> Any:
        at = self.at.get(code)
        return None if at is None else line.values[at]

    def empty_line(self) -> Line:
        """Of a community that only the sheets of rows name."""
        return Line(0, (None,) * len(self.codes))

    def refuse(self, number: int, column: str, code: str, **values: Any) -> None:
        self.refused.add(number)
        self.outcome.note(Finding(number, column, code, values))

    def warn(self, number: int, column: str, code: str, **values: Any) -> None:
        self.outcome.note(Finding(number, column, code, values))


class Source(NamedTuple):
    """Where a column stands in the file, and how its cells are read. `known` keeps what the first cells say."""

    at: int
    column: Column
    read: Reader
    known: dict[Cell, Any]


def read_rows(lines: Iterable[tuple[int, Sequence[Cell]]], sources: Sequence[Source], merged: Merged) -> Rows:
    """`lines` are (number as a spreadsheet counts, cells), below the head."""
    rows = Rows([source.column.code for source in sources], Outcome())
    spans = _Spans(merged)
    for number, line in lines:
        values = tuple(_values(rows, number, line, sources, spans))
        if any(value is not None for value in values) or number in rows.refused:
            _take(rows, Line(number, values))
    rows.outcome.refused = len(rows.refused)
    return rows


def _take(rows: Rows, line: Line) -> None:
    name = rows.value(line, "name")
    rows.outcome.rows += 1
    if name and key_of(name) in SUMS and not rows.value(line, "uid") and not rows.value(line, "pcode"):
        rows.outcome.skipped += 1
        rows.warn(line.number, "name", "sum_line")
        return
    if line.number not in rows.refused:
        _check_identity(rows, line)
    if line.number not in rows.refused:
        rows.outcome.values += sum(value is not None for value in line.values)
        rows.lines.append(line)


def _values(rows: Rows, number: int, line: Sequence[Cell], sources: Sequence[Source], spans: _Spans) -> Iterator[Any]:
    width = len(line)
    spanned = spans.of(number, line)
    for at, column, read, known in sources:
        cell: Cell = line[at] if at < width else ""
        if cell in known and not spanned:
            yield known[cell]
            continue
        if spanned and at in spanned:
            if column.is_key:
                cell = spanned[at]
            elif cell != "" or spanned[at] != "":
                rows.refuse(number, column.code, "merged", value=short(str(spanned[at])))
                yield None
                continue
        try:
            value = None if isinstance(cell, str) and not cell[:1].isdigit() and nothing(cell) else read(cell)
        except Unread as fault:
            rows.refuse(number, column.code, fault.code, value=short(str(cell)), **fault.values)
            value = None
        else:
            if len(known) < KEPT:
                known[cell] = value
        yield value


class _Spans:
    """Cells merged over several rows: every row of them shows what the first one says."""

    def __init__(self, merged: Merged) -> None:
        self.spans = sorted(span for span in merged if span[2] > span[0])
        self.begun: list[tuple[int, int, Cell]] = []  # last row, column, what it says
        self.next = 0

    def of(self, number: int, line: Sequence[Cell]) -> dict[int, Cell]:
        """{column: what the merged cell says} for this row; rows come in order."""
        if self.next >= len(self.spans) and not self.begun:
            return {}
        row = number - 1
        self.begun = [one for one in self.begun if one[0] >= row]
        while self.next < len(self.spans) and self.spans[self.next][0] <= row:
            top, left, bottom, _right = self.spans[self.next]
            if top == row:
                self.begun.append((bottom, left, line[left] if left < len(line) else ""))
            self.next += 1
        return {at: says for _last, at, says in self.begun}


def _check_identity(rows: Rows, line: Line) -> None:
    """A row says which community it is about; a point has two coordinates, and does not lie in the sea."""
    if not rows.value(line, "uid"):
        for code, fault in (("name", "empty_name"), ("pcode", "empty_area")):
            if not rows.value(line, code):
                rows.refuse(line.number, code, fault)
    latitude, longitude = rows.value(line, "latitude"), rows.value(line, "longitude")
    if (latitude is None) != (longitude is None):
        rows.refuse(line.number, "latitude" if latitude is None else "longitude", "half_point")
    elif latitude == 0 and longitude == 0 and latitude is not None:
        rows.refuse(line.number, "latitude", "no_point")


# --- readers ----------------------------------------------------------------------------------------------------------
Words = Mapping[str, Mapping[str, str]]  # {column: {word as `key_of` writes it: code}}


def sources_of(columns: Mapping[str, Column], places: Mapping[str, int], options: Words, theirs: Words) -> list[Source]:
    """`places` are {our column: its place in the file}, `theirs` words that a person explained."""
    found = []
    for code, at in sorted(places.items(), key=lambda pair: pair[1]):
        words = {**options.get(code, {}), **{key_of(word): answer for word, answer in theirs.get(code, {}).items()}}
        found.append(Source(at, columns[code], _reader(columns[code], words), {"": None}))
    return found


def _reader(column: Column, words: Mapping[str, str]) -> Reader:
    if column.kind == ColumnKind.NUMBER:
        is_distance = column.code.startswith("service.")
        return (
            cells.decimal_reader(places=1, digits=6, least=0)
            if is_distance
            else cells.decimal_reader(places=3, digits=16)
        )
    if column.kind == ColumnKind.WORDS:
        return cells.text_reader(2000 if column.code.startswith("question.") else 200)
    if column.kind == ColumnKind.CHOICE:
        return cells.choice_reader(words)
    if column.kind == ColumnKind.YES_NO:
        return cells.yes_no_reader(words)
    plain: dict[str, Reader] = {
        ColumnKind.UID: cells.uid, ColumnKind.AREA: cells.text_reader(200), ColumnKind.NAMES: cells.names,
        ColumnKind.COUNT: cells.count, ColumnKind.DAY: cells.day,
        ColumnKind.LATITUDE: partial(cells.coordinate, axis="latitude"),
        ColumnKind.LONGITUDE: partial(cells.coordinate, axis="longitude"),
    }  # fmt: skip
    return plain[column.kind]
