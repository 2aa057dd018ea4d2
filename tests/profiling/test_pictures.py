"""The pictures of a profile: inside their frame, none upon another, the mirror of themselves, and told by a table."""

import datetime
import itertools
import re
from collections import Counter
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cbp.core.suppression import HIDDEN
from cbp.core.templatetags.figures import written
from profiling.models.factors import Trend
from profiling.models.selection import Selection
from profiling.models.services import Functioning
from profiling.models.stakeholders import Effect
from profiling.reading.pictures import (
    Actor,
    Ages,
    Candidate,
    Criterion,
    Movement,
    RoundPoint,
    Score,
    ServicePoint,
    Statement,
    dividers_and_connectors,
    functioning_of,
    movements_chart,
    pyramid_of,
    pyramids_of,
    rounds_charts,
    selection_picture,
    selection_pictures,
    services_matrix,
    stakeholder_map,
)
from profiling.reading.pictures.packing import packed
from profiling.reading.pictures.signs import HALF, hatched

BANDS = [(0, 17), (18, 59), (60, None)]
DIGIT = 7.4  # the width of a digit of 13 units, at its broadest


def ages(women, men, label="Everybody", bands=BANDS):
    counts = {**{("f", band[0]): one for band, one in zip(bands, women, strict=True)}}
    counts |= {("m", band[0]): one for band, one in zip(bands, men, strict=True)}
    return Ages(label, bands, {place: count for place, count in counts.items() if count is not None})


def within(inner, outer):
    return outer[0] - 0.11 <= inner[0] <= inner[1] <= outer[1] + 0.11


# --- signs and cells --------------------------------------------------------------------------------------------------
few = settings(max_examples=40)
sides = st.floats(min_value=0.5, max_value=400)


@few
@given(x=sides, y=sides, width=sides, height=sides, gap=st.floats(min_value=2, max_value=20))
def test_hatching_keeps_to_its_rectangle(x, y, width, height, gap):
    points = [tuple(map(float, point)) for point in re.findall(r"[ML](\S+) (\S+)", hatched(x, y, width, height, gap))]
    assert all(within((px, px), (x, x + width)) and within((py, py), (y, y + height)) for px, py in points)


def test_hatching_rises_in_even_steps():
    assert hatched(0, 0, 10, 10, 10) == "M5.0 0.0 L0.0 5.0 M10.0 5.0 L5.0 10.0"


cells = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=60)


@few
@given(cells=cells, mirrored=st.booleans())
def test_no_two_signs_overlap_and_each_stays_in_its_cell(cells, mirrored):
    frame = packed(cells, columns=5, rows=4, least=(50, 40), mirrored=mirrored)
    for (x, y), (column, row) in zip(frame.places, cells, strict=True):
        lying, standing = frame.columns[column], frame.rows[row]
        assert within((x - HALF, x + HALF), (lying.start, lying.end))
        assert within((y - HALF, y + HALF), (standing.start, standing.end))
        assert within((x - HALF, x + HALF), (0, frame.width))
        assert within((y - HALF, y + HALF), (0, frame.height))
    for one, other in itertools.combinations(frame.places, 2):
        assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= 2 * HALF


@few
@given(cells=cells)
def test_a_packing_mirrored_is_its_reflection(cells):
    plain, turned = (packed(cells, columns=5, rows=4, least=(50, 40), mirrored=side) for side in (False, True))
    assert [(pytest.approx(plain.width - x, abs=0.11), y) for x, y in plain.places] == turned.places
    assert plain.width == turned.width
    assert [pytest.approx(plain.width - one.end, abs=0.11) for one in plain.columns] == [
        one.start for one in turned.columns
    ]
    assert plain.rows == turned.rows


def test_signs_of_a_cell_stand_in_the_reading_direction():
    places = packed([(0, 0)] * 3, columns=1, rows=1, least=(50, 40), mirrored=False).places
    assert places[0][0] < places[1][0]
    assert places[0][1] == places[1][1] < places[2][1]
    turned = packed([(0, 0)] * 3, columns=1, rows=1, least=(50, 40), mirrored=True).places
    assert turned[0][0] > turned[1][0]


# --- the pyramid ------------------------------------------------------------------------------------------------------
def test_a_bar_for_each_cell_and_an_open_box_for_what_is_unknown():
    pyramid = pyramid_of(ages([100, None, 0], [50, 50, 25]), mirrored=False)
    assert [step.digits for step in pyramid.steps] == ["60+", "18–59", "0–17"]
    women = [step.bars[0] for step in pyramid.steps]
    assert [(bar.number, bar.width, bar.is_open) for bar in women] == [
        ("0", 0.0, False), ("?", 14.0, True), ("100", 170.0, False),
    ]  # fmt: skip
    assert {bar.x + bar.width for bar in women} == {258.0}
    assert {step.bars[1].x for step in pyramid.steps} == {342.0}
    assert pyramid.story == (
        "The largest known group: Women and girls aged \u20660–17\u2069, \u2066100\u2069 persons; "
        "counts not known: \u20661\u2069."
    )


def test_women_stand_where_reading_begins():
    pyramid = pyramid_of(ages([100, 40, 30], [50, 50, 25]), mirrored=True)
    assert {step.bars[0].x for step in pyramid.steps} == {342.0}


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
YEAR = ("2024-01-01", "2024-12-31")
NEXT = ("2025-01-01", "2025-06-30")


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


# --- services ---------------------------------------------------------------------------------------------------------
def a_service(number=1, functioning="yes", distance=None):
    return ServicePoint(number, f"Service {number}", functioning, distance)


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
def statements():
    return [
        Statement(1, "divider", "Water", 1, "stronger"), Statement(2, "divider", "Aid", 3),
        Statement(3, "connector", "Market", None, "same"), Statement(4, "risk", "Floods", 3),
    ]  # fmt: skip


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
CRITERIA = [Criterion("return", "Many returned"), Criterion("conflict", "Conflict", is_inverse=True)]


def a_candidate(number=1, first=3, second=0, outcome="", weights=(60, 40)):
    scores = {"return": Score(first, Decimal(weights[0])), "conflict": Score(second, Decimal(weights[1]), True)}
    return Candidate(number, f"Village {number}", scores, outcome)


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


# --- drawn ------------------------------------------------------------------------------------------------------------
def everything(mirrored):
    """Each picture by its template, with what the cells of its table have to tell. None is not known."""
    group = ages([1234, None, 56], [HIDDEN, 78, 90], "Displaced <people>")
    moved = [Movement("arrival", *YEAR, 1111), Movement("arrival", *NEXT, None), Movement("return", *NEXT, 222)]
    rounds = [RoundPoint(at, datetime.date(2024, at, 1), "DTM & others", "Lac", 1000 + at) for at in (1, 2)]
    services = [a_service(1, "yes", "0.4"), a_service(2, "none"), a_service(3, "")]
    chief, trader = Actor(1, "Chief & council", 5, 4, "supports"), Actor(3, "Trader", 1, 1)
    told = [chief, Actor(2, "شيخ", None, 2, "hinders"), trader]
    rated = [Candidate(1, "Village <1>", a_candidate(second=None).scores, "reserve"), a_candidate(2, 1, 2)]
    counted = [1234, None, 56, HIDDEN, 78, 90]
    return {
        "pyramid": ({"pyramid": pyramid_of(group, mirrored=mirrored)}, counted),
        "pyramids": ({"pyramids": pyramids_of([group, group], mirrored=mirrored)}, counted * 2),
        "movements": ({"movements": movements_chart(moved, mirrored=mirrored)}, [1111, None, None, 222]),
        "rounds": ({"rounds": rounds_charts(rounds, mirrored=mirrored)[0]}, ["1", "2", 1001, 1002]),
        "services": (
            {"matrix": services_matrix(services, mirrored=mirrored)},
            ["1 Service 1", Functioning.YES.label, Decimal("0.4"), "2 Service 2", "3 Service 3", None, None],
        ),
        "stakeholders": (
            {"map": stakeholder_map(told, mirrored=mirrored)},
            ["1 Chief &amp; council", 5, 4, Effect.SUPPORTS.label, "2 شيخ", None, 2, "3 Trader", 1, 1],
        ),
        "cohesion": (
            {"cohesion": dividers_and_connectors(statements(), mirrored=mirrored)},
            ["1 Water", 1, Trend.STRONGER.label, "2 Aid", 3, "3 Market", None, Trend.SAME.label],
        ),
        "selection": (
            {"selection": selection_picture(rated, CRITERIA, mirrored=mirrored)},
            ["1 Village &lt;1&gt;", Selection.RESERVE.label, 3, "60–100", "2 Village 2", 1, 2],
        ),
    }


NAMES = list(everything(False))
LETTERS = re.compile(r"[^0-9\s.,?*+–/\u202f\u00a0-]")


def page_of(name, language, **more):
    with translation.override(language):
        context, told = everything(translation.get_language_bidi())[name]
        html = render_to_string(f"profiling/pictures/{name}.html", {**context, **more})
        return html, Counter(shown(value) for value in told)


def shown(value):
    if value is None:
        return translation.pgettext("figure", "not known")
    if value == HIDDEN:
        return translation.pgettext("figure", "hidden")
    return written(value, int(isinstance(value, Decimal))) if isinstance(value, int | Decimal) else str(value)


def drawings(html):
    return [ElementTree.fromstring(found) for found in re.findall(r"<svg.*?</svg>", html, re.S)]  # noqa: S314 - our own


def cells_of(html):
    """What stands in the cells of all tables."""
    cells = re.findall(r"<t[hd][ >].*?</t[hd]>", "".join(re.findall(r"<table.*?</table>", html, re.S)), re.S)
    alone = (re.sub(r'<span class="cards-only">.*?</span>', "", cell) for cell in cells)
    return Counter(re.sub(r"<[^>]+>", "", cell).strip() for cell in alone)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("on_paper", [False, True])
def test_each_drawing_is_well_formed_has_a_title_and_holds_no_letters(name, language, on_paper):
    html, _told = page_of(name, language, on_paper=on_paper)
    drawn = drawings(html)
    assert drawn
    pictures = [one for one in drawn if one.get("role") == "img"]
    assert pictures
    for one in pictures:
        assert (one.find("title").text or "").strip().endswith(".")
        assert one.get("viewBox") == f"0 0 {one.get('width')} {one.get('height')}"
    assert all((one.find("title").text or "").strip() for one in drawn)  # the PDF asks for one of every drawing
    letters = [text.text for one in drawn for text in one.iter("text") if LETTERS.search("".join(text.itertext()))]
    assert letters == []
    assert not re.search(r"<style|\sstyle=|<script|\sid=", html)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("on_paper", [False, True])
def test_the_table_tells_every_value(name, language, on_paper):
    html, told = page_of(name, language, on_paper=on_paper)
    assert told - cells_of(html) == Counter()


@pytest.mark.parametrize("on_paper", [False, True])
def test_the_table_of_a_selection_tells_a_score_that_is_not_known(on_paper):
    html, _told = page_of("selection", "en", on_paper=on_paper)
    assert cells_of(html)["?" if on_paper else "not known"] == 1


def test_a_page_that_has_the_table_already_gets_the_picture_with_its_legend_alone():
    html, _told = page_of("stakeholders", "en", without_table=True, on_paper=True)
    assert "<table" not in html
    assert "Trader" in html


def test_a_title_of_the_page_goes_before_the_pictures_own():
    html, _told = page_of("services", "en", title="Protection & more")
    assert "<figcaption>Protection &amp; more</figcaption>" in html
