"""The arithmetic of fair choice: the worked numbers of the domain reference, and what holds for any votes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cbp.priorities import methods
from cbp.priorities.methods import Fate, FaultCode, GroupVotes, Place, Tally
from cbp.priorities.models import CombinationRule

WELL, CLINIC, ROAD = 1, 2, 3
OPTIONS = (WELL, CLINIC, ROAD)


def tally(*groups, votes_each=3, most_on_one=3):
    """Groups as (code, voters, votes for well, clinic, road)."""
    found = [GroupVotes(code, voters, dict(zip(OPTIONS, votes, strict=True))) for code, voters, *votes in groups]
    return Tally(OPTIONS, tuple(found), votes_each, most_on_one)


TURNED = tally(("women", 12, 20, 10, 6), ("men", 30, 20, 15, 55), ("displaced", 8, 6, 16, 2))  # 15.1
ABSTAINING = tally(("women", 10, 15, 15, 0), ("men", 10, 0, 0, 12))  # 15.14


def order(found, rule):
    return [(place.option, place.written) for place in methods.places(methods.RULES[rule](found))]


def percents(found, rule):
    return {option: str(methods.as_percent(score)) for option, score in methods.RULES[rule](found).items()}


# --- worked numbers ---------------------------------------------------------------------------------------------------
def test_every_rule_has_its_arithmetic():
    assert set(methods.RULES) == set(CombinationRule.values)


def test_the_order_turns_round_completely():
    """15.1."""
    assert methods.sum_of_votes(TURNED) == {ROAD: 63, WELL: 46, CLINIC: 41}
    assert percents(TURNED, "mean-share") == {CLINIC: "37.04", WELL: "34.26", ROAD: "28.70"}
    assert order(TURNED, "sum") == [(ROAD, "1"), (WELL, "2"), (CLINIC, "3")]
    assert order(TURNED, "mean-share") == [(CLINIC, "1"), (WELL, "2"), (ROAD, "3")]


def test_each_group_has_another_first_choice():
    """15.1."""
    assert [methods.own_top(group) for group in TURNED.groups] == [(WELL,), (ROAD,), (CLINIC,)]
    found = methods.places(methods.mean_share(TURNED))
    missed = [(one.group, one.options) for one in methods.left_out(TURNED.groups, found, top=1)]
    assert missed == [("women", (WELL,)), ("men", (ROAD,))]
    assert methods.left_out(TURNED.groups, found, top=3) == []


def test_of_the_first_two_of_a_group():
    found = methods.places(methods.mean_share(TURNED))
    missed = [(one.group, one.options) for one in methods.left_out(TURNED.groups, found, top=2, own=2)]
    assert missed == [("men", (ROAD,))]


def test_abstention_counts_in_the_mean_of_possible_votes():
    """15.14."""
    assert percents(ABSTAINING, "mean-share") == {ROAD: "50.00", WELL: "25.00", CLINIC: "25.00"}
    assert percents(ABSTAINING, "mean-possible") == {WELL: "25.00", CLINIC: "25.00", ROAD: "20.00"}
    assert order(ABSTAINING, "mean-share") == [(ROAD, "1"), (WELL, "2="), (CLINIC, "2=")]
    assert order(ABSTAINING, "mean-possible") == [(WELL, "1="), (CLINIC, "1="), (ROAD, "3")]
    assert [group.unused(3) for group in ABSTAINING.groups] == [0, 18]


def test_a_shared_place_takes_the_next_ones():
    """Domain 2.2: “2=”, “2=”, “4”."""
    found = methods.places({10: Fraction(9), 7: Fraction(5), 8: Fraction(5), 1: Fraction(1)})
    assert [(place.option, place.written) for place in found] == [(10, "1"), (7, "2="), (8, "2="), (1, "4")]


# --- unknown is not zero ----------------------------------------------------------------------------------------------
def test_a_group_that_is_half_entered_takes_no_part():
    half = tally(("women", 12, 20, None, 6), ("men", 30, 20, 15, 55))
    whole = tally(("men", 30, 20, 15, 55))
    for rule in methods.RULES.values():
        assert rule(half) == rule(whole)
    assert not half.is_whole
    assert (half.groups[0].cast, half.groups[0].unused(3), half.groups[0].shares()) == (26, None, {})


def test_nothing_entered_gives_no_order():
    nothing = tally(("women", None, None, None, None))
    assert [rule(nothing) for rule in methods.RULES.values()] == [{}, {}, {}]
    assert methods.left_out(nothing.groups, [], top=1) == []


def test_a_group_in_which_nobody_voted_is_left_out_of_the_shares_only():
    found = tally(("women", 10, 0, 0, 0), ("men", 10, 3, 6, 1))
    assert methods.mean_share(found) == {WELL: Fraction(3, 10), CLINIC: Fraction(6, 10), ROAD: Fraction(1, 10)}
    assert methods.mean_of_possible(found)[CLINIC] == Fraction(6, 30) / 2
    assert methods.own_top(found.groups[0]) == ()


def test_without_voters_there_is_no_mean_of_possible_votes():
    found = tally(("women", None, 1, 2, 3), ("men", 0, 0, 0, 0))
    assert methods.mean_of_possible(found) == {}
    assert methods.sum_of_votes(found)[ROAD] == 3


@pytest.mark.parametrize(("share", "written"), [
    (Fraction(1, 3), "33.33"), (Fraction(2, 3), "66.67"), (Fraction(1, 800), "0.13"), (Fraction(0), "0.00"),
])  # fmt: skip
def test_a_share_in_percent(share, written):
    assert str(methods.as_percent(share)) == written
    assert methods.as_percent(None) is None


# --- what is impossible -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("voters", "votes", "most_on_one", "found"), [
    (12, (20, 10, 6), 3, []),
    (12, (0, 0, 0), 3, []),
    (12, (20, None, 6), 3, []),
    (None, (None, None, None), 3, []),
    (12, (20, 10, 7), 3, [(FaultCode.TOO_MANY, 37, 36, None)]),
    (12, (37, None, None), 3, [(FaultCode.TOO_MANY_ON_ONE, 37, 36, WELL), (FaultCode.TOO_MANY, 37, 36, None)]),
    (12, (13, 12, 0), 1, [(FaultCode.TOO_MANY_ON_ONE, 13, 12, WELL)]),
    (None, (0, None, None), 3, [(FaultCode.VOTERS_UNKNOWN, 0, 0, None)]),
    (12, (-1, 0, 0), 3, [(FaultCode.NEGATIVE, -1, 0, WELL)]),
    (0, (1, 0, 0), 1, [(FaultCode.TOO_MANY_ON_ONE, 1, 0, WELL), (FaultCode.TOO_MANY, 1, 0, None)]),
])  # fmt: skip
def test_faults(voters, votes, most_on_one, found):
    group = GroupVotes("women", voters, dict(zip(OPTIONS, votes, strict=True)))
    told = methods.faults(group, votes_each=3, most_on_one=most_on_one)
    assert [(one.code, one.found, one.most, one.option) for one in told] == found


# --- what holds for any votes -----------------------------------------------------------------------------------------
# A slow machine is no fault of the arithmetic.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
counts = st.integers(0, 40)


@st.composite
def tallies(draw, least=1):
    options = tuple(range(1, draw(st.integers(2, 6)) + 1))
    groups = []
    for number in range(draw(st.integers(least, 5))):
        votes = {option: draw(counts) for option in options}
        each = 3
        voters = max(-(-sum(votes.values()) // each), max(votes.values()), draw(st.integers(0, 60)))
        groups.append(GroupVotes(f"group-{number}", voters, votes))
    return Tally(options, tuple(groups), 3, 3)


RULE = st.sampled_from(sorted(methods.RULES))


@patient
@given(tallies())
def test_shares_of_a_group_sum_to_one(found):
    for group in found.groups:
        assert sum(group.shares().values()) == (1 if group.cast else 0)


@patient
@given(tallies())
def test_mean_shares_sum_to_one(found):
    scores = methods.mean_share(found)
    assert sum(scores.values()) == (1 if scores else 0)


@patient
@given(tallies(), st.integers(2, 1000), st.data())
def test_a_group_that_grows_weighs_no_more_in_the_mean_share(found, factor, data):
    at = data.draw(st.integers(0, len(found.groups) - 1))
    one = found.groups[at]
    grown = GroupVotes(one.code, one.voters * factor, {key: count * factor for key, count in one.votes.items()})
    groups = tuple(grown if number == at else group for number, group in enumerate(found.groups))
    again = Tally(found.options, groups, found.votes_each, found.most_on_one)
    assert methods.mean_share(again) == methods.mean_share(found)
    assert methods.mean_of_possible(again) == methods.mean_of_possible(found)


@patient
@given(tallies(), RULE, st.randoms())
def test_who_is_named_first_does_not_matter(found, rule, chance):
    options, groups = list(found.options), list(found.groups)
    chance.shuffle(options)
    chance.shuffle(groups)
    mixed = Tally(tuple(options), tuple(groups), found.votes_each, found.most_on_one)
    ranks = [
        {place.option: place.written for place in methods.places(methods.RULES[rule](one))} for one in (found, mixed)
    ]
    assert ranks[0] == ranks[1]


@patient
@given(tallies(), RULE)
def test_other_ids_give_the_same_places(found, rule):
    """No tie is broken by an id."""
    other = {option: 1000 - 7 * option for option in found.options}
    groups = tuple(
        GroupVotes(one.code, one.voters, {other[key]: count for key, count in one.votes.items()})
        for one in found.groups
    )
    renamed = Tally(tuple(other.values()), groups, found.votes_each, found.most_on_one)
    now = {place.option: place.written for place in methods.places(methods.RULES[rule](found))}
    then = {place.option: place.written for place in methods.places(methods.RULES[rule](renamed))}
    assert {other[option]: place for option, place in now.items()} == then


@patient
@given(tallies(), RULE, st.data())
def test_one_more_vote_never_lowers_an_option(found, rule, data):
    """Its score does not fall, no other rises, its place gets no worse; under the mean share too."""
    at = data.draw(st.integers(0, len(found.groups) - 1))
    option = data.draw(st.sampled_from(found.options))
    one = found.groups[at]
    assume(one.voters)
    more = GroupVotes(one.code, one.voters, {**one.votes, option: one.votes[option] + 1})
    groups = tuple(more if number == at else group for number, group in enumerate(found.groups))
    again = Tally(found.options, groups, found.votes_each, found.most_on_one)
    before, after = methods.RULES[rule](found), methods.RULES[rule](again)
    assert after[option] >= before.get(option, 0)
    assert all(after[key] <= before.get(key, 0) for key in found.options if key != option)
    places = [{place.option: place.rank for place in methods.places(scores)} for scores in (before, after)]
    assert places[1][option] <= places[0].get(option, len(found.options))


def test_a_vote_for_another_option_lowers_a_share():
    """What the docstring says is not true, with the numbers that show it."""
    before, after = tally(("women", 9, 3, 3, 0)), tally(("women", 9, 3, 3, 3))
    assert methods.mean_share(after)[WELL] < methods.mean_share(before)[WELL]
    assert methods.mean_of_possible(after)[WELL] == methods.mean_of_possible(before)[WELL]


def test_one_more_voter_who_abstains_can_lower_a_mean_of_possible_votes():
    before, after = tally(("women", 10, 30, 0, 0)), tally(("women", 11, 31, 0, 0))
    assert methods.mean_of_possible(after)[WELL] < methods.mean_of_possible(before)[WELL]


@patient
@given(tallies(), RULE, st.integers(1, 6))
def test_nobody_is_left_out_when_everything_is_at_the_top(found, rule, top):
    places = methods.places(methods.RULES[rule](found))
    missed = methods.left_out(found.groups, places, top=top)
    up = methods.at_the_top(places, top)
    for group in found.groups:
        named = next((one.options for one in missed if one.group == group.code), ())
        assert set(named) == {option for option in methods.own_top(group) if option not in up}
    assert methods.left_out(found.groups, places, top=len(found.options)) == []


# --- what a sum of money pays for -------------------------------------------------------------------------------------
def ranked(*ranks):
    return [Place(number, rank, ranks.count(rank) > 1, Fraction(-rank)) for number, rank in enumerate(ranks, 1)]


def spend(rule, ranks, costs, budget):
    prices = {number: None if cost is None else Decimal(cost) for number, cost in enumerate(costs, 1)}
    return methods.SELECTIONS[rule](ranked(*ranks), prices, Decimal(budget))


@pytest.mark.parametrize(("rule", "chosen", "left", "others"), [
    ("skip", (1, 3), 500, {2: Fate.TOO_DEAR, 4: Fate.TOO_DEAR}),
    ("stop", (1,), 5500, {2: Fate.TOO_DEAR, 3: Fate.NOT_REACHED, 4: Fate.NOT_REACHED}),
])  # fmt: skip
def test_skip_goes_on_and_stop_stops(rule, chosen, left, others):
    found = spend(rule, (1, 2, 3, 4), (4000, 9000, 5000, 600), 9500)
    assert (found.chosen, found.left, found.spent) == (chosen, Decimal(left), Decimal(9500 - left))
    assert {option: fate for option, fate in found.fates if option not in chosen} == others


@pytest.mark.parametrize("rule", methods.SELECTIONS)
def test_a_cost_that_nobody_knows_takes_and_stops_nothing(rule):
    found = spend(rule, (1, 2, 3), (None, 300, 200), 500)
    assert (found.chosen, found.with_fate(Fate.NO_COST), found.left) == ((2, 3), (1,), Decimal(0))


@pytest.mark.parametrize("rule", methods.SELECTIONS)
def test_a_tie_that_the_money_pays_for_is_no_matter(rule):
    assert spend(rule, (1, 1, 3), (300, 200, 1), 500).chosen == (1, 2)


def test_a_tie_at_the_line_is_told_and_not_broken():
    skip = spend("skip", (1, 2, 2, 4, 5), (100, 300, 250, 100, 9999), 500)
    assert skip.fates == ((1, Fate.CHOSEN), (2, Fate.TIED), (3, Fate.TIED), (4, Fate.OPEN), (5, Fate.TOO_DEAR))
    assert (skip.spent, skip.left) == (Decimal(100), Decimal(400))
    stop = spend("stop", (1, 2, 2, 4), (100, 300, 250, 100), 500)
    assert stop.fates == ((1, Fate.CHOSEN), (2, Fate.TIED), (3, Fate.TIED), (4, Fate.NOT_REACHED))


def test_a_tie_of_which_only_one_can_ever_fit():
    assert spend("skip", (1, 1), (300, 900), 500).fates == ((1, Fate.CHOSEN), (2, Fate.TOO_DEAR))
    assert spend("stop", (1, 1), (300, 900), 500).fates == ((1, Fate.TIED), (2, Fate.TOO_DEAR))
    assert spend("stop", (1, 1), (600, 900), 500).fates == ((1, Fate.TOO_DEAR), (2, Fate.TOO_DEAR))


@st.composite
def purses(draw):
    size = draw(st.integers(1, 8))
    scores = {option: Fraction(draw(st.integers(0, 4))) for option in range(size)}
    cost = st.none() | st.decimals(0, 1000, places=2)
    return methods.places(scores), {option: draw(cost) for option in range(size)}, draw(st.decimals(0, 3000, places=2))


@patient
@given(purses())
def test_no_selection_spends_more_than_there_is(purse):
    order, costs, budget = purse
    for choose in methods.SELECTIONS.values():
        found = choose(order, costs, budget)
        assert [option for option, _fate in found.fates] == [place.option for place in order]
        assert sum((costs[option] for option in found.chosen), Decimal(0)) == found.spent <= budget
        assert found.left == budget - found.spent
        assert set(found.with_fate(Fate.NO_COST)) == {option for option, cost in costs.items() if cost is None}


@patient
@given(purses())
def test_stop_is_the_head_of_the_order_and_skip_takes_it_too(purse):
    order, costs, budget = purse
    priced = [place.option for place in order if costs[place.option] is not None]
    stop, skip = (methods.SELECTIONS[rule](order, costs, budget) for rule in ("stop", "skip"))
    assert list(stop.chosen) == priced[: len(stop.chosen)]
    assert set(stop.chosen) <= set(skip.chosen)


@patient
@given(purses(), st.randoms())
def test_what_is_chosen_of_a_tie_is_chosen_in_whatever_order(purse, chance):
    """Settle every tie by lot: what was called chosen stays chosen, what was called too dear stays out."""
    order, costs, budget = purse
    by_lot = sorted(order, key=lambda place: (place.rank, chance.random()))
    settled = methods.given_places([place.option for place in by_lot])
    for choose in methods.SELECTIONS.values():
        found, after = choose(order, costs, budget), set(choose(settled, costs, budget).chosen)
        assert set(found.chosen) <= after
        assert not after & set(found.with_fate(Fate.TOO_DEAR, Fate.NOT_REACHED, Fate.NO_COST))
