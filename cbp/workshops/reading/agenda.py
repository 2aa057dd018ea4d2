"""An agenda with its hours: one point on each line, which may begin with its minutes, such as “15 Welcome”."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

MINUTES = re.compile(r"^(\d{1,3})(?:\s*(?:min\.?|minutes?|['′]))?[\s:.–—-]+(?=\S)")
DAY = datetime.date(2000, 1, 1)


@dataclass(frozen=True)
class Point:
    """`at` None: the hour is not known, because the beginning or the minutes of a point before it are not."""

    text: str
    minutes: int | None
    at: datetime.time | None


@dataclass(frozen=True)
class Agenda:
    points: list[Point]

    @property
    def minutes(self) -> int | None:
        """Of all points; None while one does not say."""
        known = [point.minutes for point in self.points if point.minutes is not None]
        return sum(known) if known and len(known) == len(self.points) else None

    @property
    def has_hours(self) -> bool:
        return any(point.at for point in self.points)


def agenda_of(text: str, starts_at: datetime.time | None) -> Agenda:
    points = []
    clock = datetime.datetime.combine(DAY, starts_at) if starts_at else None
    for line in filter(None, map(str.strip, text.splitlines())):
        found = MINUTES.match(line)
        minutes = int(found[1]) if found else None
        points.append(Point(line[found.end() :] if found else line, minutes, clock.time() if clock else None))
        clock = clock + datetime.timedelta(minutes=minutes) if clock and minutes is not None else None
    return Agenda(points)


def planned_minutes(starts_at: datetime.time | None, ends_at: datetime.time | None) -> int | None:
    """Of a session whose beginning and end are known."""
    if not starts_at or not ends_at:
        return None
    return (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute
