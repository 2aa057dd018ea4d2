"""Display only: how a control, a menu entry and a message are drawn. Nothing here reads the database."""

from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from cbp.core.crispy import field_order
from cbp.core.forms import name_nothing

register = template.Library()

SAVED = "cbp-saved:"
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.filter
def kind(field: BoundField) -> str:
    """The shape in which a field is drawn: hidden, choices, checkbox, file, parts, or single."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, CHOICES):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "parts"
    return "single"


@register.filter
def as_shown(form: BaseForm) -> list[BoundField]:
    """The fields in the order in which the page shows them."""
    return [form[name] for name in field_order(form)]


@register.filter
def alone(field: BoundField) -> str:
    """How a field is called in the summary of faults, apart from the row in which it stands."""
    label_of = getattr(field.form, "label_of", None)
    return str(label_of(field.name) if label_of else field.label)


@register.filter
def links(field: BoundField) -> bool:
    """Whether the hint holds a link: it then stands behind the control, so that Tab goes from field to field."""
    return "<a " in str(field.help_text)


@register.simple_tag
def control(field: BoundField, **extra: Any) -> SafeString:
    """The bare input with the classes of the framework.

    Django adds `aria-invalid` and `aria-describedby` (hint, then error); our templates give these two their ids.
    A placeholder is left out: it vanishes on typing, and what it says belongs into the label or the hint.
    """
    name_nothing(field.field)
    widget = field.field.widget
    attrs = {key.replace("_", "-"): value for key, value in extra.items()}
    if field.errors and not field.is_hidden:
        # allauth and hand-made widgets may not pass through Django's own attributes
        attrs.setdefault("aria-invalid", "true")
    classes = [css_class(widget), widget.attrs.get("class"), "is-invalid" if field.errors else ""]
    attrs["class"] = " ".join(filter(None, classes))
    attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


def css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.filter
def focus_id(field: BoundField) -> str:
    """The id that a link in the error summary jumps to: the first input of a group has no id of its own label."""
    widget = field.field.widget
    if isinstance(widget, CHOICES):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.simple_tag(takes_context=True)
def aria_current(context: Context, *names: str) -> SafeString:
    """Marks the menu entry of the page that is being read. A name ending in `*` stands for all that begin so."""
    match = getattr(context.get("request"), "resolver_match", None)
    view = match.view_name if match else ""
    here = any(view.startswith(name[:-1]) if name.endswith("*") else view == name for name in names)
    return mark_safe(' aria-current="page"' if here else "")


@register.filter
def saved_key(message: Message) -> str:
    """The form key which the server confirms as saved; the browser then forgets its own copy of the text."""
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(SAVED) for tag in tags if tag.startswith(SAVED)), "")


@register.filter
def tone(message: Message) -> str:
    return {"error": "bad", "warning": "warn", "success": "good"}.get(message.level_tag, "neutral")
