"""Communities side by side, over time, and added up: unknown is not zero, nothing restricted, small counts hidden."""

from __future__ import annotations

import csv
import datetime
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile, submit_profile, validate_profile
from profiling.models import Hazard, PartSetting, ProfileFactor, ServiceStatus
from profiling.reading.area_sums import sum_of
from profiling.reading.comparison import compare
from profiling.reading.sharing import shared_blocks
from tests.profiling.things import MEN, WOMEN, cells, complete, fill, make_source, new_community, validated

COMPARE = "profiling:compare"


@pytest.fixture
def two(cast):
    """One validated; one at work, of which only the households are known."""
    known = new_community(cast.here.programme, cast.here.district, cast.facilitator, "Kiri")
    other = new_community(cast.here.programme, cast.here.district, cast.facilitator, "Mao")
    profile = validated(known, cast.here.programme, cast.facilitator)
    draft = begin_profile(other, cast.here.programme, by=cast.facilitator)
    save_population(draft, "", total={"households": 7}, cells={}, source=make_source(), by=cast.facilitator)
    return known, profile, other, draft


def lines_of(profiles):
    return {line.label: line for block in compare(profiles) for line in block.lines}


def rows_of(answer):
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def address(*communities):
    return reverse(COMPARE) + "?" + "&".join(f"c={one.pk}" for one in communities)


# --- side by side -----------------------------------------------------------------------------------------------------
def test_what_is_not_known_is_no_zero(cast, two):
    _known, profile, _other, draft = two
    found = lines_of([profile, draft, None])
    assert [value.count for value in found["Persons"].values] == [500, None, None]
    assert [value.count for value in found["Households"].values] == [100, 7, None]
    assert [value.text for value in found["Persons in each household"].values] == ["5.0", "", ""]
    assert found["Share of children below 18 years"].values[0].text == "58.0%"  # (150 + 140) of 500
    assert "Registered voters" not in found


def test_tables_and_services_stand_beside_each_other(cast, two):
    _known, profile, _other, draft = two
    ServiceStatus.objects.create(profile=draft, kind="water", functioning="no", distance_km="2.5")
    Hazard.objects.create(profile=draft, kind="flood")
    found = lines_of([profile, draft])
    assert [value.text for value in found["Water point"].values] == ["there is one", "Does not work · 2.5 km away"]
    assert [value.text for value in found["Hazards"].values] == ["", "1 entry"]


def test_nothing_restricted_is_compared(cast, two):
    _known, profile, _other, draft = two
    ProfileFactor.objects.create(profile=draft, kind="divider", text="Land", classification="restricted")
    ProfileFactor.objects.create(profile=draft, kind="risk", text="Fear", classification="restricted")
    Hazard.objects.create(profile=draft, kind="flood")
    PartSetting.objects.create(programme=cast.here.programme, section="hazards", classification="restricted")
    assert {block.section.code for block in compare([profile, draft])} == {"population", "services"}


def test_a_community_is_found_by_name_and_added(cast, two, enter):
    known, _profile, other, _draft = two
    client = enter(cast.facilitator)
    page = client.get(address(known), {"c": known.pk, "add": "mao"})
    assert page.status_code == 200
    assert [head.community for head in page.context["heads"]] == [known, other]
    twin = new_community(cast.here.programme, cast.here.district, cast.facilitator, "Mao Nord", kind="camp")
    page = client.get(reverse(COMPARE), {"c": known.pk, "add": "mao"})
    assert [one for one, _url in page.context["found"]] == [other, twin]
    assert page.context["words"] == "mao"


def test_a_stranger_s_community_is_not_there(cast, two, enter):
    known, *_others = two
    page = enter(cast.stranger_facilitator).get(address(known))
    assert page.status_code == 200
    assert page.context["heads"] == []


@pytest.mark.parametrize("query", ["c=x", "c=99999999999999999999", "c=-1", "c=1&c=1&c=1", "add=" + "م" * 300])
def test_odd_addresses_are_no_fault(cast, enter, query):
    assert enter(cast.facilitator).get(f"{reverse(COMPARE)}?{query}").status_code == 200


def test_the_export_hides_small_counts_and_what_tells_them(cast, two, enter):
    known, _profile, other, draft = two
    total = {"persons": 12, "females": 3, "males": 9, "households": 4}
    save_population(draft, "", total=total, cells={}, source=make_source(), by=cast.facilitator)
    rows = rows_of(enter(cast.facilitator).get(address(known, other) + "&format=csv"))
    found = {row[1]: row[2:] for row in rows}
    assert found["Persons"] == ["500", "12"]
    assert (found["Women and girls"], found["Men and boys"]) == (["260", "*"], ["240", "*"])
    assert found["Households"] == ["100", "*"]
    assert found["Persons in each household"] == ["5.0", "*"]
    assert rows[-1][1].startswith("* stands for fewer than 5")


def test_no_role_without_the_right_exports(cast, two, enter):
    known, *_others = two
    assert enter(cast.partner).get(address(known) + "&format=csv").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(cast, enter, count):
    communities = []
    for number in range(count):
        community = new_community(cast.here.programme, cast.here.district, cast.facilitator, f"Kiri {number}")
        complete(begin_profile(community, cast.here.programme, by=cast.facilitator), cast.facilitator)
        communities.append(community)
    client = enter(cast.facilitator)
    with CaptureQueriesContext(connection) as queries:
        client.get(address(*communities))
    assert len(queries) == QUERIES


QUERIES = 27


# --- over time --------------------------------------------------------------------------------------------------------
def test_older_figures_stay_beside_the_newer_ones(cast, two, enter):
    known, first, *_others = two
    second = begin_profile(known, cast.here.programme, by=cast.facilitator)
    later = make_source(title="Census", dated_on=datetime.date(2026, 9, 1))
    total = {"persons": 620, "females": 320, "males": 300, "households": 120}
    save_population(second, "", total=total, cells=cells(WOMEN, MEN), source=later, by=cast.facilitator)
    submit_profile(second, by=cast.facilitator)
    validate_profile(second, by=cast.manager)
    page = enter(cast.facilitator).get(reverse("profiling:community-history", args=[known.pk]))
    lines = {line.key: line for block in page.context["blocks"] for line in block.lines}
    assert [head.profile.number for head in page.context["heads"]] == [first.number, second.number]
    assert [value.count for value in lines[":persons"].values] == [500, 620]
    assert [[mark.value for mark in line.marks] for line in page.context["chart"].lines] == [[500, 620], [100, 120]]


def test_a_community_without_a_profile_says_so(cast, enter):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    page = enter(cast.facilitator).get(reverse("profiling:community-history", args=[community.pk]))
    assert "There is nothing to compare yet" in page.content.decode()


# --- an area ----------------------------------------------------------------------------------------------------------
def test_a_sum_says_of_how_many_it_is_known(cast, two, enter):
    *_others, draft = two
    fill(draft, cast.facilitator, "idp", total={"persons": 30}, counted={})
    found = sum_of(cast.here.district, cast.facilitator)
    assert found.whole.communities == 2
    assert (found.whole.tallies["persons"].sum, found.whole.tallies["persons"].known) == (500, 1)
    assert [str(one) for one in found.unknown] == ["Mao"]
    assert found.groups == {}  # a draft is nobody's word yet
    save_population(
        draft, "", total={"persons": 0, "households": 0}, cells={}, source=make_source(), by=cast.facilitator
    )
    page = enter(cast.facilitator).get(reverse("profiling:area-sum", args=[cast.here.district.pk]))
    assert "incomplete: known of 1 of 2 communities" in page.content.decode()
    assert not found.whole.is_whole("persons")


def test_zero_is_known(cast, two):
    *_others, draft = two
    nobody = {"persons": 0, "females": 0, "males": 0, "households": 0}
    save_population(draft, "", total=nobody, cells={}, source=make_source(), by=cast.facilitator)
    ServiceStatus.objects.create(profile=draft, kind="water", source=draft.sources.first())
    submit_profile(draft, by=cast.facilitator)
    validate_profile(draft, by=cast.manager)
    found = sum_of(cast.here.district, cast.facilitator)
    assert (found.whole.tallies["persons"].sum, found.whole.is_whole("persons")) == (500, True)
    assert found.unknown == []


def test_where_only_cells_are_known_their_sum_counts(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    profile = begin_profile(community, cast.here.programme, by=cast.facilitator)
    save_population(profile, "", total={}, cells=cells(WOMEN, MEN), source=make_source(), by=cast.facilitator)
    ServiceStatus.objects.create(profile=profile, kind="water", source=profile.sources.first())
    submit_profile(profile, by=cast.facilitator)
    validate_profile(profile, by=cast.manager)
    found = sum_of(cast.here.district, cast.facilitator)
    assert [found.whole.tallies[name].value for name in ("persons", "females", "males")] == [500, 260, 240]
    band, line = found.ages[0]
    assert (found.sexes, band, [line.tallies[sex].value for sex in found.sexes]) == (["f", "m"], (0, 4), [40, 45])


def test_a_sum_by_age_says_where_a_cell_is_not_known(cast, two, enter):
    """Both communities are counted by age, one of them without the small boys: their sum is not the whole."""
    _known, _profile, _other, draft = two
    fill(draft, cast.facilitator, "", total={"persons": 60}, counted={("f", 0): 30})
    ServiceStatus.objects.create(profile=draft, kind="water", source=draft.sources.first())
    submit_profile(draft, by=cast.facilitator)
    validate_profile(draft, by=cast.manager)
    found = sum_of(cast.here.district, cast.facilitator)
    line = found.ages[0][1]
    assert (found.by_age, line.tallies["f"].value, line.tallies["m"].value) == (2, 70, 45)
    assert [line.is_whole(sex) for sex in ("f", "m")] == [True, False]
    page = enter(cast.facilitator).get(reverse("profiling:area-sum", args=[cast.here.district.pk])).content.decode()
    assert page.split('id="ages"')[1].count("<small>1 of 2 known</small>") == 9  # five of the boys, four of the girls


def test_a_person_adds_up_only_what_lies_within_reach(cast, two):
    assert sum_of(cast.here.district, cast.stranger_facilitator).whole.communities == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_area_asks_as_often_for_three_as_for_one(cast, enter, count):
    for number in range(count):
        community = new_community(cast.here.programme, cast.here.district, cast.facilitator, f"Kiri {number}")
        validated(community, cast.here.programme, cast.facilitator)
    client = enter(cast.facilitator)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("profiling:area-sum", args=[cast.here.district.pk]))
    assert len(queries) == AREA_QUERIES


AREA_QUERIES = 22


# --- what leaves the house --------------------------------------------------------------------------------------------
def test_blocks_without_lines_are_no_fault():
    assert shared_blocks([], 5) == []
