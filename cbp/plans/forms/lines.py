"""Cost lines and funding lines inside the form of an item: every cell is a field, named by the id of its line.

So two people who add a line each both keep theirs, and the page of a stale save shows them cell by cell. A few lines
are empty, for new ones; saving gives more. A line that is emptied goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from cbp.core.forms import Data

EMPTY_LINES = 3
MOST_SENT = 100
NAME = re.compile(r"(cost|money)([0-9]{1,15}|new[0-9])_([a-z_]+)")
Label = str | Promise


@dataclass(frozen=True)
class Column:
    """One cell of each line. `make` gives its form field; `label` is the head of the column."""

    name: str
    label: Label
    make: Callable[[], forms.Field]


@dataclass(frozen=True)
class Grid:
    """One kind of line. `title` says which line and which cell, for the list of faults and the stale save."""

    prefix: str
    title: str
    columns: Sequence[Column]

    def cell(self, key: str, column: str) -> str:
        return f"{self.prefix}{key}_{column}"

    def keys(self, stored: Iterable[int], sent: Mapping[str, Any]) -> list[str]:
        """The stored lines, those that were sent though somebody took them away meanwhile, and the empty ones."""
        found = [str(pk) for pk in stored]
        names = (NAME.fullmatch(name) for name in sent)
        gone = {match[2] for match in names if match and match[1] == self.prefix and match[2].isdecimal()}
        found += sorted(gone - set(found), key=int)[:MOST_SENT]
        return found + [f"new{number}" for number in range(EMPTY_LINES)]

    def add_to(self, form: forms.BaseForm, key: str, number: int, values: Mapping[str, Any]) -> None:
        for column in self.columns:
            field = column.make()
            field.required = False
            field.label = self.title % {"number": number, "what": column.label}
            field.initial = values.get(column.name, field.initial)
            form.fields[self.cell(key, column.name)] = field


class Shown(dict[str, Data]):
    """What a form shows. A line that it does not have (somebody took it away) is there, and empty."""

    def __missing__(self, name: str) -> Data:
        return ""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or bool(NAME.fullmatch(str(name)))


class Lines:
    """The lines in the layout of the form: a table with headings, cards on a phone."""

    def __init__(self, grid: Grid, keys: Sequence[str], *, legend: Label, hint: Label) -> None:
        self.grid, self.keys, self.legend, self.hint = grid, keys, legend, hint

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        rows = [self._row(form, key) for key in self.keys]
        values = {
            "grid": self.grid,
            "rows": rows,
            "legend": self.legend,
            "hint": self.hint,
            "form_show_labels": False,
            "all_optional": True,
            "tag": "div",
        }
        return render_to_string("plans/item_lines.html", values)

    def _row(self, form: Any, key: str) -> list[dict[str, Any]]:
        names = [(column, self.grid.cell(key, column.name)) for column in self.grid.columns]
        form.rendered_fields.update(name for _column, name in names)  # crispy's own list of what was drawn
        return [{"label": column.label, "field": form[name]} for column, name in names]
