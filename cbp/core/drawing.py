"""How the bare inputs of a form become HTML.

Django draws each by templates that include one another: three for every option of a list. A page with lists of places
and of sectors holds hundreds of options, and most of its time went there. The common ones are written here letter by
letter as those templates write them; every other widget still goes through its template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData, SafeString, mark_safe

Widget = Mapping[str, Any]
FOLDER = "django/forms/widgets/"


class Renderer(DjangoTemplates):
    """The setting FORM_RENDERER."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        draw = DRAWN.get(template_name)
        if draw is None or "widget" not in context:
            return mark_safe(super().render(template_name, context, request))
        return mark_safe(draw(context["widget"]).strip())


def _text(value: object) -> str:
    return str(value) if isinstance(value, SafeData) else escape(str(value))


def _attrs(widget: Widget) -> str:
    parts = []
    for name, value in widget["attrs"].items():
        if value is True:
            parts.append(f" {escape(name)}")
        elif value is not False:
            parts.append(f' {escape(name)}="{_text(value)}"')
    return "".join(parts)


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attrs(widget)}>'


def _input_option(widget: Widget) -> str:
    """One of several to tick, within its label where the page draws none."""
    if not widget.get("wrap_label"):
        return _input(widget)
    owner = widget["attrs"].get("id")
    begin = f'<label for="{_text(owner)}">' if owner else "<label>"
    return f"{begin}{_input(widget)}\n {_label(widget['label'])}</label>"


def _textarea(widget: Widget) -> str:
    value = _label(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attrs(widget)}>\n{value}</textarea>'


def _select(widget: Widget) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{_attrs(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_label(group)}">')
        parts += [f"\n  {_option(option)}\n" for option in options]
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def _option(option: Widget) -> str:
    return f'<option value="{_text(option["value"])}"{_attrs(option)}>{_label(option["label"])}</option>'


def _label(value: Any) -> str:
    """A number among the labels is written as the reader's language writes it."""
    return conditional_escape(localize(value))


INPUTS = ("input", "text", "number", "date", "hidden", "email", "url", "tel", "search", "time", "password", "checkbox")
DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"{FOLDER}{name}.html": _input for name in INPUTS},
    **{f"{FOLDER}{name}.html": _input_option for name in ("input_option", "radio_option", "checkbox_option")},
    f"{FOLDER}textarea.html": _textarea,
    f"{FOLDER}select.html": _select,
    f"{FOLDER}select_option.html": _option,
}
