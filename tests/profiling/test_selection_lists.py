"""The lists of the selection: ordered, filtered and exported, and many communities cost no more than one."""

from __future__ import annotations

import csv
import io

import pytest
from django.conf import settings

from cbp.core.models import Event, Verb
from profiling.actions.criteria import take_starters
from profiling.actions.selection import decide_assessment
from profiling.models import Community, SelectionAssessment, SelectionCriterion
from tests.cast import HERE
from tests.chain import make_community
from tests.desk.counting import questions
from tests.profiling.browsing import body, page
from tests.profiling.chosen import begun, make_criteria, names_of, proposed, settled


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
