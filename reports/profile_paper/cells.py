"""One value of the snapshot as the paper prints it, in its own language. Labels come from the models of the tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import MONTHS
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cbp.core.listing import COMMA
from cbp.core.suppression import HIDDEN
from cbp.core.templatetags import figures as f
from profiling.reading.tables import BESIDE, YEARS, CellKind, kind_of, label_of, yes_no
from profiling.sections import TABLES, Table
from reports.plan_paper.wording import Told, group_label, group_labels, told

Row = dict[str, Any]


@dataclass(frozen=True)
class Printed:
    """`told` for the community's own words, `text` for all else; with neither, it is not known."""

    label: str
    text: SafeString | str = ""
    told: Told | None = None
    is_number: bool = False


@dataclass(frozen=True)
class Known:
    """What a cell is read with: the names of the programme's groups."""

    snapshot: Row = field(default_factory=dict)

    def printed(self, table: Table, name: str, row: Row) -> Printed:
        kind, label = kind_of(table.field(name)), label_of(table, name)
        if kind == CellKind.WORDS:
            return Printed(label, told=told(row["texts"], name))
        return Printed(label, self._text(table, name, kind, row), is_number=kind == CellKind.FIGURE)

    def _text(self, table: Table, name: str, kind: CellKind, row: Row) -> SafeString | str:
        value = row["cells"].get(name)
        if kind == CellKind.GROUPS and name == "group":
            return f.name(group_label(self.snapshot, value)) if value else _("Everybody")
        if value in (None, "", []):
            return ""
        match kind:
            case CellKind.FIGURE:
                return figure(name, value, row)
            case CellKind.CHOICE:
                return str(dict(table.field(name).flatchoices).get(value, value))
            case CellKind.YES_NO:
                return yes_no(value)
            case CellKind.DAY:
                return f.short_day(value)
            case CellKind.MONTHS:
                return months(value)
            case CellKind.GROUPS:
                return group_labels(self.snapshot, value)
        return f.name(value)


def figure(name: str, value: Any, row: Row) -> SafeString:
    """A count, which may be hidden; a quantity or an amount, which a snapshot keeps as text; a year."""
    if name in YEARS:
        return f.code(value)
    if name in BESIDE:
        return f.money(value, row["cells"].get(BESIDE[name], ""))
    if isinstance(value, int) or value == HIDDEN:
        return f.shown(value)
    return f.decimal(value)


def months(value: list[int]) -> str:
    return _(COMMA).join(str(MONTHS[month]) for month in value)


def row_name(known: Known, code: str, row: Row) -> Printed:
    """What a row is called: its first words that no row goes without, else its kind."""
    table = TABLES[code]
    return known.printed(table, head_of(table), row)


def head_of(table: Table) -> str:
    texts = [name for name in table.fields if name in table.model.TEXTS]
    return next((name for name in texts if not table.field(name).blank), table.fields[0])
