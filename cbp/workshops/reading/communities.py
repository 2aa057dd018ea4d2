"""The communities of a cycle."""

from __future__ import annotations

from cbp.cycles.models import Cycle


def own_communities(cycle: Cycle) -> set[int]:
    """The seat of a cluster and its other members."""
    return {cycle.community_id, *cycle.members.values_list("community_id", flat=True)}
