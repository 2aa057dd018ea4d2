"""The one way in which forms are laid out: a base helper and the layout objects that Bootstrap's pack does not have.

The pages write `<form method="post" novalidate>` and the buttons themselves; `{% crispy form %}` fills in the rest,
the token against forged requests included. Works without JavaScript, which only keeps the sums up with what is typed.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, TemplateNameMixin
from crispy_forms.utils import TEMPLATE_PACK
from django.forms import BaseForm, BoundField, TextInput
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from cbp.core.counts import bare

COUNT = re.compile("[0-9]{1,9}")
Label = str | Promise
Axis = Sequence[tuple[str, Label]]


class CbpFormHelper(FormHelper):  # type: ignore[misc]  # crispy carries no types
    """No form tag, our pack, every field of the form in its order unless a layout is given.

    `all_optional` leaves out the word “(optional)”, for forms in which every field may stay empty.
    """

    def __init__(
        self, form: BaseForm | None = None, *layout: Any, method: str = "post", all_optional: bool = False
    ) -> None:
        super().__init__(form)
        self.form_tag = False
        self.form_method = method
        self.all_optional = all_optional
        self.render_hidden_fields = True
        if layout:
            self.layout = Layout(*layout)


def field_order(form: BaseForm) -> list[str]:
    """The names of the fields as the layout of the form shows them; what it does not mention comes last."""
    layout = getattr(getattr(form, "helper", None), "layout", None)
    named = dict.fromkeys(name for name in _named(layout.fields if layout else ()) if name in form.fields)
    return list(named | dict.fromkeys(form.fields))


def _named(parts: Sequence[Any]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Matrix):
            yield from part.names()
        else:
            yield from _named(getattr(part, "fields", ()))


class Section(Fieldset):  # type: ignore[misc]
    """A titled group of fields: `Section(_("Where it lies"), "latitude", "longitude")`."""


class Hint(TemplateNameMixin):  # type: ignore[misc]
    """A sentence on the fields that follow."""

    template = "%s/layout/words.html"

    def __init__(self, words: Label) -> None:
        self.words = words

    def render(self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        return render_to_string(self.get_template_name(template_pack), {"words": self.words})


class Fold(Fieldset):  # type: ignore[misc]
    """A titled group of fields that most people leave alone: folded, open where a field is filled or faulty.

    A field that begins with a value says so by its `usual`; one that holds that value is not filled.
    """

    template = "%s/layout/fold.html"

    def render(self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        names = [name for name in _named(self.fields) if name in form.fields]
        self.is_open = any(form[name].errors or _is_filled(form[name]) for name in names)
        html: SafeString = super().render(form, context, template_pack, **kwargs)
        return html


def _is_filled(bound: BoundField) -> bool:
    """A count of nobody is an answer."""
    value = bound.value()
    is_zero = value == 0 and not isinstance(value, bool)
    return (bool(value) or is_zero) and value != getattr(bound.field, "usual", None)


class Matrix(TemplateNameMixin):  # type: ignore[misc]
    """Number inputs in rows × columns, as one table with real row and column headings.

    `rows` and `columns` are (key, label) pairs; the form field of a cell is `name.format(row=…, column=…)`. A cell
    without a form field stays empty. Sums count what is known and are marked incomplete while a cell is empty,
    because unknown is not zero; a column named in `often_empty` is mostly not asked, so that its empty cells leave the
    other sums complete. Where the columns are no parts of one whole (all, women, men), leave `row_totals` out.
    `stated` is a field that says the same total otherwise: it stands under the sum of all. The server writes the sums
    of what the form holds, a script those of what is typed.
    """

    template = "%s/layout/matrix.html"

    def __init__(
        self,
        legend: Label,
        *,
        rows: Axis,
        columns: Axis,
        name: str = "{row}_{column}",
        hint: Label = "",
        totals: bool = True,
        row_totals: bool = True,
        css_id: str = "matrix",
        stated: str = "",
        often_empty: Collection[str] = (),
    ) -> None:
        self.legend, self.hint, self.css_id, self.stated = legend, hint, css_id, stated
        self.totals, self.row_totals = totals, totals and row_totals
        self.row_axis, self.column_axis, self.name, self.often_empty = rows, columns, name, often_empty

    def names(self) -> Iterator[str]:
        """Of its fields, row by row."""
        for row, _label in self.row_axis:
            for column, _title in self.column_axis:
                yield self.name.format(row=row, column=column)
        if self.stated:
            yield self.stated

    def render(self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        columns: list[dict[str, Any]] = [
            {"id": f"{self.css_id}_column_{key}", "label": label} for key, label in self.column_axis
        ]
        rows = [self._row(form, key, label) for key, label in self.row_axis]
        values = {"matrix": self, "columns": columns, "rows": rows, "stated": self._stated(form)}
        if self.totals:
            for column, cells in zip(columns, zip(*(row["cells"] for row in rows), strict=True), strict=True):
                column["sum"] = _sum_of(cells)
            values["sum"] = _sum_of(cell for row in rows for cell in row["cells"])
        return render_to_string(self.get_template_name(template_pack), values)

    def _row(self, form: BaseForm, key: str, label: Label) -> dict[str, Any]:
        row_id = f"{self.css_id}_row_{key}"
        cells = [self._cell(form, key, row_id, column, title) for column, title in self.column_axis]
        return {"id": row_id, "label": label, "cells": cells, "sum": _sum_of(cells) if self.row_totals else None}

    def _stated(self, form: BaseForm) -> dict[str, Any] | None:
        if not self.stated:
            return None
        form.rendered_fields.add(self.stated)  # type: ignore[attr-defined]
        bound = form[self.stated]
        row_id = f"{self.css_id}_stated"
        html = self._input(bound, row_id)
        words = {"label": bound.label, "hint": bound.help_text, "errors": bound.errors}
        return {"row": row_id, "id": bound.auto_id, "html": html, **words}

    def _cell(self, form: BaseForm, row: str, row_id: str, column: str, title: Label) -> dict[str, Any]:
        field_name = self.name.format(row=row, column=column)
        if field_name not in form.fields:
            return {"column": title}
        form.rendered_fields.add(field_name)  # type: ignore[attr-defined]  # crispy's own list of what was drawn
        bound = form[field_name]
        is_asked = column not in self.often_empty
        html = self._input(bound, f"{row_id} {self.css_id}_column_{column}", is_asked=is_asked)
        value = {"value": bound.value(), "is_asked": is_asked} if self.totals else {}
        return {"column": title, "id": bound.auto_id, "html": html, "errors": bound.errors, **value}

    def _input(self, bound: BoundField, labelled_by: str, *, is_asked: bool = True) -> SafeString:
        """Named by row and column. A phone offers number keys, a wheel changes nothing, “12 345” stays so in Arabic."""
        attrs: dict[str, str | bool] = {
            "class": "form-control matrix__cell" + (" is-invalid" if bound.errors else ""),
            "inputmode": "numeric",
            "autocomplete": "off",
            "dir": "ltr",
            "aria-labelledby": labelled_by,
            "data-cbp-often-empty": not is_asked,
        }
        return bound.as_widget(widget=TextInput(), attrs=attrs)


@dataclass(frozen=True)
class Sum:
    """What is known of some cells; `is_incomplete` where some of those that are asked hold nothing, or no count."""

    known: int | None
    is_incomplete: bool


def _sum_of(cells: Iterable[dict[str, Any]]) -> Sum:
    """Of cells that are all often empty each one is asked: somebody began to count there."""
    counts = [(_count_of(cell), cell["is_asked"]) for cell in cells if "value" in cell]
    known = [count for count, _is_asked in counts if count is not None]
    asked = [count for count, is_asked in counts if is_asked] or [count for count, _is_asked in counts]
    return Sum(sum(known) if known else None, bool(known) and None in asked)


def _count_of(cell: dict[str, Any]) -> int | None:
    text = bare(str(cell["value"])) if cell["value"] is not None else ""
    return int(text) if COUNT.fullmatch(text) else None
