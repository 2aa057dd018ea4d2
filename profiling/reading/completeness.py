"""How far a profile is filled in: the state of each part, as its reader may know it. Restricted parts count for nobody
else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from profiling.models import Community, Profile, SectionNote
from profiling.reading.contents import Contents, contents_of
from profiling.reading.layouts import Layout, Part
from profiling.sections import IDENTITY, POPULATION, SOURCES

# What is said of a community beside its name and its area.
KNOWN_OF = ("definition", "latitude", "spoken_languages", "road", "distance_km", "travel_minutes")


class State(StrEnum):
    FILLED = "filled"
    UNKNOWN = "unknown"  # nothing is known, and somebody said why
    EMPTY = "empty"


@dataclass(frozen=True)
class PartState:
    """`rows`: of its tables, or groups that were counted, or sources. `note`: what is said of the part in words."""

    part: Part
    state: State
    rows: int
    note: SectionNote | None = None


@dataclass(frozen=True)
class Completeness:
    """`states` of all parts that this reader may know, asked or not; `filled` of the `asked` ones."""

    states: list[PartState]
    filled: int
    asked: int


def completeness(
    profile: Profile, layout: Layout, *, restricted: bool, contents: Contents | None = None
) -> Completeness:
    """Nothing more is asked of the database where the contents are read already."""
    read = contents or contents_of(profile, layout, restricted=restricted)
    states = [_state(part, read) for part in layout if restricted or not part.is_restricted]
    asked = [one for one in states if one.part.is_on]
    return Completeness(states, sum(one.state == State.FILLED for one in asked), len(asked))


def _state(part: Part, read: Contents) -> PartState:
    note, rows = read.notes.get(part.code), _rows(part, read)
    answered = any(one.text for one in read.answers.get(part.code, ()))
    if rows or answered or (note and not note.is_unknown):
        return PartState(part, State.FILLED, rows, note)
    return PartState(part, State.UNKNOWN if note else State.EMPTY, 0, note)


def _rows(part: Part, read: Contents) -> int:
    if part.code == IDENTITY:
        return int(_is_described(read.profile.community))
    if part.code == POPULATION:
        return sum(not group.is_empty for group in read.groups)
    if part.code == SOURCES:
        return len(read.sources)
    return sum(len(read.tables[table.code].rows) for table in part.section.tables if table.code in read.tables)


def _is_described(community: Community) -> bool:
    return any(getattr(community, name) not in (None, "") for name in KNOWN_OF)
