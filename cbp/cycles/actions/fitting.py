"""What fits together: communities that plan, their programme and its country. It refuses, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle, CycleCommunity
from partners.models import Organisation, OrganisationKind
from profiling.models import Community

# Who can be the counterpart in government.
AUTHORITIES = (OrganisationKind.GOVERNMENT, OrganisationKind.LOCAL_GOVERNMENT)


def lock_communities(keys: Iterable[int]) -> dict[int, Community]:
    """Locked in one order for everybody, so that no two clusters wait for each other."""
    rows = Community.objects.select_for_update(of=("self",)).select_related("area").filter(pk__in=set(keys))
    return {one.pk: one for one in rows.order_by("pk")}


def refuse_a_foreign_community(cycle: Cycle, community: Community) -> None:
    if not community.area.path.startswith(cycle.programme.country.path):
        raise Refused(_("This programme works in another country than the community lies in."))
    if not community.is_active or community.merged_into_id:
        raise Refused(_("This community takes no part in planning any more."))


def refuse_who_plans_already(cycle: Cycle, communities: Sequence[Community]) -> None:
    """In one programme a community plans once at a time, as the seat of a cycle or within a cluster.

    The communities are locked: nobody takes one of them into another cycle meanwhile.
    """
    others = Cycle.objects.running().filter(programme=cycle.programme_id).exclude(pk=cycle.pk)
    seats = set(others.filter(community__in=communities).values_list("community_id", flat=True))
    places = CycleCommunity.objects.filter(cycle__in=others, community__in=communities)
    busy = seats | set(places.values_list("community_id", flat=True))
    for one in communities:
        if one.pk not in busy:
            continue
        if one.pk == cycle.community_id:
            raise Refused(_("This community already has a running cycle in this programme."))
        raise Refused(_("“%(community)s” already has a running cycle in this programme.") % {"community": one})


def refuse_foreign_organisations(cycle: Cycle) -> None:
    country = cycle.programme.country_id
    if any(one.country_id != country for one in _organisations(cycle)):
        raise Refused(_("This organisation is registered in another country."))
    if cycle.counterpart and cycle.counterpart.kind not in AUTHORITIES:
        raise Refused(_("The counterpart in government is a public authority."))


def _organisations(cycle: Cycle) -> Iterable[Organisation]:
    return [one for one in (cycle.lead, cycle.counterpart) if one is not None]
