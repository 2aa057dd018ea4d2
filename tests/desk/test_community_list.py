"""The list of communities: named, found, filtered, and as it leaves."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cbp.accounts.roles import Role
from profiling.models import Community, CommunityName
from profiling.phases import ProfileState
from tests.cast import HERE, make_area, make_person
from tests.chain import make_community, make_cycle, make_profile
from tests.desk.browsing import LIST, names, read
from tests.desk.counting import questions

POINT = {"latitude": "13.456789", "longitude": "14.712345", "precision": "exact"}


@pytest.fixture
def chain(cast):
    return cast.here.chain


def test_the_list_names_what_a_community_is_and_where_it_stands(cast, enter, chain):
    body = read(enter(cast.auditor), LIST)
    for words in (f"Community {HERE}", f"District {HERE}", f"P-{HERE}", "Village", "Planning", "not validated yet"):
        assert words in body


@pytest.mark.parametrize(
    "words",
    ["kaïga", "KAIGA", "قرية", "ام الرمال", "أُمُّ الرِّمال", "old name"],
    ids=["accent", "capitals", "arabic", "without hamza", "with vowel signs", "other name"],
)
def test_a_community_is_found_by_any_of_its_names(cast, enter, chain, words):
    community = make_community(cast.here, "Kaiga Kindjiria")
    CommunityName.objects.create(community=community, text="القرية", language="ar")
    CommunityName.objects.create(community=community, text="أم الرمال")
    CommunityName.objects.create(community=community, text="Old Name")
    assert names(enter(cast.auditor), q=words) == ["Kaiga Kindjiria"]


def test_the_list_is_filtered_by_place_programme_kind_and_phase(cast, enter, chain):
    camp = make_community(cast.here, "Camp", kind="camp", area=cast.here.neighbour)
    camp.programmes.clear()
    client, village = enter(cast.administrator), str(chain.community)
    assert names(client, area="TCD070") == ["Camp"]  # by the code: not the region TCD07 and what lies below it
    assert names(client, area="TCD07") == [village]
    assert names(client, area=f"neighbour {HERE}") == ["Camp"]
    assert names(client, area="nowhere") == []
    assert names(client, kind="camp") == ["Camp"]
    assert names(client, programme=cast.here.programme.pk) == [village]
    assert names(client, phase="planning") == [village]
    assert names(client, phase="assessing") == []
    assert "Camp" in names(client, phase="none")
    assert village not in names(client, phase="none")


def test_a_running_cycle_out_of_reach_is_no_running_cycle(cast, enter, chain):
    """A planner of the area sees the cycle; a facilitator of another programme in the same area does not."""
    from cbp.core.actions.programmes import create_programme
    from cbp.core.models import Programme

    other = Programme(code="OTHER", title="Other", country=cast.here.country, currency="XAF", languages=["en"])
    create_programme(other, by=None)
    walker = make_person("Walker", Role.FACILITATOR, programme=other, area=cast.here.region)
    client = enter(walker)
    assert names(client, phase="planning") == []
    assert names(client, phase="none") == [str(chain.community)]
    assert "Planning</span>" not in read(client, LIST)


def test_the_list_leaves_as_seen(cast, enter, chain):
    make_community(cast.here, "Camp", kind="camp")
    answer = enter(cast.auditor).get(LIST, {"kind": "village", "format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines == [
        'Name,Kind of site,Lies in,P-code,Programmes,Phase,Profile as of,"Latitude, to about 1 km",'
        '"Longitude, to about 1 km"',
        f"Community {HERE},Village,District {HERE},TCD0701,P-{HERE},Planning,,,",
    ]


@pytest.mark.parametrize(("sensitive", "point"), [(False, "13.46,14.71"), (True, ",")])
def test_points_leave_coarse_and_sensitive_ones_not_at_all(cast, enter, chain, sensitive, point):
    """Also for those who see them exactly on the screen."""
    Community.objects.filter(pk=chain.community.pk).update(**POINT, is_location_sensitive=sensitive)
    for actor in (cast.auditor, cast.facilitator):
        last = enter(actor).get(LIST, {"format": "csv"}).content.decode("utf-8-sig").splitlines()[-1]
        assert last.endswith(f",{point}")


def test_another_spelling_is_found_and_stands_behind_the_right_one(cast, enter, chain):
    for name in ("Ngaltoum", "Ngaltum Est", "Bol"):
        make_community(cast.here, name)
    assert names(enter(cast.auditor), q="ngaltum") == ["Ngaltum Est", "Ngaltoum"]
    assert names(enter(cast.auditor), q="Ngaltoume") == ["Ngaltoum"]
    assert names(enter(cast.auditor), q="zzzz") == []
    assert len(names(enter(cast.auditor), q=" ")) == 4


def test_filters_stay_in_the_address_of_the_export_and_of_the_pages(cast, enter, chain):
    body = read(enter(cast.auditor), LIST, kind="village", q="community")
    assert "?kind=village&q=community&format=csv" in body.replace("&amp;", "&")


def test_the_list_asks_eight_questions_at_most_however_it_is_filtered(cast, enter, chain):
    programme = cast.here.programme.pk
    for query in ("", "?q=kaiga", f"?area=TCD07&programme={programme}&q=x&kind=village&phase=planning"):
        assert questions(enter(cast.manager), LIST + query) <= 8


def test_a_role_that_exports_nothing_gets_no_list(cast, enter, chain):
    assert enter(cast.partner).get(LIST, {"format": "csv"}).status_code == 403


def test_an_empty_list_says_why_and_what_next(cast, enter):
    assert "There is no community within your reach yet" in read(enter(cast.auditor), LIST)
    body = read(enter(cast.facilitator), LIST, q="nothing")
    assert "No community fits this filter" in body
    assert reverse("profiling:community-new") in read(enter(cast.facilitator), LIST)


def test_more_communities_ask_no_more(cast, enter, chain):
    client, one = enter(cast.manager), questions(enter(cast.manager), LIST)
    for number in range(2):
        community = make_community(cast.here, f"More {number}", area=make_area(cast.here.region, f"X{number}", "X"))
        make_cycle(community, cast.here.programme)
        make_profile(community, cast.here.programme, state=ProfileState.VALIDATED)
    assert questions(client, LIST) == one
