"""Needs, and the rankings by which groups choose among them."""

from cbp.priorities.models.needs import Need, NeedVoice
from cbp.priorities.models.rankings import (
    CombinationRule,
    GroupTally,
    Ranking,
    RankingGroup,
    RankingMethod,
    RankingOption,
    RankingResult,
)

__all__ = [
    "CombinationRule",
    "GroupTally",
    "Need",
    "NeedVoice",
    "Ranking",
    "RankingGroup",
    "RankingMethod",
    "RankingOption",
    "RankingResult",
]
