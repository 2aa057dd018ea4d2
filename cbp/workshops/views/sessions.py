"""Sessions of a cycle: the list, one record, its words and its people in roles; participation."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cbp.accounts.access import can
from cbp.accounts.asking import form_page
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, edited, sent_form
from cbp.core.lists import page_of
from cbp.core.once import once
from cbp.core.ways import way, way_to
from cbp.cycles.models import Cycle
from cbp.workshops.actions import sessions as actions
from cbp.workshops.checks import has_a_hand, is_ahead, missing_to_record, warnings_of
from cbp.workshops.forms.sessions import PlanForm, RolesForm, SessionForm
from cbp.workshops.inclusion import judged
from cbp.workshops.models import Session
from cbp.workshops.participation import participation
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.attendance import attendance_of, tables_of
from cbp.workshops.reading.pictures import pictures_of
from cbp.workshops.reading.record import lines_of, roles_of
from cbp.workshops.views.closed import closed_page


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def session_list(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    sessions = Session.objects.filter(cycle=cycle).select_related("sub_community").prefetch_related("attendance")
    page = page_of(request, sessions.in_order())
    _with_groups(cycle)
    for session in page:
        session.cycle = cycle
    context = {
        "cycle": cycle,
        "page_obj": page,
        "rows": [(session, attendance_of(session)) for session in page],
        "participation": participation(cycle),
        "breadcrumbs": way_to(cycle, _("Sessions")),
        "may_record": cycle.is_running and can(request.user, Permission.SESSION_RECORD, cycle),
    }
    return render(request, "workshops/session_list.html", context)


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def participation_detail(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    context = {
        "cycle": cycle,
        "participation": participation(cycle),
        "rules": judged(cycle),
        "may_explain": cycle.is_running and can(request.user, Permission.CYCLE_WORK, cycle),
        "breadcrumbs": way_to(
            cycle, (_("Sessions"), reverse("workshops:session-list", args=[cycle.pk])), _("Participation")
        ),
    }
    return render(request, "workshops/participation.html", context)


@require_GET
@needs(Permission.SESSION_VIEW, Session)
def session_detail(request: PersonRequest, session: Session) -> HttpResponse:
    """The record sheet. (F1 of domain 14)"""
    _with_groups(session.cycle)
    attendance = attendance_of(session)
    context = {
        "session": session,
        "cycle": session.cycle,
        "breadcrumbs": way_to(session),
        "attendance": attendance,
        "tables": tables_of(session, attendance),
        "roles": roles_of(session),
        "decisions": session.said("decisions"),
        "decided": lines_of(session.said("decisions")),
        "pictures": pictures_of(session),
        "confirmations": session.confirmations.select_related("profile", "by").order_by("pk"),
        "amendments": session.amendments.select_related("by").order_by("pk"),
        "warnings": warnings_of(session),
        **_what_next(request, session),
    }
    return render(request, "workshops/session_detail.html", context)


def _what_next(request: PersonRequest, session: Session) -> dict[str, Any]:
    """What this person may do with this session now."""
    may_record = can(request.user, Permission.SESSION_RECORD, session)
    may_verify = can(request.user, Permission.SESSION_VERIFY, session) and session.state == SessionState.RECORDED
    return {
        "may_write": may_record and session.is_open,
        "may_count": may_record and session.is_open and not is_ahead(session.held_on),
        "may_amend": may_record and session.state == SessionState.VERIFIED,
        "may_confirm": may_record and session.is_held,
        "may_translate": may_record and session.state != SessionState.CANCELLED,
        "may_verify": may_verify,
        "is_own": may_verify and has_a_hand(session, request.user.pk),
        "lacking": missing_to_record(session) if session.state == SessionState.DRAFT else [],
    }


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Cycle)
@once
def session_new(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    session = Session(cycle=cycle)
    form, key, title = sent_form(request, PlanForm, session), f"session-new-{cycle.pk}", _("Plan a session")
    said = _("The session is planned.")
    answer = edited(request, form, lambda: actions.plan_session(session, by=request.user), key=key, said=said)
    return answer or form_page(
        request, form, title=title, submit=_("Save the session"), key=key,
        cancel=reverse("workshops:session-list", args=[cycle.pk]), breadcrumbs=way(*session.crumbs(), title),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_edit(request: PersonRequest, session: Session) -> HttpResponse:
    if not session.is_open and request.method == "GET":
        return closed_page(request, session)
    form, key, title = sent_form(request, SessionForm, session), draft_key(session), _("Write the record")

    def save() -> None:
        actions.change_session(session, fields=form.touched(), expected=form.expected_version(), by=request.user)

    answer = edited(request, form, save, key=key, said=_("The session is saved."))
    return answer or form_page(
        request, form, title=title, submit=_("Save the session"), key=key, cancel=session.get_absolute_url(),
        breadcrumbs=way_to(session, title),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_roles(request: PersonRequest, session: Session) -> HttpResponse:
    if not session.is_open and request.method == "GET":
        return closed_page(request, session)
    form, key, title = sent_form(request, RolesForm, session), draft_key(session, "-roles"), _("People in roles")

    def save() -> None:
        actions.save_roles(session, form.roles(), expected=form.expected_version(), by=request.user)

    answer = edited(request, form, save, key=key, said=_("The people in roles are saved."))
    return answer or form_page(
        request, form, title=title, submit=_("Save the people in roles"), key=key,
        lead=_("Who led, wrote, interpreted or came for an authority. Nobody who only took part is named."),
        cancel=session.get_absolute_url(), breadcrumbs=way_to(session, title),
    )  # fmt: skip


def _with_groups(cycle: Cycle) -> None:
    """So that the name of a group asks the database no more."""
    prefetch_related_objects([cycle.programme], "population_groups")
