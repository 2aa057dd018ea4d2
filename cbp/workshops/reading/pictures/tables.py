"""The rows of a tool as a table: columns and labels are those of the catalogue, the words those of the community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import yesno

from cbp.workshops.tools.catalogue import DESCRIPTIONS
from cbp.workshops.tools.parts import Column, Kind

FIGURES = (Kind.WHOLE, Kind.NUMBER, Kind.SCALE)
# A service that works, works in part, works not: the kinds of components/status.html.
STATES = {"works": {"yes": "good", "partly": "warn", "no": "bad"}}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """`words` are the community's, `own` a word of the house, else it is a figure: not known, or hidden in a paper."""

    column: Column
    words: str = ""
    own: str = ""
    figure: int | float | str | None = None
    state: str = ""

    @property
    def is_figure(self) -> bool:
        return self.column.kind in FIGURES

    @property
    def places(self) -> int:
        return 1 if isinstance(self.figure, float) and not self.figure.is_integer() else 0

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.own or self.is_figure)


@dataclass(frozen=True)
class Table:
    """The first cell of each row is its head. `is_numbered`: the rows carry the numbers of the picture."""

    title: str
    columns: Sequence[Column]
    rows: list[tuple[int, Cell, list[Cell]]]
    is_numbered: bool


def table_of(tool: str, rows: Sequence[Row], *, is_numbered: bool = False) -> Table:
    """Columns in which nobody said anything are left out."""
    description = DESCRIPTIONS[tool]
    asked = [column for column in description.columns if column.kind != Kind.MONTHS]
    used = [column for column in asked if column.is_needed or any(row.get(column.name) for row in rows)]
    lines = [[cell_of(column, row) for column in used] for row in rows]
    numbered = [(number, line[0], line[1:]) for number, line in enumerate(lines, 1)]
    return Table(description.title, used, numbered, is_numbered)


def cell_of(column: Column, row: Row) -> Cell:
    value = row.get(column.name, column.empty)
    if column.kind in FIGURES:
        return Cell(column, figure=value)
    if column.kind == Kind.YES_NO:
        return Cell(column, own=str(yesno(bool(value))))
    if column.kind == Kind.CHOICE:
        return Cell(column, own=label_in(column, str(value)), state=STATES.get(column.name, {}).get(str(value), ""))
    return Cell(column, words=str(value))


def column_of(tool: str, name: str) -> Column:
    description = DESCRIPTIONS[tool]
    return next(one for one in (*description.columns, *description.facts) if one.name == name)


def label_in(column: Column, code: str) -> str:
    return str(dict(column.choices).get(code, code))


def label_of(tool: str, name: str, code: str) -> str:
    """The word of the house for a code in a payload: ("venn", "relation", "strain")."""
    return label_in(column_of(tool, name), code)
