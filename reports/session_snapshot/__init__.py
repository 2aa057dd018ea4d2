"""Everything that the record of a session shows on paper, as plain JSON.

Codes of closed lists stay codes. Never in it: the security note, a restricted tool, a picture without a consent that
runs, the name of a person in a role or with an account, a small count of people (`HIDDEN`) or what would tell one.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cbp.accounts.models import Assignment
from cbp.accounts.roles import Permission, Role, allows
from cbp.core.choices import Classification
from cbp.core.reach import Person
from cbp.core.suppression import few
from cbp.plans.snapshots.parts import areas_of, day, group_names
from cbp.workshops.models import ActionPoint, PhotoKind, Session, SessionPhoto, ToolRecord
from cbp.workshops.models.photos import PhotoQuerySet
from cbp.workshops.tools.catalogue import DESCRIPTIONS
from cbp.workshops.tools.kinds import RESTRICTED_TOOLS, Tool
from reports.profile_snapshot.dating import last_change
from reports.session_snapshot.attendance import attendance_of_paper, hidden_in_lines, warnings_of_paper
from reports.session_snapshot.meeting import community_of, meeting_of

__all__ = ["session_snapshot"]

Row = dict[str, Any]
SCHEMA = 1
TEXTS = Session.TEXTS


def session_snapshot(session: Session, person: Person | None = None) -> Row:
    """The same for everybody who may see the session."""
    rows = Session.objects.select_related("cycle__programme", "cycle__community__area", "milestone", "sub_community")
    # The warnings are told once in each language, and look at these again every time.
    session = rows.prefetch_related("attendance", "cycle__programme__population_groups").get(pk=session.pk)
    cycle, programme = session.cycle, session.cycle.programme
    threshold = programme.disclosure_threshold
    attendance, hidden = attendance_of_paper(session, threshold)
    return {
        "paper": "session-record",
        "schema": SCHEMA,
        "programme": {"code": programme.code, "title": programme.title, "threshold": threshold},
        "community": community_of(cycle.community),
        "areas": areas_of(cycle.community.area),
        "cycle": {"number": cycle.number, "title": cycle.title},
        "groups": group_names(programme),
        "session": _session(session, threshold),
        "roles": [{"kind": one.kind, "body": one.body, "sex": one.sex} for one in session.roles.order_by("pk")],
        "attendance": attendance,
        "warnings": warnings_of_paper(session, hidden),
        "communities": _communities(session, threshold),
        "institutions": [{"name": one.name, "people": one.people} for one in session.institutions.order_by("pk")],
        "confirmations": _confirmations(session),
        "points": [_point(point) for point in session.action_points.order_by("pk")],
        "tools": [_tool(record, threshold) for record in _open_tools(session)],
        "photos": [_photo(photo) for photo in _agreed_photos(session)],
        "amendments": _amendments(session),
        "as_of": last_change(_told(session)),
    }


def _session(session: Session, threshold: int) -> Row:
    return {
        **meeting_of(session),
        "state": session.state,
        "next_meeting_on": day(session.next_meeting_on),
        "households": few(session.households_present, threshold),
        "left_early": few(session.left_early, threshold),
        "recorded_on": day(session.recorded_at),
        "recorded_as": _role(session.recorded_by_id, Permission.SESSION_RECORD),
        "verified_on": day(session.verified_at),
        "verified_as": _role(session.verified_by_id, Permission.SESSION_VERIFY),
        "texts": session.all_said(TEXTS),
    }


def _role(user: int | None, permission: Permission) -> str:
    """In which role it was done: no name of a person leaves."""
    held = set(Assignment.objects.filter(user=user).values_list("role", flat=True)) if user else set()
    return next((role for role in Role.values if role in held and allows(Role(role), permission)), "")


def _communities(session: Session, threshold: int) -> list[Row]:
    """Of the communities of a forum, small numbers are hidden, and one beside a single small one."""
    rows = list(session.communities.select_related("community").prefetch_related("community__names").order_by("pk"))
    shown = hidden_in_lines([one.people for one in rows], session.attendance_stated, threshold)
    return [{**community_of(one.community), "people": people} for one, people in zip(rows, shown, strict=True)]


def _confirmations(session: Session) -> list[Row]:
    found = session.confirmations.select_related("profile").order_by("pk")
    return [{"number": one.profile.number, "texts": one.all_said()} for one in found]


def _point(point: ActionPoint) -> Row:
    return {
        "texts": point.all_said(),
        "responsible": point.responsible,
        "due_on": day(point.due_on),
        "done_on": day(point.done_on),
        "dropped": point.dropped,
    }


# --- tools and pictures -----------------------------------------------------------------------------------------------
def _open_tools(session: Session) -> list[ToolRecord]:
    """In the order of the catalogue. A restricted one is not there: nothing says that it exists."""
    order = {tool: at for at, tool in enumerate(DESCRIPTIONS)}
    kept = session.tools.exclude(classification=Classification.RESTRICTED).exclude(tool__in=RESTRICTED_TOOLS)
    return sorted(kept, key=lambda record: (order[record.tool], record.pk))


def _tool(record: ToolRecord, threshold: int) -> Row:
    payload = record.payload
    if record.tool == Tool.WELLBEING:
        rows = [{**row, "households": few(row["households"], threshold)} for row in payload["rows"]]
        payload = {**payload, "rows": rows}
    return {"tool": record.tool, "language": record.language, "payload": payload, "texts": record.all_said()}


def _agreed_photos(session: Session) -> list[SessionPhoto]:
    return list(_may_leave().filter(session=session).select_related("tool").order_by("pk"))


def _may_leave() -> PhotoQuerySet:
    """With a consent that runs today; of a restricted tool never. Recordings cannot be printed."""
    agreed = SessionPhoto.objects.agreed().filter(content_type__startswith="image/")
    agreed = agreed.exclude(kind=PhotoKind.RECORDING).exclude(classification=Classification.RESTRICTED)
    return agreed.exclude(tool__classification=Classification.RESTRICTED).exclude(tool__tool__in=RESTRICTED_TOOLS)


def withdrawn(snapshot: Row) -> str:
    """Why a paper made from it is not handed over any more: a consent ended, or was taken back."""
    printed = {row["number"] for row in snapshot["photos"]}
    if _may_leave().filter(pk__in=printed).count() == len(printed):
        return ""
    return _("A picture in this paper may not be shown any more. Make the paper anew; it then leaves the picture out.")


def _photo(photo: SessionPhoto) -> Row:
    """`file` with its checksum, not the picture itself: what is removed meanwhile is not printed any more."""
    return {
        "kind": photo.kind,
        "number": photo.pk,
        "file": photo.stored_as,
        "sha256": photo.sha256,
        "tool": photo.tool.tool if photo.tool else "",
        "taken_on": day(photo.taken_on),
        "texts": photo.all_said(),
    }


def _amendments(session: Session) -> list[Row]:
    return [
        {"field": one.field, "text": one.text, "reason": one.reason, "on": day(one.at)}
        for one in session.amendments.order_by("pk")
    ]


def _told(session: Session) -> Q:
    """Events of the session, its tools, its action points and its pictures."""
    told = Q(thing_type="workshops.session", thing_id=session.pk)
    for kind, rows in (
        ("toolrecord", session.tools), ("actionpoint", session.action_points), ("sessionphoto", session.photos),
    ):  # fmt: skip
        told |= Q(thing_type=f"workshops.{kind}", thing_id__in=rows.order_by().values("pk"))
    return told
