"""The geometry of the tools’ pictures: nothing overlaps, proportions hold, mirrored is mirrored."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbp.workshops.reading.pictures import draw, months
from cbp.workshops.reading.pictures.circles import COMMUNITY, venn_of
from cbp.workshops.reading.pictures.clocks import HOURS, INNER, OUTER, SIZE, clock_of
from cbp.workshops.reading.pictures.strips import LEAST, WIDTH, steps_of, transect_of
from cbp.workshops.reading.pictures.times import in_time
from cbp.workshops.reading.pictures.trees import RADIUS, tree_of
from cbp.workshops.tools import check_payload
from cbp.workshops.tools.kinds import Tool
from tests.workshops.picture_things import PAYLOADS

TREE = PAYLOADS["problem-tree"]
calmly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def actor(importance: int, closeness: int, relation: str = "support") -> dict[str, object]:
    return {"actor": "x", "kind": "cso", "importance": importance, "closeness": closeness, "relation": relation}


def test_every_tool_has_a_picture_and_the_examples_are_what_the_tools_make() -> None:
    assert set(PAYLOADS) == set(Tool.values)
    for tool, payload in PAYLOADS.items():
        check_payload(tool, payload)
        assert draw(tool, payload, "en", mirrored=False).title


# --- the tree ---------------------------------------------------------------------------------------------------------
def test_the_crown_stands_above_the_trunk_and_the_roots_below() -> None:
    tree = tree_of(TREE, mirrored=False)
    assert all(node.y < tree.ground - 40 for node in tree.effects)
    assert all(node.y > tree.ground for node in tree.causes)
    child = tree.causes[0].under[0]
    assert child.y > tree.causes[0].y
    assert tree.crown
    assert not tree_of({**TREE, "effects": []}, mirrored=False).crown
    assert len(tree.branches) == len(tree.nodes) == 8


def test_numbers_run_as_the_words_are_read() -> None:
    tree = tree_of(TREE, mirrored=False)
    assert [(node.number, node.text) for node in tree.nodes] == [
        (1, "Girls miss school"), (2, "Illness"), (3, "Money for medicine"), (4, "The pump broke"),
        (5, "No spare parts"), (6, "No committee"), (7, "The well dries up"), (8, "Less rain"),
    ]  # fmt: skip


def test_a_mirrored_tree_is_the_same_tree_from_behind() -> None:
    left, right = (tree_of(TREE, mirrored=mirrored) for mirrored in (False, True))
    assert [round(left.width - node.x, 1) for node in left.nodes] == [node.x for node in right.nodes]
    assert [node.y for node in left.nodes] == [node.y for node in right.nodes]


@calmly
@given(st.lists(st.integers(min_value=-1, max_value=9), max_size=10))
def test_no_two_circles_of_a_tree_touch(under: list[int]) -> None:
    rows = [{"text": "x", "under": place if 0 <= place < at else None} for at, place in enumerate(under)]
    tree = tree_of({"core": "x", "causes": rows, "effects": []}, mirrored=False)
    assert len(tree.nodes) == len(rows)
    for one, other in combinations(tree.nodes, 2):
        assert hypot(one.x - other.x, one.y - other.y) > 2 * RADIUS
    assert all(RADIUS <= node.x <= tree.width - RADIUS and node.y <= tree.height - RADIUS for node in tree.nodes)


# --- the circles ------------------------------------------------------------------------------------------------------
def test_importance_is_size_and_closeness_is_nearness() -> None:
    venn = venn_of({"rows": [actor(5, 5), actor(1, 1), actor(3, 3)]}, mirrored=False)
    large, small, middle = venn.actors
    assert large.radius > middle.radius > small.radius
    distances = [hypot(one.x, one.y) for one in (large, middle, small)]
    assert distances == sorted(distances)
    assert distances[0] - large.radius < COMMUNITY < distances[2] - small.radius


def test_the_relation_is_the_line() -> None:
    support, neutral, strain = venn_of(
        {"rows": [actor(3, 2, "support"), actor(3, 2, "neutral"), actor(3, 2, "strain")]}, mirrored=False
    ).actors
    assert (support.dash, support.line.count("L")) == ("", 1)
    assert neutral.dash
    assert neutral.dash != strain.dash
    assert strain.line.count("L") > 4


@pytest.mark.parametrize("closeness", [1, 2, 3, 4])
def test_ten_actors_at_one_distance_do_not_overlap(closeness: int) -> None:
    venn = venn_of({"rows": [actor(1 + at % 4, closeness) for at in range(10)]}, mirrored=False)
    for one, other in combinations(venn.actors, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


@calmly
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=20))
def test_circles_lie_within_the_frame_and_always_in_the_same_places(scales: list[tuple[int, int]]) -> None:
    rows = {"rows": [actor(*scale) for scale in scales]}
    venn, again, mirrored = (venn_of(rows, mirrored=turned) for turned in (False, False, True))
    assert venn == again
    assert [-one.x for one in venn.actors] == [one.x for one in mirrored.actors]
    for one in venn.actors:
        assert venn.left <= one.x - one.radius
        assert one.x + one.radius <= venn.left + venn.width
        assert venn.top <= one.y - one.radius
        assert one.y + one.radius <= venn.top + venn.height


# --- the clock --------------------------------------------------------------------------------------------------------
def test_a_ring_for_each_group_and_the_hours_of_which_nothing_was_said() -> None:
    women, men = clock_of(PAYLOADS["daily-clock"]).rings
    assert (women.group, women.known, women.open_hours) == ("Women", 21.5, 2.5)
    assert (men.group, men.known) == ("Men", 19)
    assert [part.span for part in women.parts] == ["05:00–08:00", "08:00–14:00", "15:00–21:00", "22:00–04:30"]
    assert all(one.fill != other.fill for one, other in zip(women.parts, women.parts[1:], strict=False))
    assert women.parts[0].fill != women.parts[-1].fill


def test_noon_is_below_and_six_o_clock_at_the_right() -> None:
    ring = clock_of({"rows": [{"group": "x", "label": "Noon", "start": 11, "hours": 2},
                              {"group": "x", "label": "Morning", "start": 5, "hours": 2}]}).rings[0]  # fmt: skip
    morning, noon = ring.parts
    middle = (OUTER + INNER) / 2
    assert (noon.x, noon.y) == (SIZE / 2, SIZE / 2 + middle)
    assert (morning.x, morning.y) == (SIZE / 2 + middle, SIZE / 2)


def test_a_day_of_one_thing_is_a_whole_ring() -> None:
    ring = clock_of({"rows": [{"group": "x", "label": "Work", "start": 3, "hours": HOURS}]}).rings[0]
    assert ring.parts[0].path.count("Z") == 2
    assert ring.open_hours == 0


# --- strips and steps -------------------------------------------------------------------------------------------------
def walk(*metres: int | None) -> dict[str, object]:
    return {"rows": [{"segment": "x", "metres": one} for one in metres]}


def test_a_stretch_is_as_long_as_the_walk_was() -> None:
    one, two = transect_of(walk(100, 300), mirrored=False).segments
    assert two.width == pytest.approx(3 * one.width, abs=0.2)
    assert two.x == pytest.approx(one.x + one.width, abs=0.2)
    assert transect_of(walk(100, 300), mirrored=True).segments[0].x > two.x


def test_what_nobody_measured_is_as_long_as_the_others_are_on_average() -> None:
    found = transect_of(walk(100, None, 300), mirrored=False)
    assert found.metres is None
    assert [one.is_measured for one in found.segments] == [True, False, True]
    assert found.segments[1].width == pytest.approx(2 * found.segments[0].width, abs=0.2)


@calmly
@given(st.lists(st.one_of(st.none(), st.integers(0, 100_000)), min_size=2, max_size=12))
def test_every_stretch_has_room_for_its_number_and_all_fill_the_strip(metres: list[int | None]) -> None:
    found = transect_of(walk(*metres), mirrored=False)
    assert all(one.width >= LEAST - 0.1 for one in found.segments)
    assert sum(one.width for one in found.segments) == pytest.approx(WIDTH - 2, abs=1)
    assert sum(len(table) for table in found.tables) == len(metres)


def test_steps_go_down_in_the_direction_of_reading() -> None:
    left, right = (steps_of(PAYLOADS["wellbeing"], mirrored=mirrored).steps for mirrored in (False, True))
    assert [step.y for step in left] == sorted(step.y for step in left)
    assert [step.x for step in left] == sorted(step.x for step in left)
    assert [step.x for step in right] == sorted((step.x for step in right), reverse=True)


# --- time -------------------------------------------------------------------------------------------------------------
def test_partial_dates_are_sorted_and_words_stay_behind_what_they_were_named_after() -> None:
    said = ["1984-06", "before independence", "1984", "2001-02-03", "1973", "the year of the flood"]
    rows = [{"when": when} for when in said]
    assert [row["when"] for row in in_time(rows)] == [
        "1973", "the year of the flood", "1984", "1984-06", "before independence", "2001-02-03",
    ]  # fmt: skip
    assert in_time(in_time(rows)) == in_time(rows)


def test_a_date_that_is_whole_enough_is_told_in_words_of_the_reader():
    whens = ["1999-08", "1999-08-02", "1999", "1999-13", "1999-02-30", "before independence"]
    with translation.override("fr"):
        told = {row["when"]: row["day"] for row in in_time([{"when": when} for when in whens])}
    assert told == {**dict.fromkeys(whens, ""), "1999-08": "août 1999", "1999-08-02": "2 août 1999"}


@pytest.mark.parametrize("calendar", ["gregorian", "ethiopian", "hijri", "local"])
def test_every_calendar_has_twelve_months(calendar: str) -> None:
    assert len({whole for _short, whole in months(calendar)}) == 12
