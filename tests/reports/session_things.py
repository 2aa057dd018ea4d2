"""The snapshot of a session as `reports.session_snapshot` makes it, without a database: young people in a village.

`session.json` is a recorded session with fifteen tools, hidden counts, two photos, amendments and action points.
`test_session_snapshot.py` holds its shape against rows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]
SESSION = Path(__file__).with_name("session.json").read_text(encoding="utf-8")


def a_record(**fields: Any) -> Row:
    return {**json.loads(SESSION), **fields}


def in_state(state: str) -> Row:
    record = a_record()
    record["session"] |= {"state": state}
    if state == "verified":
        record["session"] |= {"verified_on": "2026-11-11", "verified_as": "manager"}
    return record


def only_planned() -> Row:
    """A session that somebody has put into the calendar, and nothing more."""
    record = in_state("planned") | {
        "roles": [], "attendance": {"stated": None, "counted": None, "tables": []}, "warnings": [], "communities": [],
        "institutions": [], "confirmations": [], "points": [], "tools": [], "photos": [], "amendments": [],
        "as_of": None,
    }  # fmt: skip
    record["session"] |= {
        "texts": {}, "held_on": None, "starts_at": "", "ends_at": "", "venue": "", "part": "", "spoken_in": "",
        "has_interpreter": False, "interpreted_into": "", "step": {}, "next_meeting_on": None, "households": None,
        "left_early": None, "recorded_on": None, "recorded_as": "",
    }  # fmt: skip
    return record
