"""The search of the whole house: everything that is called so, within the reach of the person, and nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cbp.priorities.models import Need
from profiling.models import CommunityName
from tests.cast import HERE, THERE
from tests.chain import make_community, make_cycle, make_need, make_organisation, make_plan
from tests.desk.counting import questions


@pytest.fixture
def chain(cast):
    return cast.here.chain


def found(client, words) -> dict[str, list[str]]:
    groups = client.get("/search/", {"q": words}).context.get("groups", [])
    return {group.title: [hit.label for hit in group.hits] for group in groups}


def test_everything_that_is_called_so(cast, enter, chain):
    titles = list(found(enter(cast.manager), HERE))
    assert titles == ["Communities", "Planning cycles", "Plans", "Needs", "Organisations", "Places", "Programmes",
                      "People"]  # fmt: skip


def test_a_role_finds_only_what_it_may_see(cast, enter, chain):
    assert {"Needs", "People"} & set(found(enter(cast.partner), HERE)) == set()
    assert "Plans" in found(enter(cast.partner), HERE)


@pytest.mark.parametrize("actor", ["manager", "facilitator", "partner", "auditor"])
def test_nothing_of_the_other_world(cast, enter, chain, actor):
    assert cast.there.chain
    assert found(enter(getattr(cast, actor)), THERE) == {}


def test_a_community_leads_to_its_cycles_and_plans(cast, enter, chain):
    community = make_community(cast.here, "Kaïga")
    CommunityName.objects.create(community=community, text="كايغا", language="ar")
    make_plan(make_cycle(community, cast.here.programme), title="Ensemble")
    for words in ("KAIGA", "كايغا"):
        hits = found(enter(cast.auditor), words)
        assert hits == {
            "Communities": ["Kaïga"], "Planning cycles": ["Kaïga, cycle 1"], "Plans": ["Ensemble, edition 1"],
        }  # fmt: skip


def test_a_need_is_found_in_any_of_its_languages(cast, enter, chain):
    Need.objects.filter(pk=chain.need.pk).update(
        statement="Le puits est à sec.", translations={"ar": {"title": {"text": "الماء بعيد", "state": "draft"}}}
    )
    client = enter(cast.planner)
    assert "Needs" in found(client, "PUITS EST A")
    assert "Needs" in found(client, "الماء")
    assert "Needs" not in found(client, "draft")


def test_ten_of_each_and_the_way_to_all(cast, enter, chain):
    for number in range(12):
        make_organisation(cast.here, f"Ferme {number}")
    client = enter(cast.auditor)
    assert len(found(client, "ferme")["Organisations"]) == 10
    assert f"{reverse('partners:organisation-list')}?q=ferme" in client.get("/search/?q=ferme").content.decode()


def test_more_that_is_found_asks_no_more(cast, enter, chain):
    client, page = enter(cast.manager), f"/search/?q={HERE}"
    one = questions(client, page)
    for number in range(2):
        cycle = make_cycle(make_community(cast.here, f"{HERE} {number}"), cast.here.programme)
        make_need(cycle, f"Need {HERE} {number}")
        make_plan(cycle)
        make_organisation(cast.here, f"{HERE} {number}")
    assert questions(client, page) == one


def test_a_name_that_is_not_shown_is_told(cast, enter, chain):
    """After a merge, the vanished name leads to the record that stays, and says why it was found."""
    CommunityName.objects.create(community=chain.community, text="Kaïga Kindjiria")
    for words, told in (("kaiga", True), (HERE, False)):
        (group, *_others) = enter(cast.manager).get(reverse("desk:search"), {"q": words}).context["groups"]
        hit = next(one for one in group.hits if one.url == chain.community.get_absolute_url())
        assert ("Kaïga Kindjiria" in hit.said) is told
