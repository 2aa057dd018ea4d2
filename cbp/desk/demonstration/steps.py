"""The work plan of each cycle: the three components, planned anew where life went another way, done as it happened."""

from __future__ import annotations

from cbp.cycles.actions.milestones import change_milestone, choose_steps
from cbp.cycles.models import Ready
from cbp.desk.demonstration.books import book, plain
from cbp.desk.demonstration.stage import Place

ENTERED = ("planned_on", "done_on", "responsible", "note", "left_out")


def choose(place: Place) -> None:
    choose_steps(place.cycle, Ready.COMPONENTS.value, by=place.people.manager)


def walk(place: Place) -> None:
    """What the table tells of each step, by its number."""
    milestones = {one.position: one for one in place.cycle.milestones.in_order()}
    for entry in book(place.name, "steps")["step"]:
        milestone, values = milestones[entry["number"]], plain(entry, *ENTERED)
        for name, value in values.items():
            setattr(milestone, name, value)
        change_milestone(milestone, fields=list(values), expected=milestone.version, by=place.people.facilitator)
