"""The doors of the lists of steps and of the work plan."""

from __future__ import annotations

import datetime

from cbp.cycles.models import Milestone, StepTemplate, TemplateStep
from tests.cast import Cast, World
from tests.doors.rows import HERE_ALL, MANAGERS, Row

WORKERS = ("manager", "screening", "planner", "endorser", "facilitator", "psea")
CYCLE_MANAGERS = ("manager", "screening")
SEES: dict[str, tuple[str, ...]] = {"list of steps": HERE_ALL, "step of a list": HERE_ALL, "milestone": HERE_ALL}
DOORS: dict[str, Row] = {
    "cycles:template-list": Row("programme", get=200),
    "cycles:template-adopt": Row("programme", MANAGERS, post=302),
    "cycles:template-new": Row("programme", MANAGERS, get=200, post=422),
    "cycles:template-detail": Row("list of steps", get=200),
    "cycles:template-edit": Row("list of steps", MANAGERS, get=200, post=422),
    "cycles:step-new": Row("list of steps", MANAGERS, get=200, post=422),
    "cycles:step-edit": Row("list of steps", MANAGERS, get=200, post=422),
    "cycles:step-move": Row("list of steps", MANAGERS, post=302),
    "cycles:step-remove": Row("list of steps", MANAGERS, post=302),
    "cycles:work-plan": Row("cycle at work", get=200),
    "cycles:steps-choose": Row("cycle at work", CYCLE_MANAGERS, get=200, post=302),
    "cycles:milestone-new": Row("cycle at work", WORKERS, get=200, post=422),
    "cycles:milestone-edit": Row("milestone", WORKERS, get=200, post=409),  # no version: somebody was faster
    "cycles:milestone-done": Row("milestone", WORKERS, post=302),
    "cycles:milestone-move": Row("milestone", WORKERS, post=302),
    "cycles:milestone-remove": Row("milestone", WORKERS, post=302),
}
VALUES: dict[str, dict[str, object]] = {
    "cycles:template-adopt": {"ready": "thirteen"},
    "cycles:template-new": {"label_en": "Other"},
    "cycles:template-edit": {"label_en": "Other", "version": 1},
    "cycles:step-new": {"label_en": "Other", "station": "plan"},
    "cycles:step-edit": {"label_en": "Other", "station": "plan", "version": 1},
    "cycles:step-move": {"way": "down"},
    "cycles:steps-choose": {"ready": "sixteen"},
    "cycles:milestone-new": {"label": "Other", "station": "plan"},
    "cycles:milestone-edit": {"responsible": "Other", "version": 1},
    "cycles:milestone-move": {"way": "down"},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """A list with two steps, and a work plan that was made from it."""
    template = StepTemplate.objects.create(programme=world.programme, labels={"en": f"List {world.mark}"})
    cycle, day = world.chain.cycle, datetime.date(2026, 4, 1)
    for at in (1, 2):
        words = {"en": f"Step {at} {world.mark}"}
        step = TemplateStep.objects.create(template=template, position=at, station="prepare", labels=words)
        Milestone.objects.create(
            cycle=cycle, step=step, position=at, station="prepare", labels=words, planned_on=day, note=world.mark
        )
    return {
        "list of steps": template.pk,
        "step of a list": template.steps.get(position=1).pk,
        "milestone": cycle.milestones.get(position=1).pk,
    }


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    if name in ("cycles:step-edit", "cycles:step-move", "cycles:step-remove"):
        return [things["list of steps"], things["step of a list"]]
    return None
