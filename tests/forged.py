"""Texts that nobody meant, for every field of every form: answered in words, and never by a fault of the server."""

from __future__ import annotations

import pytest

FORGED = {
    "nothing": "\x00",
    "markup": "<script>alert(1)</script>",
    "arabic": "بئر القرية",
    "picture": "\U0001f6b0",
    "marks": "e" + "\u0301" * 9_000,  # in every field at once it is still less than a request may hold
    "figure": "1" * 5000,
}
FIRST = ("nothing", "markup")  # the others are asked among the slow tests
ANY_TEXT = pytest.mark.parametrize(
    "text",
    [pytest.param(text, id=name, marks=() if name in FIRST else pytest.mark.slow) for name, text in FORGED.items()],
)
