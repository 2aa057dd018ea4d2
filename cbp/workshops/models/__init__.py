"""Sessions of a planning cycle: who met, what they used, what they decided."""

from cbp.core.choices import SessionKind
from cbp.workshops.models.actions import ActionPoint
from cbp.workshops.models.attendance import AttendanceCell
from cbp.workshops.models.calendars import CalendarFeed
from cbp.workshops.models.confirmations import ProfileConfirmation
from cbp.workshops.models.pages import PageCode, SheetKind
from cbp.workshops.models.photos import ConsentKind, ConsentScope, PhotoKind, SessionPhoto
from cbp.workshops.models.sessions import (
    Amendment,
    Session,
    SessionCommunity,
    SessionInstitution,
    SessionRole,
)
from cbp.workshops.models.tools import ToolRecord
from cbp.workshops.tools.kinds import RESTRICTED_TOOLS, Tool

__all__ = [
    "RESTRICTED_TOOLS",
    "ActionPoint",
    "Amendment",
    "AttendanceCell",
    "CalendarFeed",
    "ConsentKind",
    "ConsentScope",
    "PageCode",
    "PhotoKind",
    "ProfileConfirmation",
    "Session",
    "SessionCommunity",
    "SessionInstitution",
    "SessionKind",
    "SessionPhoto",
    "SessionRole",
    "SheetKind",
    "Tool",
    "ToolRecord",
]
