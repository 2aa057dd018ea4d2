"""What a page says, and which communities their list names."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.test import Client

LIST = "/communities/"


def read(client: Client, page: str, **query: Any) -> str:
    answer = client.get(page, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def names(client: Client, **query: Any) -> list[str]:
    return [str(one) for one in client.get(LIST, query).context["page_obj"]]
