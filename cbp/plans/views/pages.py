"""What the pages of this room share: a form that makes one step, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cbp.accounts.doors import PersonRequest
from cbp.accounts.saving import draft_key
from cbp.core.forms import WriteForm
from cbp.core.refusals import Refused
from cbp.core.templatetags.look import SAVED
from cbp.plans.checks import warnings
from cbp.plans.models import Plan
from cbp.plans.reading import items_of, money_of, money_together


def before_deciding(plan: Plan) -> dict[str, Any]:
    """What whoever decides has in front of the eyes: the money, and what is to be asked about."""
    items = items_of(plan)
    return {
        "items": len(items),
        "total": money_together(map(money_of, items)),
        "currency": plan.cycle.programme.currency,
        "warnings": warnings(plan, items=items),
        "may_fix": False,
    }


def crumbs(plan: Plan, here: str) -> list[dict[str, object]]:
    """The way to a page below the plan."""
    above = [*plan.crumbs(), (plan, plan.get_absolute_url())]
    return [{"label": label, "url": url} for label, url in above] + [{"label": here, "url": ""}]


def step(
    request: PersonRequest,
    plan: Plan,
    form: WriteForm,
    act: Callable[[], object],
    *,
    what: str,
    said: str,
    **words: Any,
) -> HttpResponse:
    """A form that moves an edition one step: done, or shown again with the refusal. `words`: title, lead, submit."""
    key = draft_key(plan, f"-{what}")
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said, extra_tags=f"{SAVED}{key}")
            return redirect(plan)
    context = {
        "plan": plan,
        "form": form,
        "key": key,
        "lead": "",
        "danger": False,
        "remark": None,
        "total": None,
        **words,
    }
    context["breadcrumbs"] = crumbs(plan, words["title"])
    return render(request, "plans/step_form.html", context, status=422 if form.is_bound else 200)
