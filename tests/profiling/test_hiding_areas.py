"""Sums of areas over all their levels: no subtraction between them and the papers tells what a paper hides."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.core.models import Programme
from cbp.core.suppression import HIDDEN
from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile
from profiling.models import Profile
from profiling.models.population import TOTALS
from profiling.phases import ProfileState
from profiling.reading.area_sums import Counted
from profiling.reading.sharing.areas import Hidden, Node, decided
from profiling.reading.sharing.people import PEOPLE, people_shared
from tests.cast import make_area
from tests.equations import told
from tests.profiling.things import make_source, new_community

THRESHOLD = 5
Key = tuple[str, str]


# --- any country ------------------------------------------------------------------------------------------------------
def a_country(seed: int) -> tuple[list[Counted], list[Hidden]]:
    """Regions, districts, communities in either; some totals small, some zero, some not known."""
    chance = random.Random(seed)  # noqa: S311  # the same countries each time
    programme = Programme(disclosure_threshold=THRESHOLD)
    communities = []
    for number in range(chance.randint(2, 9)):
        path = f"X/R{chance.randint(1, 2)}/" + (f"D{chance.randint(1, 2)}/" if chance.random() < 0.8 else "")
        women, men = (chance.choice([0, 1, 2, 3, 4, 7, 30, 60, 90]) for _sex in "fm")
        values: dict[str, int | None] = {
            "females": women, "males": men, "persons": women + men,
            "households": chance.choice([2, 9, 20]), "voters": chance.choice([None, 3, 40]),
        }  # fmt: skip
        if chance.random() < 0.2:
            values[chance.choice(PEOPLE)] = None
        communities.append(Counted(path, Profile(pk=number, programme=programme), values))
    return communities, [one for community in communities if (one := papers_hide(community))]


def papers_hide(community: Counted) -> Hidden | None:
    shown = people_shared([{"group": "", **community.values}], THRESHOLD)[0]
    few = community.values["voters"] in range(1, THRESHOLD)
    names = [name for name in (*PEOPLE, "households") if shown[name] == HIDDEN and community.values[name]]
    names += ["voters"] if few else []
    people = [name for name in names if name in PEOPLE]
    is_bound = len(people) > 1 and all(community.values[name] is not None for name in PEOPLE)
    return Hidden(community.profile.pk, community.path, names, is_bound) if names else None


def equations(
    communities: list[Counted], hidden: list[Hidden], nodes: dict[str, Node]
) -> Iterator[dict[tuple[object, str], int]]:
    """What a reader may write who holds every paper and the sums of every area."""
    for one in hidden:
        values = next(each.values for each in communities if each.profile.pk == one.key)
        unknown = {(one.key, name): -1 if name == "persons" else 1 for name in PEOPLE if name in one.names}
        if one.is_bound and None not in values.values():
            yield unknown
    for path, node in nodes.items():
        for name in TOTALS:
            below = {(one.key, name): 1 for one in hidden if one.path.startswith(path) and name in one.names}
            if below and name not in node.hidden:
                yield below
            elif below:  # an area's own sum is unknown too, and made of them
                yield {**below, (path, name): -1}


def small_of(communities: list[Counted], hidden: list[Hidden], nodes: dict[str, Node]) -> set[tuple[object, str]]:
    found: set[tuple[object, str]] = {(one.key, name) for one in hidden for name in one.names}
    for path, node in nodes.items():
        for name, tally in node.sums.items():
            is_touched = any(one.path.startswith(path) and name in one.names for one in hidden)
            if is_touched and tally.value and tally.value < THRESHOLD:
                found.add((path, name))
    return found


def test_no_sum_of_any_level_tells_what_a_paper_hides_or_what_is_small_itself():
    for seed in range(400):
        communities, hidden = a_country(seed)
        nodes = decided("X/", communities, hidden)
        assert not told(equations(communities, hidden, nodes)) & small_of(communities, hidden, nodes), seed
        shown = {tally.value for node in nodes.values() for name, tally in node.sums.items() if name not in node.hidden}
        assert not shown & set(range(1, THRESHOLD)), seed


def test_what_an_area_shows_does_not_depend_on_where_one_stands():
    for seed in range(100):
        communities, hidden = a_country(seed)
        whole = decided("X/", communities, hidden)
        for path in [one for one in whole if one != "X/"]:
            inside = [one for one in communities if one.path.startswith(path)]
            alone = decided(path, inside, [one for one in hidden if one.path.startswith(path)])
            assert {key: node.hidden for key, node in alone.items()} == {key: whole[key].hidden for key in alone}


def test_without_few_people_nothing_is_hidden():
    programme = Programme(disclosure_threshold=THRESHOLD)
    values = dict.fromkeys(TOTALS, 50)
    communities = [Counted(f"X/R{at}/", Profile(pk=at, programme=programme), dict(values)) for at in range(3)]
    assert not any(node.hidden for node in decided("X/", communities, []).values())


# --- on the page ------------------------------------------------------------------------------------------------------
def put(cast, name, area, women, men, **more):
    """A validated profile with these totals; straight into its state, for the way there is not at issue."""
    community = new_community(cast.here.programme, area, cast.facilitator, name)
    profile = begin_profile(community, cast.here.programme, by=cast.facilitator)
    total = {"persons": women + men, "females": women, "males": men, **more}
    save_population(profile, "", total=total, cells={}, source=make_source(), by=cast.facilitator)
    Profile.objects.filter(pk=profile.pk).update(state=ProfileState.VALIDATED)
    return community


def sheet(client, area):
    answer = client.get(reverse("profiling:area-sum", args=[area.pk]) + "?format=csv")
    return {row["Area"]: row for row in csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))}


@pytest.fixture
def three_levels(cast):
    """A small community in one district; in the other nobody is few."""
    district, other = cast.here.district, make_area(cast.here.region, "QA0702", "Other district")
    put(cast, "Small", district, 3, 90)
    put(cast, "Large", district, 100, 120)
    put(cast, "Far", other, 200, 210)
    return district, other


def test_what_a_district_hides_is_not_told_by_its_region_nor_by_its_country(cast, three_levels, enter):
    district, other = three_levels
    client = enter(cast.manager)
    lower, upper, top = (sheet(client, area) for area in (district, cast.here.region, cast.here.country))
    women, all_of_them = "Women and girls", "Persons"
    assert lower["Together"][women] == "*"
    assert (upper[str(district)][women], upper[str(other)][women], upper["Together"][women]) == ("*", "200", "*")
    assert (top[str(cast.here.region)][women], top["Together"][women]) == ("*", "*")
    assert [lower["Together"][all_of_them], upper["Together"][all_of_them], top["Together"][all_of_them]] == [
        "313", "723", "723",
    ]  # fmt: skip


def test_two_small_communities_cover_each_other(cast, three_levels, enter):
    """Of their district nobody learns more than what both have together."""
    district, _other = three_levels
    put(cast, "Small too", district, 2, 60)
    assert sheet(enter(cast.manager), district)["Together"]["Women and girls"] == "105"


def test_a_community_that_lies_in_the_area_itself_is_not_told_by_the_rest(cast, three_levels, enter):
    _district, other = three_levels
    put(cast, "Aside", cast.here.region, 1, 40)
    region = sheet(enter(cast.manager), cast.here.region)
    assert region["Together"]["Women and girls"] == "304"  # the small one in the district covers it
    assert region[str(other)]["Women and girls"] == "200"


@pytest.mark.parametrize(("name", "label"), [("households", "Households"), ("voters", "Registered voters")])
def test_few_households_and_voters_of_a_community_are_not_told_by_its_area(cast, enter, name, label):
    put(cast, "Small", cast.here.district, 50, 50, **{name: 3})
    put(cast, "Large", cast.here.district, 100, 100, **{name: 60})
    found = sheet(enter(cast.manager), cast.here.region)
    assert [found[line][label] for line in (str(cast.here.district), "Together")] == ["*", "*"]
    assert found["Together"]["Persons"] == "300"


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_asks_as_often_for_three_small_communities_as_for_one(cast, enter, count):
    for number in range(count):
        put(cast, f"Small {number}", cast.here.district, 3, 90)
    client = enter(cast.manager)
    with CaptureQueriesContext(connection) as queries:
        sheet(client, cast.here.region)
    assert len(queries) == SHEET_QUERIES


SHEET_QUERIES = 32
