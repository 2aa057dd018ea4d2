"""The communities of a cluster, which plan together in one cycle."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.reach import any_of
from cbp.core.refusals import Refused
from cbp.cycles.actions.fitting import lock_communities, refuse_a_foreign_community, refuse_who_plans_already
from cbp.cycles.actions.running import running_cycle
from cbp.cycles.models import Cycle, CycleCommunity
from cbp.cycles.reading.cluster import members_of
from profiling.actions.communities import enrol_community
from profiling.models import Community
from profiling.models.communities import CommunityQuerySet

MOST = 100


def who_may_join(cycle: Cycle, person: User) -> CommunityQuerySet:
    """Communities that this person may take into the cluster: seen, and where they manage cycles of this programme.

    Membership enrols a community in the programme, whose people then reach it: a role elsewhere does not decide that.
    """
    country, own = cycle.programme.country.path, (None, cycle.programme_id)
    places = [one.area_path or country for one in person.grants(Permission.CYCLE_MANAGE) if one.programme_id in own]
    inside = any_of(Q(area__path__startswith=place) for place in places)
    seen = Community.objects.visible_to(person).standing().filter(inside, area__path__startswith=country)
    return seen.exclude(pk=cycle.community_id)


@transaction.atomic
def set_members(cycle: Cycle, communities: Sequence[Community], *, expected: int, by: User) -> None:
    """These communities plan together with the seat from now on; each is taken into the programme.

    Raises `Stale` when someone saved the cycle before. Who comes in lies within the reach of the person; who is in
    already stays, whoever it is.
    """
    before = members_of(cycle)
    wanted = {one.pk for one in communities} - {cycle.community_id}
    locked = lock_communities([cycle.community_id, *wanted])
    current = running_cycle(cycle.pk)
    new = [locked[key] for key in sorted(wanted - {one.pk for one in before}) if key in locked]
    _refuse_too_many(wanted)
    _refuse_strangers(current, new, by)
    for one in new:
        refuse_a_foreign_community(current, one)
    refuse_who_plans_already(current, list(locked.values()))
    cycle.save_over(expected, [])
    after = _write(current, wanted)
    for one in new:
        enrol_community(one, current.programme, by=by)
    if names(before) != names(after):
        told = {"members": names(after)}
        audit.record(Verb.CYCLE_MEMBERS, current, by=by, before={"members": names(before)}, after=told)


def names(communities: Sequence[Community]) -> list[str]:
    """As the history keeps them."""
    return sorted(one.name for one in communities)


def _write(cycle: Cycle, wanted: set[int]) -> list[Community]:
    cycle.members.exclude(community__in=wanted).delete()
    there = set(cycle.members.values_list("community_id", flat=True))
    CycleCommunity.objects.bulk_create(CycleCommunity(cycle=cycle, community_id=key) for key in sorted(wanted - there))
    return members_of(cycle)


def _refuse_too_many(wanted: set[int]) -> None:
    if len(wanted) > MOST:
        raise Refused(_("A cluster holds at most %(most)s communities beside its seat.") % {"most": MOST})


def _refuse_strangers(cycle: Cycle, new: Sequence[Community], by: User) -> None:
    inside = set(who_may_join(cycle, by).filter(pk__in=[one.pk for one in new]).values_list("pk", flat=True))
    for one in new:
        if one.pk not in inside and not one.merged_into_id:
            raise Refused(_("A community outside your reach cannot be taken into the cluster."))
