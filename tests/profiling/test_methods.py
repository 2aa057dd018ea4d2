"""The arithmetic of choosing communities, with worked numbers. (domain 4.4, 15.3)"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiling.criteria import STARTERS
from profiling.methods import MOST, Scored, is_hundred, percent, result


def scored(*told: tuple[str, int | None] | tuple[str, int | None, bool]) -> list[Scored]:
    return [Scored(Decimal(one[0]), *one[1:]) for one in told]


def test_worked_numbers():
    """40 × 3 + 35 × 2 + 25 × (3 − 1) = 240 of 3 × 100."""
    found = result(scored(("40", 3), ("35", 2), ("25", 1, True)))
    assert (found.least, found.most, found.reachable, found.unknown) == (240, 240, 300, 0)
    assert (found.lowest, found.low, found.is_complete) == (Fraction(4, 5), Decimal("80.0"), True)


def test_what_is_not_known_is_a_range_and_no_zero():
    """40 × 3 = 120; 35 and 25 are open: from 120 to 120 + 3 × 60 = 300 of 300."""
    found = result(scored(("40", 3), ("35", None), ("25", None, True)))
    assert (found.low, found.high, found.unknown, found.is_complete) == (Decimal("40.0"), Decimal("100.0"), 2, False)
    zero = result(scored(("40", 3), ("35", 0), ("25", 3, True)))
    assert (zero.low, zero.high, zero.is_complete) == (Decimal("40.0"), Decimal("40.0"), True)


def test_thirds_are_exact():
    """33.33 + 33.33 + 33.34: each score 1 gives exactly a third, whatever the weights."""
    found = result(scored(("33.33", 1), ("33.33", 1), ("33.34", 1)))
    assert (found.lowest, found.low) == (Fraction(1, 3), Decimal("33.3"))


def test_the_best_and_the_worst_of_the_starters():
    def all_at(points: int) -> Decimal:
        rows = [
            Scored(Decimal(one.weight), MOST - points if one.is_inverse else points, one.is_inverse) for one in STARTERS
        ]
        return result(rows).low

    assert [all_at(points) for points in range(4)] == [Decimal(text) for text in ("0.0", "33.3", "66.7", "100.0")]


def test_nothing_to_divide_by_is_not_applicable():
    assert result([]) is None
    assert result(scored(("0", 3))) is None


@pytest.mark.parametrize(("share", "text"), [
    (Fraction(1, 8), "12.5"), (Fraction(1, 16), "6.3"), (Fraction(1, 2000), "0.1"), (Fraction(0), "0.0"),
    (Fraction(2, 3), "66.7"), (Fraction(1), "100.0"),
])  # fmt: skip
def test_rounded_once_and_halves_up(share, text):
    assert str(percent(share)) == text


@pytest.mark.parametrize(("weights", "fits"), [
    (("40", "35", "25"), True), (("40", "25", "15", "15"), False), (("33.33", "33.33", "33.33"), True),
    (("33.33", "33.33", "33.32"), False), (("50", "50.01"), True), (("50", "50.02"), False),
])  # fmt: skip
def test_a_hundred_to_a_hundredth(weights, fits):
    assert is_hundred(map(Decimal, weights)) is fits


WEIGHTS = st.decimals(min_value=Decimal("0.01"), max_value=100, places=2)
ROWS = st.lists(st.builds(Scored, WEIGHTS, st.none() | st.integers(0, 3), st.booleans()), min_size=1, max_size=12)


@given(ROWS)
def test_the_range_holds_whatever_the_unknown_turns_out_to_be(rows):
    found = result(rows)
    assert 0 <= found.lowest <= found.highest <= 1
    assert (found.lowest == found.highest) == found.is_complete
    for guess in range(4):
        known = result([Scored(one.weight, guess if one.score is None else one.score, one.is_inverse) for one in rows])
        assert found.lowest <= known.lowest <= found.highest
    least, most = (
        result([Scored(one.weight, points if one.score is None else one.points) for one in rows]).lowest
        for points in (0, 3)
    )
    assert (least, most) == (found.lowest, found.highest)


@given(ROWS, st.integers(2, 50))
def test_only_the_proportions_of_the_weights_count(rows, times):
    again = result([Scored(one.weight * times, one.score, one.is_inverse) for one in rows])
    found = result(rows)
    assert (again.lowest, again.highest) == (found.lowest, found.highest)


@given(ROWS, st.randoms())
def test_the_order_of_the_criteria_does_not_count(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    assert result(mixed) == result(rows)


def test_the_starters_are_whole():
    languages = {"en", "fr", "es", "ar"}
    assert sum(one.weight for one in STARTERS) == 100
    assert len({one.code for one in STARTERS}) == len(STARTERS) == 11
    assert [one.code for one in STARTERS if one.is_inverse] == ["overlap", "conflict"]
    assert [one.code for one in STARTERS if one.is_restricted] == ["conflict"]
    for one in STARTERS:
        assert set(one.labels) == set(one.hints) == languages
        assert all("0" in hint and "3" in hint for hint in one.hints.values())
        assert all(text and len(text) <= 200 for text in (*one.labels.values(), *one.hints.values()))
