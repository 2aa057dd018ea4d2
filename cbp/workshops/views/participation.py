"""Participation of a cycle as a picture, and the wide monthly sheet of a cycle or of a programme."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cbp.accounts.access import can, why_not
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.core import audit, files
from cbp.core.models import Area, Programme, Verb
from cbp.core.models.areas import AreaQuerySet
from cbp.core.ways import way_to
from cbp.cycles.models import Cycle
from cbp.workshops.forms.monthly import MonthlyForm
from cbp.workshops.inclusion import judged
from cbp.workshops.models import Session
from cbp.workshops.models.sessions import SessionQuerySet
from cbp.workshops.participation import participation
from cbp.workshops.participation.book import About, monthly_book
from cbp.workshops.participation.monthly import monthly, paths_of
from cbp.workshops.participation.pictures import bars_of, over_time
from profiling.workbooks.books import MEDIA_TYPE

# Without anything chosen, the months of half a year.
USUAL_DAYS = 150


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def participation_detail(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    found, mirrored = participation(cycle), get_language_bidi()
    context = {
        "cycle": cycle,
        "participation": found,
        "rules": judged(cycle),
        "may_explain": cycle.is_running and can(request.user, Permission.CYCLE_WORK, cycle),
        "bars": bars_of(found, mirrored=mirrored),
        "over_time": over_time(found, mirrored=mirrored),
        "breadcrumbs": way_to(
            cycle, (_("Sessions"), reverse("workshops:session-list", args=[cycle.pk])), _("Participation")
        ),
    }
    return render(request, "workshops/participation.html", context)


@require_GET
@needs(Permission.SESSION_VIEW, Cycle)
def monthly_sheet(request: PersonRequest, cycle: Cycle) -> HttpResponseBase:
    """Of one cycle."""
    sessions = Session.objects.visible_to(request.user).filter(cycle=cycle)
    return _sheet(request, cycle, cycle.programme, sessions)


@require_GET
@needs(Permission.PROGRAMME_VIEW, Programme)
def monthly_of_programme(request: PersonRequest, programme: Programme) -> HttpResponseBase:
    """Of all cycles of the programme that the person reaches, or of those within an area."""
    if not can(request.user, Permission.SESSION_VIEW):
        raise PermissionDenied(why_not(Permission.SESSION_VIEW))
    sessions = Session.objects.visible_to(request.user).filter(cycle__programme=programme)
    areas = sessions.order_by().values_list("cycle__community__area__path", flat=True).distinct()
    paths = {path for one in areas for path in paths_of(one)}
    return _sheet(request, programme, programme, sessions, Area.objects.filter(path__in=paths).order_by("path"))


def _sheet(
    request: PersonRequest,
    thing: Cycle | Programme,
    programme: Programme,
    sessions: SessionQuerySet,
    areas: AreaQuerySet | None = None,
) -> HttpResponseBase:
    """The page that asks for the months; with an answer the workbook."""
    form = MonthlyForm(request.GET if "first" in request.GET else None, areas=areas, initial=_usual(request))
    if form.is_bound and not can(request.user, Permission.LIST_EXPORT):
        raise PermissionDenied(why_not(Permission.LIST_EXPORT))
    if form.is_bound and form.is_valid():
        return _book(request, form, thing, programme, sessions)
    title = _("Monthly participation sheet")
    context = {"form": form, "breadcrumbs": way_to(thing, title), "thing": thing, "title": title}
    return render(request, "workshops/monthly.html", context, status=422 if form.is_bound else 200)


def _usual(request: PersonRequest) -> dict[str, Any]:
    today = timezone.localdate()
    first = (today - datetime.timedelta(days=USUAL_DAYS)).replace(day=1)
    return {"first": first, "last": today.replace(day=1), "language": request.user.language}


def _book(
    request: PersonRequest, form: MonthlyForm, thing: Cycle | Programme, programme: Programme, sessions: SessionQuerySet
) -> FileResponse:
    """The export is history."""
    first, last = form.period()
    area: Area | None = form.cleaned_data.get("area")
    if area:
        sessions = sessions.filter(cycle__community__area__path__startswith=area.path)
    threshold = programme.disclosure_threshold if form.cleaned_data["use"] == "shared" else None
    with translation.override(form.cleaned_data["language"]):
        found = monthly(programme, sessions, first=first, last=last)
        made = date_format(timezone.now(), "DATETIME_FORMAT")  # the server's clock, in UTC
        title = _("Monthly participation sheet")
        book = monthly_book(found, About(title, str(programme), _scope(thing, area), first, last, made, threshold))
    with transaction.atomic():
        after = {"list": "participation-monthly", "filters": dict(request.GET.items()), "rows": len(found.rows)}
        audit.record(Verb.LIST_EXPORTED, thing, by=request.user, after=after)
    name = files.clean_name(f"participation-{programme.code}-{first:%Y-%m}-{last:%Y-%m}.xlsx")
    return FileResponse(book, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


def _scope(thing: Cycle | Programme, area: Area | None) -> str:
    if area:
        return _("Area: %(area)s") % {"area": area}
    if isinstance(thing, Cycle):
        return _("Planning cycle: %(cycle)s") % {"cycle": thing}
    return _("All communities that the person who made this sheet reaches.")
