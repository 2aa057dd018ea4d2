"""Sessions: planned, written, recorded by one person and verified by another.

A planned session is being recorded from the moment when something is entered that only a meeting leaves behind: words
of it (main points, decisions, what went well or badly, who was missing), its attendance, or a tool. Its date, place,
group and people in roles belong to planning. What has happened is not dated in the future.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.groups import group_labels
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.attendance import save_attendance
from cbp.workshops.actions.opening import begin, locked, open_session, quoted
from cbp.workshops.checks import WORDS, has_a_hand, missing_to_record
from cbp.workshops.models import Amendment, ProfileConfirmation, Session, SessionRole
from cbp.workshops.phases import SessionState
from profiling.models import Profile
from profiling.phases import ProfileState

__all__ = [
    "amend_session", "cancel_session", "change_session", "confirm_profile", "plan_session", "record_session",
    "return_session", "save_attendance", "save_roles", "verify_session",
]  # fmt: skip
PLAN = [
    "kind", "group", "held_on", "starts_at", "ends_at", "venue", "sub_community", "spoken_in", "has_interpreter", "aim",
]  # fmt: skip
FIELDS = [*PLAN, *WORDS, "language"]
MOST_ROLES = 8
CONFIRMED = (ProfileState.IN_REVIEW, ProfileState.VALIDATED)


# --- planning and writing ---------------------------------------------------------------------------------------------
@transaction.atomic
def plan_session(session: Session, *, by: User) -> Session:
    """Its texts are taken to be in the language of the person. Refuses in a cycle that has ended."""
    if not session.cycle.is_running:
        raise Refused(_("This planning cycle has ended. A session belongs to a running one."))
    _refuse_impossible(session)
    session.language = by.language
    if _has_words(session):
        begin(session)
    session.save()
    audit.record(Verb.SESSION_PLANNED, session, by=by, after=audit.values_of(session, [*FIELDS, "state"]))
    return session


@transaction.atomic
def change_session(session: Session, *, fields: list[str], expected: int, by: User) -> None:
    """Writes the named fields; raises `Stale` when someone saved before."""
    current = open_session(session)
    had_texts = any(getattr(current, name) for name in current.TEXTS)
    written = [*fields, "state"]
    before = audit.values_of(current, written)
    for name in fields:
        setattr(current, name, getattr(session, name))
    if not had_texts and "language" not in fields:
        current.language = by.language
        written.append("language")
    if current.doubt_translations([name for name in fields if name in current.TEXTS]):
        written.append("translations")
    _refuse_impossible(current)
    if current.state == SessionState.DRAFT or _has_words(current):
        begin(current)
    current.save_over(expected, written)
    audit.record(Verb.SESSION_CHANGED, current, by=by, before=before, after=audit.values_of(current, list(before)))
    session.refresh_from_db()


@transaction.atomic
def save_roles(session: Session, roles: list[SessionRole], *, by: User, expected: int | None = None) -> None:
    """Replaces the people in roles. The history keeps the roles and no names. `expected`: raises `Stale`."""
    current = open_session(session)
    if len(roles) > MOST_ROLES:
        raise Refused(_("At most %(most)s people in roles find room.") % {"most": MOST_ROLES})
    before = [str(role.get_kind_display()) for role in current.roles.order_by("pk")]
    current.save_over(current.version if expected is None else expected, [])
    current.roles.all().delete()
    for role in roles:
        role.pk, role.session = None, current
    SessionRole.objects.bulk_create(roles)
    after = [str(role.get_kind_display()) for role in roles]
    audit.record(Verb.SESSION_CHANGED, current, by=by, before={"roles": before}, after={"roles": after})
    session.refresh_from_db()


def _has_words(session: Session) -> bool:
    return any(getattr(session, name).strip() for name in WORDS)


def _refuse_impossible(session: Session) -> None:
    part = session.sub_community
    if part is not None and part.community_id != session.cycle.community_id:
        raise Refused(_("This part belongs to another community."))
    if session.group and session.group not in group_labels(session.cycle.programme):
        raise Refused(_("This programme has no such group."))
    if session.starts_at and session.ends_at and session.ends_at < session.starts_at:
        raise Refused(_("The session ends before it begins."))


# --- from draft to verified -------------------------------------------------------------------------------------------
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
    current.recorded_by, current.recorded_at, current.return_reason = None, None, _reason(reason)
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
    current.return_reason = _reason(reason)
    _move(current, SessionState.CANCELLED, ["return_reason"], by=by, reason=reason)
    session.refresh_from_db()


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


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Give a reason."))
    return reason.strip()[:500]


# --- beside a record that stays ---------------------------------------------------------------------------------------
@transaction.atomic
def amend_session(session: Session, *, text: str, reason: str, by: User) -> Amendment:
    """A correction that stands beside the verified record, which stays as it was verified."""
    current = locked(session)
    if current.state != SessionState.VERIFIED:
        raise Refused(_("Only a verified session is amended. Change the record itself."))
    if not text.strip():
        raise Refused(_("Write what is to be corrected, and how."))
    amendment = Amendment.objects.create(session=current, text=text.strip(), reason=_reason(reason), by=by)
    audit.record(Verb.SESSION_AMENDED, current, by=by, after={"text": amendment.text}, reason=reason)
    return amendment


@transaction.atomic
def confirm_profile(session: Session, profile: Profile, *, remarks: str = "", by: User) -> ProfileConfirmation:
    """The community said yes to this version in this session, which must have been held: recorded or verified."""
    current = locked(session)
    if not current.is_held:
        raise Refused(_("Record the session first: what a community confirmed stands in a record."))
    if profile.community_id != current.cycle.community_id:
        raise Refused(_("This profile belongs to another community."))
    if profile.state not in CONFIRMED:
        raise Refused(_("Only a version that is in review or validated is confirmed."))
    if current.confirmations.filter(profile=profile).exists():
        raise Refused(_("This session confirmed this version already."))
    confirmation = ProfileConfirmation.objects.create(
        session=current, profile=profile, remarks=remarks.strip(), by=by, language=by.language
    )
    after = {"profile": str(profile), "remarks": confirmation.remarks}
    audit.record(Verb.PROFILE_CONFIRMED, current, by=by, after=after)
    return confirmation
