"""Points of a sheet that lie outside the box of their area, made of what whoever brings the sheet in may know."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from cbp.core.models import Programme
from profiling.checks.boxes import Box, box_of
from profiling.models import Community
from profiling.sheets.places import Known, Places, Reach

Point = tuple[Decimal, Decimal]


class Boxes:
    """The known points of some areas: their own and those of the areas below them, and those of their communities."""

    def __init__(self, programme: Programme, places: Places, areas: Iterable[int], reach: Reach) -> None:
        self.areas = {place.pk: place for place in places.by_code.values()}
        self.of_areas: dict[str, list[Point]] = {}
        for place in self.areas.values():
            if place.point:
                for at, sign in enumerate(place.path, start=1):
                    if sign == "/":
                        self.of_areas.setdefault(place.path[:at], []).append(place.point)
        self.of_communities: dict[int, dict[int, Point]] = {}
        for pk, area, path, is_enrolled, *point in _points(programme, areas):
            if reach.holds_one(path, is_enrolled):
                self.of_communities.setdefault(area, {})[pk] = (point[0], point[1])
        self.made: dict[int, Box | None] = {}

    def outside(self, area: int, community: Known | None, point: Point) -> dict[str, Any]:
        """The arithmetic where the point lies outside; nothing of a place that is not to be shown."""
        place = self.areas.get(area)
        if place is None or (community and community.is_sensitive):
            return {}
        box = self._box(area, place.path, community)
        told = box.told_of(*point) if box else {}
        return {**told, "area": place.pcode} if told else {}

    def _box(self, area: int, path: str, community: Known | None) -> Box | None:
        """Without the community's own point; kept where it has none, as it is the same for every new one."""
        points = self.of_communities.get(area, {})
        if community and community.pk in points:
            return self._of(path, [point for pk, point in points.items() if pk != community.pk])
        if area not in self.made:
            self.made[area] = self._of(path, list(points.values()))
        return self.made[area]

    def _of(self, path: str, points: list[Point]) -> Box | None:
        return box_of(points + self.of_areas.get(path, []))


def _points(programme: Programme, areas: Iterable[int]) -> Iterable[tuple[Any, ...]]:
    enrolled = Community.programmes.through.objects.filter(community_id=OuterRef("pk"), programme_id=programme.pk)
    shown = Community.objects.filter(area__in=set(areas), is_location_sensitive=False, merged_into=None)
    rows = shown.exclude(latitude=None).annotate(is_enrolled=Exists(enrolled)).order_by("pk")
    return rows.values_list("pk", "area_id", "area__path", "is_enrolled", "latitude", "longitude").iterator(2000)
