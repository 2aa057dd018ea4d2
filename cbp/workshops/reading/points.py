"""Action points as lists: how each stands today."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import pgettext

from cbp.workshops.models import ActionPoint


@dataclass(frozen=True)
class Standing:
    """One action point; `kind` is that of components/status.html."""

    point: ActionPoint
    label: str
    kind: str

    @property
    def is_open(self) -> bool:
        return not self.point.done_on and not self.point.dropped


def standing_of(point: ActionPoint, today: datetime.date) -> Standing:
    if point.done_on:
        return Standing(point, pgettext("action point", "done"), "good")
    if point.dropped:
        return Standing(point, pgettext("action point", "dropped"), "neutral")
    if point.due_on and point.due_on < today:
        return Standing(point, pgettext("action point", "late"), "warn")
    return Standing(point, pgettext("action point", "open"), "active")


def standings(points: Iterable[ActionPoint], today: datetime.date) -> list[Standing]:
    return [standing_of(point, today) for point in points]
