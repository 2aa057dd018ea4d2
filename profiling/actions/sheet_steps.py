"""What a worker does with a sheet of profiles: reads its head, checks its rows, writes them."""

from __future__ import annotations

from cbp.core import jobs
from cbp.core.refusals import Refused
from profiling.models import ProfileSheet


def read(sheet: ProfileSheet, attempt: jobs.Attempt) -> None:
    raise Refused("Not built yet.")
