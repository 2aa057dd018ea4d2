"""Clusters: who plans together, under one promise: a community is in one running cycle of a programme."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.urls import reverse

from cbp.accounts.models import Assignment
from cbp.core.merging import obstacles_to, unite
from cbp.core.models import Event, Programme, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.cycles.actions.cluster import MOST, set_members
from cbp.cycles.actions.cycles import start_cycle
from cbp.cycles.forms.cluster import MOST_FOUND
from cbp.cycles.models import Cycle, CycleCommunity
from cbp.cycles.phases import ENDED, Phase
from cbp.cycles.reading.cluster import communities_of, parts_of
from cbp.workshops.models import Session, SessionCommunity
from cbp.workshops.phases import SessionState
from profiling.models import Community, SubCommunity
from tests.cast import make_cast, make_person
from tests.chain import make_community, make_cycle, make_session, verified
from tests.desk.counting import questions
from tests.desk.test_saving import filled


@pytest.fixture
def cycle(cast):
    return make_cycle(make_community(cast.here, "Seat"), cast.here.programme)


def others(cast, *names: str) -> list[Community]:
    return [make_community(cast.here, name) for name in names]


def names(cycle) -> list[str]:
    return [one.name for one in communities_of(cycle)]


def page(cycle) -> str:
    return reverse("cycles:members-edit", args=[cycle.pk])


# --- the action -------------------------------------------------------------------------------------------------------
def test_it_works(cast, cycle):
    first, second = others(cast, "Beta", "Alpha")
    first.programmes.clear()
    Assignment.objects.filter(user=cast.manager).update(area=cast.here.region)
    set_members(cycle, [first, second, cycle.community], expected=1, by=cast.manager)
    assert names(cycle) == ["Seat", "Alpha", "Beta"]
    assert (cycle.version, list(first.programmes.all())) == (2, [cast.here.programme])
    line = Event.objects.of(cycle).get(verb=Verb.CYCLE_MEMBERS)
    assert (line.before, line.after) == ({"members": []}, {"members": ["Alpha", "Beta"]})
    set_members(cycle, [second], expected=2, by=cast.manager)
    assert names(cycle) == ["Seat", "Alpha"]
    assert CycleCommunity.objects.count() == 1


def test_whoever_was_slower_is_stopped(cast, cycle):
    (one,) = others(cast, "Beta")
    set_members(cycle, [one], expected=1, by=cast.manager)
    with pytest.raises(Stale):
        set_members(cycle, [], expected=1, by=cast.manager)
    assert names(cycle) == ["Seat", "Beta"]


@pytest.mark.parametrize("phase", Phase)
def test_who_plans_already_is_refused_as_a_seat_and_as_a_member(cast, cycle, phase):
    seat, member = others(cast, "Busy seat", "Busy member")
    CycleCommunity.objects.create(cycle=make_cycle(seat, cast.here.programme, phase=phase), community=member)
    for one in (seat, member):
        if phase in ENDED:
            set_members(cycle, [one], expected=Cycle.objects.get(pk=cycle.pk).version, by=cast.manager)
        else:
            with pytest.raises(Refused, match=f"“{one.name}” already has a running cycle in this programme"):
                set_members(cycle, [one], expected=1, by=cast.manager)


def test_a_member_starts_no_cycle_of_its_own_in_this_programme(cast, cycle):
    (member,) = others(cast, "Beta")
    CycleCommunity.objects.create(cycle=cycle, community=member)
    other = Programme.objects.create(
        code="OTHER", title="Other", country=cast.here.country, currency="XAF", languages=["en"]
    )
    with pytest.raises(Refused, match=r"This community already has a running cycle in this programme\."):
        start_cycle(Cycle(community=member, programme=cast.here.programme), by=cast.manager)
    assert start_cycle(Cycle(community=member, programme=other), by=cast.manager).number == 1
    Cycle.objects.filter(pk=cycle.pk).update(phase=Phase.CLOSED)
    assert start_cycle(Cycle(community=member, programme=cast.here.programme), by=cast.manager).number == 1


def test_what_does_not_fit_is_refused(cast, cycle):
    sleeping, gone, far = others(cast, "Sleeping", "Gone", "Far")
    Community.objects.filter(pk=sleeping.pk).update(is_active=False)
    Community.objects.filter(pk=gone.pk).update(merged_into=cycle.community)
    Community.objects.filter(pk=far.pk).update(area=cast.there.district)
    for one in (sleeping, gone):
        with pytest.raises(Refused, match="takes no part in planning any more"):
            set_members(cycle, [one], expected=1, by=cast.manager)
    with pytest.raises(Refused, match="outside your reach"):
        set_members(cycle, [far], expected=1, by=cast.manager)
    Cycle.objects.filter(pk=cycle.pk).update(phase=Phase.CANCELLED)
    with pytest.raises(Refused, match="has ended"):
        set_members(cycle, [], expected=1, by=cast.manager)


def test_too_many_are_refused(cast, cycle):
    many = [Community(pk=10_000 + number) for number in range(MOST + 1)]
    with pytest.raises(Refused, match="at most 100 communities"):
        set_members(cycle, many, expected=1, by=cast.manager)


def test_a_role_in_one_district_takes_nobody_in_from_the_next(cast, cycle):
    """Whoever is in comes into the programme: its people reach the community from then on."""
    beyond = make_community(cast.here, "Beyond", area=cast.here.neighbour)
    local = make_person("Local", "manager", programme=cast.here.programme, area=cast.here.district)
    with pytest.raises(Refused, match="outside your reach"):
        set_members(cycle, [beyond], expected=1, by=local)
    set_members(cycle, [beyond], expected=1, by=cast.manager)
    set_members(cycle, [beyond, *others(cast, "Beta")], expected=2, by=local)  # who is in already stays
    assert names(cycle) == ["Seat", "Beta", "Beyond"]


def test_the_parts_of_every_community_can_be_chosen(cast, cycle):
    (member,) = others(cast, "Alpha")
    CycleCommunity.objects.create(cycle=cycle, community=member)
    SubCommunity.objects.filter(community=member).update(name="Quarter of the member")
    SubCommunity.objects.create(community=member, name="Old", position=2, is_active=False)
    found = [(part.community.name, part.name) for part in parts_of(cycle)]
    assert found == [("Seat", f"Quarter {cast.here.mark}"), ("Alpha", "Quarter of the member")]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_community_at_the_same_moment():
    """One after the other, whether it becomes a member or a seat: it plans once."""
    cast = make_cast()
    one = make_cycle(make_community(cast.here, "Seat"), cast.here.programme)
    (both,) = others(cast, "Wanted")
    told: list[object] = []

    def run(step) -> None:
        try:
            step()
            told.append(True)
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    steps = [
        lambda: set_members(one, [both], expected=1, by=cast.manager),
        lambda: start_cycle(Cycle(community=both, programme=cast.here.programme), by=cast.manager),
    ]
    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(isinstance(answer, str) for answer in told) == [False, True]
    places = CycleCommunity.objects.filter(community=both).count() + Cycle.objects.filter(community=both).count()
    assert places == 1


# --- the page ---------------------------------------------------------------------------------------------------------
def test_one_is_found_by_its_name_ticked_and_taken_in_once(cast, enter, cycle):
    (beta,) = others(cast, "Bêta du lac")
    browser, here = enter(cast.manager), page(cycle)
    answer = browser.get(here, {"q": "beta"})
    assert [pk for pk, _label in answer.context["form"].fields["add"].choices] == [beta.pk]
    data = filled(answer) | {"add": [beta.pk]}
    answers = [browser.post(f"{here}?q=beta", data) for _twice in range(2)]
    assert {one.headers["Location"] for one in answers} == {here}
    assert (names(cycle), Cycle.objects.get(pk=cycle.pk).version) == (["Seat", "Bêta du lac"], 2)
    data = filled(browser.get(here))
    assert data["members"] == [str(beta.pk)]
    del data["members"]
    assert browser.post(here, data).status_code == 302
    assert names(cycle) == ["Seat"]


def test_two_who_change_a_cluster_lose_nothing(cast, enter, cycle):
    first, second = others(cast, "Alpha", "Beta")
    browser, here = enter(cast.manager), page(cycle)
    form = filled(browser.get(here, {"q": "Beta"}))
    set_members(cycle, [first], expected=1, by=cast.screening)
    answer = browser.post(f"{here}?q=Beta", form | {"add": [second.pk]})
    assert (answer.status_code, "Alpha" in answer.content.decode()) == (409, True)
    data = filled(answer) | {"choose-members": "theirs", "choose-add": "mine", "add": [str(second.pk)]}
    assert browser.post(here, data).status_code == 302
    assert names(cycle) == ["Seat", "Alpha", "Beta"]


def test_a_community_out_of_reach_is_not_there(cast, enter, cycle):
    foreign = cast.there.chain.community
    answer = enter(cast.manager).post(page(cycle), filled(enter(cast.manager).get(page(cycle))) | {"add": [foreign.pk]})
    assert (answer.status_code, foreign.name in answer.content.decode()) == (422, False)
    assert names(cycle) == ["Seat"]


def test_hundreds_are_found_by_a_part_of_the_name(cast, enter, cycle):
    """Page and search ask the same questions, however many there are; what is not shown is said."""
    Community.objects.bulk_create(
        Community(name=f"Village {number:03}", kind="village", area=cast.here.district) for number in range(300)
    )
    through = Community.programmes.through
    here = Community.objects.filter(name__startswith="Village")
    through.objects.bulk_create(through(community=one, programme=cast.here.programme) for one in here)
    browser = enter(cast.manager)
    counts = []
    for words in ("Village", "Village 123", ""):
        counts.append(questions(browser, f"{page(cycle)}?q={words}"))
        form = browser.get(page(cycle), {"q": words}).context["form"]
        assert len(form.fields["add"].choices) <= MOST_FOUND
        if words:
            assert form.fields["add"].choices[0][1].startswith("Village")
    assert len(set(counts)) == 1


def test_one_or_three_members_cost_the_same(cast, enter, cycle):
    browser, counts = enter(cast.manager), {}
    for number in range(1, 4):
        (one,) = others(cast, f"Member {number}")
        CycleCommunity.objects.create(cycle=cycle, community=one)
        if number == 2:
            continue
        for address in (page(cycle), cycle.get_absolute_url(), one.get_absolute_url(), "/communities/"):
            kind = "member" if address == one.get_absolute_url() else address
            counts.setdefault(kind, []).append(questions(browser, address))
    assert all(first == last for first, last in counts.values()), counts


# --- what others see of it --------------------------------------------------------------------------------------------
def test_the_page_of_a_member_shows_the_cycle_of_its_cluster(cast, enter, cycle):
    (member,) = others(cast, "Beta")
    CycleCommunity.objects.create(cycle=cycle, community=member)
    Cycle.objects.filter(pk=cycle.pk).update(title="Three villages")
    html = enter(cast.manager).get(member.get_absolute_url()).content.decode()
    assert all(word in html for word in (cycle.get_absolute_url(), "Three villages", "Seat"))
    listed = enter(cast.manager).get(reverse("desk:community-list")).context["rows"]
    assert {community.name for community, running in listed if running} == {"Seat", "Beta"}


def test_who_sees_the_member_but_not_the_cycle_is_told_nothing_of_it(cast, enter, cycle):
    beyond = make_community(cast.here, "Beyond", area=cast.here.neighbour)
    CycleCommunity.objects.create(cycle=cycle, community=beyond)
    Cycle.objects.filter(pk=cycle.pk).update(title="Three villages")
    browser = enter(make_person("Next door", "manager", area=cast.here.neighbour))
    html = browser.get(beyond.get_absolute_url()).content.decode()
    assert not any(word in html for word in (f'"{cycle.get_absolute_url()}"', "Three villages", "Seat"))
    rows = browser.get(reverse("desk:community-list")).context["rows"]
    assert [(community.name, running) for community, running in rows] == [("Beyond", [])]
    assert browser.get(page(cycle)).status_code == 404


def test_the_cycle_names_its_communities_and_opens_those_in_reach(cast, enter, cycle):
    beyond = make_community(cast.here, "Beyond", area=cast.here.neighbour)
    (near,) = others(cast, "Near")
    for one in (beyond, near):
        CycleCommunity.objects.create(cycle=cycle, community=one)
    local = make_person("Local", "manager", programme=cast.here.programme, area=cast.here.district)
    html = enter(local).get(cycle.get_absolute_url()).content.decode()
    assert ("Beyond" in html, f'"{beyond.get_absolute_url()}"' in html) == (True, False)
    assert f'"{near.get_absolute_url()}"' in html


# --- merging ----------------------------------------------------------------------------------------------------------
def test_places_in_clusters_are_united(cast, cycle):
    kept, gone = others(cast, "Kept", "Gone")
    both = make_cycle(make_community(cast.here, "Other seat"), cast.here.programme, phase=Phase.CLOSED)
    for one, community in ((cycle, gone), (both, kept), (both, gone)):
        CycleCommunity.objects.create(cycle=one, community=community)
    assert obstacles_to(kept, gone, by=cast.manager) == []
    unite(kept, gone)
    assert (names(cycle), names(both)) == (["Seat", "Kept"], ["Other seat", "Kept"])


@pytest.mark.parametrize("seat_stays", [True, False])
def test_a_member_that_becomes_the_seat_leaves_its_place(cast, cycle, seat_stays):
    (member,) = others(cast, "Member")
    CycleCommunity.objects.create(cycle=cycle, community=member)
    kept, gone = (cycle.community, member) if seat_stays else (member, cycle.community)
    assert obstacles_to(kept, gone, by=cast.manager) == []
    unite(kept, gone)
    cycle.refresh_from_db()
    assert names(cycle) == [kept.name]


def test_two_running_cycles_stand_in_the_way_of_a_merge_in_clusters_too(cast, cycle):
    member, seat = others(cast, "Member", "Other seat")
    CycleCommunity.objects.create(cycle=cycle, community=member)
    make_cycle(seat, cast.here.programme)
    for kept, gone in ((member, seat), (seat, member)):
        (obstacle,) = obstacles_to(kept, gone, by=cast.manager)
        assert "have a running cycle in the programme" in obstacle.sentence


def test_places_in_forums_move_but_those_of_a_verified_record_stay(cast, cycle):
    kept, gone = others(cast, "Kept", "Gone")
    open_one, closed = (make_session(cycle, "mixed", kind="forum") for _twice in range(2))
    for session in (open_one, closed):
        SessionCommunity.objects.create(session=session, community=gone, people=9)
    verified(closed, cast.manager, cast.facilitator)
    unite(kept, gone)
    places = dict(SessionCommunity.objects.values_list("session", "community"))
    assert places == {open_one.pk: kept.pk, closed.pk: gone.pk}


def test_a_session_that_names_both_is_put_right_first(cast, cycle):
    kept, gone = others(cast, "Kept", "Gone")
    session = make_session(cycle, "mixed", kind="forum")
    for one in (kept, gone):
        SessionCommunity.objects.create(session=session, community=one, people=9)
    (obstacle,) = obstacles_to(kept, gone, by=cast.manager)
    assert (obstacle.url, "names both records" in obstacle.sentence) == (session.get_absolute_url(), True)
    (hidden,) = obstacles_to(kept, gone, by=cast.stranger)
    assert hidden.url == ""
    Session.objects.filter(pk=session.pk).update(state=SessionState.VERIFIED)
    assert obstacles_to(kept, gone, by=cast.manager) == []
