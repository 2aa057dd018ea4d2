"""The order of a planning cycle: the only place that knows it. (domain 11.2)"""

from django.db import models
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Station


class Phase(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("cycle", "Draft")
    PREPARING = "preparing", pgettext_lazy("cycle", "Preparing")
    ASSESSING = "assessing", pgettext_lazy("cycle", "Assessing")
    PLANNING = "planning", pgettext_lazy("cycle", "Planning")
    VALIDATING = "validating", pgettext_lazy("cycle", "Validating")
    IMPLEMENTING = "implementing", pgettext_lazy("cycle", "Implementing")
    REVIEWING = "reviewing", pgettext_lazy("cycle", "Reviewing")
    CLOSED = "closed", pgettext_lazy("cycle", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("cycle", "Cancelled")


class Gate(models.TextChoices):
    """What stands before a step forward. A gate is named by what must be so to pass it."""

    AGREED = "agreed", pgettext_lazy("gate", "The preparation is agreed")
    KNOWN = "known", pgettext_lazy("gate", "The community is known")
    CHOSEN = "chosen", pgettext_lazy("gate", "The priorities are chosen")
    ENDORSED = "endorsed", pgettext_lazy("gate", "The plan is endorsed")
    DELIVERED = "delivered", pgettext_lazy("gate", "The plan is carried out")
    REVIEWED = "reviewed", pgettext_lazy("gate", "The cycle is reviewed")


FORWARD: dict[Phase, Phase] = {
    Phase.DRAFT: Phase.PREPARING,
    Phase.PREPARING: Phase.ASSESSING,
    Phase.ASSESSING: Phase.PLANNING,
    Phase.PLANNING: Phase.VALIDATING,
    Phase.VALIDATING: Phase.IMPLEMENTING,
    Phase.IMPLEMENTING: Phase.REVIEWING,
    Phase.REVIEWING: Phase.CLOSED,
}
# One step back, by a manager with a reason. What was closed or cancelled stays so.
BACK: dict[Phase, Phase] = {after: before for before, after in FORWARD.items() if after != Phase.CLOSED}
# May end without a result, with a reason, until it is carried out.
CANCELLABLE = frozenset({Phase.DRAFT, Phase.PREPARING, Phase.ASSESSING, Phase.PLANNING, Phase.VALIDATING})
ENDED = frozenset({Phase.CLOSED, Phase.CANCELLED})


def _after(phase: Phase) -> tuple[Phase, ...]:
    steps = [FORWARD.get(phase), BACK.get(phase), Phase.CANCELLED if phase in CANCELLABLE else None]
    return tuple(step for step in steps if step)


NEXT: dict[Phase, tuple[Phase, ...]] = {phase: _after(phase) for phase in Phase}

# The gate that is passed on the way out of a phase, forward. A draft becomes a preparation without one.
GATES: dict[Phase, Gate] = {
    Phase.PREPARING: Gate.AGREED,
    Phase.ASSESSING: Gate.KNOWN,
    Phase.PLANNING: Gate.CHOSEN,
    Phase.VALIDATING: Gate.ENDORSED,
    Phase.IMPLEMENTING: Gate.DELIVERED,
    Phase.REVIEWING: Gate.REVIEWED,
}

# The stations of the rail that a phase stands at; planning holds two of them.
STATIONS: dict[Phase, tuple[Station, ...]] = {
    Phase.DRAFT: (Station.PREPARE,),
    Phase.PREPARING: (Station.PREPARE,),
    Phase.ASSESSING: (Station.PROFILE,),
    Phase.PLANNING: (Station.WORKSHOPS, Station.PRIORITIES),
    Phase.VALIDATING: (Station.PLAN,),
    Phase.IMPLEMENTING: (Station.DELIVERY,),
    Phase.REVIEWING: (Station.REVIEW,),
    Phase.CLOSED: (),
    Phase.CANCELLED: (),
}
