"""Giving up a version that nobody needs: a draft begun twice, or in a record that is to be merged into another."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from profiling.models import Profile, Source


@transaction.atomic
def give_up_profile(profile: Profile, *, reason: str, by: User) -> None:
    """The draft goes with everything in it. What was submitted is returned first; a confirmed version stays."""
    now = Profile.objects.select_for_update(of=("self",)).select_related("community__area").get(pk=profile.pk)
    if not now.is_open:
        raise Refused(_("Only a draft is given up. What is in review is returned first."))
    if not reason.strip():
        raise Refused(_("Say why."))
    audit.record(
        Verb.PROFILE_MOVED, now, by=by, before={"state": now.state}, after={"state": ""}, reason=reason.strip()
    )  # fmt: skip
    try:
        with transaction.atomic():
            _clear(now)
            now.delete()
    except ProtectedError as error:
        raise Refused(_("The community confirmed this version in a session. It is not given up any more.")) from error


def _clear(profile: Profile) -> None:
    """Sources go last: every other row of the version may rest on one."""
    relations: list[Any] = [
        one for one in profile._meta.related_objects if one.related_model._meta.app_label == "profiling"
    ]
    for one in sorted(relations, key=lambda one: one.related_model is Source):
        if one.related_model is not Profile:
            one.related_model._default_manager.filter(**{one.field.name: profile}).delete()
