"""Items of an edition at work."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, nothing_changed, saved, sent_form
from cbp.core.once import once
from cbp.plans.actions import items as actions
from cbp.plans.forms.items import ItemForm, item_form
from cbp.plans.models import Plan, PlanItem
from cbp.plans.views.pages import crumbs
from cbp.priorities.models import Need

GO_ON = "go_on"


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, Plan)
@once
def item_new(request: PersonRequest, plan: Plan) -> HttpResponse:
    """`?need=…` begins with a need of the register, and the groups that raised it."""
    item = PlanItem(plan=plan)
    form = cast(ItemForm, sent_form(request, item_form(request.user), item))
    key = draft_key(item, f"-of-{plan.pk}")
    if request.method == "GET":
        _begin_with(form, request.GET.get("need", ""))
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            chosen = list(form.cleaned_data["needs"])
            actions.add_item(item, needs=chosen, costs=form.costs, fundings=form.fundings, by=request.user)

        answer = saved(request, form, save, key=key, said=_("The item is in the plan."))
        if answer:
            return _where_to(request, answer, item)
    return _page(request, form, plan, key, _("New item"))


def _begin_with(form: ItemForm, pk: str) -> None:
    need = Need.objects.alive().filter(cycle=form.instance.plan.cycle_id, pk=pk).first() if pk.isdecimal() else None
    if need:
        begun = {"needs": [need], "groups": actions.groups_of([need]), "sector": need.sector}
        form.initial = {**form.initial, **begun}


@require_http_methods(["GET", "POST"])
@needs(Permission.PLAN_EDIT, PlanItem)
@once
def item_edit(request: PersonRequest, item: PlanItem) -> HttpResponse:
    form = cast(ItemForm, sent_form(request, item_form(request.user), item))
    key, plan = draft_key(item), item.plan
    if request.method == "POST" and form.is_valid():
        fields = form.touched()
        if not fields:
            return nothing_changed(request, item, key, _back(request, item))

        def save() -> None:
            actions.change_item(
                item, fields=fields, needs=list(form.cleaned_data["needs"]), costs=form.costs, fundings=form.fundings,
                expected=form.expected_version(), by=request.user,
            )  # fmt: skip

        answer = saved(request, form, save, key=key, said=_("The item is saved."), back=_back(request, item))
        if answer:
            return answer
    return _page(request, form, plan, key, _("Change the item"))


def _back(request: PersonRequest, item: PlanItem) -> str:
    """“Save and stay” gives more empty lines."""
    return reverse("plans:item-edit", args=[item.pk]) if GO_ON in request.POST else item.get_absolute_url()


def _where_to(request: PersonRequest, answer: HttpResponse, item: PlanItem) -> HttpResponse:
    if item.pk and answer.status_code == 302:
        answer.headers["Location"] = _back(request, item)
    return answer


def _page(request: PersonRequest, form: ItemForm, plan: Plan, key: str, title: str) -> HttpResponse:
    context = {"form": form, "plan": plan, "key": key, "title": title, "breadcrumbs": crumbs(plan, title)}
    return render(request, "plans/item_form.html", context, status=422 if form.is_bound else 200)


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
