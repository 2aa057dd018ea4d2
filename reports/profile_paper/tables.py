"""The tables of a part on a page: short values in columns as far as they fit, all else below the name of the row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cbp.core.choices import Confidence, Method
from profiling.models.sources import Release
from profiling.reading.tables import CellKind, kind_of, label_of
from profiling.sections import TABLES, Table
from reports.profile_paper.cells import Known, Printed, head_of

Row = dict[str, Any]
# Millimetres that a column takes, by the kind of its values; what of the page is left to columns.
WIDTHS = {CellKind.FIGURE: 20, CellKind.YES_NO: 16, CellKind.DAY: 24, CellKind.CHOICE: 28}
ROOM = 104
# What stands in a column before anything else does, where not everything fits.
FIRST = (CellKind.FIGURE, CellKind.YES_NO, CellKind.DAY, CellKind.CHOICE)
# An empty one says that it is for all: nothing is unknown there.
FOR_ALL = frozenset({"group", "quarter", "excluded_groups", "organisation"})
# Nobody is asked for a remark.
UNASKED = frozenset({"remark", "barriers", "problem"})
CLASSES = {CellKind.FIGURE: "number of-figure", CellKind.YES_NO: "of-yes", CellKind.DAY: "of-date",
           CellKind.CHOICE: "of-choice"}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """The source of a figure: its number, and whether it is not for publication, or old."""

    number: int
    is_kept: bool = False
    is_old: bool = False


@dataclass(frozen=True)
class Head:
    label: str
    style: str


@dataclass(frozen=True)
class Line:
    """A row: its number in a picture if it stands in one, its name, what is told below it, and its columns."""

    name: Printed
    details: list[Printed]
    cells: list[Printed]
    source: Mark | None
    number: int = 0


@dataclass(frozen=True)
class Sheet:
    """A table as it is printed. `unknown`: what is asked and not known of any of its rows."""

    code: str
    title: str
    head: str
    heads: list[Head]
    lines: list[Line]
    unknown: list[str] = field(default_factory=list)

    @property
    def span(self) -> int:
        """Columns: the name of the row, the values, the source."""
        return len(self.heads) + 2


def marks_of(snapshot: Row) -> dict[int | None, Mark]:
    return {
        number: Mark(number, source["release"] == Release.TEAM, source["is_old"])
        for number, source in enumerate(snapshot["sources"], 1)
    }


def sheet_of(snapshot: Row, found: Row, *, is_numbered: bool = False) -> Sheet | None:
    """None where the table has no row."""
    if not found["rows"]:
        return None
    table, known, marks = TABLES[found["code"]], Known(snapshot), marks_of(snapshot)
    name = head_of(table)
    others = [one for one in found["columns"] if one != name]
    told = {one: [known.printed(table, one, row) for row in found["rows"]] for one in others}
    held = [one for one in others if any(_holds(one, row) for row in found["rows"])]
    columns = _columns(table, held)
    below = [one for one in held if one not in columns]
    lines = [
        Line(
            known.printed(table, name, row),
            [told[one][at] for one in below if _holds(one, row)],
            [told[one][at] for one in columns],
            marks.get(row["source"]),
            at + 1 if is_numbered else 0,
        )
        for at, row in enumerate(found["rows"])
    ]
    unknown = [label_of(table, one) for one in others if one not in held and one not in FOR_ALL | UNASKED]
    heads = [Head(label_of(table, one), CLASSES[kind_of(table.field(one))]) for one in columns]
    return Sheet(table.code, str(table.title), label_of(table, name), heads, lines, unknown)


def _holds(name: str, row: Row) -> bool:
    return name in row["texts"] or row["cells"].get(name) not in (None, "", [])


def _columns(table: Table, names: list[str]) -> list[str]:
    """Those that fit, in their order: what is rarely filled in comes last."""
    kinds = {name: kind_of(table.field(name)) for name in names}
    short = [name for name in names if kinds[name] in WIDTHS]
    short.sort(key=lambda name: (name in table.rare, FIRST.index(kinds[name])))
    chosen, left = set[str](), ROOM
    for name in short:
        if WIDTHS[kinds[name]] <= left:
            chosen.add(name)
            left -= WIDTHS[kinds[name]]
    return [name for name in names if name in chosen]


def sources_of(snapshot: Row) -> list[Row]:
    return [
        {
            **source,
            "method": str(Method(source["method"]).label),
            "confidence": str(Confidence(source["confidence"]).label),
            "release": str(Release(source["release"]).label),
            "mark": mark,
        }
        for source, mark in zip(snapshot["sources"], marks_of(snapshot).values(), strict=True)
    ]
