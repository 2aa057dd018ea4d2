"""Communities: the list, and the page that is the home of everything known about one."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.core.models import Programme
from cbp.cycles.models import Cycle
from cbp.desk.exports import COMMUNITY_COLUMNS
from cbp.desk.filters import CommunityFilter
from cbp.desk.overviews.communities import community_overview
from profiling.models import Community, Profile
from profiling.models.communities import CommunityQuerySet


@require_GET
@needs(Permission.COMMUNITY_VIEW)
def community_list(request: PersonRequest) -> HttpResponse:
    found = filtered(request, CommunityFilter, _listed(request.user).by_name())
    if request.GET.get("format") == "csv":
        return export(request, found.qs, COMMUNITY_COLUMNS, "communities")
    context = {
        "filter": found,
        "page_obj": page_of(request, found.qs),
        "is_filtered": is_filtered(request),
        "may_create": can(request.user, Permission.COMMUNITY_EDIT),
    }
    return render(request, "desk/community_list.html", context)


def _listed(user: User) -> CommunityQuerySet:
    """With the running cycles, the programmes and the validated profile that the person may see."""
    running = Cycle.objects.visible_to(user).running().select_related("programme").order_by("pk")
    communities = Community.objects.visible_to(user).standing().select_related("area")
    return communities.prefetch_related(
        "names",
        "area__names",
        Prefetch("cycles", running, to_attr="running_cycles"),
        Prefetch("programmes", Programme.objects.visible_to(user).by_title(), to_attr="seen_programmes"),
        Prefetch("profiles", Profile.objects.validated(), to_attr="validated_profiles"),
    )


@require_GET
@needs(Permission.COMMUNITY_VIEW, Community)
def community_detail(request: PersonRequest, community: Community) -> HttpResponse:
    """A record that was merged leads to the one that stands for it."""
    if community.merged_into:
        return redirect(community.merged_into)
    return render(request, "desk/community_detail.html", community_overview(community, request.user))
