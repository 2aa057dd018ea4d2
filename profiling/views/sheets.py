"""Sheets of profiles: the workbook that goes out, the list of those that came in, and each of them as it stands."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from cbp.accounts.access import can, why_not
from cbp.accounts.asking import form_page
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import audit, files, jobs
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.core.models import JobState, Programme, Verb
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.core.ways import Step, way, way_to
from profiling.actions import sheets as actions
from profiling.forms.sheets import ApplyForm, SheetFilter, UploadForm, programmes_of
from profiling.models import ProfileSheet
from profiling.views.sheet_shown import knows_points, shown, told_to
from profiling.workbooks.books import MEDIA_TYPE
from profiling.workbooks.correcting import corrections_book
from profiling.workbooks.filling import programme_book


def imports_step() -> Step:
    return _("Imports"), reverse("desk:import-list")


def sheets_step() -> Step:
    return _("Sheets of profiles"), reverse("profiling:sheet-list")


def may_apply(user: User, sheet: ProfileSheet) -> bool:
    """To write one takes the right to apply sheets in the programme, and to fill profiles there."""
    return can(user, Permission.SHEET_APPLY, sheet) and sheet.programme in programmes_of(user)


def refuse_unless_applying(user: User, sheet: ProfileSheet) -> None:
    if not may_apply(user, sheet):
        raise PermissionDenied(
            why_not(Permission.SHEET_APPLY) if not user.grants(Permission.SHEET_APPLY) else why_not_here()
        )


def why_not_here() -> str:
    return _("You do not apply sheets in this programme.")


# --- the list ---------------------------------------------------------------------------------------------------------
@require_GET
@needs(Permission.SHEET_CHECK)
def sheet_list(request: PersonRequest) -> HttpResponse:
    sheets = ProfileSheet.objects.visible_to(request.user).select_related("programme")
    found = filtered(request, SheetFilter, sheets.defer("outcome", "head").order_by("-queued_at", "-pk"))
    context = {
        "filter": found,
        "page_obj": page_of(request, found.qs),
        "is_filtered": is_filtered(request),
        "programmes": Programme.objects.within(request.user.grants(Permission.SHEET_CHECK)).by_title(),
        "may_bring": programmes_of(request.user).exists(),
        "breadcrumbs": way(imports_step(), sheets_step()),
    }
    return render(request, "profiling/sheet_list.html", context)


# --- out and in -------------------------------------------------------------------------------------------------------
@require_GET
@needs(Permission.SHEET_CHECK, Programme)
def sheet_template(request: PersonRequest, programme: Programme) -> FileResponse:
    """The workbook of the programme with all that is known of what the person reaches: an export, so it is history."""
    with transaction.atomic():
        audit.record(Verb.LIST_EXPORTED, programme, by=request.user, after={"list": "profiles"})
    name = f"profiles-{programme.code}-{timezone.localdate():%Y-%m-%d}.xlsx"
    return _as_file(programme_book(programme, request.user), name)


def _as_file(book: Any, name: str) -> FileResponse:
    return FileResponse(book, as_attachment=True, filename=files.clean_name(name), content_type=MEDIA_TYPE)


@require_http_methods(["GET", "POST"])
@needs(Permission.SHEET_CHECK)
@once
def sheet_new(request: PersonRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, by=request.user, initial=_as_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_uploaded(form, request.user))
        except Refused as refusal:
            form.add_error("file", str(refusal))
    title = _("Bring a sheet of profiles in")
    return form_page(
        request, form, title=title, submit=_("Upload and check"), cancel=reverse("profiling:sheet-list"),
        breadcrumbs=way(imports_step(), sheets_step(), title),
        lead=_("It is read and checked first. You see every change before anything is written."),
        hint="" if form.has_programmes else _("You fill profiles in no programme, and so bring no sheets of them in."),
    )  # fmt: skip


def _uploaded(form: UploadForm, user: User) -> ProfileSheet:
    data = form.cleaned_data
    content = files.bytes_of(data["file"])
    return actions.upload_profiles(
        content, name=data["file"].name, programme=data["programme"], source=form.source(), mapping=data["mapping"],
        by=user,
    )  # fmt: skip


def _as_before(request: PersonRequest) -> dict[str, Any]:
    """A corrected sheet comes with the programme, the source and the reading of columns of the one before."""
    asked = request.GET.get("again", "")[:18]
    before = asked.isascii() and asked.isdigit() and ProfileSheet.objects.visible_to(request.user).filter(pk=asked)
    sheet = before.first() if before else None
    if sheet is None:
        return {}
    source = {name: getattr(sheet, f"source_{name}") for name in ("title", "method", "dated_on", "confidence")}
    return {"programme": sheet.programme_id, "mapping": sheet.mapping_id, **source}


# --- one of them ------------------------------------------------------------------------------------------------------
@require_GET
@needs(None, ProfileSheet)
@needs(Permission.SHEET_CHECK)
def sheet_detail(request: PersonRequest, sheet: ProfileSheet) -> HttpResponse:
    """Polls itself while the worker reads; a bell that was not heard is rung again."""
    unheard = sheet.rung_at is None or timezone.now() - sheet.rung_at > jobs.RING_AGAIN
    if sheet.state == JobState.QUEUED and unheard:
        jobs.send(sheet)
    context = {
        **shown(request, sheet),
        "form": ApplyForm(),
        "may_apply": may_apply(request.user, sheet),
        "breadcrumbs": way_to(sheet),
    }
    return render(request, "profiling/sheet_state.html" if request.htmx else "profiling/sheet_detail.html", context)


@require_GET
@needs(None, ProfileSheet)
@needs(Permission.SHEET_CHECK)
def sheet_marked(request: PersonRequest, sheet: ProfileSheet) -> FileResponse:
    """The refused rows as they were sent, to be corrected and brought in again."""
    if sheet.outcome is None or not sheet.outcome["refused"] or sheet.is_waiting:
        raise Http404
    if not knows_points(request, sheet):
        raise PermissionDenied(why_not(Permission.COMMUNITY_EDIT))
    try:
        book = corrections_book(sheet, told_to(request.user, sheet))
    except OSError as error:  # the file itself is no longer kept
        raise Http404 from error
    to_correct = pgettext("sheet of a workbook", "Rows to correct")
    return _as_file(book, f"{sheet.name.rpartition('.')[0] or sheet.name}-{to_correct}.xlsx")
