"""What gunicorn does around its workers under `up`, read with `-c python:cbp.local.web_hooks`."""

from __future__ import annotations


def when_ready(server: object) -> None:
    """Before the workers are forked: load the pages' code once, not at the first request of each worker."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
