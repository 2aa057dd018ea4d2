"""The attendance of a session, as counts: by sex and age band, and of whom."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.ages import Band, written
from cbp.core.choices import Sex
from cbp.core.groups import group_labels
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.opening import begin, open_session
from cbp.workshops.models import AttendanceCell, Session
from cbp.workshops.reading.attendance import bands_of

MOST = 100_000
Bands = Mapping[int, int | None]
Cells = Mapping[tuple[str, int], int | None]
# By (group, sex), or by age as (group, sex, lower end of the band).
OfWhom = Mapping[tuple[str, str] | tuple[str, str, int], int | None]


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
    """Replaces what was counted; None is not known and leaves no row. Raises `Stale` when someone saved before.

    A group is counted in one line or by age, never both.
    """
    current = open_session(session)
    bands = dict(bands_of(current))
    rows = [*_by_band(current, cells, bands), *_by_group(current, of_whom, bands)]
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


def _by_band(session: Session, cells: Cells, bands: Bands) -> list[AttendanceCell]:
    if any(sex not in Sex.values or lower not in bands for sex, lower in cells):
        raise _other_bands()
    return [
        AttendanceCell(session=session, sex=sex, lower=lower, upper=bands[lower], people=people)
        for (sex, lower), people in cells.items()
        if people is not None
    ]


def _by_group(session: Session, of_whom: OfWhom, bands: Bands) -> list[AttendanceCell]:
    labels = group_labels(session.cycle.programme) if of_whom else {}
    if any(key[0] not in labels or key[1] not in Sex.values for key in of_whom):
        raise Refused(_("This programme has no such group."))
    known = {key: people for key, people in of_whom.items() if people is not None}
    _refuse_both({key[0] for key in known if len(key) == 2} & {key[0] for key in known if len(key) == 3}, labels)
    rows = []
    for key, people in known.items():
        lower = key[2] if len(key) == 3 else None
        if lower is not None and lower not in bands:
            raise _other_bands()
        upper = None if lower is None else bands[lower]
        rows.append(AttendanceCell(session=session, group=key[0], sex=key[1], lower=lower, upper=upper, people=people))
    return rows


def _refuse_both(codes: set[str], labels: Mapping[str, str]) -> None:
    for code in sorted(codes):
        sentence = _("%(group)s: count them in one line or by age, not both. Leave one of the two empty.")
        raise Refused(sentence % {"group": labels[code]})


def _other_bands() -> Refused:
    return Refused(_("This attendance is counted by other age bands than those of the programme."))


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
        "of_whom": [f"{row.group} {row.sex}{_aged(row)}: {row.people}" for row in rows if row.group],
    }


def _band(band: Band) -> str:
    return written([band])


def _aged(row: AttendanceCell) -> str:
    return "" if row.lower is None else f" {_band((row.lower, row.upper))}"
