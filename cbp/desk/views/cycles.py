"""Planning cycles: the board of all of them, and the overview of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crispy_forms.layout import Layout
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.core.crispy import Fold
from cbp.core.lists import MOST_EXPORTED, filtered, is_filtered, page_of
from cbp.cycles.models import Cycle, CycleQuerySet
from cbp.cycles.rail import panel
from cbp.desk import board
from cbp.desk.board_figures import columns, rows_of
from cbp.desk.board_funnels import by_area, by_facilitator, named_path
from cbp.desk.exports import CYCLE_COLUMNS
from cbp.desk.filters import CycleFilter
from cbp.desk.overviews.cycles import cycle_overview, with_all_named
from cbp.workshops.participation import participation

# The filters of every day, and those that unfold.
FIRST = ("programme", "area", "phase", "late")
FOLDED = ("facilitator", "lead", "bodies", "type")


@require_GET
@needs(Permission.CYCLE_VIEW)
def cycle_list(request: PersonRequest) -> HttpResponse:
    """The board. Without a phase in the filter, the running ones."""
    everything = board.cycles_of(request.user)
    listed = everything if request.GET.get("phase") else everything.running()
    found = filtered(request, CycleFilter, listed)
    found.form.helper.layout = Layout(*FIRST, Fold(_("More filters"), *FOLDED))
    cycles = board.in_order(board.with_news(found.qs, request.user))
    if request.GET.get("format") == "csv":
        return export(request, rows_of(list(cycles[: MOST_EXPORTED + 1]), request.user), CYCLE_COLUMNS, "cycles")
    page = page_of(request, cycles)
    sees_sessions = can(request.user, Permission.SESSION_VIEW)
    context = {
        "filter": found,
        "page_obj": page,
        "columns": columns(rows_of(list(page), request.user)),
        "phase": request.GET.get("phase", ""),
        "is_filtered": is_filtered(request),
        "sees_sessions": sees_sessions,
        **_funnels(request, everything, sees_sessions=sees_sessions),
    }
    return render(request, "desk/cycle_list.html", context)


def _funnels(request: PersonRequest, everything: CycleQuerySet, *, sees_sessions: bool) -> dict[str, Any]:
    """Counted over what the filter leaves beside the phase and the time; a person's line also beside the person."""
    wide = _without(request, everything, "phase", "late")
    words = request.GET.get("area", "")[:200].replace("\x00", "")
    told: dict[str, Any] = {
        "funnel": board.funnel(wide),
        "by_area": by_area(wide, named_path(request.user, words)),
        "by_facilitator": None,
    }
    if sees_sessions:
        told["by_facilitator"] = by_facilitator(
            _without(request, everything, "phase", "late", "facilitator"), request.user
        )
    return told


def _without(request: PersonRequest, cycles: CycleQuerySet, *names: str) -> CycleQuerySet:
    wider = request.GET.copy()
    for name in names:
        wider.pop(name, None)
    found: CycleQuerySet = CycleFilter(wider, queryset=cycles, request=request).qs
    return found


@require_GET
@needs(Permission.CYCLE_VIEW, Cycle)
def cycle_detail(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    """The links of the gate lead into the records: for those who may not read them, its points stand without."""
    cycle = with_all_named(cycle)
    context = cycle_overview(cycle, request.user)
    context |= panel(cycle, may_manage=context["may_manage"])
    if context["sees_sessions"]:
        context["participation"] = participation(cycle)
    else:
        context["standing"] = [replace(point, url="") for point in context["standing"]]
    return render(request, "desk/cycle_detail.html", context)
