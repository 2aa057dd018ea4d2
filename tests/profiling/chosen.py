"""What the tests of the selection of communities begin with."""

from __future__ import annotations

import datetime
from decimal import Decimal

from cbp.accounts.models import User
from cbp.core.models import Programme
from profiling.actions.criteria import take_starters, weigh_criteria
from profiling.actions.selection import begin_assessment, propose_assessment, save_scores
from profiling.models import Community, SelectionAssessment, SelectionCriterion
from profiling.reading.selection import rows_of
from tests.cast import Cast
from tests.chain import make_community

DAY = datetime.date(2026, 3, 10)
THREE = (("need", "50", False), ("reach", "30", False), ("conflict", "20", True))


def make_criteria(programme: Programme, *told: tuple[str, str, bool]) -> list[SelectionCriterion]:
    """Three of them: 50, 30, and 20 inverse, whose evidence is for the team alone."""
    return [
        SelectionCriterion.objects.create(
            programme=programme, code=code, labels={"en": code.title(), "fr": f"{code} (fr)"}, weight=Decimal(weight),
            is_inverse=inverse, is_restricted=inverse, position=position,
        )
        for position, (code, weight, inverse) in enumerate(told or THREE, start=1)
    ]  # fmt: skip


def weigh(programme: Programme, told: dict[str, str | None], by: User, order: str = "") -> None:
    programme.refresh_from_db()
    codes = dict(programme.selection_criteria.values_list("code", "pk"))
    weights = {codes[code]: Decimal(weight) if weight else None for code, weight in told.items()}
    names = order.split() or list(told)
    weigh_criteria(programme, weights, order=[codes[one] for one in names], expected=programme.version, by=by)


def answers(assessment: SelectionAssessment, *scores: int | None) -> dict[int, tuple[int | None, str]]:
    """In the order of the criteria; each score has its evidence, an unknown one has none."""
    criteria = assessment.programme.selection_criteria.in_use().in_order()
    return {
        one.pk: (score, "" if score is None else f"Seen for {one.code}")
        for one, score in zip(criteria, scores, strict=True)
    }


def names_of(assessment: SelectionAssessment) -> list[int]:
    return [row.criterion_id for row in rows_of(assessment)]


def score(assessment: SelectionAssessment, by: User, *scores: int | None) -> None:
    told = answers(assessment, *scores)
    save_scores(assessment, told, held_on=DAY, expected=assessment.version, by=by)


def begun(community: Community, programme: Programme, by: User, *scores: int | None) -> SelectionAssessment:
    assessment = begin_assessment(community, programme, held_on=DAY, by=by)
    if scores:
        score(assessment, by, *scores)
    return assessment


def proposed(assessment: SelectionAssessment, by: User, outcome: str = "selected") -> SelectionAssessment:
    propose_assessment(assessment, outcome=outcome, reason="It fits", by=by)
    return assessment


def settled(cast: Cast, name: str = "", *scores: int | None) -> SelectionAssessment:
    """A draft by the facilitator in a community of its own; the three criteria, or all the starters, as there are."""
    programme = cast.here.programme
    if not programme.selection_criteria.exists():
        make_criteria(programme)
    return begun(make_community(cast.here, name), programme, cast.facilitator, *(scores or (3, 2, 1)))


def take_all(cast: Cast) -> None:
    take_starters(cast.here.programme, by=cast.manager)
    cast.here.programme.refresh_from_db()
