"""The steps of a sheet of profiles: tried again, checked again, applied, undone, discarded."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.asking import asked
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.core import jobs
from cbp.core.forms import WriteForm
from cbp.core.models import JobState
from cbp.core.once import once
from profiling.actions import sheets as actions
from profiling.forms.sheets import ApplyForm
from profiling.models import ProfileSheet
from profiling.views.sheets import refuse_unless_applying

WRITING = (ProfileSheet.Step.APPLY, ProfileSheet.Step.UNDO)


@require_POST
@needs(None, ProfileSheet)
@needs(Permission.SHEET_CHECK)
@once
def sheet_check(request: PersonRequest, sheet: ProfileSheet) -> HttpResponse:
    """Once more: places, communities and rights may have changed since."""
    return pressed(request, partial(actions.check_sheet, sheet, by=request.user), back=sheet)


@require_POST
@needs(None, ProfileSheet)
@needs(Permission.SHEET_CHECK)
@once
def sheet_retry(request: PersonRequest, sheet: ProfileSheet) -> HttpResponse:
    """The same step again, after a fault that may have passed."""
    if sheet.step in WRITING:
        refuse_unless_applying(request.user, sheet)
    if sheet.state == JobState.FAILED:
        jobs.queue_again(sheet)
    return redirect(sheet)


@require_POST
@needs(None, ProfileSheet)
@needs(Permission.SHEET_CHECK)
@once
def sheet_apply(request: PersonRequest, sheet: ProfileSheet) -> HttpResponse:
    refuse_unless_applying(request.user, sheet)
    form = ApplyForm(request.POST)
    form.is_valid()
    skip = bool(form.cleaned_data.get("skip_faulty"))
    return pressed(request, partial(actions.apply_profiles, sheet, skip_faulty=skip, by=request.user), back=sheet)


@require_http_methods(["GET", "POST"])
@needs(None, ProfileSheet)
@needs(Permission.SHEET_CHECK)
@once
def sheet_undo(request: PersonRequest, sheet: ProfileSheet) -> HttpResponse:
    """Asks before: everything that the sheet wrote is taken back."""
    refuse_unless_applying(request.user, sheet)
    form = WriteForm(request.POST if request.method == "POST" else None)
    return asked(
        request, form, partial(actions.undo_sheet, sheet, by=request.user), thing=sheet,
        said=_("The sheet is being taken back."), title=_("Undo this sheet"), danger=True,
        submit=_("Take everything back that this sheet wrote"),
        hint=_(
            "Communities that the sheet added disappear, and every value is again what it was before. It is refused "
            "when somebody has gone on with one of these communities since."
        ),
    )  # fmt: skip


@require_POST
@needs(None, ProfileSheet)
@needs(Permission.SHEET_CHECK)
@once
def sheet_discard(request: PersonRequest, sheet: ProfileSheet) -> HttpResponse:
    said = _("The sheet is discarded. Nothing of it was written.")
    discard = partial(actions.discard_profiles, sheet, by=request.user)
    return pressed(request, discard, said=said, back="profiling:sheet-list", refused=sheet)
