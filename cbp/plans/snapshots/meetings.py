"""The sessions of the cycle with their attendance, and participation held against the profile.

Small counts are hidden over the whole table, its totals included; and what stands elsewhere and would tell them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cbp.core.choices import ParticipantGroup, Sex
from cbp.core.suppression import HIDDEN, Shown, covered, few, hidden_cells
from cbp.cycles.models import Cycle
from cbp.plans.snapshots.parts import day
from cbp.workshops.models import Session
from cbp.workshops.participation import OWN_SESSIONS, Participation, Row, participation
from cbp.workshops.reading.attendance import ALONE, attendance_of

COUNTS = ("women", "men", "other", "total")
NAMES = {Sex.FEMALE.value: "women", Sex.MALE.value: "men"}
COLUMNS = {ParticipantGroup.WOMEN: "women", ParticipantGroup.MEN: "men"}


def meetings_of(cycle: Cycle, profile: dict[str, Any] | None, threshold: int) -> dict[str, Any]:
    """`sessions` with `totals` in the last row of the table, and `participation`."""
    held = Session.objects.held().filter(cycle=cycle).select_related("sub_community").prefetch_related("attendance")
    rows = [_session(session) for session in held.in_order()]
    totals = {key: _sum(row[key] for row in rows) for key in COUNTS}
    table = [*map(_counts, rows), [totals[key] for key in COUNTS]]
    hidden = hidden_cells(table, threshold, has_column_totals=True)
    shown = [
        covered(row, COUNTS, (place for found, place in hidden if found == at))
        for at, row in enumerate([*rows, totals])
    ]
    return {
        "sessions": shown[:-1],
        "totals": shown[-1],
        "participation": _participation(participation(cycle), shown, profile, threshold),
    }


def _session(session: Session) -> dict[str, Any]:
    attendance = attendance_of(session)
    women, men = attendance.women_and_men or (attendance.of_sex(Sex.FEMALE), attendance.of_sex(Sex.MALE))
    return {
        "kind": session.kind,
        "group": session.group,
        "state": session.state,
        "held_on": day(session.held_on),
        "venue": session.venue,
        "part": session.sub_community.name if session.sub_community else "",
        "women": women,
        "men": men,
        "other": attendance.of_sex(Sex.OTHER),
        "total": attendance.total,
        "differs": attendance.stated is not None and attendance.counted not in (None, attendance.stated),
    }


def _counts(row: dict[str, Any]) -> list[int | None]:
    """Nobody is misled by a hidden zero: that no man was in a meeting of women is known, and hides nothing."""
    alone = ALONE.get(row["group"])
    known = {"women", "men"} - {NAMES[sex] for sex in alone} if alone else set()
    return [None if key in known and not row[key] else row[key] for key in COUNTS]


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _participation(
    found: Participation, table: list[dict[str, Any]], profile: dict[str, Any] | None, threshold: int
) -> dict[str, Any]:
    """A share over some of the sessions only is one more sum: beside hidden counts it is hidden too."""
    totals, is_any_hidden = table[-1], any(HIDDEN in row.values() for row in table)
    would_tell = HIDDEN in (totals["women"], totals["men"]) or (is_any_hidden and found.is_share_incomplete)
    share = None if found.women_share is None else str(found.women_share.quantize(Decimal("0.1"), ROUND_HALF_UP))
    return {
        "rows": [_group(row, table, profile, threshold) for row in found.rows],
        "women_share": HIDDEN if share and would_tell else share,
        "is_incomplete": found.is_share_incomplete,
    }


def _group(row: Row, table: list[dict[str, Any]], profile: dict[str, Any] | None, threshold: int) -> dict[str, Any]:
    return {
        "group": row.code,
        "persons": _persons(row, profile, threshold),
        "participations": _participations(row, table, threshold),
        "sessions": row.sessions,
        "is_missing": row.is_missing,
    }


def _participations(row: Row, table: list[dict[str, Any]], threshold: int) -> Shown:
    """Women and men are totals of the table of sessions; a group's own sessions are summed from their totals there."""
    column = COLUMNS.get(ParticipantGroup(row.code)) if row.code in ParticipantGroup.values else None
    if column and table[-1][column] == HIDDEN:
        return HIDDEN
    own = OWN_SESSIONS.get(row.code, (row.code,))
    if not column and any(one["total"] == HIDDEN for one in table[:-1] if one["group"] in own):
        return HIDDEN
    return few(row.participations, threshold)


def _persons(row: Row, profile: dict[str, Any] | None, threshold: int) -> Shown:
    """What the digest of the profile hides is hidden here too."""
    population = {one["group"]: one for one in profile["population"]} if profile else {}
    keys = {"women": ("", "females"), "men": ("", "males")}
    group, key = keys.get(row.code, (row.code, "persons"))
    if population.get(group, {}).get(key) == HIDDEN and row.persons_in_profile is not None:
        return HIDDEN
    return few(row.persons_in_profile, threshold)
