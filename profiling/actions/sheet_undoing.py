"""Taking back what a sheet wrote, as long as nobody has gone on with it."""

from __future__ import annotations

from cbp.core import jobs
from cbp.core.refusals import Refused
from profiling.models import ProfileSheet


def refuse_edited(sheet: ProfileSheet) -> None:
    raise Refused("Not built yet.")


def undo(sheet: ProfileSheet, attempt: jobs.Attempt) -> None:
    raise Refused("Not built yet.")
