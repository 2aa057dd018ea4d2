"""What a plan adds up to: cost, money, gap. Decimal, to the cent; unknown is not zero. (domain 11.3, 15.7)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cbp.plans.models import FundingKind, Plan, PlanItem

COMMUNITY = frozenset({FundingKind.COMMUNITY_CASH, FundingKind.COMMUNITY_KIND})
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Money:
    """The money of one item, or of several. `cost` None: not known, of one item or of any.

    `gap` is what no funding line covers, `surplus` what they give above the cost: never both for one item. `given` is
    what the community itself gives, `counted` the part of it that goes to items of known cost. `unknown` counts the
    items whose cost is not known: with any, the sums are incomplete.
    """

    cost: Decimal | None
    funded: Decimal
    gap: Decimal | None
    surplus: Decimal
    given: Decimal
    counted: Decimal
    unknown: int

    @property
    def share(self) -> Decimal | None:
        """The community's part of the known cost, in percent; None where there is nothing to divide by."""
        return self.counted * 100 / self.cost if self.cost else None


def money_of(item: PlanItem) -> Money:
    """From its lines, prefetched or not."""
    costs, lines = [line.total for line in item.cost_lines.all()], list(item.funding_lines.all())
    funded = sum((line.amount for line in lines), NOTHING)
    given = sum((line.amount for line in lines if line.kind in COMMUNITY), NOTHING)
    if not costs:
        return Money(None, funded, None, NOTHING, given, NOTHING, 1)
    cost = sum(costs, NOTHING)
    return Money(cost, funded, max(cost - funded, NOTHING), max(funded - cost, NOTHING), given, given, 0)


def money_together(parts: Iterable[Money]) -> Money:
    """What is too much for one item fills no gap of another."""
    parts = list(parts)
    costs = [part.cost for part in parts if part.cost is not None]
    gaps = [part.gap for part in parts if part.gap is not None]
    return Money(
        cost=sum(costs, NOTHING) if costs else None,
        funded=sum((part.funded for part in parts), NOTHING),
        gap=sum(gaps, NOTHING) if gaps else None,
        surplus=sum((part.surplus for part in parts), NOTHING),
        given=sum((part.given for part in parts), NOTHING),
        counted=sum((part.counted for part in parts), NOTHING),
        unknown=sum(part.unknown for part in parts),
    )


def items_of(plan: Plan) -> list[PlanItem]:
    """In the order of their ranks, with everything that a page or a paper shows of them."""
    items = plan.items.select_related("partner", "sub_community").in_order()
    return list(items.prefetch_related("needs", "cost_lines", "funding_lines__organisation"))


def money_by_kind(items: Iterable[PlanItem]) -> list[tuple[FundingKind, Decimal]]:
    """Who pays how much over all items; kinds that pay nothing are left out."""
    sums: dict[str, Decimal] = {}
    for item in items:
        for line in item.funding_lines.all():
            sums[line.kind] = sums.get(line.kind, NOTHING) + line.amount
    return [(kind, sums[kind]) for kind in FundingKind if sums.get(kind)]
