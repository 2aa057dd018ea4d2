"""Who may know of what: restricted statements, and the sources that only they name."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import QuerySet

from profiling.models import Answer, Entry, Profile, Source
from profiling.reading.layouts import Layout, layout_for
from profiling.sections import POPULATION, RESTRICTED_CLASSES, entry_models


def is_restricted(row: Entry) -> bool:
    """By its own classification. Whether its whole part is restricted is the programme's (`layout_of`)."""
    return getattr(row, "classification", "") in RESTRICTED_CLASSES


def used_sources(profile: Profile, *, restricted: bool, layout: Layout | None = None) -> dict[int, int]:
    """How many figures and statements name each source. Without `restricted`, restricted ones are not counted."""
    layout = layout or layout_for(profile)
    if restricted:
        rows: list[QuerySet[Any]] = [model._default_manager.filter(profile=profile) for model in entry_models()]
        answers = Answer.objects.filter(profile=profile)
    else:
        rows = [table.rows(profile) for table in layout.open_tables]
        closed = [part.code for part in layout.restricted]
        answers = Answer.objects.filter(profile=profile).exclude(question__section__in=closed)
    if restricted or not layout[POPULATION].is_restricted:
        rows += [profile.populationtotals.all(), profile.populationfigures.all()]
    named = [one.exclude(source=None).order_by().values_list("source_id", flat=True) for one in [*rows, answers]]
    return Counter(named[0].union(*named[1:], all=True))


def sources_of(profile: Profile, *, restricted: bool, layout: Layout | None = None) -> list[Source]:
    """The sources of this version. One that only restricted statements name is known to their readers alone."""
    found = list(profile.sources.order_by("-dated_on", "pk"))
    if restricted:
        return found
    layout = layout or layout_for(profile)
    every = used_sources(profile, restricted=True, layout=layout)
    only_theirs = set(every) - set(used_sources(profile, restricted=False, layout=layout))
    return [source for source in found if source.pk not in only_theirs]
