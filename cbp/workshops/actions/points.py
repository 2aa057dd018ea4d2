"""Action points: agreed in a session, and followed until they are done or dropped.

What was agreed stays as the record stays; by when, whose account, whether it is done and what came of it stay open.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.opening import begin, locked, open_session
from cbp.workshops.checks import is_ahead
from cbp.workshops.models import ActionPoint, Session
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.people import is_in_reach, people_in_reach

MOST_POINTS = 12
AGREED = ["text", "responsible", "user", "due_on"]
FOLLOWED = ["user", "due_on", "done_on", "dropped", "outcome"]


# --- in the session ---------------------------------------------------------------------------------------------------
@transaction.atomic
def save_points(
    session: Session, points: list[ActionPoint], *, by: User, expected: int | None = None
) -> list[ActionPoint]:
    """Those that the session agreed on: made, changed (the ones that exist already) and taken out. Raises `Stale`."""
    current = open_session(session)
    stood = {point.pk: point for point in current.action_points.select_for_update().order_by("pk")}
    _refuse_points(current, points, stood)
    before = [point.text for point in stood.values()]
    current.save_over(current.version if expected is None else expected, begin(current) if points else [])
    current.action_points.exclude(pk__in=[point.pk for point in points if point.pk]).delete()
    language = current.language_beside(by.language)
    for point in points:
        _change_agreed(stood[point.pk], point) if point.pk else _make(current, point, language)
    after = [point.text for point in points]
    audit.record(Verb.ACTION_AGREED, current, by=by, before={"actions": before}, after={"actions": after})
    session.refresh_from_db()
    return points


def _make(session: Session, point: ActionPoint, language: str) -> None:
    point.session, point.language = session, language
    point.save()


def _change_agreed(current: ActionPoint, point: ActionPoint) -> None:
    fields = [name for name in AGREED if getattr(point, name) != getattr(current, name)]
    if not fields:
        return
    _write(current, point, fields)
    current.save_over(current.version, [*fields, "translations"])


def _write(current: ActionPoint, point: ActionPoint, fields: Iterable[str]) -> None:
    for name in fields:
        setattr(current, name, getattr(point, name))
    current.doubt_translations([name for name in fields if name in current.TEXTS])


def _refuse_points(session: Session, points: list[ActionPoint], stood: dict[int, ActionPoint]) -> None:
    if len(points) > MOST_POINTS:
        raise Refused(_("At most %(most)s action points find room in one session.") % {"most": MOST_POINTS})
    if any(not point.text.strip() for point in points):
        raise Refused(_("Write what is to be done."))
    if any(point.pk and point.pk not in stood for point in points):
        raise Refused(_("This action point belongs to another session."))
    if session.held_on and any(point.due_on and point.due_on < session.held_on for point in points):
        raise Refused(_("An action point is due before the session in which it was agreed."))
    named = {point.user_id for point in points if point.user_id} - {point.user_id for point in stood.values()}
    known = people_in_reach(session.cycle, Permission.SESSION_RECORD).filter(pk__in=named)
    if named - set(known.values_list("pk", flat=True)):
        raise Refused(_("This person has no role with us in this cycle."))


# --- afterwards -------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_point(point: ActionPoint, *, fields: list[str], expected: int, by: User) -> None:
    """By when, by whose account, done, dropped, what came of it; also when the record is verified. Raises `Stale`."""
    if not set(fields) <= set(FOLLOWED):
        raise Refused(_("What was agreed is changed in the record of the session, while that is open."))
    current = _followed(point)
    before = audit.values_of(current, fields)
    was = current.user_id
    _write(current, point, fields)
    _refuse_end(current)
    if current.user and current.user_id != was and not _may_follow(current, current.user):
        raise Refused(_("This person has no role with us in this cycle."))
    current.save_over(expected, [*fields, "translations"])
    audit.record(Verb.ACTION_CHANGED, current, by=by, before=before, after=audit.values_of(current, fields))
    point.refresh_from_db()


@transaction.atomic
def finish_point(point: ActionPoint, *, by: User) -> None:
    """Done today. Refuses one that is done or dropped already."""
    current = _followed(point)
    if current.done_on or current.dropped:
        raise Refused(_("This action point is done or dropped already."))
    current.done_on = timezone.localdate()
    current.save_over(current.version, ["done_on"])
    after = audit.values_of(current, ["done_on"])
    audit.record(Verb.ACTION_CHANGED, current, by=by, before={"done_on": None}, after=after)
    point.refresh_from_db()


def _followed(point: ActionPoint) -> ActionPoint:
    session = locked(point.session)
    if session.state == SessionState.CANCELLED:
        raise Refused(_("The session in which this was agreed is cancelled."))
    current = ActionPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    current.session = session
    return current


def _may_follow(point: ActionPoint, user: User) -> bool:
    return is_in_reach(user, point.session.cycle, Permission.SESSION_RECORD)


def _refuse_end(point: ActionPoint) -> None:
    if point.done_on and point.dropped.strip():
        raise Refused(_("An action point is done, or it is dropped."))
    if is_ahead(point.done_on):
        raise Refused(_("What is done was not done in the future."))
    held_on: datetime.date | None = point.session.held_on
    if held_on and any(day and day < held_on for day in (point.due_on, point.done_on)):
        raise Refused(_("This day lies before the session in which it was agreed."))
