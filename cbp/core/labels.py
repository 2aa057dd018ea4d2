"""Labels: words that a programme gives in several languages, `{language: text}`, and a label with what it is about."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def label_in(labels: Mapping[str, str], language: str | None = None) -> str:
    """In that language (the active one, if none is named), else in English, else in any."""
    wanted = (language or get_language() or "en")[:2]
    return labels.get(wanted) or labels.get("en") or next((text for text in labels.values() if text), "")


def labelled(label: object, text: object) -> str:
    """What something is called, and what it is, as the active language puts them beside each other."""
    return _("%(label)s: %(text)s") % {"label": label, "text": text}
