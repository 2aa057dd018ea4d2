"""Rankings from the set-up to the votes: every refusal in words, every state by the table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.priorities.actions import rankings as actions
from cbp.priorities.models import GroupTally, Need, Ranking
from cbp.priorities.phases import RANKING_NEXT, RankingState
from tests.chain import make_community, make_cycle, make_need, make_session
from tests.priorities.things import NOTHING, TITLES, closed, group_of, make_needs, options_of, worked


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
