"""Inputs drawn by hand are, letter by letter, what Django's templates draw."""

import datetime

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from cbp.core.drawing import DRAWN, Renderer

NASTY = "<b> & \"two\" 'one'"
CHOICES = [
    ("", "---"), (1, 12345), (2, NASTY), ("3", mark_safe("<b>as it is</b>")), (None, gettext_lazy("Women")),
    (NASTY, [("a", "first"), ("b", gettext_lazy("Men"))]), (True, "yes"), (1.5, 1234.5),
]  # fmt: skip
WIDGETS = {
    "text": (forms.TextInput({"lang": "ar", "title": False}), (None, "", "well", NASTY, 12345, mark_safe("&amp;"))),
    "number": (forms.NumberInput({"min": 0, "required": True}), (None, 0, 12345, "x")),
    "date": (forms.DateInput({"type": "date"}), (None, datetime.date(2026, 3, 1))),
    "hidden": (forms.HiddenInput(), (None, NASTY)),
    "password": (forms.PasswordInput(), (NASTY,)),
    "checkbox": (forms.CheckboxInput(), (None, True, False, "x")),
    "textarea": (forms.Textarea({"title": NASTY}), (None, "", "\nline\n", NASTY, 0)),
    "select": (forms.Select(choices=CHOICES), (None, "", 2, NASTY, "b", True)),
    "several": (forms.SelectMultiple({"size": 4}, choices=CHOICES), (None, ["1", "b"])),
    "null": (forms.NullBooleanSelect(), (None, True)),
    "radio": (forms.RadioSelect(choices=CHOICES), (None, 2)),
    "ticks": (forms.CheckboxSelectMultiple(choices=CHOICES), (None, [1, "b"])),
    "day": (forms.SelectDateWidget(years=[2026, 2027]), (None, datetime.date(2026, 3, 1))),
    "file": (forms.ClearableFileInput(), (None,)),
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", WIDGETS)
def test_by_hand_as_by_template(name, language):
    widget, values = WIDGETS[name]
    with override(language):
        for value in values:
            for attrs in (None, {"id": "id_x", "aria-describedby": f"x_hint {NASTY}", "class": mark_safe("a&b")}):
                drawn = [widget.render("x", value, attrs, one()) for one in (Renderer, DjangoTemplates)]
                assert drawn[0] == drawn[1]
                assert [type(html) for html in drawn] == [type(drawn[1])] * 2


@pytest.mark.parametrize("name", ["radio", "ticks", "select"])
def test_each_option_on_its_own(name):
    class Form(forms.Form):
        x = forms.ChoiceField(choices=CHOICES, widget=WIDGETS[name][0])

    found = [[str(option) for option in Form(renderer=one())["x"]] for one in (Renderer, DjangoTemplates)]
    assert found[0] == found[1]


def test_every_one_drawn_by_hand_was_compared():
    class Seen(Renderer):
        names: set[str] = set()

        def render(self, template_name, context, request=None):
            self.names.add(template_name)
            return super().render(template_name, context, request)

    like_text = {f"django/forms/widgets/{name}.html" for name in ("input", "email", "url", "tel", "search", "time")}
    for widget, values in WIDGETS.values():
        widget.render("x", values[0], renderer=Seen())
    parts = {f"django/forms/widgets/{name}_option.html" for name in ("select", "radio", "checkbox", "input")}
    assert set(DRAWN) <= Seen.names | like_text | parts
