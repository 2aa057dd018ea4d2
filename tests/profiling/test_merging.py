"""Two records of one community become one, and nothing is lost."""

from __future__ import annotations

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import connection

from cbp.accounts.roles import Role
from cbp.core.models import Event, Programme, Verb
from cbp.core.refusals import Refused
from cbp.cycles.actions.cycles import start_cycle
from cbp.cycles.models import Cycle
from cbp.cycles.phases import Phase
from cbp.plans.models import PlanItem, PlanSignature
from cbp.workshops.models import Session
from profiling.actions.communities import change_community, enrol_community
from profiling.actions.merging import conflicts_of, merge_communities
from profiling.actions.profiles import begin_profile
from profiling.models import Community, CommunityName, Profile, SelectionAssessment, SubCommunity
from profiling.phases import ProfileState
from tests.cast import make_cast, make_person
from tests.chain import make_community, make_cycle, make_profile, make_session, verified
from tests.plans.things import endorsed, signature

WHY = "The same village, registered twice"


@pytest.fixture
def pair(cast):
    """The record with everything along the chain goes; an empty one stays."""
    gone = cast.here.chain.community
    Profile.objects.filter(community=gone).update(state=ProfileState.VALIDATED)
    return make_community(cast.here, "Kaiga Kindjiria"), gone


def merge(cast, kept, gone, by=None, reason=WHY):
    return merge_communities(kept, gone, reason=reason, by=by or cast.manager)


def test_it_works(cast, pair):
    kept, gone = pair
    cycle, name = cast.here.chain.cycle, gone.name
    assert merge(cast, kept, gone) == kept
    gone.refresh_from_db()
    cycle.refresh_from_db()
    assert (gone.merged_into, gone.is_active, gone.name, gone.version) == (kept, False, name, 2)
    assert (cycle.community, cycle.number) == (kept, 1)
    assert Community.objects.get(pk=kept.pk).version == 2
    assert list(kept.names.values_list("text", flat=True)) == [name]
    assert list(Community.objects.standing().found_by(name)) == [kept]
    line = Event.objects.get(verb=Verb.COMMUNITY_MERGED)
    assert (line.thing_id, line.by_id, line.reason, line.before["record"]) == (kept.pk, cast.manager.pk, WHY, name)
    assert line.after["came_along"]["cycles.Cycle.community"] == 1
    assert "Planning cycles: 1" in [words for row in line.rows for words in row[2]]


# --- what becomes of what ---------------------------------------------------------------------------------------------
def test_names_are_united_and_a_language_keeps_its_name(cast, pair):
    kept, gone = pair
    CommunityName.objects.create(community=kept, text="كايغا", language="ar")
    for text, language in (("قرية", "ar"), ("Kaïga", "fr"), ("KAIGA KINDJIRIA", ""), ("Old one", "")):
        CommunityName.objects.create(community=gone, text=text, language=language)
    merge(cast, kept, gone)
    assert set(kept.names.values_list("language", "text")) == {
        ("ar", "كايغا"), ("", "قرية"), ("fr", "Kaïga"), ("", "Old one"), ("", gone.name),
    }  # fmt: skip
    assert gone.names.count() == 4


def test_parts_are_united_by_name_and_what_is_open_follows(cast, pair):
    """A session that is verified, and an endorsed edition, name the part as they did when they were signed."""
    kept, gone = pair
    chain, mine = cast.here.chain, pair[0].sub_communities.get()
    old = gone.sub_communities.get()  # of the same name
    SubCommunity.objects.filter(pk=mine.pk).update(leader="", is_active=False)
    fresh = gone.sub_communities.create(name="Port", position=2)
    open_one = make_session(chain.cycle, sub_community=old)
    closed = verified(make_session(chain.cycle, "idp", sub_community=old), cast.manager, cast.facilitator)
    PlanItem.objects.filter(pk=chain.item.pk).update(sub_community=old)
    signed = signature(chain.plan, sub_community=old)
    signed.save()
    merge(cast, kept, gone)
    assert Session.objects.get(pk=open_one.pk).sub_community == mine
    assert Session.objects.get(pk=closed.pk).sub_community == old
    assert PlanItem.objects.get(pk=chain.item.pk).sub_community == mine
    assert PlanSignature.objects.get(pk=signed.pk).sub_community == mine
    assert [(one.pk, one.leader, one.is_active) for one in kept.sub_communities.order_by("position")] == [
        (mine.pk, "Chief", True), (fresh.pk, "", True),
    ]  # fmt: skip
    assert list(gone.sub_communities.all()) == [old]


def test_an_endorsed_edition_keeps_its_part(cast, pair):
    kept, gone = pair
    chain, old = cast.here.chain, pair[1].sub_communities.get()
    PlanItem.objects.filter(pk=chain.item.pk).update(sub_community=old)
    endorsed(cast)
    merge(cast, kept, gone)
    item = PlanItem.objects.get(pk=chain.item.pk)
    assert (item.sub_community, item.plan.cycle.community) == (old, kept)


def test_a_validated_profile_stays_frozen_and_a_decided_assessment_stays(cast, pair):
    kept, gone = pair
    decided = SelectionAssessment.objects.create(
        community=gone,
        programme=cast.here.programme,
        number=1,
        state="decided",
        outcome="selected",
        reason="It fits",
        proposed_by=cast.facilitator,
        proposed_as="Facilitator",
        decided_by=cast.manager,
        decided_as="Manager",
    )
    merge(cast, kept, gone)
    assert [one.community for one in Profile.objects.filter(pk=cast.here.chain.profile.pk)] == [gone]
    decided.refresh_from_db()
    assert decided.community == gone


def test_the_record_that_stays_is_taken_into_every_programme(cast, pair):
    kept, gone = pair
    kept.programmes.clear()
    kept.programmes.add(cast.here.programme)
    other = make_programme(cast)
    gone.programmes.add(other)
    merge(cast, kept, gone, by=cast.manager)
    assert set(kept.programmes.all()) == {cast.here.programme, other}
    assert other in gone.programmes.all()


def make_programme(cast) -> Programme:
    return Programme.objects.create(
        code="OTHER", title="Other", country=cast.here.country, currency="XAF", languages=["en"]
    )


def test_what_one_does_not_know_is_taken_from_the_other(cast, pair):
    kept, gone = pair
    Community.objects.filter(pk=kept.pk).update(road="The old road")
    Community.objects.filter(pk=gone.pk).update(
        definition="Two quarters", road="Another road", latitude="13.456789", longitude="14.712345",
        precision="exact", is_location_sensitive=True, blocked_months=[7, 8],
    )  # fmt: skip
    merge(cast, kept, gone)
    kept.refresh_from_db()
    assert (kept.definition, kept.road, kept.blocked_months) == ("Two quarters", "The old road", [7, 8])
    assert (kept.latitude, kept.precision, kept.is_location_sensitive) == (Decimal("13.456789"), "exact", True)
    assert kept.shown_point() is None


def test_what_both_know_is_decided_by_the_person(cast, pair):
    """Only what differs can be chosen; the rest follows the rules."""
    kept, gone = pair
    known = {"road": "The old road", "network": "voice", "distance_km": "9.0", "latitude": "13.1", "longitude": "14.1"}
    other = {"road": "The dike", "network": "voice", "distance_km": "12.5", "latitude": "13.2", "longitude": "14.2"}
    Community.objects.filter(pk=kept.pk).update(**known, definition="", precision="exact")
    Community.objects.filter(pk=gone.pk).update(**other, definition="Two quarters", precision="locality")
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert conflicts_of(kept, gone) == ["road", "distance_km", "point"]
    merge_communities(kept, gone, reason=WHY, take=["road", "point", "kind", "name"], by=cast.manager)
    kept.refresh_from_db()
    assert (kept.road, kept.distance_km, kept.definition) == ("The dike", Decimal("9.0"), "Two quarters")
    assert (kept.latitude, kept.longitude, kept.precision) == (Decimal("13.2"), Decimal("14.2"), "locality")
    assert kept.name == "Kaiga Kindjiria"
    assert Event.objects.get(verb=Verb.COMMUNITY_MERGED).before["road"] == "The old road"


def test_a_kind_that_a_third_record_of_this_name_has_is_refused(cast, pair):
    kept, gone = pair
    Community.objects.filter(pk=gone.pk).update(kind="camp")
    make_community(cast.here, kept.name, kind="camp")
    with pytest.raises(Refused, match="lies in this area already"):
        merge_communities(kept, gone, reason=WHY, take=["kind"], by=cast.manager)
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_two_records_of_one_name_may_take_the_kind_of_the_one_that_goes(cast, pair):
    kept, gone = pair
    Community.objects.filter(pk=gone.pk).update(kind="camp", name=kept.name)
    merge_communities(kept, gone, reason=WHY, take=["kind"], by=cast.manager)
    kept.refresh_from_db()
    assert kept.kind == "camp"


def test_what_was_changed_since_it_was_seen_is_refused(cast, pair):
    kept, gone = pair
    for seen in ((kept.version, gone.version + 1), (kept.version - 1, gone.version)):
        with pytest.raises(Refused, match="at the same moment"):
            merge_communities(kept, gone, reason=WHY, seen=seen, by=cast.manager)
    merge_communities(kept, gone, reason=WHY, seen=(kept.version, gone.version), by=cast.manager)


def test_cycles_of_the_one_that_stays_keep_their_numbers(cast, pair):
    kept, gone = pair
    mine = make_cycle(kept, cast.here.programme, phase=Phase.CLOSED)
    theirs = make_cycle(gone, cast.here.programme, number=2, phase=Phase.CLOSED)
    merge(cast, kept, gone)
    numbers = dict(Cycle.objects.filter(community=kept).values_list("pk", "number"))
    assert numbers == {mine.pk: 1, cast.here.chain.cycle.pk: 2, theirs.pk: 3}


def test_the_next_cycle_follows_the_latest_by_day(cast, pair):
    """A cycle of the record that went has a number behind the others, and may be older than they are."""
    kept, gone = pair
    Cycle.objects.filter(community=gone).update(phase=Phase.CLOSED)
    mine = make_cycle(kept, cast.here.programme, phase=Phase.CLOSED, starts_on=datetime.date(2026, 5, 1))
    merge(cast, kept, gone)
    fresh = start_cycle(Cycle(community=kept, programme=cast.here.programme), by=cast.manager)
    assert (fresh.number, fresh.previous) == (3, mine)


def test_chains_of_merges_lead_to_the_last_record(cast, pair):
    first, second = pair
    third = make_community(cast.here, "Third")
    merge(cast, first, second)
    merge(cast, third, first)
    assert set(Community.objects.filter(merged_into=third)) == {first, second}
    for kept, gone in [(first, third), (second, third), (third, first)]:
        with pytest.raises(Refused, match="merged into another record already"):
            merge(cast, kept, gone)


# --- refusals ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [ProfileState.DRAFT, ProfileState.IN_REVIEW])
def test_a_version_at_work_stands_in_the_way(cast, pair, state):
    make_profile(pair[1], cast.here.programme, number=2, state=state)
    with pytest.raises(Refused, match="Version 2 of the profile of"):
        merge(cast, *pair)
    assert not Event.objects.filter(verb=Verb.COMMUNITY_MERGED).exists()


def test_a_version_at_work_in_the_record_that_stays_does_not(cast, pair):
    make_profile(pair[0], cast.here.programme)
    assert merge(cast, *pair)


def test_an_open_assessment_stands_in_the_way(cast, pair):
    SelectionAssessment.objects.create(community=pair[1], programme=cast.here.programme, number=1, state="proposed")
    with pytest.raises(Refused, match="not decided yet"):
        merge(cast, *pair)


def test_two_running_cycles_of_one_programme_stand_in_the_way(cast, pair):
    make_cycle(pair[0], cast.here.programme)
    with pytest.raises(Refused, match=f"running cycle in the programme “Programme {cast.here.mark}”"):
        merge(cast, *pair)


def test_a_foreign_programme_is_not_named(cast, pair):
    """Whoever manages the one programme is told that there is another, and not which."""
    other = make_programme(cast)
    for one in pair:
        one.programmes.add(other)
        make_cycle(one, other)
    with pytest.raises(Refused, match="a programme that is not yours") as refusal:
        merge(cast, *pair)
    assert "Other" not in str(refusal.value)


def test_two_running_cycles_of_two_programmes_do_not(cast, pair):
    make_cycle(pair[0], make_programme(cast))
    assert merge(cast, *pair)


@pytest.mark.parametrize("actor", ["facilitator", "planner", "partner", "auditor", "administrator"])
def test_other_roles_merge_nothing(cast, pair, actor):
    with pytest.raises(Refused, match="Only managers merge"):
        merge(cast, *pair, by=getattr(cast, actor))


def test_a_manager_of_one_area_merges_nothing_beyond_it(cast, pair):
    beyond = make_community(cast.here, "Beyond", area=cast.here.neighbour)
    near = make_person("Near", Role.MANAGER, programme=cast.here.programme, area=cast.here.region)
    for kept, gone in [(beyond, pair[1]), (pair[1], beyond)]:
        with pytest.raises(Refused, match="Only managers merge"):
            merge(cast, kept, gone, by=near)


def test_what_is_no_pair(cast, pair):
    kept, gone = pair
    both = make_person("Both", Role.MANAGER)
    with pytest.raises(Refused, match="the same record"):
        merge(cast, kept, kept)
    with pytest.raises(Refused, match="different countries"):
        merge(cast, kept, cast.there.chain.community, by=both)
    with pytest.raises(Refused, match="Say why"):
        merge(cast, kept, gone, reason="  ")
    Community.objects.filter(pk=kept.pk).update(is_active=False)
    with pytest.raises(Refused, match="Keep the other record"):
        merge(cast, kept, gone)


def test_nothing_is_written_on_the_record_that_went(cast, pair):
    kept, gone = pair
    merge(cast, kept, gone)
    gone.refresh_from_db()
    gone.is_active = True
    with pytest.raises(Refused, match="merged into another one"):
        change_community(gone, fields=["is_active"], names=(), parts=(), expected=gone.version, by=cast.manager)
    for deed in (
        lambda: begin_profile(gone, cast.here.programme, by=cast.manager),
        lambda: enrol_community(gone, make_programme(cast), by=cast.manager),
        lambda: start_cycle(Cycle(community=gone, programme=cast.here.programme), by=cast.manager),
    ):
        with pytest.raises(Refused, match="takes no part"):
            deed()


@pytest.mark.django_db(transaction=True)
def test_the_same_two_merged_both_ways_at_once_are_merged_once():
    cast = make_cast()
    one, two = make_community(cast.here, "One"), make_community(cast.here, "Two")
    told = []

    def run(kept, gone):
        try:
            told.append(merge_communities(kept, gone, reason=WHY, by=cast.manager).pk)
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len([answer for answer in told if isinstance(answer, int)]) == 1
    assert Community.objects.standing().filter(pk__in=[one.pk, two.pk]).count() == 1
