"""What is to be recorded, corrected, verified; what was agreed to be done."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.labels import labelled
from cbp.cycles.phases import ENDED
from cbp.desk.waiting.lists import Line, in_words, with_names
from cbp.workshops.actions.reminders import AFTER
from cbp.workshops.checks import without_hand_of
from cbp.workshops.models import ActionPoint, Session, SessionRole
from cbp.workshops.phases import OPEN, SessionState

P = Permission


def _sessions(user: User, right: Permission, state: Q) -> QuerySet[Session]:
    found = Session.objects.within(user.grants(right)).filter(state).exclude(cycle__phase__in=ENDED)
    named = with_names(found).prefetch_related("cycle__programme__population_groups")
    rows: QuerySet[Session] = named.order_by(F("held_on").asc(nulls_last=True), "pk")
    return rows


def to_record(user: User) -> QuerySet[Session]:
    """Meetings whose day has come, and records that were begun."""
    begun = Q(state=SessionState.DRAFT, return_reason="")
    due = Q(state=SessionState.PLANNED, held_on__lte=timezone.localdate())
    return _sessions(user, P.SESSION_RECORD, begun | due)


def sessions_returned(user: User) -> QuerySet[Session]:
    return _sessions(user, P.SESSION_RECORD, Q(state=SessionState.DRAFT) & ~Q(return_reason=""))


def not_recorded(user: User) -> QuerySet[Session]:
    """Planned, and seven days after its day nobody has recorded it."""
    gone = Q(state__in=OPEN, held_on__lte=timezone.localdate() - AFTER)
    return _sessions(user, P.SESSION_RECORD, gone)


def to_verify(user: User) -> QuerySet[Session]:
    """Recorded by others: nobody verifies what the own hand wrote."""
    return without_hand_of(_sessions(user, P.SESSION_VERIFY, Q(state=SessionState.RECORDED)), user.pk)


def session_line(session: Session) -> Line:
    label = _("%(community)s: %(session)s") % {"community": session.cycle.community, "session": session}
    late = session.held_on is not None and session.held_on < timezone.localdate()
    said = _("Held on %(day)s") % {"day": in_words(session.held_on)} if session.held_on else ""
    if session.state == SessionState.PLANNED and session.held_on:
        said = _("Planned for %(day)s") % {"day": in_words(session.held_on)}
    return Line(label, session.get_absolute_url(), said, late and session.state != SessionState.RECORDED)


def returned_session_line(session: Session) -> Line:
    line = session_line(session)
    return Line(line.label, line.url, session.return_reason, is_late=False)


# --- what was agreed to be done ---------------------------------------------------------------------------------------
def actions_due(user: User) -> QuerySet[ActionPoint]:
    """Open ones whose day has come: the own ones, and of sessions that the person led or recorded those that belong
    to nobody with an account."""
    mine = Q(session__recorded_by=user.pk) | Q(session__in=SessionRole.objects.filter(user=user.pk).values("session"))
    due = ActionPoint.objects.visible_to(user).open().filter(due_on__lte=timezone.localdate())
    found = due.filter(Q(user=user.pk) | Q(user=None) & mine)
    return with_names(found.select_related("session"), "session__cycle__").in_order()  # type: ignore[no-any-return]


def action_line(point: ActionPoint) -> Line:
    late = point.due_on is not None and point.due_on < timezone.localdate()
    said = _("Until %(day)s") % {"day": in_words(point.due_on)} if point.due_on else ""
    return Line(labelled(point.session.cycle.community, point), point.get_absolute_url(), said, late)
