"""What leaves the team: small counts of people are hidden, with whatever would tell them. (domain 7.2; 15.12)

Every paper and every export asks `population_shared`, so that none shows what another one hides. The arithmetic is
`cbp.core.suppression`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cbp.core.suppression import HIDDEN, Shown, covered, few, hidden_cells
from profiling.models.population import TOTALS
from profiling.reading.counts import ACROSS_GROUPS, GroupCount
from profiling.reading.sharing.ages import PLACES, Ages, ages_shared

PEOPLE = ("females", "males", "persons")


@dataclass(frozen=True)
class SharedCounts:
    """One group as it leaves: the totals by name, and the counts by age and sex."""

    totals: dict[str, Shown]
    ages: Ages


def population_shared(groups: Iterable[GroupCount], *thresholds: int) -> dict[str, SharedCounts]:
    """By group, of those of which something is known: the one decision on what is hidden of a community.

    Of several thresholds (its own, and that of what it stands in) each hides its own; what one hides stays hidden.
    """
    known = [group for group in groups if not group.is_empty]
    first, *others = (_decided(known, threshold) for threshold in sorted(set(thresholds)))
    for other in others:
        first = {code: _stricter(one, other[code]) for code, one in first.items()}
    return first


def _decided(known: Sequence[GroupCount], threshold: int) -> dict[str, SharedCounts]:
    rows = {row["group"]: row for row in people_shared([_row(group) for group in known], threshold)}
    ages = ages_shared(known, rows, threshold)
    return {
        group.code: SharedCounts(
            {name: _total(name, rows[group.code], ages[group.code], threshold) for name in TOTALS}, ages[group.code]
        )
        for group in known
    }


def _row(group: GroupCount) -> dict[str, Any]:
    return {"group": group.code, **{name: group.known(name) for name in TOTALS}}


def _total(name: str, row: dict[str, Any], ages: Ages, threshold: int) -> Shown:
    """What the table of groups shows, the ages may hide."""
    return ages[PLACES[name]] if name in PLACES else few(row[name], threshold) if name == "voters" else row[name]


def _stricter(one: SharedCounts, other: SharedCounts) -> SharedCounts:
    totals = {name: HIDDEN if HIDDEN in (value, other.totals[name]) else value for name, value in one.totals.items()}
    ages = {place: HIDDEN if HIDDEN in (value, other.ages[place]) else value for place, value in one.ages.items()}
    return SharedCounts(totals, ages)


def people_shared(rows: list[dict[str, Any]], threshold: int) -> list[dict[str, Any]]:
    """The population by group with what is too small hidden, and what would tell it.

    A row holds `group` (empty: the whole community), females, males, persons and households, each a count or None.
    Where the groups that are told apart make up the whole, the whole less the others would tell a small
    one.
    """
    parts = [row for row in rows if row["group"] and row["group"] not in ACROSS_GROUPS]
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
