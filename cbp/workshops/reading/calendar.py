"""The sessions of a person or of a cycle, as a calendar program reads them. (RFC 5545)

Times float: a meeting under the tree is at nine by the clock of the village, whatever zone the telephone is in. Only
what kind of meeting, where and when stands in it: a secret address may be passed on.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from cbp.core.labels import labelled
from cbp.core.models import Event, Verb
from cbp.workshops.models import CalendarFeed, Session
from cbp.workshops.phases import SessionState

PAST = datetime.timedelta(days=180)
MOST = 500
DOMAIN = "sessions.community-based-planning"


def sessions_of(feed: CalendarFeed) -> list[Session]:
    """Dated ones that the person may see: of that cycle, or those in which they have a role or that they planned. At
    most 500.
    """
    seen = Session.objects.visible_to(feed.user).filter(held_on__gte=timezone.localdate() - PAST)
    planned = Event.objects.filter(verb=Verb.SESSION_PLANNED, thing_type="workshops.session", by_id=feed.user_id)
    own = Q(roles__user=feed.user_id) | Q(pk__in=planned.values("thing_id"))
    rows = (
        seen.filter(Q(cycle=feed.cycle_id) if feed.cycle_id else own)
        .select_related("cycle__community", "cycle__programme", "sub_community")
        .distinct()
    )
    return list(rows.prefetch_related("cycle__community__names", "cycle__programme__population_groups").in_order())[
        :MOST
    ]


def calendar_of(feed: CalendarFeed, sessions: list[Session]) -> bytes:
    """In the active language."""
    calendar = Calendar()
    calendar.add("prodid", "-//community-based planning//sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", str(feed.cycle) if feed.cycle else _("My sessions"))
    for session in sessions:
        calendar.add_component(_event(session))
    return bytes(calendar.to_ical())


def _event(session: Session) -> Entry:
    event = Entry()
    event.add("uid", f"{session.uid}@{DOMAIN}")
    event.add("dtstamp", timezone.now())
    event.add("sequence", session.version)
    event.add("summary", labelled(session.cycle.community, session))
    for name, moment in (("dtstart", session.starts_at), ("dtend", session.ends_at)):
        if session.held_on and moment and session.starts_at:
            event.add(name, datetime.datetime.combine(session.held_on, moment))
    if session.held_on and not session.starts_at:
        event.add("dtstart", session.held_on)
    if place := session.venue or str(session.sub_community or ""):
        event.add("location", place)
    event.add("url", settings.SITE_URL + session.get_absolute_url())
    event.add("status", "CANCELLED" if session.state == SessionState.CANCELLED else "CONFIRMED")
    return event
