"""The home of everything known about a community: what matters today first, what was before below it.

Records that were merged into this one are read here too: their profiles, their assessments, their history.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.groups import group_labels
from cbp.core.maps import Place, point_map
from cbp.core.models import Programme
from cbp.core.reach import any_of
from cbp.cycles.models import Cycle, CyclePartner
from cbp.cycles.rail import stations
from cbp.cycles.reading.cluster import with_community
from cbp.desk.board import BEFORE_THE_PLAN
from cbp.desk.overviews.shared import (
    lines_about,
    makes_papers,
    needs_by_state,
    place_of,
    plans_of,
    rights_in,
    sessions_of,
    things_in,
)
from cbp.plans.models import Plan
from cbp.plans.phases import PlanState
from cbp.workshops.models import ProfileConfirmation, Session
from partners.models import Organisation
from profiling.models import (
    Community,
    CommunityName,
    PopulationTotal,
    Profile,
    ProfileSheet,
    SelectionAssessment,
    SheetTouch,
)
from profiling.phases import ProfileState
from reports.models import Report, ReportQuerySet
from reports.papers import PAPERS

LATEST = 5
AROUND = 60
PRESENT = 8


def community_overview(community: Community, user: User) -> dict[str, Any]:
    prefetch_related_objects([community], "names", "area__names")
    cycles = _cycles_in(community, user)
    running = [cycle for cycle in cycles if cycle.is_running]
    merged = list(
        Community.objects.filter(merged_into=community).select_related("area").prefetch_related("names").by_name()
    )
    rights = rights_in(
        user, community, Permission.COMMUNITY_EDIT, Permission.COMMUNITY_MERGE, Permission.PROFILE_EDIT
    )  # fmt: skip
    may_edit = Permission.COMMUNITY_EDIT in rights
    return {
        "community": community,
        "merged": merged,
        "other_names": _other_names(community),
        **place_of(community, user),
        "may_edit": may_edit,
        "may_merge": Permission.COMMUNITY_MERGE in rights,
        "may_begin_profile": Permission.PROFILE_EDIT in rights,
        # A cycle is begun within a programme and an area: whether the manager's reach fits is asked behind the button.
        "may_start_cycle": bool(user.grants(Permission.CYCLE_MANAGE)),
        **_map(community, user, exact=may_edit),
        "programmes": Programme.objects.visible_to(user).filter(communities=community).by_title(),
        "parts": community.sub_communities.filter(is_active=True).order_by("position", "pk"),
        "running": [_running(cycle) for cycle in running],
        "before": [cycle for cycle in cycles if not cycle.is_running],
        "has_cycles": bool(cycles),
        **_planning(community, user, cycles, running),
        **_partners(community, user, running),
        **profile_overview(community, user, merged),
        "assessments": _assessments(community, user, merged),
        "sheets": _sheets(community, user, merged),
        "papers": _papers(community, user, merged),
        "events": lines_about(user, *_things_of(community, user, merged)),
    }


def _cycles_in(community: Community, user: User) -> list[Cycle]:
    """Those of which it is the seat, and those of the clusters in which it plans with others."""
    cycles = Cycle.objects.visible_to(user).filter(with_community(community)).select_related("programme", "lead")
    found = list(cycles.select_related("community__area").prefetch_related("community__names").latest_first())
    for one in found:
        if one.community_id == community.pk:
            one.community = community  # its names are read already
    return found


def _other_names(community: Community) -> list[CommunityName]:
    """Every name but the one that heads the page; the first one too, where the reader's language has its own."""
    names = [CommunityName(text=community.name), *community.names.all()]
    return list({one.text: one for one in names if one.text != str(community)}.values())


def _running(cycle: Cycle) -> dict[str, Any]:
    return {"cycle": cycle, "stations": stations(cycle.phase), "awaits_plan": cycle.phase in BEFORE_THE_PLAN}


# --- where it lies ----------------------------------------------------------------------------------------------------
def _map(community: Community, user: User, *, exact: bool) -> dict[str, Any]:
    """Exact for those who enter it, coarse for everybody else; sensitive ones for nobody else. Others always coarse."""
    point = community.shown_point(exact)
    if point is None:
        return {"point": None, "map": None, "around": 0}
    others = [one.shown_point() for one in _neighbours(community, user)]
    places = [Place(float(one.latitude), float(one.longitude)) for one in others if one]
    drawn = point_map(Place(float(point.latitude), float(point.longitude)), places, is_exact=point.is_exact)
    return {"point": point, "map": drawn, "around": len(drawn.others)}


def _neighbours(community: Community, user: User) -> QuerySet[Community]:
    near = Community.objects.visible_to(user).standing().filter(area=community.area_id, is_location_sensitive=False)
    return near.exclude(pk=community.pk).exclude(latitude=None).order_by("pk")[:AROUND]


# --- what is planned, and with whom -----------------------------------------------------------------------------------
def _planning(community: Community, user: User, cycles: Sequence[Cycle], running: Sequence[Cycle]) -> dict[str, Any]:
    """Sessions and plans of every cycle; the needs of the one that counts now."""
    anywhere = Q(cycle__in=[one.pk for one in cycles])
    rights = rights_in(user, cycles[0], Permission.SESSION_VIEW, Permission.PLAN_VIEW) if cycles else set()
    sees_sessions, sees_plans = Permission.SESSION_VIEW in rights, Permission.PLAN_VIEW in rights
    told: dict[str, Any] = {
        "sees_sessions": sees_sessions,
        "sees_plans": sees_plans,
        "makes_papers": makes_papers(user),
        # Whose registers the headings lead to: the one running cycle, or the latest; not of one among several.
        "current": None if running[1:] else next(iter(running or cycles), None),
    }
    if sees_sessions:
        sessions = sessions_of(user, anywhere).select_related("cycle__programme")
        told["sessions"] = list(sessions.prefetch_related("cycle__programme__population_groups")[:LATEST])
        told["needs"] = needs_by_state(user, Q(cycle__in=running or cycles[:1]))
    if sees_plans:
        plans = plans_of(user, anywhere).select_related("cycle__community").prefetch_related("cycle__community__names")
        told["plan"] = plans.with_endorsed_on().exclude(state=PlanState.WITHDRAWN).first()
    return told


def _partners(community: Community, user: User, running: Sequence[Cycle]) -> dict[str, Any]:
    """Who has a part in the running cycles; who else works in the area and could be asked."""
    if not user.grants(Permission.PARTNER_VIEW):
        return {"sees_partners": False}
    engaged = CyclePartner.objects.filter(cycle__in=running).select_related("engagement__organisation").order_by("pk")
    taken = {one.engagement.organisation_id for one in engaged}
    present = Organisation.objects.visible_to(user).filter(is_active=True).present_in(community.area)
    return {"sees_partners": True, "engaged": engaged, "present": present.exclude(pk__in=taken).by_name()[:PRESENT]}


def _assessments(community: Community, user: User, merged: Sequence[Community]) -> QuerySet[SelectionAssessment]:
    found = SelectionAssessment.objects.visible_to(user).filter(community__in=[community, *merged])
    return found.select_related("programme", "community").order_by("-held_on", "-pk")


# --- what came in and what went out -----------------------------------------------------------------------------------
def _sheets(community: Community, user: User, merged: Sequence[Community]) -> QuerySet[ProfileSheet]:
    """Applied sheets that wrote here, for those who bring sheets in or read the history; `may_open`: its page too."""
    if not (user.grants(Permission.SHEET_CHECK) or user.grants(Permission.HISTORY_VIEW)):
        return ProfileSheet.objects.none()
    mine = ProfileSheet.objects.visible_to(user).filter(pk=OuterRef("pk"))
    here = SheetTouch.objects.filter(community__in=[community, *merged])
    found = ProfileSheet.objects.filter(pk__in=here.values("sheet")).annotate(may_open=Exists(mine))
    return found.order_by("-applied_at", "-pk")


def _papers(community: Community, user: User, merged: Sequence[Community]) -> list[Report]:
    """The latest that this person made of its profiles and plans."""
    found = list(_papers_of(community, user, merged).filter(requested_by_id=user.pk).latest_first()[:LATEST])
    for one in found:
        one.title = PAPERS[one.paper].title  # type: ignore[attr-defined]
    return found


def _papers_of(community: Community, user: User, merged: Sequence[Community]) -> ReportQuerySet:
    """Of what the person may read, whoever asked for them."""
    subjects: list[QuerySet[Any]] = [
        Profile.objects.visible_to(user).filter(community__in=[community, *merged]),
        Plan.objects.visible_to(user).filter(cycle__community=community),
    ]
    made_of = [([code for code, paper in PAPERS.items() if paper.model is one.model], one) for one in subjects]
    of_any = any_of(Q(paper__in=codes, subject_id__in=one.order_by().values("pk")) for codes, one in made_of)
    return Report.objects.filter(of_any)


# --- the profile ------------------------------------------------------------------------------------------------------
def profile_overview(community: Community, user: User, merged: Sequence[Community] = ()) -> dict[str, Any]:
    """The version that counts (validated), the one at work, the key totals of the first that there is; all versions."""
    versions = list(_versions(community, user, merged))
    by_state = {one.state: one for one in reversed(versions) if one.community_id == community.pk}
    validated = by_state.get(ProfileState.VALIDATED)
    at_work = by_state.get(ProfileState.DRAFT) or by_state.get(ProfileState.IN_REVIEW)
    elsewhere = next((one for one in versions if one.state == ProfileState.VALIDATED), None)
    shown = validated or at_work or elsewhere
    totals = list(shown.populationtotals.select_related("source").order_by("group", "pk")) if shown else []
    return {
        "profile": shown,
        "readable": validated or elsewhere,
        "at_work": at_work,
        "versions": versions,
        "whole": next((total for total in totals if not total.group), None),
        "groups": _named(totals, shown.programme) if shown else [],
    }


def _versions(community: Community, user: User, merged: Sequence[Community]) -> list[Profile]:
    """Each with the sessions, of those that the person may read, in which the community confirmed it."""
    sessions = Session.objects.visible_to(user).values("pk")
    confirmed = ProfileConfirmation.objects.filter(session__in=sessions)
    confirmed = confirmed.select_related("session").order_by("pk")
    found = Profile.objects.visible_to(user).filter(community__in=[community, *merged]).select_related("programme")
    records = {one.pk: one for one in (community, *merged)}
    versions = list(found.prefetch_related(Prefetch("confirmations", confirmed)).latest_first())
    for one in versions:
        one.community = records[one.community_id]  # its names are read already
    return sorted(versions, key=lambda one: one.community_id != community.pk)


def _named(totals: list[PopulationTotal], programme: Programme) -> list[tuple[str, PopulationTotal]]:
    labels = group_labels(programme)
    return [(labels.get(total.group, total.group), total) for total in totals if total.group]


def _things_of(community: Community, user: User, merged: Sequence[Community]) -> list[Model | QuerySet[Any]]:
    """What the history of a community is about, as far as the person sees it, in all its records."""
    records = [community, *merged]
    return [
        Community.objects.filter(pk__in=[one.pk for one in records]),
        Profile.objects.visible_to(user).filter(community__in=records),
        SelectionAssessment.objects.visible_to(user).filter(community__in=records),
        Cycle.objects.visible_to(user).filter(community=community),
        ProfileSheet.objects.filter(pk__in=SheetTouch.objects.filter(community__in=records).values("sheet")),
        _papers_of(community, user, merged),
        *things_in(user, Q(cycle__community=community)),
    ]
