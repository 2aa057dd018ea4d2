"""All warnings that stand about a version, each with its reason where somebody gave one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone

from profiling.checks.ages import old_figures
from profiling.checks.boxes import of_place
from profiling.checks.found import Warning
from profiling.checks.moved import moved
from profiling.checks.people import of_people
from profiling.checks.rows import of_rows
from profiling.models import Profile
from profiling.reading import Contents, both_contents, layout_for


def warnings_of(profile: Profile, *, today: datetime.date | None = None, restricted: bool = False) -> list[Warning]:
    """`restricted`: those too that only the readers of restricted parts may know of."""
    now, before = both_contents(profile, layout_for(profile), restricted=restricted)
    return warnings_among(now, before, today=today)


def warnings_among(now: Contents, before: Contents | None, *, today: datetime.date | None = None) -> list[Warning]:
    """The same where this version and the former one are read already; the reasons are asked for."""
    found = [*of_place(now), *of_people(now.groups), *of_rows(now)]
    if before:
        found += moved(now, before)
    found += old_figures(now, today or timezone.localdate())
    given = {one.code: one for one in now.profile.reasons.all()} if found else {}
    return [
        replace(one, reason=reason.reason)
        if (reason := given.get(one.code)) and reason.fingerprint in ("", one.fingerprint)
        else one
        for one in found
    ]


def open_warnings(warnings: Iterable[Warning]) -> list[Warning]:
    return [warning for warning in warnings if not warning.reason]
