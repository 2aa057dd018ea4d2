"""Sessions: planned and written; what becomes of them afterwards is in the modules beside this one.

A planned session is being recorded from the moment when something is entered that only a meeting leaves behind: words
of it (main points, decisions, open questions, what went well or badly, how the group worked, who was missing), who
came, what was agreed, or a tool. Its date, place, group, agenda and people in roles belong to planning. What has
happened is not dated in the future.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.groups import group_labels
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.cycles.actions.days import refuse_far
from cbp.workshops.actions.amendments import amend_session, confirm_profile
from cbp.workshops.actions.attendance import save_attendance
from cbp.workshops.actions.opening import begin, open_session
from cbp.workshops.actions.roles import save_roles
from cbp.workshops.actions.steps import (
    cancel_session,
    finish_step,
    record_session,
    return_session,
    verify_session,
)
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.communities import own_communities

__all__ = [
    "amend_session", "cancel_session", "change_session", "confirm_profile", "finish_step", "plan_session",
    "record_session", "return_session", "save_attendance", "save_roles", "save_security_note", "verify_session",
]  # fmt: skip
PLAN = [
    "kind", "group", "title", "milestone", "held_on", "starts_at", "ends_at", "venue", "sub_community", "spoken_in",
    "has_interpreter", "interpreted_into", "aim", "agenda", "planned_tools", "access_note",
]  # fmt: skip
RECORD = [*Session.RECORD_TEXTS, "next_meeting_on", "record_language"]
FIELDS = [*PLAN, *RECORD]


@transaction.atomic
def plan_session(session: Session, *, by: User) -> Session:
    """Its texts are taken to be in the language of the person. Refuses in a cycle that has ended."""
    if not session.cycle.is_running:
        raise Refused(_("This planning cycle has ended. A session belongs to a running one."))
    _refuse_impossible(session)
    session.language = by.language
    if session.has_record:
        begin(session)
    session.save()
    audit.record(Verb.SESSION_PLANNED, session, by=by, after=audit.values_of(session, [*FIELDS, "state"]))
    return session


@transaction.atomic
def change_session(session: Session, *, fields: list[str], expected: int, by: User) -> None:
    """Writes the named fields; raises `Stale` when someone saved before."""
    current = open_session(session)
    begun = _begun_in(current, fields)
    written = [*fields, "state", *begun]
    before = audit.values_of(current, written)
    for name in begun:
        setattr(current, name, by.language)
    for name in fields:
        setattr(current, name, getattr(session, name))
    if current.doubt_translations([name for name in fields if name in current.TEXTS]):
        written.append("translations")
    _refuse_impossible(current)
    if current.state == SessionState.DRAFT or current.has_record:
        begin(current)
    current.save_over(expected, written)
    audit.record(Verb.SESSION_CHANGED, current, by=by, before=before, after=audit.values_of(current, list(before)))
    session.refresh_from_db()


@transaction.atomic
def save_security_note(session: Session, *, note: str, expected: int, by: User) -> None:
    """Sealed in the table. The history tells that it changed and not what it says. Raises `Stale`."""
    current = open_session(session)
    current.security_note = note.strip()
    current.save_over(expected, ["security_note"])
    audit.record(Verb.SESSION_CHANGED, current, by=by, after={"security_note": "changed"})
    session.refresh_from_db()


def _begun_in(current: Session, fields: list[str]) -> list[str]:
    """Whose language is that of the person: the first words of a plan, and of a record, where none is named."""
    texts = {"language": current.PLAN_TEXTS, "record_language": current.RECORD_TEXTS}
    return [
        language
        for language, names in texts.items()
        if language not in fields and {*names} & {*fields} and not any(getattr(current, name) for name in names)
    ]


def _refuse_impossible(session: Session) -> None:
    part, step = session.sub_community, session.milestone
    if part is not None and part.community_id not in own_communities(session.cycle):
        raise Refused(_("This part belongs to another community."))
    if step is not None and step.cycle_id != session.cycle_id:
        raise Refused(_("This step belongs to the work plan of another cycle."))
    if session.group and session.group not in group_labels(session.cycle.programme):
        raise Refused(_("This programme has no such group."))
    if session.starts_at and session.ends_at and session.ends_at < session.starts_at:
        raise Refused(_("The session ends before it begins."))
    if session.next_meeting_on and session.held_on and session.next_meeting_on < session.held_on:
        raise Refused(_("The next meeting lies before this one."))
    refuse_far(session.cycle, session.held_on, session.next_meeting_on)
