"""A decision on a community stays, whoever asks the database and however."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from profiling.actions.selection import decide_assessment
from profiling.models import SelectionAssessment, SelectionCriterion, SelectionScore
from tests.profiling.chosen import proposed, settled


# --- what was decided stays -------------------------------------------------------------------------------------------
@pytest.fixture
def decided(cast) -> SelectionAssessment:
    assessment = proposed(settled(cast), cast.facilitator)
    decide_assessment(assessment, by=cast.planner)
    return assessment


def refused(work) -> None:
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        work()


def test_the_database_lets_no_decided_assessment_change(decided):
    mine = SelectionAssessment.objects.filter(pk=decided.pk)
    refused(lambda: mine.update(outcome="reserve"))
    refused(lambda: mine.update(state="draft"))
    refused(lambda: mine.update(version=9))
    refused(mine.delete)
    refused(lambda: decided.save())
    for sql in (
        "UPDATE profiling_selectionassessment SET reason = 'other' WHERE id = %s",
        "DELETE FROM profiling_selectionassessment WHERE id = %s",
    ):
        refused(lambda sql=sql: run(sql, decided.pk))


def test_the_database_lets_no_score_of_it_change(decided, cast):
    draft = settled(cast, "Another")
    row, free = decided.scores.first(), draft.scores.first()
    extra = SelectionCriterion.objects.create(
        programme=decided.programme, code="extra", labels={"en": "Extra"}, weight=0, is_active=False
    )
    refused(lambda: decided.scores.update(score=0))
    refused(lambda: row.delete())
    refused(lambda: decided.scores.create(criterion=extra, weight=1, score=3))
    refused(lambda: SelectionScore.objects.filter(pk=free.pk).update(assessment=decided, criterion=extra))
    refused(lambda: SelectionScore.objects.filter(pk=row.pk).update(assessment=draft, criterion=extra))
    for sql in (
        "UPDATE profiling_selectionscore SET evidence = 'other' WHERE assessment_id = %s",
        "DELETE FROM profiling_selectionscore WHERE assessment_id = %s",
    ):
        refused(lambda sql=sql: run(sql, decided.pk))
    draft.scores.update(score=0)  # what is not decided is free


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("values", [
    {"decided_by_id": None}, {"reason": ""}, {"outcome": ""}, {"decided_as": ""}, {"decided_as": "facilitator"},
    {"same_person": True}, {"proposed_by_id": None},
])  # fmt: skip
def test_the_database_asks_for_two_people_in_two_roles(cast, values):
    assessment = proposed(settled(cast), cast.facilitator)
    whole = {"state": "decided", "decided_by_id": cast.planner.pk, "decided_as": "planner"}
    told = {"decided_by_id": cast.facilitator.pk} if "same_person" in values else values
    with pytest.raises(IntegrityError, match="assessment_two_people"), transaction.atomic():
        SelectionAssessment.objects.filter(pk=assessment.pk).update(**{**whole, **told})
    SelectionAssessment.objects.filter(pk=assessment.pk).update(**whole)
