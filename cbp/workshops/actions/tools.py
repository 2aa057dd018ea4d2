"""What a participatory tool brought to light, saved by the schema of its tool."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.choices import Classification
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.opening import begin, open_session
from cbp.workshops.models import ToolRecord
from cbp.workshops.tools import check_payload

FIELDS = ["title", "payload", "story", "language"]


@transaction.atomic
def save_tool(record: ToolRecord, *, by: User, expected: int = 0) -> ToolRecord:
    """A new record, or a change of one (raises `Stale`). A planned session is being recorded from here on."""
    session = open_session(record.session)
    record.payload = check_payload(record.tool, record.payload)
    if record.classification not in (Classification.PUBLIC, Classification.INTERNAL):
        raise Refused(_("A record of a tool is internal. What is restricted belongs into that part of the profile."))
    if fields := begin(session):
        session.save_over(session.version, fields)
    try:
        with transaction.atomic():
            before = _make(record, by) if record.pk is None else _change(record, expected, by)
    except IntegrityError as error:
        sentence = _("This tool is recorded already. Give the second one a title of its own.")
        raise Refused(sentence) from error
    audit.record(Verb.SESSION_TOOL, record, by=by, before=before, after=_in_short(record))
    return record


def _make(record: ToolRecord, by: User) -> None:
    session = record.session
    has_texts = any(getattr(session, name) for name in session.TEXTS)
    record.language = session.language if has_texts else by.language
    record.save()


def _change(record: ToolRecord, expected: int, by: User) -> dict[str, object]:
    current = ToolRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    before, fields = _in_short(current), list(FIELDS)
    changed = [name for name in record.TEXTS if getattr(record, name) != getattr(current, name)]
    record.translations = current.translations
    if record.doubt_translations(changed):
        fields.append("translations")
    record.save_over(expected, fields)
    return before


def _in_short(record: ToolRecord) -> dict[str, object]:
    """For the history: the words of the record, and how much the picture holds."""
    payload = record.payload
    return {
        "tool": record.tool,
        "title": record.title,
        "story": record.story,
        "core": payload.get("core", ""),
        "rows": sum(len(payload.get(name, [])) for name in ("causes", "effects", "rows")),
    }
