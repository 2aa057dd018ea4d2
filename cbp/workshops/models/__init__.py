"""Sessions of a planning cycle: who met, what they used, what they decided."""

from cbp.workshops.models.attendance import AttendanceCell
from cbp.workshops.models.confirmations import ProfileConfirmation
from cbp.workshops.models.sessions import Amendment, Session, SessionKind, SessionRole
from cbp.workshops.models.tools import Tool, ToolRecord

__all__ = [
    "Amendment",
    "AttendanceCell",
    "ProfileConfirmation",
    "Session",
    "SessionKind",
    "SessionRole",
    "Tool",
    "ToolRecord",
]
