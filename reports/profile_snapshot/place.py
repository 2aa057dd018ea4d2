"""The community and where it lies, as far as that may leave the house: coarsely, or not at all."""

from __future__ import annotations

from typing import Any

from cbp.cycles.models import Cycle
from cbp.plans.snapshots.parts import names_in, plain
from profiling.models import Community, Profile

Row = dict[str, Any]
# Where the place is sensitive, what leads there is left out with it.
WAYS = ("road", "distance_km", "travel_minutes", "travel_mode", "network", "blocked_months")


def community_of(community: Community) -> Row:
    names = list(community.names.order_by("-pk"))
    kept = community.is_location_sensitive
    return {
        "name": community.name,
        "names": names_in((name.language, name.text) for name in names),
        "other_names": sorted({name.text for name in names} - {community.name}),
        "kind": community.kind,
        "definition": community.definition,
        "spoken_languages": community.spoken_languages,
        "parts": _parts(community),
        "is_kept": kept,
        "point": _point(community),
        **{name: None if kept else _way(community, name) for name in WAYS},
    }


def _way(community: Community, name: str) -> Any:
    value = getattr(community, name)
    return plain(value) if name == "distance_km" else value or None


def _point(community: Community) -> Row | None:
    point = community.shown_point()
    if point is None:
        return None
    return {"latitude": str(point.latitude), "longitude": str(point.longitude), "precision": point.precision}


def _parts(community: Community) -> list[Row]:
    parts = community.sub_communities.filter(is_active=True).order_by("position", "pk")
    return [{"name": part.name, "leader": part.leader} for part in parts]


def cycle_of(profile: Profile) -> Cycle | None:
    """The cycle that runs here, first that of the same programme."""
    running = list(Cycle.objects.running().filter(community=profile.community_id).latest_first())
    return min(running, key=lambda cycle: cycle.programme_id != profile.programme_id, default=None)
