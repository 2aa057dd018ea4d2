"""Adding and changing a community. What is known of it is gathered on its own page, on the desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import form_page
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, edited, sent_form
from cbp.core.once import once
from cbp.core.ways import Way, way, way_to
from profiling.actions import communities as actions
from profiling.forms.communities import CommunityForm, community_form
from profiling.models import Community


@require_http_methods(["GET", "POST"])
@needs(Permission.COMMUNITY_EDIT)
@once
def community_new(request: PersonRequest) -> HttpResponse:
    community = Community()
    form = sent_form(request, community_form(request.user), community)
    key, home = draft_key(community), reverse("desk:community-list")

    def save() -> None:
        programme = form.cleaned_data["programme"]
        names, parts = form.names(), form.part_list()
        actions.create_community(community, programme=programme, names=names, parts=parts, by=request.user)

    answer = edited(request, form, save, key=key, said=_("The community is added."))
    here = way((_("Communities"), home), _("New community"))
    return answer or _form_page(request, form, _("Add a community"), key=key, cancel=home, breadcrumbs=here)


@require_http_methods(["GET", "POST"])
@needs(Permission.COMMUNITY_EDIT, Community)
@once
def community_edit(request: PersonRequest, community: Community) -> HttpResponse:
    here, key = way_to(community, _("Change")), draft_key(community)  # before the form writes into the community
    form = sent_form(request, community_form(request.user), community)

    def save() -> None:
        fields = [name for name in form.touched() if name in actions.FIELDS]
        names, parts, expected = form.names(), form.part_list(), form.expected_version()
        actions.change_community(community, fields=fields, names=names, parts=parts, expected=expected, by=request.user)

    answer = edited(request, form, save, key=key, said=_("The community is saved."))
    home = community.get_absolute_url()
    return answer or _form_page(request, form, _("Change the community"), key=key, cancel=home, breadcrumbs=here)


def _form_page(
    request: PersonRequest, form: CommunityForm, title: str, *, key: str, cancel: str, breadcrumbs: Way
) -> HttpResponse:
    lead = _(
        "A community is people who meet regularly within a territory. Write down who belongs to it, because words "
        "differ."
    )
    return form_page(
        request, form, title=title, lead=lead, submit=_("Save the community"), key=key, cancel=cancel,
        breadcrumbs=breadcrumbs, template="profiling/community_form.html", alike=form.alike,
    )  # fmt: skip
