"""Community action plans: editions, their items with costs and money, signatures, decisions of the authority."""

from cbp.plans.models.decisions import Decision, PlanSignature, PlanSnapshot, Remark
from cbp.plans.models.editions import Plan
from cbp.plans.models.items import CostLine, FundingKind, FundingLine, FundingStatus, PlanItem, Track

__all__ = [
    "CostLine",
    "Decision",
    "FundingKind",
    "FundingLine",
    "FundingStatus",
    "Plan",
    "PlanItem",
    "PlanSignature",
    "PlanSnapshot",
    "Remark",
    "Track",
]
