"""What every floor stands on."""

from cbp.core.models.areas import Area, AreaName, FormerPath
from cbp.core.models.displacement import DisplacementFigure
from cbp.core.models.files import StoredFile
from cbp.core.models.history import Event, Verb
from cbp.core.models.imports import SheetImport
from cbp.core.models.jobs import Job, JobState
from cbp.core.models.mail import Letter
from cbp.core.models.once import Submission
from cbp.core.models.programmes import AgeBand, PopulationGroup, Programme, ProgrammeLogo
from cbp.core.models.rules import InclusionRule, RuleKind
from cbp.core.models.versions import Versioned
from cbp.core.models.words import Said, Spoken, Wording

__all__ = [
    "AgeBand",
    "Area",
    "AreaName",
    "DisplacementFigure",
    "Event",
    "FormerPath",
    "InclusionRule",
    "Job",
    "JobState",
    "Letter",
    "PopulationGroup",
    "Programme",
    "ProgrammeLogo",
    "RuleKind",
    "Said",
    "SheetImport",
    "Spoken",
    "StoredFile",
    "Submission",
    "Verb",
    "Versioned",
    "Wording",
]
