"""What the authority decides, by itself or on paper, and the planners' answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.core.once import once
from cbp.plans.actions import decisions as actions
from cbp.plans.forms.decisions import AnswerForm, EndorseForm, RecordForm, ReturnForm
from cbp.plans.models import Decision, Plan, Remark
from cbp.plans.phases import PlanState
from cbp.plans.views.pages import before_deciding, step


def _refuse_author(request: PersonRequest, plan: Plan) -> None:
    """As the action does; here so that the try stands in the history."""
    if reason := actions.may_not_decide(plan, request.user):
        raise PermissionDenied(reason)


def _level(plan: Plan) -> str:
    """Who is asked: first the district, and a ministry when that has endorsed."""
    level = Decision.Level.MINISTRY if plan.state == PlanState.ENDORSED else Decision.Level.DISTRICT
    return level.value


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_ENDORSE, Plan)
@once
def plan_endorse(request: PersonRequest, plan: Plan) -> HttpResponse:
    _refuse_author(request, plan)
    form, level = EndorseForm(request.POST or None), _level(plan)
    return step(
        request, plan, form, lambda: _endorse(request, plan, form.decision(), form.cleaned_data["remarks"], level),
        what="endorse", said=_("The plan is endorsed."), title=_("Endorse the plan"), submit=_("Endorse it"),
        lead=_("An endorsed edition is frozen with everything in it. A later change is a new edition."),
        **before_deciding(plan),
    )  # fmt: skip


def _endorse(
    request: PersonRequest, plan: Plan, decision: dict[str, Any], remarks: str, level: str, on_paper: bool = False
) -> None:
    actions.endorse_plan(plan, **decision, remarks=remarks, level=level, on_paper=on_paper, by=request.user)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_ENDORSE, Plan)
@once
def plan_return(request: PersonRequest, plan: Plan) -> HttpResponse:
    _refuse_author(request, plan)
    form = ReturnForm(request.POST or None, plan=plan)
    return step(
        request, plan, form, lambda: _return(request, plan, form),
        what="return", said=_("The plan is returned to the planners."), title=_("Return the plan with remarks"),
        submit=_("Return it"), lead=_("The planners answer every remark, and the community validates the plan anew."),
        **before_deciding(plan),
    )  # fmt: skip


def _return(request: PersonRequest, plan: Plan, form: ReturnForm, on_paper: bool = False) -> None:
    remarks, about = form.cleaned_data["remarks"], form.about()
    actions.return_plan(plan, **form.decision(), remarks=remarks, about=about, on_paper=on_paper, by=request.user)


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_RECORD, Plan)
@once
def plan_record(request: PersonRequest, plan: Plan) -> HttpResponse:
    _refuse_author(request, plan)
    form, level = RecordForm(request.POST or None, plan=plan), _level(plan)

    def act() -> None:
        if form.cleaned_data["kind"] == Decision.Kind.RETURNED:
            return _return(request, plan, form, on_paper=True)
        return _endorse(request, plan, form.decision(), form.cleaned_data["remarks"], level, on_paper=True)

    return step(
        request, plan, form, act, what="record", said=_("The decision is recorded."),
        title=_("Record a decision given on paper"), submit=_("Record the decision"),
        lead=_("As it stands in the letter of the authority. Its number is asked for."),
        **before_deciding(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Remark)
@once
def remark_answer(request: PersonRequest, remark: Remark) -> HttpResponse:
    plan = remark.plan
    form = AnswerForm(request.POST or None, initial={"answer": remark.answer})
    return step(
        request, plan, form,
        lambda: actions.answer_remark(remark, answer=form.cleaned_data["answer"], by=request.user),
        what=f"remark-{remark.pk}", said=_("The answer is saved."), title=_("Answer a remark"),
        submit=_("Save the answer"), remark=remark,
    )  # fmt: skip
