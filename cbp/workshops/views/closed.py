"""What the pages that enter something answer when a session takes nothing more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cbp.accounts.doors import PersonRequest
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState


def closed_page(request: PersonRequest, session: Session) -> HttpResponse:
    """Nothing is entered any more: back to the record, which says so."""
    state = SessionState(session.state).label
    messages.error(request, _("This session is “%(state)s”. Nothing is entered into it any more.") % {"state": state})
    return redirect(session)
