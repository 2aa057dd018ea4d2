"""What every change of a session begins with: its row, locked, and the question whether anything may be entered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cbp.core.refusals import Refused
from cbp.workshops.checks import is_ahead
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState


def locked(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",)).select_related("cycle__programme", "cycle__community__area")
    return rows.get(pk=session.pk)


def open_session(session: Session) -> Session:
    """Refused where nothing is entered any more."""
    current = locked(session)
    if not current.is_open:
        sentence = _("This session is %(state)s. Nothing is entered into it any more.")
        raise Refused(sentence % {"state": quoted(current.state)})
    return current


def begin(session: Session) -> list[str]:
    """Something is entered that only a meeting leaves behind. Gives the fields that must be saved with it."""
    if is_ahead(session.held_on):
        raise Refused(_("The session lies in the future. What was said and who came is entered after it was held."))
    was, session.state = session.state, SessionState.DRAFT
    return ["state"] if was != SessionState.DRAFT else []


def quoted(state: str) -> str:
    return _("“%(state)s”") % {"state": SessionState(state).label}


def reasoned(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Give a reason."))
    return reason.strip()[:500]
