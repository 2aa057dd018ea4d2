"""Sessions of a cycle: the list, and one record."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.core.ways import way_to
from cbp.cycles.models import Cycle
from cbp.workshops.checks import has_a_hand, is_ahead, missing_to_record, warnings_of
from cbp.workshops.filters import sessions_filter
from cbp.workshops.models import RESTRICTED_TOOLS, Session, SessionPhoto, ToolRecord
from cbp.workshops.participation import participation
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.agenda import agenda_of, planned_minutes
from cbp.workshops.reading.attendance import attendance_of, tables_of
from cbp.workshops.reading.columns import SESSION_COLUMNS
from cbp.workshops.reading.photos import filed_of
from cbp.workshops.reading.planning import is_next_planned
from cbp.workshops.reading.points import standings
from cbp.workshops.reading.record import part_of, parts_of_record, roles_of
from cbp.workshops.tools import DESCRIPTIONS


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def session_list(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    _with_groups(cycle)
    sessions = Session.objects.filter(cycle=cycle).select_related("sub_community", "milestone")
    found = filtered(request, sessions_filter(cycle), sessions.prefetch_related("attendance").in_order())
    if request.GET.get("format") == "csv":
        return export(request, _rows(found.qs, cycle), SESSION_COLUMNS, "sessions")
    page = page_of(request, found.qs)
    context = {
        "cycle": cycle,
        "filter": found,
        "is_filtered": is_filtered(request),
        "page_obj": page,
        "rows": _rows(page, cycle),
        "participation": participation(cycle),
        "breadcrumbs": way_to(cycle, _("Sessions")),
        "may_record": cycle.is_running and can(request.user, Permission.SESSION_RECORD, cycle),
    }
    return render(request, "workshops/session_list.html", context)


def _rows(sessions: Any, cycle: Cycle) -> list[Any]:
    """Each with its attendance; the cycle is known already."""
    listed = list(sessions)
    for session in listed:
        session.cycle = cycle
    return [(session, attendance_of(session)) for session in listed]


@require_GET
@needs(Permission.SESSION_VIEW, Session)
def session_detail(request: PersonRequest, session: Session) -> HttpResponse:
    """The record sheet. (F1 of domain 14)"""
    _with_groups(session.cycle)
    attendance = attendance_of(session)
    amendments = list(session.amendments.select_related("by").order_by("pk"))
    context = {
        "session": session,
        "cycle": session.cycle,
        "breadcrumbs": way_to(session),
        "attendance": attendance,
        "tables": tables_of(session, attendance),
        "roles": roles_of(session),
        "parts": parts_of_record(session, amendments),
        "plan": {name: part_of(session, name, amendments) for name in ("title", "aim", "agenda", "access_note")},
        "amended_else": [one for one in amendments if one.field not in session.TEXTS],
        **_tools(request, session),
        "photos": SessionPhoto.objects.visible_to(request.user).filter(session=session).count(),
        "filed": filed_of(session, request.user),
        "confirmations": session.confirmations.select_related("profile", "by").order_by("pk"),
        "institutions": session.institutions.order_by("pk"),
        "communities": _communities(session),
        "points": standings(session.action_points.select_related("user").in_order(), timezone.localdate()),
        "warnings": warnings_of(session),
        **_agenda(session),
        **_what_next(request, session),
    }
    return render(request, "workshops/session_detail.html", context)


def _tools(request: PersonRequest, session: Session) -> dict[str, Any]:
    """What is recorded, and what was planned and still waits for it."""
    records = list(ToolRecord.objects.visible_to(request.user).filter(session=session).order_by("pk"))
    used = {record.tool for record in records}
    if not can(request.user, Permission.SESSION_RESTRICTED, session):
        used |= {tool.value for tool in RESTRICTED_TOOLS}
    waiting = [(code, DESCRIPTIONS[code].title) for code in session.planned_tools if code not in used]
    return {"tools": records, "waiting_tools": waiting}


def _communities(session: Session) -> Any:
    return session.communities.select_related("community").prefetch_related("community__names").order_by("pk")


def _agenda(session: Session) -> dict[str, Any]:
    """`too_long`: its minutes are more than the session is planned for."""
    agenda, planned = (
        agenda_of(session.said("agenda").text, session.starts_at),
        planned_minutes(session.starts_at, session.ends_at),
    )
    too_long = agenda.minutes is not None and planned is not None and agenda.minutes > planned
    return {"agenda": agenda, "planned_minutes": planned, "too_long": too_long}


def _what_next(request: PersonRequest, session: Session) -> dict[str, Any]:
    """What this person may do with this session now."""
    may_record = can(request.user, Permission.SESSION_RECORD, session)
    may_verify = can(request.user, Permission.SESSION_VERIFY, session) and session.state == SessionState.RECORDED
    return {
        "may_write": may_record and session.is_open,
        "may_count": may_record and session.is_open and not is_ahead(session.held_on),
        "may_amend": may_record and session.state == SessionState.VERIFIED,
        "may_confirm": may_record and session.is_held,
        "may_follow": may_record and session.state != SessionState.CANCELLED,
        "may_translate": may_record and session.state != SessionState.CANCELLED,
        "may_verify": may_verify,
        "may_see_security": can(request.user, Permission.SESSION_RESTRICTED, session),
        "is_own": may_verify and has_a_hand(session, request.user.pk),
        "lacking": missing_to_record(session) if session.state == SessionState.DRAFT else [],
        **_offers(request, session, may_record),
    }


def _offers(request: PersonRequest, session: Session, may_record: bool) -> dict[str, Any]:
    """Once it was held: its step is done, and the next meeting is to be planned."""
    step, running = session.milestone, session.is_held and session.cycle.is_running
    is_open = running and step is not None and not step.done_on and not step.left_out
    is_next = running and may_record and session.next_meeting_on is not None
    return {
        "may_finish_step": is_open and can(request.user, Permission.CYCLE_WORK, session.cycle),
        "may_plan_next": is_next and not is_next_planned(session),
    }


def _with_groups(cycle: Cycle) -> None:
    """So that the name of a group asks the database no more."""
    prefetch_related_objects([cycle.programme], "population_groups")
