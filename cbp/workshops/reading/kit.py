"""What the printable kit of a session holds: its sheets, before they have a code."""

from __future__ import annotations

from collections.abc import Mapping

from cbp.core.choices import SessionKind
from cbp.workshops.models import Session, Tool

# What is mostly used where nobody has planned a tool.
USUAL_TOOLS: Mapping[str, tuple[Tool, ...]] = {
    SessionKind.FOCUS_GROUP: (Tool.PROBLEM_TREE, Tool.SEASONAL_CALENDAR),
    SessionKind.KEY_INFORMANTS: (Tool.GUIDE,),
    SessionKind.MAPPING: (Tool.SOCIAL_MAP, Tool.RESOURCE_MAP, Tool.TRANSECT),
    SessionKind.REVIEW: (Tool.SWOT,),
}


def kit_tools(session: Session) -> list[str]:
    """Codes of the tools whose sheets are printed: those that were planned, else the usual ones of such a session."""
    return list(session.planned_tools) or [tool.value for tool in USUAL_TOOLS.get(session.kind, ())]
