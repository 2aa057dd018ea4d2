"""Rankings closed and reopened: the rule, the order by hand, what was kept, and that closed is closed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from cbp.core.models import Event, Verb
from cbp.core.refusals import Refused
from cbp.priorities.actions import rankings as actions
from cbp.priorities.models import GroupTally, Need, Ranking, RankingGroup, RankingOption, RankingResult
from cbp.priorities.phases import NeedState, RankingState
from cbp.priorities.reading import outcome
from tests.chain import make_need
from tests.priorities.things import TITLES, VOTES, closed, options_of, titles_in_order, worked


# --- closing ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("rule", "order", "left_out"), [
    ("sum", [2, 0, 1], {0: ["women"], 1: ["idp"]}),
    ("mean-share", [1, 0, 2], {0: ["women"], 2: ["men"]}),
    ("mean-possible", [1, 0, 2], {0: ["women"], 2: ["men"]}),
])  # fmt: skip
def test_the_rule_makes_the_order(cast, rule, order, left_out):
    """15.1: the order turns round completely between the sum and the mean of shares."""
    ranking = closed(cast, rule=rule, top=1)
    assert titles_in_order(ranking) == [TITLES[at] for at in order]
    results = {one.option.position: one for one in RankingResult.objects.filter(option__ranking=ranking)}
    assert {at: one.left_out for at, one in results.items() if one.left_out} == left_out
    assert (ranking.closed_by, ranking.order_reason) == (cast.facilitator, "")
    assert ranking.closed_at is not None


def test_the_exact_score_is_kept(cast):
    ranking = closed(cast)
    kept = ranking.options.order_by("position").values_list("result__numerator", "result__denominator")
    assert [f"{top}/{under}" for top, under in kept] == ["37/108", "10/27", "31/108"]


def test_closing_ranks_the_needs(cast):
    ranking = worked(cast)
    needs = [option.need for option in ranking.options.order_by("position")]
    Need.objects.filter(pk=needs[0].pk).update(state="raised")
    Need.objects.filter(pk=needs[2].pk).update(state="planned")
    actions.close_ranking(ranking, final_order=None, reason="", by=cast.facilitator)
    assert [Need.objects.get(pk=need.pk).state for need in needs] == ["ranked", "ranked", "planned"]
    steps = [event.after["state"] for event in Event.objects.of(needs[0]).order_by("pk")]
    assert steps == ["confirmed", "ranked"]


def test_every_group_is_entered_before(cast):
    ranking = worked(cast, {**VOTES, "idp": (8, [6, None, 2]), "youth": (None, [None] * 3)})
    with pytest.raises(Refused, match="votes of: \u2068Internally displaced people\u2069, \u2068Youth\u2069"):
        actions.close_ranking(ranking, final_order=None, reason="", by=cast.facilitator)


def test_nobody_voted(cast):
    ranking = worked(cast, {"women": (12, [0, 0, 0])})
    with pytest.raises(Refused, match="Nobody cast a vote"):
        actions.close_ranking(ranking, final_order=None, reason="", by=cast.facilitator)


def test_votes_that_became_impossible_stop_the_close(cast):
    ranking = worked(cast)
    Ranking.objects.filter(pk=ranking.pk).update(votes_each=2, most_on_one=2)
    with pytest.raises(Refused, match="cannot be"):
        actions.close_ranking(ranking, final_order=None, reason="", by=cast.facilitator)


def test_another_order_asks_for_a_reason(cast):
    ranking = worked(cast)
    well, clinic, road = options_of(ranking)
    with pytest.raises(Refused, match="changed by hand"):
        actions.close_ranking(ranking, final_order=[well, clinic, road], reason=" ", by=cast.facilitator)
    reason = "The clinic is paid for by the district."
    actions.close_ranking(ranking, final_order=[well, clinic, road], reason=reason, by=cast.facilitator)
    ranking.refresh_from_db()
    assert ranking.order_reason == reason
    assert titles_in_order(ranking) == list(TITLES)
    computed = ranking.options.order_by("position").values_list("result__computed_rank", flat=True)
    assert list(computed) == [2, 1, 3]
    assert Event.objects.of(ranking).get(verb=Verb.RANKING_CLOSED).reason == reason


def test_the_same_order_by_hand_is_no_change(cast):
    ranking = worked(cast)
    well, clinic, road = options_of(ranking)
    actions.close_ranking(ranking, final_order=[clinic, well, road], reason="None needed", by=cast.facilitator)
    ranking.refresh_from_db()
    assert ranking.order_reason == ""


@pytest.mark.parametrize("order", [[0, 0, 1], [0, 1], [0, 1, 2, 2]])
def test_the_final_order_holds_every_option_once(cast, order):
    ranking = worked(cast)
    chosen = [options_of(ranking)[at] for at in order]
    with pytest.raises(Refused, match="every option once"):
        actions.close_ranking(ranking, final_order=chosen, reason="x", by=cast.facilitator)


def test_a_tie_stays_a_tie_until_people_settle_it(cast):
    """15.14."""
    votes = {"women": (10, [15, 15, 0]), "men": (10, [0, 0, 12])}
    ranking = closed(cast, votes=votes)
    kept = ranking.options.order_by("position").values_list("result__computed_rank", "result__is_tied")
    assert list(kept) == [(2, True), (2, True), (1, False)]
    shown = outcome(ranking)
    assert [(row.option.title, row.final) for row in shown.rows] == [
        ("The road floods", "1"), ("Water is far", "2="), ("The clinic is closed", "2="),
    ]  # fmt: skip
    other = worked(cast, votes)
    well, clinic, road = options_of(other)
    with pytest.raises(Refused, match="Say why"):
        actions.close_ranking(other, final_order=[road, well, clinic], reason="", by=cast.facilitator)


# --- reopening --------------------------------------------------------------------------------------------------------
def test_reopening_keeps_what_was(cast):
    ranking = closed(cast)
    actions.reopen_ranking(ranking, reason="The men were counted twice", by=cast.manager)
    ranking.refresh_from_db()
    assert (ranking.state, ranking.closed_at, ranking.closed_by) == (RankingState.OPEN, None, None)
    assert not RankingResult.objects.filter(option__ranking=ranking).exists()
    kept = ranking.archive[0]
    assert (kept["reason"], kept["rule"], kept["closed_by"]) == (
        "The men were counted twice", "mean-share", cast.facilitator.label,
    )  # fmt: skip
    assert [(one["title"], one["final_rank"], one["score"]) for one in kept["results"]] == [
        ("The clinic is closed", 1, "10/27"), ("Water is far", 2, "37/108"), ("The road floods", 3, "31/108"),
    ]  # fmt: skip
    assert kept["groups"][1]["votes"] == {"2": 20, "3": 15, "4": 55}
    assert set(Need.objects.filter(options__ranking=ranking).values_list("state", flat=True)) == {"confirmed"}
    actions.close_ranking(ranking, final_order=None, reason="", by=cast.facilitator)
    ranking.refresh_from_db()
    actions.reopen_ranking(ranking, reason="Again", by=cast.manager)
    ranking.refresh_from_db()
    assert [one["reason"] for one in ranking.archive] == ["The men were counted twice", "Again"]


def test_a_need_ranked_elsewhere_stays_ranked(cast):
    ranking = closed(cast)
    need = ranking.options.order_by("position").first().need
    other = worked(cast)
    RankingOption.objects.filter(pk=options_of(other)[0]).update(need=need)
    actions.close_ranking(other, final_order=None, reason="", by=cast.facilitator)
    actions.reopen_ranking(ranking, reason="x", by=cast.manager)
    need.refresh_from_db()
    assert need.state == NeedState.RANKED


def test_what_cannot_be_reopened(cast):
    ranking = closed(cast)
    with pytest.raises(Refused, match="Say why"):
        actions.reopen_ranking(ranking, reason=" ", by=cast.manager)
    type(ranking.cycle).objects.filter(pk=ranking.cycle_id).update(phase="closed")
    with pytest.raises(Refused, match="has ended"):
        actions.reopen_ranking(ranking, reason="x", by=cast.manager)


# --- closed is closed -------------------------------------------------------------------------------------------------
def _add(ranking):
    other = make_need(ranking.cycle, "Late")
    group, option = ranking.groups.first(), ranking.options.first()
    return {
        "an option": lambda: RankingOption.objects.create(ranking=ranking, need=other, position=9),
        "a group": lambda: RankingGroup.objects.create(ranking=ranking, group="youth"),
        "a tally": lambda: GroupTally.objects.create(group=group, option=option, votes=1),
        "a result": lambda: RankingResult.objects.create(
            option=option, numerator=1, denominator=1, computed_rank=1, final_rank=1
        ),
    }


def test_the_database_refuses_every_change_of_a_closed_ranking(cast):
    ranking = closed(cast)
    parts = {
        "option": RankingOption.objects.filter(ranking=ranking),
        "group": RankingGroup.objects.filter(ranking=ranking),
        "tally": GroupTally.objects.filter(group__ranking=ranking),
        "result": RankingResult.objects.filter(option__ranking=ranking),
    }
    values = {"option": {"cost": 1}, "group": {"voters": 99}, "tally": {"votes": 99}, "result": {"final_rank": 9}}
    tries = {
        f"change {name}": (lambda rows=rows, name=name: rows.update(**values[name])) for name, rows in parts.items()
    }
    tries |= {f"delete {name}": (lambda rows=rows: rows._raw_delete(rows.db)) for name, rows in parts.items()}
    tries |= {f"add {name}": add for name, add in _add(ranking).items()}
    rows = Ranking.objects.filter(pk=ranking.pk)
    tries |= {
        "rule": lambda: rows.update(rule="sum"),
        "reason": lambda: rows.update(order_reason="Other"),
        "open without an archive": lambda: rows.update(state="open"),
        "set up": lambda: rows.update(state="set-up", archive=[{}]),
        "open and another rule": lambda: rows.update(state="open", archive=[{}], rule="sum"),
        "delete": lambda: rows._raw_delete(rows.db),
    }
    through = []
    for what, attempt in tries.items():
        try:
            with transaction.atomic():
                attempt()
            through.append(what)
        except IntegrityError as refusal:
            through += [] if "A closed ranking stays" in str(refusal) else [f"{what}: {refusal}"]
    assert through == []


@pytest.mark.parametrize("statement", [
    "UPDATE priorities_grouptally SET votes = 0",
    "DELETE FROM priorities_rankingresult",
    "UPDATE priorities_rankinggroup SET voters = 1",
    "UPDATE priorities_rankingoption SET cost = 0",
    "UPDATE priorities_ranking SET top = 1",
    "INSERT INTO priorities_grouptally (group_id, option_id, votes)"
    " SELECT g.id, o.id, 1 FROM priorities_rankinggroup g, priorities_rankingoption o ORDER BY g.id DESC",
])  # fmt: skip
def test_plain_sql_is_refused_too(cast, statement):
    closed(cast)
    with pytest.raises(IntegrityError, match="A closed ranking stays"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_closed_ranking_may_be_translated(cast):
    ranking = closed(cast)
    Ranking.objects.filter(pk=ranking.pk).update(translations={"fr": {}}, version=9)


def test_no_part_moves_from_an_open_ranking_into_a_closed_one(cast):
    there, here = closed(cast), worked(cast)
    with pytest.raises(IntegrityError, match="A closed ranking stays"), transaction.atomic():
        RankingGroup.objects.filter(ranking=here, group="women").update(ranking=there, group="youth")
