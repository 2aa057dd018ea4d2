"""What waits since a cycle has a work plan, bodies and action points: late steps, overdue bodies, what was agreed."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from cbp.cycles.models import Body, Cycle, Milestone
from cbp.cycles.phases import Phase
from cbp.workshops.models import ActionPoint, Session, SessionRole
from cbp.workshops.phases import SessionState
from tests.chain import make_community, make_cycle, make_session
from tests.desk.counting import questions
from tests.desk.test_waiting import lists

TODAY = timezone.localdate()
DAYS = datetime.timedelta(days=1)


@pytest.fixture
def cycle(cast) -> Cycle:
    return cast.here.chain.cycle


def step(cycle: Cycle, **fields) -> Milestone:
    values = {"position": 1, "station": "prepare", "labels": {"en": "Talk to the mayor"}, "planned_on": TODAY - DAYS}
    return Milestone.objects.create(cycle=cycle, **{**values, **fields})


def point(session: Session, **fields) -> ActionPoint:
    return ActionPoint.objects.create(session=session, **{"text": "Ask for spare parts", "due_on": TODAY, **fields})


def test_late_steps_wait_for_those_who_work_with_the_plan(cast, enter, cycle):
    late = step(cycle)
    step(cycle, position=2, planned_on=TODAY)
    step(cycle, position=3, done_on=TODAY)
    step(cast.there.chain.cycle)
    for person, expected in ((cast.facilitator, [late.get_absolute_url()]), (cast.manager, [late.get_absolute_url()])):
        assert lists(enter(person))["steps-late"] == expected
    body = enter(cast.manager).get("/").content.decode()
    assert "Talk to the mayor" in body
    assert "steps-late" not in lists(enter(cast.auditor))


def test_overdue_bodies_wait_until_they_are_renewed(cast, enter, cycle):
    overdue = Body.objects.create(cycle=cycle, kind="upkeep", term_ends_on=TODAY - DAYS)
    assert lists(enter(cast.facilitator))["bodies-overdue"] == [overdue.get_absolute_url()]
    assert lists(enter(cast.manager))["bodies-overdue"] == [overdue.get_absolute_url()]
    Body.objects.create(cycle=cycle, kind="upkeep", renews=overdue)
    assert "bodies-overdue" not in lists(enter(cast.manager))


def test_in_an_ended_cycle_nothing_waits(cast, enter, cycle):
    step(cycle)
    Body.objects.create(cycle=cycle, kind="upkeep", term_ends_on=TODAY - DAYS)
    point(make_session(cycle), user=cast.facilitator)
    Cycle.objects.filter(pk=cycle.pk).update(phase=Phase.CANCELLED)
    assert not {"steps-late", "bodies-overdue", "actions-due"} & set(lists(enter(cast.facilitator)))


def test_action_points_that_are_due_wait_for_their_owner(cast, enter, cycle):
    session = make_session(cycle)
    mine = point(session, user=cast.facilitator)
    point(session, user=cast.manager)
    point(session, user=cast.facilitator, due_on=TODAY + DAYS)
    point(session, user=cast.facilitator, done_on=TODAY)
    point(session, user=cast.facilitator, dropped="No money")
    point(session, user=cast.facilitator, due_on=None)
    point(session)  # nobody's, and not of an own session
    assert lists(enter(cast.facilitator))["actions-due"] == [mine.get_absolute_url()]


def test_what_belongs_to_nobody_waits_for_those_who_led_or_recorded_the_session(cast, enter, cycle):
    session = make_session(cycle)
    SessionRole.objects.create(session=session, kind="facilitator", user=cast.psea)
    Session.objects.filter(pk=session.pk).update(recorded_by=cast.facilitator)
    open_one = point(session, due_on=TODAY - DAYS)
    point(session, user=cast.manager)
    for person in (cast.psea, cast.facilitator):
        assert lists(enter(person))["actions-due"] == [open_one.get_absolute_url()]
    assert "actions-due" not in lists(enter(cast.planner))
    assert "Late" in enter(cast.psea).get("/").content.decode()


def test_a_manager_sees_what_nobody_recorded_for_a_week(cast, enter, cycle):
    Session.objects.all().delete()
    forgotten = make_session(cycle, people=0, state=SessionState.PLANNED, held_on=TODAY - 7 * DAYS)
    make_session(cycle, people=0, state=SessionState.PLANNED, held_on=TODAY - 6 * DAYS)
    make_session(cycle, people=0, state=SessionState.CANCELLED, held_on=TODAY - 9 * DAYS)
    make_session(cycle, people=0, state=SessionState.RECORDED, held_on=TODAY - 9 * DAYS)
    assert lists(enter(cast.manager))["not-recorded"] == [forgotten.get_absolute_url()]


def everything(cast, number: int) -> None:
    cycle = make_cycle(make_community(cast.here, f"More {number}"), cast.here.programme)
    step(cycle)
    Body.objects.create(cycle=cycle, kind="upkeep", name="Water", term_ends_on=TODAY - DAYS)
    session = make_session(cycle, "idp", people=0, state=SessionState.PLANNED, held_on=TODAY - 9 * DAYS)
    for person in (cast.facilitator, cast.manager, cast.planner):
        point(session, user=person)


@pytest.mark.parametrize("actor", ["facilitator", "manager", "planner"])
def test_more_that_waits_asks_no_more(cast, enter, actor):
    client = enter(getattr(cast, actor))
    everything(cast, 0)
    one = questions(client, "/")
    everything(cast, 1)
    everything(cast, 2)
    assert questions(client, "/") == one
