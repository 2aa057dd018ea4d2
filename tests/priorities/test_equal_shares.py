"""Equal shares against their definition, written a second, slower way; and what they promise."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbp.priorities.methods.completing import as_it_is, raised_step_by_step, then_down_the_order
from cbp.priorities.methods.equal_shares import Purse, equal_shares

F = Fraction
Voter = dict[int, int]


def by_definition(voters: list[Voter], costs: dict[int, Fraction], share: Fraction) -> list[tuple[int, Fraction]]:
    """For each project the least rate at which its supporters pay for it, found by trying every voter as the last one
    who pays all; no heap, no common denominator, no merging."""
    money, left, bought = [share] * len(voters), dict(costs), []
    while True:
        rates = {one: rate for one, cost in left.items() if (rate := rate_of(one, cost, voters, money)) is not None}
        if not rates:
            return bought
        best = min(rates, key=lambda one: (rates[one], list(costs).index(one)))
        for at, wants in enumerate(voters):
            money[at] -= min(money[at], rates[best] * wants.get(best, 0))
        bought.append((best, rates[best]))
        del left[best]


def rate_of(project: int, cost: Fraction, voters: list[Voter], money: list[Fraction]) -> Fraction | None:
    supporters = [(money[at], wants[project]) for at, wants in enumerate(voters) if wants.get(project)]
    if sum((has for has, _want in supporters), F(0)) < cost:
        return None
    for has, want in sorted(supporters, key=lambda one: one[0] / one[1]):
        rate = has / want
        if sum((min(other, rate * w) for other, w in supporters), F(0)) >= cost:
            poorer = [other for other, w in supporters if other < rate * w]
            rich = sum(w for other, w in supporters if other >= rate * w)
            return (cost - sum(poorer, F(0))) / rich
    raise AssertionError("the supporters have enough together")


def purses(voters: list[Voter], share: Fraction) -> list[Purse]:
    return [Purse("all", 1, share, wants) for wants in voters]


ELECTIONS = st.tuples(
    st.lists(st.dictionaries(st.integers(0, 4), st.integers(1, 4), max_size=5), min_size=1, max_size=7),
    st.lists(st.integers(1, 60), min_size=1, max_size=5),
    st.integers(1, 120),
)


# --- the definition ---------------------------------------------------------------------------------------------------
@settings(max_examples=300, deadline=None)
@given(ELECTIONS)
def test_it_is_the_definition(made):
    voters, prices, budget = made
    costs, share = {at: F(price) for at, price in enumerate(prices)}, F(budget, len(voters))
    found = [(one.option, one.rate) for one in equal_shares(purses(voters, share), costs)]
    assert found == by_definition(voters, costs, share)


@settings(max_examples=100, deadline=None)
@given(ELECTIONS)
def test_nobody_pays_more_than_there_is_and_everything_is_paid(made):
    voters, prices, budget = made
    costs = {at: F(price) for at, price in enumerate(prices)}
    bought = equal_shares(purses(voters, F(budget, len(voters))), costs)
    assert [sum(one.paid.values()) for one in bought] == [costs[one.option] for one in bought]
    assert sum(costs[one.option] for one in bought) <= budget


@settings(max_examples=100, deadline=None)
@given(ELECTIONS, st.randoms(use_true_random=False))
def test_order_and_names_of_the_voters_never_matter_and_alike_are_one(made, chance):
    voters, prices, budget = made
    costs, share = {at: F(price) for at, price in enumerate(prices)}, F(budget, len(voters))
    first = equal_shares(purses(voters, share), costs)
    turned = list(voters)
    chance.shuffle(turned)
    assert equal_shares(purses(turned, share), costs) == first
    merged = {tuple(sorted(one.items())): 0 for one in voters}
    for one in voters:
        merged[tuple(sorted(one.items()))] += 1
    alike = [Purse("all", count, share, dict(wants)) for wants, count in merged.items()]
    assert equal_shares(alike, costs) == first


def test_a_group_that_agrees_gets_its_share():
    """Ten of thirty want the clinic, which costs a third; however many want the roads."""
    costs = {1: F(100), 2: F(100), 3: F(100), 4: F(100)}
    voters = [{1: 1, 2: 1, 3: 1}] * 20 + [{4: 1}] * 10
    bought = equal_shares(purses(voters, F(300, 30)), costs)
    assert sorted(one.option for one in bought) == [1, 2, 4]


def test_which_group_paid_what():
    costs = {1: F(30)}
    found = equal_shares([Purse("women", 2, F(10), {1: 1}), Purse("men", 1, F(10), {1: 1})], costs)
    assert dict(found[0].paid) == {"women": F(20), "men": F(10)}
    assert found[0].rate == 10


def test_a_tie_is_named_and_decided_by_the_given_order():
    costs = {1: F(10), 2: F(10)}
    voters = purses([{1: 1, 2: 1}] * 2, F(5))
    assert [(one.option, one.tied) for one in equal_shares(voters, costs)] == [(1, (2,))]
    assert [(one.option, one.tied) for one in equal_shares(voters, costs, ties=[2, 1])] == [(2, (1,))]


@pytest.mark.parametrize("cost", [F(0), F(-3)])
def test_what_has_no_cost_takes_no_part(cost):
    assert equal_shares(purses([{1: 1}], F(5)), {1: cost}) == []


def test_without_voters_or_money_nothing_is_bought():
    assert equal_shares([], {1: F(1)}) == []
    assert equal_shares(purses([{1: 1}], F(0)), {1: F(1)}) == []


# --- completions ------------------------------------------------------------------------------------------------------
VOTERS: list[Voter] = [{1: 1}, {1: 1}, {2: 1}, {3: 1}]
COSTS = {1: F(40), 2: F(30), 3: F(90)}


def shared_out(budget: Fraction) -> list[Purse]:
    return purses(VOTERS, budget / 4)


def test_as_it_is_leaves_what_no_group_can_pay_alone():
    found = as_it_is(shared_out, COSTS, F(100), ())
    assert (found.chosen, found.left, found.raised) == ((1,), 60, None)


def test_step_by_step_everybody_gets_more_as_long_as_the_budget_pays():
    found = raised_step_by_step(shared_out, COSTS, F(100), (), step=F(4))
    assert (sorted(found.chosen), found.left) == ([1, 2], 30)
    assert found.raised is not None
    assert found.raised >= 120


def test_the_steps_begin_below_a_budget_that_is_no_whole_number_of_them():
    found = raised_step_by_step(shared_out, COSTS, F(101), (), step=F(4))
    assert found.raised is not None
    assert found.raised % 4 == 0


def test_the_steps_end_when_everything_that_anybody_wants_is_bought():
    found = raised_step_by_step(shared_out, {**COSTS, 9: F(5)}, F(1000), (), step=F(4))
    assert (sorted(found.chosen), found.left, found.raised) == ([1, 2, 3], 840, 1004)


def test_down_the_order_with_what_is_left():
    found = then_down_the_order(as_it_is(shared_out, COSTS, F(100), ()), [3, 2, 1], COSTS)
    assert (found.chosen, found.completed, found.left) == ((1, 2), (2,), 30)
