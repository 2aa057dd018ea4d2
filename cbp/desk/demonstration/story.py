"""What happened, in its order: one community has an endorsed plan, one got its plan back, one is choosing."""

from __future__ import annotations

from cbp.cycles.actions.cycles import move_cycle
from cbp.cycles.phases import Phase
from cbp.desk.demonstration import bodies, choices, organisations, plans, profiles, selection, sessions, steps
from cbp.desk.demonstration.communities import look_at, settle
from cbp.desk.demonstration.stage import Place, Stage


def tell(stage: Stage) -> None:
    organisations.register(stage)
    selection.agree_on_criteria(stage)
    _kirdjem(settle("kirdjem", stage))
    _ngaltoum(settle("ngaltoum", stage))
    _abourom(settle("abourom", stage))
    look_at(stage)


def _kirdjem(place: Place) -> None:
    """Endorsed, after two remarks that were answered; the profile was counted anew in between."""
    _prepare(place)
    bodies.form(place, "water")
    sessions.meet(place, "information")
    profiles.fill(place, 1)
    sessions.meet(place, "women", "men", "youth", "idp", "host", "disability", "first-reading", "dialogue")
    bodies.form(place, "group")
    _forward(place, Phase.PLANNING)
    sessions.meet(place, "choice")
    choices.raise_needs(place)
    choices.rank(place)
    profiles.fill(place, 2)
    sessions.meet(place, "second-reading", "validation", "second-validation")
    _forward(place, Phase.VALIDATING)
    plan, items = plans.write(place)
    plans.send(place, plan, place.sessions["validation"])
    plans.give_back(place, plan, items)
    plans.answer(place, plan)
    plans.send(place, plan, place.sessions["second-validation"])
    plans.endorse(place, plan)
    _forward(place, Phase.IMPLEMENTING)
    steps.walk(place)


def _ngaltoum(place: Place) -> None:
    """Returned; the remarks wait for the planner."""
    _prepare(place)
    profiles.fill(place, 1)
    sessions.meet(place, "women", "men", "youth", "idp", "first-reading")
    bodies.form(place, "group")
    _forward(place, Phase.PLANNING)
    sessions.meet(place, "choice", "validation")
    choices.raise_needs(place)
    choices.rank(place)
    _forward(place, Phase.VALIDATING)
    plan, items = plans.write(place)
    plans.send(place, plan, place.sessions["validation"])
    plans.give_back(place, plan, items)
    steps.walk(place)


def _abourom(place: Place) -> None:
    """The youth have still to vote, their meeting waits for a second person, and returned families were not met."""
    _prepare(place)
    profiles.fill(place, 1)
    sessions.meet(place, "women", "men", "first-reading")
    bodies.form(place, "group")
    _forward(place, Phase.PLANNING)
    sessions.meet(place, "youth", "choice")
    choices.raise_needs(place)
    choices.rank(place)
    steps.walk(place)


def _prepare(place: Place) -> None:
    """A team is formed and trained before anything else is asked of the community."""
    steps.choose(place)
    bodies.form(place, "team")
    sessions.meet(place, "training")
    _forward(place, Phase.ASSESSING)


def _forward(place: Place, phase: Phase) -> None:
    """Through every gate before that phase."""
    while place.cycle.phase != phase:
        move_cycle(place.cycle, by=place.people.manager)
