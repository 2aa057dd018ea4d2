"""The geometry of pictures: unknown breaks the line, time follows the reading direction, letters never enter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbp.core.charts import HEIGHT, TOP, WIDTH, Line, Point, column_chart, line_chart, nice_ceiling


def series(*values):
    return Line("Displaced", [Point(str(2016 + year), value) for year, value in enumerate(values)])


def test_it_works():
    chart = line_chart([series(100, 300, 200)])
    assert [mark.value for mark in chart.lines[0].marks] == [100, 300, 200]
    assert [tick.value for tick in chart.y_ticks] == [0, 100, 200, 300]
    assert chart.lines[0].marks[1].y == TOP
    assert [row.values for row in chart.rows] == [[100], [300], [200]]


def test_unknown_breaks_the_line_and_is_not_zero():
    chart = line_chart([series(100, None, 200, 300)])
    assert chart.lines[0].path.count("M") == 2
    assert len(chart.lines[0].marks) == 3
    assert chart.rows[1].values == [None]


def test_mirrored_is_the_mirror():
    plain, mirrored = line_chart([series(1, 2, 3)]), line_chart([series(1, 2, 3)], mirrored=True)
    assert [round(WIDTH - mark.x, 1) for mark in mirrored.lines[0].marks] == [mark.x for mark in plain.lines[0].marks]
    assert [mark.y for mark in mirrored.lines[0].marks] == [mark.y for mark in plain.lines[0].marks]


def test_true_distances_where_every_point_has_its_moment():
    points = [Point("1", 5, moment=0), Point("2", 5, moment=1), Point("3", 5, moment=10)]
    first, second, third = [mark.x for mark in line_chart([Line("a", points)]).lines[0].marks]
    assert (third - first) == pytest.approx(10 * (second - first), abs=1)


def test_letters_are_refused_because_arabic_breaks_in_svg():
    with pytest.raises(ValueError, match="digits"):
        line_chart([Line("a", [Point("مايو 2024", 3)])])


def test_lines_share_their_points():
    with pytest.raises(ValueError, match="same points"):
        line_chart([series(1, 2), series(1)])


@pytest.mark.parametrize("values", [[], [None, None], [0, 0], [7]])
def test_little_or_nothing_is_drawn_without_complaint(values):
    chart = line_chart([series(*values)])
    assert chart.is_empty == (not any(value is not None for value in values))
    assert chart.y_ticks[0].value == 0


def test_columns_stand_on_the_base_and_do_not_touch():
    marks = column_chart(series(10, 0, 20)).lines[0].marks
    assert all(mark.y + mark.height == pytest.approx(HEIGHT - 30) for mark in marks)
    assert marks[0].x + marks[0].width < marks[1].x


@given(st.integers(min_value=0, max_value=10**12))
def test_the_axis_covers_its_values_in_round_steps(top):
    ends, step = nice_ceiling(top)
    assert ends >= top
    assert 1 <= round(ends / step) <= 5


@given(st.lists(st.one_of(st.none(), st.integers(min_value=0, max_value=10**9)), max_size=60), st.booleans())
def test_nothing_leaves_the_picture(values, mirrored):
    for mark in line_chart([series(*values)], mirrored=mirrored).lines[0].marks:
        assert 0 <= mark.x <= WIDTH
        assert TOP - 0.1 <= mark.y <= HEIGHT


def test_dates_do_not_touch():
    chart = line_chart([Line("a", [Point(f"{month:02}/2024", 1) for month in range(1, 13)] * 3)])
    gaps = [later.at - sooner.at for sooner, later in zip(chart.x_ticks, chart.x_ticks[1:], strict=False)]
    assert min(gaps) >= 60
