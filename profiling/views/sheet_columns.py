"""Which column of a sheet is which of ours: asked once, and kept under a name for the next time."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import asked
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.core.once import once
from profiling.actions import sheets as actions
from profiling.forms.columns import MapForm
from profiling.models import ProfileSheet


@require_http_methods(["GET", "POST"])
@needs(None, ProfileSheet)
@needs(Permission.SHEET_CHECK)
@once
def sheet_map(request: PersonRequest, sheet: ProfileSheet) -> HttpResponse:
    if sheet.head is None or sheet.is_waiting:
        return redirect(sheet)
    form = MapForm(request.POST if request.method == "POST" else None, sheet=sheet)

    def said() -> None:
        actions.map_sheet(
            sheet, columns=form.columns(), values=form.values(), save_as=form.cleaned_data["save_as"], by=request.user
        )

    return asked(
        request, form, said, thing=sheet, said=_("The columns are known. The sheet is being checked."),
        title=_("Which column is which"), submit=_("Read it like this and check it"),
        template="profiling/sheet_map.html",
        lead=_("Nothing is written yet. Columns that nobody needs are not read."),
    )  # fmt: skip
