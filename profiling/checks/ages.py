"""Figures that are older than the programme's limit. (domain 11.3, 24)"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import ngettext

from profiling.checks.found import Warning
from profiling.models import Profile, Source
from profiling.reading import Contents
from profiling.sections import SOURCES


def months_old(day: datetime.date, today: datetime.date) -> int:
    """Whole months from that day to today."""
    return (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)


def is_old(source: Source, profile: Profile, today: datetime.date | None = None) -> bool:
    return months_old(source.dated_on, today or timezone.localdate()) >= profile.programme.figures_age_months


def old_figures(read: Contents, today: datetime.date) -> Iterator[Warning]:
    """One warning for each source of figures that is older than the limit."""
    limit = read.profile.programme.figures_age_months
    for source in read.sources:
        if source.pk in read.uses and is_old(source, read.profile, today):
            sentence = ngettext(
                "“%(source)s” is %(months)s month old; figures of this programme are old after %(limit)s.",
                "“%(source)s” is %(months)s months old; figures of this programme are old after %(limit)s.",
                months := months_old(source.dated_on, today),
            )
            values = {"source": source, "months": months, "limit": limit}
            yield Warning(f"old:{source.pk}", sentence % values, SOURCES, (source.dated_on,))
