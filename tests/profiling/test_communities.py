"""Communities: who may add them where, what is refused, and what becomes of names and parts."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from profiling.actions.communities import change_community, create_community, enrol_community, similar_communities
from profiling.models import Community
from tests.chain import make_community, make_session
from tests.desk.test_saving import filled
from tests.profiling.things import new_community

PARTS = [("Centre", "Chief of the quarter"), ("Port", "")]


def test_it_works(cast):
    community = create_community(
        Community(name="Kaya", area=cast.here.district, definition="Three quarters by the water"),
        programme=cast.here.programme,
        names=[("ar", "كايا"), ("", "Kaïa"), ("", "Kaïa")],
        parts=PARTS,
        by=cast.facilitator,
    )
    assert list(community.programmes.all()) == [cast.here.programme]
    assert [(one.language, one.text) for one in community.names.order_by("language")] == [("", "Kaïa"), ("ar", "كايا")]
    assert [(one.name, one.leader, one.position) for one in community.sub_communities.order_by("position")] == [
        ("Centre", "Chief of the quarter", 1),
        ("Port", "", 2),
    ]
    event = Event.objects.of(community).get()
    assert (event.verb, event.by_label) == (Verb.COMMUNITY_CREATED, cast.facilitator.name)
    assert event.after["parts"] == ["Centre – Chief of the quarter", "Port"]


# --- where ------------------------------------------------------------------------------------------------------------
def test_a_role_in_an_area_ends_at_its_border(cast):
    """A facilitator of the region: not in the area beside it, whose code begins alike."""
    with pytest.raises(Refused, match="outside the areas"):
        new_community(cast.here.programme, cast.here.neighbour, cast.facilitator)


def test_a_role_in_a_programme_reaches_its_whole_country(cast):
    assert new_community(cast.here.programme, cast.here.neighbour, cast.manager).pk


@pytest.mark.parametrize("actor", ["planner", "partner", "auditor", "administrator", "stranger"])
def test_other_roles_add_none(cast, actor):
    with pytest.raises(Refused, match="outside the areas"):
        new_community(cast.here.programme, cast.here.district, getattr(cast, actor))


def test_a_programme_of_another_country_is_refused(cast):
    with pytest.raises(Refused, match="another country"):
        new_community(cast.there.programme, cast.here.district, cast.stranger)


def test_an_area_out_of_use_takes_no_community(cast):
    cast.here.district.valid_to = datetime.date(2020, 1, 1)
    with pytest.raises(Refused, match="not in use any more"):
        new_community(cast.here.programme, cast.here.district, cast.facilitator)


# --- twins ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["Kiri", "kiri", "KÍRÍ", " Kiri "])
def test_the_same_name_of_the_same_kind_in_one_area_is_refused(cast, name):
    new_community(cast.here.programme, cast.here.district, cast.facilitator)
    with pytest.raises(Refused, match="already"):
        new_community(cast.here.programme, cast.here.district, cast.facilitator, name)


def test_the_same_name_elsewhere_or_of_another_kind_is_another_community(cast):
    new_community(cast.here.programme, cast.here.district, cast.manager)
    assert new_community(cast.here.programme, cast.here.neighbour, cast.manager).pk
    assert new_community(cast.here.programme, cast.here.district, cast.manager, kind="camp").pk


@pytest.mark.parametrize(("latitude", "longitude"), [(0, 0), (13, None), (None, 14), (91, 14)])
def test_an_impossible_point_is_refused(cast, latitude, longitude):
    with pytest.raises(Refused):
        new_community(cast.here.programme, cast.here.district, cast.facilitator, latitude=latitude, longitude=longitude)
    assert not Community.objects.exists()


def test_names_much_alike_are_found_by_any_name(cast):
    kouloudia = create_community(
        Community(name="Kouloudia", area=cast.here.district), programme=cast.here.programme,
        names=[("", "Koulfoua"), ("ar", "كولوديا")], by=cast.facilitator,
    )  # fmt: skip
    new_community(cast.here.programme, cast.here.district, cast.facilitator, "Bol")

    def alike(name: str, **extra: object) -> list[Community]:
        return list(similar_communities([name], cast.here.district, by=cast.facilitator, **extra))

    assert alike("KOULOÛDIA") == alike("Kouloudya") == alike("Koulfouah") == alike("كولودية") == [kouloudia]
    assert alike("Baga Sola") == []
    assert alike("Kouloudia", besides=kouloudia) == []
    assert list(similar_communities(["Kouloudia"], cast.here.neighbour, by=cast.manager)) == []


# --- changing ---------------------------------------------------------------------------------------------------------
def change(community, by, *, parts=(), names=(), expected=1, **values):
    for name, value in values.items():
        setattr(community, name, value)
    change_community(community, fields=list(values), names=names, parts=parts, expected=expected, by=by)


def test_a_change_is_told_field_by_field(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    change(community, cast.facilitator, names=[("fr", "Le Kiri")], parts=PARTS, road="Track to Bol")
    event = Event.objects.of(community).get(verb=Verb.COMMUNITY_CHANGED)
    assert (event.before["road"], event.after["road"]) == ("", "Track to Bol")
    assert event.after["name_fr"] == "Le Kiri"
    community.refresh_from_db()
    assert (community.road, community.version) == ("Track to Bol", 2)


def test_a_stale_change_writes_nothing(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    change(community, cast.facilitator, road="First")
    with pytest.raises(Stale):
        change(community, cast.facilitator, names=[("", "Other")], parts=PARTS, road="Second")
    community.refresh_from_db()
    assert community.road == "First"
    assert not community.names.exists()
    assert not community.sub_communities.exists()


def test_it_moves_only_to_an_area_in_reach(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    with pytest.raises(Refused, match="outside the areas"):
        change(community, cast.facilitator, area=cast.here.neighbour)
    with pytest.raises(Refused, match="another country"):
        change(community, cast.manager, area=cast.there.district)
    change(community, cast.manager, area=cast.here.neighbour)


def test_a_part_that_is_used_is_only_taken_out_of_use(cast):
    chain = cast.here.chain
    make_session(chain.cycle, sub_community=chain.quarter)
    change(chain.community, cast.manager, parts=[("Port", "")])
    chain.quarter.refresh_from_db()
    assert chain.quarter.is_active is False
    change(chain.community, cast.manager, parts=[(chain.quarter.name.upper(), "Queen")], expected=2)
    parts = chain.community.sub_communities.all()
    assert [(part.pk, part.leader, part.is_active) for part in parts] == [(chain.quarter.pk, "Queen", True)]


def test_two_parts_of_one_name_are_refused(cast):
    community = make_community(cast.here)
    with pytest.raises(Refused, match="same name"):
        change(community, cast.manager, parts=[("Port", ""), ("port", "Chief")])


# --- programmes -------------------------------------------------------------------------------------------------------
def test_a_programme_takes_it_in_once(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    for _twice in range(2):
        enrol_community(community, cast.here.programme, by=cast.manager)
    assert Event.objects.filter(verb=Verb.COMMUNITY_ENROLLED).count() == 0
    community.programmes.clear()
    for _twice in range(2):
        enrol_community(community, cast.here.programme, by=cast.manager)
    assert Event.objects.filter(verb=Verb.COMMUNITY_ENROLLED).count() == 1


def test_a_programme_of_another_country_does_not_take_it_in(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    with pytest.raises(Refused, match="another country"):
        enrol_community(community, cast.there.programme, by=cast.stranger)


def test_one_that_takes_no_part_is_not_taken_in(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator, is_active=False)
    community.programmes.clear()
    with pytest.raises(Refused, match="no part in planning"):
        enrol_community(community, cast.here.programme, by=cast.manager)


@pytest.mark.parametrize(("given", "asked"), [("latitude", "longitude"), ("longitude", "latitude")])
def test_half_a_point_is_told_at_the_half_that_is_missing(cast, enter, given, asked):
    client, address = enter(cast.facilitator), reverse("profiling:community-new")
    area = cast.here.district.pcode
    form = filled(client.get(address)) | {"name": "Kiri", "area": area, given: "13.5"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert dict(answer.context["form"].errors) == {asked: ["Give both coordinates or none."]}
