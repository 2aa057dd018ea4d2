"""Names in a row, as the language of the reader separates them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

COMMA = ", "  # Django's own catalogues translate it: Arabic has a comma of its own.


def listed(names: Iterable[object]) -> str:
    """Each name is isolated, so that it keeps its own direction."""
    return gettext(COMMA).join(f"\u2068{name}\u2069" for name in names)
