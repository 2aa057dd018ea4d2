"""A record on its way: recorded by one person, given back, verified by another; or cancelled."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.cycles.actions.milestones import mark_done
from cbp.workshops.actions.opening import locked, quoted, reasoned
from cbp.workshops.checks import has_a_hand, missing_to_record
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState


@transaction.atomic
def record_session(session: Session, *, by: User) -> None:
    """The person answers for the record. Refuses while it is not whole; the page lists what is missing."""
    current = _movable(session, SessionState.RECORDED)
    missing = missing_to_record(current)
    if len(missing) == 1:
        raise Refused(missing[0].sentence)
    if missing:
        raise Refused(
            ngettext(
                "%(count)s thing is missing before this session can be recorded; it is listed on its page.",
                "%(count)s things are missing before this session can be recorded; they are listed on its page.",
                len(missing),
            )
            % {"count": len(missing)}
        )
    current.recorded_by, current.recorded_at, current.return_reason = by, timezone.now(), ""
    _move(current, SessionState.RECORDED, ["recorded_by", "recorded_at", "return_reason"], by=by)
    session.refresh_from_db()


@transaction.atomic
def return_session(session: Session, *, reason: str, by: User) -> None:
    """Back to the draft, with a reason. Whoever recorded it keeps a hand in it."""
    current = _movable(session, SessionState.DRAFT)
    if current.state != SessionState.RECORDED:
        raise Refused(_("Only a recorded session is given back."))
    current.recorded_by, current.recorded_at, current.return_reason = None, None, reasoned(reason)
    _move(current, SessionState.DRAFT, ["recorded_by", "recorded_at", "return_reason"], by=by, reason=reason)
    session.refresh_from_db()


@transaction.atomic
def verify_session(session: Session, *, by: User) -> None:
    """By somebody who neither recorded it, even once, nor wrote in the record. From then on it stays as it is."""
    current = _movable(session, SessionState.VERIFIED)
    if has_a_hand(current, by.pk):
        raise Refused(_("Whoever recorded a session, or wrote in its record, does not verify it. Ask a second person."))
    current.verified_by, current.verified_at = by, timezone.now()
    _move(current, SessionState.VERIFIED, ["verified_by", "verified_at"], by=by)
    session.refresh_from_db()


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: User) -> None:
    """A session that does not take place, or that cannot be recorded. `return_reason` keeps the reason."""
    current = _movable(session, SessionState.CANCELLED)
    current.return_reason = reasoned(reason)
    _move(current, SessionState.CANCELLED, ["return_reason"], by=by, reason=reason)
    session.refresh_from_db()


def finish_step(session: Session, *, by: User) -> None:
    """The step of the work plan for which the session was held is done."""
    if session.milestone is None or not session.is_held:
        raise Refused(_("This session was not held for a step of the work plan."))
    mark_done(session.milestone, by=by)


def _movable(session: Session, state: SessionState) -> Session:
    current = locked(session)
    if not current.can_move_to(state):
        raise Refused(
            _("A session that is %(now)s does not become %(then)s.")
            % {"now": quoted(current.state), "then": quoted(state)}
        )
    return current


def _move(session: Session, state: SessionState, fields: Iterable[str], *, by: User, reason: str = "") -> None:
    before = {"state": str(session.state)}
    session.state = state
    session.save_over(session.version, ["state", *fields])
    audit.record(Verb.SESSION_MOVED, session, by=by, before=before, after={"state": state.value}, reason=reason)
