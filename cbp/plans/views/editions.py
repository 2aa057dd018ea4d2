"""Editions: beginning, changing, and what the community says to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.asking import asked, written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.forms import ReasonForm
from cbp.core.once import once
from cbp.cycles.models import Cycle
from cbp.plans.actions import editions as actions
from cbp.plans.forms.editions import PlanForm, SignatureForm, ValidateForm
from cbp.plans.models import Plan, PlanSignature

LEAD = gettext_lazy(
    "A community action plan says what the community wants, with whom and with what money. It stays the community’s"
    " own."
)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Cycle)
@once
def plan_new(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    there = actions.at_work_in(cycle)
    if request.method == "GET" and there:
        messages.info(request, _("This edition of the plan is being worked on already."))
        return redirect(there)
    plan = actions.next_edition(cycle)
    form, lead = sent_form(request, PlanForm, plan), str(LEAD)
    if plan.previous:
        lead = _("It begins as a copy of edition %(number)s, with every item. The endorsed edition stays as it is.") % {
            "number": plan.previous.number
        }
    return written(
        request, form, lambda: actions.begin_plan(plan, by=request.user), thing=cycle, said=_("The edition is begun."),
        key=draft_key(plan, f"-of-{cycle.pk}"), title=_("New edition of the plan"), submit=_("Begin the edition"),
        lead=lead,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Plan)
@once
def plan_edit(request: PersonRequest, plan: Plan) -> HttpResponse:
    form = sent_form(request, PlanForm, plan)
    return written(
        request, form,
        lambda: actions.change_plan(plan, fields=form.touched(), expected=form.expected_version(), by=request.user),
        said=_("The plan is saved."), title=_("Change the plan"), here=_("Change"), submit=_("Save the plan"),
        lead=LEAD,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Plan)
@once
def plan_validate(request: PersonRequest, plan: Plan) -> HttpResponse:
    form = ValidateForm(request.POST or None, plan=plan)
    lead = _("Choose the assembly or validation session in which the community agreed to this edition.")
    if not form.sessions.exists():
        lead = _("No assembly or validation session of this cycle is recorded yet. Record it first, then come back.")
    return asked(
        request, form, lambda: actions.validate_plan(plan, **form.answers(), by=request.user),
        thing=plan, key=draft_key(plan, "-validate"), said=_("It is recorded that the community validated the plan."),
        title=_("The community validated the plan"), submit=_("Record the validation"), lead=lead,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Plan)
@once
def plan_reopen(request: PersonRequest, plan: Plan) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    return asked(
        request, form, lambda: actions.reopen_plan(plan, **form.answers(), by=request.user),
        thing=plan, key=draft_key(plan, "-reopen"),
        said=_("The plan is open for changes. The community validates it anew afterwards."),
        title=_("Open the plan for changes"), submit=_("Open it for changes"), danger=True,
        lead=_("The validation and the signatures are taken back, because they stood under the words as they are now."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Plan)
@once
def plan_sign(request: PersonRequest, plan: Plan) -> HttpResponse:
    form = SignatureForm(request.POST or None, plan=plan)
    return asked(
        request, form, lambda: actions.sign_plan(PlanSignature(plan=plan, **form.answers()), by=request.user),
        thing=plan, key=draft_key(plan, "-sign"), said=_("The signature is recorded."),
        title=_("Record a signature"), submit=_("Record the signature"),
        lead=_("One line for each body or part of the community that has seen this edition and agreed to it."),
    )  # fmt: skip


@require_POST
@needs(Permission.PLAN_EDIT, PlanSignature)
@once
def signature_remove(request: PersonRequest, signature: PlanSignature) -> HttpResponse:
    plan = signature.plan
    said = _("The signature is taken back.")
    return pressed(request, lambda: actions.remove_signature(signature, by=request.user), said=said, back=plan)


@require_POST
@needs(Permission.PLAN_EDIT, Plan)
@once
def plan_submit(request: PersonRequest, plan: Plan) -> HttpResponse:
    said = _("The plan is submitted to the authority.")
    return pressed(request, lambda: actions.submit_plan(plan, by=request.user), said=said, back=plan)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Plan)
@once
def plan_withdraw(request: PersonRequest, plan: Plan) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    return asked(
        request, form, lambda: actions.withdraw_plan(plan, **form.answers(), by=request.user),
        thing=plan, key=draft_key(plan, "-withdraw"), said=_("The edition is withdrawn."),
        title=_("Withdraw this edition"), submit=_("Withdraw it"), danger=True,
        lead=_("It goes no further, and stays readable. Another edition can be begun."),
    )  # fmt: skip
