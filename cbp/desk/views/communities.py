"""Communities: the list, and the page that is the home of everything known about one."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.desk.communities import running_in, told
from cbp.desk.exports import COMMUNITY_COLUMNS
from cbp.desk.filters import CommunityFilter
from cbp.desk.overviews.communities import community_overview
from profiling.models import Community
from profiling.models.communities import CommunityQuerySet


@require_GET
@needs(Permission.COMMUNITY_VIEW)
def community_list(request: PersonRequest) -> HttpResponse:
    standing = Community.objects.visible_to(request.user).standing().by_name()
    found = filtered(request, CommunityFilter, standing)
    words = found.form.cleaned_data.get("q") or "" if found.is_valid() else ""
    if request.GET.get("format") == "csv":
        return export(request, told(found.qs, request.user, words), COMMUNITY_COLUMNS, "communities")
    page = page_of(request, found.qs)
    here = cast(CommunityQuerySet, page.object_list)
    context = {
        "filter": found,
        "page_obj": page,
        "rows": [(one, running_in(one)) for one in told(here, request.user, words)],
        "is_filtered": is_filtered(request),
        "may_create": can(request.user, Permission.COMMUNITY_EDIT),
    }
    return render(request, "desk/community_list.html", context)


@require_GET
@needs(Permission.COMMUNITY_VIEW, Community)
def community_detail(request: PersonRequest, community: Community) -> HttpResponse:
    """A record that was merged leads to the one that stands for it."""
    if community.merged_into:
        return redirect(community.merged_into)
    return render(request, "desk/community_detail.html", community_overview(community, request.user))
