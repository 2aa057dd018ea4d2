"""Adding and changing a community. What is known of it is gathered on its own page, on the desk."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, nothing_changed, saved, sent_form
from cbp.core.once import once
from profiling.actions import communities as actions
from profiling.forms.communities import CommunityForm, community_form
from profiling.models import Community


@require_http_methods(["GET", "POST"])
@needs(Permission.COMMUNITY_EDIT)
@once
def community_new(request: PersonRequest) -> HttpResponse:
    community = Community()
    form = cast(CommunityForm, sent_form(request, community_form(request.user), community))
    key = draft_key(community)
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            programme = form.cleaned_data["programme"]
            names, parts = form.names(), form.part_list()
            actions.create_community(community, programme=programme, names=names, parts=parts, by=request.user)

        answer = saved(request, form, save, key=key, said=_("The community is added."))
        if answer:
            return answer
    return _form_page(request, form, {"key": key, "community": None, "title": ""})


@require_http_methods(["GET", "POST"])
@needs(Permission.COMMUNITY_EDIT, Community)
@once
def community_edit(request: PersonRequest, community: Community) -> HttpResponse:
    title, key = str(community), draft_key(community)
    form = cast(CommunityForm, sent_form(request, community_form(request.user), community))
    if request.method == "POST" and form.is_valid():
        touched = form.touched()
        if not touched:
            return nothing_changed(request, community, key)

        def save() -> None:
            fields = [name for name in touched if name in actions.FIELDS]
            names, parts, expected = form.names(), form.part_list(), form.expected_version()
            actions.change_community(
                community, fields=fields, names=names, parts=parts, expected=expected, by=request.user
            )

        answer = saved(request, form, save, key=key, said=_("The community is saved."))
        if answer:
            return answer
    return _form_page(request, form, {"key": key, "community": community, "title": title})


def _form_page(request: PersonRequest, form: CommunityForm, context: dict[str, object]) -> HttpResponse:
    context |= {"form": form, "alike": form.alike}
    return render(request, "profiling/community_form.html", context, status=422 if form.is_bound else 200)
