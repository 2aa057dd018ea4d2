"""The pages of one selection: nothing typed is lost, and two people in two roles see each other."""

from __future__ import annotations

import pytest

from cbp.core.models import Event, Verb
from profiling.actions.selection import return_assessment
from profiling.models import SelectionAssessment, SelectionCriterion
from profiling.reading.selection import rows_of
from tests.cast import HERE
from tests.chain import make_community
from tests.desk.test_saving import filled
from tests.profiling.browsing import again, body, page
from tests.profiling.chosen import begun, make_criteria, names_of, proposed, settled


# --- begun and scored -------------------------------------------------------------------------------------------------
def test_an_assessment_is_begun_once(cast, enter, programme):
    make_criteria(programme)
    community, client = make_community(cast.here), enter(cast.facilitator)
    address = page("selection-new", community.pk)
    form = filled(client.get(address))
    assert form["programme"] == [str(programme.pk)]  # the only one that has criteria
    first = client.post(address, form)
    assert client.post(address, form).url == first.url
    made = SelectionAssessment.objects.get()
    assert first.url == page("selection-edit", made.pk)
    answer = client.post(address, again(form))
    assert answer.status_code == 422
    assert "being worked on already" in body(answer)
    assert address not in body(client.get(page("selection-of", community.pk)))  # nor is it offered


@pytest.mark.parametrize(("values", "words"), [
    ({"held_on": "2031-01-01"}, "lies in the future"), ({"held_on": "soon"}, "Enter a valid date"),
    ({"programme": "0"}, "Select a valid choice"), ({"programme": ""}, "required"),
])  # fmt: skip
def test_what_cannot_begin_is_refused_in_words(cast, enter, programme, values, words):
    make_criteria(programme)
    client, address = enter(cast.facilitator), page("selection-new", make_community(cast.here).pk)
    answer = client.post(address, filled(client.get(address)) | values)
    assert answer.status_code == 422
    assert words in body(answer)


def test_scores_are_entered_and_not_known_is_a_choice(cast, enter, programme):
    make_criteria(programme)
    assessment = begun(make_community(cast.here), programme, cast.facilitator)
    client, address = enter(cast.facilitator), page("selection-edit", assessment.pk)
    need, _reach, conflict = names_of(assessment)
    form = filled(client.get(address))
    assert form[f"score_{need}"] == [""]
    typed = {f"score_{need}": "3", f"evidence_{need}": "Counted", f"score_{conflict}": "0", "held_on": "2026-03-10"}
    assert client.post(address, form | typed).url == assessment.get_absolute_url()
    assert [(row.score, row.evidence) for row in rows_of(assessment)] == [(3, "Counted"), (None, ""), (0, "")]
    html = body(client.get(assessment.get_absolute_url()))
    # 50 × 3 + 30 × ? + 20 × (3 − 0): from 210 to 300 of 300
    assert "One score is not known" in html
    assert "70.0%" in html
    assert "100.0%" in html
    assert "Say what these scores rest on: \u2068Conflict\u2069." in html
    assert client.post(address, again(filled(client.get(address)))).status_code == 302
    assert Event.objects.of(assessment).filter(verb=Verb.SELECTION_SCORED).count() == 2  # nothing changed, no line


@pytest.mark.parametrize("wrong", ["4", "-1", "x", "1.5"])
def test_an_impossible_score_keeps_what_was_typed(cast, enter, wrong):
    assessment = settled(cast)
    client, address = enter(cast.facilitator), page("selection-edit", assessment.pk)
    need = names_of(assessment)[0]
    form = filled(client.get(address)) | {f"score_{need}": wrong, f"evidence_{need}": "Kept as typed"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "Kept as typed" in body(answer)


def test_two_people_score_one_community(cast, enter):
    assessment = settled(cast)
    client, address = enter(cast.facilitator), page("selection-edit", assessment.pk)
    need, reach, _conflict = names_of(assessment)
    form = filled(client.get(address))
    enter(cast.manager).post(address, again(form) | {f"score_{need}": "0", f"evidence_{reach}": "Theirs"})
    answer = client.post(address, again(form) | {f"score_{need}": "1", f"evidence_{need}": "Mine"})
    assert answer.status_code == 409
    assert "Evidence: Need" in body(answer)
    done = client.post(address, filled(answer) | {f"choose-score_{need}": "mine", f"choose-evidence_{need}": "mine"})
    assert done.status_code == 302
    rows = rows_of(assessment)
    assert [(row.score, row.evidence) for row in rows[:2]] == [(1, "Mine"), (2, "Theirs")]


def test_what_was_typed_into_a_proposal_under_way_is_shown_again(cast, enter):
    assessment = settled(cast)
    client, address = enter(cast.facilitator), page("selection-edit", assessment.pk)
    form = filled(client.get(address)) | {f"evidence_{names_of(assessment)[0]}": "Kept as typed"}
    proposed(assessment, cast.manager)
    answer = client.post(address, form)
    assert answer.status_code == 409
    assert "Kept as typed" in body(answer)
    answer = client.post(address, filled(answer))
    assert answer.status_code == 422
    assert "is not scored any more" in body(answer)
    assert client.get(address).url == assessment.get_absolute_url()


def test_the_browser_keeps_no_copy_of_restricted_evidence(cast, enter):
    assessment = settled(cast)
    html = enter(cast.facilitator).get(page("selection-edit", assessment.pk)).content.decode()
    assert f'data-cbp-autosave="selectionassessment-{assessment.pk}"' in html
    private = html[html.index("data-cbp-private") :]
    assert f'name="evidence_{names_of(assessment)[2]}"' in private
    assert f'name="evidence_{names_of(assessment)[1]}"' not in private


def test_changed_weights_are_taken_over_by_saving_once_more(cast, enter, programme):
    assessment = settled(cast)
    SelectionCriterion.objects.filter(code="need").update(weight=40)
    SelectionCriterion.objects.filter(code="reach").update(weight=40)
    client, address = enter(cast.facilitator), page("selection-edit", assessment.pk)
    assert "Save the scores once more" in body(client.get(assessment.get_absolute_url()))
    client.post(address, filled(client.get(address)))
    assert "Nothing is missing" in body(client.get(assessment.get_absolute_url()))


# --- proposed and decided ---------------------------------------------------------------------------------------------
def test_from_the_proposal_to_the_decision(cast, enter):
    assessment = settled(cast)
    client, address = enter(cast.facilitator), page("selection-propose", assessment.pk)
    form = filled(client.get(address)) | {"outcome": "reserve", "reason": "Next year"}
    for _time in range(2):
        assert client.post(address, form).url == assessment.get_absolute_url()
    assert Event.objects.of(assessment).filter(verb=Verb.SELECTION_MOVED).count() == 1
    assert "It waits for the decision of a manager or a planner" in body(client.get(assessment.get_absolute_url()))
    planner = enter(cast.planner)
    home = body(planner.get("/"))
    assert "Selections of communities to decide" in home
    assert assessment.get_absolute_url() in home
    assert "Decide as proposed" in body(planner.get(assessment.get_absolute_url()))
    assessment.refresh_from_db()
    planner.post(page("selection-decide", assessment.pk), {"version": assessment.version})
    shown = body(planner.get(assessment.get_absolute_url()))
    for words in (f"Facilitator {HERE}", f"Planner {HERE}", "Local government planner", "Next year", "Reserve"):
        assert words in shown, words
    assert "Selections of communities to decide" not in body(planner.get("/"))


def test_a_proposal_without_a_reason_keeps_its_outcome(cast, enter):
    assessment = settled(cast)
    answer = enter(cast.facilitator).post(page("selection-propose", assessment.pk), {"outcome": "reserve"})
    assert answer.status_code == 422
    assert filled(answer)["outcome"] == ["reserve"]


def test_a_returned_proposal_waits_for_those_who_assess(cast, enter):
    assessment = proposed(settled(cast), cast.facilitator)
    client, address = enter(cast.planner), page("selection-return", assessment.pk)
    form = filled(client.get(address)) | {"reason": "Who counted?"}
    assert client.post(address, form).url == assessment.get_absolute_url()
    home = body(enter(cast.facilitator).get("/"))
    assert "Assessments of communities to correct" in home
    assert "Who counted?" in home
    assert "Who counted?" in body(enter(cast.facilitator).get(assessment.get_absolute_url()))


def test_whoever_may_not_decide_is_told_why(cast, enter):
    assessment = proposed(settled(cast), cast.manager)
    shown = body(enter(cast.screening).get(assessment.get_absolute_url()))
    assert "the role that you hold too" in shown
    assert "Decide as proposed" not in shown
    answer = enter(cast.screening).post(page("selection-decide", assessment.pk), {}, follow=True)
    assert "the role that you hold too" in body(answer)
    own = body(enter(cast.manager).get(assessment.get_absolute_url()))
    assert "does not decide on it" in own


def test_a_button_of_yesterday_decides_nothing(cast, enter):
    assessment = proposed(settled(cast), cast.facilitator)
    seen = assessment.version
    return_assessment(assessment, reason="Again", by=cast.endorser)
    proposed(assessment, cast.facilitator, "not-selected")
    answer = enter(cast.planner).post(page("selection-decide", assessment.pk), {"version": seen}, follow=True)
    assert "changed meanwhile" in body(answer)
    assessment.refresh_from_db()
    assert assessment.state == "proposed"


def test_what_conflict_rests_on_is_for_the_team_alone(cast, enter):
    assessment = settled(cast)
    for who, sees in [
        ("facilitator", True),
        ("manager", True),
        ("planner", False),
        ("auditor", False),
        ("partner", False),
    ]:
        shown = body(enter(getattr(cast, who)).get(assessment.get_absolute_url()))
        assert ("Seen for conflict" in shown) is sees, who
        assert "Seen for need" in shown
    for person in (cast.planner, cast.auditor):
        assert "Seen for" not in body(enter(person).get(page("selection-list", cast.here.programme.pk)))
