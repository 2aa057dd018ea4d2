"""Entering the attendance: one of the five tasks of a day in the field."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.once import once
from cbp.workshops.actions.sessions import save_attendance
from cbp.workshops.checks import is_ahead
from cbp.workshops.forms.attendance import AttendanceForm
from cbp.workshops.models import Session
from cbp.workshops.views.closed import closed_page


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_attendance(request: PersonRequest, session: Session) -> HttpResponse:
    if not session.is_open and request.method == "GET":
        return closed_page(request, session)
    if is_ahead(session.held_on) and request.method == "GET":
        messages.warning(
            request, _("The session lies in the future. What was said and who came is entered after it was held.")
        )
        return redirect(session)
    form = sent_form(request, AttendanceForm, session)

    def save() -> None:
        data = form.cleaned_data
        save_attendance(
            session, cells=form.cells(), of_whom=form.of_whom(), stated=data["attendance_stated"],
            households=data["households_present"], left_early=data["left_early"], expected=form.expected_version(),
            by=request.user,
        )  # fmt: skip

    return written(
        request, form, save, said=_("The attendance is saved."), key=draft_key(session, "-attendance"),
        title=_("Attendance"), submit=_("Save the attendance"),
        lead=_("Counts only, no names. A list of signatures, where somebody wants one, stays on paper."),
    )  # fmt: skip
