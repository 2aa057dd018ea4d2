"""Rankings from the set-up to the close and back: every refusal in words, every state by the table."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.priorities.actions import rankings as actions
from cbp.priorities.models import GroupTally, Need, Ranking, RankingGroup, RankingOption, RankingResult
from cbp.priorities.phases import RANKING_NEXT, NeedState, RankingState
from cbp.priorities.reading import outcome
from tests.chain import make_community, make_cycle, make_need, make_session
from tests.priorities.things import (
    TITLES,
    VOTES,
    closed,
    group_of,
    make_needs,
    options_of,
    titles_in_order,
    worked,
)

NOTHING = {"women": (None, [None] * 3), "men": (None, [None] * 3), "idp": (None, [None] * 3)}


def set_up(cast, needs=None, groups=("women", "men"), **fields):
    needs = make_needs(cast) if needs is None else needs
    ranking = Ranking(cycle=cast.here.chain.cycle, title="Priorities", **fields)
    return actions.set_up_ranking(
        ranking,
        options=[(need, Decimal(1000)) for need in needs],
        groups=[(code, None) for code in groups],
        by=cast.facilitator,
    )


# --- setting up -------------------------------------------------------------------------------------------------------
def test_it_is_set_up_in_the_language_of_whoever_does_it(cast):
    cast.facilitator.language = "fr"
    ranking = set_up(cast)
    assert (ranking.state, ranking.language) == (RankingState.SET_UP, "fr")
    assert [option.need.title for option in ranking.options.order_by("position")] == list(TITLES)
    assert list(ranking.groups.order_by("position").values_list("group", flat=True)) == ["women", "men"]
    assert Event.objects.of(ranking).get(verb=Verb.RANKING_SET_UP).after["voting_groups"] == ["women", "men"]


def test_what_cannot_be_set_up(cast):
    cycle, needs = cast.here.chain.cycle, make_needs(cast)
    other = make_cycle(make_community(cast.here, "Elsewhere"), cast.here.programme)
    foreign, parked = make_need(other), make_need(cycle, "Parked", state="parked")
    there = make_session(other)
    men = make_session(cycle, "men")
    by = cast.facilitator
    for options, groups, words in [
        ([(needs[0], None), (needs[0], None)], [], "twice among the options"),
        ([(foreign, None)], [], "another planning cycle"),
        ([(parked, None)], [], "cannot be voted for"),
        ([(needs[0], Decimal(-1))], [], "below zero"),
        ([(needs[0], None)], [("women", None), ("women", None)], "same group stands twice"),
        ([(needs[0], None)], [("nobody", None)], "does not know the group"),
        ([(needs[0], None)], [("women", there)], "another planning cycle"),
        ([(needs[0], None)], [("women", men)], "meeting of another group"),
    ]:
        with pytest.raises(Refused, match=words):
            actions.set_up_ranking(Ranking(cycle=cycle, title="No"), options=options, groups=groups, by=by)
    with pytest.raises(Refused, match="than the person has"):
        set_up(cast, needs, votes_each=2, most_on_one=3)
    assert not Ranking.objects.filter(title="No").exists()


def test_nothing_is_ranked_in_a_cycle_that_ended(cast):
    type(cast.here.chain.cycle).objects.filter(pk=cast.here.chain.cycle.pk).update(phase="closed")
    with pytest.raises(Refused, match="has ended"):
        set_up(cast)
    open_one = cast.here.chain.ranking
    group = open_one.groups.get()
    votes = {option.pk: 1 for option in open_one.options.all()}
    with pytest.raises(Refused, match="has ended"):
        actions.enter_votes(group, voters=12, invalid=0, votes=votes, expected=group.version, by=cast.facilitator)
    with pytest.raises(Refused, match="has ended"):
        actions.close_ranking(open_one, final_order=None, reason="", by=cast.facilitator)


def test_it_is_changed_while_it_is_set_up(cast):
    ranking = set_up(cast)
    needs = [option.need for option in ranking.options.order_by("position")]
    ranking.title, ranking.translations = "New title", {"fr": {"title": {"text": "Titre", "state": "checked"}}}
    Ranking.objects.filter(pk=ranking.pk).update(translations=ranking.translations)
    actions.change_ranking(
        ranking, fields=["title"], options=[(needs[2], None), (needs[0], Decimal(5))],
        groups=[("men", None), ("youth", None)], expected=1, by=cast.facilitator,
    )  # fmt: skip
    ranking.refresh_from_db()
    assert (ranking.title, ranking.version) == ("New title", 2)
    assert ranking.translations["fr"]["title"]["state"] == "draft"
    kept = list(ranking.options.order_by("position").values_list("need__title", "cost"))
    assert kept == [("The road floods", None), ("Water is far", Decimal(5))]
    assert list(ranking.groups.order_by("position").values_list("group", flat=True)) == ["men", "youth"]


def test_whoever_changes_it_too_late_is_told(cast):
    ranking = set_up(cast)
    Ranking.objects.filter(pk=ranking.pk).update(version=2)
    with pytest.raises(Stale):
        actions.change_ranking(ranking, fields=["title"], options=[], groups=[], expected=1, by=cast.facilitator)
    assert ranking.options.count() == 3


@pytest.mark.parametrize("state", [RankingState.OPEN, RankingState.CLOSED])
def test_it_is_changed_in_no_other_state(cast, state):
    ranking = worked(cast, state=state)
    with pytest.raises(Refused, match="while it is being set up"):
        actions.change_ranking(ranking, fields=["title"], options=[], groups=[], expected=1, by=cast.facilitator)


def test_an_option_or_group_with_votes_is_not_taken_out(cast):
    ranking = worked(cast, state="set-up")
    options = [(option.need, option.cost) for option in ranking.options.order_by("position")]
    groups = [(group.group, None) for group in ranking.groups.order_by("position")]
    for left_options, left_groups, words in [(options[:2], groups, "an option"), (options, groups[:2], "a group")]:
        with pytest.raises(Refused, match=f"Votes were entered for {words}"):
            actions.change_ranking(
                ranking, fields=[], options=left_options, groups=left_groups, expected=1, by=cast.facilitator
            )
    assert (ranking.options.count(), ranking.groups.count(), Ranking.objects.get(pk=ranking.pk).version) == (3, 3, 1)


# --- opening and taking back ------------------------------------------------------------------------------------------
def test_it_opens(cast):
    ranking = set_up(cast)
    actions.open_ranking(ranking, by=cast.facilitator)
    ranking.refresh_from_db()
    assert ranking.state == RankingState.OPEN
    assert Event.objects.of(ranking).get(verb=Verb.RANKING_OPENED).by_id == cast.facilitator.pk


def test_it_does_not_open_without_a_choice(cast):
    needs = make_needs(cast)
    by = cast.facilitator
    with pytest.raises(Refused, match="at least two options"):
        actions.open_ranking(set_up(cast, needs[:1]), by=by)
    with pytest.raises(Refused, match="at least one group"):
        actions.open_ranking(set_up(cast, needs, groups=()), by=by)
    ranking = set_up(cast, needs)
    Need.objects.filter(pk=needs[0].pk).update(state="parked")
    with pytest.raises(Refused, match="has left the register"):
        actions.open_ranking(ranking, by=by)


def test_it_is_taken_back_with_its_votes(cast):
    ranking = worked(cast)
    with pytest.raises(Refused, match="Say why"):
        actions.set_back_ranking(ranking, reason=" ", by=cast.facilitator)
    actions.set_back_ranking(ranking, reason="An option is missing", by=cast.facilitator)
    ranking.refresh_from_db()
    assert ranking.state == RankingState.SET_UP
    assert GroupTally.objects.filter(group__ranking=ranking).count() == 9


STEPS = {
    (RankingState.SET_UP, RankingState.OPEN): lambda ranking, by: actions.open_ranking(ranking, by=by),
    (RankingState.OPEN, RankingState.SET_UP): lambda ranking, by: actions.set_back_ranking(ranking, reason="x", by=by),
    (RankingState.OPEN, RankingState.CLOSED): lambda ranking, by: actions.close_ranking(
        ranking, final_order=None, reason="", by=by
    ),
    (RankingState.CLOSED, RankingState.OPEN): lambda ranking, by: actions.reopen_ranking(ranking, reason="x", by=by),
}


def test_every_step_of_the_table_has_its_action():
    assert set(STEPS) == {(now, after) for now, many in RANKING_NEXT.items() for after in many}


@pytest.mark.parametrize("state", RankingState)
def test_every_step_is_taken_from_its_state_only(cast, state):
    for (now, after), step in STEPS.items():
        if now == RankingState.CLOSED:
            ranking = closed(cast) if state == RankingState.CLOSED else worked(cast, state=state)
        else:
            ranking = worked(cast, state=state)
        if now == state:
            step(ranking, cast.manager)
            ranking.refresh_from_db()
            assert ranking.state == after
        else:
            with pytest.raises(Refused, match="Only"):
                step(ranking, cast.manager)
            ranking.refresh_from_db()
            assert ranking.state == state


# --- votes ------------------------------------------------------------------------------------------------------------
def enter(cast, ranking, code="women", voters=12, invalid=None, votes=(20, 10, 6), expected=1):
    actions.enter_votes(
        group_of(ranking, code), voters=voters, invalid=invalid, expected=expected, by=cast.facilitator,
        votes=dict(zip(options_of(ranking), votes, strict=True)),
    )  # fmt: skip


def test_votes_are_entered_and_taken_away(cast):
    ranking = worked(cast, NOTHING)
    enter(cast, ranking, invalid=1)
    enter(cast, ranking, votes=(20, None, 0), expected=2)
    group = group_of(ranking, "women")
    assert (group.voters, group.invalid, group.version) == (12, None, 3)
    assert list(group.tallies.order_by("option__position").values_list("votes", flat=True)) == [20, 0]
    first, second = Event.objects.of(ranking).filter(verb=Verb.RANKING_ENTERED).order_by("pk")
    assert first.before["votes"] == {}
    assert (first.after["voters"], first.after["invalid"], list(first.after["votes"].values())) == (12, 1, [20, 10, 6])
    assert list(second.after["votes"].values()) == [20, 0]


@pytest.mark.parametrize(("voters", "invalid", "votes", "words"), [
    (12, None, (20, 10, 7), "37.* votes cannot be: .*12.* people × .*3.* votes each = .*36"),
    (12, None, (10**9, 0, 0), "cannot be"),
    (12, None, (37, 0, 0), "37"),
    (None, None, (1, 0, 0), "not how many people voted"),
    (None, None, (0, None, None), "not how many people voted"),
    (12, None, (-1, 0, 0), "below zero"),
    (10**9, None, (0, 0, 0), "So many people"),
    (-1, None, (None, None, None), "So many people"),
    (12, 13, (0, 0, 0), "more invalid ballots"),
    (None, 1, (None, None, None), "more invalid ballots"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_its_arithmetic(cast, voters, invalid, votes, words):
    ranking = worked(cast, NOTHING)
    with pytest.raises(Refused, match=words):
        enter(cast, ranking, voters=voters, invalid=invalid, votes=votes)
    assert not GroupTally.objects.filter(group__ranking=ranking).exists()


def test_no_more_on_one_option_than_each_may_give(cast):
    ranking = worked(cast, NOTHING, most_on_one=1)
    with pytest.raises(Refused, match=r"13.*for one option cannot be: .*12.* people × at most .*1.* on one = .*12"):
        enter(cast, ranking, votes=(13, 0, 0))
    enter(cast, ranking, votes=(12, 12, 12))


def test_two_groups_do_not_disturb_each_other(cast):
    ranking = worked(cast, NOTHING)
    enter(cast, ranking, "women")
    enter(cast, ranking, "men", voters=30, votes=(20, 15, 55))
    assert GroupTally.objects.filter(group__ranking=ranking).count() == 6


def test_two_people_with_the_same_group_are_told(cast):
    ranking = worked(cast, NOTHING)
    enter(cast, ranking)
    with pytest.raises(Stale) as stale:
        enter(cast, ranking, votes=(1, 1, 1))
    assert stale.value.current == group_of(ranking, "women")
    assert list(group_of(ranking, "women").tallies.order_by("pk").values_list("votes", flat=True)) == [20, 10, 6]


def test_votes_for_another_ranking_s_option_are_refused(cast):
    ranking, other = worked(cast, NOTHING), worked(cast, NOTHING)
    votes = dict.fromkeys(options_of(other), 1)
    with pytest.raises(Refused, match="have changed"):
        actions.enter_votes(
            group_of(ranking, "women"), voters=12, invalid=None, votes=votes, expected=1, by=cast.facilitator
        )


@pytest.mark.parametrize("state", ["set-up", "closed"])
def test_votes_are_entered_while_it_is_open(cast, state):
    with pytest.raises(Refused, match="while the ranking is open"):
        enter(cast, worked(cast, state=state))


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
