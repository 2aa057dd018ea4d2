"""Choosing communities: every step with its refusals, and whose turn it is."""

from __future__ import annotations

import datetime
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from cbp.accounts.models import User
from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from profiling.actions.selection import (
    begin_assessment,
    decide_assessment,
    propose_assessment,
    return_assessment,
    save_scores,
)
from profiling.models import SelectionScore
from profiling.phases import NEXT_SELECTION, SelectionState
from profiling.reading.selection import compared, result_of, rows_of, to_correct, to_decide, unassessed
from tests.cast import make_person
from tests.chain import make_community
from tests.profiling.chosen import DAY, answers, begun, make_criteria, proposed, score, settled, take_all, weigh


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
