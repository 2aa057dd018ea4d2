"""What is known of a community, and of a cycle, gathered in one request: each block with the right of the person.

A block that the person may not see is left out; one that is empty is there and says what to do next.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet

from cbp.accounts.access import can
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.groups import group_labels
from cbp.core.models import Area, Event, Programme
from cbp.core.reach import any_of
from cbp.cycles.models import Cycle, CycleQuerySet
from cbp.cycles.rail import stations
from cbp.plans.models import Plan, PlanItem
from cbp.plans.models.editions import PlanQuerySet
from cbp.plans.phases import PlanState
from cbp.priorities.models import Need, Ranking
from cbp.priorities.phases import NeedState
from cbp.workshops.models import Session
from cbp.workshops.models.sessions import SessionQuerySet
from cbp.workshops.phases import SessionState
from profiling.models import Community, PopulationTotal, Profile
from profiling.phases import ProfileState
from reports.papers import PAPERS

LATEST = 5
LINES = 8
PLAN_PAPER = "community-action-plan"


# --- shared by both pages ---------------------------------------------------------------------------------------------
def place_of(community: Community, user: User) -> dict[str, Any]:
    """The chain of areas down to the community's own, and which of them the person may open."""
    chain = [*community.area.ancestors(), community.area]
    reach = Area.objects.visible_to(user).filter(pk__in=[area.pk for area in chain])
    return {"chain": chain, "reachable": set(reach.values_list("pk", flat=True))}


def sessions_of(user: User, cycles: Q) -> SessionQuerySet:
    """The sessions of those cycles with what a list shows of them, the latest first; planned ones above."""
    sessions = Session.objects.visible_to(user).filter(cycles).exclude(state=SessionState.CANCELLED)
    named = sessions.select_related("cycle__programme").prefetch_related("cycle__programme__population_groups")
    return named.order_by(F("held_on").desc(nulls_first=True), "-pk")


def plans_of(user: User, cycles: Q) -> PlanQuerySet:
    plans = Plan.objects.visible_to(user).filter(cycles).select_related("cycle__community")
    return plans.prefetch_related("cycle__community__names").order_by("-cycle", "-number", "-pk")


def needs_by_state(user: User, cycles: Q) -> list[dict[str, Any]]:
    """[{state, label, count}] in the order of a need's life, without states in which there is none."""
    found = dict(Need.objects.visible_to(user).filter(cycles).order_by().values_list("state").annotate(Count("pk")))
    return [{"state": one.value, "label": one.label, "count": found[one.value]} for one in NeedState if one in found]


def lines_about(user: User, *things: Model | QuerySet[Any]) -> list[Event]:
    """The latest lines of history about these things, for those who read the history; nothing for others."""
    if not user.grants(Permission.HISTORY_VIEW):
        return []

    def about(thing: Model | QuerySet[Any]) -> Q:
        if isinstance(thing, Model):
            return Q(thing_type=thing._meta.label_lower, thing_id=thing.pk)
        return Q(thing_type=thing.model._meta.label_lower, thing_id__in=thing.order_by().values("pk"))

    return list(Event.objects.visible_to(user).filter(any_of(map(about, things))).latest_first()[:LINES])


def makes_papers(user: User) -> bool:
    return PLAN_PAPER in PAPERS and bool(user.grants(Permission.REPORT_MAKE))


# --- a community ------------------------------------------------------------------------------------------------------
def community_overview(community: Community, user: User) -> dict[str, Any]:
    cycles = list(_cycles_in(community, user))
    running = [cycle for cycle in cycles if cycle.is_running]
    mine = Q(cycle__in=running or cycles[:1])
    anywhere = Q(cycle__community=community)
    context = {
        "community": community,
        **place_of(community, user),
        "programmes": Programme.objects.visible_to(user).filter(communities=community).by_title(),
        "parts": community.sub_communities.filter(is_active=True).order_by("position", "pk"),
        "running": [{"cycle": cycle, "stations": stations(cycle.phase)} for cycle in running],
        "before": [cycle for cycle in cycles if not cycle.is_running],
        "has_cycles": bool(cycles),
        **_rights(community, user),
        **profile_overview(community, user),
    }
    context["sees_sessions"] = bool(cycles) and can(user, Permission.SESSION_VIEW, cycles[0])
    if context["sees_sessions"]:
        context["sessions"] = list(sessions_of(user, anywhere)[:LATEST])
        context["needs"] = needs_by_state(user, mine)
    context["sees_plans"] = bool(cycles) and can(user, Permission.PLAN_VIEW, cycles[0])
    if context["sees_plans"]:
        context["plan"] = plans_of(user, anywhere).with_endorsed_on().exclude(state=PlanState.WITHDRAWN).first()
        context["makes_papers"] = makes_papers(user)
    context["events"] = lines_about(user, *_things_of(community, user))
    return context


def _cycles_in(community: Community, user: User) -> CycleQuerySet:
    cycles = Cycle.objects.visible_to(user).filter(community=community).select_related("programme", "community", "lead")
    return cycles.prefetch_related("community__names").latest_first()


def _rights(community: Community, user: User) -> dict[str, bool]:
    """A cycle is begun within a programme and an area: whether the manager's reach fits is asked behind the button."""
    may_edit = can(user, Permission.COMMUNITY_EDIT, community)
    has_point = community.latitude is not None
    return {
        "may_edit": may_edit,
        "may_begin_profile": can(user, Permission.PROFILE_EDIT, community),
        "may_start_cycle": bool(user.grants(Permission.CYCLE_MANAGE)),
        "shows_point": has_point and (may_edit or not community.is_location_sensitive),
    }


def profile_overview(community: Community, user: User) -> dict[str, Any]:
    """The version that counts (validated), the one at work, and the key totals of the first that there is."""
    known = {ProfileState.VALIDATED, ProfileState.DRAFT, ProfileState.IN_REVIEW}
    versions = Profile.objects.visible_to(user).filter(community=community, state__in=known).select_related("programme")
    by_state = {profile.state: profile for profile in versions.latest_first()}
    validated = by_state.get(ProfileState.VALIDATED)
    at_work = by_state.get(ProfileState.DRAFT) or by_state.get(ProfileState.IN_REVIEW)
    shown = validated or at_work
    for one in (validated, at_work):
        if one:
            one.community = community  # its names are read already
    totals = list(shown.populationtotals.select_related("source").order_by("group", "pk")) if shown else []
    return {
        "profile": shown,
        "validated": validated,
        "at_work": at_work,
        "whole": next((total for total in totals if not total.group), None),
        "groups": _named(totals, shown.programme) if shown else [],
    }


def _named(totals: list[PopulationTotal], programme: Programme) -> list[tuple[str, PopulationTotal]]:
    labels = group_labels(programme)
    return [(labels.get(total.group, total.group), total) for total in totals if total.group]


def _things_of(community: Community, user: User) -> list[Model | QuerySet[Any]]:
    """What the history of a community is about, as far as the person sees it."""
    inside = Q(cycle__community=community)
    return [
        community,
        Profile.objects.visible_to(user).filter(community=community),
        Cycle.objects.visible_to(user).filter(community=community),
        *_things_in(user, inside),
    ]


def _things_in(user: User, cycles: Q) -> list[QuerySet[Any]]:
    seen = [model.objects.visible_to(user).filter(cycles) for model in (Session, Need, Ranking, Plan)]
    plans = Plan.objects.visible_to(user).filter(cycles)
    return [*seen, PlanItem.objects.filter(plan__in=plans)]


# --- a cycle ----------------------------------------------------------------------------------------------------------
def cycle_overview(cycle: Cycle, user: User) -> dict[str, Any]:
    """What hangs on a cycle. Where it stands, and what the next gate wants, is the rail's."""
    mine = Q(cycle=cycle)
    context: dict[str, Any] = {
        "cycle": cycle,
        "community": cycle.community,
        **place_of(cycle.community, user),
        "partners": cycle.partners.select_related("engagement__organisation").order_by("pk"),
        "sees_partners": bool(user.grants(Permission.PARTNER_VIEW)),
        "sees_sessions": can(user, Permission.SESSION_VIEW, cycle),
        "sees_plans": can(user, Permission.PLAN_VIEW, cycle),
    }
    if context["sees_sessions"]:
        context |= _heard(cycle, user, mine)
    if context["sees_plans"]:
        context["plans"] = list(plans_of(user, mine))
        context["may_begin_plan"] = can(user, Permission.PLAN_EDIT, cycle)
        context["makes_papers"] = makes_papers(user)
    context["events"] = lines_about(user, cycle, *_things_in(user, mine))
    return context


def _heard(cycle: Cycle, user: User, mine: Q) -> dict[str, Any]:
    """Sessions, needs and rankings."""
    return {
        "sessions": list(sessions_of(user, mine)),
        "needs": needs_by_state(user, mine),
        "rankings": list(Ranking.objects.visible_to(user).filter(mine).latest_first()),
        "may_plan_session": can(user, Permission.SESSION_RECORD, cycle),
        "may_raise_need": can(user, Permission.NEED_EDIT, cycle),
        "may_set_up_ranking": can(user, Permission.RANKING_ENTER, cycle),
    }
