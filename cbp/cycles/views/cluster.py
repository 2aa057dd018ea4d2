"""Who plans together in one cycle."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import sent_form
from cbp.core.once import once
from cbp.cycles.actions.cluster import set_members
from cbp.cycles.forms.cluster import members_form
from cbp.cycles.models import Cycle

LONGEST = 200


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def members_edit(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    """What is sought stands in the address; saved, the page is shown again for the next name."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    form = sent_form(request, members_form(request.user, words), cycle)
    return written(
        request, form,
        lambda: set_members(cycle, form.communities(), expected=form.expected_version(), by=request.user),
        said=_("The cluster is saved."), back=reverse("cycles:members-edit", args=[cycle.pk]), key="",
        title=_("Communities of the cluster"), submit=_("Save the cluster"), lead=str(cycle),
        template="cycles/members_form.html", words=words, cycle=cycle,
    )  # fmt: skip
