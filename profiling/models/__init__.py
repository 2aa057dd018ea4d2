"""Communities, the versions of their profiles with all their tables, their selection, and the sheets they come in."""

from profiling.models.communities import Community, CommunityName, SubCommunity
from profiling.models.factors import ProfileFactor
from profiling.models.hazards import Hazard
from profiling.models.land import Tenure
from profiling.models.layouts import Answer, PartSetting, Question
from profiling.models.livelihoods import MarketItem
from profiling.models.movements import DisplacementFlow
from profiling.models.perceptions import Perception
from profiling.models.population import PopulationFigure, PopulationTotal
from profiling.models.profiles import Profile, SectionNote, WarningReason
from profiling.models.selection import SelectionAssessment, SelectionCriterion, SelectionScore
from profiling.models.services import ServiceStatus
from profiling.models.sheets import ColumnMapping, ProfileSheet, SheetTouch
from profiling.models.sources import Entry, Source
from profiling.models.stakeholders import Stakeholder
from profiling.models.works import LocalBody, OngoingWork

__all__ = [
    "Answer",
    "ColumnMapping",
    "Community",
    "CommunityName",
    "DisplacementFlow",
    "Entry",
    "Hazard",
    "LocalBody",
    "MarketItem",
    "OngoingWork",
    "PartSetting",
    "Perception",
    "PopulationFigure",
    "PopulationTotal",
    "Profile",
    "ProfileFactor",
    "ProfileSheet",
    "Question",
    "SectionNote",
    "SelectionAssessment",
    "SelectionCriterion",
    "SelectionScore",
    "ServiceStatus",
    "SheetTouch",
    "Source",
    "Stakeholder",
    "SubCommunity",
    "Tenure",
    "WarningReason",
]
