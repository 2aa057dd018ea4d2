"""How the rows of a tool lie on the page: a card for each, the months of a year, one button for more rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import TemplateNameMixin
from crispy_forms.utils import TEMPLATE_PACK
from django.forms import BaseForm, BoundField, TextInput
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cbp.core.crispy import Label, Section

LONG = 5  # letters of a month that find room above a box on a phone


class _Drawn(TemplateNameMixin):  # type: ignore[misc]  # crispy carries no types
    """Something that its own template draws."""

    def render(self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        return render_to_string(self.template, {"part": self, **self.values(form)})

    def values(self, form: BaseForm) -> dict[str, Any]:
        return {}


class Enter(_Drawn):
    """The Enter key presses the first button of a form: it saves, and does not ask for more rows."""

    template = "workshops/tools/enter.html"


def legend_of(number: int) -> str:
    return _("Row %(number)s") % {"number": number + 1}


class Card(Section):
    """One row. `is_first_new`: here goes on whoever asked for more rows."""

    def __init__(self, number: int, *fields: Any, is_first_new: bool) -> None:
        attrs = {"data_cbp_grown": "", "tabindex": "-1"} if is_first_new else {}
        super().__init__(legend_of(number), *fields, css_class="row-card", css_id=f"row{number}", **attrs)


class Months(_Drawn):
    """Twelve small boxes under the names of the months; they follow one another as many to a line as find room."""

    template = "workshops/tools/months.html"

    def __init__(self, label: Label, hint: Label, css_id: str, fields: Sequence[str], names: Sequence[tuple[str, str]]):
        self.label, self.hint, self.css_id, self.fields, self.names = label, hint, css_id, list(fields), names

    def values(self, form: BaseForm) -> dict[str, Any]:
        bound = [form[name] for name in self.fields]
        form.rendered_fields.update(self.fields)  # type: ignore[attr-defined]  # crispy's own list of what was drawn
        cells = [
            {"field": one, "html": _box(one), "short": short, "whole": whole}
            for one, (short, whole) in zip(bound, self.names, strict=True)
        ]
        return {"cells": cells, "is_long": max(len(short) for short, _whole in self.names) > LONG}


def _box(bound: BoundField) -> SafeString:
    attrs: dict[str, str | bool] = {
        "class": "form-control matrix__cell" + (" is-invalid" if bound.errors else ""),
        "inputmode": "numeric", "autocomplete": "off", "dir": "ltr",
    }  # fmt: skip
    return bound.as_widget(widget=TextInput(), attrs=attrs)


class More(_Drawn):
    """Asks the server for more rows. What was typed goes along and comes back."""

    template = "workshops/tools/more.html"

    def __init__(self, shown: int, most: int, step: int) -> None:
        self.shown, self.most, self.next = shown, most, min(most, shown + step)
