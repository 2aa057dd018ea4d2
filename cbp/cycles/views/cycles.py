"""Planning cycles: starting one, changing it, and the steps of a manager. The overview of a cycle is the desk's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.asking import asked, written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import sent_form
from cbp.core.once import once
from cbp.core.ways import Way, way
from cbp.cycles import gates
from cbp.cycles.actions import cycles as actions
from cbp.cycles.forms.cycles import CycleForm, NewCycleForm, PartnerForm, StepForm
from cbp.cycles.models import Cycle
from cbp.cycles.phases import Phase
from profiling.models import Community


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Community)
@once
def cycle_new(request: PersonRequest, community: Community) -> HttpResponse:
    cycle = Cycle(community=community)
    form = sent_form(request, NewCycleForm, cycle)
    form.meet(request.user)
    return written(
        request, form, lambda: actions.start_cycle(cycle, steps=form.chosen_steps(), by=request.user),
        thing=community, said=_("The cycle is started."), key=f"cycle-new-{community.pk}",
        title=_("Start a planning cycle"), here=_("New cycle"), submit=_("Start the cycle"), lead=str(community),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def cycle_edit(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    form = sent_form(request, CycleForm, cycle)
    return written(
        request, form,
        lambda: actions.change_cycle(cycle, fields=form.touched(), expected=form.expected_version(), by=request.user),
        said=_("The cycle is saved."), title=_("Change the cycle"), submit=_("Save the cycle"), lead=str(cycle),
        breadcrumbs=_way(cycle, _("Change")),
    )  # fmt: skip


@require_POST
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def cycle_move(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    """The button sends the phase that it was shown in: pressed by two, it moves one step."""
    back = cycle.get_absolute_url()
    _as_seen(cycle, request.POST.get("phase", ""))
    return pressed(
        request, lambda: actions.move_cycle(cycle, by=request.user), said=_("The cycle has moved on."), back=back
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def cycle_back(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    hint = ""
    if cycle.phase_before:
        hint = _("The cycle goes back to “%(phase)s”, and the gate between stands before it again.") % {
            "phase": cycle.phase_before.label
        }
    return _with_reason(
        request, cycle, lambda reason: actions.step_back(cycle, reason=reason, by=request.user),
        title=_("Step back"), submit=_("Step back"), hint=hint, said=_("The cycle has stepped back."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def cycle_cancel(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    return _with_reason(
        request, cycle, lambda reason: actions.cancel_cycle(cycle, reason=reason, by=request.user),
        title=_("Cancel the cycle"), submit=_("Cancel the cycle"), said=_("The cycle is cancelled."),
        hint=_("The cycle ends without a result. What was recorded stays, and nothing can be added any more."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def check_waive(request: PersonRequest, cycle: Cycle, code: str) -> HttpResponse:
    point = next((one for one in gates.standing(cycle) if one.code == code), None)
    if point is None:
        raise Http404
    return _with_reason(
        request, cycle, lambda reason: actions.waive_check(cycle, code, reason=reason, by=request.user),
        title=_("Waive a check"), submit=_("Waive the check"), said=_("The check is waived."),
        lead=str(point.label), hint=point.sentence,
    )  # fmt: skip


def _with_reason(
    request: PersonRequest, cycle: Cycle, step: Callable[[str], object], *, title: str, **page: Any
) -> HttpResponse:
    """The form sends the phase that it was shown in, like the button that moves on."""
    form = StepForm(request.POST if request.method == "POST" else None, cycle=cycle)

    def act() -> None:
        _as_seen(cycle, form.cleaned_data["phase"])
        step(form.cleaned_data["reason"])

    page = {"lead": str(cycle), "breadcrumbs": _way(cycle, title), **page}
    return asked(request, form, act, thing=cycle, title=title, **page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def cycle_partner_new(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    form = PartnerForm(request.POST if request.method == "POST" else None, cycle=cycle, person=request.user)

    def act() -> None:
        data = form.cleaned_data
        actions.add_partner(cycle, data["engagement"], part=data["part"], by=request.user)

    return asked(
        request, form, act, thing=cycle, title=_("Tie a partner to the cycle"), submit=_("Tie the partner"),
        said=_("The partner is tied to the cycle."), lead=str(cycle), key=f"cycle-partner-new-{cycle.pk}",
        breadcrumbs=_way(cycle, _("New partner")),
    )  # fmt: skip


# --- what the pages share ---------------------------------------------------------------------------------------------
def _as_seen(cycle: Cycle, phase: str) -> None:
    """The action refuses when the cycle is in another phase by now."""
    if phase in Phase.values:
        cycle.phase = phase


def _way(cycle: Cycle, here: str) -> Way:
    number = _("Planning cycle %(number)s") % {"number": cycle.number}
    return way(*cycle.crumbs(), (number, cycle.get_absolute_url()), here)
