"""What waits for whom: each list with its right, nobody asked for the own hand's work, the same questions for more."""

from __future__ import annotations

import datetime
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from cbp.accounts.roles import Role
from cbp.core import audit
from cbp.core.models import Verb
from cbp.cycles.models import Cycle, GatePassage
from cbp.cycles.phases import Gate, Phase
from cbp.desk import waiting
from cbp.desk.waiting import WAITS
from cbp.plans.models import CostLine, Decision, Plan, PlanItem, Remark
from cbp.plans.phases import PlanState
from cbp.priorities.models import Ranking
from cbp.workshops.actions.sessions import change_session
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState
from profiling.models import Community, Profile
from profiling.phases import ProfileState
from tests.cast import make_person
from tests.chain import (
    make_community,
    make_cycle,
    make_plan,
    make_prepared,
    make_profile,
    make_ranking,
    make_session,
)
from tests.desk.counting import questions
from tests.workshops.photo_things import kept_photo

TODAY = timezone.localdate()
DAYS = datetime.timedelta(days=1)


@pytest.fixture
def chain(cast):
    return cast.here.chain


def lists(client) -> dict[str, list[str]]:
    """What stands on the first page: the addresses of each list."""
    return {one.waiting.code: [line.url for line in one.lines] for one in client.get("/").context["waits"]}


def session(chain, **fields) -> Session:
    made = make_session(chain.cycle, people=0)
    Session.objects.filter(pk=made.pk).update(**fields)
    return made


# --- sessions ---------------------------------------------------------------------------------------------------------
def test_a_facilitator_records_what_has_come_and_corrects_what_came_back(cast, enter, chain):
    Session.objects.all().delete()
    due = session(chain, state=SessionState.PLANNED, held_on=TODAY - DAYS)
    begun = session(chain, state=SessionState.DRAFT, held_on=TODAY)
    session(chain, state=SessionState.PLANNED, held_on=TODAY + DAYS)
    session(chain, state=SessionState.CANCELLED, held_on=TODAY - DAYS)
    back = session(chain, state=SessionState.DRAFT, return_reason="The sums differ")
    client = enter(cast.facilitator)
    assert lists(client)["to-record"] == [due.get_absolute_url(), begun.get_absolute_url()]
    assert lists(client)["sessions-returned"] == [back.get_absolute_url()]
    body = unescape(client.get("/").content.decode())
    assert "The sums differ" in body
    assert "Late" in body


def test_whoever_changed_the_plan_alone_is_asked_and_whoever_added_a_picture_is_not(cast, enter, chain):
    Session.objects.all().delete()
    mine = session(chain, state=SessionState.DRAFT)
    mine.venue = "Under the tree"
    change_session(mine, fields=["venue"], expected=mine.version, by=cast.planner)
    kept_photo(mine, cast.manager)
    Session.objects.filter(pk=mine.pk).update(state=SessionState.RECORDED, recorded_by=cast.facilitator)
    found = {person: len(lists(enter(person)).get("to-verify", [])) for person in (cast.planner, cast.manager)}
    assert found == {cast.planner: 1, cast.manager: 0}


def test_nobody_is_asked_to_verify_what_the_own_hand_wrote(cast, enter, chain):
    Session.objects.all().delete()
    recorded = session(chain, state=SessionState.RECORDED, recorded_by=cast.facilitator)
    for person, expected in [(cast.planner, 1), (cast.psea, 1), (cast.facilitator, 0), (cast.auditor, 0)]:
        assert len(lists(enter(person)).get("to-verify", [])) == expected, person
    audit.record(Verb.SESSION_ATTENDANCE, recorded, by=cast.planner)
    assert "to-verify" not in lists(enter(cast.planner))


def test_a_tool_of_the_own_hand_is_a_hand_too(cast, enter, chain):
    Session.objects.all().delete()
    recorded = session(chain, state=SessionState.DRAFT)
    tool = recorded.tools.create(tool="problem-tree")
    Session.objects.filter(pk=recorded.pk).update(state=SessionState.RECORDED, recorded_by=cast.facilitator)
    audit.record(Verb.SESSION_TOOL, tool, by=cast.planner)
    assert "to-verify" not in lists(enter(cast.planner))
    assert "to-verify" in lists(enter(cast.endorser))


def test_a_session_of_an_ended_cycle_waits_for_nobody(cast, enter, chain):
    assert "to-record" in lists(enter(cast.facilitator))
    Cycle.objects.filter(pk=chain.cycle.pk).update(phase=Phase.CANCELLED)
    assert "to-record" not in lists(enter(cast.facilitator))


# --- profiles ---------------------------------------------------------------------------------------------------------
def test_profiles_to_correct_and_to_review(cast, enter, chain):
    profiles = Profile.objects.filter(pk=chain.profile.pk)
    assert "profiles-returned" not in lists(enter(cast.facilitator))
    profiles.update(return_reason="No source")
    assert lists(enter(cast.facilitator))["profiles-returned"] == [chain.profile.get_absolute_url()]
    profiles.update(state=ProfileState.IN_REVIEW, submitted_at=timezone.now())
    assert "profiles-returned" not in lists(enter(cast.facilitator))
    assert lists(enter(cast.manager))["profiles-in-review"] == [chain.profile.get_absolute_url()]
    assert "profiles-in-review" not in lists(enter(cast.facilitator))


# --- plans ------------------------------------------------------------------------------------------------------------
def submit(plan: Plan, by, author) -> None:
    Plan.objects.filter(pk=plan.pk).update(
        state=PlanState.SUBMITTED, submitted_at=timezone.now(), submitted_by=by
    )  # fmt: skip
    plan.authors.set([author])


def test_an_endorser_is_asked_and_never_for_the_own_plan(cast, enter, chain):
    submit(chain.plan, cast.planner, cast.planner)
    assert lists(enter(cast.endorser))["to-endorse"] == [chain.plan.get_absolute_url()]
    assert "to-endorse" not in lists(enter(cast.planner))  # no endorser
    submit(chain.plan, cast.planner, cast.endorser)
    assert "to-endorse" not in lists(enter(cast.endorser))
    submit(chain.plan, cast.endorser, cast.planner)
    assert "to-endorse" not in lists(enter(cast.endorser))
    assert lists(enter(cast.manager))["plans-submitted"] == [chain.plan.get_absolute_url()]


def test_a_returned_plan_tells_how_many_remarks_wait(cast, enter, chain):
    Plan.objects.filter(pk=chain.plan.pk).update(state=PlanState.RETURNED)
    decision = Decision.objects.create(
        plan=chain.plan, kind="returned", authority="Canton", decided_on=TODAY, by=cast.endorser
    )
    for answer in ("", "", "Done"):
        Remark.objects.create(decision=decision, plan=chain.plan, text="Too dear", answer=answer)
    client = enter(cast.planner)
    assert lists(client)["plans-returned"] == [chain.plan.get_absolute_url()]
    assert "2 remarks have no answer yet" in client.get("/").content.decode()


def test_an_item_without_a_cost_waits_until_there_is_one_or_a_reason(cast, enter, chain):
    client = enter(cast.planner)
    assert "without-costs" not in lists(client)
    CostLine.objects.all().delete()
    assert lists(client)["without-costs"] == [chain.plan.get_absolute_url()]
    assert "1 item without a cost" in client.get("/").content.decode()
    PlanItem.objects.filter(pk=chain.item.pk).update(cost_unknown_reason="The survey is to come")
    assert "without-costs" not in lists(client)


def test_an_auditor_reads_what_was_endorsed_lately(cast, enter, chain):
    now = timezone.now()
    earlier = make_plan(chain.cycle, number=2, state=PlanState.ENDORSED, endorsed_at=now - DAYS)
    Plan.objects.filter(pk=chain.plan.pk).update(state=PlanState.ENDORSED, endorsed_at=now)
    expected = [chain.plan.get_absolute_url(), earlier.get_absolute_url()]
    assert lists(enter(cast.auditor)) == {"endorsed": expected}


def test_a_partner_sees_the_cycles_and_plans_in_reach(cast, enter, chain):
    Plan.objects.filter(pk=chain.plan.pk).update(state=PlanState.VALIDATED)
    expected = {"cycles": [chain.cycle.get_absolute_url()], "plans": [chain.plan.get_absolute_url()]}
    assert lists(enter(cast.partner)) == expected


# --- cycles and rankings ----------------------------------------------------------------------------------------------
def test_a_manager_sees_open_rankings_and_late_cycles(cast, enter, chain):
    Cycle.objects.filter(pk=chain.cycle.pk).update(planned_end_on=TODAY - DAYS)
    found = lists(enter(cast.manager))
    assert found["rankings-open"] == [chain.ranking.get_absolute_url()]
    assert found["cycles-late"] == [chain.cycle.get_absolute_url()]
    Ranking.objects.update(state="set-up")
    assert "rankings-open" not in lists(enter(cast.manager))


def test_a_cycle_is_ready_when_every_check_of_its_gate_is_fulfilled(cast, enter, chain):
    cycles = Cycle.objects.filter(pk=chain.cycle.pk)
    cycles.update(phase=Phase.PREPARING, agreement_note="Agreed", counterpart=chain.organisation)
    make_prepared(chain.cycle, cast.facilitator, cast.manager)
    client = enter(cast.manager)
    assert "cycles-ready" not in lists(client)  # it is not written who belongs to the community
    Community.objects.filter(pk=chain.community.pk).update(definition="Three quarters")
    assert lists(client)["cycles-ready"] == [chain.cycle.get_absolute_url()]
    assert "cycles-ready" not in lists(enter(cast.facilitator))


def test_a_waived_check_is_no_hindrance(cast, enter, chain):
    Cycle.objects.filter(pk=chain.cycle.pk).update(phase=Phase.PREPARING, agreement_note="Agreed")
    make_prepared(chain.cycle, cast.facilitator, cast.manager)
    Community.objects.filter(pk=chain.community.pk).update(definition="Three quarters")
    client = enter(cast.manager)
    assert "cycles-ready" not in lists(client)
    waived = GatePassage.Outcome.WAIVED
    GatePassage.objects.create(
        cycle=chain.cycle, gate=Gate.AGREED, check_code="counterpart", outcome=waived, reason="None is in office"
    )
    assert lists(client)["cycles-ready"] == [chain.cycle.get_absolute_url()]


def test_a_gate_without_checks_makes_no_cycle_ready(cast, enter, chain):
    Cycle.objects.filter(pk=chain.cycle.pk).update(phase=Phase.REVIEWING)
    assert "cycles-ready" not in lists(enter(cast.manager))


# --- the page ---------------------------------------------------------------------------------------------------------
def test_every_role_has_its_lists():
    assert set(WAITS) == set(Role)
    codes = [one.code for one in dict.fromkeys(one for waits in WAITS.values() for one in waits)]
    assert len(codes) == len(set(codes))


def test_several_roles_add_up_each_list_once(cast, enter, chain):
    both = make_person("Both", Role.PLANNER, area=cast.here.region)
    both.assignments.create(role=Role.FACILITATOR, programme=cast.here.programme)
    codes = [one.code for one in waiting.lists_of(both)]
    assert codes.count("to-verify") == 1
    assert {"to-record", "plans-returned"} <= set(codes)


def test_only_what_lies_within_the_right_waits(cast, enter, chain):
    """A facilitator here who audits everywhere is not asked to record elsewhere."""
    theirs = cast.there.chain.session.get_absolute_url()
    cast.facilitator.assignments.create(role=Role.AUDITOR)
    assert chain.session.get_absolute_url() in lists(enter(cast.facilitator))["to-record"]
    assert theirs not in lists(enter(cast.facilitator))["to-record"]


def test_who_has_no_role_is_told_so(cast, enter):
    body = enter(cast.removed).get("/").content.decode()
    assert "You have no role at the moment." in body
    assert "What waits for you" not in body


def test_nothing_waits(cast, enter):
    assert "Nothing waits for you at the moment." in enter(cast.planner).get("/").content.decode()


def test_ten_of_them_and_the_way_to_all(cast, enter, chain):
    for number in range(waiting.MOST):
        session(chain, held_on=TODAY - number * DAYS)
    client, everything = enter(cast.facilitator), reverse("desk:waiting", args=["to-record"])
    assert len(lists(client)["to-record"]) == waiting.MOST
    assert everything in client.get("/").content.decode()
    assert len(client.get(everything).context["lines"]) == waiting.MOST + 1


def test_a_list_of_another_role_does_not_exist(cast, enter, chain):
    page = reverse("desk:waiting", args=["profiles-in-review"])
    assert enter(cast.manager).get(page).status_code == 200
    assert enter(cast.facilitator).get(page).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_every_list_of_every_role_opens(cast, enter, chain, role):
    actor = {"administrator": cast.administrator}.get(role.value) or getattr(cast, role.value)
    for one in WAITS[role]:
        assert enter(actor).get(reverse("desk:waiting", args=[one.code])).status_code == 200


def one_more_of_everything(cast, number: int) -> None:
    community = make_community(cast.here, f"More {number}")
    cycle = make_cycle(community, cast.here.programme, planned_end_on=TODAY - DAYS)
    for state, reason in [("draft", ""), ("draft", "Sums"), ("recorded", "")]:
        made = make_session(cycle, "idp", people=0)
        Session.objects.filter(pk=made.pk).update(state=state, return_reason=reason)
    make_profile(community, cast.here.programme, return_reason="No source")
    make_profile(make_community(cast.here, f"Other {number}"), cast.here.programme, state=ProfileState.IN_REVIEW)
    make_ranking(cycle, [], {})
    for edition, state in enumerate([PlanState.RETURNED, PlanState.ENDORSED]):
        plan = make_plan(cycle, number=edition + 1, state=state)
        if state == PlanState.RETURNED:
            PlanItem.objects.create(plan=plan, title="Without a cost")


@pytest.mark.parametrize("actor", ["facilitator", "planner", "endorser", "manager", "partner", "auditor"])
def test_more_that_waits_asks_no_more(cast, enter, actor):
    client = enter(getattr(cast, actor))
    one_more_of_everything(cast, 0)
    one = questions(client, "/")
    one_more_of_everything(cast, 1)
    one_more_of_everything(cast, 2)
    assert questions(client, "/") == one


def test_however_many_cycles_may_be_ready_only_ten_are_asked(cast, enter, chain, django_assert_max_num_queries):
    organisation = chain.organisation
    for number in range(waiting.ASKED_MOST + 3):
        community = make_community(cast.here, f"Ready {number}", definition="All of it")
        cycle = make_cycle(
            community, cast.here.programme, phase=Phase.PREPARING, lead=organisation, counterpart=organisation,
            agreement_note="Agreed",
        )  # fmt: skip
        make_prepared(cycle, cast.facilitator, cast.manager)
    client = enter(cast.manager)
    assert len(lists(client)["cycles-ready"]) == waiting.ASKED_MOST
    with django_assert_max_num_queries(55):
        client.get("/")


# --- the demonstration says what is invented --------------------------------------------------------------------------
@pytest.mark.parametrize(("demo", "said"), [(True, True), (False, False)])
def test_the_first_screens_say_what_is_invented(cast, enter, settings, demo, said):
    settings.DEMO = demo
    for body in (enter(cast.auditor).get("/"), enter(None).get(reverse("account_login"))):
        words = unescape(body.content.decode())
        assert ("their sessions, votes and plans are invented" in words) is said
        assert ("IOM DTM" in words) is said
