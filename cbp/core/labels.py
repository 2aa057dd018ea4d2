"""Words that a programme gives in several languages, `{language: text}`, and which of them is read."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language


def label_in(labels: Mapping[str, str], language: str | None = None) -> str:
    """In that language (the active one, if none is named), else in English, else in any."""
    wanted = (language or get_language() or "en")[:2]
    return labels.get(wanted) or labels.get("en") or next((text for text in labels.values() if text), "")
