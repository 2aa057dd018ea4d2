"""The first page after log-in, by role; and the search of the whole house."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.models import Invitation, User
from cbp.accounts.roles import Permission, Role
from cbp.core.choices import Station, station_sentences
from cbp.core.lists import page_of
from cbp.core.models import Area, JobState, Programme, SheetImport
from cbp.core.models.history import EventQuerySet
from cbp.cycles.models import Cycle
from cbp.desk.searching import MOST, found_by
from cbp.desk.waiting import lists_of, shown
from cbp.plans.models import Plan
from cbp.workshops.reading.tools import without_restricted
from profiling.models import Community
from profiling.reading.past import lines_for
from reports.models import Report

# What a role usually does next: (right, label, what it is about, page).
STEPS = (
    (
        Permission.COMMUNITY_VIEW,
        gettext_lazy("Find a community"),
        gettext_lazy("Profile, meetings, needs and plan in one place."),
        "desk:community-list",
    ),
    (
        Permission.CYCLE_VIEW,
        gettext_lazy("See where every cycle stands"),
        gettext_lazy("By phase, the late ones first."),
        "desk:cycle-list",
    ),
    (
        Permission.AREA_VIEW,
        gettext_lazy("Look at your places"),
        gettext_lazy("Names, P-codes and displacement figures."),
        "desk:area-list",
    ),
    (
        Permission.SHEET_CHECK,
        gettext_lazy("Bring a sheet in"),
        gettext_lazy("Check a table of places or displacement figures."),
        "desk:import-new",
    ),
    (
        Permission.PEOPLE_INVITE,
        gettext_lazy("Invite a person"),
        gettext_lazy("A link and a QR code that work once."),
        "accounts:invitation-new",
    ),
    (
        Permission.PROGRAMME_CREATE,
        gettext_lazy("Make a programme"),
        gettext_lazy("Currency, age bands, groups and languages."),
        "desk:programme-new",
    ),
    (
        Permission.REPORT_MAKE,
        gettext_lazy("Find your papers"),
        gettext_lazy("Every PDF that you asked for."),
        "reports:report-list",
    ),
)


@require_GET
@needs()
def home(request: PersonRequest) -> HttpResponse:
    user = request.user
    sentences = station_sentences()
    context = {
        "assignments": user.current_assignments,
        "waits": shown(user),
        "places": _places(user),
        "stations": [{"label": station.label, "state": "ahead", "note": sentences[station]} for station in Station],
        "tiles": _tiles(user),
        "steps": _steps(user),
        "reports": Report.objects.visible_to(user).latest_first()[:5],
        "events": _latest(user) if user.grants(Permission.HISTORY_VIEW) else [],
        "programmes": Programme.objects.visible_to(user).by_title()[:10],
    }
    return render(request, "desk/home.html", context)


def _latest(user: User) -> EventQuerySet:
    return without_restricted(lines_for(user), user).latest_first()[:8]


def _places(user: User) -> list[Area]:
    """Where this person works: the areas of the roles, or the country of their programmes. Each once."""
    places = [one.area or (one.programme.country if one.programme else None) for one in user.current_assignments]
    visible = Area.objects.visible_to(user).filter(pk__in={place.pk for place in places if place})
    return list(visible.prefetch_related("names").order_by("level", "pk")[:10])


def _tiles(user: User) -> list[dict[str, Any]]:
    """What is in reach, in numbers; an administrator sees what waits for a hand."""
    areas = Area.objects.visible_to(user).count()
    cycles = Cycle.objects.visible_to(user).running().count()
    endorsed = Plan.objects.visible_to(user).endorsed().count()
    tiles: list[dict[str, Any]] = [
        {
            "label": _("Communities"),
            "value": Community.objects.visible_to(user).standing().count(),
            "to": "desk:community-list",
        },
        {"label": _("Running planning cycles"), "value": cycles, "to": "desk:cycle-list"},
        {"label": _("Endorsed plans"), "value": endorsed},
        {"label": _("Places in your reach"), "value": areas, "to": "desk:area-list"},
        {"label": _("Programmes"), "value": Programme.objects.visible_to(user).count(), "to": "desk:programme-list"},
    ]
    if user.grants(Permission.PEOPLE_INVITE):
        waiting = Invitation.objects.visible_to(user).open().count()
        tiles.append({"label": _("Open invitations"), "value": waiting, "to": "accounts:person-list"})
    if Role.ADMINISTRATOR in user.roles:
        failed = (
            SheetImport.objects.filter(state=JobState.FAILED).count()
            + Report.objects.filter(state=JobState.FAILED).count()
        )
        tiles.append({"label": _("Failed jobs"), "value": failed, "to": "desk:import-list"})
    return [{**tile, "url": reverse(tile["to"]) if "to" in tile else ""} for tile in tiles]


def _steps(user: User) -> list[dict[str, object]]:
    """Several roles add up, each step once."""
    may = {permission for permission in Permission if user.grants(permission)}
    return [{"label": label, "text": text, "url": reverse(page)} for right, label, text, page in STEPS if right in may]


@require_GET
@needs()
def waiting(request: PersonRequest, code: str) -> HttpResponse:
    """Everything of one kind that waits for this person. Lists of other roles do not exist."""
    found = next((one for one in lists_of(request.user) if one.code == code), None)
    if found is None:
        raise Http404
    page = page_of(request, found.rows(request.user))
    context = {"waiting": found, "page_obj": page, "lines": [found.line(row) for row in page]}
    return render(request, "desk/waiting_list.html", context)


@require_GET
@needs()
def search(request: PersonRequest) -> HttpResponse:
    """The whole house, without regard to accents; only what the person may see is found or counted."""
    words = request.GET.get("q", "").strip()[:200]
    context: dict[str, Any] = {"words": words, "most": MOST}
    if words:
        context["groups"] = [group for group in found_by(request.user, words) if group.hits]
    return render(request, "desk/search.html", context)
