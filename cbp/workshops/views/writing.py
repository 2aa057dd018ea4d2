"""Writing a session: its plan, its record, its people in roles, who came from where, and the note that few read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.once import once
from cbp.core.ways import way_to
from cbp.cycles.models import Cycle
from cbp.workshops.actions import sessions as actions
from cbp.workshops.actions.came import save_came
from cbp.workshops.forms.came import came_form
from cbp.workshops.forms.roles import roles_form
from cbp.workshops.forms.sessions import PlanForm, RecordForm, SecurityForm
from cbp.workshops.models import Session
from cbp.workshops.reading.planning import begun
from cbp.workshops.views.closed import closed_page, not_now


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Cycle)
@once
def session_new(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    """`?step=` begins with what a step of the work plan asks for, `?after=` with what an earlier session announced."""
    session = begun(cycle, step=request.GET.get("step", ""), after=request.GET.get("after", ""), by=request.user)
    form = sent_form(request, PlanForm, session)
    return written(
        request, form, lambda: actions.plan_session(session, by=request.user), said=_("The session is planned."),
        key=f"session-new-{cycle.pk}", title=_("Plan a session"), submit=_("Save the session"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_plan(request: PersonRequest, session: Session) -> HttpResponse:
    if not session.is_open and request.method == "GET":
        return closed_page(request, session)
    form = sent_form(request, PlanForm, session)

    def save() -> None:
        actions.change_session(session, fields=form.touched(), expected=form.expected_version(), by=request.user)

    return written(
        request, form, save, said=_("The session is saved."), key=draft_key(session, "-plan"),
        title=_("Change the plan"), submit=_("Save the session"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_edit(request: PersonRequest, session: Session) -> HttpResponse:
    if elsewhere := not_now(request, session):
        return elsewhere
    form = sent_form(request, RecordForm, session)

    def save() -> None:
        actions.change_session(session, fields=form.touched(), expected=form.expected_version(), by=request.user)

    return written(
        request, form, save, said=_("The session is saved."), title=_("Write the record"),
        submit=_("Save the session"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_roles(request: PersonRequest, session: Session) -> HttpResponse:
    if not session.is_open and request.method == "GET":
        return closed_page(request, session)
    form = sent_form(request, roles_form(request.user), session)
    return written(
        request, form,
        lambda: actions.save_roles(session, form.roles(), expected=form.expected_version(), by=request.user),
        said=_("The people in roles are saved."), key=draft_key(session, "-roles"),
        title=_("People in roles"), submit=_("Save the people in roles"),
        lead=_("Who led, wrote, interpreted or came for an authority. Nobody who only took part is named."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_came(request: PersonRequest, session: Session) -> HttpResponse:
    """Institutions, and in a forum other communities than those of the cycle."""
    if elsewhere := not_now(request, session):
        return elsewhere
    form = sent_form(request, came_form(request.user), session)

    def save() -> None:
        save_came(
            session, institutions=form.institutions(), communities=form.communities(),
            expected=form.expected_version(), by=request.user,
        )  # fmt: skip

    return written(
        request, form, save, said=_("Who came from where is saved."), key=draft_key(session, "-came"),
        title=_("Who came from where"), submit=_("Save"),
        lead=_("Offices, services and organisations, with how many people. The community itself is counted apart."),
        template="workshops/session_came.html", offered=form.offered(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RESTRICTED, Session)
@once
def session_security(request: PersonRequest, session: Session) -> HttpResponse:
    """No key: the browser keeps no copy of what is typed here. Of a closed record the note is only read."""
    title = _("Security note")
    if not session.is_open and request.method == "GET":
        page = {"title": title, "breadcrumbs": way_to(session, title), "session": session}
        return render(request, "workshops/session_security.html", page)
    form = sent_form(request, SecurityForm, session)

    def save() -> None:
        note, expected = form.cleaned_data["security_note"], form.expected_version()
        actions.save_security_note(session, note=note, expected=expected, by=request.user)

    return written(
        request, form, save, said=_("The security note is saved."), key="", title=title,
        submit=_("Save the security note"),
    )  # fmt: skip
