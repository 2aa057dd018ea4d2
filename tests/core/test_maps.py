"""A small map: positions in kilometres, north up, a square for what is known to a kilometre."""

from __future__ import annotations

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbp.core.maps import HEIGHT, KM_PER_DEGREE, LENGTHS, WIDTH, Place, point_map

HERE = Place(13.45, 14.7)


def test_a_coarse_point_is_the_square_in_which_it_lies():
    drawn = point_map(HERE)
    assert drawn.cell is not None
    assert (drawn.cell.x + drawn.cell.width / 2, drawn.cell.y + drawn.cell.height / 2) == pytest.approx((160, 110))
    kilometre = drawn.bar / drawn.kilometres
    assert drawn.cell.height / kilometre == pytest.approx(1.11, abs=0.01)
    assert drawn.cell.width / drawn.cell.height == pytest.approx(cos(radians(13.45)))
    assert point_map(HERE, is_exact=True).cell is None


def test_north_is_up_and_east_is_right():
    (x, y), (west, south) = point_map(HERE, [Place(13.48, 14.73), Place(13.42, 14.67)]).others
    assert x > 160 > west
    assert y < 110 < south


def test_distances_are_true_to_the_bar():
    drawn = point_map(HERE, [Place(HERE.latitude + 10 / KM_PER_DEGREE, HERE.longitude)])
    assert (110 - drawn.others[0][1]) / drawn.bar * drawn.kilometres == pytest.approx(10)


def test_who_lies_far_off_is_not_on_the_map():
    assert point_map(HERE, [Place(20.0, 14.7)]).others == []


def test_across_the_date_line():
    drawn = point_map(Place(-17.0, 179.99), [Place(-17.0, -179.99)])
    assert 160 < drawn.others[0][0] < WIDTH


def test_lines_stand_at_round_degrees():
    drawn = point_map(HERE)
    assert [line.text for line in drawn.parallels] == ["13.40°", "13.45°", "13.50°"]
    assert drawn.parallels[1].at == pytest.approx(110)


def test_a_line_without_room_has_no_degrees():
    """Those of the meridians stand above, those of the parallels at the side, the bar in the lower corner."""
    drawn = point_map(Place(13.71, 14.32))
    assert [line.text for line in drawn.parallels] == ["", "13.70°", "13.75°"]  # the lowest lies on the bar
    assert drawn.parallels[0].at > HEIGHT - 22
    assert [line.text for line in drawn.meridians] == ["14.25°", "14.30°", "14.35°", ""]  # the last would be cut off
    assert drawn.meridians[-1].at > WIDTH - 36


places = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))


@given(places, st.lists(places, max_size=8))
def test_everything_lies_on_the_map(here, others):
    drawn = point_map(here, others)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawn.others)
    assert all(-1 <= line.at <= WIDTH + 1 for line in drawn.meridians)
    assert drawn.kilometres in LENGTHS
    assert 0 < drawn.bar <= WIDTH / 2
