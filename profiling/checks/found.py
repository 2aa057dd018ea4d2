"""A warning, and the words of its arithmetic."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from cbp.core.templatetags.figures import in_text, written
from profiling.checks.arithmetic import clash


@dataclass(frozen=True)
class Warning:
    """`code` names the warning and what it is about. `reason` is why it stands, where somebody said so.

    `figures` are those of its arithmetic: a reason explains them and no others. `asks_reason`: review waits for one.
    """

    code: str
    sentence: str
    section: str
    figures: tuple[object, ...]
    asks_reason: bool = False
    reason: str = ""

    @property
    def fingerprint(self) -> str:
        return hashlib.blake2s(repr([str(one) for one in self.figures]).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Told:
    """Arithmetic in words, and its figures."""

    words: str
    figures: tuple[object, ...]


def against(parts: Sequence[int | None], stated: int | None, is_whole: bool | None = None) -> Told | None:
    """“65 + 213 + 10 = 288, stated 290: 2 fewer”, or nothing where both agree or nothing can be said."""
    known = clash(parts, stated, is_whole)
    if stated is None or not known:
        return None
    total = sum(known)
    arithmetic = " + ".join(map(written, known)) + (f" = {written(total)}" if len(known) > 1 else "")
    values = {"sum": from_left(arithmetic), "stated": written(stated), "difference": written(abs(total - stated))}
    if total < stated:
        return Told(_("%(sum)s, stated %(stated)s: %(difference)s fewer") % values, (*known, stated))
    return Told(_("%(sum)s, stated %(stated)s: %(difference)s more") % values, (*known, stated))


def from_left(arithmetic: str) -> str:
    """As `in_text` where the sentence runs from the right; elsewhere a warning is plain text, as sheets keep it."""
    return in_text(arithmetic) if get_language_bidi() else arithmetic
