"""The tables of a profile: adding, changing and removing one row, whatever it tells."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.once import once
from profiling.actions import entries as actions
from profiling.forms.entries import entry_form, keeps_copy
from profiling.models import Profile
from profiling.reading import Part
from profiling.sections import HOLDER, TABLES, Table
from profiling.views.parts import back_to, filled_part, part_written, sees_restricted


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def entry_new(request: PersonRequest, profile: Profile, table: str) -> HttpResponse:
    found, part = _table(request, profile, table)
    if not part.is_on:
        raise Http404
    made = entry_form(found, part, by=request.user, sees_restricted=sees_restricted(request, profile))
    form = sent_form(request, made, profile)
    # Services and the like come in rows: the next one is one step away.
    said = format_html('{} <a href="{}">{}</a>', _("The entry is added."), request.path, found.add)
    return part_written(
        request, form, lambda: actions.add_entry(form.changed_row(request.user.language), by=request.user), part.code,
        said=said, key=draft_key(profile, f"-{found.code}-new") if keeps_copy(found, part) else "",
        touched=lambda: True, title=found.add, is_empty=not found.rows(profile).exists(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def entry_edit(request: PersonRequest, profile: Profile, table: str, row: int) -> HttpResponse:
    found, part = _table(request, profile, table)
    stored = get_object_or_404(found.rows(profile), pk=row)
    made = entry_form(found, part, by=request.user, sees_restricted=sees_restricted(request, profile), row=row)
    form = sent_form(request, made, profile)

    def save() -> None:
        changed, fields = form.changed_row(request.user.language), form.row_touched()
        actions.change_entry(changed, fields=fields, expected=form.expected_version(), by=request.user)

    return part_written(
        request, form, save, part.code, said=_("The entry is saved."), title=found.change, touched=form.row_touched,
        key=draft_key(profile, f"-{found.code}-{row}") if keeps_copy(found, part, stored) else "",
    )  # fmt: skip


@require_POST
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def entry_remove(request: PersonRequest, profile: Profile, table: str, row: int) -> HttpResponse:
    found, part = _table(request, profile, table)
    stored = get_object_or_404(found.rows(profile), pk=row)
    return pressed(
        request, lambda: actions.remove_entry(stored, by=request.user), said=_("The entry is removed."),
        back=back_to(request, profile, part.code),
    )  # fmt: skip


def _table(request: PersonRequest, profile: Profile, code: str) -> tuple[Table, Part]:
    """The table and its part, where this person may fill it in."""
    table = TABLES.get(code)
    if table is None:
        raise Http404
    return table, filled_part(request, profile, HOLDER[code].code)
