"""One version, or several, read whole in a fixed number of questions: what pages, warnings and changes stand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from profiling.models import Profile, SectionNote, Source
from profiling.reading.counts import GroupCount, populations
from profiling.reading.layouts import Layout
from profiling.reading.sources import used_sources
from profiling.reading.tables import AnswerRead, TableRead, many_answers, tables_of
from profiling.sections import POPULATION


@dataclass(frozen=True)
class Contents:
    """All that one reader may know of a version. `groups` is empty where the population is not for this reader."""

    profile: Profile
    layout: Layout
    restricted: bool
    groups: list[GroupCount] = field(default_factory=list)
    tables: dict[str, TableRead] = field(default_factory=dict)
    answers: dict[str, list[AnswerRead]] = field(default_factory=dict)
    notes: dict[str, SectionNote] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)

    @property
    def whole(self) -> GroupCount:
        """The whole community; an empty count where nothing is known, or not for this reader."""
        return self.groups[0] if self.groups else GroupCount("", "", self.profile.bands, {})

    @cached_property
    def by_group(self) -> dict[str, GroupCount]:
        return {group.code: group for group in self.groups}

    @cached_property
    def uses(self) -> Counter[int | None]:
        """How many figures and statements name each source; None: how many name none."""
        found: Counter[int | None] = Counter()
        for group in self.groups:
            found += group.uses
        for table in self.tables.values():
            found += Counter(row.source.pk if row.source else None for row in table.rows)
        for answers in self.answers.values():
            found += Counter(one.answer.source_id for one in answers if one.answer)
        return found


def contents_of(profile: Profile, layout: Layout, *, restricted: bool) -> Contents:
    return many_contents([profile], layout, restricted=restricted)[0]


def both_contents(profile: Profile, layout: Layout, *, restricted: bool) -> tuple[Contents, Contents | None]:
    """This version and the one it began from, in the questions of one."""
    versions = [profile, *([profile.previous] if profile.previous else [])]
    now, *before = many_contents(versions, layout, restricted=restricted)
    return now, before[0] if before else None


def many_contents(profiles: Sequence[Profile], layout: Layout, *, restricted: bool) -> list[Contents]:
    """Of versions of one programme, in their order. The sources are those of the first alone."""
    reads_people = restricted or not layout[POPULATION].is_restricted
    groups = populations(profiles) if reads_people else {}
    tables = tables_of(profiles, layout, restricted=restricted)
    answers = many_answers(profiles, layout, restricted=restricted)
    notes: dict[int, dict[str, SectionNote]] = {profile.pk: {} for profile in profiles}
    for note in SectionNote.objects.filter(profile__in=notes):
        if restricted or not layout[note.section].is_restricted:
            notes[note.profile_id][note.section] = note
    read = [
        Contents(one, layout, restricted, groups.get(one.pk, []), tables[one.pk], answers[one.pk], notes[one.pk])
        for one in profiles
    ]
    read[0].sources.extend(_sources(read[0]))
    return read


def _sources(contents: Contents) -> list[Source]:
    """One that only restricted statements name is known to their readers alone."""
    found = list(contents.profile.sources.order_by("-dated_on", "pk"))
    if contents.restricted or not found:
        return found
    every = used_sources(contents.profile, restricted=True, layout=contents.layout)
    return [source for source in found if source.pk in contents.uses or source.pk not in every]
