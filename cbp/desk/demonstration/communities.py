"""Communities, how they were chosen, and the start of their cycles."""

from __future__ import annotations

from cbp.cycles.actions.cycles import add_partner, start_cycle
from cbp.cycles.models import Cycle
from cbp.desk.demonstration.books import Entry, book, plain
from cbp.desk.demonstration.selection import assess, candidates
from cbp.desk.demonstration.stage import Place, Stage
from profiling.actions.communities import create_community
from profiling.models import Community

PLACED = (
    "name", "kind", "definition", "latitude", "longitude", "precision", "spoken_languages", "road", "distance_km",
    "travel_minutes", "blocked_months",
)  # fmt: skip
AGREED = ("starts_on", "planned_end_on", "government_plan", "budget_call_on", "agreement_note")


def settle(name: str, stage: Stage) -> Place:
    """The community with its parts, its selection, its cycle, and the partners that work in it."""
    told = book(name, "community")
    community = _community(told["community"], stage)
    assess(community, stage)
    entry = told["cycle"]
    lead, counterpart = stage.organisations[entry["lead"]], stage.organisations[entry["counterpart"]]
    cycle = Cycle(
        community=community, programme=stage.programme, lead=lead, counterpart=counterpart, **plain(entry, *AGREED)
    )
    start_cycle(cycle, by=stage.people.manager)
    for organisation, part in entry["partners"]:
        engagement = stage.organisations[organisation].engagements.latest_first()[0]
        add_partner(cycle, engagement, part=part, by=stage.people.manager)
    return Place(name, stage, cycle)


def look_at(stage: Stage) -> None:
    """The communities that were assessed too, and in which no cycle was started."""
    for entry in candidates():
        assess(_community(entry, stage), stage)


def _community(entry: Entry, stage: Stage) -> Community:
    community = Community(area=stage.areas[entry["area"]], **plain(entry, *PLACED))
    names, parts = list(entry["names"].items()), [(name, leader) for name, leader in entry["parts"]]
    by = stage.people.facilitator
    return create_community(community, programme=stage.programme, names=names, parts=parts, by=by)
