"""Snapshots: the data as they were when asked for, and nothing of the moment or the person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbp.core.canonical import canonical, hash_of
from cbp.core.models import Area, AreaName
from reports.snapshots import area_snapshot
from tests.cast import make_area, make_figure
from tests.reports.things import load_chad

pytestmark = pytest.mark.django_db


def test_it_holds_the_worked_numbers_of_chad() -> None:
    rounds = {one["number"]: one for one in area_snapshot(load_chad())["rounds"]}
    assert len(rounds) == 24
    assert rounds[9]["persons"] == 169_003
    assert rounds[24]["persons"] == 225_689
    assert (rounds[4]["persons"], rounds[4]["other_total"]) == (124_788, 124_371)
    assert rounds[1]["females"] is None


def test_the_same_data_have_the_same_hash_and_a_change_another() -> None:
    lac = load_chad()
    first = area_snapshot(lac)
    assert hash_of(area_snapshot(lac)) == hash_of(first)
    figure = lac.displacement.order_by("-reported_on", "pk").first()
    figure.persons += 1
    figure.save()
    assert hash_of(area_snapshot(lac)) != hash_of(first)


def test_it_is_plain_json_with_names_in_every_language() -> None:
    lac = load_chad()
    AreaName.objects.create(area=lac, text="البحيرة", language="ar")
    snapshot = area_snapshot(lac)
    assert snapshot["place"]["names"]["ar"] == "البحيرة"
    assert snapshot["place"]["codes"] == ["TD07"]
    assert [parent["pcode"] for parent in snapshot["parents"]] == ["TCD"]
    assert isinstance(canonical(snapshot), bytes)


def test_areas_below_have_their_own_latest_round_or_none() -> None:
    country = make_area(None, "TCD", "Chad", country="TCD")
    known, bare = make_area(country, "TCD01", "A"), make_area(country, "TCD02", "B")
    make_figure(known, 1, 10)
    make_figure(make_area(known, "TCD0101", "C"), 2, 7)
    children = area_snapshot(country)["children"]
    assert [(child["pcode"], child["latest"] and child["latest"]["persons"]) for child in children] == [
        (known.pcode, 7),
        (bare.pcode, None),
    ]


def test_as_of_is_the_last_change_recorded_not_the_moment_of_asking() -> None:
    lac = load_chad()
    assert area_snapshot(lac)["as_of"] == area_snapshot(lac)["as_of"] != None  # noqa: E711
    bare = make_area(None, "SSD", "Country", country="SSD")
    assert area_snapshot(bare)["as_of"] is not None  # loads are recorded without a place


def test_without_history_the_newest_figure_dates_it() -> None:
    country = make_area(None, "TCD", "Chad", country="TCD")
    assert area_snapshot(country)["as_of"] is None
    make_figure(country, 3)
    assert area_snapshot(country)["as_of"] == "2024-01-03T00:00:00+00:00"


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_areas(count: int) -> None:
    country = make_area(None, "TCD", "Chad", country="TCD")
    for number in range(count):
        make_figure(make_area(country, f"TCD0{number}", f"Area {number}"), 1)
    country = Area.objects.get(pk=country.pk)
    with CaptureQueriesContext(connection) as queries:
        area_snapshot(country)
    assert len(queries) == 7
