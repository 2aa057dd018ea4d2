"""The parts of the profile one after the other: words, tables with their pictures, questions of the programme."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from profiling.reading.completeness import State
from profiling.reading.pictures import RoundsPicture
from profiling.sections import BY_CODE, DISPLACEMENT, IDENTITY, POPULATION, SOURCES
from reports.plan_paper.wording import told
from reports.profile_paper.answers import answer_printed
from reports.profile_paper.pictures import has_picture, movements_of, rounds_of, services_of, stakeholders_of
from reports.profile_paper.tables import marks_of, sheet_of

Row = dict[str, Any]
# Parts that have a page of their own.
OWN = (IDENTITY, POPULATION, SOURCES)
BESIDE = 4


def parts(snapshot: Row) -> Row:
    """`identity` and `population` by themselves; `unknown` are those of which nothing is known, with why."""
    every = {part["code"]: _part(snapshot, part) for part in snapshot["parts"]}
    told_of = [part for code, part in every.items() if code not in OWN]
    return {
        "identity": every.get(IDENTITY),
        "population_part": every.get(POPULATION),
        "parts": [part for part in told_of if _is_filled(part)],
        "unknown": (unknown := [part for part in told_of if not _is_filled(part)]),
        "unfilled": [part["title"] for part in unknown if not part["note"]],
    }


def _is_filled(part: Row) -> bool:
    return part["state"] == State.FILLED or bool(part["rounds"])


def _part(snapshot: Row, part: Row) -> Row:
    note, marks = part["note"], marks_of(snapshot)
    return {
        "code": part["code"],
        "title": str(BY_CODE[part["code"]].title),
        "state": part["state"],
        "note": told(note["texts"], "text") if note else None,
        "is_unknown": bool(note and note["is_unknown"]),
        "tables": [table for found in part["tables"] if (table := _table(snapshot, found))],
        "answers": [{"printed": answer_printed(one), "mark": marks.get(one["source"])} for one in part["answers"]],
        "rounds": [_rounds(one) for one in rounds_of(snapshot)] if part["code"] == DISPLACEMENT else [],
    }


def _rounds(picture: RoundsPicture) -> Row:
    """The picture, and the same rounds as a table that reads down, several of them in a line."""
    height = -(-len(picture.rounds) // BESIDE)
    columns = [picture.rounds[at : at + height] for at in range(0, len(picture.rounds), height)]
    return {"picture": picture, "lines": list(zip_longest(*columns)), "ways": columns}


def _table(snapshot: Row, found: Row) -> Row | None:
    drawn = has_picture(found)
    sheet = sheet_of(snapshot, found, is_numbered=drawn)
    if sheet is None:
        return None
    code = found["code"]
    return {
        "sheet": sheet,
        "movements": movements_of(found) if code == "movements" else None,
        "matrix": services_of(found) if drawn and code != "stakeholders" else None,
        "map": stakeholders_of(snapshot, found) if drawn and code == "stakeholders" else None,
    }
