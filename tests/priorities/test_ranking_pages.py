"""The pages of rankings: set up, voted, closed and reopened, and what they tell of the outcome."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cbp.cycles.gates import checks_of
from cbp.cycles.phases import Gate
from cbp.priorities.models import GroupTally, Ranking
from cbp.priorities.reading import outcome
from tests.chain import make_need, make_session
from tests.desk.test_saving import filled
from tests.priorities.browsing import fresh, text, url
from tests.priorities.things import NOTHING, TITLES, VOTES, closed, group_of, options_of, titles_in_order, worked


# --- setting a ranking up ---------------------------------------------------------------------------------------------
def test_a_ranking_is_set_up_and_opened(cast, enter):
    cycle, session = cast.here.chain.cycle, cast.here.chain.session
    needs = [make_need(cycle, title) for title in TITLES]
    client, page = enter(cast.facilitator), url("ranking-new", cycle.pk)
    form = filled(client.get(page)) | {
        "title": "Choice", "votes_each": "3", "most_on_one": "2", f"need_{needs[0].pk}": "on",
        f"need_{needs[2].pk}": "on", f"cost_{needs[0].pk}": "١٬٢٥٠٬٠٠٠", "group_women": "on",
        "session_women": str(session.pk), "group_idp": "on", "budget": "2 000 000,50",
    }  # fmt: skip
    first, second = client.post(page, form), client.post(page, form)
    ranking = Ranking.objects.get(title="Choice")
    assert (first.url, second.url) == (ranking.get_absolute_url(),) * 2
    assert ranking.budget == Decimal("2000000.50")
    assert list(ranking.options.order_by("position").values_list("need", "cost")) == [
        (needs[0].pk, Decimal(1250000)), (needs[2].pk, None),
    ]  # fmt: skip
    assert sorted(ranking.groups.values_list("group", "session")) == [("idp", None), ("women", session.pk)]
    assert client.post(url("ranking-open", ranking.pk)).url == ranking.get_absolute_url()
    ranking.refresh_from_db()
    assert ranking.state == "open"


def test_a_stranger_s_need_is_no_option(cast, enter):
    """A05: a field that the form does not have is ignored, whoever's need it names."""
    cycle, foreign = cast.here.chain.cycle, cast.there.chain.need
    client, page = enter(cast.facilitator), url("ranking-new", cycle.pk)
    form = filled(client.get(page)) | {"title": "Choice", f"need_{foreign.pk}": "on", f"cost_{foreign.pk}": "5"}
    assert client.post(page, form).status_code == 302
    assert not Ranking.objects.get(title="Choice").options.exists()
    refused = client.post(page, fresh(form) | {"group_women": "on", "session_women": cast.there.chain.session.pk})
    assert refused.status_code == 422


@pytest.mark.parametrize(("field", "value"), [
    ("votes_each", "0"), ("votes_each", "51"), ("votes_each", "-1"), ("most_on_one", "4"), ("top", "0"),
    ("budget", "-1"), ("budget", "12.3456"), ("budget", "9" * 40), ("rule", "sum-of-ranks"), ("title", "x" * 200),
])  # fmt: skip
def test_a_ranking_that_cannot_be_is_refused(cast, enter, field, value):
    client, page = enter(cast.facilitator), url("ranking-new", cast.here.chain.cycle.pk)
    answer = client.post(page, filled(client.get(page)) | {"title": "Choice", field: value})
    assert answer.status_code == 422
    assert not Ranking.objects.filter(title="Choice").exists()


# --- votes ------------------------------------------------------------------------------------------------------------
def votes_page(ranking, code="women"):
    return url("ranking-votes", ranking.pk, group_of(ranking, code).pk)


def sheet(ranking, voters, *votes):
    return {"voters": voters, **{f"vote_{pk}": count for pk, count in zip(options_of(ranking), votes, strict=True)}}


def test_votes_are_entered_in_one_save(cast, enter):
    ranking = worked(cast, NOTHING)
    client, page = enter(cast.facilitator), votes_page(ranking)
    form = filled(client.get(page)) | sheet(ranking, "١٢", "٢٠", "10", "")
    first, second = client.post(page, form), client.post(page, form)
    assert (first.url, second.url) == (ranking.get_absolute_url(),) * 2
    group = group_of(ranking, "women")
    assert (group.voters, group.version) == (12, 2)
    assert list(group.tallies.order_by("option__position").values_list("votes", flat=True)) == [20, 10]
    shown = text(client.get(ranking.get_absolute_url()))
    assert "12 × 3 = 36" in shown
    assert "incomplete" in shown


@pytest.mark.parametrize(("values", "words"), [
    (("12", "20", "10", "7"), "37 votes cannot be: 12 people × 3 votes each = 36."),
    (("12", "1000000000", "0", "0"), "less than or equal to"),
    (("12", "-1", "0", "0"), "cannot be below zero"),
    (("12", "1,5", "0", "0"), "Enter a whole number"),
    (("12", "1e9", "0", "0"), "Enter a whole number"),
    (("", "1", "0", "0"), "not how many people voted"),
    (("1000000000", "1", "0", "0"), "less than or equal to"),
    (("٣", "٩", "١", "٠"), "10 votes cannot be: 3 people × 3 votes each = 9."),
])  # fmt: skip
def test_impossible_votes_are_refused_with_the_sum(cast, enter, values, words):
    ranking = worked(cast, NOTHING)
    client, page = enter(cast.facilitator), votes_page(ranking)
    answer = client.post(page, filled(client.get(page)) | sheet(ranking, *values))
    assert answer.status_code == 422
    assert words in text(answer)
    assert all(value in text(answer) for value in values)
    assert not GroupTally.objects.filter(group__ranking=ranking).exists()


def test_more_invalid_ballots_than_voters_are_refused_once(cast, enter):
    ranking = worked(cast, NOTHING)
    client, page = enter(cast.facilitator), votes_page(ranking)
    answer = client.post(page, filled(client.get(page)) | sheet(ranking, "3", "1", "1", "1") | {"invalid": "4"})
    assert answer.status_code == 422
    assert "more invalid ballots than people" in text(answer)


def test_two_people_enter_two_groups_and_the_same_group(cast, enter):
    ranking = worked(cast, NOTHING)
    one, two = enter(cast.facilitator), enter(cast.planner)
    women, men = votes_page(ranking), votes_page(ranking, "men")
    before, beside = filled(one.get(women)), filled(two.get(men))
    mine = filled(two.get(women))
    assert one.post(women, before | sheet(ranking, "12", "20", "10", "6")).status_code == 302
    assert two.post(men, beside | sheet(ranking, "30", "20", "15", "55")).status_code == 302
    answer = two.post(women, mine | sheet(ranking, "12", "19", "9", "6"))
    assert answer.status_code == 409
    assert all(word in text(answer) for word in ("20", "19", "10", "9", "Water is far"))
    options = options_of(ranking)
    choice = fresh(filled(answer)) | {f"choose-vote_{options[0]}": "theirs", f"choose-vote_{options[1]}": "mine"}
    choice |= {"choose-voters": "mine", f"choose-vote_{options[2]}": "mine"}
    assert two.post(women, choice).status_code == 302
    kept = group_of(ranking, "women").tallies.order_by("option__position").values_list("votes", flat=True)
    assert list(kept) == [20, 9, 6]


def test_a_group_of_another_ranking_is_not_found(cast, enter):
    ranking, other = worked(cast, NOTHING), worked(cast, NOTHING)
    client = enter(cast.facilitator)
    for group in (group_of(other, "women").pk, cast.there.chain.ranking.groups.get().pk, 10**12):
        assert client.get(url("ranking-votes", ranking.pk, group)).status_code == 404


def test_more_voters_than_people_in_the_session_is_a_warning(cast, enter):
    ranking = worked(cast)
    session = make_session(cast.here.chain.cycle, "women", people=9)
    ranking.groups.filter(group="women").update(session=session, invalid=2)
    ranking.groups.filter(group="men").update(session=make_session(cast.here.chain.cycle, "men", people=0))
    shown = text(enter(cast.facilitator).get(ranking.get_absolute_url()))
    assert "12 people voted, but 9 were counted" in shown
    assert "The attendance of this group’s session is not entered" in shown
    assert "36 votes are more than 10 valid ballots × 3 = 30." in shown


def test_a_closed_ranking_takes_no_votes(cast, enter):
    ranking = closed(cast)
    client, page = enter(cast.facilitator), votes_page(ranking)
    answer = client.post(page, filled(client.get(page)) | sheet(ranking, "12", "0", "0", "0"))
    assert answer.status_code == 422
    assert "while the ranking is open" in text(answer)


# --- the outcome ------------------------------------------------------------------------------------------------------
def test_the_outcome_tells_everything(cast):
    found = outcome(closed(cast, top=1, budget=9500))
    assert [(row.option.title, row.final, row.computed, row.is_at_top) for row in found.rows] == [
        (TITLES[1], "1", "1", True), (TITLES[0], "2", "2", False), (TITLES[2], "3", "3", False),
    ]  # fmt: skip
    scores = {
        line.code: [(one.option.title, str(one.percent), one.votes) for one in line.places] for line in found.rules
    }
    assert scores["mean-share"] == [(TITLES[1], "37.04", None), (TITLES[0], "34.26", None), (TITLES[2], "28.70", None)]
    assert scores["sum"] == [(TITLES[2], "42.00", 63), (TITLES[0], "30.67", 46), (TITLES[1], "27.33", 41)]
    assert [(one.group.code, [option.title for option in one.options]) for one in found.missed] == [
        ("women", [TITLES[0]]), ("men", [TITLES[2]]),
    ]  # fmt: skip
    assert [group.code for group in found.satisfied] == ["idp"]
    assert (found.rules_agree, found.is_changed, found.has_ties, found.is_whole) == (False, False, False, True)
    skip, stop = found.budget_lines
    assert ([one.title for one in skip.chosen], skip.left) == ([TITLES[1]], Decimal(500))
    assert stop.chosen == skip.chosen
    assert [(gain.group.code, gain.paid, gain.of) for gain in skip.gains] == [
        ("women", 0, 1),
        ("men", 0, 1),
        ("idp", 1, 1),
    ]
    cells = [(cell.group, cell.votes, str(cell.share), cell.is_first) for cell in found.rows[0].cells]
    assert cells[2] == ("Internally displaced people", 16, "66.7", True)


def test_the_page_of_a_ranking_says_it_in_words(cast, enter):
    shown = text(enter(cast.auditor).get(closed(cast, top=1, budget=9500).get_absolute_url()))
    for words in (
        "Women: left out. The first choice of this group, Water is far, is not among the first 1.",
        "Their first choice is among the first 1: Internally displaced people.",
        "The rules do not give the same order.",
        "Skip what does not fit and go on",
        "Stop at the first that does not fit",
        "37.04%",
    ):
        assert words in shown, words
    assert 'style="' not in shown


def test_an_open_ranking_is_preliminary(cast, enter):
    ranking = worked(cast, {**VOTES, "idp": (8, [6, None, 2])})
    shown = text(enter(cast.facilitator).get(ranking.get_absolute_url()))
    assert "Preliminary. Not entered in full yet: Internally displaced people." in shown


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_pages_are_whole_in_each_language(cast, enter, language):
    cast.facilitator.language = language
    cast.facilitator.save()
    ranking = closed(cast, budget=9500)
    client = enter(cast.facilitator)
    for page in (ranking.get_absolute_url(), url("need-list", ranking.cycle_id), url("need-new", ranking.cycle_id)):
        assert client.get(page).status_code == 200


# --- closing and reopening --------------------------------------------------------------------------------------------
def order_of(ranking, *places):
    return {f"place_{pk}": place for pk, place in zip(options_of(ranking), places, strict=True)}


def test_it_is_closed_as_computed(cast, enter):
    ranking = worked(cast)
    client, page = enter(cast.facilitator), url("ranking-close", ranking.pk)
    assert client.post(page, filled(client.get(page))).status_code == 302
    assert titles_in_order(ranking) == [TITLES[1], TITLES[0], TITLES[2]]


def test_another_order_needs_its_reason_and_each_place_once(cast, enter):
    ranking = worked(cast)
    client, page = enter(cast.facilitator), url("ranking-close", ranking.pk)
    form = filled(client.get(page))
    for places, reason, words in [
        (("1", "1", "3"), "x", "Give every option a place of its own"),
        (("1", "2", "9"), "x", "Give every option a place of its own"),
        (("1", "2", "3"), "", "changed by hand. Say why"),
        (("0", "2", "3"), "x", "greater than or equal to 1"),
        (("", "2", "3"), "x", "This field is required"),
    ]:
        answer = client.post(page, fresh(form) | order_of(ranking, *places) | {"reason": reason})
        assert answer.status_code == 422
        assert words in text(answer)
    good = fresh(form) | order_of(ranking, "١", "2", "3") | {"reason": "The plenary agreed so"}
    assert client.post(page, good).status_code == 302
    assert titles_in_order(ranking) == list(TITLES)
    assert "The plenary agreed so" in text(client.get(ranking.get_absolute_url()))


def test_votes_that_change_meanwhile_are_looked_at_again(cast, enter):
    ranking = worked(cast)
    client, page = enter(cast.facilitator), url("ranking-close", ranking.pk)
    form = filled(client.get(page))
    group_of(ranking, "idp").tallies.update(votes=0)
    answer = client.post(page, form)
    assert (answer.status_code, "changed meanwhile" in text(answer)) == (422, True)
    assert Ranking.objects.get(pk=ranking.pk).state == "open"
    forged = client.post(page, fresh(form) | {"shown": "9" * 3000})
    assert forged.status_code == 422


def test_it_does_not_close_with_a_group_missing(cast, enter):
    ranking = worked(cast, {**VOTES, "idp": (None, [None] * 3)})
    client, page = enter(cast.facilitator), url("ranking-close", ranking.pk)
    assert "Enter the voters and all votes first of: Internally displaced people." in text(client.get(page))
    assert client.post(page, {"reason": ""}).status_code == 422


def test_a_manager_reopens_and_the_earlier_result_stays_in_sight(cast, enter):
    ranking = closed(cast)
    client, page = enter(cast.manager), url("ranking-reopen", ranking.pk)
    assert client.post(page, filled(client.get(page))).status_code == 422
    assert client.post(page, fresh(filled(client.get(page))) | {"reason": "Counted twice"}).status_code == 302
    shown = text(client.get(ranking.get_absolute_url()))
    assert all(words in shown for words in ("Earlier results", "Counted twice", "Mean share of the groups"))
    assert enter(cast.facilitator).get(page).status_code == 403


def test_it_is_taken_back_with_a_reason(cast, enter):
    ranking = worked(cast)
    client, page = enter(cast.facilitator), url("ranking-set-back", ranking.pk)
    assert client.post(page, filled(client.get(page))).status_code == 422
    assert client.post(page, fresh(filled(client.get(page))) | {"reason": "Option missing"}).status_code == 302
    ranking.refresh_from_db()
    assert ranking.state == "set-up"


@pytest.mark.parametrize(("name", "words"), [
    ("ranking-reopen", "Only a closed ranking can be reopened"),
    ("ranking-set-back", "Only an open ranking can be taken back"),
])  # fmt: skip
def test_a_refused_step_keeps_its_reason_on_the_page(cast, enter, name, words):
    ranking = worked(cast, state="set-up")
    client, page = enter(cast.manager), url(name, ranking.pk)
    answer = client.post(page, filled(client.get(page)) | {"reason": "Counted twice"})
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert filled(answer)["reason"] == ["Counted twice"]


# --- the gate ---------------------------------------------------------------------------------------------------------
def test_the_gate_asks_for_a_closed_ranking(cast):
    check = next(one for one in checks_of(Gate.CHOSEN) if one.code == "ranking-closed")
    ranking = worked(cast)
    before = check.ask(ranking.cycle)
    assert (before.is_fulfilled, before.url) == (False, url("ranking-list", ranking.cycle_id))
    done = closed(cast)
    after = check.ask(done.cycle)
    assert (after.is_fulfilled, after.url) == (True, done.get_absolute_url())
