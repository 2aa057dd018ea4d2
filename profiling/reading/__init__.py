"""What a profile says, put together for reading. Everything is loaded in a fixed number of questions."""

from profiling.reading.changes import Change, changes_of, former_of, total_label
from profiling.reading.counts import (
    WHOLE,
    GroupCount,
    Line,
    Sum,
    band_label,
    lines_of,
    population,
    stated_of,
    sum_of,
    sums_of,
)
from profiling.reading.layouts import Layout, Part, layout_of
from profiling.reading.pictures import Pyramid, pyramid_of
from profiling.reading.sources import is_restricted, sources_of, used_sources

__all__ = [
    "WHOLE",
    "Change",
    "GroupCount",
    "Layout",
    "Line",
    "Part",
    "Pyramid",
    "Sum",
    "band_label",
    "changes_of",
    "former_of",
    "is_restricted",
    "layout_of",
    "lines_of",
    "population",
    "pyramid_of",
    "sources_of",
    "stated_of",
    "sum_of",
    "sums_of",
    "total_label",
    "used_sources",
]
