"""Small counts are hidden, and nothing that is shown tells them."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbp.core.suppression import Cell, hidden_cells


def test_the_worked_number_of_the_field() -> None:
    """Women with difficulty 3, men 9, total 12: hide 3 and 9, keep 12. (domain 15.12)"""
    assert hidden_cells([[3, 9, 12]], 5) == {(0, 0), (0, 1)}


@pytest.mark.parametrize(
    ("row", "hidden"),
    [
        ([5, 9, 14], set()),
        ([0, 12, 12], set()),  # nobody is not a few
        ([3, 0, 3], {(0, 0), (0, 2)}),  # the total is as small; the zero may stay
        ([3, 2, 7, 12], {(0, 0), (0, 1)}),
        ([3, 7, 20, 30], {(0, 0), (0, 1)}),  # the smallest other part goes with it
        ([3, 0, 20, 23], {(0, 0), (0, 2)}),  # a zero hides nothing where another part can
        ([3, None, 9], {(0, 0), (0, 2)}),
        ([None, 40, 90], set()),
        ([None, None, 3], {(0, 2)}),  # a small total that stands alone
        ([3, 9, None], {(0, 0)}),  # no total is printed: nothing tells it
        ([4, 8, 50], {(0, 0), (0, 1)}),  # a stated total that does not fit is no excuse
    ],
)
def test_a_row_with_its_total(row: list[int | None], hidden: set[Cell]) -> None:
    assert hidden_cells([row], 5) == hidden


def test_small_totals_without_parts_are_hidden_with_what_would_tell_them() -> None:
    """Twelve women met; three people came elsewhere, of whom nobody noted the sex: 15 less 12 would tell."""
    rows = [[12, 0, 12], [None, None, 3], [12, 0, 15]]
    assert hidden_cells(rows, 5, has_column_totals=True) == {(1, 2), (2, 2)}


def test_sexes_of_all_and_persons_of_each_are_the_same_people() -> None:
    """Nobody noted the sex within the groups: 60 less 57 tells 3, whatever is hidden of the women and men of all."""
    rows = [[None, None, 3], [None, None, 57], [53, 7, 60]]
    assert hidden_cells(rows, 5, has_column_totals=True) == {(0, 2), (1, 2)}


def test_whatever_is_not_known_an_answer_is_found() -> None:
    """Whether the parts fit the totals or not: small ones are hidden, and the unknown is not."""
    for counts in product([None, 0, 2, 9], repeat=6):
        rows = [list(counts[:3]), list(counts[3:])]
        hidden = hidden_cells(rows, 5, has_column_totals=True)
        small = {(at, place) for at, row in enumerate(rows) for place, count in enumerate(row) if count == 2}
        assert small <= hidden, rows
        assert not any(rows[at][place] is None for at, place in hidden), rows


def test_the_threshold_is_the_programme_s() -> None:
    assert hidden_cells([[9, 20, 29]], 10) == {(0, 0), (0, 1)}
    assert hidden_cells([[9, 20, 29]], 9) == set()


def test_rows_without_column_totals_do_not_touch_each_other() -> None:
    assert hidden_cells([[3, 9, 12], [20, 30, 50]], 5) == {(0, 0), (0, 1)}


def test_column_totals_need_a_second_row() -> None:
    rows = [[3, 9, 12], [20, 30, 50], [8, 40, 48], [31, 79, 110]]
    hidden = hidden_cells(rows, 5, has_column_totals=True)
    assert hidden == {(0, 0), (0, 1), (2, 0), (2, 1)}


def test_a_table_under_hidden_totals_tells_none_of_them() -> None:
    """Women 3, men 9, together 12 under a threshold of 5: what is hidden already binds nothing. (domain 15.12)"""
    hidden = hidden_cells([[1, 4, 5], [2, 5, 7], [None, None, 12]], 5, has_column_totals=True)
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_two_hidden_in_a_ring_need_no_third() -> None:
    rows = [[3, 4, 7], [2, 4, 6], [5, 8, 13]]
    assert hidden_cells(rows, 5, has_column_totals=True) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_nothing_at_all() -> None:
    assert hidden_cells([], 5) == set()
    assert hidden_cells([[None, None, None]], 5) == set()


# --- the property: what is hidden can never be computed ---------------------------------------------------------------
def _with_totals(parts: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in parts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _could_be_another(parts: list[list[int]], hidden: set[Cell], cell: Cell, *, column_totals: bool) -> bool:
    """Is there a second table of whole numbers from zero on, the same in all that is shown, another in this cell?

    Tables with totals are unimodular: where any other table fits, one does that differs by at most one in each part.
    """
    height, width = len(parts), len(parts[0])
    loose = [(at, place) for at in range(height) for place in range(width) if (at, place) in hidden]
    before = _with_totals(parts)
    for steps in product((-1, 0, 1), repeat=len(loose)):
        other = [list(row) for row in parts]
        for (at, place), step in zip(loose, steps, strict=True):
            other[at][place] += step
        after = _with_totals(other)
        shown = range(height + 1) if column_totals else range(height)
        fits = all(
            after[at][place] == before[at][place] or (at, place) in hidden for at in shown for place in range(width + 1)
        )
        if fits and min(map(min, after)) >= 0 and after[cell[0]][cell[1]] != before[cell[0]][cell[1]]:
            return True
    return False


tables = st.tuples(st.integers(1, 3), st.integers(2, 3)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 12), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@settings(max_examples=150, deadline=None)
@given(tables, st.booleans())
def test_a_hidden_count_is_never_told_by_what_is_shown(parts: list[list[int]], column_totals: bool) -> None:
    rows = _with_totals(parts)
    if not column_totals:
        rows = rows[:-1]
    hidden = hidden_cells(rows, 5, has_column_totals=column_totals)
    small = {(at, place) for at, row in enumerate(rows) for place, count in enumerate(row) if 0 < count < 5}
    assert small <= hidden
    assert all(_could_be_another(parts, hidden, cell, column_totals=column_totals) for cell in hidden)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_nothing_is_hidden_without_need(parts: list[list[int]]) -> None:
    """Each count that is hidden beside the small ones would, shown again, tell one of them."""
    rows = _with_totals(parts)
    hidden = hidden_cells(rows, 5, has_column_totals=True)
    for cell in hidden:
        if not 0 < rows[cell[0]][cell[1]] < 5:
            rest = hidden - {cell}
            assert not all(_could_be_another(parts, rest, one, column_totals=True) for one in rest)
