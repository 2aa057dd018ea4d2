"""What a participatory tool brought to light, saved by the description of its tool."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cbp.accounts.access import can, why_not
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import audit
from cbp.core.choices import Classification
from cbp.core.models import Verb
from cbp.core.models.history import HANDLE, handle_of
from cbp.core.refusals import Refused
from cbp.workshops.actions.opening import begin, open_session
from cbp.workshops.models import RESTRICTED_TOOLS, Session, SessionPhoto, Tool, ToolRecord
from cbp.workshops.reading.tools import in_short
from cbp.workshops.tools import check_payload

FIELDS = ["title", "payload", "story", "language", "classification"]
Told = dict[str, object]


@transaction.atomic
def save_tool(record: ToolRecord, *, by: User, expected: int = 0) -> ToolRecord:
    """A new record, or a change of one (raises `Stale`). A planned session is being recorded from here on."""
    session = open_session(record.session)
    record.payload = check_payload(record.tool, record.payload)
    _refuse_past(record, session)
    _classify(record, session, by)
    if fields := begin(session):
        session.save_over(session.version, fields)
    try:
        with transaction.atomic():
            before = _make(record, by) if record.pk is None else _change(record, expected, by)
    except IntegrityError as error:
        sentence = _("This tool is recorded already. Give the second one a title of its own.")
        raise Refused(sentence) from error
    _tell(record, by, before, in_short(record))
    return record


@transaction.atomic
def remove_tool(record: ToolRecord, *, by: User) -> None:
    """While the session is open. Pictures that showed it stay with the session."""
    session = open_session(record.session)
    current = ToolRecord.objects.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if current is None:
        raise Refused(_("Someone has removed this record already."))
    _refuse_stranger(current, session, by)
    _tell(current, by, in_short(current), None, reason=_("Taken out of the record of the session."))
    if current.is_restricted:  # its pictures lose the tool by which nobody else knew of them
        SessionPhoto.objects.filter(tool=current).update(classification=Classification.RESTRICTED)
    current.delete()


def _refuse_past(record: ToolRecord, session: Session) -> None:
    """Nobody plans for a year that was over when the cycle began."""
    horizon, begins_on = record.payload.get("horizon"), session.cycle.starts_on
    if record.tool == Tool.VISION and horizon and begins_on and horizon < begins_on.year:
        sentence = _("A vision looks ahead: %(year)s lies before the year in which the cycle began, %(began)s.")
        raise Refused(sentence % {"year": horizon, "began": begins_on.year})


def _classify(record: ToolRecord, session: Session, by: User) -> None:
    """The sensitive tools are restricted, whatever was asked for."""
    if record.tool in RESTRICTED_TOOLS:
        record.classification = Classification.RESTRICTED
    if record.classification == Classification.STRICT:
        raise Refused(_("What is strictly restricted is not written into the record of a session."))
    _refuse_stranger(record, session, by)


def _refuse_stranger(record: ToolRecord, session: Session, by: User) -> None:
    if record.is_restricted and not can(by, Permission.SESSION_RESTRICTED, session):
        raise Refused(why_not(Permission.SESSION_RESTRICTED))


def _make(record: ToolRecord, by: User) -> None:
    record.language = record.session.language_beside(by.language)
    record.save()


def _change(record: ToolRecord, expected: int, by: User) -> Told | None:
    """What stood there before; nothing of what was restricted and is not any more."""
    current = ToolRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    _refuse_stranger(current, record.session, by)
    fields = list(FIELDS)
    changed = [name for name in record.TEXTS if getattr(record, name) != getattr(current, name)]
    record.translations = current.translations
    if record.doubt_translations(changed):
        fields.append("translations")
    record.save_over(expected, fields)
    return None if current.is_restricted else in_short(current)


def _tell(record: ToolRecord, by: User, before: Told | None, after: Told | None, reason: str = "") -> None:
    """Of what is restricted the history tells that a tool was recorded in the session, and not which or what."""
    if record.is_restricted:
        audit.record(Verb.SESSION_TOOL, record.session, by=by, after={HANDLE: handle_of(record)}, reason=reason)
    else:
        audit.record(Verb.SESSION_TOOL, record, by=by, before=before, after=after, reason=reason)
