"""The communities of a cycle, and the parts in which they live."""

from __future__ import annotations

from django.db.models import QuerySet

from cbp.cycles.models import Cycle
from profiling.models import SubCommunity


def own_communities(cycle: Cycle) -> set[int]:
    """The seat of a cluster and its other members."""
    return {cycle.community_id, *cycle.members.values_list("community_id", flat=True)}


def parts_of_all(cycle: Cycle) -> QuerySet[SubCommunity]:
    """The parts in use, community by community."""
    parts = SubCommunity.objects.filter(community__in=own_communities(cycle), is_active=True)
    return parts.order_by("community__name", "community_id", "position", "pk")
