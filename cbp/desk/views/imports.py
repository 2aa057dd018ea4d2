"""Sheets that come in: uploaded, checked in the background, looked at, applied or discarded."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts.access import can_everywhere, why_not
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import files, jobs
from cbp.core.actions import imports as actions
from cbp.core.actions.loading import Outcome
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.core.models import Area, SheetImport
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.desk.filters import ImportFilter
from cbp.desk.forms.imports import ApplyForm, UploadForm


def may_apply(user: User, sheet: SheetImport) -> bool:
    """Places are for administrators; displacement figures for whoever applies sheets in every place that they name."""
    if sheet.kind == SheetImport.Kind.PLACES:
        return can_everywhere(user, Permission.AREA_MANAGE)
    paths = sheet.outcome["paths"] if sheet.outcome else []
    reach = Area.objects.within(user.grants(Permission.SHEET_APPLY))
    return reach.filter(path__in=paths).count() == len(paths) and bool(user.grants(Permission.SHEET_APPLY))


def _why_not(user: User, sheet: SheetImport) -> str:
    right = Permission.AREA_MANAGE if sheet.kind == SheetImport.Kind.PLACES else Permission.SHEET_APPLY
    if user.grants(right):
        return _("You may not apply this sheet: it names places beyond your reach.")
    return why_not(right)


@require_GET
@needs(Permission.SHEET_CHECK)
def import_list(request: PersonRequest) -> HttpResponse:
    sheets = SheetImport.objects.visible_to(request.user).order_by("-queued_at", "-pk")
    found = filtered(request, ImportFilter, sheets)
    context = {"filter": found, "page_obj": page_of(request, found.qs), "is_filtered": is_filtered(request)}
    return render(request, "desk/import_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.SHEET_CHECK)
@once
def import_new(request: PersonRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, kind, source = (form.cleaned_data[name] for name in ("file", "kind", "source"))
        try:
            content = files.bytes_of(upload)
            sheet = actions.upload_sheet(content, name=upload.name, kind=kind, source=source, by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(sheet)
    return render(request, "desk/import_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@needs(Permission.SHEET_CHECK, SheetImport)
def import_detail(request: PersonRequest, sheet: SheetImport) -> HttpResponse:
    """Polls itself while the worker reads; a bell that was not heard is rung again."""
    unheard = sheet.rung_at is None or timezone.now() - sheet.rung_at > jobs.RING_AGAIN
    if sheet.state == "queued" and unheard:
        jobs.send(sheet)
    outcome = Outcome.from_json(sheet.outcome) if sheet.outcome else None
    context = {
        "sheet": sheet,
        "outcome": outcome,
        "refusal": jobs.sentence(sheet),
        "may_help": jobs.may_help(sheet),
        "faults": outcome.faults[:200] if outcome else [],
        "form": ApplyForm(),
        "may_apply": may_apply(request.user, sheet),
    }
    name = "desk/import_detail.html" if not request.htmx else "desk/import_state.html"
    return render(request, name, context)


@require_POST
@needs(Permission.SHEET_CHECK, SheetImport)
@once
def import_apply(request: PersonRequest, sheet: SheetImport) -> HttpResponse:
    if not may_apply(request.user, sheet):
        raise PermissionDenied(_why_not(request.user, sheet))
    form = ApplyForm(request.POST)
    form.is_valid()
    skip = bool(form.cleaned_data.get("skip_faulty"))
    return pressed(request, partial(actions.apply_sheet, sheet, skip_faulty=skip, by=request.user), back=sheet)


@require_POST
@needs(Permission.SHEET_CHECK, SheetImport)
@once
def import_discard(request: PersonRequest, sheet: SheetImport) -> HttpResponse:
    said = _("The sheet is discarded. Nothing of it was written.")
    discard = partial(actions.discard_sheet, sheet, by=request.user)
    return pressed(request, discard, said=said, back="desk:import-list", refused=sheet)


@require_POST
@needs(Permission.SHEET_CHECK, SheetImport)
@once
def import_retry(request: PersonRequest, sheet: SheetImport) -> HttpResponse:
    if sheet.step == SheetImport.Step.APPLY and not may_apply(request.user, sheet):
        raise PermissionDenied(_why_not(request.user, sheet))
    if sheet.state == "failed":
        jobs.queue_again(sheet)
    return redirect(sheet)
