"""Communities and the versions of their profiles."""

from profiling.models.communities import Community, CommunityName, SubCommunity
from profiling.models.figures import (
    DisplacementFlow,
    PopulationFigure,
    PopulationTotal,
    ProfileFactor,
    ServiceStatus,
    Source,
)
from profiling.models.profiles import Profile, SectionNote, WarningReason

__all__ = [
    "Community",
    "CommunityName",
    "DisplacementFlow",
    "PopulationFigure",
    "PopulationTotal",
    "Profile",
    "ProfileFactor",
    "SectionNote",
    "ServiceStatus",
    "Source",
    "SubCommunity",
    "WarningReason",
]
