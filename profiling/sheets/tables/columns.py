"""The columns of the sheets of rows: one sheet for each table that the programme asks, one row for each row of it.

Made from the tables (`profiling.sections`) as the programme lays them out; nothing is listed twice. Each code names its
table, so that every sheet tells by itself which it is, in whatever language and under whatever title it comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cbp.core.choices import Classification
from cbp.core.currencies import currency_choices
from cbp.core.groups import group_choices
from cbp.core.models import Programme
from profiling.columns import Column, ColumnKind, yes_no
from profiling.models.factors import RESTRICTED_FACTORS
from profiling.reading.layouts import Layout, Part
from profiling.reading.tables import label_of
from profiling.sections import Table

# Which row, and of which community; beside the fields of the table, none of which is called so.
ROW, UID, COMMUNITY, AREA = "row-key", "uid", "community", "pcode"
KEYS = (ROW, UID, COMMUNITY, AREA)
MARK = f":{ROW}"  # ends one code of each of these sheets, and of no other
LONGEST_SCALE = 5


@dataclass(frozen=True)
class RowSheet:
    """One table as the programme asks it. `columns` begin with those that tell the row and its community."""

    table: Table
    part: Part
    columns: list[Column]

    @property
    def title(self) -> str:
        return str(self.table.title)

    @property
    def is_restricted(self) -> bool:
        return self.part.is_restricted

    @cached_property
    def fields(self) -> dict[str, Column]:
        """{field of the table: its column}."""
        return {field_of(column.code): column for column in self.columns if not column.is_key}


def code_of(table: Table, name: str) -> str:
    return f"{table.code}:{name}"


def table_of(code: str) -> str:
    """The code of the table; nothing for a column of the sheet of communities."""
    table, mark, _name = code.partition(":")
    return table if mark else ""


def field_of(code: str) -> str:
    return code.partition(":")[2]


def row_sheets(programme: Programme, layout: Layout) -> list[RowSheet]:
    """In the order of the parts, in the active language; the restricted ones too."""
    groups = group_choices(programme, mixed=False)
    return [
        RowSheet(table, part, [*_keys(part, table), *_fields(part, table, groups)])
        for part in layout.asked
        for table in part.section.tables
    ]


def _keys(part: Part, table: Table) -> Iterator[Column]:
    stays = _("Stands in sheets that went out. Leave it as it is; empty for a new one.")
    row = _(
        "The number of the row, in sheets that went out; empty for a new row. A row that is left out or emptied stays "
        "as it is in the profile: a sheet removes nothing."
    )
    for name, label, hint, kind in (
        (ROW, _("Row"), row, ColumnKind.ROW),
        (UID, _("Our number"), stays, ColumnKind.UID),
        (COMMUNITY, _("Community"), _("Its name as it stands in the first sheet."), ColumnKind.WORDS),
        (
            AREA,
            _("P-code of the area"),
            _("The official code of the area in which the community lies."),
            ColumnKind.AREA,
        ),
    ):
        yield Column(code_of(table, name), part.code, label, hint, kind, [], is_key=True)


def _fields(part: Part, table: Table, groups: list[tuple[str, str]]) -> Iterator[Column]:
    asked = part.fields(table)
    for name in asked:
        if (name == "kind" and len(table.kinds) == 1) or (name == "currency" and "price" not in asked):
            continue
        stored = table.field(name)
        kind, options = _answers(table, stored, groups)
        yield Column(code_of(table, name), part.code, label_of(table, name), _hint(stored, kind), kind, options)


def _hint(stored: Any, kind: ColumnKind) -> str:
    if kind == ColumnKind.SEVERAL:
        return _("The codes of the answers, with “;” between them.")
    return capfirst(str(stored.help_text))


def _answers(table: Table, stored: Any, groups: list[tuple[str, str]]) -> tuple[ColumnKind, list[tuple[str, str]]]:
    """What kind of answer a field takes, and which ones; as the entry forms do."""
    if stored.name in ("group", "excluded_groups"):
        return (ColumnKind.CHOICE if stored.name == "group" else ColumnKind.SEVERAL), groups
    if isinstance(stored, ArrayField):
        return ColumnKind.SEVERAL, [(str(month), str(name)) for month, name in MONTHS.items()]
    if isinstance(stored, models.BooleanField):
        return ColumnKind.YES_NO, yes_no()
    if isinstance(stored, models.DateField):
        return ColumnKind.DAY, []
    if isinstance(stored, models.DecimalField):
        return ColumnKind.NUMBER, []
    if isinstance(stored, models.PositiveSmallIntegerField):
        first, last = limits(stored)
        steps = [(str(step), str(step)) for step in range(first, last + 1)] if last <= LONGEST_SCALE else []
        return (ColumnKind.CHOICE if steps else ColumnKind.COUNT), steps
    if isinstance(stored, models.IntegerField):
        return ColumnKind.COUNT, []
    if stored.name == "currency":
        return ColumnKind.CHOICE, currency_choices()
    return (ColumnKind.CHOICE, _choices(table, stored)) if stored.choices else (ColumnKind.WORDS, [])


def limits(stored: Any) -> tuple[int, int]:
    """The first and the last step of a scale, or the years between which one lies."""
    first, last = (validator.limit_value for validator in stored.validators[:2])
    return first, last


def _choices(table: Table, stored: Any) -> list[tuple[str, str]]:
    choices = [(str(code), str(label)) for code, label in stored.choices]
    if stored.name == "classification":
        closed = (Classification.RESTRICTED, Classification.STRICT)
        return [one for one in choices if (one[0] in closed) == table.is_restricted]
    if stored.name != "kind":
        return choices
    return [
        one for one in choices
        if (not table.kinds or one[0] in table.kinds) and (table.is_restricted or one[0] not in RESTRICTED_FACTORS)
    ]  # fmt: skip
