"""Counts as people type or paste them: also as this house prints them, “12 345”, “12,345” or “١٢٬٣٤٥”.

Only groups of three digits are thousands. “1,5” and “1.5” are refused, because nobody can tell what they mean.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Signs of direction come along when a figure is copied from a page; they are no part of it.
UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"))
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹−", "01234567890123456789-")
GROUPED = re.compile(r"[0-9]{1,3}(?:([ \u00a0\u202f\u2009.,'’\u066c\u060c])[0-9]{3})(?:\1[0-9]{3})*")


def bare(text: str) -> str:
    """The digits alone where the text is a count; else the text as it is, for the field to refuse."""
    plain = text.translate(UNSEEN).translate(DIGITS).strip()
    return re.sub(r"[^0-9]", "", plain) if GROUPED.fullmatch(plain) else plain


class CountField(forms.IntegerField):
    """A whole number from zero on, in the separators and digits of any of our languages."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"})
    default_error_messages = {
        "invalid": _("Enter a whole number in digits, such as 1250 or 1 250."),
        "negative": _("This number cannot be below zero."),
    }

    def to_python(self, value: Any) -> int | None:
        text = bare(value) if isinstance(value, str) else value
        if isinstance(text, str) and re.fullmatch(r"-\s*[0-9]+", text):
            raise ValidationError(self.error_messages["negative"], code="negative")
        if isinstance(text, str) and text and not re.fullmatch("[0-9]+", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)
