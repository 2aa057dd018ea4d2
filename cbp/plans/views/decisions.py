"""What the authority decides, by itself or on paper, and the planners' answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from cbp.accounts.asking import asked
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key
from cbp.core.once import once
from cbp.plans.actions import decisions as actions
from cbp.plans.checks import warnings
from cbp.plans.forms.decisions import AnswerForm, EndorseForm, RecordForm, ReturnForm
from cbp.plans.models import Decision, Plan, Remark
from cbp.plans.phases import PlanState
from cbp.plans.reading import items_of, money_of, money_together


def _refuse_author(request: PersonRequest, plan: Plan) -> None:
    """As the action does; here so that the try stands in the history."""
    if reason := actions.may_not_decide(plan, request.user):
        raise PermissionDenied(reason)


def _level(plan: Plan) -> str:
    """Who is asked: first the district, and a ministry when that has endorsed."""
    level = Decision.Level.MINISTRY if plan.state == PlanState.ENDORSED else Decision.Level.DISTRICT
    return level.value


def _before_deciding(plan: Plan) -> dict[str, Any]:
    """What whoever decides has in front of the eyes: the money, and what is to be asked about."""
    items = items_of(plan)
    return {
        "template": "plans/decide.html",
        "items": len(items),
        "total": money_together(map(money_of, items)),
        "currency": plan.cycle.programme.currency,
        "warnings": warnings(plan, items=items),
        "may_fix": False,
    }


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_ENDORSE, Plan)
@once
def plan_endorse(request: PersonRequest, plan: Plan) -> HttpResponse:
    _refuse_author(request, plan)
    form = EndorseForm(request.POST or None)
    return asked(
        request, form, lambda: actions.endorse_plan(plan, **form.decision(), level=_level(plan), by=request.user),
        thing=plan, key=draft_key(plan, "-endorse"), said=_("The plan is endorsed."),
        title=_("Endorse the plan"), submit=_("Endorse it"),
        lead=_("An endorsed edition is frozen with everything in it. A later change is a new edition."),
        **_before_deciding(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_ENDORSE, Plan)
@once
def plan_return(request: PersonRequest, plan: Plan) -> HttpResponse:
    _refuse_author(request, plan)
    form = ReturnForm(request.POST or None, plan=plan)
    return asked(
        request, form, lambda: actions.return_plan(plan, **form.decision(), about=form.about(), by=request.user),
        thing=plan, key=draft_key(plan, "-return"), said=_("The plan is returned to the planners."),
        title=_("Return the plan with remarks"), submit=pgettext("plan", "Return it"),
        lead=_("The planners answer every remark, and the community validates the plan anew."),
        **_before_deciding(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_RECORD, Plan)
@once
def plan_record(request: PersonRequest, plan: Plan) -> HttpResponse:
    _refuse_author(request, plan)
    form = RecordForm(request.POST or None, plan=plan)

    def act() -> None:
        decision = {**form.decision(), "on_paper": True, "by": request.user}
        if form.cleaned_data["kind"] == Decision.Kind.RETURNED:
            actions.return_plan(plan, **decision, about=form.about())
        else:
            actions.endorse_plan(plan, **decision, level=_level(plan))

    return asked(
        request, form, act, thing=plan, key=draft_key(plan, "-record"), said=_("The decision is recorded."),
        title=_("Record a decision given on paper"), submit=_("Record the decision"),
        lead=_("As it stands in the letter of the authority. Its number is asked for."),
        **_before_deciding(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Remark)
@once
def remark_answer(request: PersonRequest, remark: Remark) -> HttpResponse:
    plan = remark.plan
    form = AnswerForm(request.POST or None, initial={"answer": remark.answer})
    return asked(
        request, form, lambda: actions.answer_remark(remark, **form.answers(), by=request.user),
        thing=plan, key=draft_key(plan, f"-remark-{remark.pk}"), said=_("The answer is saved."),
        title=_("Answer a remark"), submit=_("Save the answer"), template="plans/remark_answer.html", remark=remark,
    )  # fmt: skip
