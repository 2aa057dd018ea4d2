"""Adding and changing a community. What is known of it is gathered on its own page, on the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import sent_form
from cbp.core.once import once
from profiling.actions import communities as actions
from profiling.forms.communities import CommunityForm, community_form
from profiling.models import Community


@require_http_methods(["GET", "POST"])
@needs(Permission.COMMUNITY_EDIT)
@once
def community_new(request: PersonRequest) -> HttpResponse:
    community = Community()
    form = sent_form(request, community_form(request.user), community)

    def save() -> None:
        programme = form.cleaned_data["programme"]
        names, parts = form.names(), form.part_list()
        actions.create_community(community, programme=programme, names=names, parts=parts, by=request.user)

    said = _("The community is added.")
    return _entry(request, form, save, said=said, title=_("Add a community"), here=_("New community"))


@require_http_methods(["GET", "POST"])
@needs(Permission.COMMUNITY_EDIT, Community)
@once
def community_edit(request: PersonRequest, community: Community) -> HttpResponse:
    form = sent_form(request, community_form(request.user), community)

    def save() -> None:
        fields = [name for name in form.touched() if name in actions.FIELDS]
        names, parts, expected = form.names(), form.part_list(), form.expected_version()
        actions.change_community(community, fields=fields, names=names, parts=parts, expected=expected, by=request.user)

    said = _("The community is saved.")
    return _entry(request, form, save, said=said, title=_("Change the community"), here=_("Change"))


def _entry(request: PersonRequest, form: CommunityForm, save: Callable[[], None], **page: Any) -> HttpResponse:
    """Which others it may be is known once the form is judged: the page asks for them."""
    lead = _(
        "A community is people who meet regularly within a territory. Write down who belongs to it, because words "
        "differ."
    )
    return written(
        request, form, save, lead=lead, submit=_("Save the community"), template="profiling/community_form.html",
        alike=lambda: form.alike, **page,
    )  # fmt: skip
