"""In which sessions the community confirmed a version of its profile, for the page of the profile."""

from __future__ import annotations

from cbp.accounts.models import User
from cbp.workshops.models import ProfileConfirmation, Session
from profiling.models import Profile
from profiling.reading.confirmations import Confirmation


def confirmations(profile: Profile, by: User) -> list[Confirmation]:
    """Everybody who sees the profile knows that it was confirmed; the record opens for those who may read it."""
    found = list(ProfileConfirmation.objects.filter(profile=profile).select_related("session__cycle").order_by("pk"))
    if not found:
        return []
    seen = set(
        Session.objects.visible_to(by).filter(pk__in=[one.session_id for one in found]).values_list("pk", flat=True)
    )
    return [
        Confirmation(
            one.session.get_kind_display(),
            one.session.held_on,
            one.session.get_absolute_url() if one.session_id in seen else "",
        )
        for one in found
    ]
