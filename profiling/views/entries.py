"""The tables of a profile: adding, changing and removing one row, whatever it tells."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
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
from profiling.views.kept import edited_part
from profiling.views.parts import back_to, filled_part, part_page, sees_restricted


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def entry_new(request: PersonRequest, profile: Profile, table: str) -> HttpResponse:
    found, part = _table(request, profile, table)
    if not part.is_on:
        raise Http404
    made = entry_form(found, part, by=request.user, sees_restricted=sees_restricted(request, profile))
    form = sent_form(request, made, profile)
    key = draft_key(profile, f"-{found.code}-new") if keeps_copy(found, part) else ""

    def save(_expected: int) -> None:
        actions.add_entry(form.changed_row(request.user.language), by=request.user)

    # Services and the like come in rows: the next one is one step away.
    said = format_html('{} <a href="{}">{}</a>', _("The entry is added."), request.path, found.add)
    back = back_to(request, profile, part.code)
    answer = edited_part(request, form, save, key=key, said=said, back=back, touched=lambda: True)
    is_empty = not found.rows(profile).exists()
    return answer or part_page(request, profile, form, part.code, found.add, key, is_empty=is_empty)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def entry_edit(request: PersonRequest, profile: Profile, table: str, row: int) -> HttpResponse:
    found, part = _table(request, profile, table)
    stored = _row(profile, found, row)
    made = entry_form(found, part, by=request.user, sees_restricted=sees_restricted(request, profile), row=row)
    form = sent_form(request, made, profile)
    key = draft_key(profile, f"-{found.code}-{row}") if keeps_copy(found, part, stored) else ""

    def save(expected: int) -> None:
        changed, fields = form.changed_row(request.user.language), form.row_touched()
        actions.change_entry(changed, fields=fields, expected=expected, by=request.user)

    back = back_to(request, profile, part.code)
    answer = edited_part(
        request, form, save, key=key, said=_("The entry is saved."), back=back, touched=form.row_touched
    )
    return answer or part_page(request, profile, form, part.code, found.change, key)


@require_POST
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def entry_remove(request: PersonRequest, profile: Profile, table: str, row: int) -> HttpResponse:
    found, part = _table(request, profile, table)
    stored = _row(profile, found, row)
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


def _row(profile: Profile, table: Table, row: int) -> Any:
    found = table.rows(profile).filter(pk=row).first()
    if found is None:
        raise Http404
    return found
