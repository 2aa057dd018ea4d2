"""What stands on each sheet of the kit, but for the ballots. (domain 14: F1, F2)"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbp.core.choices import ParticipantGroup
from cbp.core.labels import label_in
from cbp.core.suppression import HIDDEN
from cbp.workshops.reading.agenda import agenda_of
from cbp.workshops.reading.attendance import SEXES, band_label, difficulty
from profiling.models.services import Functioning, ServiceKind
from reports.blank_tools import blank_of
from reports.plan_paper.people import profile as profile_digest
from reports.plan_paper.wording import group_label, shown, told

Row = dict[str, Any]
NAMED = 6  # lines for people in roles
DIFFICULTY = ParticipantGroup.DISABILITY.value


def cover(snapshot: Row, about: str) -> Row:
    session = snapshot["session"]
    agenda = told(session["texts"], "agenda")
    return {
        "areas": [shown(area) for area in snapshot["areas"]],
        "aim": told(session["texts"], "aim"),
        "access": told(session["texts"], "access_note"),
        "agenda": agenda_of(agenda.text, _time(session["starts_at"])) if agenda else None,
        "agenda_told": agenda,
        "step": label_in(session["step"]),
        "to_take": _to_take(snapshot),
    }


def _to_take(snapshot: Row) -> list[str]:
    """What is checked before leaving; a sheet that is not printed needs no pens."""
    kinds = {sheet["kind"] for sheet in snapshot["sheets"]}
    things = [
        _("All sheets of this kit, and some blank paper"),
        _("Pens, thick markers, tape, a large sheet for the wall"),
        _("The telephone or camera, charged, to photograph each page when it is full"),
    ]
    if "ballot" in kinds:
        things.append(_("A box or bags for the votes; beans or stones where people do not write; scissors"))
    if "tool" in kinds:
        things.append(_("Chalk, sticks, leaves or stones for drawing on the ground"))
    return things


def record(snapshot: Row, about: str) -> Row:
    return {"named": range(NAMED)}


def attendance(snapshot: Row, about: str) -> Row:
    """Bands of the programme by sex, then once more by group. No names. (F2)"""
    labels = {DIFFICULTY: difficulty(), ParticipantGroup.MINORITY: str(ParticipantGroup.MINORITY.label)}
    return {
        "bands": [band_label((lower, upper)) for lower, upper in snapshot["bands"]],
        "sexes": [str(label) for _sex, label in SEXES],
        "counted": [labels.get(code) or group_label(snapshot, code) for code in snapshot["counted"]],
    }


def tool_sheet(snapshot: Row, about: str) -> Row:
    return blank_of(about)


def facts(snapshot: Row, about: str) -> Row:
    """What the profile says, to be read aloud: each line is right, or is corrected on the spot."""
    found = profile_digest(snapshot)["profile"]
    lines = [_people(row) for row in found["population"]] + [_service(row) for row in snapshot["profile"]["services"]]
    return {"version": found["version"], "dated": found["as_of"], "lines": [line for line in lines if line]}


def _people(row: Row) -> Row | None:
    if row["persons"] in (None, HIDDEN):
        return None
    label = row["label"] if row["group"] else pgettext("population", "The whole community")
    return {"label": label, "figure": row["persons"], "words": _("people")}


def _service(row: Row) -> Row:
    words = str(Functioning(row["functioning"]).label) if row["functioning"] else ""
    if row["exists"] is False:
        words = _("there is none")
    return {"label": str(ServiceKind(row["kind"]).label), "figure": row["count"], "words": words}


def _time(text: str) -> datetime.time | None:
    return datetime.time.fromisoformat(text) if text else None
