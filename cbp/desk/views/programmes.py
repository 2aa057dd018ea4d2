"""Programmes: the list, one programme, its options, lists and emblem."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cbp.accounts.access import can
from cbp.accounts.asking import written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, edited, sent_form
from cbp.core.actions import programmes as actions
from cbp.core.actions.rules import rules_of
from cbp.core.forms import VersionedForm
from cbp.core.groups import group_labels, wanted_by
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.core.models import Programme, ProgrammeLogo
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.desk.exports import PROGRAMME_COLUMNS
from cbp.desk.filters import ProgrammeFilter
from cbp.desk.forms.programmes import ListsForm, LogoForm, ProgrammeForm
from profiling.models import Community


@require_GET
@needs(Permission.PROGRAMME_VIEW)
def programme_list(request: PersonRequest) -> HttpResponse:
    programmes = Programme.objects.visible_to(request.user).select_related("country").prefetch_related("country__names")
    found = filtered(request, ProgrammeFilter, programmes.by_title())
    if request.GET.get("format") == "csv":
        return export(request, found.qs, PROGRAMME_COLUMNS, "programmes")
    context = {
        "filter": found,
        "page_obj": page_of(request, found.qs),
        "is_filtered": is_filtered(request),
        "may_create": can(request.user, Permission.PROGRAMME_CREATE),
    }
    return render(request, "desk/programme_list.html", context)


@require_GET
@needs(Permission.PROGRAMME_VIEW, Programme)
def programme_detail(request: PersonRequest, programme: Programme) -> HttpResponse:
    labels = group_labels(programme)
    context = {
        "programme": programme,
        "country": programme.country,
        "bands": programme.age_bands.order_by("lower"),
        "groups": programme.population_groups.filter(is_active=True).order_by("position", "pk"),
        "rules": [(one, wanted_by(one, labels)) for one in rules_of(programme)],
        "has_logo": ProgrammeLogo.objects.filter(programme=programme).exists(),
        "communities": Community.objects.visible_to(request.user).standing().filter(programmes=programme).count(),
        "cycles": Cycle.objects.visible_to(request.user).running().filter(programme=programme).count(),
        "may_edit": can(request.user, Permission.PROGRAMME_EDIT, programme),
    }
    return render(request, "desk/programme_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_CREATE)
@once
def programme_new(request: PersonRequest) -> HttpResponse:
    programme = Programme()
    form = sent_form(request, ProgrammeForm, programme)
    return written(
        request, form, lambda: actions.create_programme(programme, by=request.user), said=_("The programme is made."),
        title=_("Make a programme"), here=_("New programme"), submit=_("Save the programme"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def programme_edit(request: PersonRequest, programme: Programme) -> HttpResponse:
    form = sent_form(request, ProgrammeForm, programme)

    def save() -> None:
        actions.change_programme(programme, fields=form.touched(), expected=form.expected_version(), by=request.user)

    return written(
        request, form, save, said=_("The programme is saved."), title=_("Change the programme"), here=_("Change"),
        submit=_("Save the programme"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def programme_lists(request: PersonRequest, programme: Programme) -> HttpResponse:
    form = sent_form(request, ListsForm, programme)
    key = draft_key(programme, "-lists")

    def save() -> None:
        actions.change_lists(programme, form.lists(), expected=form.expected_version(), by=request.user)

    answer = edited(request, form, save, key=key, said=_("The age bands and groups are saved."))
    return answer or _form_page(request, form, {"key": key, "programme": programme}, "desk/programme_lists.html")


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def programme_logo_edit(request: PersonRequest, programme: Programme) -> HttpResponse:
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_logo(programme, form.cleaned_data["file"], by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The emblem is saved."))
            return redirect(programme)
    return _form_page(request, form, {"programme": programme}, "desk/programme_logo.html")


@require_GET
@needs(Permission.PROGRAMME_VIEW, Programme)
def programme_logo(request: PersonRequest, programme: Programme) -> FileResponse:
    logo = ProgrammeLogo.objects.filter(programme=programme).first()
    if logo is None or not logo.path.exists():
        raise Http404
    return FileResponse(
        logo.path.open("rb"), content_type=logo.content_type, headers={"X-Content-Type-Options": "nosniff"}
    )


def _form_page(
    request: PersonRequest, form: VersionedForm | LogoForm, context: dict[str, object], template: str
) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)
