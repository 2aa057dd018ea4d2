"""Sessions of a cycle: the list, one record, its words and its people in roles; participation."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, nothing_changed, saved, sent_form
from cbp.core.lists import page_of
from cbp.core.once import once
from cbp.cycles.models import Cycle
from cbp.workshops.actions import sessions as actions
from cbp.workshops.checks import has_a_hand, is_ahead, missing_to_record, warnings_of
from cbp.workshops.forms.sessions import PlanForm, RolesForm, SessionForm
from cbp.workshops.models import Session
from cbp.workshops.participation import participation
from cbp.workshops.phases import SessionState
from cbp.workshops.reading import attendance_of, lines_of, pictures_of, roles_of, tables_of
from cbp.workshops.views.way import closed_page, form_page, way_to, way_to_sessions, with_groups


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def session_list(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    sessions = Session.objects.filter(cycle=cycle).select_related("sub_community").prefetch_related("attendance")
    page = page_of(request, sessions.in_order())
    with_groups(cycle)
    for session in page:
        session.cycle = cycle
    context = {
        "cycle": cycle,
        "page_obj": page,
        "rows": [(session, attendance_of(session)) for session in page],
        "participation": participation(cycle),
        "breadcrumbs": way_to_sessions(cycle),
        "may_record": cycle.is_running and can(request.user, Permission.SESSION_RECORD, cycle),
    }
    return render(request, "workshops/session_list.html", context)


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def participation_detail(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    title = _("Participation")
    context = {
        "cycle": cycle,
        "participation": participation(cycle),
        "breadcrumbs": way_to_sessions(cycle, title),
    }
    return render(request, "workshops/participation.html", context)


@require_GET
@needs(Permission.SESSION_VIEW, Session)
def session_detail(request: PersonRequest, session: Session) -> HttpResponse:
    """The record sheet. (F1 of domain 14)"""
    with_groups(session.cycle)
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
    form = sent_form(request, PlanForm, session)
    key = f"session-new-{cycle.pk}"
    if request.method == "POST" and form.is_valid():
        answer = saved(
            request, form, lambda: actions.plan_session(session, by=request.user), key=key,
            said=_("The session is planned."),
        )  # fmt: skip
        if answer:
            return answer
    title, back = _("Plan a session"), way_to_sessions(cycle, "–")[-2]["url"]
    return form_page(
        request, form, title=title, submit=_("Save the session"), back=str(back), key=key,
        breadcrumbs=way_to_sessions(cycle, title),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_edit(request: PersonRequest, session: Session) -> HttpResponse:
    if not session.is_open and request.method == "GET":
        return closed_page(request, session)
    title, key = _("Write the record"), draft_key(session)
    breadcrumbs = way_to(session, title)
    form = sent_form(request, SessionForm, session)
    if request.method == "POST" and form.is_valid():
        fields = form.touched()
        if not fields:
            return nothing_changed(request, session, key)

        def save() -> None:
            actions.change_session(session, fields=fields, expected=form.expected_version(), by=request.user)

        answer = saved(request, form, save, key=key, said=_("The session is saved."))
        if answer:
            return answer
    return form_page(
        request, form, title=title, submit=_("Save the session"), back=session.get_absolute_url(), key=key,
        breadcrumbs=breadcrumbs,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_roles(request: PersonRequest, session: Session) -> HttpResponse:
    if not session.is_open and request.method == "GET":
        return closed_page(request, session)
    title, key = _("People in roles"), draft_key(session, "-roles")
    form = sent_form(request, RolesForm, session)
    if request.method == "POST" and form.is_valid():
        if not form.touched():
            return nothing_changed(request, session, key)

        def save() -> None:
            roles = form.roles()  # type: ignore[attr-defined]
            actions.save_roles(session, roles, expected=form.expected_version(), by=request.user)

        answer = saved(request, form, save, key=key, said=_("The people in roles are saved."))
        if answer:
            return answer
    lead = _("Who led, wrote, interpreted or came for an authority. Nobody who only took part is named.")
    return form_page(
        request, form, title=title, submit=_("Save the people in roles"), back=session.get_absolute_url(), key=key,
        lead=lead, breadcrumbs=way_to(session, title),
    )  # fmt: skip
