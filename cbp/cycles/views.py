"""Planning cycles: starting one, changing it, and the steps of a manager. The overview of a cycle is the desk's."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, nothing_changed, saved, sent_form
from cbp.core.forms import VersionedForm
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.core.templatetags.look import SAVED
from cbp.cycles import actions, gates
from cbp.cycles.forms import CycleForm, NewCycleForm, PartnerForm, ReasonForm
from cbp.cycles.models import Cycle
from cbp.cycles.phases import Phase
from profiling.models import Community


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Community)
@once
def cycle_new(request: PersonRequest, community: Community) -> HttpResponse:
    cycle = Cycle(community=community)
    form = sent_form(request, NewCycleForm, cycle)
    assert isinstance(form, NewCycleForm)  # noqa: S101  # for the types alone
    form.meet(request.user)
    key = f"cycle-new-{community.pk}"
    if request.method == "POST" and form.is_valid():
        answer = saved(
            request, form, lambda: actions.start_cycle(cycle, by=request.user), key=key, said=_("The cycle is started.")
        )  # fmt: skip
        if answer:
            return answer
    crumbs = [*community.crumbs(), (community, community.get_absolute_url()), (_("New cycle"), "")]
    words = {"title": _("Start a planning cycle"), "about": str(community), "submit": _("Start the cycle")}
    return _page(request, form, crumbs, community.get_absolute_url(), words, key=key)


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def cycle_edit(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    form = sent_form(request, CycleForm, cycle)
    key = draft_key(cycle)
    if request.method == "POST" and form.is_valid():
        fields = form.touched()
        if not fields:
            return nothing_changed(request, cycle, key)

        def save() -> None:
            actions.change_cycle(cycle, fields=fields, expected=form.expected_version(), by=request.user)

        answer = saved(request, form, save, key=key, said=_("The cycle is saved."))
        if answer:
            return answer
    words = {"title": _("Change the cycle"), "about": str(cycle), "submit": _("Save the cycle")}
    return _page(request, form, _way(cycle, _("Change")), cycle.get_absolute_url(), words, key=key)


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
    words = {"title": _("Step back"), "about": str(cycle), "submit": _("Step back")}
    if cycle.phase_before:
        words["hint"] = _("The cycle goes back to “%(phase)s”, and the gate between stands before it again.") % {
            "phase": cycle.phase_before.label
        }

    def step(reason: str) -> object:
        return actions.step_back(cycle, reason=reason, by=request.user)

    return _with_reason(request, cycle, step, words, said=_("The cycle has stepped back."))


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def cycle_cancel(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    words = {"title": _("Cancel the cycle"), "about": str(cycle), "submit": _("Cancel the cycle")}
    words["hint"] = _("The cycle ends without a result. What was recorded stays, and nothing can be added any more.")

    def step(reason: str) -> object:
        return actions.cancel_cycle(cycle, reason=reason, by=request.user)

    return _with_reason(request, cycle, step, words, said=_("The cycle is cancelled."))


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def check_waive(request: PersonRequest, cycle: Cycle, code: str) -> HttpResponse:
    point = next((one for one in gates.standing(cycle) if one.code == code), None)
    if point is None:
        raise Http404
    words = {"title": _("Waive a check"), "about": str(point.label), "submit": _("Waive the check")}
    words["hint"] = point.sentence

    def step(reason: str) -> object:
        return actions.waive_check(cycle, code, reason=reason, by=request.user)

    return _with_reason(request, cycle, step, words, said=_("The check is waived."))


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_MANAGE, Cycle)
@once
def cycle_partner_new(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    form = PartnerForm(request.POST if request.method == "POST" else None, cycle=cycle, person=request.user)
    key = f"cycle-partner-new-{cycle.pk}"
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_partner(cycle, data["engagement"], part=data["part"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The partner is tied to the cycle."), extra_tags=f"{SAVED}{key}")
            return redirect(cycle)
    words = {"title": _("Tie a partner to the cycle"), "about": str(cycle), "submit": _("Tie the partner")}
    return _page(request, form, _way(cycle, _("New partner")), cycle.get_absolute_url(), words, key=key)


# --- what the pages share ---------------------------------------------------------------------------------------------
Crumbs = list[tuple[object, str]]


def _as_seen(cycle: Cycle, phase: str) -> None:
    """The action refuses when the cycle is in another phase by now."""
    if phase in Phase.values:
        cycle.phase = phase


def _way(cycle: Cycle, label: str) -> Crumbs:
    number = _("Planning cycle %(number)s") % {"number": cycle.number}
    return [*cycle.crumbs(), (number, cycle.get_absolute_url()), (label, "")]


def _with_reason(
    request: PersonRequest, cycle: Cycle, step: Callable[[str], object], words: dict[str, str], *, said: str
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        _as_seen(cycle, form.cleaned_data["phase"])
        try:
            step(form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(cycle)
    return _page(request, form, _way(cycle, words["title"]), cycle.get_absolute_url(), words)


def _page(
    request: PersonRequest,
    form: VersionedForm | ReasonForm | PartnerForm,
    way: Crumbs,
    cancel: str,
    words: dict[str, str],
    *,
    key: str = "",
) -> HttpResponse:
    breadcrumbs = [{"label": label, "url": url} for label, url in way]
    context = {"form": form, "breadcrumbs": breadcrumbs, "cancel": cancel, "key": key, "hint": "", **words}
    return render(request, "cycles/cycle_form.html", context, status=422 if form.is_bound else 200)
