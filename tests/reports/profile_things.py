"""The snapshot of a profile as `reports.profile_snapshot` makes it, without a database: a community at the lake.

`profile.json` is a draft with every open part filled in but one, hidden counts, old and unpublished sources, warnings
and changes; `profile_form.json` is what its programme asks. `test_profile_snapshot.py` holds both against rows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]
PROFILE = Path(__file__).with_name("profile.json").read_text(encoding="utf-8")
FORM = Path(__file__).with_name("profile_form.json").read_text(encoding="utf-8")


def a_profile(**fields: Any) -> Row:
    """A draft with everything in it; `fields` replace whole parts."""
    return {**json.loads(PROFILE), **fields}


def a_form(**fields: Any) -> Row:
    return {**json.loads(FORM), **fields}


def in_state(state: str) -> Row:
    profile = a_profile()
    profile["profile"] |= {"state": state}
    if state in ("validated", "superseded"):
        profile["profile"] |= {"validated_on": "2026-11-02", "validated_as": "manager"}
    return profile


def part_of(snapshot: Row, code: str) -> Row:
    return next(part for part in snapshot["parts"] if part["code"] == code)


def table_in(snapshot: Row, code: str) -> Row:
    return next(found for part in snapshot["parts"] for found in part["tables"] if found["code"] == code)


def empty() -> Row:
    """A version that was only begun: nothing is known of anything."""
    profile = a_profile(
        confirmations=[], cycle=None, groups={}, rounds=[], population=[], uncounted=["", "idp", "host"], warnings=[],
        changes=[], sources=[], as_of=None,
    )  # fmt: skip
    profile["profile"] |= {"version": 1, "previous": None}
    profile["community"] |= {
        "names": {}, "other_names": [], "definition": "", "spoken_languages": "", "parts": [], "point": None,
        "road": None, "distance_km": None, "travel_minutes": None, "travel_mode": None, "network": None,
        "blocked_months": None,
    }  # fmt: skip
    for part in profile["parts"]:
        part |= {"state": "empty", "note": None, "answers": []}
        for found in part["tables"]:
            found["rows"] = []
    return profile
