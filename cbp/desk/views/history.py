"""The history: who did what, when, before and after."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.desk.exports import EVENT_COLUMNS
from cbp.desk.filters import EventFilter
from cbp.workshops.reading.tools import without_restricted
from profiling.reading.past import lines_for, told_to


@require_GET
@needs()
def history_list(request: PersonRequest) -> HttpResponse:
    """Everybody reads the own lines; the roles of the table read all lines in reach. What became restricted since is
    told to its readers alone; the sheet tells of no line what stood before and after."""
    found = filtered(request, EventFilter, without_restricted(lines_for(request.user), request.user).latest_first())
    if request.GET.get("format") == "csv":
        return export(request, found.qs, EVENT_COLUMNS, "history")
    page = page_of(request, found.qs)
    page.object_list = told_to(page.object_list, request.user)
    context = {"filter": found, "page_obj": page, "is_filtered": is_filtered(request)}
    return render(request, "desk/history_list.html", context)
