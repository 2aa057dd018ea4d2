"""The page that gathers everything known about one community, and that of a cycle."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.templatetags.figures import written
from cbp.cycles.models import Cycle, CyclePartner
from cbp.cycles.phases import Phase
from cbp.plans.models import Plan
from cbp.plans.phases import PlanState
from cbp.workshops.models import ProfileConfirmation
from profiling.actions.merging import merge_communities
from profiling.models import (
    Community,
    CommunityName,
    PopulationTotal,
    Profile,
    ProfileSheet,
    SheetTouch,
    SubCommunity,
)
from profiling.phases import ProfileState
from reports.models import Report
from reports.papers import PAPERS
from tests.cast import HERE
from tests.chain import (
    make_community,
    make_cycle,
    make_engagement,
    make_need,
    make_organisation,
    make_plan,
    make_profile,
    make_ranking,
    make_session,
)
from tests.desk.browsing import names, read
from tests.desk.counting import questions

POINT = {"latitude": "13.456789", "longitude": "14.712345", "precision": "exact"}


@pytest.fixture
def chain(cast):
    return cast.here.chain


@pytest.fixture
def page(chain):
    return reverse("desk:community-detail", args=[chain.community.pk])


# --- one community ----------------------------------------------------------------------------------------------------
def test_everything_known_stands_on_one_page(cast, enter, chain, page):
    body = read(enter(cast.manager), page)
    for words in (
        f"Region {HERE}", f"Quarter {HERE}", "Focus group · Women", f"Plan of Community {HERE}", "Confirmed",
        "Register of the village", written(900), written(150), chain.plan.get_absolute_url(),
        chain.session.get_absolute_url(), chain.cycle.get_absolute_url(), "Continue version 1",
    ):  # fmt: skip
        assert words in body, words
    assert 'aria-current="step"' in body


def test_who_reads_no_sessions_reads_no_needs_either(cast, enter, chain, page):
    body = read(enter(cast.partner), page)
    assert "Latest sessions" not in body
    assert "Needs" not in body
    assert chain.plan.get_absolute_url() in body


def test_what_changed_is_for_those_who_read_the_history(cast, enter, chain, page):
    audit.record(Verb.NEED_CHANGED, chain.need, by=cast.facilitator)
    assert "changed the need" in read(enter(cast.auditor), page)
    assert "changed the need" not in read(enter(cast.facilitator), page)


def test_an_administrator_reads_no_session_in_the_history_of_a_community(cast, enter, chain, page):
    audit.record(Verb.SESSION_CHANGED, chain.session, by=cast.facilitator)
    audit.record(Verb.COMMUNITY_CHANGED, chain.community, by=cast.facilitator)
    body = read(enter(cast.administrator), page)
    assert "changed the community" in body
    assert "changed the session" not in body


def test_an_empty_page_says_what_to_do_next(cast, enter):
    community = make_community(cast.here, "Fresh")
    body = read(enter(cast.manager), community.get_absolute_url())
    assert reverse("cycles:cycle-new", args=[community.pk]) in body
    assert reverse("profiling:profile-new", args=[community.pk]) in body
    assert "No planning cycle was started here yet" in body
    body = read(enter(cast.partner), community.get_absolute_url())
    assert reverse("cycles:cycle-new", args=[community.pk]) not in body
    assert reverse("profiling:profile-new", args=[community.pk]) not in body


def test_the_figures_are_those_of_the_validated_version(cast, enter, chain, page):
    Profile.objects.filter(pk=chain.profile.pk).update(state=ProfileState.VALIDATED)
    later = make_profile(chain.community, cast.here.programme, number=2)
    PopulationTotal.objects.filter(profile=later).update(persons=7777)
    PopulationTotal.objects.create(profile=later, group="idp", persons=4444)
    body = read(enter(cast.facilitator), page)
    assert written(900) in body
    assert written(7777) not in body
    assert "Continue version 2" in body
    assert "Read the profile" in body


def test_unknown_is_not_zero(cast, enter, chain, page):
    PopulationTotal.objects.filter(profile=chain.profile).update(persons=None, source=None)
    body = read(enter(cast.facilitator), page)
    assert "not known" in body
    assert "No source is named for these figures yet." in body


@pytest.mark.parametrize(("actor", "shown"), [("facilitator", True), ("auditor", False)])
def test_a_sensitive_point_stays_with_the_team(cast, enter, chain, page, actor, shown):
    Community.objects.filter(pk=chain.community.pk).update(**POINT, is_location_sensitive=True)
    body = read(enter(getattr(cast, actor)), page)
    assert ("13.456789" in body) is shown
    assert ("For the team alone" in body) is shown
    assert ("known to the team alone" in body) is not shown
    assert ("13.4" in body) is shown


def test_who_enters_nothing_reads_the_point_to_a_kilometre(cast, enter, chain, page):
    Community.objects.filter(pk=chain.community.pk).update(**POINT)
    make_community(cast.here, "Near", latitude="13.512345", longitude="14.712345")
    make_community(cast.here, "Kept", latitude="13.512345", longitude="14.722345", is_location_sensitive=True)
    body = read(enter(cast.auditor), page)
    assert "13.46" in body
    assert "13.456" not in body
    assert "map__cell" in body
    assert "The small dot is another community." in body
    body = read(enter(cast.facilitator), page)
    assert "13.456789" in body
    assert "map__here" in body


def test_versions_name_the_session_that_confirmed_them(cast, enter, chain, page):
    ProfileConfirmation.objects.create(session=chain.session, profile=chain.profile, by=cast.facilitator)
    assert "The community confirmed it" in read(enter(cast.auditor), page)
    assert "The community confirmed it" not in read(enter(cast.partner), page)  # who reads no session


def test_partners_of_the_running_cycle_stand_before_others_of_the_area(cast, enter, chain, page):
    other = make_organisation(cast.here, "Other of the area")
    make_organisation(cast.here, "Elsewhere").areas.add(cast.here.neighbour)
    for one in (chain.organisation, other):
        one.areas.add(cast.here.region)
    CyclePartner.objects.create(cycle=chain.cycle, engagement=make_engagement(chain.organisation), part="Facilitates")
    context = enter(cast.partner).get(page).context
    assert [one.part for one in context["engaged"]] == ["Facilitates"]
    assert list(context["present"]) == [other]


# --- a record that was merged -----------------------------------------------------------------------------------------
@pytest.fixture
def merged(cast, chain):
    """The record of the chain went into an empty one."""
    Profile.objects.filter(pk=chain.profile.pk).update(state=ProfileState.VALIDATED)
    kept = make_community(cast.here, "Kaiga")
    return merge_communities(kept, chain.community, reason="The same", by=cast.manager)


def test_the_old_address_leads_to_the_record_that_stayed(cast, enter, chain, page, merged):
    for path in (page, reverse("profiling:community-merge", args=[chain.community.pk])):
        answer = enter(cast.manager).get(path)
        assert (answer.status_code, answer["Location"]) == (302, merged.get_absolute_url())


def test_the_page_of_the_one_that_stays_holds_what_was_known_of_both(cast, enter, chain, merged):
    audit.record(Verb.PROFILE_FILLED, chain.profile, by=cast.manager)
    audit.record(Verb.COMMUNITY_CHANGED, chain.community, by=cast.manager)
    body = read(enter(cast.manager), merged.get_absolute_url())
    for words in (
        "of the record", "Record that was merged into this one", f"Community {HERE}", chain.cycle.get_absolute_url(),
        chain.profile.get_absolute_url(), "filled a part of the profile", "changed the community", written(900),
        "merged another record into the community", "History of the record",
    ):  # fmt: skip
        assert words in body, words


def test_the_list_and_the_search_hold_the_one_that_stays(cast, enter, merged):
    client = enter(cast.manager)
    assert names(client) == ["Kaiga"]
    assert names(client, q=f"community {HERE}") == ["Kaiga"]
    body = read(client, reverse("desk:search"), q=f"Community {HERE}")
    assert merged.get_absolute_url() in body


def test_earlier_cycles_stand_below_the_running_one(cast, enter, chain, page):
    Cycle.objects.filter(pk=chain.cycle.pk).update(phase=Phase.CLOSED)
    later = make_cycle(chain.community, cast.here.programme, number=2, previous=chain.cycle)
    answer = enter(cast.auditor).get(page)
    assert [one["cycle"] for one in answer.context["running"]] == [later]
    assert answer.context["before"] == [chain.cycle]
    assert answer.context["needs"] == []  # those of the running cycle


def test_a_withdrawn_plan_is_not_the_current_one(cast, enter, chain, page):
    Plan.objects.filter(pk=chain.plan.pk).update(state=PlanState.WITHDRAWN)
    assert enter(cast.auditor).get(page).context["plan"] is None


def wrote_here(cast, community, name="Lake.xlsx", by=None):
    """An applied sheet that touched the community."""
    by = by or cast.manager
    sheet = ProfileSheet.objects.create(
        name=name, stored_as=name, content_type="text/csv", size=1, sha256="", requested_by_id=by.pk,
        programme=cast.here.programme, step=ProfileSheet.Step.APPLY, state="done", source_title="Census",
        source_method="census", source_dated_on=datetime.date(2026, 1, 1), source_confidence=2,
        applied_at=timezone.now(), applied_by_id=by.pk, applied_by_label=by.name,
    )  # fmt: skip
    SheetTouch.objects.create(sheet=sheet, row=5, community=community)
    return sheet


def paper(by, subject):
    """A paper that was asked for."""
    code = next(code for code, paper in PAPERS.items() if isinstance(subject, paper.model))
    programme, area_path = subject.history_scope()
    return Report.objects.create(
        paper=code, subject_id=subject.pk, subject_label=f"Paper of {subject}", language="fr", snapshot={},
        classification="internal", requested_by_id=by.pk, requested_by_label=by.name, data_hash="", template_hash="",
        programme_id=programme, area_path=area_path,
    )  # fmt: skip


def test_sheets_that_wrote_here_are_named_and_open_for_those_who_may(cast, enter, chain, page):
    """Of a record that was merged into it too; a partner learns nothing of them."""
    gone = make_community(cast.here, "Gone", merged_into=chain.community, is_active=False)
    mine, other = wrote_here(cast, chain.community), wrote_here(cast, gone, "Old.xlsx", by=cast.facilitator)
    wrote_here(cast, make_community(cast.here, "Elsewhere"), "Elsewhere.xlsx")
    for actor, links in (("manager", {mine, other}), ("facilitator", {other}), ("auditor", set())):
        body = read(enter(cast.people[actor]), page)
        assert {one for one in (mine, other) if one.get_absolute_url() in body} == links, actor
        assert "Lake.xlsx" in body
        assert f"by <bdi>{cast.facilitator.name}</bdi>" in body
        assert "Elsewhere.xlsx" not in body
    assert "Lake.xlsx" not in read(enter(cast.partner), page)


def test_papers_are_listed_for_who_made_them_and_told_in_the_history(cast, enter, chain, page):
    """Of the profiles and plans of this community, and of nothing else with the same number."""
    made = paper(cast.manager, chain.plan)
    Report.objects.create(**{
        **{field.name: getattr(made, field.name) for field in Report._meta.fields if field.name not in ("id", "uid")},
        "paper": "area-sheet", "subject_label": "Sheet of the area",
    })  # fmt: skip
    audit.record(Verb.REPORT_ASKED, made, by=cast.manager, after={"paper": made.paper})
    body = read(enter(cast.manager), page)
    assert made.get_absolute_url() in body
    assert "Sheet of the area" not in body
    auditor = read(enter(cast.auditor), page)
    assert made.get_absolute_url() not in auditor
    assert "asked for a paper" in auditor
    assert f"Paper of {chain.plan}" not in read(enter(cast.facilitator), page)


def test_a_plan_is_expected_until_there_is_one(cast, enter, chain, page):
    for phase, expected in ((Phase.VALIDATING, True), (Phase.IMPLEMENTING, False)):
        Cycle.objects.filter(pk=chain.cycle.pk).update(phase=phase, planned_end_on=timezone.localdate())
        assert ("Plan expected by" in read(enter(cast.manager), page)) is expected


def grow(cast, chain, number):
    """One more of everything that the page shows."""
    day = datetime.date(2026, 4, number + 1)
    make_session(chain.cycle, "idp", held_on=day)
    make_need(chain.cycle, f"Need {number}", state=["raised", "ranked", "parked"][number])
    make_ranking(chain.cycle, [], {}, title=f"Ranking {number}")
    make_plan(chain.cycle, number=number + 5, state=PlanState.WITHDRAWN)
    make_cycle(chain.community, cast.here.programme, number=number + 5, phase=Phase.CLOSED)
    PopulationTotal.objects.create(profile=chain.profile, group=f"group{number}", persons=5)
    make_community(cast.here, f"Near {number}", latitude=f"13.4{number}", longitude="14.7")
    gone = make_community(cast.here, f"Gone {number}", merged_into=chain.community, is_active=False)
    old = make_profile(gone, cast.here.programme, state=ProfileState.VALIDATED)
    ProfileConfirmation.objects.create(session=chain.session, profile=old, by=cast.manager)
    organisation = make_organisation(cast.here, f"Organisation {number}")
    organisation.areas.add(cast.here.region)
    CyclePartner.objects.create(cycle=chain.cycle, engagement=make_engagement(organisation), part="Part")
    make_organisation(cast.here, f"Present {number}").areas.add(cast.here.region)
    SubCommunity.objects.create(community=chain.community, name=f"Part {number}")
    CommunityName.objects.create(community=chain.community, text=f"Name {number}")
    wrote_here(cast, chain.community, f"Sheet {number}.xlsx")
    paper(cast.manager, chain.plan)
    paper(cast.manager, chain.profile)
    audit.record(Verb.NEED_CHANGED, chain.need, by=cast.manager)


@pytest.mark.parametrize("name", ["desk:community-detail", "desk:cycle-detail"])
def test_more_of_everything_asks_no_more(cast, enter, chain, name):
    thing = chain.community if name == "desk:community-detail" else chain.cycle
    page, client = reverse(name, args=[thing.pk]), enter(cast.manager)
    Community.objects.filter(pk=chain.community.pk).update(**POINT)
    grow(cast, chain, 0)
    one = questions(client, page)
    grow(cast, chain, 1)
    grow(cast, chain, 2)
    assert questions(client, page) == one
    assert one <= (46 if thing == chain.cycle else 35)  # the cycle stands at the gate that asks most


# --- one cycle --------------------------------------------------------------------------------------------------------
def test_the_page_of_a_cycle_holds_the_chain(cast, enter, chain):
    Cycle.objects.filter(pk=chain.cycle.pk).update(
        agreement_note="Agreed under the tree", planned_end_on=timezone.localdate()
    )
    make_session(chain.cycle, "idp")
    body = read(enter(cast.manager), chain.cycle.get_absolute_url())
    for words in (
        f"Organisation {HERE}", "Agreed under the tree", "Focus group · Internally displaced people",
        f"Priorities {HERE}", chain.ranking.get_absolute_url(), chain.plan.get_absolute_url(),
        reverse("workshops:session-new", args=[chain.cycle.pk]), reverse("priorities:need-list", args=[chain.cycle.pk]),
        reverse("cycles:cycle-edit", args=[chain.cycle.pk]),
    ):  # fmt: skip
        assert words in body, words


def test_the_page_of_a_cycle_without_sessions_for_a_partner(cast, enter, chain):
    body = read(enter(cast.partner), chain.cycle.get_absolute_url())
    assert reverse("workshops:session-list", args=[chain.cycle.pk]) not in body
    assert reverse("priorities:ranking-list", args=[chain.cycle.pk]) not in body
    assert reverse("cycles:cycle-edit", args=[chain.cycle.pk]) not in body
    assert chain.plan.get_absolute_url() in body


def test_an_ended_cycle_offers_nothing_to_begin(cast, enter, chain):
    Cycle.objects.filter(pk=chain.cycle.pk).update(phase=Phase.CANCELLED, end_reason="The road is closed")
    Plan.objects.all().delete()
    body = read(enter(cast.manager), chain.cycle.get_absolute_url())
    assert "The road is closed" in body
    for name in ("workshops:session-new", "priorities:need-new", "priorities:ranking-new", "plans:plan-new"):
        assert reverse(name, args=[chain.cycle.pk]) not in body
