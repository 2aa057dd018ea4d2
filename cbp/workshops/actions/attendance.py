"""The attendance of a session, as counts: by sex and age band, and of whom."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.ages import Band, written
from cbp.core.choices import ParticipantGroup, Sex
from cbp.core.groups import group_labels
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.opening import begin, open_session
from cbp.workshops.models import AttendanceCell, Session
from cbp.workshops.reading.attendance import bands_of

MOST = 100_000
Cells = Mapping[tuple[str, int], int | None]
OfWhom = Mapping[tuple[str, str], int | None]


@transaction.atomic
def save_attendance(
    session: Session,
    *,
    cells: Cells,
    of_whom: OfWhom,
    stated: int | None,
    households: int | None,
    left_early: int | None,
    expected: int,
    by: User,
) -> None:
    """Replaces what was counted; None is not known and leaves no row. Raises `Stale` when someone saved before."""
    current = open_session(session)
    rows = [*_by_band(current, cells), *_by_group(current, of_whom)]
    for count in (*cells.values(), *of_whom.values(), stated, households, left_early):
        _refuse_impossible(count)
    before = _in_short(current, list(current.attendance.order_by("pk")))
    current.attendance_stated, current.households_present, current.left_early = stated, households, left_early
    fields = ["attendance_stated", "households_present", "left_early"]
    if rows or stated is not None or households is not None or left_early is not None:
        fields += begin(current)
    current.save_over(expected, fields)
    current.attendance.all().delete()
    AttendanceCell.objects.bulk_create(rows)
    audit.record(Verb.SESSION_ATTENDANCE, current, by=by, before=before, after=_in_short(current, rows))
    session.refresh_from_db()


def _by_band(session: Session, cells: Cells) -> list[AttendanceCell]:
    bands = {lower: upper for lower, upper in bands_of(session)}
    if any(sex not in Sex.values or lower not in bands for sex, lower in cells):
        raise Refused(_("This attendance is counted by other age bands than those of the programme."))
    return [
        AttendanceCell(session=session, sex=sex, lower=lower, upper=bands[lower], people=people)
        for (sex, lower), people in cells.items()
        if people is not None
    ]


def _by_group(session: Session, of_whom: OfWhom) -> list[AttendanceCell]:
    known = {*group_labels(session.cycle.programme), ParticipantGroup.DISABILITY.value}
    if any(not code or code not in known or sex not in Sex.values for code, sex in of_whom):
        raise Refused(_("This programme has no such group."))
    return [
        AttendanceCell(session=session, sex=sex, group=code, people=people)
        for (code, sex), people in of_whom.items()
        if people is not None
    ]


def _refuse_impossible(count: int | None) -> None:
    if count is not None and not 0 <= count <= MOST:
        raise Refused(_("A count of people in a session lies between 0 and %(most)s.") % {"most": MOST})


def _in_short(session: Session, rows: list[AttendanceCell]) -> dict[str, object]:
    """For the history: the totals, and each cell as “f 18-59: 12”."""
    bands = [row for row in rows if not row.group]
    return {
        "attendance_stated": session.attendance_stated,
        "households_present": session.households_present,
        "left_early": session.left_early,
        "cells": [f"{row.sex} {_band((row.lower or 0, row.upper))}: {row.people}" for row in bands],
        "of_whom": [f"{row.group} {row.sex}: {row.people}" for row in rows if row.group],
    }


def _band(band: Band) -> str:
    return written([band])
