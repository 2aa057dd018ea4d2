"""The doors of the selection of communities."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from profiling.models import Community, SelectionAssessment, SelectionCriterion, SelectionScore
from tests.cast import Cast, World
from tests.chain import make_community
from tests.doors.rows import HERE_ALL, MANAGERS, Row

SEES: dict[str, tuple[str, ...]] = {"assessment": HERE_ALL, "proposal": HERE_ALL, "criterion": HERE_ALL}
ASSESS = ("manager", "screening", "facilitator", "psea")
DECIDE = ("manager", "screening", "planner", "endorser")
DOORS: dict[str, Row] = {
    "profiling:selection-list": Row("programme", get=200),
    "profiling:selection-criteria": Row("programme", MANAGERS, get=200, post=422),
    "profiling:selection-starters": Row("programme", MANAGERS, post=302),
    "profiling:criterion-new": Row("programme", MANAGERS, get=200, post=422),
    "profiling:criterion-edit": Row("programme", MANAGERS, get=200, post=422),
    "profiling:criterion-remove": Row("programme", MANAGERS, post=302),
    "profiling:selection-of": Row("community", get=200),
    "profiling:selection-new": Row("community", ASSESS, get=200, post=422),
    "profiling:selection-detail": Row("assessment", get=200),
    "profiling:selection-edit": Row("assessment", ASSESS, get=200, post=422),
    "profiling:selection-propose": Row("assessment", ASSESS, get=200, post=422),
    "profiling:selection-return": Row("proposal", DECIDE, get=200, post=422),
    "profiling:selection-decide": Row("proposal", DECIDE, post=302),
}
VALUES: dict[str, dict[str, object]] = {
    "profiling:criterion-new": {"label_en": "Other"},
    "profiling:criterion-edit": {"label_en": "Other", "version": 1},
    "profiling:selection-new": {"held_on": "2026-03-10"},
    "profiling:selection-edit": {"held_on": "2026-03-11", "version": 1},
    "profiling:selection-propose": {"outcome": "selected", "reason": "Other"},
    "profiling:selection-return": {"reason": "Other"},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """A criterion in use, a draft and a proposal by the facilitator, each with words of that world."""
    criterion = SelectionCriterion.objects.create(
        programme=world.programme, code="need", labels={"en": f"Need {world.mark}"}, weight=Decimal(100)
    )
    draft = _assessment(world.chain.community, world, criterion)
    proposal = _assessment(make_community(world, f"Proposed {world.mark}"), world, criterion)
    by = cast.facilitator if which == "here" else cast.stranger_facilitator
    SelectionAssessment.objects.filter(pk=proposal.pk).update(
        state="proposed", outcome="reserve", reason=world.mark, proposed_by=by, proposed_as="facilitator",
        proposed_at=timezone.now(),
    )  # fmt: skip
    return {"assessment": draft.pk, "proposal": proposal.pk, "criterion": criterion.pk}


def _assessment(community: Community, world: World, criterion: SelectionCriterion) -> SelectionAssessment:
    made = SelectionAssessment.objects.create(community=community, programme=world.programme, number=1)
    SelectionScore.objects.create(
        assessment=made, criterion=criterion, weight=criterion.weight, score=2, evidence=world.mark
    )
    return made


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    if name in ("profiling:criterion-edit", "profiling:criterion-remove"):
        return [things["programme"], things["criterion"]]
    return None
