"""Calendars of sessions, and the letters about sessions that nobody recorded."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from cbp.accounts.models import Assignment, User
from cbp.core.models import Event, Verb
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.cycles.phases import Phase
from cbp.workshops.actions import reminders
from cbp.workshops.actions.calendars import close_calendar, open_calendar
from cbp.workshops.actions.sessions import plan_session
from cbp.workshops.models import CalendarFeed, Session, SessionRole
from cbp.workshops.phases import SessionState
from tests.chain import make_session

TODAY = timezone.localdate()


@pytest.fixture
def meeting(cycle):
    values = {
        "held_on": TODAY,
        "starts_at": datetime.time(9),
        "ends_at": datetime.time(11),
        "venue": "Tree; shade, well",
    }
    return make_session(cycle, "women", 0, state=SessionState.PLANNED, **values)


def read(feed: CalendarFeed) -> list:
    answer = ask(feed)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_the_calendar_of_a_cycle_tells_what_where_and_when_by_the_clock_of_the_village(cast, cycle, meeting):
    feed = open_calendar(cycle, by=cast.facilitator)
    [event] = [one for one in read(feed) if str(one["uid"]).startswith(str(meeting.uid))]
    assert event["dtstart"].dt == datetime.datetime.combine(TODAY, datetime.time(9))
    assert event["dtstart"].dt.tzinfo is None
    assert event["dtend"].dt == datetime.datetime.combine(TODAY, datetime.time(11))
    assert event["location"] == "Tree; shade, well"
    assert cycle.community.name in event["summary"]
    assert event["url"].endswith(meeting.get_absolute_url())
    assert "description" not in event


def test_a_session_without_hours_takes_its_day_and_one_without_a_day_is_left_out(cast, cycle):
    make_session(cycle, "men", 0, state=SessionState.PLANNED, held_on=None)
    whole = make_session(cycle, "youth", 0, state=SessionState.PLANNED, held_on=TODAY)
    Session.objects.filter(pk=whole.pk).update(state=SessionState.CANCELLED)
    [event] = read(open_calendar(cycle, by=cast.facilitator))
    assert event["dtstart"].dt == TODAY
    assert event["status"] == "CANCELLED"


def test_the_own_calendar_holds_the_sessions_in_which_the_person_has_a_role_once(cast, cycle, meeting):
    make_session(cycle, "men", 0, state=SessionState.PLANNED, held_on=TODAY)
    for kind in ("facilitator", "note-taker"):
        SessionRole.objects.create(session=meeting, kind=kind, user=cast.facilitator)
    assert len(read(open_calendar(None, by=cast.facilitator))) == 1


def test_the_own_calendar_holds_what_the_person_planned(cast, cycle):
    session = Session(cycle=cycle, kind="assembly", group="mixed", held_on=TODAY)
    plan_session(session, by=cast.planner)
    assert len(read(open_calendar(None, by=cast.planner))) == 1
    assert read(open_calendar(None, by=cast.facilitator)) == []


def ask(feed: CalendarFeed, method: str = "get"):
    return getattr(Client(), method)(reverse("workshops:calendar-feed", args=[feed.token]))


def test_an_address_tells_only_what_its_owner_may_see_today(cast, cycle, meeting):
    SessionRole.objects.create(session=meeting, kind="facilitator", user=cast.facilitator)
    own, of_cycle = open_calendar(None, by=cast.facilitator), open_calendar(cycle, by=cast.facilitator)
    Assignment.objects.filter(user=cast.facilitator).update(area=None, programme=cast.there.programme)
    assert read(own) == []
    assert ask(of_cycle).status_code == 404  # the name of the cycle would tell


def test_who_has_no_role_any_more_gets_the_answer_of_a_withdrawn_address(cast, cycle, meeting):
    SessionRole.objects.create(session=meeting, kind="facilitator", user=cast.facilitator)
    feeds = [open_calendar(None, by=cast.facilitator), open_calendar(cycle, by=cast.facilitator)]
    assert [cycle.community.name in ask(feed).content.decode() for feed in feeds] == [True, True]
    Assignment.objects.filter(user=cast.facilitator).update(ended_at=timezone.now())
    answers = [ask(feed) for feed in feeds]
    assert [(one.status_code, cycle.community.name in one.content.decode()) for one in answers] == [(404, False)] * 2


def test_a_calendar_program_may_ask_for_the_head_alone(cast, cycle, meeting):
    feed = open_calendar(cycle, by=cast.facilitator)
    answer = ask(feed, "head")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert (answer.content, ask(feed, "post").status_code) == (b"", 405)


def test_an_account_that_is_closed_opens_nothing(cast, cycle):
    feed = open_calendar(cycle, by=cast.facilitator)
    User.objects.filter(pk=cast.facilitator.pk).update(is_active=False)
    assert ask(feed).status_code == 404


def test_a_withdrawn_address_opens_nothing_and_another_can_be_made(cast, cycle):
    feed = open_calendar(cycle, by=cast.facilitator)
    with pytest.raises(Refused, match="already"):
        open_calendar(cycle, by=cast.facilitator)
    close_calendar(feed, by=cast.facilitator)
    close_calendar(feed, by=cast.facilitator)
    assert Event.objects.filter(verb=Verb.CALENDAR_CLOSED).count() == 1
    assert ask(feed).status_code == 404
    assert open_calendar(cycle, by=cast.facilitator).token != feed.token


def test_the_table_holds_nothing_that_opens_the_calendar(cast, cycle):
    feed = open_calendar(cycle, by=cast.facilitator)
    row = CalendarFeed.objects.filter(pk=feed.pk).values().get()
    assert feed.token not in [str(value) for value in row.values()]
    assert feed.token not in str(list(Event.objects.values("before", "after")))


def test_the_page_shows_own_addresses_alone_and_makes_one_once(cast, cycle, enter):
    open_calendar(cycle, by=cast.manager)
    client, body = enter(cast.facilitator), {"idempotency_key": "0b0d6d6e-2f0c-4f5c-9a38-0d8f7c1b2a11"}
    for _time in range(2):
        assert client.post(reverse("workshops:calendar-new-own"), body).status_code == 302
    [mine] = CalendarFeed.objects.filter(user=cast.facilitator)
    page = client.get(reverse("workshops:calendar-list")).content.decode()
    assert mine.token in page
    assert page.count("/calendar/") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_reading_takes_few_questions_however_many_sessions(cast, cycle, count):
    for _number in range(count):
        make_session(cycle, "women", 0, state=SessionState.PLANNED, held_on=TODAY)
    feed = open_calendar(cycle, by=cast.facilitator)
    path = reverse("workshops:calendar-feed", args=[feed.token])
    Client().get(path)
    with CaptureQueriesContext(connection) as asked:
        Client().get(path)
    assert len(asked) == 8, [one["sql"][:80] for one in asked]


# --- reminders --------------------------------------------------------------------------------------------------------
WEEK_AGO = TODAY - datetime.timedelta(days=7)


@pytest.fixture
def forgotten(cycle):
    """The only one: the session of the chain was written about before."""
    Session.objects.update(reminded_on=WEEK_AGO)
    return make_session(cycle, "women", 0, state=SessionState.PLANNED, held_on=WEEK_AGO)


def test_whoever_was_to_record_a_session_is_written_to_once(cast, forgotten):
    User.objects.filter(pk=cast.facilitator.pk).update(language="fr")
    SessionRole.objects.create(session=forgotten, kind="facilitator", user=cast.facilitator)
    assert reminders.remind(TODAY) == 1
    [letter] = mail.outbox
    assert letter.to == [cast.facilitator.email]
    assert forgotten.get_absolute_url() in letter.body
    assert reminders.remind(TODAY) == 0
    assert len(mail.outbox) == 1


def test_without_anybody_in_a_role_it_is_who_planned_it(cast, forgotten):
    Event.objects.create(
        verb=Verb.SESSION_PLANNED, thing_type="workshops.session", thing_id=forgotten.pk, by_id=cast.planner.pk
    )
    reminders.remind(TODAY)
    assert [letter.to for letter in mail.outbox] == [[cast.planner.email]]


def test_several_sessions_of_one_person_stand_in_one_letter(cast, cycle, forgotten):
    another = make_session(cycle, "men", 0, state=SessionState.DRAFT, held_on=WEEK_AGO)
    for session in (forgotten, another):
        SessionRole.objects.create(session=session, kind="facilitator", user=cast.facilitator)
    assert reminders.remind(TODAY) == 2
    [letter] = mail.outbox
    assert letter.body.count("/sessions/") == 2


def test_nobody_is_written_to_who_may_not_see_it_any_more(cast, forgotten):
    SessionRole.objects.create(session=forgotten, kind="facilitator", user=cast.stranger)
    assert reminders.remind(TODAY) == 1
    assert mail.outbox == []


@pytest.mark.parametrize("state", [SessionState.RECORDED, SessionState.VERIFIED, SessionState.CANCELLED])
def test_what_is_recorded_or_cancelled_needs_no_letter(cast, forgotten, state):
    Session.objects.filter(pk=forgotten.pk).update(state=state)
    assert reminders.remind(TODAY) == 0


def test_neither_a_younger_one_nor_one_of_a_cycle_that_ended(cast, cycle, forgotten):
    Session.objects.filter(pk=forgotten.pk).update(held_on=WEEK_AGO + datetime.timedelta(days=1))
    assert reminders.remind(TODAY) == 0
    Session.objects.filter(pk=forgotten.pk).update(held_on=WEEK_AGO)
    Cycle.objects.filter(pk=cycle.pk).update(phase=Phase.CANCELLED)
    assert reminders.remind(TODAY) == 0
