"""The life of a session: every step of the table, and every refusal."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from cbp.core.models import Event, Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions import sessions as actions
from cbp.workshops.models import Session, SessionRole
from cbp.workshops.phases import NEXT, SessionState
from profiling.phases import ProfileState
from tests.chain import DAY, make_community, make_cycle, make_profile, make_session, verified

PLANNED, DRAFT, RECORDED, VERIFIED, CANCELLED = SessionState


def ready(session: Session) -> Session:
    """With words, so that it can be recorded."""
    Session.objects.filter(pk=session.pk).update(summary="The well is far.")
    session.refresh_from_db()
    return session


def planned(cycle, **fields) -> Session:
    return make_session(cycle, people=0, **{"state": PLANNED, "held_on": None, **fields})


# --- planning ---------------------------------------------------------------------------------------------------------
def test_a_session_is_planned_in_the_language_of_the_person(cast, cycle):
    type(cast.facilitator).objects.filter(pk=cast.facilitator.pk).update(language="ar")
    cast.facilitator.refresh_from_db()
    made = actions.plan_session(Session(cycle=cycle, kind="assembly", group="mixed"), by=cast.facilitator)
    made.refresh_from_db()
    assert (made.state, made.language, made.group) == (PLANNED, "ar", "mixed")
    assert Event.objects.of(made).get().verb == Verb.SESSION_PLANNED


def test_a_session_with_words_is_being_recorded_from_the_start(cast, cycle):
    made = actions.plan_session(Session(cycle=cycle, kind="assembly", summary="They met."), by=cast.facilitator)
    assert made.state == DRAFT


def test_no_session_in_a_cycle_that_has_ended(cast, cycle):
    type(cycle).objects.filter(pk=cycle.pk).update(phase="closed")
    cycle.refresh_from_db()
    with pytest.raises(Refused, match="has ended"):
        actions.plan_session(Session(cycle=cycle, kind="assembly"), by=cast.facilitator)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"group": "martians"}, "no such group"),
        ({"starts_at": datetime.time(10), "ends_at": datetime.time(9)}, "ends before it begins"),
    ],
)
def test_what_cannot_be_is_refused(cast, cycle, fields, words):
    with pytest.raises(Refused, match=words):
        actions.plan_session(Session(cycle=cycle, kind="assembly", **fields), by=cast.facilitator)


def test_a_part_of_another_community_is_refused(cast, cycle, session):
    foreign = make_community(cast.here, "Elsewhere").sub_communities.get()
    with pytest.raises(Refused, match="another community"):
        actions.plan_session(Session(cycle=cycle, kind="assembly", sub_community=foreign), by=cast.facilitator)
    session.sub_community = foreign
    with pytest.raises(Refused, match="another community"):
        actions.change_session(session, fields=["sub_community"], expected=1, by=cast.facilitator)


# --- from planned to draft --------------------------------------------------------------------------------------------
def test_a_day_in_a_year_that_nobody_meant_is_refused(cast, cycle):
    with pytest.raises(Refused, match="years from the start"):
        actions.plan_session(Session(cycle=cycle, kind="assembly", held_on=datetime.date(26, 3, 1)), by=cast.planner)


def test_date_place_and_roles_leave_a_session_planned(cast, cycle):
    one = planned(cycle)
    one.held_on, one.venue = DAY, "Under the tree"
    actions.change_session(one, fields=["held_on", "venue"], expected=1, by=cast.facilitator)
    actions.save_roles(one, [SessionRole(kind="facilitator")], by=cast.facilitator)
    assert (one.state, one.version, one.venue) == (PLANNED, 3, "Under the tree")


@pytest.mark.parametrize("field", ["summary", "decisions", "went_well", "was_difficult", "missing"])
def test_words_of_the_meeting_make_it_a_draft(cast, cycle, field):
    one = planned(cycle)
    setattr(one, field, "Something was said.")
    actions.change_session(one, fields=[field], expected=1, by=cast.facilitator)
    one.refresh_from_db()
    assert one.state == DRAFT
    assert Event.objects.of(one).get(verb=Verb.SESSION_CHANGED).after["state"] == DRAFT


def test_what_has_happened_is_not_in_the_future(cast, cycle):
    today = timezone.now().date()
    one = planned(cycle, held_on=today + datetime.timedelta(days=2))
    one.summary = "They will have met."
    with pytest.raises(Refused, match="in the future"):
        actions.change_session(one, fields=["summary"], expected=1, by=cast.facilitator)
    one.held_on = today + datetime.timedelta(days=1)  # a day of grace
    actions.change_session(one, fields=["held_on", "summary"], expected=1, by=cast.facilitator)
    assert one.state == DRAFT


def test_a_draft_does_not_move_into_the_future(cast, session):
    session.held_on = timezone.now().date() + datetime.timedelta(days=9)
    with pytest.raises(Refused, match="in the future"):
        actions.change_session(session, fields=["held_on"], expected=1, by=cast.facilitator)


def test_a_checked_translation_is_doubted_when_the_words_change(cast, session):
    entry = {"fr": {"summary": {"text": "Le puits", "state": "checked"}, "aim": {"text": "But", "state": "checked"}}}
    Session.objects.filter(pk=session.pk).update(translations=entry, summary="The well", aim="Aim")
    session.refresh_from_db()
    session.summary = "Two wells"
    actions.change_session(session, fields=["summary"], expected=1, by=cast.facilitator)
    session.refresh_from_db()
    assert session.translations["fr"] == {
        "summary": {"text": "Le puits", "state": "draft"}, "aim": {"text": "But", "state": "checked"},
    }  # fmt: skip


def test_the_history_keeps_roles_and_no_names(cast, session):
    roles = [SessionRole(kind="authority", name="Mahamat Saleh", body="Prefecture", sex="m")]
    actions.save_roles(session, roles, by=cast.facilitator)
    assert session.roles.get().name == "Mahamat Saleh"
    line = Event.objects.of(session).get()
    assert (line.after, "Mahamat" in str(line.rows)) == ({"roles": ["Authority present"]}, False)
    with pytest.raises(Refused, match="At most 8"):
        actions.save_roles(session, [SessionRole(kind="observer") for _number in range(9)], by=cast.facilitator)


# --- the table of states ----------------------------------------------------------------------------------------------
def step(session, state, by):
    return {
        DRAFT: lambda: actions.return_session(session, reason="The sums are wrong", by=by),
        RECORDED: lambda: actions.record_session(session, by=by),
        VERIFIED: lambda: actions.verify_session(session, by=by),
        CANCELLED: lambda: actions.cancel_session(session, reason="It rained", by=by),
    }[state]()


STEPS = [(now, then) for now in SessionState for then in SessionState if then != PLANNED]


@pytest.mark.parametrize(("now", "then"), STEPS)
def test_the_table_of_states(cast, cycle, now, then):
    """Every pair: allowed as the table says; `planned → draft` is done by entering something, not by a button."""
    one = ready(make_session(cycle))
    recorded_by = cast.facilitator if now in (RECORDED, VERIFIED) else None
    Session.objects.filter(pk=one.pk).update(state=now, recorded_by=recorded_by)
    one.refresh_from_db()
    if then in NEXT[now] and (now, then) != (PLANNED, DRAFT):
        step(one, then, cast.manager)
        assert Session.objects.get(pk=one.pk).state == then
        assert Event.objects.of(one).get(verb=Verb.SESSION_MOVED).after == {"state": then}
    else:
        with pytest.raises(Refused):
            step(one, then, cast.manager)
        assert Session.objects.get(pk=one.pk).state == now


def test_every_state_can_be_reached():
    assert {state for after in NEXT.values() for state in after} | {PLANNED} == set(NEXT) == set(SessionState)


@pytest.mark.parametrize("state", [RECORDED, VERIFIED, CANCELLED])
def test_nothing_is_entered_into_a_session_that_is_closed(cast, session, state):
    Session.objects.filter(pk=session.pk).update(state=state)
    session.venue = "Elsewhere"
    none = {"stated": 1, "households": None, "left_early": None, "expected": 1, "by": cast.facilitator}
    for work in (
        lambda: actions.change_session(session, fields=["venue"], expected=1, by=cast.facilitator),
        lambda: actions.save_roles(session, [], by=cast.facilitator),
        lambda: actions.save_attendance(session, cells={}, of_whom={}, **none),
    ):
        with pytest.raises(Refused, match="Nothing is entered"):
            work()


# --- recording and verifying ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"held_on": None}, "date of the session is missing"),
        ({"held_on": datetime.date(2199, 1, 1)}, "lies in the future"),
        ({"group": ""}, "Whose meeting"),
        ({"summary": " "}, "main points"),
    ],
)
def test_a_record_that_is_not_whole_is_refused(cast, session, fields, words):
    ready(session)
    Session.objects.filter(pk=session.pk).update(**fields)
    with pytest.raises(Refused, match=words):
        actions.record_session(session, by=cast.facilitator)


def test_a_record_needs_attendance_or_a_total(cast, cycle):
    one = ready(make_session(cycle, people=0))
    with pytest.raises(Refused, match="attendance is missing"):
        actions.record_session(one, by=cast.facilitator)
    Session.objects.filter(pk=one.pk).update(attendance_stated=0)
    actions.record_session(one, by=cast.facilitator)
    assert (one.state, one.recorded_by) == (RECORDED, cast.facilitator)


def test_several_missing_things_are_counted(cast, cycle):
    one = make_session(cycle, people=0, held_on=None)
    with pytest.raises(Refused, match="3 things are missing"):
        actions.record_session(one, by=cast.facilitator)


def test_whoever_recorded_does_not_verify_even_after_a_return(cast, session):
    actions.record_session(ready(session), by=cast.facilitator)
    actions.return_session(session, reason="The sums are wrong", by=cast.manager)
    assert (session.state, session.recorded_by, session.return_reason) == (DRAFT, None, "The sums are wrong")
    actions.record_session(session, by=cast.psea)
    assert session.return_reason == ""
    for person in (cast.facilitator, cast.psea):
        with pytest.raises(Refused, match="Ask a second person"):
            actions.verify_session(session, by=person)
    actions.verify_session(session, by=cast.manager)  # who gave it back, and wrote nothing in it
    assert (session.state, session.verified_by) == (VERIFIED, cast.manager)


def test_whoever_wrote_in_the_record_does_not_verify(cast, session):
    session.decisions = "A committee"
    actions.change_session(session, fields=["decisions"], expected=1, by=cast.manager)
    session.venue = "At the school"
    actions.change_session(session, fields=["venue"], expected=2, by=cast.psea)
    actions.record_session(session, by=cast.facilitator)
    with pytest.raises(Refused, match="Ask a second person"):
        actions.verify_session(session, by=cast.manager)
    actions.verify_session(session, by=cast.psea)  # a place is no record


def test_a_reason_is_asked_for(cast, session):
    with pytest.raises(Refused, match="Give a reason"):
        actions.cancel_session(session, reason="  ", by=cast.facilitator)


# --- beside the record ------------------------------------------------------------------------------------------------
def test_a_verified_session_is_amended_and_stays(cast, session):
    with pytest.raises(Refused, match="Only a verified session"):
        actions.amend_session(session, text="Thirteen", reason="Counted again", by=cast.facilitator)
    verified(ready(session), by=cast.manager, recorded_by=cast.facilitator)
    for text, reason in ((" ", "Counted again"), ("Thirteen", " ")):
        with pytest.raises(Refused):
            actions.amend_session(session, text=text, reason=reason, by=cast.facilitator)
    actions.amend_session(session, text="Thirteen", reason="Counted again", by=cast.facilitator)
    session.refresh_from_db()
    assert (session.summary, session.amendments.get().text) == ("The well is far.", "Thirteen")


def test_the_community_confirms_its_profile(cast, session):
    profile = cast.here.chain.profile
    with pytest.raises(Refused, match="Record the session first"):
        actions.confirm_profile(session, profile, remarks="", by=cast.facilitator)
    verified(ready(session), by=cast.manager, recorded_by=cast.facilitator)
    with pytest.raises(Refused, match="in review or validated"):
        actions.confirm_profile(session, profile, remarks="", by=cast.facilitator)
    profile.state = ProfileState.IN_REVIEW
    profile.save()
    actions.confirm_profile(session, profile, remarks="More households", by=cast.facilitator)
    with pytest.raises(Refused, match="already"):
        actions.confirm_profile(session, profile, remarks="", by=cast.facilitator)
    assert session.confirmations.get().remarks == "More households"


def test_another_community_s_profile_is_not_confirmed_here(cast, session):
    verified(ready(session), by=cast.manager, recorded_by=cast.facilitator)
    other = make_community(cast.here, "Elsewhere")
    make_cycle(other, cast.here.programme)
    profile = make_profile(other, cast.here.programme, state=ProfileState.VALIDATED)
    with pytest.raises(Refused, match="another community"):
        actions.confirm_profile(session, profile, remarks="", by=cast.facilitator)
