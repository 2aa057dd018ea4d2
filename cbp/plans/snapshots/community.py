"""The digest of the profile that a plan stands on: people, services, what protects and what threatens.

Nothing restricted is ever in it: dividers and connectors, and factors of a class above internal, are left out here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from cbp.core.choices import Classification
from cbp.core.suppression import hidden_cells
from cbp.cycles.models import Cycle
from cbp.plans.snapshots.parts import covered, day, few, plain
from cbp.workshops.participation import profile_of as latest_profile
from profiling.models import PopulationTotal, Profile, ProfileFactor, ServiceStatus, Source
from profiling.models.figures import RESTRICTED_FACTORS

Sources = dict[int | None, int]
PEOPLE = ("females", "males", "persons")


def profile_of(cycle: Cycle, threshold: int) -> dict[str, Any] | None:
    """The validated version; before there is one, the latest, which says its state."""
    profile = latest_profile(cycle)
    if profile is None:
        return None
    rows = list(profile.sources.order_by("dated_on", "pk"))
    numbers: Sources = {source.pk: number for number, source in enumerate(rows, 1)}
    return {
        "version": profile.number,
        "state": profile.state,
        "as_of": day(profile.as_of),
        "sources": [_source(source) for source in rows],
        "population": _population(profile, numbers, threshold),
        "services": _services(profile, numbers),
        "factors": _factors(profile, numbers),
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
    return [_without_few(row, threshold) for row in rows]


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


def _without_few(row: dict[str, Any], threshold: int) -> dict[str, Any]:
    hidden = hidden_cells([[row[key] for key in PEOPLE]], threshold)
    row = {**row, "households": few(row["households"], threshold)}
    return covered(row, PEOPLE, (place for _at, place in hidden))


def _services(profile: Profile, numbers: Sources) -> list[dict[str, Any]]:
    return [_service(row, numbers) for row in profile.servicestatuss.order_by("pk")]


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


def _factors(profile: Profile, numbers: Sources) -> list[dict[str, Any]]:
    open_to_all = (Classification.PUBLIC, Classification.INTERNAL)
    rows = profile.profilefactors.filter(classification__in=open_to_all).exclude(kind__in=RESTRICTED_FACTORS)
    return [_factor(row, numbers) for row in rows.order_by("pk")]


def _factor(row: ProfileFactor, numbers: Sources) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "texts": row.all_said(),
        "strength": row.strength,
        "trend": row.trend,
        "source": numbers.get(row.source_id),
    }
