"""Filling a profile in: one screen for each group, row and note, one save each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.access import can, why_not
from cbp.accounts.asking import written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.forms import VersionedForm
from cbp.core.groups import MIXED, group_labels
from cbp.core.once import once
from cbp.core.ways import way_to
from profiling import sections
from profiling.actions.answers import save_answers
from profiling.actions.notes import save_note
from profiling.actions.population import save_population
from profiling.actions.sources import change_source, remove_source
from profiling.forms.answers import answers_form
from profiling.forms.notes import note_form
from profiling.forms.population import population_form
from profiling.forms.sources import source_form
from profiling.models import Profile, Source
from profiling.reading import WHOLE, Part, layout_for, sources_of

# In an address: nothing is known of this part; it was reached from the list of what is missing.
WHY, REVIEW = "unknown", "review"


def part_written(
    request: PersonRequest, form: VersionedForm, save: Callable[[], None], section: str, *, title: str | Promise,
    is_empty: bool = False, **page: Any,
) -> HttpResponse:  # fmt: skip
    """One part, or one row of it, as `written`. Where nothing is entered yet, that may be all that is known."""
    profile, part = form.instance, sections.BY_CODE[section]
    back = back_to(request, profile, section)
    return written(
        request, form, save, part=True, title=str(title), submit=_("Save"), lead=part.about, back=back, cancel=back,
        hint=_asks_why(profile, section) if is_empty and part.takes_note else "",
        breadcrumbs=way_to(profile, (part.title, _part_of(profile, section)), str(title)), **page,
    )  # fmt: skip


def _asks_why(profile: Profile, section: str) -> SafeString:
    address = reverse("profiling:profile-note", args=[profile.pk, section])
    return format_html('<a href="{}?{}">{}</a>', address, WHY, _("Say why nothing is known"))


def back_to(request: PersonRequest, profile: Profile, section: str) -> str:
    """To the part; whoever came from the list of what is missing goes on there."""
    if REVIEW in request.GET:
        return reverse("profiling:profile-review", args=[profile.pk])
    return _part_of(profile, section)


def _part_of(profile: Profile, section: str) -> str:
    return f"{profile.get_absolute_url()}#{section}"


def sees_restricted(request: PersonRequest, profile: Profile) -> bool:
    return can(request.user, Permission.PROFILE_RESTRICTED, profile)


def filled_part(request: PersonRequest, profile: Profile, code: str) -> Part:
    """The part, where this person may fill it in. The doors ask for the widest of the rights (PROFILE_SERVICES)."""
    part = layout_for(profile)[code]
    for right in (part.section.edits, *([Permission.PROFILE_RESTRICTED] if part.is_restricted else [])):
        if not can(request.user, right, profile):
            raise PermissionDenied(why_not(right))
    return part


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, Profile)
@once
def population(request: PersonRequest, profile: Profile, group: str) -> HttpResponse:
    labels = {WHOLE: _("The whole community"), **group_labels(profile.programme)}
    if group not in labels or group == MIXED:
        raise Http404
    made = population_form(group, sees_restricted=sees_restricted(request, profile))
    form = sent_form(request, made, profile)

    def save() -> None:
        save_population(
            profile, form.group, total=form.total(), cells=form.cells(), source=form.chosen_source(),
            expected=form.expected_version(), by=request.user,
        )  # fmt: skip

    return part_written(
        request, form, save, sections.POPULATION, said=_("The population is saved."),
        key=draft_key(profile, f"-population-{group}"), title=_("Population: %(group)s") % {"group": labels[group]},
        is_empty=not (profile.populationtotals.exists() or profile.populationfigures.exists()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def note(request: PersonRequest, profile: Profile, section: str) -> HttpResponse:
    """The restricted ones keep no copy in the browser."""
    if section not in sections.NOTED:
        raise Http404
    part = filled_part(request, profile, section)
    form = sent_form(request, note_form(section), profile)
    if not part.is_on and form.stored is None:
        raise Http404
    if WHY in request.GET and not form.is_bound:
        form.offer_unknown()

    def save() -> None:
        save_note(form.note(request.user.language), expected=form.expected_version(), by=request.user)

    return part_written(
        request, form, save, section, said=_("The words are saved."), title=_("In words, or why nothing is known"),
        key="" if part.is_restricted else draft_key(profile, f"-note-{section}"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def answers(request: PersonRequest, profile: Profile, section: str) -> HttpResponse:
    """The programme's own questions in one part."""
    if section not in sections.BY_CODE:
        raise Http404
    part = filled_part(request, profile, section)
    form = sent_form(request, answers_form(part, sees_restricted=sees_restricted(request, profile)), profile)
    if not form.questions:
        raise Http404

    def save() -> None:
        source, expected = form.chosen_source(), form.expected_version()
        save_answers(profile, section, form.given(), source=source, expected=expected, by=request.user)

    return part_written(
        request, form, save, section, said=_("The answers are saved."), title=_("Own questions"),
        key="" if part.is_restricted else draft_key(profile, f"-answers-{section}"),
    )  # fmt: skip


# --- sources ----------------------------------------------------------------------------------------------------------
def _source(request: PersonRequest, profile: Profile, row: int) -> Source:
    """One that this person may know of."""
    known = sources_of(profile, restricted=sees_restricted(request, profile))
    found = next((source for source in known if source.pk == row), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, Profile)
@once
def source_edit(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    """One that only restricted statements name keeps no copy in the browser."""
    source = _source(request, profile, row)
    form = sent_form(request, source_form(source.pk), profile)
    key = draft_key(profile, f"-source-{source.pk}") if source in sources_of(profile, restricted=False) else ""

    def save() -> None:
        fields = form.touched()
        change_source(form.changed(fields), fields=fields, expected=form.expected_version(), by=request.user)

    said = _("The source is saved.")
    return part_written(request, form, save, sections.SOURCES, said=said, key=key, title=str(source))


@require_POST
@needs(Permission.PROFILE_EDIT, Profile)
@once
def source_remove(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    source: Any = _source(request, profile, row)
    back = back_to(request, profile, sections.SOURCES)
    return pressed(request, lambda: remove_source(source, by=request.user), said=_("The source is removed."), back=back)
