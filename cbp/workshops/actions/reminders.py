"""A letter to those who were to record a session: once, seven days after its day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from cbp.accounts.models import User
from cbp.core.models import Event, Verb
from cbp.cycles.phases import ENDED
from cbp.workshops.models import Session
from cbp.workshops.phases import OPEN

AFTER = datetime.timedelta(days=7)
# Of one day; what is more waits for the next.
MOST = 500


@transaction.atomic
def remind(today: datetime.date) -> int:
    """Gives the number of sessions. A session is written about once, also where nobody could be written to."""
    due = Session.objects.filter(state__in=OPEN, held_on__lte=today - AFTER, reminded_on=None)
    rows = due.exclude(cycle__phase__in=ENDED).select_related("cycle__community", "cycle__programme").order_by("pk")
    sessions = list(rows.select_for_update(of=("self",), skip_locked=True)[:MOST])
    for person, theirs in _by_person(sessions).items():
        _write_to(person, theirs)
    Session.objects.filter(pk__in=[session.pk for session in sessions]).update(reminded_on=today)
    return len(sessions)


def _by_person(sessions: Iterable[Session]) -> dict[User, list[Session]]:
    """Who leads or notes it with an account of their own; else who planned it. Only those who may still see it."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for session in sessions:
        for person_id in _responsible(session):
            wanted[person_id].add(session.pk)
    people = User.objects.filter(pk__in=wanted, is_active=True).order_by("pk")
    found = {}
    for person in people:
        seen = Session.objects.visible_to(person).filter(pk__in=wanted[person.pk])
        shown = set(seen.values_list("pk", flat=True))
        if theirs := [session for session in sessions if session.pk in shown]:
            found[person] = theirs
    return found


def _responsible(session: Session) -> list[int]:
    in_roles = [pk for pk in session.roles.order_by("pk").values_list("user", flat=True) if pk]
    if in_roles:
        return in_roles
    planned = Event.objects.of(session).filter(verb=Verb.SESSION_PLANNED).values_list("by_id", flat=True)
    return [pk for pk in planned[:1] if pk]


def _write_to(person: User, sessions: list[Session]) -> None:
    with translation.override(person.language):
        subject = ngettext(
            "%(count)s session is not recorded yet", "%(count)s sessions are not recorded yet", len(sessions)
        ) % {"count": len(sessions)}
        rows = [(session, settings.SITE_URL + session.get_absolute_url()) for session in sessions]
        context = {"person": person, "rows": rows, "product": settings.PRODUCT_NAME}
        body = render_to_string("workshops/reminder_letter.txt", context)
    send_mail(subject, body, None, [person.email])
