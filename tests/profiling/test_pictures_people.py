"""The pictures of people: the pyramid and the movements, on one scale, and the mirror of themselves."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbp.core.suppression import HIDDEN
from profiling.reading.pictures import (
    Ages,
    Movement,
    RoundPoint,
    movements_chart,
    pyramid_of,
    pyramids_of,
    rounds_charts,
)
from tests.profiling.drawn import BANDS, DIGIT, NEXT, YEAR, ages, few, within


# --- the pyramid ------------------------------------------------------------------------------------------------------
def test_a_bar_for_each_cell_and_an_open_box_for_what_is_unknown():
    pyramid = pyramid_of(ages([100, None, 0], [50, 50, 25]), mirrored=False)
    assert [step.digits for step in pyramid.steps] == ["60+", "18–59", "0–17"]
    women = [step.bars[0] for step in pyramid.steps]
    assert [(bar.number, bar.width, bar.is_open) for bar in women] == [
        ("0", 0.0, False), ("?", 14.0, True), ("100", 68.0, False),
    ]  # fmt: skip
    assert {bar.x + bar.width for bar in women} == {143.0}
    assert {step.bars[1].x for step in pyramid.steps} == {197.0}
    assert pyramid.story == (
        "The largest known group: Women and girls aged \u20660–17\u2069, \u2066100\u2069 persons; "
        "counts not known: \u20661\u2069."
    )


def test_women_stand_where_reading_begins():
    pyramid = pyramid_of(ages([100, 40, 30], [50, 50, 25]), mirrored=True)
    assert {step.bars[0].x for step in pyramid.steps} == {197.0}


def test_what_is_hidden_has_no_length():
    pyramid = pyramid_of(ages([HIDDEN, 40, 30], [50, 50, 25]), mirrored=False)
    bar = pyramid.steps[-1].bars[0]
    assert (bar.number, bar.is_open, pyramid.has_hidden, pyramid.has_unknown) == ("*", True, True, False)


def test_without_ages_it_shows_the_sexes_and_without_those_nothing():
    (step,) = pyramid_of(Ages("All", BANDS, {}, {"females": 260, "males": 240}), mirrored=False).steps
    assert [bar.number for bar in step.bars] == ["260", "240"]
    assert pyramid_of(Ages("All", BANDS, {}, {"persons": 500}), mirrored=False) is None


def test_the_groups_share_one_scale_and_those_without_figures_are_left_out():
    groups = [
        ages([100, 0, 0], [0, 0, 0], "Displaced"),
        ages([None] * 3, [None] * 3),
        ages([50, 0, 0], [0, 0, 0], "Host"),
    ]
    displaced, host = pyramids_of(groups, mirrored=False)
    assert (displaced.label, host.label) == ("Displaced", "Host")
    assert displaced.steps[-1].bars[0].width == 2 * host.steps[-1].bars[0].width


def test_the_groups_share_one_legend():
    known, other = ages([1, 2, 3], [4, 5, 6]), ages([1, None, 3], [4, 5, 6])
    assert [one.has_unknown for one in pyramids_of([known, known], mirrored=False)] == [False, False]
    assert [one.has_unknown for one in pyramids_of([known, other], mirrored=False)] == [True, True]


def test_who_is_of_another_sex_stands_in_the_table():
    group = Ages("All", BANDS, {("f", 0): 3, ("x", 18): 2})
    pyramid = pyramid_of(group, mirrored=False)
    assert pyramid.sexes == ["Women and girls", "Men and boys", "Other or not said"]
    assert pyramid.steps[1].values[2] == ("Other or not said", 2)


counts = st.lists(st.one_of(st.none(), st.integers(0, 9_999_999)), min_size=3, max_size=3)


@few
@given(women=counts, men=counts)
def test_a_pyramid_keeps_to_its_frame_and_mirrored_is_its_reflection(women, men):
    group = ages(women, men)
    plain, turned = (pyramid_of(group, mirrored=side) for side in (False, True))
    if not any(women + men):
        assert (plain, turned) == (None, None)
        return
    for one, other in zip(plain.steps, turned.steps, strict=True):
        for bar, back in zip(one.bars, other.bars, strict=True):
            assert back.x == pytest.approx(plain.width - bar.x - bar.width, abs=0.11)
            room = DIGIT * len(bar.number)
            text = (bar.text_x - room, bar.text_x) if bar.anchor == "end" else (bar.text_x, bar.text_x + room)
            assert within(text, (0, plain.width))


# --- movements --------------------------------------------------------------------------------------------------------


def test_movements_of_a_period_add_up_and_the_unknown_breaks_the_line():
    moved = [
        Movement("arrival", *YEAR, 100), Movement("arrival", *YEAR, 20), Movement("return", *YEAR, None),
        Movement("return", *NEXT, 7), Movement("arrival", None, None, 5),
    ]  # fmt: skip
    picture = movements_chart(moved, mirrored=False)
    assert picture.kinds == ["Arrived here, displaced", "Came back"]
    assert [[value for _kind, value in row.values] for row in picture.rows] == [[120, None], [None, 7], [5, None]]
    assert picture.rows[2].label == ""
    assert picture.has_undated
    assert [[mark.value for mark in line.marks] for line in picture.chart.lines] == [[120], [7]]
    assert [tick.text for tick in picture.chart.x_ticks] == ["2024", "06/2025"]
    assert picture.story == (
        "Persons in all known periods – Arrived here, displaced: \u2066125\u2069 · Came back: \u20667\u2069."
    )


def test_an_unknown_part_makes_the_sum_unknown_and_a_hidden_one_hides_it():
    moved = [Movement("arrival", *YEAR, 100), Movement("arrival", *YEAR, None), Movement("return", *YEAR, HIDDEN)]
    picture = movements_chart([*moved, Movement("return", *YEAR, 8)], mirrored=False)
    assert [value for _kind, value in picture.rows[0].values] == [None, HIDDEN]
    assert picture.chart is None
    assert picture.story == "How many people moved is not known."


def test_without_movements_there_is_no_picture():
    assert movements_chart([], mirrored=False) is None


def test_two_periods_that_end_together_stand_beside_each_other():
    moved = [Movement("arrival", "2024-01-01", "2024-01-31", 1), Movement("arrival", "2024-01-16", "2024-01-31", 2)]
    chart = movements_chart(moved, mirrored=False).chart
    assert len({mark.x for mark in chart.lines[0].marks}) == 2


def test_rounds_of_two_operations_never_share_a_line():
    def a_round(number, operation, persons):
        return RoundPoint(number, datetime.date(2024 + number, 1, 1), "DTM", operation, persons)

    rounds = [a_round(1, "Lac", 10), a_round(2, "Lac", 30), a_round(1, "East", 5), a_round(1, "East", 6)]
    lac, east = rounds_charts([*rounds, a_round(1, "Alone", 1)], mirrored=False)
    assert [(lac.operation, len(lac.rounds)), (east.operation, len(east.rounds))] == [("Lac", 2), ("East", 2)]
    assert lac.story == (
        "Displaced persons in the area: \u206610\u2069 on \u20661 Jan 2025\u2069, "
        "\u206630\u2069 on \u20661 Jan 2026\u2069."
    )
