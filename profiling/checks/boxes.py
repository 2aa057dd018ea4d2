"""Whether a point lies where its area lies. (domain 11.3, rule 15)

Areas have no outline here: an area is taken to reach as far as the points that are known of it do, its own, those of
the areas below it and those of its communities, and half as far again. Everything told is coarse, as in papers.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cbp.core.models import Area
from cbp.core.templatetags.figures import written
from profiling.checks.found import Warning, from_left
from profiling.models import Community
from profiling.models.communities import coarse
from profiling.reading import Contents
from profiling.sections import IDENTITY

LEAST_POINTS = 3
LEAST_MARGIN = Decimal("0.1")  # about ten kilometres
OUTSIDE = gettext_noop(
    "The point %(point)s lies outside the box of %(area)s. Known points there: %(points)s, from %(south)s to %(north)s"
    " degrees of latitude and from %(west)s to %(east)s of longitude; with a margin of %(high)s and %(wide)s degrees."
)


class Box(NamedTuple):
    """The extent of known points, and how many they are."""

    south: Decimal
    north: Decimal
    west: Decimal
    east: Decimal
    points: int

    @property
    def high(self) -> Decimal:
        """The margin to the north and to the south."""
        return max((self.north - self.south) / 2, LEAST_MARGIN)

    @property
    def wide(self) -> Decimal:
        return max((self.east - self.west) / 2, LEAST_MARGIN)

    def with_box(self, other: Box) -> Box:
        return Box(
            min(self.south, other.south), max(self.north, other.north), min(self.west, other.west),
            max(self.east, other.east), self.points + other.points,
        )  # fmt: skip

    def told_of(self, latitude: Decimal, longitude: Decimal) -> dict[str, Any]:
        """The arithmetic where the point lies outside, else nothing: of two or fewer points no box is made."""
        inside = (
            self.south - self.high <= latitude <= self.north + self.high
            and self.west - self.wide <= longitude <= self.east + self.wide
        )
        if inside or self.points < LEAST_POINTS:
            return {}
        edges = {name: getattr(self, name) for name in ("south", "north", "west", "east", "high", "wide")}
        point = f"{coarse(latitude)}, {coarse(longitude)}"
        return {"point": point, "points": self.points, **{name: str(coarse(edge)) for name, edge in edges.items()}}


def box_of(points: list[tuple[Decimal, Decimal]]) -> Box | None:
    if not points:
        return None
    latitudes, longitudes = zip(*points, strict=True)
    return Box(min(latitudes), max(latitudes), min(longitudes), max(longitudes), len(points))


def of_place(read: Contents) -> Iterator[Warning]:
    """Nothing is told of a place that is not to be shown, nor made out from one."""
    community = read.profile.community
    if community.latitude is None or community.longitude is None or community.is_location_sensitive:
        return
    box = _around(community)
    told = box.told_of(community.latitude, community.longitude) if box else {}
    if told:
        figures = (told["point"], *(value for name, value in told.items() if name != "point"))
        words = {
            **told, "point": from_left(told["point"]), "points": written(told["points"]), "area": community.area,
        }  # fmt: skip
        yield Warning("outside-area", _(OUTSIDE) % words, IDENTITY, figures)


def _around(community: Community) -> Box | None:
    """All others of the area."""
    others = Community.objects.filter(area=community.area_id, is_location_sensitive=False, merged_into=None)
    found = [
        _extent(others.exclude(pk=community.pk)), _extent(Area.objects.filter(path__startswith=community.area.path)),
    ]  # fmt: skip
    boxes = [box for box in found if box]
    return boxes[0].with_box(boxes[1]) if len(boxes) == 2 else next(iter(boxes), None)


def _extent(rows: Any) -> Box | None:
    ends = rows.aggregate(
        south=Min("latitude"), north=Max("latitude"), west=Min("longitude"), east=Max("longitude"),
        points=Count("latitude"),
    )  # fmt: skip
    return Box(**ends) if ends["points"] else None
