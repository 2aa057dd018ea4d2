"""What the tests of the pages of profiles begin with."""

from __future__ import annotations

import uuid
from html import unescape

from django.urls import reverse


def page(name: str, *args: object) -> str:
    return reverse(f"profiling:{name}", args=args)


def again(form: dict) -> dict:
    """The same form from another window: a key of its own."""
    return form | {"idempotency_key": [str(uuid.uuid4())]}


def body(answer) -> str:
    return unescape(answer.content.decode())
