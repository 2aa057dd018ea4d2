"""The fields of the tables on a blank form: a line to write on, boxes to tick, or the number of a list to write.

A choice of few stands as boxes below its row, beside the lines for words; a longer list is printed once above the
table, and its number is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from profiling.models.services import PROTECTION, ServiceKind
from profiling.reading.tables import BESIDE, CellKind, kind_of, label_of, yes_no
from profiling.sections import TABLES, Table
from reports.plan_paper.wording import group_label

Row = dict[str, Any]
FEW = 4  # options that are printed as boxes
ROOM = 158  # millimetres for columns; the number of the source takes the rest
WIDTHS = {CellKind.FIGURE: 16, CellKind.YES_NO: 26, CellKind.DAY: 22, CellKind.MONTHS: 40}
OF_NUMBER, OF_SCALE, OF_PLACE, OF_KIND = 18, 26, 24, 36
LEAST_NAME = 38
TALL = {"form-months": 3.0, "form-text": 2.4}  # lines of the page that a row takes with such a column
# What whoever enters it decides, and what the paper does not ask.
UNPRINTED = frozenset({"classification", "organisation"})
# Tables with a line for each kind, because mostly there is one of each; some more for others.
EACH_KIND = {"services": [kind for kind in ServiceKind if kind not in PROTECTION], "protection": list(PROTECTION)}
MORE, LINES = 2, 4
LONG = 200  # letters that fit on half a line by hand; what may be longer gets a whole line, or a cell of two
FEW_LINES = {"perceptions": 4, "movements": 5, "bodies": 6, "stakeholders": 8, "works": 6, "market": 8}


@dataclass(frozen=True)
class Option:
    """A box with its word; of a list that is printed once, `number` is what is written in the column."""

    label: str
    number: int = 0


@dataclass(frozen=True)
class Column:
    """`boxes` are ticked; with `is_listed` a number of the list is written; else there is room to write."""

    name: str
    label: str
    style: str
    boxes: list[Option] = field(default_factory=list)
    is_listed: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table to fill in: its columns, the lists of which numbers are written, and what is told in words below a row.

    `names`: the kinds that are printed beforehand, one a line; then empty lines follow.
    """

    code: str
    title: str
    columns: list[Column]
    lists: list[tuple[str, list[Option]]]
    words: list[Column]
    names: list[str]
    empty: range

    @property
    def span(self) -> int:
        return len(self.columns) + 1

    @property
    def lines(self) -> int:
        """Of the page, about."""
        tall = max(TALL.get(column.style, 1.6) for column in self.columns)
        below = 1.2 * ceil(sum(1 if column.style == "form-text" else 0.5 for column in self.words))
        return ceil((len(self.names) + len(self.empty)) * (tall + below) + 3 + 1.5 * len(self.lists))


def sheet_of(snapshot: Row, found: Row) -> Sheet:
    table = TABLES[found["code"]]
    names = [name for name in found["fields"] if name not in UNPRINTED and name not in BESIDE.values()]
    names = [name for name in names if not (name == "kind" and len(table.kinds) == 1)]
    columns = [_priced(snapshot, _column(snapshot, table, name)) for name in names]
    short = [column for column in columns if column.style and not column.is_wide]
    head = _named_in_words(table, names)
    chosen = _fitting(table, short, ROOM - (LEAST_NAME if head else 0))
    first = [column for column in columns if column.name == head]
    kinds = [str(kind.label) for kind in EACH_KIND.get(table.code, ())]
    return Sheet(
        table.code,
        str(table.title),
        [*first, *chosen],
        [(column.label, _options(snapshot, table, column.name)) for column in columns if _is_list(column, kinds)],
        [column for column in columns if column not in chosen and column not in first],
        kinds,
        range(MORE if kinds else FEW_LINES.get(table.code, LINES)),
    )


def _is_list(column: Column, kinds: list[str]) -> bool:
    """Kinds that are printed beforehand need no list; groups have theirs on the first page."""
    return (
        column.is_listed and not (kinds and column.name == "kind") and column.name not in ("group", "excluded_groups")
    )


def _named_in_words(table: Table, names: list[str]) -> str:
    """The words that name a row: they get the first, widest column."""
    return next((name for name in names if name in table.model.TEXTS and not table.field(name).blank), "")


def _fitting(table: Table, columns: list[Column], room: int) -> list[Column]:
    """Those that fit beside each other; what is rarely filled in goes first, to a line of its own."""
    order = sorted(columns, key=lambda column: column.name in table.rare)
    chosen = []
    for column in order:
        width = _width(table, column)
        if width <= room:
            chosen.append(column)
            room -= width
    return [column for column in columns if column in chosen]


def _width(table: Table, column: Column) -> int:
    styles = {"form-kind": OF_KIND, "form-number": OF_NUMBER, "form-scale": OF_SCALE}
    if column.style in styles:
        return styles[column.style]
    return WIDTHS.get(kind_of(table.field(column.name)), OF_PLACE)


def _column(snapshot: Row, table: Table, name: str) -> Column:
    stored, label = table.field(name), label_of(table, name)
    kind = kind_of(stored)
    if kind == CellKind.MONTHS:
        return Column(name, label, "form-months", [Option(str(month)) for month in range(1, 13)])
    if kind == CellKind.YES_NO:
        return Column(name, label, "form-yes", [Option(yes_no(True)), Option(yes_no(False))])
    if kind == CellKind.GROUPS:
        return Column(name, _("%(what)s (number)") % {"what": label}, "form-number", is_listed=True)
    if kind == CellKind.CHOICE:
        options = _options(snapshot, table, name)
        if len(options) > FEW:
            style = "form-kind" if table.code in EACH_KIND and name == "kind" else "form-number"
            what = label if style == "form-kind" else _("%(what)s (number)") % {"what": label}
            return Column(name, what, style, is_listed=True)
        return Column(name, label, "", [Option(one.label) for one in options])
    steps = _steps(stored)
    if steps:
        return Column(name, label, "form-scale", [Option(str(step)) for step in steps])
    if kind == CellKind.WORDS:
        return Column(name, label, "form-text" if stored.max_length > LONG else "form-name", is_wide=True)
    styles = {CellKind.FIGURE: "form-figure", CellKind.DAY: "form-day", CellKind.PLACE: "form-place"}
    return Column(name, label, styles.get(kind, "form-name"))


def _priced(snapshot: Row, column: Column) -> Column:
    """An amount names the currency of the programme."""
    if column.name not in BESIDE:
        return column
    return replace(column, label=f"{column.label} ({snapshot['programme']['currency']})")


def _steps(stored: Any) -> range:
    """Of a scale of a few steps, such as 1 to 5."""
    limits = [one.limit_value for one in stored.validators if hasattr(one, "limit_value")]
    small = len(limits) == 2 and isinstance(limits[1], int) and limits[1] <= 5
    return range(limits[0], limits[1] + 1) if small else range(0)


def _options(snapshot: Row, table: Table, name: str) -> list[Option]:
    stored = table.field(name)
    pairs = [(value, str(label)) for value, label in stored.flatchoices]
    if name == "kind" and table.kinds:
        pairs = [(value, label) for value, label in pairs if value in table.kinds]
    return [Option(label, number) for number, (_value, label) in enumerate(pairs, 1)]


def groups_of(snapshot: Row) -> list[Option]:
    """The groups that a column may name, with the numbers that are written."""
    return [Option(group_label(snapshot, code), number) for number, code in enumerate(snapshot["choices"], 1)]
