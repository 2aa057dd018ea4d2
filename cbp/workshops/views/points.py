"""Action points: of a session, of a cycle, and one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can
from cbp.accounts.asking import written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.core.once import once
from cbp.core.ways import way, way_to
from cbp.cycles.models import Cycle
from cbp.workshops.actions.points import change_point, finish_point, save_points
from cbp.workshops.filters import PointFilter
from cbp.workshops.forms.points import point_form, points_form
from cbp.workshops.models import ActionPoint, Session
from cbp.workshops.models.actions import ActionPointQuerySet
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.columns import POINT_COLUMNS
from cbp.workshops.reading.points import standings
from cbp.workshops.views.closed import not_now


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def action_list(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    """The open ones of the cycle, the latest first."""
    points = ActionPoint.objects.filter(session__cycle=cycle)
    context = {"cycle": cycle, "breadcrumbs": way_to(cycle, _("Action points")), "where": "cycle"}
    return _list(request, points, {**context, "may_follow": can(request.user, Permission.SESSION_RECORD, cycle)})


@require_GET
@needs(Permission.SESSION_VIEW)
def my_actions(request: PersonRequest) -> HttpResponse:
    """Those that one follows oneself, of every cycle within reach."""
    points = ActionPoint.objects.visible_to(request.user).filter(user=request.user)
    context = {"cycle": None, "breadcrumbs": way(_("My action points")), "where": "mine"}
    return _list(request, points, {**context, "may_follow": can(request.user, Permission.SESSION_RECORD)})


def _list(request: PersonRequest, points: ActionPointQuerySet, context: dict[str, Any]) -> HttpResponse:
    points = points.exclude(session__state=SessionState.CANCELLED).in_order()
    known = points.select_related("user", "session__cycle__community__area")
    found = filtered(request, PointFilter, known.prefetch_related("session__cycle__community__names"))
    today = timezone.localdate()
    if request.GET.get("format") == "csv":
        return export(request, standings(found.qs, today), POINT_COLUMNS, "actions")
    page = page_of(request, found.qs)
    context |= {
        "filter": found, "is_filtered": is_filtered(request), "page_obj": page, "rows": standings(page, today),
    }  # fmt: skip
    return render(request, "workshops/action_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def action_new(request: PersonRequest, session: Session) -> HttpResponse:
    """Those of the session, several on one page."""
    if elsewhere := not_now(request, session):
        return elsewhere
    form, back = sent_form(request, points_form(request.user), session), session.get_absolute_url() + "#actions"
    return written(
        request, form, lambda: save_points(session, form.points(), expected=form.expected_version(), by=request.user),
        said=_("The action points are saved."), back=back, cancel=back, key=draft_key(session, "-actions"),
        title=_("Action points"), submit=_("Save the action points"),
        lead=_("What is to be done after this session, by whom and until when. An empty row is left out."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, ActionPoint)
@once
def action_edit(request: PersonRequest, point: ActionPoint) -> HttpResponse:
    form = sent_form(request, point_form(request.user), point)
    return written(
        request, form,
        lambda: change_point(point, fields=form.touched(), expected=form.expected_version(), by=request.user),
        thing=point.session, said=_("The action point is saved."), cancel=point.get_absolute_url(),
        title=_("Action point"), submit=_("Save the action point"), lead=point.said("text").text,
    )  # fmt: skip


@require_POST
@needs(Permission.SESSION_RECORD, ActionPoint)
@once
def action_done(request: PersonRequest, point: ActionPoint) -> HttpResponse:
    """In one tap, and back to where it was tapped."""
    back = {
        "cycle": reverse("workshops:action-list", args=[point.session.cycle_id]),
        "mine": reverse("workshops:my-actions"),
    }.get(request.POST.get("where", ""), point.get_absolute_url())
    said = _("The action point is done.")
    return pressed(request, lambda: finish_point(point, by=request.user), said=said, back=back)
