"""Choosing communities: every step with its refusals, and a decision that stays."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cbp.accounts.models import User
from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from profiling.actions.criteria import (
    add_criterion,
    change_criterion,
    remove_criterion,
    take_starters,
    weigh_criteria,
)
from profiling.actions.selection import (
    begin_assessment,
    decide_assessment,
    propose_assessment,
    return_assessment,
    save_scores,
)
from profiling.models import SelectionAssessment, SelectionCriterion, SelectionScore
from profiling.phases import NEXT_SELECTION, SelectionState
from profiling.reading.selection import compared, result_of, rows_of, to_correct, to_decide, unassessed
from tests.cast import make_person
from tests.chain import make_community
from tests.profiling.chosen import DAY, answers, begun, make_criteria, proposed, score, settled, take_all

D = Decimal


@pytest.fixture
def programme(cast):
    return cast.here.programme


def weigh(programme, told: dict[str, str | None], by: User, order: str = "") -> None:
    programme.refresh_from_db()
    codes = dict(programme.selection_criteria.values_list("code", "pk"))
    weights = {codes[code]: D(weight) if weight else None for code, weight in told.items()}
    names = order.split() or list(told)
    weigh_criteria(programme, weights, order=[codes[one] for one in names], expected=programme.version, by=by)


def in_use(programme) -> list[tuple[str, str]]:
    return [(one.code, str(one.weight)) for one in programme.selection_criteria.in_use().in_order()]


# --- criteria ---------------------------------------------------------------------------------------------------------
def test_a_programme_takes_the_starters_once(cast, programme):
    take_starters(programme, by=cast.manager)
    assert programme.selection_criteria.count() == 11
    assert sum(one.weight for one in programme.selection_criteria.in_use()) == 100
    assert Event.objects.get(verb=Verb.SELECTION_CRITERIA).after["weights"]["Others do the same here already"] == "5"
    with pytest.raises(Refused, match="has criteria already"):
        take_starters(programme, by=cast.manager)


@pytest.mark.parametrize(("weights", "words"), [
    ({"need": "40", "reach": "25", "conflict": "30"}, "sum to \u206695\u2069 and not .* \u20665\u2069 are missing"),
    ({"need": "50", "reach": "50.02", "conflict": None}, "sum to \u2066100.02\u2069 .* \u20660.02\u2069 are too many"),
    ({"need": "100", "reach": "0", "conflict": None}, "“Reach” has the weight 0"),
    ({"need": "101", "reach": None, "conflict": None}, "sum to \u2066101\u2069"),
    ({"need": "-1", "reach": "81", "conflict": "20"}, "greater than or equal to 0"),
])  # fmt: skip
def test_weights_that_are_no_hundred_are_refused_with_their_sum(cast, programme, weights, words):
    make_criteria(programme)
    with pytest.raises(Refused, match=words), transaction.atomic():
        weigh(programme, weights, cast.manager)
    assert in_use(programme) == [("need", "50.00"), ("reach", "30.00"), ("conflict", "20.00")]


def test_criteria_are_weighed_ordered_and_retired(cast, programme):
    make_criteria(programme)
    weigh(programme, {"need": "33.33", "reach": None, "conflict": "66.66"}, cast.manager, "conflict need reach")
    assert in_use(programme) == [("conflict", "66.66"), ("need", "33.33")]
    line = Event.objects.get(verb=Verb.SELECTION_CRITERIA)
    assert line.before == {"weights": {"Need": "50", "Reach": "30", "Conflict": "20"}}
    assert line.after == {"weights": {"Conflict": "66.66", "Need": "33.33"}}
    weigh(programme, {"need": None, "reach": None, "conflict": None}, cast.manager)
    assert in_use(programme) == []


def test_two_people_weigh_at_once(cast, programme):
    made = make_criteria(programme)
    weights = {one.pk: one.weight for one in made}
    order = [one.pk for one in made]
    weigh_criteria(programme, weights, order=order, expected=1, by=cast.manager)
    with pytest.raises(Stale):
        weigh_criteria(programme, weights, order=order, expected=1, by=cast.screening)


def test_a_criterion_of_one_s_own_waits_for_its_weight(cast, programme):
    make_criteria(programme)
    made = add_criterion(
        SelectionCriterion(programme=programme, labels={"en": " Mobile network! ", "ar": " "}), by=cast.manager
    )
    assert (made.code, made.is_active, made.weight, made.labels) == (
        "mobile-network", False, 0, {"en": "Mobile network!"},
    )  # fmt: skip
    again = add_criterion(SelectionCriterion(programme=programme, labels={"en": "Mobile network"}), by=cast.manager)
    other = add_criterion(SelectionCriterion(programme=programme, labels={"ar": "شبكة"}), by=cast.manager)
    assert (again.code, other.code) == ("mobile-network-2", "criterion")
    assert in_use(programme) == [("need", "50.00"), ("reach", "30.00"), ("conflict", "20.00")]
    with pytest.raises(Refused, match="at least one language"):
        add_criterion(SelectionCriterion(programme=programme, labels={"en": " "}), by=cast.manager)


def test_a_criterion_is_worded_anew(cast, programme):
    need = make_criteria(programme)[0]
    need.labels = {"en": "Need seen", "es": "Necesidad"}
    change_criterion(need, expected=1, by=cast.manager)
    need.refresh_from_db()
    assert (need.labels, need.weight) == ({"en": "Need seen", "es": "Necesidad"}, 50)
    with pytest.raises(Stale):
        change_criterion(need, expected=1, by=cast.manager)
    need.labels = {}
    with pytest.raises(Refused, match="at least one language"):
        change_criterion(need, expected=2, by=cast.manager)
    SelectionCriterion.objects.filter(pk=need.pk).delete()
    with pytest.raises(Refused, match="removed this criterion meanwhile"):
        change_criterion(need, expected=2, by=cast.manager)


def test_a_criterion_once_scored_is_retired_and_never_deleted(cast, programme):
    assessment = settled(cast)
    need = programme.selection_criteria.get(code="need")
    with pytest.raises(Refused, match="is in use"):
        remove_criterion(need, by=cast.manager)
    weigh(programme, {"need": None, "reach": "60", "conflict": "40"}, cast.manager)
    with pytest.raises(Refused, match="it stays, out of use"):
        remove_criterion(need, by=cast.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        need.delete()
    spare = add_criterion(SelectionCriterion(programme=programme, labels={"en": "Spare"}), by=cast.manager)
    remove_criterion(spare, by=cast.manager)
    with pytest.raises(Refused, match="removed this criterion already"):
        remove_criterion(spare, by=cast.manager)
    assert assessment.scores.count() == 3


# --- begun and scored -------------------------------------------------------------------------------------------------
def test_an_assessment_begins_with_the_criteria_in_use(cast, programme):
    make_criteria(programme)
    weigh(programme, {"need": "70", "reach": None, "conflict": "30"}, cast.manager)
    community = make_community(cast.here)
    community.programmes.clear()
    made = begin_assessment(community, programme, held_on=DAY, by=cast.facilitator)
    assert (made.number, made.state, made.held_on) == (1, "draft", DAY)
    assert [(row.criterion.code, row.weight, row.is_inverse, row.score) for row in rows_of(made)] == [
        ("need", 70, False, None), ("conflict", 30, True, None),
    ]  # fmt: skip
    assert list(community.programmes.all()) == [programme]
    assert Event.objects.of(made).get().verb == Verb.SELECTION_SCORED


def test_one_assessment_is_at_work_at_a_time(cast, programme):
    first = settled(cast)
    with pytest.raises(Refused, match="being worked on already"):
        begin_assessment(first.community, programme, by=cast.manager)


def test_what_cannot_begin(cast, programme):
    community = make_community(cast.here)
    with pytest.raises(Refused, match="no criteria of selection yet"):
        begin_assessment(community, programme, by=cast.facilitator)
    make_criteria(programme)
    make_criteria(cast.there.programme)
    with pytest.raises(Refused, match="You have no role"):
        begin_assessment(community, cast.there.programme, by=cast.facilitator)
    with pytest.raises(Refused, match="You have no role"):
        begin_assessment(community, programme, by=cast.planner)
    anywhere = make_person("Anywhere", "manager")
    with pytest.raises(Refused, match="works in another country"):
        begin_assessment(community, cast.there.programme, by=anywhere)
    tomorrow = datetime.date.today() + datetime.timedelta(days=3)
    with pytest.raises(Refused, match="lies in the future"):
        begin_assessment(community, programme, held_on=tomorrow, by=cast.facilitator)
    community.is_active = False
    community.save()
    community.programmes.clear()
    with pytest.raises(Refused, match="takes no part in planning"):
        begin_assessment(community, programme, by=cast.facilitator)


def test_scores_are_kept_with_the_weights_of_their_day(cast, programme):
    """50 × 3 + 30 × 2 + 20 × (3 − 1) = 250 of 300."""
    assessment = settled(cast)
    assert result_of(rows_of(assessment)).low == D("83.3")
    weigh(programme, {"need": "20", "reach": "30", "conflict": "50"}, cast.manager)
    assert result_of(rows_of(assessment)).low == D("83.3")
    score(assessment, cast.facilitator, 3, 2, 1)
    assert result_of(rows_of(assessment)).low == D("73.3")  # 60 + 60 + 100 of 300


def test_the_history_tells_the_scores_but_not_what_is_for_the_team(cast):
    assessment = settled(cast, "", 3, None, 1)
    score(assessment, cast.facilitator, 2, None, 0)
    line = Event.objects.of(assessment).latest_first()[0]
    assert line.before["scores"] == {"Need": [3, "Seen for need"], "Conflict": [1]}
    assert line.after["scores"] == {"Need": [2, "Seen for need"], "Conflict": [0]}


@pytest.mark.parametrize("wrong", [-1, 4, 99])
def test_an_impossible_score_is_refused(cast, wrong):
    assessment = settled(cast)
    with pytest.raises(Refused), transaction.atomic():
        score(assessment, cast.facilitator, wrong, 2, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SelectionScore.objects.filter(assessment=assessment).update(score=wrong)


def test_two_people_score_at_once(cast):
    assessment = settled(cast)
    told = answers(assessment, 0, 0, 0)
    save_scores(assessment, told, held_on=DAY, expected=2, by=cast.facilitator)
    with pytest.raises(Stale):
        save_scores(assessment, told, held_on=DAY, expected=2, by=cast.manager)


def test_new_words_doubt_their_translations(cast):
    assessment = settled(cast)
    row = rows_of(assessment)[0]
    SelectionScore.objects.filter(pk=row.pk).update(
        translations={"fr": {"evidence": {"text": "Vu", "state": "checked"}}}
    )
    told = {row.criterion_id: (3, "Other words")}
    save_scores(assessment, told, held_on=DAY, expected=2, by=make_person("Fr", "manager", language="fr"))
    row.refresh_from_db()
    assert (row.evidence, row.language, row.translations["fr"]["evidence"]["state"]) == ("Other words", "fr", "draft")


def test_a_criterion_that_was_retired_meanwhile_stays_until_its_score_goes(cast, programme):
    assessment = settled(cast, "", 3, 2, None)
    weigh(programme, {"need": "100", "reach": None, "conflict": None}, cast.manager)
    save_scores(assessment, {}, held_on=DAY, expected=2, by=cast.facilitator)
    assert [(row.criterion.code, row.weight) for row in rows_of(assessment)] == [("need", 100), ("reach", 30)]
    reach = programme.selection_criteria.get(code="reach")
    save_scores(assessment, {reach.pk: (None, "")}, held_on=DAY, expected=3, by=cast.facilitator)
    assert [row.criterion.code for row in rows_of(assessment)] == ["need"]


# --- the table of states ----------------------------------------------------------------------------------------------
MOVES = {
    SelectionState.PROPOSED: lambda one, cast: proposed(one, cast.facilitator),
    SelectionState.DRAFT: lambda one, cast: return_assessment(one, reason="Look again", by=cast.planner),
    SelectionState.DECIDED: lambda one, cast: decide_assessment(one, by=cast.planner),
}
STEPS = {
    SelectionState.DRAFT: (), SelectionState.PROPOSED: (SelectionState.PROPOSED,),
    SelectionState.DECIDED: (SelectionState.PROPOSED, SelectionState.DECIDED),
}  # fmt: skip


@pytest.mark.parametrize("start", SelectionState)
def test_the_table_of_states_is_walked(cast, start):
    for to in SelectionState:
        assessment = settled(cast, f"Place {to}")
        for step in STEPS[start]:
            MOVES[step](assessment, cast)
        assert assessment.state == start
        if to in NEXT_SELECTION[start]:
            MOVES[to](assessment, cast)
            assert assessment.state == to
        else:
            with pytest.raises(Refused, match=f"“{start.label}” cannot become “{to.label}”"), transaction.atomic():
                MOVES[to](assessment, cast)


def test_every_state_can_be_reached():
    assert {state for after in NEXT_SELECTION.values() for state in after} == set(SelectionState)


# --- proposed ---------------------------------------------------------------------------------------------------------
def test_a_proposal_carries_name_role_and_reason(cast):
    assessment = settled(cast, "", 3, None, None)
    propose_assessment(assessment, outcome="reserve", reason=" Later ", by=cast.facilitator)
    assert (assessment.outcome, assessment.reason, assessment.proposed_as) == ("reserve", "Later", "facilitator")
    assert assessment.proposed_by == cast.facilitator
    line = Event.objects.of(assessment).get(verb=Verb.SELECTION_MOVED)
    assert (line.after, line.reason) == ({"state": "proposed", "role": "facilitator", "outcome": "reserve"}, "Later")


@pytest.mark.parametrize(("values", "words"), [
    ({"outcome": "selected", "reason": " "}, "Say why"), ({"outcome": "", "reason": "So"}, "Choose what you propose"),
    ({"outcome": "best", "reason": "So"}, "Choose what you propose"),
    ({"outcome": "selected", "reason": "x" * 1001}, "1000 letters at most"),
])  # fmt: skip
def test_a_proposal_that_says_too_little(cast, values, words):
    assessment = settled(cast)
    with pytest.raises(Refused, match=words):
        propose_assessment(assessment, **values, by=cast.facilitator)


def test_nothing_is_proposed_without_scores_and_what_they_rest_on(cast, programme):
    assessment = settled(cast, "", None, None, None)
    with pytest.raises(Refused, match="No criterion is scored yet"):
        proposed(assessment, cast.facilitator)
    need, reach, _conflict = (row.criterion_id for row in rows_of(assessment))
    told = {need: (3, ""), reach: (2, "Counted")}
    save_scores(assessment, told, held_on=DAY, expected=assessment.version, by=cast.facilitator)
    with pytest.raises(Refused, match="rest on: \u2068Need\u2069"):
        proposed(assessment, cast.facilitator)


def test_nothing_is_proposed_under_criteria_of_yesterday(cast, programme):
    assessment = settled(cast)
    weigh(programme, {"need": "60", "reach": "20", "conflict": "20"}, cast.manager)
    with pytest.raises(Refused, match="Save the scores once more"):
        proposed(assessment, cast.facilitator)
    score(assessment, cast.facilitator, 3, 2, 1)
    proposed(assessment, cast.facilitator)


@pytest.mark.parametrize("who", ["planner", "partner", "auditor", "stranger"])
def test_whoever_does_not_assess_does_not_propose(cast, who):
    assessment = settled(cast)
    with pytest.raises(Refused, match="You have no role"):
        proposed(assessment, getattr(cast, who))


def test_what_is_proposed_is_not_scored(cast):
    assessment = proposed(settled(cast), cast.facilitator)
    with pytest.raises(Refused, match="“Proposed” is not scored any more"):
        score(assessment, cast.facilitator, 0, 0, 0)


# --- decided ----------------------------------------------------------------------------------------------------------
def test_a_second_person_in_a_second_role_decides(cast):
    assessment = proposed(settled(cast), cast.facilitator)
    decide_assessment(assessment, expected=assessment.version, by=cast.planner)
    assert (assessment.state, assessment.decided_by, assessment.decided_as) == ("decided", cast.planner, "planner")
    line = Event.objects.of(assessment).latest_first()[0]
    assert line.after == {"state": "decided", "role": "planner", "outcome": "selected"}


def test_whoever_proposed_does_not_decide(cast, programme):
    both = make_person("Both", "manager", programme=programme)
    both.assignments.create(role="facilitator", programme=programme)
    both = User.objects.get(pk=both.pk)
    assessment = proposed(settled(cast), both)
    assert assessment.proposed_as == "facilitator"
    with pytest.raises(Refused, match="does not decide on it"):
        decide_assessment(assessment, by=both)


def test_two_of_one_role_are_not_enough(cast, programme):
    assessment = proposed(settled(cast), cast.manager)
    with pytest.raises(Refused, match="proposed it as “Programme manager”, the role that you hold too"):
        decide_assessment(assessment, by=cast.screening)
    both = make_person("Both", "manager", programme=programme)
    both.assignments.create(role="planner", area=cast.here.region)
    decide_assessment(assessment, by=User.objects.get(pk=both.pk))
    assert assessment.decided_as == "planner"


@pytest.mark.parametrize("who", ["facilitator", "psea", "auditor", "partner", "administrator", "stranger", "removed"])
def test_whoever_has_no_right_does_not_decide(cast, who):
    assessment = proposed(settled(cast), cast.manager)
    with pytest.raises(Refused, match="Only managers and planners decide"):
        decide_assessment(assessment, by=getattr(cast, who))


def test_nobody_decides_on_what_was_changed_meanwhile(cast):
    assessment = proposed(settled(cast), cast.facilitator)
    seen = assessment.version
    return_assessment(assessment, reason="Look again", by=cast.planner)
    proposed(assessment, cast.facilitator, "not-selected")
    for step in (
        lambda: decide_assessment(assessment, expected=seen, by=cast.planner),
        lambda: return_assessment(assessment, reason="So", expected=seen, by=cast.planner),
    ):
        with pytest.raises(Refused, match="changed meanwhile"):
            step()


def test_a_proposal_is_returned_with_a_reason(cast):
    assessment = proposed(settled(cast), cast.facilitator)
    with pytest.raises(Refused, match="Say why"):
        return_assessment(assessment, reason=" ", by=cast.planner)
    return_assessment(assessment, reason="Who counted?", by=cast.planner)
    assert (assessment.state, assessment.return_reason, assessment.reason) == ("draft", "Who counted?", "It fits")
    proposed(assessment, cast.facilitator)
    assert assessment.return_reason == ""


def test_to_decide_anew_is_the_next_number(cast, programme):
    assessment = proposed(settled(cast), cast.facilitator)
    decide_assessment(assessment, by=cast.planner)
    again = begin_assessment(assessment.community, programme, by=cast.manager)
    assert (again.number, again.state) == (2, "draft")


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


# --- whose turn it is, and many communities ---------------------------------------------------------------------------
def test_a_proposal_waits_for_another_role(cast, programme):
    by_facilitator = proposed(settled(cast, "One"), cast.facilitator)
    by_manager = proposed(settled(cast, "Two"), cast.manager)
    settled(cast, "Draft")
    assert set(to_decide(cast.planner)) == {by_facilitator, by_manager}
    assert set(to_decide(cast.screening)) == {by_facilitator}
    assert set(to_decide(cast.manager)) == {by_facilitator}
    for who in ("facilitator", "auditor", "partner", "administrator", "stranger", "removed", "closed"):
        assert not to_decide(User.objects.get(pk=getattr(cast, who).pk)), who
    for assessment in (by_facilitator, by_manager):
        decide_assessment(assessment, by=cast.planner)
    assert not to_decide(cast.planner)


def test_what_was_returned_waits_for_those_who_assess(cast):
    assessment = proposed(settled(cast), cast.facilitator)
    return_assessment(assessment, reason="Who counted?", by=cast.planner)
    assert list(to_correct(cast.facilitator)) == list(to_correct(cast.manager)) == [assessment]
    assert not to_correct(cast.planner)
    assert not to_correct(cast.stranger)


def test_the_comparison_shows_the_latest_and_what_stands(cast, programme):
    first = proposed(settled(cast, "One", 3, 3, 0), cast.facilitator)
    decide_assessment(first, by=cast.planner)
    second = begun(first.community, programme, cast.facilitator, 0, None, 3)
    other = proposed(settled(cast, "Two", 3, None, 1), cast.facilitator, "reserve")
    make_community(cast.here, "Three")
    rows = {one.pk: one for one in compared(programme, cast.manager)}
    assert set(rows) == {second.pk, other.pk}
    assert (rows[second.pk].standing, rows[other.pk].standing) == ("selected", "reserve")
    for pk, one in rows.items():
        exact = result_of(rows_of(one))
        assert abs(float(one.lowest) - float(exact.lowest)) < 0.001, pk
        assert abs(float(one.highest) - float(exact.highest)) < 0.001
    assert [one.name for one in unassessed(programme, cast.manager)] == ["Three"]
    assert not compared(programme, cast.stranger)


def test_the_starters_work_as_they_come(cast, programme):
    take_all(cast)
    assessment = settled(cast, "", *([3] * 9 + [0, 0]))
    assert result_of(rows_of(assessment)).low == 100
