"""Asks the application itself whether it is ready: a page that the web server, the database and the worker must all
have a part in."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    ready: bool
    missing: tuple[str, ...]  # of "database", "broker", "worker", and "web" when no answer came


def ask(port: int, host: str = "127.0.0.1") -> Answer:
    """From the machine itself, under the name that is always allowed."""
    line = http.client.HTTPConnection(_reached_as(host), port, timeout=5)
    try:
        line.request("GET", "/health/ready/", headers={"Host": "127.0.0.1"})
        response = line.getresponse()
        return read(response.status, response.read())
    except (OSError, http.client.HTTPException):
        return Answer(False, ("web",))
    finally:
        line.close()


def read(status: int, body: bytes) -> Answer:
    try:
        parts = dict(json.loads(body))
    except (ValueError, TypeError):
        return Answer(False, ("web",))
    return Answer(status == 200, tuple(name for name, works in parts.items() if works is False))


def _reached_as(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
