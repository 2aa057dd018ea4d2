"""Items of an edition at work."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.asking import written
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.once import once
from cbp.plans.actions import items as actions
from cbp.plans.forms.items import ItemForm, item_form
from cbp.plans.models import Plan, PlanItem
from cbp.priorities.models import Need

GO_ON = "go_on"


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Plan)
@once
def item_new(request: PersonRequest, plan: Plan) -> HttpResponse:
    """`?need=…` begins with a need of the register, and the groups that raised it."""
    item = PlanItem(plan=plan)
    form = sent_form(request, item_form(request.user), item)
    if request.method == "GET":
        _begin_with(form, request.GET.get("need", ""))

    def save() -> None:
        chosen = list(form.cleaned_data["needs"])
        actions.add_item(item, needs=chosen, costs=form.costs, fundings=form.fundings, by=request.user)

    said, key = _("The item is in the plan."), draft_key(item, f"-of-{plan.pk}")
    answer = _entry(request, form, save, said=said, title=_("New item"), key=key)
    if answer.status_code == HTTPStatus.FOUND:  # only now the item has its page
        answer.headers["Location"] = _back(request, item)
    return answer


def _begin_with(form: ItemForm, pk: str) -> None:
    need = Need.objects.alive().filter(cycle=form.instance.plan.cycle_id, pk=pk).first() if pk.isdecimal() else None
    if need:
        begun = {"needs": [need], "groups": actions.groups_of([need]), "sector": need.sector}
        form.initial = {**form.initial, **begun}


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, PlanItem)
@once
def item_edit(request: PersonRequest, item: PlanItem) -> HttpResponse:
    form = sent_form(request, item_form(request.user), item)

    def save() -> None:
        actions.change_item(
            item, fields=form.touched(), needs=list(form.cleaned_data["needs"]), costs=form.costs,
            fundings=form.fundings, expected=form.expected_version(), by=request.user,
        )  # fmt: skip

    back = _back(request, item)
    return _entry(request, form, save, said=_("The item is saved."), title=_("Change the item"), back=back)


def _back(request: PersonRequest, item: PlanItem) -> str:
    """“Save and stay” gives more empty lines."""
    return reverse("plans:item-edit", args=[item.pk]) if GO_ON in request.POST else item.get_absolute_url()


def _entry(request: PersonRequest, form: ItemForm, save: Callable[[], None], **page: Any) -> HttpResponse:
    plan = form.instance.plan
    return written(
        request, form, save, thing=plan, submit=_("Save the item"), template="plans/item_form.html", plan=plan, **page,
        lead=_(
            "What the community wants done, why, by whom, when, and with what money. Save as often as you like; nothing"
            " has to be complete yet."
        ),
    )  # fmt: skip


@require_POST
@needs(Permission.PLAN_EDIT, PlanItem)
@once
def item_remove(request: PersonRequest, item: PlanItem) -> HttpResponse:
    plan, said = item.plan, _("The item is taken out of the plan.")
    return pressed(request, lambda: actions.remove_item(item, by=request.user), said=said, back=plan)


@require_POST
@needs(Permission.PLAN_EDIT, PlanItem)
@once
def item_move(request: PersonRequest, item: PlanItem) -> HttpResponse:
    """Up by one, or down by one when the button said so."""
    to = item.position + (1 if request.POST.get("way") == "down" else -1)
    plan = item.plan
    return pressed(
        request, lambda: actions.move_item(item, to=to, by=request.user), back=f"{plan.get_absolute_url()}#items"
    )


@require_POST
@needs(Permission.PLAN_EDIT, Plan)
@once
def item_from_ranking(request: PersonRequest, plan: Plan) -> HttpResponse:
    count = len(actions.unanswered(plan))
    said = ngettext("One item is made from the ranking.", "%(count)s items are made from the ranking.", count)
    act = lambda: actions.items_from_ranking(plan, by=request.user)  # noqa: E731
    return pressed(request, act, said=said % {"count": count}, back=plan)
