"""Orders of single voters: Borda and Schulze; grids of pairs; weighted criteria. Worked numbers 15.2 to 15.4."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbp.priorities.methods import FaultCode
from cbp.priorities.methods.ballots import Kind, Pattern, faults_of, folded, marks_of, tally_of
from cbp.priorities.methods.criteria import Criterion, sum_of_weights, weighted
from cbp.priorities.methods.grids import Grid
from cbp.priorities.methods.orders import borda, duels, schulze, top_ring

A, B, C, D, E = 1, 2, 3, 4, 5


def ballot(order, count=1, group="all"):
    return Pattern(group, marks_of({option: place for place, option in enumerate(order, 1)}), count)


# --- ballots ----------------------------------------------------------------------------------------------------------
def test_equal_ballots_are_one_and_stand_in_no_order_of_entry():
    told = [ballot([B, A]), ballot([A, B]), ballot([B, A])]
    assert folded(told) == folded(reversed(told)) == [ballot([A, B]), ballot([B, A], 2)]


@pytest.mark.parametrize(
    ("marks", "kind", "codes"),
    [
        ({A: 1, B: 1}, Kind.APPROVAL, []),
        ({}, Kind.APPROVAL, []),
        ({A: 2}, Kind.APPROVAL, [FaultCode.TOO_MANY_ON_ONE]),
        ({A: 1, B: 1, C: 1, D: 1}, Kind.APPROVAL, [FaultCode.TOO_MANY]),
        ({9: 1}, Kind.APPROVAL, [FaultCode.STRANGE]),
        ({A: 2, B: 1}, Kind.POINTS, []),
        ({A: 3}, Kind.POINTS, [FaultCode.TOO_MANY_ON_ONE]),
        ({A: 2, B: 2}, Kind.POINTS, [FaultCode.TOO_MANY]),
        ({A: -1}, Kind.POINTS, [FaultCode.NEGATIVE]),
        ({A: 1, B: 2, C: 3}, Kind.ORDER, []),
        ({A: 1, B: 3}, Kind.ORDER, [FaultCode.NO_ORDER]),
        ({A: 1, B: 1}, Kind.ORDER, [FaultCode.NO_ORDER]),
        ({A: 1, B: 2, C: 3, D: 4}, Kind.ORDER, [FaultCode.TOO_MANY]),
    ],
)
def test_what_a_ballot_cannot_be(marks, kind, codes):
    found = faults_of(marks_of(marks), kind, [A, B, C, D], votes_each=3, most_on_one=2)
    assert [one.code for one in found] == codes


def test_totals_of_the_groups_follow_from_the_ballots():
    told = [Pattern("women", ((A, 2), (B, 1)), 3), Pattern("women", (), 1), Pattern("men", ((B, 1),), 2)]
    tally = tally_of(told, [A, B, C], ["women", "men", "youth"], votes_each=3, most_on_one=2)
    assert [(one.code, one.voters, dict(one.votes)) for one in tally.groups] == [
        ("women", 4, {A: 6, B: 3, C: 0}), ("men", 2, {A: 0, B: 2, C: 0}), ("youth", 0, {A: 0, B: 0, C: 0}),
    ]  # fmt: skip


# --- Borda and Schulze ------------------------------------------------------------------------------------------------
ORDERS = st.lists(st.permutations([A, B, C, D]).flatmap(
    lambda order: st.integers(0, 4).map(lambda length: ballot(order[:length]))), min_size=1, max_size=8)  # fmt: skip


def test_borda_gives_every_ballot_the_same_points():
    assert borda([ballot([A, B, C])], [A, B, C]) == {A: 2, B: 1, C: 0}
    assert borda([ballot([A])], [A, B, C]) == {A: 2, B: Fraction(1, 2), C: Fraction(1, 2)}
    assert borda([ballot([])], [A, B, C]) == {A: 1, B: 1, C: 1}


@given(ORDERS)
def test_the_sum_of_borda_is_the_same_for_every_voter(told):
    assert sum(borda(told, [A, B, C, D]).values()) == 6 * len(told)


def test_schulze_on_the_example_of_its_paper():
    """45 voters, 5 options: E first, then A, C, B, D. (Schulze 2011, example 1)"""
    told = [
        ballot([A, C, B, E, D], 5), ballot([A, D, E, C, B], 5), ballot([B, E, D, A, C], 8), ballot([C, A, B, E, D], 3),
        ballot([C, A, E, B, D], 7), ballot([C, B, A, D, E], 2), ballot([D, C, E, B, A], 7), ballot([E, B, A, D, C], 8),
    ]  # fmt: skip
    found = schulze(duels(told, [A, B, C, D, E]), [A, B, C, D, E])
    assert [(one.option, one.written) for one in found.places] == [(E, "1"), (A, "2"), (C, "3"), (B, "4"), (D, "5")]
    assert (found.winner, found.ring) == (None, (A, B, C, D, E))


def test_whoever_beats_every_other_wins():
    told = [ballot([A, B, C], 3), ballot([B, A, C], 2)]
    found = schulze(duels(told, [A, B, C]), [A, B, C])
    assert (found.winner, found.ring, found.places[0].option) == (A, (), A)


def test_three_in_a_ring_are_told_and_tied():
    told = [ballot([A, B, C]), ballot([B, C, A]), ballot([C, A, B])]
    found = schulze(duels(told, [A, B, C]), [A, B, C])
    assert [one.written for one in found.places] == ["1=", "1=", "1="]
    assert (found.winner, found.ring) == (None, (A, B, C))


def strongest(won, options, a, b):
    """By its definition: over every chain of victories, the strength of its weakest one."""
    best = 0
    between = [one for one in options if one not in (a, b)]
    for length in range(len(between) + 1):
        for middle in permutations(between, length):
            chain = [a, *middle, b]
            steps = [won[x, y] if won[x, y] > won[y, x] else 0 for x, y in pairwise(chain)]
            best = max(best, min(steps))
    return best


@settings(max_examples=150, deadline=None)
@given(ORDERS)
def test_schulze_is_its_definition(told):
    options = [A, B, C, D]
    won = duels(told, options)
    above = {a: sum(strongest(won, options, b, a) > strongest(won, options, a, b) for b in options if b != a)
             for a in options}  # fmt: skip
    found = schulze(won, options)
    assert {one.option: one.rank for one in found.places} == {a: 1 + count for a, count in above.items()}
    firsts = {one.option for one in found.places if one.rank == 1}
    assert firsts <= set(top_ring(won, options))


@given(ORDERS)
def test_putting_a_winner_higher_never_harms_it(told):
    options = [A, B, C, D]
    first = schulze(duels(told, options), options).places[0]
    raised = []
    for one in told:
        order = [first.option, *(option for option in one.order if option != first.option)]
        raised.append(ballot(order, one.count))
    after = {one.option: one.rank for one in schulze(duels(raised, options), options).places}
    assert after[first.option] == 1


# --- grids ------------------------------------------------------------------------------------------------------------
def test_nine_of_ten_pairs():
    """15.4: the missing one is named."""
    said = {(a, b): a for a in range(1, 6) for b in range(a + 1, 6)}
    grid = Grid((1, 2, 3, 4, 5), said)
    assert (grid.missing, len(said)) == ([], 10)
    assert [place.written for place in grid.placed()] == ["1", "2", "3", "4", "5"]
    del said[2, 4]
    assert Grid((1, 2, 3, 4, 5), said).missing == [(2, 4)]


def test_a_ring_of_three():
    """15.4: all one win, tie “1=”, ring reported."""
    grid = Grid((A, B, C), {(A, B): A, (B, C): B, (A, C): C})
    assert grid.wins == {A: 1, B: 1, C: 1}
    assert [place.written for place in grid.placed()] == ["1=", "1=", "1="]
    assert grid.rings == [(A, B, C)]
    assert Grid((A, B, C), {(A, B): B, (B, C): C, (A, C): A}).rings == [(A, C, B)]


def test_two_who_won_alike_are_settled_by_their_own_comparison():
    said = {(A, B): A, (A, C): C, (A, D): A, (B, C): B, (B, D): B, (C, D): C}
    placed = Grid((A, B, C, D), said).placed()
    assert [(one.option, one.written) for one in placed] == [(A, "1="), (B, "1="), (C, "1="), (D, "4")]
    two = Grid((A, B, C), {(A, B): B, (A, C): A, (B, C): None})
    assert two.wins == {A: 1, B: Fraction(3, 2), C: Fraction(1, 2)}
    pair = Grid((A, B, C, D), {(A, B): B, (A, C): A, (A, D): A, (B, C): B, (B, D): D, (C, D): None})
    assert pair.wins == {A: 2, B: 2, C: Fraction(1, 2), D: Fraction(3, 2)}
    assert [(one.option, one.written) for one in pair.placed()] == [(B, "1"), (A, "2"), (D, "3"), (C, "4")]


def test_a_tie_between_two_stays_one():
    assert [one.written for one in Grid((A, B), {(A, B): None}).placed()] == ["1=", "1="]


# --- criteria ---------------------------------------------------------------------------------------------------------
NEED, REACH, COST, EFFORT = (Criterion(key, Decimal(weight)) for key, weight in ((1, 40), (2, 25), (3, 15), (4, 20)))


def scores(*values):
    return {key: None if value is None else Decimal(value) for key, value in enumerate(values, 1)}


def test_the_weighted_mean():
    """15.2."""
    found = weighted({A: scores(5, 4, 3, 4), B: scores(4, 5, 1, 2), C: scores(3, 4, 2, 4)}, [NEED, REACH, COST, EFFORT])
    assert found == {A: Fraction("4.25"), B: Fraction("3.40"), C: Fraction("3.30")}


def test_weights_that_sum_to_95():
    """15.3."""
    assert sum_of_weights([NEED, REACH, COST, Criterion(4, Decimal(15))]) == 95


def test_a_missing_score_is_no_zero_unless_its_criterion_weighs_nothing():
    assert weighted({A: scores(5, None, 3, 4)}, [NEED, REACH, COST, EFFORT]) == {A: None}
    assert weighted({A: scores(5, None)}, [NEED, Criterion(2, Decimal(0))]) == {A: 5}
    assert weighted({A: {}}, []) == {A: None}


def test_where_a_high_score_speaks_against():
    dear = Criterion(1, Decimal(100), is_inverse=True)
    assert weighted({A: scores(5), B: scores(2)}, [dear]) == {A: 1, B: 4}
    assert [dear.is_possible(Decimal(one)) for one in (0, 1, 5, 6)] == [False, True, True, False]


def test_a_five_of_ten_is_no_five_of_five():
    of_ten = Criterion(2, Decimal(50), lowest=0, highest=10)
    assert weighted({A: scores(5, 5)}, [Criterion(1, Decimal(50)), of_ten]) == {A: Fraction(3, 4)}
