"""That the community itself confirmed a version: known on the floor above, which hands its answer down.

As the gates of a cycle, this room knows nothing of sessions: whoever keeps them registers how to find them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from cbp.accounts.models import User
from profiling.models import Profile


@dataclass(frozen=True)
class Confirmation:
    """When and where the community said yes. `url` is empty for whoever may not read the record of it."""

    occasion: str
    held_on: datetime.date | None
    url: str = ""


Finder = Callable[[Profile, User], list[Confirmation]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Called once, by the app that owns the answer, when it is ready."""
    _finders.append(finder)


def confirmations_of(profile: Profile, by: User) -> list[Confirmation]:
    return [one for finder in _finders for one in finder(profile, by)]
