"""Choices beside each other: ceilings, a least for each group, gains of the groups, how little would change it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbp.priorities.methods import RULES, Fate, GroupVotes, Place, Tally, given_places, places, skip_what_does_not_fit
from cbp.priorities.methods.comparing import Moved, fewest_votes, gains, moved_votes, nearest_weight
from cbp.priorities.methods.criteria import Criterion, weighted
from cbp.priorities.methods.money import Ceiling, Least, stop_at_the_first, the_first

WELL, CLINIC, ROAD, SCHOOL = 1, 2, 3, 4
ORDER = given_places([WELL, CLINIC, ROAD, SCHOOL])
COSTS = {WELL: Decimal(40), CLINIC: Decimal(50), ROAD: Decimal(30), SCHOOL: Decimal(10)}
TIED = [Place(WELL, 1, True, Fraction(2)), Place(CLINIC, 1, True, Fraction(2)), Place(ROAD, 3, False, Fraction(1))]


def votes(code, *numbers, voters=10):
    return GroupVotes(code, voters, dict(zip((WELL, CLINIC, ROAD, SCHOOL), numbers, strict=True)))


# --- ceilings ---------------------------------------------------------------------------------------------------------
def test_above_a_ceiling_nothing_more_is_taken_though_there_is_money():
    water = Ceiling(frozenset({WELL, ROAD}), Decimal(60))
    found = skip_what_does_not_fit(ORDER, COSTS, Decimal(200), ceilings=[water])
    assert (found.chosen, found.left) == ((WELL, CLINIC, SCHOOL), 100)
    assert found.with_fate(Fate.ABOVE_CEILING) == (ROAD,)
    assert stop_at_the_first(ORDER, COSTS, Decimal(200), ceilings=[water]).chosen == (WELL, CLINIC)


def test_a_tie_of_which_the_ceiling_pays_one_is_a_tie():
    both = Ceiling(frozenset({WELL, CLINIC}), Decimal(60))
    found = skip_what_does_not_fit(TIED, COSTS, Decimal(200), ceilings=[both])
    assert (found.with_fate(Fate.TIED), found.with_fate(Fate.OPEN)) == ((WELL, CLINIC), (ROAD,))


@settings(max_examples=200, deadline=None)
@given(st.permutations([WELL, CLINIC, ROAD, SCHOOL]), st.integers(0, 140), st.integers(0, 140))
def test_no_ceiling_is_ever_passed(order, budget, most):
    ceiling = Ceiling(frozenset({CLINIC, SCHOOL}), Decimal(most))
    for rule in (skip_what_does_not_fit, stop_at_the_first):
        found = rule(given_places(order), COSTS, Decimal(budget), ceilings=[ceiling])
        assert sum(COSTS[one] for one in found.chosen) == found.spent <= budget
        assert sum(COSTS[one] for one in found.chosen if one in ceiling.options) <= most
        assert {one for one, _fate in found.fates} == set(order)


# --- a least for each group -------------------------------------------------------------------------------------------
def test_every_group_gets_its_least_before_anything_else():
    least = Least(1, {"women": frozenset({SCHOOL}), "men": frozenset({WELL, CLINIC})})
    found = skip_what_does_not_fit(ORDER, COSTS, Decimal(60), least=least)
    assert (found.chosen, found.left) == ((WELL, SCHOOL), 10)
    assert skip_what_does_not_fit(ORDER, COSTS, Decimal(60)).chosen == (WELL, SCHOOL)
    tight = skip_what_does_not_fit(ORDER, COSTS, Decimal(90), least=least)
    assert (tight.chosen, skip_what_does_not_fit(ORDER, COSTS, Decimal(90)).chosen) == (
        (WELL, ROAD, SCHOOL),
        (WELL, CLINIC),
    )


def test_who_cannot_be_paid_is_passed_over_for_the_next_that_helps():
    least = Least(1, {"men": frozenset({CLINIC, ROAD})})
    assert skip_what_does_not_fit(ORDER, COSTS, Decimal(45), least=least).chosen == (ROAD, SCHOOL)


def test_a_tie_among_those_that_help_is_told():
    least = Least(1, {"men": frozenset({WELL}), "women": frozenset({CLINIC})})
    found = skip_what_does_not_fit(TIED, COSTS, Decimal(60), least=least)
    assert (found.with_fate(Fate.TIED), found.chosen) == ((WELL, CLINIC), ())


# --- so many ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("order", "top", "chosen", "tied"),
    [(ORDER, 2, (WELL, CLINIC), ()), (TIED, 1, (), (WELL, CLINIC)), (TIED, 2, (WELL, CLINIC), ()),
     (TIED, 9, (WELL, CLINIC, ROAD), ())],
)  # fmt: skip
def test_so_many_from_the_head(order, top, chosen, tied):
    found = the_first(order, top)
    assert (found.chosen, found.with_fate(Fate.TIED)) == (chosen, tied)


# --- what each group gains --------------------------------------------------------------------------------------------
def test_what_each_group_gains_and_whose_money_it_is():
    women, men = votes("women", 9, 5, 0, 1), votes("men", 0, 0, 9, 5)
    found = gains([women, men], [WELL, SCHOOL], COSTS, 2)
    assert [(one.group, one.made, one.wanted, one.share) for one in found] == [
        ("women", 1, 2, Fraction(4, 5)), ("men", 1, 2, Fraction(1, 5)),
    ]  # fmt: skip
    assert [one.is_left_out for one in gains([women, men], [WELL], COSTS, 1)] == [False, True]
    assert gains([women], [], COSTS, 1)[0].share is None


# --- how little would change it ---------------------------------------------------------------------------------------
def first_two(tally):
    return frozenset(place.option for place in places(RULES["sum"](tally)) if place.rank <= 2)


def test_the_fewest_votes():
    """Clinic 8, road 5: two votes that go over make 6 and 7; with one it stays 7 and 6."""
    tally = Tally((WELL, CLINIC, ROAD, SCHOOL), (votes("all", 12, 8, 5, 1, voters=20),), 3, 3)
    assert fewest_votes(tally, first_two, [WELL, CLINIC, ROAD, SCHOOL]) == Moved("all", 2, CLINIC, ROAD)


def test_nobody_gives_more_than_was_cast_or_gets_more_than_can_be():
    tally = Tally((WELL, CLINIC), (GroupVotes("all", 5, {WELL: 5, CLINIC: 0}),), 1, 1)

    def first(now):
        return frozenset(place.option for place in places(RULES["sum"](now)) if place.rank == 1)

    assert fewest_votes(tally, first, [WELL, CLINIC]) == Moved("all", 3, WELL, CLINIC)
    few = Tally((WELL, CLINIC), (GroupVotes("all", None, {WELL: 5, CLINIC: 0}),), 1, 1)
    assert fewest_votes(few, first, [WELL, CLINIC]) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_one_vote_less_changes_nothing(numbers):
    tally = Tally((WELL, CLINIC, ROAD, SCHOOL), (votes("all", *numbers, voters=20),), 3, 3)
    order = [place.option for place in places(RULES["sum"](tally))]
    now, found = first_two(tally), fewest_votes(tally, first_two, order)
    if found is not None:
        assert first_two(moved_votes(tally, "all", found.taken_from, found.given_to, found.votes)) != now
        assert first_two(moved_votes(tally, "all", found.taken_from, found.given_to, found.votes - 1)) == now


def test_the_nearest_weight():
    """Well 4 and 2, clinic 2 and 5, at 70 and 30: 3.4 against 2.9; at 60 and 40 both have 3.2."""
    criteria = [Criterion(1, Decimal(70)), Criterion(2, Decimal(30))]
    scores = {WELL: {1: Decimal(4), 2: Decimal(2)}, CLINIC: {1: Decimal(2), 2: Decimal(5)}}
    found = nearest_weight(scores, criteria, 1)
    assert found is not None
    assert (found.criterion, found.change, found.option) == (1, -10, CLINIC)
    turned = [Criterion(1, Decimal(60)), Criterion(2, Decimal(40))]
    assert len(set(weighted(scores, turned).values())) == 1


def test_where_no_weight_changes_anything():
    criteria = [Criterion(1, Decimal(70)), Criterion(2, Decimal(30))]
    scores = {
        WELL: {1: Decimal(4), 2: Decimal(5)},
        CLINIC: {1: Decimal(2), 2: Decimal(4)},
        ROAD: {1: None, 2: Decimal(5)},
    }
    assert nearest_weight(scores, criteria, 1) is None
