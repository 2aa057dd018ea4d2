"""Entering the attendance: one of the five tasks of a day in the field."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, nothing_changed, saved, sent_form
from cbp.core.forms import VersionedForm
from cbp.core.once import once
from cbp.workshops.actions.sessions import save_attendance
from cbp.workshops.checks import is_ahead
from cbp.workshops.forms.attendance import AttendanceForm
from cbp.workshops.models import Session
from cbp.workshops.views.way import closed_page, form_page, way_to


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_attendance(request: PersonRequest, session: Session) -> HttpResponse:
    if not session.is_open and request.method == "GET":
        return closed_page(request, session)
    title, key = _("Attendance"), draft_key(session, "-attendance")
    form = sent_form(request, AttendanceForm, session)
    if request.method == "POST" and form.is_valid():
        if not form.touched():
            return nothing_changed(request, session, key)
        answer = saved(
            request, form, lambda: _save(request, session, form), key=key, said=_("The attendance is saved.")
        )
        if answer:
            return answer
    if request.method == "GET" and is_ahead(session.held_on):
        messages.warning(
            request, _("The session lies in the future. What was said and who came is entered after it was held.")
        )
        return redirect(session)
    lead = _("Counts only, no names. A list of signatures, where somebody wants one, stays on paper.")
    return form_page(
        request, form, title=title, submit=_("Save the attendance"), back=session.get_absolute_url(), key=key,
        lead=lead, breadcrumbs=way_to(session, title),
    )  # fmt: skip


def _save(request: PersonRequest, session: Session, form: VersionedForm) -> None:
    data = form.cleaned_data
    cells, of_whom = form.cells(), form.of_whom()  # type: ignore[attr-defined]
    save_attendance(
        session, cells=cells, of_whom=of_whom, stated=data["attendance_stated"],
        households=data["households_present"], left_early=data["left_early"], expected=form.expected_version(),
        by=request.user,
    )  # fmt: skip
