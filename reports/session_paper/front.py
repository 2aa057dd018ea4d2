"""The first page: which meeting, of whom, where and when, who led it, and how far the record may be trusted."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cbp.accounts.roles import Role
from cbp.core.choices import SessionKind
from cbp.core.labels import label_in
from cbp.workshops.models import SessionRole
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.agenda import Agenda, agenda_of
from cbp.workshops.reading.record import ROLE_SEXES
from reports.plan_paper.wording import Told, across, community_head, group_label, told

Row = dict[str, Any]
SENTENCES = {
    SessionState.PLANNED: gettext_lazy("Planned: the session was not held yet, or nobody has recorded it."),
    SessionState.DRAFT: gettext_lazy("A draft: the record is still being written."),
    SessionState.RECORDED: gettext_lazy("Recorded. A second person has not verified it yet."),
    SessionState.VERIFIED: gettext_lazy("Verified by a second person. The record is not changed any more."),
    SessionState.CANCELLED: gettext_lazy("Cancelled: this session is not counted."),
}
WORDS = {
    SessionState.PLANNED: pgettext_lazy("watermark", "DRAFT"),
    SessionState.DRAFT: pgettext_lazy("watermark", "DRAFT"),
    SessionState.CANCELLED: pgettext_lazy("watermark", "CANCELLED"),
}


def front(snapshot: Row) -> Row:
    session, head = snapshot["session"], community_head(snapshot)
    state, group = SessionState(session["state"]), group_label(snapshot, session["group"])
    kind = str(SessionKind(session["kind"]).label)
    return {
        **head,
        "programme": snapshot["programme"],
        "cycle": snapshot["cycle"],
        "session": session,
        "kind": kind,
        "group": group,
        "title_told": told(session["texts"], "title"),
        "step": label_in(session["step"]),
        "hours": _hours(session),
        "roles": [_role(one) for one in snapshot["roles"]],
        "state": str(state.label),
        "state_sentence": str(SENTENCES[state]),
        "watermark": across(WORDS[state]) if state in WORDS else "",
        "recorded_as": _role_of(session["recorded_as"]),
        "verified_as": _role_of(session["verified_as"]),
        "confirmations": [
            {"number": one["number"], "remarks": told(one["texts"], "remarks")} for one in snapshot["confirmations"]
        ],
        "aim": told(session["texts"], "aim"),
        **_agenda(session),
        "subject_line": _("%(community)s, %(kind)s, %(group)s")
        % {"community": head["name"], "kind": kind, "group": group},
        "keywords": [snapshot["areas"][-1]["pcode"], head["name"], kind, group, session["held_on"] or ""],
        "as_of": snapshot["as_of"],
    }


def _role(one: Row) -> Row:
    sex = str(ROLE_SEXES[one["sex"]]) if one["sex"] else ""
    return {"kind": str(SessionRole.Kind(one["kind"]).label), "body": one["body"], "sex": sex}


def _role_of(code: str) -> str:
    return str(Role(code).label) if code else ""


def _hours(session: Row) -> str:
    return f"{session['starts_at'] or '…'}–{session['ends_at'] or '…'}" if session["starts_at"] else ""


def _agenda(session: Row) -> Row:
    said: Told | None = told(session["texts"], "agenda")
    starts = datetime.time.fromisoformat(session["starts_at"]) if session["starts_at"] else None
    agenda: Agenda | None = agenda_of(said.text, starts) if said else None
    return {"agenda": agenda, "agenda_told": said}
