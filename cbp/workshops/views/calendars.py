"""Calendars: the secret addresses of a person, and what a calendar program reads there."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from cbp.accounts.access import can
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs, opened
from cbp.accounts.roles import Permission
from cbp.core.once import once
from cbp.cycles.models import Cycle
from cbp.workshops.actions import calendars as actions
from cbp.workshops.models import CalendarFeed
from cbp.workshops.models.calendars import CalendarFeedQuerySet
from cbp.workshops.reading.calendar import calendar_of, sessions_of

LIST = "workshops:calendar-list"


@require_GET
@needs()
def calendar_list(request: PersonRequest) -> HttpResponse:
    feeds = list(_feeds(request).select_related("cycle__community").prefetch_related("cycle__community__names"))
    context = {
        "rows": [(feed, _address(feed)) for feed in feeds],
        "has_own": any(feed.cycle_id is None for feed in feeds),
    }
    return render(request, "workshops/calendar_list.html", context)


@require_POST
@needs()
@once
def calendar_new(request: PersonRequest) -> HttpResponse:
    """Of the sessions in which the person has a role."""
    return _open(request, None)


@require_POST
@needs(Permission.SESSION_VIEW, Cycle)
@once
def calendar_new_of_cycle(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    return _open(request, cycle)


@require_POST
@needs(None, CalendarFeed)
@once
def calendar_close(request: PersonRequest, feed: CalendarFeed) -> HttpResponse:
    said = _("The address is withdrawn. It opens nothing any more.")
    return pressed(request, lambda: actions.close_calendar(feed, by=request.user), said=said, back=LIST)


@opened
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program, which cannot log in: the address is the key, and the rights are the person's of today.

    Who may read no session of it any more gets the answer of a withdrawn address: even the name of a cycle tells.
    """
    feed = CalendarFeed.objects.with_token(token).select_related("user", "cycle__community").first()
    if feed is None or not can(feed.user, Permission.SESSION_VIEW, feed.cycle):
        raise Http404
    with translation.override(feed.user.language):
        body = calendar_of(feed, sessions_of(feed))
    actions.note_reading(feed)
    headers = {"Cache-Control": "private, max-age=900", "Content-Disposition": 'inline; filename="sessions.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _open(request: PersonRequest, cycle: Cycle | None) -> HttpResponse:
    said = _("The address is made. Copy it into your calendar program.")
    return pressed(request, lambda: actions.open_calendar(cycle, by=request.user), said=said, back=LIST)


def _feeds(request: PersonRequest) -> CalendarFeedQuerySet:
    return CalendarFeed.objects.visible_to(request.user).running().order_by("cycle__pk", "pk")


def _address(feed: CalendarFeed) -> str:
    token = feed.token
    return settings.SITE_URL + reverse("workshops:calendar-feed", args=[token]) if token else ""
