"""Everything that the paper of a profile shows, as plain JSON, and what its blank form asks.

Codes of closed lists stay codes; what a programme, a place or a community named itself is kept in every language that
is stored. Nothing restricted is ever in it: no part that the house or the programme restricts, no restricted row, no
source that only these name, and no point beyond two decimals of a degree. No small count of people is in it either
(`HIDDEN`), nor what would tell one. No row's number is in it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import translation

from cbp.accounts.models import Assignment
from cbp.accounts.roles import Permission, Role, allows
from cbp.core.models import DisplacementFigure
from cbp.core.reach import Person
from cbp.core.series import rounds_of
from cbp.cycles.models import Cycle
from cbp.plans.snapshots.parts import areas_of, day, group_names
from cbp.workshops.models import ProfileConfirmation
from profiling.models import Community, Profile, Source
from profiling.reading import Contents, both_contents, completeness, layout_for
from profiling.sections import POPULATION
from reports.profile_snapshot import changes, rows
from reports.profile_snapshot.blank import form_snapshot
from reports.profile_snapshot.dating import last_change
from reports.profile_snapshot.people import hidden_values, population_of
from reports.profile_snapshot.place import community_of, cycle_of
from reports.profile_snapshot.warnings import Kept, groups_with_hidden, warnings_of

__all__ = ["form_snapshot", "profile_snapshot"]

Row = dict[str, Any]
SCHEMA = 1


def profile_snapshot(profile: Profile, person: Person | None = None) -> Row:
    """The same for everybody who may see the profile. Rows are told apart by their words: always in one language."""
    profile = Profile.objects.select_related(
        "programme", "community__area", "previous__programme", "previous__community"
    ).get(pk=profile.pk)
    with translation.override("en"):
        layout = layout_for(profile)
        now, before = both_contents(profile, layout, restricted=False)
        cycle = cycle_of(profile)
        return {
            "paper": "community-profile",
            "schema": SCHEMA,
            "community": community_of(profile.community),
            "areas": areas_of(profile.community.area),
            "programme": _programme(profile),
            "profile": _version(profile),
            "confirmations": _confirmations(profile),
            "cycle": {"number": cycle.number, "phase": cycle.phase} if cycle else None,
            "groups": group_names(profile.programme),
            "rounds": _rounds(profile),
            **_contents(now, before),
            "as_of": _as_of(profile, cycle),
        }


def _programme(profile: Profile) -> Row:
    programme = profile.programme
    return {
        "code": programme.code,
        "title": programme.title,
        "donors": programme.donors,
        "threshold": programme.disclosure_threshold,
        "old_after": programme.figures_age_months,
    }


def _version(profile: Profile) -> Row:
    return {
        "version": profile.number,
        "state": profile.state,
        "as_of": day(profile.as_of),
        "bands": [list(band) for band in profile.bands],
        "previous": profile.previous.number if profile.previous else None,
        "submitted_on": day(profile.submitted_at),
        "validated_on": day(profile.validated_at),
        "validated_as": _role(profile),
    }


def _role(profile: Profile) -> str:
    """In which role the version was validated: no name of a person leaves."""
    held = Assignment.objects.filter(user=profile.validated_by_id).values_list("role", flat=True)
    roles = [role for role in Role.values if role in set(held) and allows(role, Permission.PROFILE_VALIDATE)]
    return roles[0] if profile.validated_by_id and roles else ""


def _confirmations(profile: Profile) -> list[Row]:
    found = ProfileConfirmation.objects.filter(profile=profile).order_by("session__held_on", "pk")
    sessions = [one.session for one in found.select_related("session")]
    return [{"kind": one.kind, "group": one.group, "held_on": day(one.held_on)} for one in sessions]


def _rounds(profile: Profile) -> list[Row]:
    """Displacement in the area that the community lies in, as it was published."""
    area = profile.community.area
    figures = DisplacementFigure.objects.under(area).select_related("area").order_by("pk")
    return [
        {
            "number": one.number,
            "reported_on": one.reported_on.isoformat(),
            "source": one.source,
            "operation": one.operation,
            "persons": one.persons,
        }
        for one in rounds_of(area, list(figures))
    ]


# --- what the version says --------------------------------------------------------------------------------------------
def _contents(now: Contents, before: Contents | None) -> Row:
    sources = sorted(now.sources, key=lambda source: (source.dated_on, source.pk))
    numbers: dict[int | None, int] = {source.pk: number for number, source in enumerate(sources, 1)}
    threshold = now.profile.programme.disclosure_threshold
    sides = [(read, *_shown(read, numbers, threshold)) for read in (now, before) if read]
    _read, population, tables = sides[0]
    kept = Kept(
        {value for read, people, table in sides
         for value in (*hidden_values(read.groups, people), *rows.hidden_in(table, read))},
        {group for _read, people, _tables in sides for group in groups_with_hidden(people)},
        {code for read, _people, _tables in sides for code in rows.few_people_in(read.answers.values(), threshold)},
        threshold,
    )  # fmt: skip
    warnings, old = warnings_of(now.profile, now.layout, kept)
    return {
        "population": population,
        "uncounted": [group.code for group in now.groups if group.is_empty],
        "parts": _parts(now, tables, numbers),
        "warnings": warnings,
        "changes": _changes(now, before, [side[1:] for side in sides], numbers) if before else [],
        "sources": [_source(source, old) for source in sources],
    }


def _shown(read: Contents, numbers: dict[int | None, int], threshold: int) -> tuple[list[Row], dict[str, Row]]:
    population = population_of(read.groups, numbers, threshold)
    return population, rows.tables_of(read, numbers, population, threshold)


def _parts(now: Contents, tables: dict[str, Row], numbers: dict[int | None, int]) -> list[Row]:
    """Every open part that is asked, and those that hold something from before."""
    states = completeness(now.profile, now.layout, restricted=False, contents=now).states
    return [
        {
            "code": one.part.code,
            "is_asked": one.part.is_on,
            "state": str(one.state),
            "note": rows.note_of(one.note),
            "tables": [tables[table.code] for table in one.part.section.tables if table.code in tables],
            "answers": rows.answers_of(now, one.part.code, numbers),
        }
        for one in states
        if one.part.is_on or one.rows or one.note or now.answers.get(one.part.code)
    ]


def _source(source: Source, old: dict[int, str]) -> Row:
    return {
        "title": source.title,
        "method": source.method,
        "dated_on": day(source.dated_on),
        "confidence": source.confidence,
        "holder": source.holder,
        "release": source.release,
        "is_old": source.pk in old,
        "reason": old.get(source.pk, ""),
    }


def _changes(
    now: Contents, before: Contents, sides: list[tuple[list[Row], dict[str, Row]]], numbers: dict[int | None, int]
) -> list[Row]:
    (population, tables), (former_population, former_tables) = sides
    same_bands = now.profile.bands == before.profile.bands
    found = list(changes.of_people(population, former_population, same_bands=same_bands))
    for part in now.layout:
        for table in part.section.tables:
            if table.code in tables and table.code in former_tables:
                pair = before.tables[table.code], now.tables[table.code]
                found += changes.of_table(part.code, pair, tables[table.code], former_tables[table.code])
        if not part.is_restricted:
            found += changes.of_answers(part.code, now, before, numbers)
            found += changes.of_words(part.code, now, before)
    order = [POPULATION, *(part.code for part in now.layout)]
    return sorted(found, key=lambda one: order.index(one["section"]))


# --- the day that is printed ------------------------------------------------------------------------------------------
def _as_of(profile: Profile, cycle: Cycle | None) -> str | None:
    """The last change recorded of anything in it, in coordinated time; not the moment of the asking."""
    versions = [key for key in (profile.pk, profile.previous_id) if key]
    told = Q(thing_type=Profile._meta.label_lower, thing_id__in=versions)
    told |= Q(thing_type=Community._meta.label_lower, thing_id=profile.community_id)
    told |= Q(thing_type=profile.programme._meta.label_lower, thing_id=profile.programme_id)
    if cycle:
        told |= Q(thing_type=Cycle._meta.label_lower, thing_id=cycle.pk)
    return last_change(told)
