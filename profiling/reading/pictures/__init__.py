"""The pictures of a profile as pure geometry: plain values in, positions out; no rows of the database, no HTML.

One drawing serves screen, print and PDF: `templates/profiling/pictures/<name>.html` draws it and sets its table beside
it. Inside are digits and shapes only, for Arabic letters come apart in SVG text; words stand in HTML. `mirrored` turns
a picture round for pages that are read from right to left. `story` is the alternative text: one sentence that tells
the main finding, in the language that is active.
"""

from profiling.reading.pictures.cohesion import CohesionPicture, Statement, dividers_and_connectors
from profiling.reading.pictures.movements import (
    Movement,
    MovementsPicture,
    RoundPoint,
    RoundsPicture,
    movements_chart,
    rounds_charts,
)
from profiling.reading.pictures.pyramid import Ages, Pyramid, pyramid_of, pyramids_of
from profiling.reading.pictures.selection import (
    Candidate,
    Criterion,
    Score,
    SelectionPicture,
    selection_picture,
    selection_pictures,
)
from profiling.reading.pictures.services import (
    THRESHOLDS,
    ServicePoint,
    ServicesMatrix,
    functioning_of,
    services_matrix,
)
from profiling.reading.pictures.stakeholders import Actor, StakeholderMap, stakeholder_map

__all__ = [
    "THRESHOLDS",
    "Actor",
    "Ages",
    "Candidate",
    "CohesionPicture",
    "Criterion",
    "Movement",
    "MovementsPicture",
    "Pyramid",
    "RoundPoint",
    "RoundsPicture",
    "Score",
    "SelectionPicture",
    "ServicePoint",
    "ServicesMatrix",
    "StakeholderMap",
    "Statement",
    "dividers_and_connectors",
    "functioning_of",
    "movements_chart",
    "pyramid_of",
    "pyramids_of",
    "rounds_charts",
    "selection_picture",
    "selection_pictures",
    "services_matrix",
    "stakeholder_map",
]
