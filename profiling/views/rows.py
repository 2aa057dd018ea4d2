"""Movements, services and statements of a profile: adding, changing and removing one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, nothing_changed, sent_form
from cbp.core.once import once
from profiling import sections
from profiling.actions import figures as actions
from profiling.forms.parts import FactorForm, FlowForm, RowForm, ServiceForm, row_form
from profiling.models import DisplacementFlow, Profile, ProfileFactor, ServiceStatus
from profiling.reading import RESTRICTED_CLASSES
from profiling.views.kept import saved_part
from profiling.views.parts import back_to, part_page, sees_restricted


@dataclass(frozen=True)
class Kind:
    """What is the same for every row of one part."""

    section: str
    form: type[RowForm]
    rows: Callable[[Profile], Any]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., Any]
    new: str | Promise
    edit: str | Promise
    is_restricted: bool = False


FLOWS = Kind(
    sections.DISPLACEMENT, FlowForm, lambda profile: DisplacementFlow.objects.filter(profile=profile),
    actions.add_flow, actions.change_flow, actions.remove_flow,
    gettext_lazy("Add a movement of people"), gettext_lazy("Change a movement of people"),
)  # fmt: skip
SERVICES = Kind(
    sections.SERVICES, ServiceForm, lambda profile: ServiceStatus.objects.filter(profile=profile),
    actions.add_service, actions.change_service, actions.remove_service,
    gettext_lazy("Add a service"), gettext_lazy("Change a service"),
)  # fmt: skip
FACTORS = Kind(
    sections.FACTORS, FactorForm,
    lambda profile: ProfileFactor.objects.filter(profile=profile).exclude(classification__in=RESTRICTED_CLASSES),
    actions.add_factor, actions.change_factor, actions.remove_factor,
    gettext_lazy("Add a statement"), gettext_lazy("Change a statement"),
)  # fmt: skip
COHESION = Kind(
    sections.COHESION, FactorForm,
    lambda profile: ProfileFactor.objects.filter(profile=profile, classification__in=RESTRICTED_CLASSES),
    actions.add_factor, actions.change_factor, actions.remove_factor,
    gettext_lazy("Add a restricted statement"), gettext_lazy("Change a restricted statement"), is_restricted=True,
)  # fmt: skip


def _new(request: PersonRequest, profile: Profile, kind: Kind) -> HttpResponse:
    form = _form(request, profile, kind)
    key, back = _key(profile, kind, "new"), back_to(profile, kind.section)
    if request.method == "POST" and form.is_valid():

        def save(_expected: int) -> None:
            kind.add(form.changed_row(request.user.language), by=request.user)

        answer = saved_part(request, form, save, key=key, said=_("The entry is added."), back=back)
        if answer:
            return answer
    return part_page(request, profile, form, kind.section, kind.new, key)


def _edit(request: PersonRequest, profile: Profile, kind: Kind, row: int) -> HttpResponse:
    _found(profile, kind, row)
    form = _form(request, profile, kind, row)
    key, back = _key(profile, kind, str(row)), back_to(profile, kind.section)
    if request.method == "POST" and form.is_valid():
        fields = form.row_touched()
        if not fields:
            return nothing_changed(request, profile, key, back)

        def save(expected: int) -> None:
            changed = form.changed_row(request.user.language)
            kind.change(changed, fields=fields, expected=expected, by=request.user)

        answer = saved_part(request, form, save, key=key, said=_("The entry is saved."), back=back)
        if answer:
            return answer
    return part_page(request, profile, form, kind.section, kind.edit, key)


def _remove(request: PersonRequest, profile: Profile, kind: Kind, row: int) -> HttpResponse:
    found = _found(profile, kind, row)
    back = back_to(profile, kind.section)
    return pressed(request, lambda: kind.remove(found, by=request.user), said=_("The entry is removed."), back=back)


def _found(profile: Profile, kind: Kind, row: int) -> Any:
    found = kind.rows(profile).filter(pk=row).first()
    if found is None:
        raise Http404
    return found


def _form(request: PersonRequest, profile: Profile, kind: Kind, row: int | None = None) -> RowForm:
    fixed: dict[str, object] = {"sees_restricted": sees_restricted(request, profile)}
    if kind.form is FactorForm:
        fixed["is_restricted"] = kind.is_restricted
    return cast(RowForm, sent_form(request, row_form(kind.form, row, **fixed), profile))


def _key(profile: Profile, kind: Kind, row: str) -> str:
    """A browser keeps copies of what is open within the team, and of nothing restricted."""
    return "" if kind.is_restricted else draft_key(profile, f"-{kind.section}-{row}")


# --- the doors --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, Profile)
@once
def flow_new(request: PersonRequest, profile: Profile) -> HttpResponse:
    return _new(request, profile, FLOWS)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, Profile)
@once
def flow_edit(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    return _edit(request, profile, FLOWS, row)


@require_POST
@needs(Permission.PROFILE_EDIT, Profile)
@once
def flow_remove(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    return _remove(request, profile, FLOWS, row)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def service_new(request: PersonRequest, profile: Profile) -> HttpResponse:
    return _new(request, profile, SERVICES)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def service_edit(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    return _edit(request, profile, SERVICES, row)


@require_POST
@needs(Permission.PROFILE_SERVICES, Profile)
@once
def service_remove(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    return _remove(request, profile, SERVICES, row)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, Profile)
@once
def factor_new(request: PersonRequest, profile: Profile) -> HttpResponse:
    return _new(request, profile, FACTORS)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_EDIT, Profile)
@once
def factor_edit(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    return _edit(request, profile, FACTORS, row)


@require_POST
@needs(Permission.PROFILE_EDIT, Profile)
@once
def factor_remove(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    return _remove(request, profile, FACTORS, row)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_RESTRICTED, Profile)
@once
def cohesion_new(request: PersonRequest, profile: Profile) -> HttpResponse:
    return _new(request, profile, COHESION)


@require_http_methods(["GET", "POST"])
@needs(Permission.PROFILE_RESTRICTED, Profile)
@once
def cohesion_edit(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    return _edit(request, profile, COHESION, row)


@require_POST
@needs(Permission.PROFILE_RESTRICTED, Profile)
@once
def cohesion_remove(request: PersonRequest, profile: Profile, row: int) -> HttpResponse:
    return _remove(request, profile, COHESION, row)
