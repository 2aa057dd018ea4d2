"""Which pictures tell of which part of a profile. They stand on a page of their own: reading stays light."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_bidi

from cbp.core.series import rounds_of
from profiling import sections
from profiling.models.factors import RESTRICTED_FACTORS
from profiling.reading import Contents, name_of
from profiling.reading.pictures import (
    Actor,
    Movement,
    ServicePoint,
    Statement,
    dividers_and_connectors,
    functioning_of,
    movements_chart,
    pyramid_of,
    pyramids_of,
    rounds_charts,
    services_matrix,
    stakeholder_map,
)


@dataclass(frozen=True)
class Drawn:
    """A picture and the name of its template. `numbers`: the table whose rows its signs are numbered by."""

    name: str
    picture: Any
    numbers: str = ""

    @property
    def template(self) -> str:
        return f"profiling/pictures/{self.name}.html"


def drawn(code: str, read: Contents) -> list[Drawn]:
    """Those of one part; none where there is nothing to draw."""
    made = PICTURES.get(code)
    return [one for one in made(read, get_language_bidi()) if one.picture] if made else []


def _people(read: Contents, mirrored: bool) -> Iterator[Drawn]:
    yield Drawn("pyramid", pyramid_of(read.whole, mirrored=mirrored))
    yield Drawn("pyramids", pyramids_of(read.groups[1:], mirrored=mirrored))


def _movements(read: Contents, mirrored: bool) -> Iterator[Drawn]:
    """The movements that the profile tells of, and the rounds of displacement tracking in the area."""
    rows = [row.entry for row in _rows(read, "movements")]
    moves = [Movement(row.kind, row.starts_on, row.ends_on, row.persons) for row in rows]
    yield Drawn("movements", movements_chart(moves, mirrored=mirrored))
    for one in rounds_charts(rounds_of(read.profile.community.area), mirrored=mirrored)[:1]:
        yield Drawn("rounds", one)


def _services(read: Contents, mirrored: bool) -> Iterator[Drawn]:
    points = []
    for number, row in enumerate(_rows(read, "services"), 1):
        works = functioning_of(row.entry.exists, row.entry.functioning)
        points.append(ServicePoint(number, _name(read, "services", row), works, row.entry.distance_km))
    yield Drawn("services", services_matrix(points, mirrored=mirrored), numbers="services")


def _stakeholders(read: Contents, mirrored: bool) -> Iterator[Drawn]:
    actors = [
        Actor(number, _name(read, "stakeholders", row), row.entry.importance, row.entry.closeness, row.entry.effect)
        for number, row in enumerate(_rows(read, "stakeholders"), 1)
    ]
    yield Drawn("stakeholders", stakeholder_map(actors, mirrored=mirrored), numbers="stakeholders")


def _cohesion(read: Contents, mirrored: bool) -> Iterator[Drawn]:
    """What divides and what connects; a restricted risk stands in the table alone."""
    statements = [
        Statement(number, row.entry.kind, _name(read, "cohesion", row), row.entry.strength, row.entry.trend)
        for number, row in enumerate(_rows(read, "cohesion"), 1)
        if row.entry.kind in RESTRICTED_FACTORS
    ]
    yield Drawn("cohesion", dividers_and_connectors(statements, mirrored=mirrored), numbers="cohesion")


def _rows(read: Contents, code: str) -> list[Any]:
    return list(read.tables[code].rows) if code in read.tables else []


def _name(read: Contents, code: str, row: Any) -> str:
    return name_of(row, read.tables[code])


PICTURES: dict[str, Callable[[Contents, bool], Iterator[Drawn]]] = {
    sections.POPULATION: _people,
    sections.DISPLACEMENT: _movements,
    sections.SERVICES: _services,
    sections.STAKEHOLDERS: _stakeholders,
    sections.COHESION: _cohesion,
}
