"""The table of doors, put together from its rooms; and the address of each page for the things of a world."""

from __future__ import annotations

from django.urls import reverse

from tests.cast import Cast
from tests.doors import (
    attendance,
    bodies,
    calendars,
    cycles,
    foundation,
    overviews,
    partners,
    photos,
    pictures,
    plans,
    priorities,
    profiling,
    profiling_selection,
    profiling_sheets,
    sessions,
    steps,
    tools,
    workshops,
)
from tests.doors.rows import SEES

ROOMS = (
    foundation,
    partners,
    profiling,
    profiling_selection,
    profiling_sheets,
    cycles,
    steps,
    bodies,
    workshops,
    attendance,
    sessions,
    tools,
    photos,
    pictures,
    calendars,
    priorities,
    plans,
    overviews,
)
DOORS = {name: row for room in ROOMS for name, row in room.DOORS.items()}
VALUES = {name: values for room in ROOMS for name, values in room.VALUES.items()}
SEES.update({thing: actors for room in ROOMS for thing, actors in room.SEES.items()})


def things_of(cast: Cast, which: str) -> dict[str, int]:
    world = getattr(cast, which)
    return {thing: pk for room in ROOMS for thing, pk in room.things(cast, which, world).items()}


def address(name: str, things: dict[str, int]) -> str:
    for room in ROOMS:
        if name in room.DOORS and (made := room.arguments(name, things)) is not None:
            return reverse(name, args=made)
    return reverse(name, args=[things[DOORS[name].thing]] if DOORS[name].thing else [])
