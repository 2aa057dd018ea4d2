"""The digest of the profile that a plan stands on: people, services, what protects and what threatens.

Nothing restricted is ever in it: dividers and connectors, factors of a class above internal, and the sources that only
these name, are left out here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cbp.core.choices import Classification, ParticipantGroup
from cbp.core.suppression import HIDDEN, hidden_cells
from cbp.cycles.models import Cycle
from cbp.plans.snapshots.parts import covered, day, few, plain
from cbp.workshops.participation import profile_of as latest_profile
from profiling.models import PopulationTotal, Profile, ProfileFactor, ServiceStatus, Source
from profiling.models.factors import RESTRICTED_FACTORS
from profiling.reading import sources_of

Sources = dict[int | None, int]
PEOPLE = ("females", "males", "persons")


def profile_of(cycle: Cycle, threshold: int) -> dict[str, Any] | None:
    """The validated version; before there is one, the latest, which says its state."""
    profile = latest_profile(cycle)
    if profile is None:
        return None
    rows = sorted(sources_of(profile, restricted=False), key=lambda source: (source.dated_on, source.pk))
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
    return _without_few(rows, threshold)


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


def _without_few(rows: list[dict[str, Any]], threshold: int) -> list[dict[str, Any]]:
    """Where the groups that are told apart make up the whole, the whole less the others would tell a small one."""
    parts = [row for row in rows if row["group"] and row["group"] not in ParticipantGroup.values]
    table = [*parts, *(row for row in rows if not row["group"])]
    tables = [table] if len(table) > len(parts) and _add_up(parts, table[-1], PEOPLE) else [[row] for row in table]
    tables += [[row] for row in rows if row not in table]
    shown = [row for table in tables for row in _table_without_few(table, threshold)]
    return sorted(shown, key=lambda row: str(row["group"]))


def _add_up(parts: list[dict[str, Any]], whole: dict[str, Any], keys: Iterable[str]) -> bool:
    """In one of these columns at least. A group that is not known leaves open what the others make."""
    columns = [([part[key] for part in parts], whole[key]) for key in keys]
    return any(None not in counts and sum(counts) == total for counts, total in columns if counts)


def _table_without_few(table: list[dict[str, Any]], threshold: int) -> list[dict[str, Any]]:
    """One row, or the groups with the whole in the last one. Households are no part of the persons."""
    *parts, last = table
    hidden = hidden_cells([[row[key] for key in PEOPLE] for row in table], threshold, has_column_totals=bool(parts))
    homes: set[int] = set()
    if parts and _add_up(parts, last, ("households",)):
        homes = {place for _at, place in hidden_cells([[row["households"] for row in table]], threshold)}
    return [
        {
            **covered(row, PEOPLE, (place for found, place in hidden if found == at)),
            "households": HIDDEN if at in homes else few(row["households"], threshold),
        }
        for at, row in enumerate(table)
    ]


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
