"""The lists of sessions and of action points, as they leave the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Sex
from cbp.core.lists import Column
from cbp.workshops.models import ActionPoint, Session
from cbp.workshops.reading.attendance import Attendance
from cbp.workshops.reading.points import Standing

Row = tuple[Session, Attendance]


def _place(row: Row) -> str:
    session, _attendance = row
    return session.venue or str(session.sub_community or "")


SESSION_COLUMNS: list[Column] = [
    (_("Date"), lambda row: row[0].held_on),
    (_("Kind of session"), lambda row: row[0].get_kind_display()),
    (_("Group"), lambda row: row[0].group_label),
    (_("Title"), lambda row: row[0].said("title").text),
    (_("Place"), _place),
    (pgettext_lazy("export", "Step of the work plan"), lambda row: row[0].milestone or ""),
    (_("People"), lambda row: row[1].total),
    (pgettext_lazy("column", "Women"), lambda row: row[1].of_sex(Sex.FEMALE)),
    (pgettext_lazy("column", "Men"), lambda row: row[1].of_sex(Sex.MALE)),
    (_("State"), lambda row: row[0].get_state_display()),
]


def _of(standing: Standing) -> ActionPoint:
    return standing.point


POINT_COLUMNS: list[Column] = [
    (_("What is to be done"), lambda row: _of(row).said("text").text),
    (_("Who does it"), lambda row: _of(row).responsible),
    (_("Somebody with an account"), lambda row: _of(row).user or ""),
    (_("Until"), lambda row: _of(row).due_on),
    (_("State"), lambda row: row.label),
    (_("Done on"), lambda row: _of(row).done_on),
    (pgettext_lazy("export", "Dropped, because"), lambda row: _of(row).dropped),
    (pgettext_lazy("export", "What came of it"), lambda row: _of(row).said("outcome").text),
    (_("Planning cycle"), lambda row: str(_of(row).session.cycle)),
    (_("Session"), lambda row: _of(row).session.get_kind_display()),
    (_("Date"), lambda row: _of(row).session.held_on),
]
