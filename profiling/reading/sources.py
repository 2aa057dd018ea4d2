"""Who may know of what: restricted statements, and the sources that only they name."""

from __future__ import annotations

from collections import Counter

from cbp.core.choices import Classification
from profiling.models import Profile, ProfileFactor, Source

# Read with PROFILE_RESTRICTED alone, and counted nowhere for others.
RESTRICTED_CLASSES = (Classification.RESTRICTED, Classification.STRICT)


def is_restricted(factor: ProfileFactor) -> bool:
    return factor.classification in RESTRICTED_CLASSES


def used_sources(profile: Profile, *, restricted: bool) -> dict[int, int]:
    """How many figures and statements name each source. Without `restricted`, restricted ones are not counted."""
    factors = profile.profilefactors.exclude(source=None)
    if not restricted:
        factors = factors.exclude(classification__in=RESTRICTED_CLASSES)
    rows = (profile.populationtotals, profile.populationfigures, profile.displacementflows, profile.servicestatuss)
    named = [manager.exclude(source=None).order_by().values_list("source_id", flat=True) for manager in rows]
    return Counter(factors.order_by().values_list("source_id", flat=True).union(*named, all=True))


def sources_of(profile: Profile, *, restricted: bool) -> list[Source]:
    """The sources of this version. One that only restricted statements name is known to their readers alone."""
    found = list(profile.sources.order_by("-dated_on", "pk"))
    if restricted:
        return found
    hidden = profile.profilefactors.filter(classification__in=RESTRICTED_CLASSES).values_list("source_id", flat=True)
    only_theirs = set(hidden) - set(used_sources(profile, restricted=False))
    return [source for source in found if source.pk not in only_theirs]
