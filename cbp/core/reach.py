"""How far a person reaches: pure data, so that the floors below people can ask without knowing them.

A grant is one assignment seen from here: an area, a programme, both (then both must match) or neither (everywhere).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q


@dataclass(frozen=True)
class Grant:
    """One assignment. `country_path` is the path of the programme's country, for what follows the area alone."""

    area_path: str | None = None
    programme_id: int | None = None
    country_path: str | None = None


class Person(Protocol):
    """What core needs to know of whoever acts: an id, a label, and the grants behind a permission."""

    pk: int

    @property
    def label(self) -> str: ...

    def grants(self, permission: str) -> Sequence[Grant]: ...


def any_of(conditions: Iterable[Q]) -> Q:
    """OR over the conditions; no condition at all means nothing matches."""
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def areas_within(grants: Iterable[Grant], prefix: str = "") -> Q:
    """Areas under the grants' areas; a programme without an area reaches its whole country."""

    def one(grant: Grant) -> Q:
        path = grant.area_path or grant.country_path
        return Q(**{f"{prefix}path__startswith": path}) if path else ~Q(pk__in=[])

    return any_of(one(grant) for grant in grants)


def programmes_within(grants: Iterable[Grant], prefix: str = "") -> Q:
    """A grant's own programme; an area without a programme sees the programmes of its country."""

    def one(grant: Grant) -> Q:
        if grant.programme_id:
            return Q(**{f"{prefix}pk": grant.programme_id})
        if grant.area_path:
            return Q(**{f"{prefix}country__path": grant.area_path.split("/")[0] + "/"})
        return ~Q(pk__in=[])

    return any_of(one(grant) for grant in grants)


def cycles_within(grants: Iterable[Grant], prefix: str = "") -> Q:
    """What hangs on a planning cycle: programme and area must both match where both are given.

    `prefix` leads to the cycle, such as `cycle__`.
    """

    def one(grant: Grant) -> Q:
        found = ~Q(pk__in=[])
        if grant.programme_id:
            found &= Q(**{f"{prefix}programme": grant.programme_id})
        if grant.area_path:
            found &= Q(**{f"{prefix}community__area__path__startswith": grant.area_path})
        return found

    return any_of(one(grant) for grant in grants)
