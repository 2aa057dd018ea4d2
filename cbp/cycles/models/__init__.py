"""Planning cycles, the steps they follow, and the bodies that carry them."""

from cbp.cycles.models.bodies import Body, BodyKind, BodyMember, Formation
from cbp.cycles.models.cycles import (
    Cycle,
    CycleCommunity,
    CyclePartner,
    CycleQuerySet,
    CycleType,
    GatePassage,
    RuleReason,
)
from cbp.cycles.models.milestones import Milestone
from cbp.cycles.models.steps import Ready, StepTemplate, TemplateStep

__all__ = [
    "Body",
    "BodyKind",
    "BodyMember",
    "Cycle",
    "CycleCommunity",
    "CyclePartner",
    "CycleQuerySet",
    "CycleType",
    "Formation",
    "GatePassage",
    "Milestone",
    "Ready",
    "RuleReason",
    "StepTemplate",
    "TemplateStep",
]
