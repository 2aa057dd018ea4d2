"""What the tests of the pages of needs and rankings begin with."""

from __future__ import annotations

import re
import uuid
from html import unescape

from django.urls import reverse


def url(name, *args):
    return reverse(f"priorities:{name}", args=args)


def text(answer):
    """The page as it was sent, and once more without its marks."""
    sent = unescape(answer.content.decode()).translate(dict.fromkeys(map(ord, "\u2066\u2068\u2069"), None))
    return sent + " ".join(re.sub(r"<[^>]*>", "", sent).split())


def fresh(form):
    return form | {"idempotency_key": [str(uuid.uuid4())]}
