"""What every action of this room asks before it writes: may this be changed, and would the database take it?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.core.groups import MIXED, group_labels
from cbp.core.refusals import Refused
from profiling.models import Profile


def opened(profile: Profile, expected: int | None = None) -> Profile:
    """The version, locked and counted on; refused when its state lets nobody fill it in.

    Raises `Stale` when `expected` is given and someone saved before. The version at hand follows.
    """
    now = Profile.objects.select_for_update(of=("self",)).select_related("community__area", "programme")
    profile_now = now.get(pk=profile.pk)
    if not profile_now.is_open:
        raise Refused(
            _("Version %(number)s of this profile is “%(state)s” and is not filled in any more.")
            % {"number": profile_now.number, "state": profile_now.get_state_display()}
        )
    profile_now.save_over(profile_now.version if expected is None else expected, [])
    profile.version = profile_now.version
    return profile_now


def checked(thing: models.Model, *, without: tuple[str, ...] = ()) -> None:
    """Refuses in words what the fields and constraints of the thing do not allow."""
    try:
        thing.full_clean(exclude=without)
    except ValidationError as error:
        raise Refused(" ".join(dict.fromkeys(error.messages))) from error


def refuse_future(*days: datetime.date | None) -> None:
    """Nothing that has happened is dated in the future; one day is left for time zones. (domain 11.3, rule 2)"""
    latest = timezone.localdate() + datetime.timedelta(days=1)
    if any(day is not None and day > latest for day in days):
        raise Refused(_("This day lies in the future."))


def refuse_group(profile: Profile, group: str) -> None:
    if group == MIXED or group not in group_labels(profile.programme):
        raise Refused(_("This programme counts no group “%(group)s”.") % {"group": group})


@contextmanager
def in_words(sentence: str) -> Iterator[None]:
    """Two people at the same moment: what the database refuses is told in that sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(sentence) from error
