"""Planning a session on its page: what it begins with, its agenda and tools, and two who plan at once."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from cbp.core.models import Event
from cbp.cycles.models import Milestone
from cbp.workshops.models import Session
from cbp.workshops.reading.kit import kit_tools
from tests.chain import verified
from tests.desk.test_saving import filled
from tests.workshops.things import OTHER_KEY, page, step_of


def test_a_step_gives_kind_and_agenda_in_the_language_of_the_person(cast, enter, cycle):
    step = step_of(cycle, agenda={"fr": "15 Accueil", "en": "15 Welcome"})
    form = filled(enter(cast.facilitator).get(f"{page('session-new', cycle)}?step={step.pk}"))
    assert (form["kind"], form["milestone"], form["agenda"]) == (["dialogue"], [str(step.pk)], ["15 Welcome"])


def test_a_step_without_an_agenda_gives_the_usual_one(cast, enter, cycle):
    step = step_of(cycle, agenda={"fr": "15 Accueil"})
    form = filled(enter(cast.facilitator).get(f"{page('session-new', cycle)}?step={step.pk}"))
    assert "Welcome" in form["agenda"][0]
    assert form["agenda"][0].splitlines()[0].split()[0].isdecimal()


@pytest.mark.parametrize(("kind", "group"), [("focus-group", ""), ("", ""), ("assembly", "mixed")])
def test_whose_meeting_a_focus_group_is_says_the_person(cast, enter, cycle, kind, group):
    browser, path = enter(cast.facilitator), f"{page('session-new', cycle)}?step={step_of(cycle, session_kind=kind).pk}"
    form, before = filled(browser.get(path)), cycle.sessions.count()
    assert form["group"] == [group]
    answer = browser.post(path, form | {"kind": kind or "focus-group"})
    assert (answer.status_code, cycle.sessions.count() - before) == ((302, 1) if group else (422, 0))
    if not group:
        assert list(answer.context["form"].errors) == ["group"]
        assert browser.post(path, form | {"kind": "focus-group", "group": "youth"}).status_code == 302


@pytest.mark.parametrize(("away", "kept"), [(-1, False), (0, True), (30, True)])
def test_a_step_gives_its_day_while_that_is_not_gone(cast, enter, cycle, away, kept):
    step, day = step_of(cycle), timezone.localdate() + datetime.timedelta(days=away)
    Milestone.objects.filter(pk=step.pk).update(planned_on=day)
    form = filled(enter(cast.facilitator).get(f"{page('session-new', cycle)}?step={step.pk}"))
    assert form["held_on"] == [day.isoformat() if kept else ""]


def test_a_meeting_of_all_is_headed_by_its_kind(cast, enter, cycle):
    """Else every meeting of the whole community would have the same name in a list."""
    session = Session.objects.create(cycle=cycle, kind="training", group="mixed")
    browser = enter(cast.facilitator)
    assert "<h1>Training of facilitators</h1>" in browser.get(session.get_absolute_url()).content.decode()
    link = f'<a href="{session.get_absolute_url()}">Training of facilitators</a>'
    assert link in browser.get(page("session-list", cycle)).content.decode()


@pytest.mark.parametrize(
    "query", ["step=999999999", "step=x", f"step={'9' * 30}", "step=٣", "after=99999999", "after="]
)
def test_a_number_that_names_nothing_begins_with_nothing(cast, enter, cycle, query):
    form = filled(enter(cast.facilitator).get(f"{page('session-new', cycle)}?{query}"))
    assert (form["kind"], form["agenda"]) == ([""], [""])


def test_a_stranger_s_step_begins_with_nothing(cast, enter, cycle):
    step = step_of(cast.there.chain.cycle, agenda={"en": "15 Theirs"})
    answer = enter(cast.facilitator).get(f"{page('session-new', cycle)}?step={step.pk}")
    assert "Theirs" not in answer.content.decode()


@pytest.mark.parametrize(("usual", "has"), [("on", True), ("", False)])
def test_the_usual_agenda_is_taken_where_none_is_written(cast, enter, cycle, usual, has):
    browser, path = enter(cast.facilitator), page("session-new", cycle)
    data = filled(browser.get(path)) | {"kind": "training", "group": "mixed", "usual": usual}
    browser.post(path, data if usual else {name: value for name, value in data.items() if name != "usual"})
    assert bool(Session.objects.get(cycle=cycle, kind="training").agenda) == has


def test_the_next_meeting_is_offered_until_it_is_planned(cast, enter, cycle, session):
    Session.objects.filter(pk=session.pk).update(next_meeting_on="2026-05-05", venue="School", summary="x")
    session.refresh_from_db()
    verified(session, by=cast.manager, recorded_by=cast.facilitator)
    browser, path = enter(cast.facilitator), f"{page('session-new', cycle)}?after={session.pk}"
    assert path in browser.get(session.get_absolute_url()).content.decode()
    form = filled(browser.get(path))
    assert (form["held_on"], form["venue"], form["group"]) == (["2026-05-05"], ["School"], ["women"])
    assert browser.post(path, form).status_code == 302
    assert path not in browser.get(session.get_absolute_url()).content.decode()


def test_two_plan_one_session(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-plan", session)
    form = filled(browser.get(path))
    assert browser.post(path, form | {"venue": "Theirs"}).status_code == 302
    answer = browser.post(path, form | {"venue": "Mine", "agenda": "15 Welcome"} | OTHER_KEY)
    assert answer.status_code == 409
    assert browser.post(path, filled(answer) | {"choose-venue": "theirs"}).status_code == 302
    session.refresh_from_db()
    assert (session.venue, session.agenda) == ("Theirs", "15 Welcome")


def test_tools_are_ticked_in_the_plan_and_tell_what_the_kit_prints(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-plan", session)
    form = filled(browser.get(path))
    assert browser.post(path, form | {"planned_tools": ["venn", "swot"]}).status_code == 302
    session.refresh_from_db()
    assert session.planned_tools == ["venn", "swot"]
    assert kit_tools(session) == ["venn", "swot"]
    again = filled(browser.get(path))
    assert again["planned_tools"] == ["venn", "swot"]
    assert browser.post(path, again | {"planned_tools": ["a-tool-of-nobody"]} | OTHER_KEY).status_code == 422


def test_saving_a_plan_that_was_not_changed_writes_nothing(cast, enter, session):
    Session.objects.filter(pk=session.pk).update(starts_at="09:00", agenda="15 Welcome")
    browser, path = enter(cast.facilitator), page("session-plan", session)
    assert browser.post(path, filled(browser.get(path))).status_code == 302
    assert not Event.objects.of(session).exists()


def test_the_agenda_has_its_hours_and_says_when_it_is_too_long(cast, enter, session):
    agenda = "15 Welcome\n90 min: Talk\nThe end\n10 Prayer"
    Session.objects.filter(pk=session.pk).update(starts_at="09:00", ends_at="10:00", agenda=agenda)
    html = enter(cast.facilitator).get(session.get_absolute_url()).content.decode()
    assert [f'<time dir="ltr">{hour}</time>' in html for hour in ("09:00", "09:15", "10:45")] == [True] * 3
    assert html.count('<time dir="ltr">') == 3  # after a point without minutes no hour is known
    Session.objects.filter(pk=session.pk).update(agenda="15 Welcome\n90 Talk")
    html = enter(cast.facilitator).get(session.get_absolute_url()).content.decode()
    assert "take 105 minutes together, but the session is planned for 60." in strip_tags(html)
