"""The day that a paper prints: the last change recorded of what it tells of, not the moment of the asking."""

from __future__ import annotations

import datetime

from django.db.models import Q

from cbp.core.models import Event


def last_change(told: Q) -> str | None:
    """In coordinated time, to the second. None where nothing was recorded."""
    at = Event.objects.filter(told).order_by("-at").values_list("at", flat=True).first()
    return at.astimezone(datetime.UTC).isoformat(timespec="seconds") if at else None
