"""Sources of a profile: each belongs to one version, and is named by figures and statements of it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.refusals import Refused
from profiling import sections
from profiling.actions.guards import checked, opened, refuse_future
from profiling.actions.telling import tell
from profiling.models import Profile, Source
from profiling.reading import sources_of

SOURCE_FIELDS = ["title", "method", "dated_on", "confidence", "holder", "release"]


@transaction.atomic
def add_source(profile: Profile, source: Source, *, by: User) -> Source:
    """A source that the profile has already (same title, method and date) is given back as it is."""
    kept, is_new = kept_source(opened(profile), source)
    if is_new:
        tell(profile, sections.SOURCES, by, about=kept, after=audit.values_of(kept, SOURCE_FIELDS))
    return kept


@transaction.atomic
def change_source(source: Source, *, fields: list[str], by: User, expected: int | None = None) -> None:
    """Of a source that only restricted statements name the history tells nothing but that it changed."""
    profile = opened(source.profile, expected)
    stored = Source.objects.get(pk=source.pk)
    before, is_told = audit.values_of(stored, fields), stored in sources_of(profile, restricted=False)
    twins = profile.sources.filter(title=source.title, method=source.method, dated_on=source.dated_on)
    if twins.exclude(pk=source.pk).exists():
        raise Refused(_("This profile has that source already."))
    checked(source, without=("profile",))
    refuse_future(source.dated_on)
    source.save(update_fields=fields)
    after = audit.values_of(source, fields)
    told = (before, after) if is_told else (None, None)
    tell(profile, sections.SOURCES, by, about=source, before=told[0], after=told[1])


@transaction.atomic
def remove_source(source: Source, *, by: User) -> None:
    profile = opened(source.profile)
    try:
        with transaction.atomic():
            Source.objects.get(pk=source.pk).delete()
    except ProtectedError as error:
        raise Refused(_("Figures of this profile name this source. Give them another one first.")) from error
    tell(profile, sections.SOURCES, by, about=source, before={"title": source.title})


def kept_source(profile: Profile, source: Source) -> tuple[Source, bool]:
    """The row to point at, and whether it is new. A source belongs to one version."""
    if source.pk:
        if source.profile_id != profile.pk:
            raise Refused(_("This source belongs to another version of the profile."))
        return source, False
    source.profile = profile
    same = profile.sources.filter(title=source.title, method=source.method, dated_on=source.dated_on).first()
    if same:
        return same, False
    checked(source, without=("profile",))
    refuse_future(source.dated_on)
    source.save()
    return source, True


def forget_source(source: Source | None) -> None:
    """Once a restricted statement has let go of its source: left alone, everybody would read what it says."""
    if source is not None:
        try:
            with transaction.atomic():
                Source.objects.get(pk=source.pk).delete()
        except ProtectedError:  # something else names it
            return
