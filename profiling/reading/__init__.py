"""What a profile says, put together for reading. Everything is loaded in a fixed number of questions."""

from profiling.reading.changes import Change, changes_of, name_of, paired, total_label
from profiling.reading.completeness import Completeness, PartState, State, completeness
from profiling.reading.contents import Contents, both_contents, contents_of, many_contents
from profiling.reading.counts import (
    WHOLE,
    GroupCount,
    Line,
    Sum,
    band_label,
    lines_of,
    population,
    populations,
    stated_of,
    sum_of,
    sums_of,
)
from profiling.reading.layouts import Layout, Part, layout_for, layout_of
from profiling.reading.pictures import Pyramid, pyramid_of
from profiling.reading.sources import is_restricted, sources_of, used_sources
from profiling.reading.tables import AnswerRead, Cell, CellKind, Column, RowRead, TableRead, answers_of, read_tables

__all__ = [
    "WHOLE",
    "AnswerRead",
    "Cell",
    "CellKind",
    "Change",
    "Column",
    "Completeness",
    "Contents",
    "GroupCount",
    "Layout",
    "Line",
    "Part",
    "PartState",
    "Pyramid",
    "RowRead",
    "State",
    "Sum",
    "TableRead",
    "answers_of",
    "band_label",
    "both_contents",
    "changes_of",
    "completeness",
    "contents_of",
    "is_restricted",
    "layout_for",
    "layout_of",
    "lines_of",
    "many_contents",
    "name_of",
    "paired",
    "population",
    "populations",
    "pyramid_of",
    "read_tables",
    "sources_of",
    "stated_of",
    "sum_of",
    "sums_of",
    "total_label",
    "used_sources",
]
