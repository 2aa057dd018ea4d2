"""The pictures of what is rated: services, actors, cohesion and selection, inside their frame, none upon another."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiling.models.factors import Trend
from profiling.models.selection import Selection
from profiling.models.stakeholders import Effect
from profiling.reading.pictures import (
    Actor,
    Candidate,
    Score,
    Statement,
    dividers_and_connectors,
    functioning_of,
    selection_picture,
    selection_pictures,
    services_matrix,
    stakeholder_map,
)
from profiling.reading.pictures.signs import HALF
from tests.profiling.drawn import CRITERIA, DIGIT, a_candidate, a_service, few, statements, within

# --- services ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("distance", "column"),
    [(Decimal(0), 0), ("0.5", 1), (1, 1), (1.1, 2), (5, 2), (15, 3), ("15.1", 4), (None, 5), ("", 5)],
)
def test_a_distance_belongs_to_the_first_threshold_that_it_does_not_pass(distance, column):
    matrix = services_matrix([a_service(distance=distance)], mirrored=False)
    assert matrix.marks[0].x == matrix.frame.columns[column].middle
    assert [one.text for one in matrix.columns] == ["0", "0–1", "1–5", "5–15", "15+", "?"]


def test_other_thresholds_make_other_columns():
    matrix = services_matrix([a_service(distance=3)], mirrored=False, thresholds=(Decimal("2.5"), Decimal(10)))
    assert [one.text for one in matrix.columns] == ["0–2.5", "2.5–10", "10+", "?"]
    assert matrix.marks[0].x == matrix.frame.columns[1].middle


@pytest.mark.parametrize(
    ("exists", "functioning", "row"),
    [
        (True, "yes", "yes"),
        (False, "", "none"),
        (False, "yes", "none"),
        (None, "", ""),
        (True, "", ""),
        (None, "no", "no"),
    ],
)
def test_what_is_said_of_a_service_makes_its_row(exists, functioning, row):
    assert functioning_of(exists, functioning) == row


def test_services_stand_in_the_row_of_their_state():
    states = ["yes", "partly", "no", "building", "none", ""]
    matrix = services_matrix([a_service(at, state, 0) for at, state in enumerate(states, 1)], mirrored=False)
    assert [row.key.label for row in matrix.rows] == [
        "Works", "Works in part", "Does not work", "Is being built", "There is none", "Not known",
    ]  # fmt: skip
    assert [[point.number for point in row.points] for row in matrix.rows] == [[1], [2], [3], [4], [5], [6]]
    assert [mark.y for mark in matrix.marks] == [row.band.middle for row in matrix.rows]
    assert matrix.story == (
        "Services entered: \u20666\u2069; working: \u20661\u2069, of these within \u20665\u2069 km: \u20661\u2069; "
        "not known: \u20661\u2069."
    )


def test_without_services_there_is_no_matrix():
    assert services_matrix([], mirrored=False) is None


# --- stakeholders -----------------------------------------------------------------------------------------------------
scale = st.one_of(st.none(), st.integers(1, 5))
actors = st.lists(st.tuples(scale, scale, st.sampled_from([*Effect.values, ""])), min_size=1, max_size=40)


@few
@given(told=actors, mirrored=st.booleans())
def test_no_two_actors_overlap_and_each_stands_on_its_scales(told, mirrored):
    drawn = stakeholder_map([Actor(at, "Somebody", *one) for at, one in enumerate(told, 1)], mirrored=mirrored)
    columns = dict(zip([head.text for head in drawn.columns], drawn.frame.columns, strict=True))
    rows = dict(zip([head.text for head in drawn.rows], drawn.frame.rows, strict=True))
    for mark, (importance, closeness, _effect) in zip(drawn.marks, told, strict=True):
        lying, standing = columns[str(closeness or "?")], rows[str(importance or "?")]
        assert within((mark.x - HALF, mark.x + HALF), (lying.start, lying.end))
        assert within((mark.y - HALF, mark.y + HALF), (standing.start, standing.end))
    for one, other in itertools.combinations(drawn.marks, 2):
        assert max(abs(one.x - other.x), abs(one.y - other.y)) >= 2 * HALF


def test_thirty_actors_on_one_spot():
    drawn = stakeholder_map([Actor(at, "Somebody", 4, 4) for at in range(1, 31)], mirrored=False)
    assert len({(mark.x, mark.y) for mark in drawn.marks}) == 30
    assert drawn.frame.width < 500
    assert [head.text for head in drawn.rows] == ["5", "4", "3", "2", "1"]


def test_the_close_stand_where_reading_ends_and_the_important_on_top():
    told = [Actor(1, "Far", 1, 1), Actor(2, "Near", 5, 5)]
    for mirrored in (False, True):
        far, near = stakeholder_map(told, mirrored=mirrored).marks
        assert (near.x > far.x) is not mirrored
        assert near.y < far.y


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_shaded_corner_holds_the_important_and_close_alone(mirrored):
    told = [Actor(at, "Somebody", *place) for at, place in enumerate(itertools.product(range(1, 6), range(1, 6)), 1)]
    drawn = stakeholder_map(told, mirrored=mirrored)
    corner = drawn.near
    inside = [
        line.actor
        for mark, line in zip(drawn.marks, drawn.lines, strict=True)
        if corner.x < mark.x < corner.x + corner.width and corner.y < mark.y < corner.y + corner.height
    ]
    assert [(one.importance, one.closeness) for one in inside] == [(4, 4), (4, 5), (5, 4), (5, 5)]
    assert drawn.story == (
        "Actors: \u206625\u2069; important (4 or 5): \u206610\u2069, of these close: \u20664\u2069, "
        "hindering: \u20660\u2069."
    )


# --- cohesion ---------------------------------------------------------------------------------------------------------


def test_dividers_and_connectors_stand_against_each_other_the_strongest_first():
    picture = dividers_and_connectors(statements(), mirrored=False)
    assert [one.number for one in picture.dividers] == [2, 1]
    assert [one.number for one in picture.connectors] == [3]
    strong, weak, unknown = picture.bars
    assert strong.width == 3 * weak.width
    assert strong.x + strong.width == weak.x + weak.width < picture.middle < unknown.x
    assert (unknown.is_open, unknown.hatch, bool(strong.hatch)) == (True, "", True)
    assert picture.story == (
        "Dividing: \u20662\u2069, of these strong: \u20661\u2069; "
        "connecting: \u20661\u2069, of these strong: \u20660\u2069."
    )


def test_where_nothing_divides_or_connects_there_is_no_picture():
    assert dividers_and_connectors(statements()[3:], mirrored=False) is None


rated = st.tuples(
    st.sampled_from(["divider", "connector"]),
    st.one_of(st.none(), st.integers(1, 3)),
    st.sampled_from([*Trend.values, ""]),
)


@few
@given(st.lists(rated, min_size=1, max_size=30))
def test_bars_of_cohesion_keep_to_their_frame_and_mirrored_is_the_reflection(told):
    rows = [Statement(at, kind, "Something", strength, trend) for at, (kind, strength, trend) in enumerate(told, 1)]
    plain, turned = (dividers_and_connectors(rows, mirrored=side) for side in (False, True))
    for bar, back in zip(plain.bars, turned.bars, strict=True):
        assert within((bar.x, bar.x + bar.width), (0, plain.width))
        assert within((bar.trend_x - HALF, bar.trend_x + HALF), (0, plain.width))
        assert 0 <= bar.y <= bar.y + plain.bar <= plain.height
        assert (back.x, back.y) == (pytest.approx(plain.width - bar.x - bar.width, abs=0.11), bar.y)
        assert back.trend_x == pytest.approx(plain.width - bar.trend_x, abs=0.11)


# --- selection --------------------------------------------------------------------------------------------------------


def test_the_bar_is_the_share_reached_and_an_inverse_score_counts_the_other_way():
    (best,) = selection_picture([a_candidate()], CRITERIA, mirrored=False).strips
    (worst,) = selection_picture([a_candidate(first=0, second=3)], CRITERIA, mirrored=False).strips
    assert (best.total, best.bar_width, worst.total, worst.bar_width) == ("100", 130.0, "0", 0.0)
    assert [dot.is_inverse for dot in best.dots] == [False, True]
    assert best.dots[0].path != worst.dots[0].path


def test_an_unknown_score_leaves_a_range_and_is_no_zero():
    picture = selection_picture([a_candidate(second=None)], CRITERIA, mirrored=False)
    (strip,) = picture.strips
    assert strip.total == "60–100"
    assert (strip.bar_width, strip.open_x, strip.open_width) == (78.0, strip.bar_x + 78.0, 52.0)
    assert strip.open_path
    assert (strip.dots[1].path, strip.dots[1].is_asked, picture.has_unknown) == ("", True, True)


def test_a_criterion_that_was_not_asked_is_neither_unknown_nor_zero():
    scores = {"return": Score(3, Decimal(60))}
    (strip,) = selection_picture([Candidate(1, "Village", scores)], CRITERIA, mirrored=False).strips
    assert (strip.total, strip.dots[1].is_asked, strip.scores[1]) == ("100", False, None)
    (none,) = selection_picture([Candidate(1, "Village")], CRITERIA, mirrored=False).strips
    assert (none.total, none.bar_width) == ("?", 0.0)


def test_two_hundred_communities_take_eight_pictures():
    many = [a_candidate(at, outcome=Selection.SELECTED if at == 1 else "") for at in range(1, 201)]
    pages = selection_pictures(many, CRITERIA, mirrored=False)
    assert [len(page.strips) for page in pages] == [25] * 8
    assert pages[7].strips[-1].candidate.number == 200
    assert pages[0].story == (
        "Communities: \u206625\u2069; selected: \u20661\u2069, in reserve: \u20660\u2069; "
        "scores incomplete: \u20660\u2069; the highest result is \u2066100\u2069 of 100 (\u2068Village 1\u2069)."
    )
    with pytest.raises(ValueError, match="25"):
        selection_picture(many, CRITERIA, mirrored=False)


points = st.one_of(st.none(), st.integers(0, 3))


@few
@given(told=st.lists(st.tuples(points, points), min_size=1, max_size=25))
def test_strips_keep_to_their_frame_and_mirrored_is_the_reflection(told):
    rows = [a_candidate(at, *scores) for at, scores in enumerate(told, 1)]
    plain, turned = (selection_picture(rows, CRITERIA, mirrored=side) for side in (False, True))
    assert turned.text_x == pytest.approx(plain.width - plain.text_x, abs=0.11)
    for strip, back in zip(plain.strips, turned.strips, strict=True):
        assert 0 < strip.top < strip.edge <= plain.height
        assert plain.text_x + DIGIT * len(strip.total) <= plain.width
        assert within(
            (strip.bar_x, strip.open_x + strip.open_width), (plain.scale_x, plain.scale_x + plain.scale_width)
        )
        assert back.bar_x == pytest.approx(plain.width - strip.bar_x - strip.bar_width, abs=0.11)
        assert back.open_x == pytest.approx(plain.width - strip.open_x - strip.open_width, abs=0.21)
        assert [dot.x for dot in back.dots] == [pytest.approx(plain.width - dot.x, abs=0.11) for dot in strip.dots]
