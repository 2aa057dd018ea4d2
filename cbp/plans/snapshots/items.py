"""The items of the plan with their costs and money, and the sums over all of them. Amounts to the cent, as text."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cbp.core.suppression import few
from cbp.plans.models import CostLine, FundingKind, FundingLine, PlanItem
from cbp.plans.reading import Money, money_of, money_together
from cbp.plans.snapshots.parts import amount, day, plain


def item_of(item: PlanItem, number: int, threshold: int) -> dict[str, Any]:
    """`number` is its place in the list: ranks may have gaps while people work on the plan."""
    costs = sorted(item.cost_lines.all(), key=lambda line: (line.position, line.pk))
    fundings = sorted(item.funding_lines.all(), key=lambda line: (line.position, line.pk))
    return {
        "number": number,
        "texts": item.all_said(),
        "track": item.track,
        "sector": item.sector,
        "needs": sorted(need.number for need in item.needs.all()),
        "groups": list(item.groups),
        "part": item.sub_community.name if item.sub_community else "",
        "quantity": plain(item.quantity),
        "unit": item.unit,
        "people": few(item.people, threshold),
        "partner": item.partner.name if item.partner else "",
        "starts_on": day(item.starts_on),
        "ends_on": day(item.ends_on),
        "costs": [_cost(line) for line in costs],
        "fundings": [_funding(line) for line in fundings],
        **_sums(money_of(item)),
    }


def _cost(line: CostLine) -> dict[str, Any]:
    return {
        "label": line.label,
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "unit_cost": amount(line.unit_cost),
        "total": amount(line.total),
    }


def _funding(line: FundingLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "organisation": line.organisation.name if line.organisation else "",
        "amount": amount(line.amount),
        "status": line.status,
        "note": line.note,
    }


def _sums(money: Money) -> dict[str, Any]:
    return {
        "cost": amount(money.cost),
        "funded": amount(money.funded),
        "gap": amount(money.gap),
        "surplus": amount(money.surplus),
    }


def totals_of(items: list[PlanItem]) -> dict[str, Any]:
    """Over all items. `unknown` counts those without a cost: with any, the sums are incomplete.

    `share` is what the community gives for the items of known cost, in hundredths of that cost. (domain 11.3, 15.7)
    """
    money = money_together(money_of(item) for item in items)
    share = None if money.share is None else str(money.share.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return {
        **_sums(money),
        "unknown": money.unknown,
        "given": amount(money.given),
        "share": share,
        "by_kind": _by_kind(items),
    }


def _by_kind(items: list[PlanItem]) -> list[dict[str, Any]]:
    """Each kind of source that gives anything, in the order of the list, and how sure each part of it is."""
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in (line for item in items for line in item.funding_lines.all()):
        sums[line.kind][line.status] += line.amount
    return [
        {
            "kind": str(kind),
            "amount": amount(sum(sums[kind].values(), Decimal(0))),
            "by_status": {status: amount(part) for status, part in sorted(sums[kind].items())},
        }
        for kind in FundingKind.values
        if kind in sums
    ]
