"""What both papers of a session, its kit and its record, tell of the meeting: whose, where, when, in which language."""

from __future__ import annotations

from typing import Any

from cbp.plans.snapshots.parts import day, names_in
from cbp.workshops.models import Session
from profiling.models import Community

Row = dict[str, Any]


def community_of(community: Community) -> Row:
    names = ((name.language, name.text) for name in community.names.all())
    return {"name": community.name, "names": names_in(names), "kind": community.kind}


def meeting_of(session: Session) -> Row:
    return {
        "kind": session.kind,
        "group": session.group,
        "held_on": day(session.held_on),
        "starts_at": f"{session.starts_at:%H:%M}" if session.starts_at else "",
        "ends_at": f"{session.ends_at:%H:%M}" if session.ends_at else "",
        "venue": session.venue,
        "part": str(session.sub_community or ""),
        "spoken_in": session.spoken_in,
        "has_interpreter": session.has_interpreter,
        "interpreted_into": session.interpreted_into,
        "step": session.milestone.labels if session.milestone else {},
    }
