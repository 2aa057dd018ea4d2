"""The communities of a cycle: its seat, and those that plan together with it in a cluster."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from cbp.core.search import folded
from cbp.cycles.models import Cycle, CycleCommunity
from profiling.models import Community, SubCommunity


def members_of(cycle: Cycle) -> list[Community]:
    """The others of the cluster, by name: as `with_members` read them, else asked for now."""
    places = getattr(cycle, "places_read", None)
    return [place.community for place in (_places().filter(cycle=cycle) if places is None else places)]


def with_members() -> Prefetch[str]:
    """For a page that asks `members_of` of many cycles, or of one many times, and changes none of them."""
    return Prefetch("members", _places(), to_attr="places_read")


def communities_of(cycle: Cycle) -> list[Community]:
    """The seat, then the others."""
    return [cycle.community, *members_of(cycle)]


def parts_of(cycle: Cycle) -> QuerySet[SubCommunity]:
    """The parts in use of every community of the cycle: those of the seat first."""
    members = CycleCommunity.objects.filter(cycle=cycle).values("community")
    inside = Q(community=cycle.community_id) | Q(community__in=members)
    parts = SubCommunity.objects.filter(inside, is_active=True).select_related("community")
    seat_first = Q(community=cycle.community_id)
    return parts.alias(of_seat=seat_first).order_by("-of_seat", "community__name", "position", "pk")


def with_community(community: Community) -> Q:
    """Cycles of which this community is the seat, or in which it plans with others."""
    places = CycleCommunity.objects.filter(community=community).values("cycle")
    return Q(community=community) | Q(pk__in=places)


def _places() -> QuerySet[CycleCommunity]:
    """By name, each with what the name of its community is made of."""
    places = CycleCommunity.objects.select_related("community__area").prefetch_related("community__names")
    return places.order_by(folded("community__name"), "community__pk")
