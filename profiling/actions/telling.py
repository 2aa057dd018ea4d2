"""The one line of history that filling a part of a profile writes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.models.history import HANDLE, handle_of
from profiling.models import Profile


def tell(
    profile: Profile,
    section: str,
    by: User,
    *,
    about: models.Model | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """One line: which part was filled, and what stood there before and stands there now.

    `about`: the row that the values are of. What it becomes later decides who reads them (`profiling.reading.past`).
    """
    told = {"section": section, **(after or {})}
    if about is not None:
        told[HANDLE] = handle_of(about)
    audit.record(Verb.PROFILE_FILLED, profile, by=by, before=dict(before) if before else None, after=told)
