"""The communities of a cycle: its seat, and those that plan together with it in a cluster."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cbp.cycles.models import Cycle, CycleCommunity
from profiling.models import Community, SubCommunity


def members_of(cycle: Cycle) -> list[Community]:
    """The others of the cluster, by name."""
    return list(_members(cycle).select_related("area").prefetch_related("names"))


def communities_of(cycle: Cycle) -> list[Community]:
    """The seat, then the others."""
    return [cycle.community, *members_of(cycle)]


def parts_of(cycle: Cycle) -> QuerySet[SubCommunity]:
    """The parts in use of every community of the cycle: those of the seat first."""
    inside = Q(community=cycle.community_id) | Q(community__in=_members(cycle).order_by().values("pk"))
    parts = SubCommunity.objects.filter(inside, is_active=True).select_related("community")
    seat_first = Q(community=cycle.community_id)
    return parts.alias(of_seat=seat_first).order_by("-of_seat", "community__name", "position", "pk")


def with_community(community: Community) -> Q:
    """Cycles of which this community is the seat, or in which it plans with others."""
    places = CycleCommunity.objects.filter(community=community).values("cycle")
    return Q(community=community) | Q(pk__in=places)


def _members(cycle: Cycle) -> QuerySet[Community]:
    return Community.objects.filter(cluster_places__cycle=cycle).by_name()
