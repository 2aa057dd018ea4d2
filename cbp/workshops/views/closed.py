"""What the pages that enter something answer when a session takes nothing more, or not yet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cbp.accounts.doors import PersonRequest
from cbp.workshops.checks import is_ahead
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState


def closed_page(request: PersonRequest, session: Session) -> HttpResponse:
    """Nothing is entered any more: back to the record, which says so."""
    state = SessionState(session.state).label
    messages.error(request, _("This session is “%(state)s”. Nothing is entered into it any more.") % {"state": state})
    return redirect(session)


def not_now(request: PersonRequest, session: Session) -> HttpResponse | None:
    """Where nothing is entered that only a meeting leaves behind: closed, or still to come."""
    if request.method != "GET":
        return None
    if not session.is_open:
        return closed_page(request, session)
    if not is_ahead(session.held_on):
        return None
    messages.warning(
        request, _("The session lies in the future. What was said and who came is entered after it was held.")
    )
    return redirect(session)
