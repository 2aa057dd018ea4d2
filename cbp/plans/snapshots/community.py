"""The digest of the profile that a plan stands on: people, services, what protects and what threatens.

Nothing restricted is ever in it: dividers and connectors, statements of a class above internal, parts that the
programme restricts, and the sources that only these name, are left out here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from cbp.cycles.models import Cycle
from cbp.plans.snapshots.parts import day, plain
from cbp.workshops.participation import profile_of as latest_profile
from profiling.models import Entry, Hazard, PopulationTotal, Profile, ProfileFactor, ServiceStatus, Source
from profiling.reading import Layout, layout_for, sources_of
from profiling.reading.sharing import people_shared
from profiling.sections import POPULATION

Sources = dict[int | None, int]


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
    """Totals as the source states them, the whole community first. Where only cells are known, their sums."""
    stated = {row.group: row for row in profile.populationtotals.all()}
    cells: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    origins: dict[str, int | None] = {}
    for figure in profile.populationfigures.order_by("pk"):
        cells[figure.group][figure.sex] += figure.persons
        origins.setdefault(figure.group, figure.source_id)
    rows = [
        _people(group, stated.get(group), cells.get(group, {}), origins.get(group), numbers)
        for group in sorted({*stated, *cells})
    ]
    return people_shared(rows, threshold)


def _people(
    group: str, stated: PopulationTotal | None, cells: dict[str, int], origin: int | None, numbers: Sources
) -> dict[str, Any]:
    females = stated.females if stated and stated.females is not None else cells.get("f")
    males = stated.males if stated and stated.males is not None else cells.get("m")
    persons = stated.persons if stated and stated.persons is not None else sum(cells.values()) if cells else None
    return {
        "group": group,
        "females": females,
        "males": males,
        "persons": persons,
        "households": stated.households if stated else None,
        "source": numbers.get(stated.source_id if stated else origin),
    }


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
