"""The pictures of a profile out of its snapshot. Numbered signs have the numbers of the rows in the table beside them.

What divides and what connects is restricted: there is no picture of it in a paper.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import get_language_bidi

from profiling.models.services import ServiceKind
from profiling.reading.pictures import (
    Actor,
    Movement,
    MovementsPicture,
    RoundPoint,
    RoundsPicture,
    ServicePoint,
    ServicesMatrix,
    StakeholderMap,
    functioning_of,
    movements_chart,
    rounds_charts,
    services_matrix,
    stakeholder_map,
)
from reports.profile_paper.cells import Known, row_name

Row = dict[str, Any]
# Tables of which each row has a number in a picture, where there are at least so many rows.
NUMBERED = ("services", "protection", "stakeholders")
LEAST = 4


def movements_of(table: Row | None) -> MovementsPicture | None:
    rows = [row["cells"] for row in table["rows"]] if table else []
    moves = [Movement(one["kind"], one.get("starts_on"), one.get("ends_on"), one.get("persons")) for one in rows]
    return movements_chart(moves, mirrored=get_language_bidi())


def rounds_of(snapshot: Row) -> list[RoundsPicture]:
    points = [
        RoundPoint(
            one["number"], datetime.date.fromisoformat(one["reported_on"]), one["source"], one["operation"],
            one["persons"],
        )
        for one in snapshot["rounds"]
    ]  # fmt: skip
    return rounds_charts(points, mirrored=get_language_bidi())


def services_of(table: Row) -> ServicesMatrix | None:
    points = [
        ServicePoint(
            number, str(ServiceKind(row["cells"]["kind"]).label),
            functioning_of(row["cells"].get("exists"), row["cells"].get("functioning") or ""),
            row["cells"].get("distance_km"),
        )
        for number, row in enumerate(table["rows"], 1)
    ]  # fmt: skip
    return services_matrix(points, mirrored=get_language_bidi())


def stakeholders_of(snapshot: Row, table: Row) -> StakeholderMap | None:
    known = Known(snapshot)
    actors = [
        Actor(
            number, str(row_name(known, table["code"], row).told or ""), row["cells"].get("importance"),
            row["cells"].get("closeness"), row["cells"].get("effect") or "",
        )
        for number, row in enumerate(table["rows"], 1)
    ]  # fmt: skip
    return stakeholder_map(actors, mirrored=get_language_bidi())


def has_picture(table: Row) -> bool:
    return table["code"] in NUMBERED and len(table["rows"]) >= LEAST
