"""The pages of the selection of communities: nothing typed is lost, two people see each other, many cost no more."""

from __future__ import annotations

import csv
import io
import uuid
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse

from cbp.core.models import Event, Verb
from profiling.actions.criteria import take_starters
from profiling.actions.selection import decide_assessment, return_assessment
from profiling.models import Community, SelectionAssessment, SelectionCriterion
from profiling.reading.selection import rows_of
from tests.cast import HERE
from tests.chain import make_community
from tests.desk.counting import questions
from tests.desk.test_saving import filled
from tests.profiling.chosen import begun, make_criteria, proposed, settled


def page(name: str, *args: object) -> str:
    return reverse(f"profiling:{name}", args=args)


def again(form: dict) -> dict:
    """The same form from another window: a key of its own."""
    return form | {"idempotency_key": [str(uuid.uuid4())]}


def body(answer) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def programme(cast):
    return cast.here.programme


# --- criteria ---------------------------------------------------------------------------------------------------------
def test_the_starters_are_one_button(cast, enter, programme):
    client, address = enter(cast.manager), page("selection-criteria", programme.pk)
    assert "Take this set over" in body(client.get(address))
    key = {"idempotency_key": str(uuid.uuid4())}
    for _time in range(2):
        assert client.post(page("selection-starters", programme.pk), key).url == address
    assert programme.selection_criteria.count() == 11
    assert Event.objects.filter(verb=Verb.SELECTION_CRITERIA).count() == 1
    answer = client.post(page("selection-starters", programme.pk), again(key), follow=True)
    assert "has criteria already" in body(answer)


def weights_of(client, programme, *weights: str) -> dict:
    form = filled(client.get(page("selection-criteria", programme.pk)))
    names = [name for name in form if name.startswith("weight_")]
    return form | dict(zip(names, weights, strict=True))


def test_weights_are_changed_and_a_wrong_sum_keeps_what_was_typed(cast, enter, programme):
    make_criteria(programme)
    client, address = enter(cast.manager), page("selection-criteria", programme.pk)
    answer = client.post(address, weights_of(client, programme, "40", "25", "30.5"))
    assert answer.status_code == 422
    assert "\u206695.50\u2069 and not to 100: \u20664.50\u2069 are missing" in body(answer)
    assert 'value="30.5"' in body(answer)
    form = weights_of(client, programme, "33.33", "", "66.67")
    places = [name for name in form if name.startswith("place_")]
    assert client.post(address, form | dict(zip(places, "312", strict=True))).url == address
    kept = programme.selection_criteria.in_use().in_order()
    assert [(one.code, str(one.weight)) for one in kept] == [("conflict", "66.67"), ("need", "33.33")]


def test_two_people_weigh_and_what_only_one_changed_disturbs_nobody(cast, enter, programme):
    make_criteria(programme)
    client, address = enter(cast.manager), page("selection-criteria", programme.pk)
    mine = weights_of(client, programme, "60", "20", "20")
    enter(cast.administrator).post(
        reverse("desk:programme-edit", args=[programme.pk]),
        filled(enter(cast.administrator).get(reverse("desk:programme-edit", args=[programme.pk]))) | {"title": "Other"},
    )
    assert client.post(address, mine).status_code == 302
    mine, theirs = (weights_of(client, programme, *told) for told in (("50", "30", "20"), ("10", "10", "80")))
    assert client.post(address, again(theirs)).status_code == 302
    answer = client.post(address, mine)
    assert answer.status_code == 409
    assert "Weight: Need" in body(answer)


def test_a_criterion_in_four_languages(cast, enter, programme):
    client = enter(cast.manager)
    address = page("criterion-new", programme.pk)
    form = filled(client.get(address)) | {"label_fr": "Réseau", "hint_fr": "0 : rien", "is_restricted": "on"}
    for _time in range(2):
        assert client.post(address, form).url == page("selection-criteria", programme.pk)
    made = SelectionCriterion.objects.get()
    assert (made.labels, made.hints, made.is_restricted, made.is_active) == (
        {"fr": "Réseau"}, {"fr": "0 : rien"}, True, False,
    )  # fmt: skip
    empty = client.post(address, again(form) | {"label_fr": " "})
    assert empty.status_code == 422
    assert "at least one language" in body(empty)
    address = page("criterion-edit", programme.pk, made.pk)
    form = filled(client.get(address))
    assert client.post(address, again(form) | {"label_ar": "شبكة"}).status_code == 302
    assert client.post(address, again(form) | {"label_es": "Red"}).status_code == 409
    made.refresh_from_db()
    assert made.labels == {"fr": "Réseau", "ar": "شبكة"}
    client.post(page("criterion-remove", programme.pk, made.pk), {})
    assert not SelectionCriterion.objects.exists()


def test_words_of_a_programme_are_never_markup(cast, enter, programme):
    evil = "<b>{{ settings }}{% now 'Y' %}</b>"
    make_criteria(programme, (evil[:3], "100", False))
    SelectionCriterion.objects.update(labels={"en": evil}, hints={"en": evil}, code="evil")
    assessment = begun(make_community(cast.here), programme, cast.facilitator)
    client = enter(cast.manager)
    for address in (
        page("selection-edit", assessment.pk), assessment.get_absolute_url(), page("selection-list", programme.pk),
        page("selection-criteria", programme.pk), page("criterion-edit", programme.pk, names_of(assessment)[0]),
    ):  # fmt: skip
        html = client.get(address).content.decode()
        assert "<b>{" not in html
        assert "{{ settings }}" in html


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


def names_of(assessment: SelectionAssessment) -> list[int]:
    return [row.criterion_id for row in rows_of(assessment)]


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


# --- many communities -------------------------------------------------------------------------------------------------
@pytest.fixture
def three(cast, programme) -> list[SelectionAssessment]:
    """Decided, proposed with an unknown score, and a draft: 83.3 %, 70 to 80 % … in that order."""
    decided = proposed(settled(cast, "Alpha", 3, 3, 0), cast.facilitator)
    decide_assessment(decided, by=cast.planner)
    waits = proposed(settled(cast, "Beta", 2, None, 1), cast.facilitator, "reserve")
    draft = settled(cast, "Gamma", 2, 1, None)
    Community.objects.filter(name="Gamma").update(area=cast.here.neighbour)
    return [decided, waits, draft]


def order_of(client, programme, query: str = "") -> list[str]:
    answer = client.get(page("selection-list", programme.pk) + query)
    return [str(line.assessment.community) for line in answer.context["lines"]]


@pytest.mark.parametrize(("query", "names"), [
    ("", ["Alpha", "Beta", "Gamma"]), ("?order=lowest", ["Gamma", "Beta", "Alpha"]),
    ("?order=name", ["Alpha", "Beta", "Gamma"]), ("?outcome=selected", ["Alpha"]), ("?outcome=reserve", ["Beta"]),
    ("?outcome=open", ["Gamma"]), ("?state=proposed", ["Beta"]), ("?q=gam", ["Gamma"]), ("?area=TCD070", ["Gamma"]),
    ("?area=TCD07", ["Alpha", "Beta"]), ("?q=zzz", []), ("?order=nonsense", ["Alpha", "Beta", "Gamma"]),
])  # fmt: skip
def test_the_comparison_is_ordered_and_filtered(cast, enter, programme, three, query, names):
    """Alpha 300 of 300; Beta 100 + 40 to 230; Gamma 100 + 30 to 190."""
    assert order_of(enter(cast.manager), programme, query) == names


def test_the_comparison_shows_ranges_outcomes_and_people(cast, enter, programme, three):
    shown = body(enter(cast.auditor).get(page("selection-list", programme.pk)))
    for words in ("100.0%", "46.7%", "76.7%", "43.3%", "63.3%", "incomplete", f"Planner {HERE}", "Reserve", "Selected"):
        assert words in shown, words
    assert "not assessed yet" not in shown
    make_community(cast.here, "Delta")
    assert "community of this programme is not assessed yet" in body(
        enter(cast.auditor).get(page("selection-list", programme.pk))
    )


def test_an_earlier_decision_stands_while_a_new_one_is_made(cast, enter, programme, three):
    again_one = begun(three[0].community, programme, cast.manager, 0, 0, 3)
    client = enter(cast.manager)
    line = next(
        one for one in client.get(page("selection-list", programme.pk)).context["lines"]
        if one.assessment.pk == again_one.pk
    )  # fmt: skip
    assert (line.outcome, str(line.assessment.state)) == ("selected", "draft")
    assert "This community was assessed again" in body(client.get(three[0].get_absolute_url()))
    assert order_of(client, programme, "?outcome=selected") == ["Alpha"]


def test_what_was_decided_on_a_merged_record_is_read_with_the_one_that_stays(cast, enter, three):
    kept = make_community(cast.here, "Kept")
    Community.objects.filter(pk=three[0].community_id).update(merged_into=kept, is_active=False)
    shown = body(enter(cast.manager).get(page("selection-of", kept.pk)))
    assert three[0].get_absolute_url() in shown
    assert "Alpha" in shown


def test_the_list_leaves_the_house_as_seen(cast, enter, programme, three):
    answer = enter(cast.manager).get(page("selection-list", programme.pk) + "?outcome=reserve&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Community"] for row in rows] == ["Beta"]
    row = rows[0]
    assert (row["Need (0 to 3)"], row["Reach (0 to 3)"], row["Conflict (0 to 3, inverse)"]) == ("2", "", "1")
    assert (row["Lowest result (%)"], row["Highest result (%)"], row["Outcome"]) == ("46.7", "76.7", "Reserve")
    assert row["Proposed by"] == f"Facilitator {HERE} (Facilitator)"
    assert row["Decided by"] == ""
    line = Event.objects.get(verb=Verb.LIST_EXPORTED)
    assert line.after == {"list": "selection", "filters": {"outcome": "reserve"}}
    assert enter(cast.partner).get(page("selection-list", programme.pk) + "?format=csv").status_code == 403


def test_other_weights_are_said(cast, enter, programme, three):
    address = page("selection-list", programme.pk)
    assert "scored under criteria or weights" not in body(enter(cast.manager).get(address))
    SelectionCriterion.objects.filter(code="need").update(weight=40)
    SelectionCriterion.objects.filter(code="reach").update(weight=40)
    assert "scored under criteria or weights" in body(enter(cast.manager).get(address))


# --- the same questions for more --------------------------------------------------------------------------------------
def grow(cast, number: int) -> SelectionAssessment:
    """One more of each state in communities of their own, and one more assessment of the first community."""
    decided = proposed(settled(cast, f"Decided {number}"), cast.facilitator)
    decide_assessment(decided, by=cast.planner)
    proposed(settled(cast, f"Proposed {number}", 2, None, 1), cast.facilitator)
    settled(cast, f"Draft {number}", None, None, 1)
    first = SelectionAssessment.objects.order_by("pk")[0].community
    anew = begun(first, cast.here.programme, cast.facilitator, 1, 1, 1)
    decide_assessment(proposed(anew, cast.facilitator), by=cast.planner)
    return decided


def test_three_rows_ask_no_more_than_one(cast, enter, programme):
    client = enter(cast.manager)
    first = grow(cast, 1)
    pages = [
        page("selection-list", programme.pk), page("selection-of", first.community_id), "/",
        page("selection-list", programme.pk) + "?format=csv", page("selection-criteria", programme.pk),
    ]  # fmt: skip
    before = [questions(client, one) for one in pages]
    grow(cast, 2)
    grow(cast, 3)
    assert [questions(client, one) for one in pages] == before
    assert before[0] <= 20


def test_an_assessment_by_eleven_criteria_asks_no_more_than_one_by_three(cast, enter, programme):
    client = enter(cast.manager)
    small = settled(cast, "Small")
    pages = ("selection-detail", "selection-edit", "selection-propose")
    before = [questions(client, page(name, small.pk)) for name in pages]
    programme.selection_criteria.update(is_active=False)
    SelectionCriterion.objects.all().update(programme=cast.there.programme)
    take_starters(programme, by=cast.manager)
    big = settled(cast, "Big", *([2] * 11))
    assert [questions(client, page(name, big.pk)) for name in pages] == before


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_works_in_every_language(cast, enter, programme, language, three):
    cast.manager.language = language
    cast.manager.save()
    client = enter(cast.manager)
    pages = [
        page("selection-list", programme.pk), page("selection-criteria", programme.pk),
        page("criterion-new", programme.pk), page("selection-of", three[0].community_id),
        page("selection-new", three[0].community_id), *(one.get_absolute_url() for one in three),
        page("selection-edit", three[2].pk), page("selection-propose", three[2].pk),
        page("selection-return", three[1].pk),
    ]  # fmt: skip
    direction = "rtl" if language == "ar" else "ltr"
    for one in pages:
        assert f'<html lang="{language}" dir="{direction}">' in client.get(one).content.decode(), one


def test_empty_pages_explain_themselves(cast, enter, programme):
    community = make_community(cast.here)
    client = enter(cast.manager)
    assert "no criteria of selection yet" in body(client.get(page("selection-list", programme.pk)))
    assert "once their programme has chosen its criteria" in body(client.get(page("selection-of", community.pk)))
    make_criteria(programme)
    assert "No community was assessed yet" in body(client.get(page("selection-list", programme.pk)))
    assert "Assess the community" in body(client.get(page("selection-of", community.pk)))
    assert page("selection-of", community.pk) in body(client.get(community.get_absolute_url()))
    assert page("selection-list", programme.pk) in body(client.get(programme.get_absolute_url()))
    assert "No community fits this filter" in body(client.get(page("selection-list", programme.pk) + "?q=zzz"))


def test_a_stranger_learns_nothing(cast, enter):
    assessment = settled(cast)
    client = enter(cast.stranger)
    for name in ("selection-detail", "selection-edit", "selection-propose"):
        assert client.get(page(name, assessment.pk)).status_code == 404
    assert client.post(page("selection-decide", assessment.pk)).status_code == 404
    assert client.get(page("selection-list", cast.here.programme.pk)).status_code == 404
    assert client.get(page("selection-of", assessment.community_id)).status_code == 404
    mine = page("criterion-edit", cast.there.programme.pk, names_of(assessment)[0])
    assert client.get(mine).status_code == 404


def test_another_programme_s_manager_does_not_reach_it(cast, enter):
    """A community that two programmes work with: each decides for itself."""
    assessment = proposed(settled(cast), cast.facilitator)
    assessment.community.programmes.add(cast.there.programme)
    assert enter(cast.stranger).get(assessment.get_absolute_url()).status_code == 404
    assert enter(cast.stranger).get(page("selection-of", assessment.community_id)).context["rows"] == []
