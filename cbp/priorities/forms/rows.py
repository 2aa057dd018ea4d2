"""A list of things to tick, each with one more control beside it."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import TemplateNameMixin
from crispy_forms.utils import TEMPLATE_PACK
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cbp.core.crispy import Axis, Label


class TickRows(TemplateNameMixin):  # type: ignore[misc]
    """`tick` and `beside` name the two fields of a row by its key, such as `need_{row}` and `cost_{row}`."""

    template = "priorities/form_rows.html"

    def __init__(
        self,
        legend: Label,
        *,
        rows: Axis,
        tick: str,
        beside: str,
        headings: tuple[Label, Label],
        hint: Label,
        css_id: str,
    ) -> None:
        self.legend, self.headings, self.hint, self.css_id = legend, headings, hint, css_id
        self.row_axis, self.tick, self.beside = rows, tick, beside

    def render(self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        rows = [self._row(form, key) for key, _label in self.row_axis]
        return render_to_string(self.template, {"layout": self, "rows": rows})

    def _row(self, form: BaseForm, key: str) -> dict[str, Any]:
        names = [self.tick.format(row=key), self.beside.format(row=key)]
        form.rendered_fields.update(names)  # type: ignore[attr-defined]  # crispy's own list of what was drawn
        return {"tick": form[names[0]], "beside": form[names[1]]}
