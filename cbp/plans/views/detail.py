"""The page of an edition: the whole plan to read, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.core.groups import group_labels
from cbp.core.ways import way_to
from cbp.plans.actions.items import unanswered
from cbp.plans.checks import failures, warnings
from cbp.plans.models import Plan, PlanItem, Remark
from cbp.plans.phases import PlanState
from cbp.plans.quarters import quarter_of
from cbp.plans.reading import Money, items_of, money_by_kind, money_of, money_together
from cbp.plans.views.steps import KINDS, steps_of, waits_for

# With more items than these, each is folded below the table.
UNFOLDED = 2


@dataclass(frozen=True)
class Sheet:
    """One item as the page shows it."""

    item: PlanItem
    money: Money
    groups: list[str]
    first: str
    last: str
    remarks: list[Remark]


@require_GET
@needs(Permission.PLAN_VIEW, Plan)
def plan_detail(request: PersonRequest, plan: Plan) -> HttpResponse:
    items, remarks = items_of(plan), list(plan.remarks.select_related("answered_by").order_by("pk"))
    labels = group_labels(plan.cycle.programme)
    sheets = [_sheet(item, labels, remarks) for item in items]
    decided = plan.state in (PlanState.ENDORSED, PlanState.WITHDRAWN)
    may_edit = can(request.user, Permission.PLAN_EDIT, plan) and plan.cycle.is_running
    context = {
        "plan": plan,
        "currency": plan.cycle.programme.currency,
        "breadcrumbs": way_to(plan),
        "kind": KINDS[PlanState(plan.state)],
        "waits": waits_for(plan),
        "steps": steps_of(plan, request.user),
        "sheets": sheets,
        "few": len(sheets) <= UNFOLDED,
        "total": money_together(sheet.money for sheet in sheets),
        "kinds": money_by_kind(items),
        "failures": [] if decided else failures(plan, endorsing=plan.state == PlanState.SUBMITTED, items=items),
        "warnings": [] if plan.state == PlanState.WITHDRAWN else warnings(plan, items=items),
        "signatures": plan.signatures.select_related("sub_community").order_by("signed_on", "pk"),
        "decisions": plan.decisions.select_related("by").order_by("pk"),
        "remarks": remarks,
        "editions": plan.cycle.plans.exclude(pk=plan.pk).latest_first(),
        "is_open": plan.is_open and may_edit,
        "may_edit": may_edit,
        "may_fix": may_edit and not decided,
        "may_answer": may_edit and plan.state in (PlanState.RETURNED, PlanState.DRAFT, PlanState.VALIDATED),
        "may_unsign": may_edit and plan.state in (PlanState.VALIDATED, PlanState.SUBMITTED),
        "may_read_sessions": can(request.user, Permission.SESSION_VIEW, plan),
        "left": unanswered(plan) if plan.is_open and may_edit else [],
    }
    return render(request, "plans/plan_detail.html", context)


def _sheet(item: PlanItem, labels: dict[str, str], remarks: list[Remark]) -> Sheet:
    return Sheet(
        item,
        money_of(item),
        [labels.get(code, code) for code in item.groups],
        str(quarter_of(item.starts_on)) if item.starts_on else "",
        str(quarter_of(item.ends_on)) if item.ends_on else "",
        [remark for remark in remarks if remark.item_id == item.pk],
    )
