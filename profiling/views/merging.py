"""Merging two records of one community: choosing the other record, seeing what becomes of everything, and the deed.

And giving up a draft that stands in the way of it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import asked
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import merging
from cbp.core.forms import ReasonForm
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.core.ways import way_to
from profiling.actions import merging as actions
from profiling.actions.communities import alike_communities
from profiling.actions.drafts import give_up_profile
from profiling.forms.merging import MergeForm, facts_of
from profiling.models import Community, Profile
from profiling.models.communities import CommunityQuerySet

MOST = 12


@require_http_methods(["GET", "POST"])
@needs(Permission.COMMUNITY_MERGE, Community)
@once
def community_merge(request: PersonRequest, community: Community) -> HttpResponse:
    """The community of the address stays; `other` goes."""
    if community.merged_into:
        return redirect(community.merged_into)
    other = _other(request, community)
    if other is None:
        return _choose(request, community)
    prefetch_related_objects([community, other], "names", "area__names")
    form = MergeForm(request.POST if request.method == "POST" else None, kept=community, gone=other)

    def act() -> None:
        told = form.cleaned_data
        actions.merge_communities(
            community, other, reason=told["reason"], take=told.get("take", ()), seen=form.seen_versions(),
            by=request.user,
        )  # fmt: skip

    return asked(
        request, form, act, thing=community, title=_("Merge two records"), submit=_("Merge them for good"),
        said=_("The two records are one. The old address leads here."), danger=True,
        template="profiling/community_merge.html", **_beside(community, other, request.user),
    )  # fmt: skip


def _other(request: PersonRequest, community: Community) -> Community | None:
    """The record that was chosen. One that the person may not merge does not exist; of one that was merged meanwhile
    the page says so.
    """
    key = request.GET.get("other", "")
    if not key:
        return None
    found = _within(request.user).filter(pk=key[:18]) if key.isascii() and key.isdigit() else Community.objects.none()
    other = found.exclude(pk=community.pk).select_related("area").first()
    if other is None:
        raise Http404
    return other


def _within(user: User) -> CommunityQuerySet:
    return Community.objects.within(user.grants(Permission.COMMUNITY_MERGE))


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_VALIDATE, Profile)
@once
def profile_give_up(request: PersonRequest, profile: Profile) -> HttpResponse:
    form = ReasonForm(request.POST or None)

    def act() -> None:
        give_up_profile(profile, reason=form.cleaned_data["reason"], by=request.user)

    return asked(
        request, form, act, thing=profile, title=_("Give this version up"), submit=_("Give it up"), danger=True,
        said=_("The version is given up."), lead=str(profile), back=profile.community.get_absolute_url(),
        hint=_("Everything that was entered into this version goes with it, and does not come back."),
    )  # fmt: skip


# --- choosing ---------------------------------------------------------------------------------------------------------
def _choose(request: PersonRequest, community: Community) -> HttpResponse:
    """Those that are called alike come first by themselves; every other one by its name."""
    words = request.GET.get("q", "").strip()[:200]
    mine = _within(request.user).standing().exclude(pk=community.pk).filter(area__country=community.area.country)
    if words:
        found = mine.found_by(words).closest_first(words)
    else:
        alike = alike_communities(community.every_name(), by=request.user, besides=community)
        found = mine.filter(pk__in=alike.values("pk")).closest_first(community.name)
    context = {
        "community": community,
        "breadcrumbs": way_to(community, _("Merge two records")),
        "found": list(found.select_related("area").prefetch_related("names", "area__names")[:MOST]),
        "words": words,
    }
    return render(
        request, "profiling/community_merge_choose.html", context, status=422 if request.method == "POST" else 200
    )


# --- side by side -----------------------------------------------------------------------------------------------------
def _beside(kept: Community, gone: Community, user: User) -> dict[str, Any]:
    try:
        actions.refuse_pair(kept, gone, by=user)
        refusal = ""
    except Refused as refused:
        refusal = str(refused)
    known = Profile.objects.validated().filter(community__in=[kept, gone]).values_list("community", flat=True)
    return {
        "community": kept,
        "other": gone,
        "facts": facts_of(kept, gone),
        "lines": [line for line in merging.lines_of(kept, gone) if line.kept or line.gone],
        "obstacles": merging.obstacles_to(kept, gone, by=user),
        "refusal": refusal,
        "should_swap": set(known) == {gone.pk},
    }
