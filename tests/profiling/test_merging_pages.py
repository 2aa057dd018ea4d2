"""The page that merges two records: choosing the other one, what it shows, what it refuses, and what it does."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from cbp.core.models import Event, Verb
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.workshops.models import ProfileConfirmation
from profiling.actions.drafts import give_up_profile
from profiling.actions.profiles import begin_profile
from profiling.models import Community, CommunityName, Profile
from profiling.phases import ProfileState
from tests.cast import HERE, make_area
from tests.chain import make_community, make_cycle, make_profile
from tests.desk.counting import questions
from tests.desk.test_saving import filled

WHY = {"reason": "The same village, registered twice"}


@pytest.fixture
def gone(cast):
    community = cast.here.chain.community
    Profile.objects.filter(community=community).update(state=ProfileState.VALIDATED)
    return community


@pytest.fixture
def kept(cast):
    return make_community(cast.here, "Kaiga Kindjiria")


def address(kept, gone=None):
    path = reverse("profiling:community-merge", args=[kept.pk])
    return f"{path}?other={gone.pk}" if gone else path


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


# --- choosing ---------------------------------------------------------------------------------------------------------
def test_records_that_are_called_alike_are_offered(cast, enter, kept):
    beside = make_community(cast.here, "Kaïga-Kinjiria", area=cast.here.neighbour)
    make_community(cast.here, "Bol")
    called = make_community(cast.here, "Other")
    CommunityName.objects.create(community=called, text="Kaiga Kindjiria")
    make_community(cast.here, "Kaiga Kindjira", merged_into=called, is_active=False)
    found = enter(cast.manager).get(address(kept)).context["found"]
    assert set(found) == {beside, called}


def test_others_are_found_by_name(cast, enter, kept, gone):
    body = read(enter(cast.manager), address(kept) + f"?q=comunity {HERE}")
    assert f"?other={gone.pk}" in body
    assert "called so. Try another spelling" in read(enter(cast.manager), address(kept) + "?q=zzzz")


@pytest.mark.parametrize("key", ["0", "abc", "١", "9" * 40, "-1", "1.5"])
def test_no_such_record(cast, enter, kept, key):
    assert enter(cast.manager).get(address(kept) + f"?other={key}").status_code == 404


def test_a_foreign_record_does_not_exist(cast, enter, kept):
    for other in (cast.there.chain.community, kept):
        assert enter(cast.manager).get(address(kept, other)).status_code == 404


# --- side by side -----------------------------------------------------------------------------------------------------
def test_both_records_stand_side_by_side(cast, enter, kept, gone):
    Community.objects.filter(pk=gone.pk).update(latitude="13.456789", longitude="14.712345")
    body = read(enter(cast.manager), address(kept, gone))
    for words in (
        "This is not undone.", "13.46, 14.71", "Planning cycles", "They move with their sessions",
        "You may rather keep that one", address(gone, kept), "Merge them for good",
    ):  # fmt: skip
        assert words in body, words
    assert "Records merged before" not in body  # there are none on either side


def test_what_stands_in_the_way_is_told_with_the_way_there(cast, enter, kept, gone):
    make_cycle(kept, cast.here.programme)
    draft = make_profile(gone, cast.here.programme, number=2)
    body = read(enter(cast.manager), address(kept, gone))
    assert "This stands in the way" in body
    assert reverse("profiling:profile-give-up", args=[draft.pk]) in body
    assert cast.here.chain.cycle.get_absolute_url() in body
    assert "Merge them for good" not in body


def test_more_of_everything_asks_no_more(cast, enter, kept, gone):
    client, page = enter(cast.manager), address(kept, gone)
    counts = []
    for number in range(3):
        make_cycle(gone, cast.here.programme, number=number + 5, phase="closed")
        make_profile(gone, cast.here.programme, number=number + 5, state=ProfileState.SUPERSEDED)
        CommunityName.objects.create(community=gone, text=f"Name {number}")
        make_community(cast.here, f"Kaiga Kindjiri {number}", area=make_area(cast.here.region, f"X{number}", "X"))
        counts.append((questions(client, page), questions(client, address(kept))))
    assert counts[0] == counts[2]


# --- the deed ---------------------------------------------------------------------------------------------------------
def test_it_is_done_and_leads_to_the_record_that_stays(cast, enter, kept, gone):
    client = enter(cast.manager)
    answer = client.post(address(kept, gone), WHY, follow=True)
    assert answer.redirect_chain == [(kept.get_absolute_url(), 302)]
    assert "The two records are one." in answer.content.decode()
    assert Cycle.objects.get(pk=cast.here.chain.cycle.pk).community == kept
    assert Event.objects.filter(verb=Verb.COMMUNITY_MERGED).count() == 1


def test_without_a_reason_nothing_is_done(cast, enter, kept, gone):
    answer = enter(cast.manager).post(address(kept, gone), {"reason": " "})
    assert answer.status_code == 422
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_what_came_between_is_refused_and_the_reason_is_kept(cast, enter, kept, gone):
    client = enter(cast.manager)
    client.get(address(kept, gone))
    make_profile(gone, cast.here.programme, number=2)
    answer = client.post(address(kept, gone), WHY)
    assert answer.status_code == 422
    body = unescape(answer.content.decode())
    assert "Version 2 of the profile of" in body
    assert WHY["reason"] in body


def test_what_both_know_is_chosen_on_the_page(cast, enter, kept, gone):
    Community.objects.filter(pk=kept.pk).update(road="The old road", network="voice")
    Community.objects.filter(pk=gone.pk).update(road="The dike", network="internet", definition="Two quarters")
    client = enter(cast.manager)
    page = client.get(address(kept, gone))
    body = unescape(page.content.decode())
    assert "Main road or way: The dike" in body
    assert "Who belongs to it: Two quarters" not in body  # only the one knows it: nothing to decide
    data = filled(page)
    assert "take" not in data  # nothing is ticked
    assert client.post(address(kept, gone), data | WHY | {"take": ["definition"]}).status_code == 422
    assert client.post(address(kept, gone), data | WHY | {"take": ["road"]}).status_code == 302
    kept.refresh_from_db()
    assert (kept.road, kept.network, kept.definition) == ("The dike", "voice", "Two quarters")


def test_a_page_that_is_stale_is_shown_again_with_what_is_there_now(cast, enter, kept, gone):
    """Nothing that was typed is lost; the second try counts."""
    Community.objects.filter(pk=kept.pk).update(road="The old road")
    Community.objects.filter(pk=gone.pk).update(road="The dike")
    client = enter(cast.manager)
    data = filled(client.get(address(kept, gone))) | WHY | {"take": ["road"]}
    gone.refresh_from_db()
    gone.road = "The track"
    gone.save_over(gone.version, ["road"])
    answer = client.post(address(kept, gone), data)
    assert answer.status_code == 422
    body = unescape(answer.content.decode())
    assert "at the same moment" in body
    assert "Main road or way: The track" in body
    again = filled(answer)
    assert (again["take"], again["reason"]) == (["road"], [WHY["reason"]])
    assert client.post(address(kept, gone), again).status_code == 302
    kept.refresh_from_db()
    assert kept.road == "The track"


@pytest.mark.parametrize("seen", ["", "x", "1", "1-", "-", "1-1-1", "9" * 5000 + "-1"])
def test_odd_stamps_are_answered(cast, enter, kept, gone, seen):
    answer = enter(cast.manager).post(address(kept, gone), WHY | {"seen": seen})
    assert answer.status_code in (302, 422)


def test_sent_twice_it_is_done_once(cast, enter, kept, gone):
    client = enter(cast.manager)
    key = {"idempotency_key": "0b0d6d6e-2f0c-4f5c-9a38-0d8f7c1b2a19"}
    answers = [client.post(address(kept, gone), WHY | key) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, kept.get_absolute_url())] * 2
    assert Event.objects.filter(verb=Verb.COMMUNITY_MERGED).count() == 1


def test_a_record_that_was_merged_meanwhile_is_told_and_not_lost(cast, enter, kept, gone):
    client = enter(cast.manager)
    client.post(address(kept, gone), WHY)
    answer = client.post(address(kept, gone), WHY)
    assert answer.status_code == 422
    told = unescape(answer.content.decode())
    assert "was merged into another record already" in told
    assert WHY["reason"] in told
    assert "was merged into another record already" in read(client, address(kept, gone))
    assert Event.objects.filter(verb=Verb.COMMUNITY_MERGED).count() == 1


def test_who_merges_nothing_is_offered_nothing(cast, enter, kept):
    for actor, offered in (("manager", True), ("facilitator", False)):
        body = read(enter(getattr(cast, actor)), kept.get_absolute_url())
        assert (address(kept) in body) is offered


# --- what stood in the way --------------------------------------------------------------------------------------------
def test_a_draft_is_given_up_with_everything_in_it(cast, enter, gone):
    draft = begin_profile(gone, cast.here.programme, by=cast.facilitator)  # a copy, with its sources and figures
    path = reverse("profiling:profile-give-up", args=[draft.pk])
    assert enter(cast.manager).post(path, {"reason": " "}).status_code == 422
    answer = enter(cast.manager).post(path, {"reason": "Begun in the wrong record"})
    assert (answer.status_code, answer["Location"]) == (302, gone.get_absolute_url())
    assert list(Profile.objects.filter(community=gone)) == [cast.here.chain.profile]
    line = Event.objects.filter(verb=Verb.PROFILE_MOVED).get()
    assert (line.thing_id, line.reason) == (draft.pk, "Begun in the wrong record")


@pytest.mark.parametrize("state", [ProfileState.IN_REVIEW, ProfileState.VALIDATED, ProfileState.SUPERSEDED])
def test_only_a_draft_is_given_up(cast, kept, state):
    profile = make_profile(kept, cast.here.programme, state=state)
    with pytest.raises(Refused, match="Only a draft"):
        give_up_profile(profile, reason="x", by=cast.manager)


def test_a_version_that_was_confirmed_is_not_given_up(cast):
    chain = cast.here.chain
    ProfileConfirmation.objects.create(session=chain.session, profile=chain.profile, by=cast.facilitator)
    with pytest.raises(Refused, match="confirmed this version"):
        give_up_profile(chain.profile, reason="x", by=cast.manager)
    assert chain.profile.populationtotals.exists()
    assert not Event.objects.filter(verb=Verb.PROFILE_MOVED).exists()
