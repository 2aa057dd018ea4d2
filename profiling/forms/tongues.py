"""The same words in every language of the house: one field for each, the language of who reads first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language

LANGUAGES = dict(settings.LANGUAGES)
LONGEST = 200


def in_order() -> list[str]:
    """The language of who reads comes first."""
    own = (get_language() or "en")[:2]
    return sorted(LANGUAGES, key=lambda code: code != own)


def add_tongues(form: forms.BaseForm, name: str, texts: dict[str, str], *, longest: int = LONGEST) -> list[str]:
    """A field `name_code` for each language, with what is stored; returns their names."""
    for code in in_order():
        form.fields[f"{name}_{code}"] = forms.CharField(
            label=LANGUAGES[code], required=False, max_length=longest, initial=texts.get(code, ""),
            widget=forms.TextInput(attrs={"dir": "auto", "lang": code}),
        )  # fmt: skip
    return [f"{name}_{code}" for code in in_order()]


def tongues(data: dict[str, Any], name: str) -> dict[str, str]:
    """What was typed into them, {language: text}; nothing of a field that was refused."""
    return {code: data.get(f"{name}_{code}", "") for code in LANGUAGES}


def ask_one(form: forms.BaseForm, name: str, refusal: str) -> None:
    """At least one language, whichever: refused at the first of them."""
    if not any(tongues(form.cleaned_data, name).values()):
        form.add_error(f"{name}_{in_order()[0]}", refusal)
