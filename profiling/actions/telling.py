"""The one line of history that filling a part of a profile writes."""

from __future__ import annotations

from collections.abc import Mapping

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from profiling.models import Profile


def tell(
    profile: Profile,
    section: str,
    by: User,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """One line: which part was filled, and what stood there before and stands there now."""
    audit.record(
        Verb.PROFILE_FILLED, profile, by=by,
        before=dict(before) if before else None, after={"section": section, **(after or {})},
    )  # fmt: skip
