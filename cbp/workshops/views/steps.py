"""The steps of a record: recorded, given back, verified, cancelled; and what stands beside it afterwards."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.asking import asked
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key
from cbp.core.forms import ReasonForm
from cbp.core.once import once
from cbp.core.ways import way_to
from cbp.workshops.actions import sessions as actions
from cbp.workshops.forms.amendments import AmendmentForm, ConfirmationForm, TextAmendmentForm
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.record import label_of, part_of


@require_POST
@needs(Permission.SESSION_RECORD, Session)
@once
def session_record(request: PersonRequest, session: Session) -> HttpResponse:
    said = _("The session is recorded. A second person now verifies it.")
    return pressed(request, lambda: actions.record_session(session, by=request.user), said=said, back=session)


@require_POST
@needs(Permission.SESSION_VERIFY, Session)
@once
def session_verify(request: PersonRequest, session: Session) -> HttpResponse:
    said = _("The session is verified. From now on it stays as it is.")
    return pressed(request, lambda: actions.verify_session(session, by=request.user), said=said, back=session)


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_VERIFY, Session)
@once
def session_return(request: PersonRequest, session: Session) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    lead = _("It can then be changed, and is recorded once more. The reason stands on its page until then.")
    return asked(
        request, form, lambda: actions.return_session(session, **form.answers(), by=request.user), thing=session,
        title=_("Give the record back"), submit=_("Give it back"), said=_("The record is given back."), lead=lead,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_cancel(request: PersonRequest, session: Session) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    lead = _("The session stays in the list as cancelled. This cannot be undone.")
    return asked(
        request, form, lambda: actions.cancel_session(session, **form.answers(), by=request.user), thing=session,
        title=_("Cancel the session"), submit=_("Cancel the session"), said=_("The session is cancelled."), lead=lead,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_amend(request: PersonRequest, session: Session) -> HttpResponse:
    """Which part of the record, then what stands there and how it should read. `?part=` empty: anything else."""
    part, title = request.GET.get("part"), _("Amend the record")
    if part not in (None, "", *session.TEXTS):
        raise Http404
    if request.method == "GET" and part is None and session.state == SessionState.VERIFIED:
        parts = [part_of(session, name) for name in session.TEXTS]
        context = {"session": session, "title": title, "parts": parts, "breadcrumbs": way_to(session, title)}
        return render(request, "workshops/session_amend.html", context)
    before = str(getattr(session, part)) if part else ""
    form = TextAmendmentForm(request.POST or None, before=before) if part else AmendmentForm(request.POST or None)
    lead = _("The record stays as it was verified. Your correction is shown beside it, with your name and its reason.")

    def amend() -> object:
        return actions.amend_session(session, **form.answers(), field=part or "", by=request.user)

    return asked(
        request, form, amend, thing=session, title=title, submit=_("Save the amendment"),
        said=_("The amendment is saved."), lead=lead, template="workshops/amend_form.html", before=before,
        language=session.language_of(part or ""), part=label_of(part) if part else "",
        key=draft_key(session, f"-amend-{part or 'else'}"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.SESSION_RECORD, Session)
@once
def session_confirm(request: PersonRequest, session: Session) -> HttpResponse:
    form = ConfirmationForm(request.POST or None, session=session)
    lead = _("The community saw in this session what is written of it, and said yes. Write down what it corrected.")
    return asked(
        request, form, lambda: actions.confirm_profile(session, **form.answers(), by=request.user), thing=session,
        title=_("The community confirmed its profile"), submit=_("Save the confirmation"),
        said=_("The confirmation is saved."), lead=lead,
    )  # fmt: skip


@require_POST
@needs(Permission.CYCLE_WORK, Session)
@once
def session_step_done(request: PersonRequest, session: Session) -> HttpResponse:
    """The step of the work plan that this session was held for."""
    said = _("The step of the work plan is done.")
    return pressed(request, lambda: actions.finish_step(session, by=request.user), said=said, back=session)
