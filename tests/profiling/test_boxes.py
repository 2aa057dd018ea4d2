"""A point outside the box of its area: told with its arithmetic, never refused. (domain 11.3, rule 15)"""

from __future__ import annotations

from decimal import Decimal

import pytest

from profiling.checks import warnings_of
from profiling.checks.boxes import Box, box_of
from profiling.models import Community
from tests.chain import make_community, make_profile
from tests.profiling.sheet_things import found, outcome, upload

HEADS = ["name", "pcode", "latitude", "longitude"]
NEAR = [("13.0", "14.0"), ("13.2", "14.4"), ("13.1", "14.1")]


def neighbours(cast, points=NEAR, **fields) -> list[Community]:
    return [
        make_community(
            cast.here, f"Neighbour {at}", latitude=latitude, longitude=longitude, precision="exact", **fields
        )
        for at, (latitude, longitude) in enumerate(points)
    ]


def told(cast, latitude: str, longitude: str, **fields) -> list[str]:
    community = make_community(
        cast.here, "Kaya", latitude=latitude, longitude=longitude, precision="exact", **fields
    )  # fmt: skip
    community.refresh_from_db()
    profile = make_profile(community, cast.here.programme)
    return [one.sentence for one in warnings_of(profile) if one.code == "outside-area"]


# --- the box ----------------------------------------------------------------------------------------------------------
def test_a_box_has_a_margin_of_half_its_extent_and_at_least_ten_kilometres():
    box = box_of([(Decimal(latitude), Decimal(longitude)) for latitude, longitude in NEAR])
    assert box == Box(Decimal("13.0"), Decimal("13.2"), Decimal("14.0"), Decimal("14.4"), 3)
    assert (box.high, box.wide) == (Decimal("0.1"), Decimal("0.2"))
    assert not box.told_of(Decimal("12.9"), Decimal("14.6"))  # its very edge
    assert box.told_of(Decimal("12.89"), Decimal("14.2"))["point"] == "12.89, 14.20"
    assert box_of([]) is None


# --- the profile ------------------------------------------------------------------------------------------------------
def test_a_point_outside_is_told_with_its_arithmetic(cast):
    neighbours(cast)
    assert told(cast, "14.654321", "13.123456") == [
        f"The point 14.65, 13.12 lies outside the box of {cast.here.district}. Known points there: 3, from 13.00 to"
        " 13.20 degrees of latitude and from 14.00 to 14.40 of longitude; with a margin of 0.10 and 0.20 degrees."
    ]


def test_points_of_areas_below_count_too(cast):
    area = cast.here.district
    area.latitude, area.longitude = Decimal("13.9"), Decimal("13.9")
    area.save()
    neighbours(cast)
    assert not told(cast, "14.2", "13.8")


@pytest.mark.parametrize(("points", "fields"), [(NEAR[:2], {}), (NEAR, {"is_location_sensitive": True})])
def test_of_few_points_and_of_hidden_ones_no_box_is_made(cast, points, fields):
    neighbours(cast, points, **fields)
    assert told(cast, "19.0", "23.0") == []


def test_nothing_is_told_of_a_place_that_is_not_to_be_shown(cast):
    neighbours(cast)
    assert told(cast, "19.0", "23.0", is_location_sensitive=True) == []


# --- the sheet --------------------------------------------------------------------------------------------------------
def checked(cast, *rows, heads=HEADS):
    return upload([heads, *rows], cast.here.programme, cast.manager)


def test_a_row_of_a_sheet_warns_and_is_taken(cast):
    neighbours(cast)
    sheet = checked(cast, ["Kaya", "TCD0701", "13.1", "14.2"], ["Bol", "TCD0701", "14.1", "13.2"])
    assert (found(sheet), outcome(sheet).created) == ([(3, "latitude", "outside_area")], 2)
    sentence = outcome(sheet).warnings[0].sentence
    assert sentence.startswith("The point 14.10, 13.20 lies outside the box of TCD0701. Known points there: 3, from")


def test_a_point_that_stands_is_told_with_the_profile_and_a_hidden_one_nowhere(cast):
    *_near, far = neighbours(cast, [*NEAR, ("19.0", "23.0")])
    hidden = make_community(cast.here, "Hidden", is_location_sensitive=True)
    rows = [[str(far.uid), "19.0", "23.0"], [str(hidden.uid), "19.5", "23.0"]]
    assert found(checked(cast, *rows, heads=["uid", "latitude", "longitude"])) == []
    moved = checked(cast, [str(far.uid), "20.0", "23.0"], heads=["uid", "latitude", "longitude"])
    assert found(moved) == [(2, "latitude", "outside_area")]  # its own former point makes no box
