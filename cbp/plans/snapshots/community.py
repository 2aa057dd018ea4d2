"""The digest of the profile that a plan stands on: people, services, what protects and what threatens.

Nothing restricted is ever in it: dividers and connectors, statements of a class above internal, parts that the
programme restricts, and the sources that only these name, are left out here.
"""

from __future__ import annotations

from typing import Any

from cbp.cycles.models import Cycle
from cbp.plans.snapshots.parts import day, plain
from cbp.workshops.participation import profile_of as latest_profile
from profiling.models import Entry, Hazard, Profile, ProfileFactor, ServiceStatus, Source
from profiling.reading import GroupCount, Layout, layout_for, population, sources_of
from profiling.reading.sharing import population_shared
from profiling.sections import POPULATION

Sources = dict[int | None, int]
PRINTED = ("females", "males", "persons", "households")


def profile_of(cycle: Cycle, threshold: int) -> dict[str, Any] | None:
    """The validated version; before there is one, the latest, which says its state."""
    profile = latest_profile(cycle)
    if profile is None:
        return None
    layout = layout_for(profile)
    rows = sorted(sources_of(profile, restricted=False, layout=layout), key=lambda source: (source.dated_on, source.pk))
    numbers: Sources = {source.pk: number for number, source in enumerate(rows, 1)}
    return {
        "version": profile.number,
        "state": profile.state,
        "as_of": day(profile.as_of),
        "sources": [_source(source) for source in rows],
        "population": [] if layout[POPULATION].is_restricted else _population(profile, numbers, threshold),
        "services": [_service(row, numbers) for row in _open(layout, ServiceStatus, profile)],
        "factors": [_factor(row, numbers) for row in _open(layout, ProfileFactor, profile)],
        "hazards": [_factor(row, numbers) for row in _open(layout, Hazard, profile)],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "method": source.method,
        "dated_on": day(source.dated_on),
        "confidence": source.confidence,
    }


def _population(profile: Profile, numbers: Sources, threshold: int) -> list[dict[str, Any]]:
    """Totals as the source states them, or as the cells add up, the whole community first."""
    known = [group for group in population(profile) if not group.is_empty]
    shared = population_shared(known, threshold, profile.programme.disclosure_threshold)
    return [
        {
            "group": one.code,
            **{name: shared[one.code].totals[name] for name in PRINTED},
            "source": _origin(one, numbers),
        }
        for one in sorted(known, key=lambda group: group.code)
    ]


def _origin(group: GroupCount, numbers: Sources) -> int | None:
    """Of the totals, else of the first figure."""
    first = group.stated.source_id if group.stated else next(iter(group.uses))
    return numbers.get(first)


def _open(layout: Layout, model: type[Entry], profile: Profile) -> list[Any]:
    """The rows of that model of which everybody may know."""
    tables = [table for table in layout.open_tables if table.model is model]
    rows = model._default_manager.filter(profile=profile).order_by("pk")
    return [row for row in rows if any(table.holds(row) for table in tables)]


def _service(row: ServiceStatus, numbers: Sources) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "exists": row.exists,
        "functioning": row.functioning,
        "count": row.count,
        "distance_km": plain(row.distance_km),
        "texts": row.all_said(),
        "source": numbers.get(row.source_id),
    }


def _factor(row: ProfileFactor | Hazard, numbers: Sources) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "texts": row.all_said(),
        "strength": row.strength,
        "trend": row.trend,
        "source": numbers.get(row.source_id),
    }
