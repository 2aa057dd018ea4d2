"""Places: the list, one area with its displacement series, changing it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cbp.accounts.access import can
from cbp.accounts.asking import asked
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, edited, sent_form
from cbp.core.actions import areas as actions
from cbp.core.actions.displacement import enter_displacement
from cbp.core.charts import Chart, Line, Point, line_chart
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.core.models import Area
from cbp.core.models.versions import Stale
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.core.series import Round, rounds_of
from cbp.core.templatetags.look import SAVED
from cbp.desk.exports import AREA_COLUMNS
from cbp.desk.filters import AreaFilter
from cbp.desk.forms.areas import AreaForm, DisplacementForm, RecodeForm
from profiling.models import Community

# So many rounds stand open; on a phone each is a card as tall as a hand.
ROUNDS_OPEN = 6


@require_GET
@needs(Permission.AREA_VIEW)
def area_list(request: PersonRequest) -> HttpResponse:
    areas = Area.objects.visible_to(request.user).select_related("parent").prefetch_related("names", "parent__names")
    found = filtered(request, AreaFilter, areas.annotate(below=Count("children")).order_by("path"))
    if request.GET.get("format") == "csv":
        return export(request, found.qs, AREA_COLUMNS, "places")
    context = {"filter": found, "page_obj": page_of(request, found.qs), "is_filtered": is_filtered(request)}
    return render(request, "desk/area_list.html", context)


@require_GET
@needs(Permission.AREA_VIEW, Area)
def area_detail(request: PersonRequest, area: Area) -> HttpResponse:
    rounds = rounds_of(area)
    names = list(area.names.order_by("-until", "language", "pk"))
    latest_first = rounds[::-1]
    sources = {one.source for one in rounds}
    children = Area.objects.visible_to(request.user).filter(parent=area).prefetch_related("names").by_name()
    context = {
        "area": area,
        "ancestors": area.ancestors(),
        "reachable": set(
            Area.objects.visible_to(request.user).filter(path__in=area.ancestor_paths).values_list("pk", flat=True)
        ),
        "other_names": [name for name in names if not name.until],
        "former_names": [name for name in names if name.until],
        "rounds": latest_first[:ROUNDS_OPEN],
        "older": latest_first[ROUNDS_OPEN:],
        "count": len(rounds),
        "one_source": sources.pop() if len(sources) == 1 else "",
        "first": rounds[0] if rounds else None,
        "latest": rounds[-1] if rounds else None,
        "communities": Community.objects.visible_to(request.user).standing().under(area).count(),
        "chart": displacement_chart(rounds),
        "page_obj": page_of(request, children),
        "may_change": can(request.user, Permission.AREA_MANAGE, area),
        "may_enter": can(request.user, Permission.DISPLACEMENT_ENTER, area),
    }
    return render(request, "desk/area_detail.html", context)


def displacement_chart(rounds: list[Round]) -> Chart | None:
    """One line over time; the picture tells the figures of the table below it and no others."""
    if len(rounds) < 2:
        return None
    points = [
        Point(
            tick=f"{one.reported_on:%Y}",
            value=one.persons,
            label=formats.date_format(one.reported_on, "DATE_FORMAT"),
            moment=float(one.reported_on.toordinal()),
        )
        for one in rounds
    ]
    return line_chart([Line(_("Displaced persons"), points)], mirrored=get_language_bidi())


@require_http_methods(["GET", "POST"])
@needs(Permission.AREA_MANAGE, Area)
@once
def area_edit(request: PersonRequest, area: Area) -> HttpResponse:
    form = sent_form(request, AreaForm, area)
    key = draft_key(area)

    def save() -> None:
        fields, names = [name for name in form.touched() if name in AreaForm.Meta.fields], form.names()
        actions.change_area(area, fields=fields, names=names, expected=form.expected_version(), by=request.user)

    context = {"form": form, "area": area, "key": key}
    answer = edited(request, form, save, key=key, said=_("The place is saved."))
    return answer or render(request, "desk/area_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.AREA_MANAGE, Area)
@once
def area_recode(request: PersonRequest, area: Area) -> HttpResponse:
    """The old P-code stays as one under which the place is found."""
    form = RecodeForm(request.POST or None, initial={"version": area.version, "since": timezone.localdate()})

    def act() -> None:
        told = form.answers()
        expected = told.pop("version")
        try:
            actions.recode_area(area, **told, expected=expected, by=request.user)
        except Stale as stale:
            raise Refused(_("Someone saved this place while you were writing. Look at it, then try again.")) from stale

    return asked(
        request, form, act, thing=area, title=_("Give it a new P-code"), submit=_("Give this P-code"),
        said=_("The place has its new P-code."), lead=f"{area} · {area.pcode}",
        hint=_("The old code is kept: files and the search find the place under it. Places below keep their codes."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.DISPLACEMENT_ENTER, Area)
@once
def displacement_new(request: PersonRequest, area: Area) -> HttpResponse:
    form = DisplacementForm(request.POST or None)
    key = f"displacement-{area.pk}"
    if request.method == "POST" and form.is_valid():
        try:
            figures, replace = form.figures(area), form.cleaned_data["replaces"]
            enter_displacement(area, figures, by=request.user, replace=replace)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The figures are saved."), extra_tags=f"{SAVED}{key}")
            return redirect(area)
    context = {"form": form, "area": area, "key": key}
    return render(request, "desk/displacement_form.html", context, status=422 if form.is_bound else 200)
