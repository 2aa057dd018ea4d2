"""The rules of inclusion of a programme, and why a cycle did not keep one that only warns."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import asked, written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.actions.rules import change_rules
from cbp.core.groups import group_labels, wanted_by
from cbp.core.models import Programme
from cbp.core.once import once
from cbp.cycles.actions.rules import explain_rule
from cbp.cycles.forms.rules import RuleReasonForm, RulesForm
from cbp.cycles.models import Cycle, RuleReason


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT, Programme)
@once
def rule_list(request: PersonRequest, programme: Programme) -> HttpResponse:
    form = sent_form(request, RulesForm, programme)
    return written(
        request, form,
        lambda: change_rules(programme, form.rules(), expected=form.expected_version(), by=request.user),
        said=_("The rules of inclusion are saved."), key=draft_key(programme, "-rules"),
        title=_("Rules of inclusion"), submit=_("Save the rules"), lead=programme.title,
        hint=_(
            "Each rule asks for at least so many of a group in every cycle of the programme. One that holds the cycle"
            " up is a check of the gate before the plan; one that warns asks for a reason in words."
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_WORK, Cycle)
@once
def rule_reason(request: PersonRequest, cycle: Cycle, rule: int) -> HttpResponse:
    found = get_object_or_404(cycle.programme.inclusion_rules, pk=rule)
    before = RuleReason.objects.filter(cycle=cycle, rule=found).values_list("reason", flat=True).first() or ""
    form = RuleReasonForm(request.POST if request.method == "POST" else None, written=before)

    def act() -> None:
        data = form.cleaned_data
        explain_rule(cycle, found, reason=data["reason"], expected=data["seen"], by=request.user)

    return asked(
        request, form, act, thing=cycle, title=_("Why a rule was not kept"), submit=_("Save the reason"),
        said=_("The reason is saved."), lead=wanted_by(found, group_labels(cycle.programme)),
        hint=_("What stood in the way, and what is done so that this group is heard all the same."),
        back=reverse("desk:cycle-detail", args=[cycle.pk]) + "#rules", key=f"rule-{found.pk}-{cycle.pk}",
    )  # fmt: skip
