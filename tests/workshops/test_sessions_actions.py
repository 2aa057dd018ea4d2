"""Plan, record, roles, who came from where, security note, action points: what the actions do, and what they refuse."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.cycles.models import CycleCommunity, Milestone
from cbp.workshops.actions import sessions as actions
from cbp.workshops.actions.came import save_came
from cbp.workshops.actions.points import change_point, finish_point, save_points
from cbp.workshops.checks import has_a_hand
from cbp.workshops.models import ActionPoint, Session, SessionCommunity, SessionInstitution, SessionRole
from cbp.workshops.phases import SessionState
from profiling.models import SubCommunity
from tests.chain import DAY, make_community, make_cycle, make_session, verified

LATER = datetime.date(2026, 4, 1)


@pytest.fixture
def forum(cycle):
    return make_session(cycle, "mixed", people=0, kind="forum")


def step_of(cycle, **fields) -> Milestone:
    values = {"position": 1, "station": "assess", "labels": {"en": "Inform"}}
    return Milestone.objects.create(cycle=cycle, **{**values, **fields})


# --- the plan ---------------------------------------------------------------------------------------------------------
def test_a_step_of_another_cycle_is_refused(cast, cycle):
    step = step_of(make_cycle(make_community(cast.here, "Elsewhere"), cast.here.programme))
    with pytest.raises(Refused, match="work plan of another cycle"):
        actions.plan_session(Session(cycle=cycle, kind="dialogue", milestone=step), by=cast.facilitator)


def test_a_part_of_a_member_of_the_cluster_is_a_part_of_the_cycle(cast, cycle):
    other = make_community(cast.here, "Elsewhere")
    part = SubCommunity.objects.get(community=other)
    with pytest.raises(Refused, match="another community"):
        actions.plan_session(Session(cycle=cycle, kind="training", sub_community=part), by=cast.facilitator)
    CycleCommunity.objects.create(cycle=cycle, community=other)
    made = actions.plan_session(Session(cycle=cycle, kind="training", sub_community=part), by=cast.facilitator)
    assert made.sub_community == part


def test_the_next_meeting_lies_after_this_one(cast, session):
    session.next_meeting_on = DAY - datetime.timedelta(days=1)
    with pytest.raises(Refused, match="before this one"):
        actions.change_session(session, fields=["next_meeting_on"], expected=1, by=cast.facilitator)


@pytest.mark.parametrize("name", ["open_questions", "dynamics"])
def test_every_word_of_a_meeting_begins_its_record(cast, cycle, name):
    one = make_session(cycle, people=0, state=SessionState.PLANNED)
    setattr(one, name, "They asked.")
    actions.change_session(one, fields=[name], expected=1, by=cast.facilitator)
    assert one.state == SessionState.DRAFT
    assert has_a_hand(one, cast.facilitator.pk)


def test_an_agenda_is_no_record(cast, cycle):
    one = make_session(cycle, people=0, state=SessionState.PLANNED)
    one.agenda, one.access_note = "15 Welcome", "In the shade"
    actions.change_session(one, fields=["agenda", "access_note"], expected=1, by=cast.facilitator)
    assert one.state == SessionState.PLANNED
    assert not has_a_hand(one, cast.facilitator.pk)


# --- roles ------------------------------------------------------------------------------------------------------------
def test_somebody_with_an_account_has_a_role(cast, session):
    role = SessionRole(kind="trainer", user=cast.manager)
    actions.save_roles(session, [role], by=cast.facilitator)
    assert session.roles.get().user == cast.manager


@pytest.mark.parametrize("who", ["stranger_facilitator", "closed", "removed"])
def test_whoever_has_no_role_here_has_none_in_a_session(cast, session, who):
    with pytest.raises(Refused, match="no role with us"):
        actions.save_roles(session, [SessionRole(kind="carer", user=getattr(cast, who))], by=cast.facilitator)


def test_whoever_stood_there_stays_after_the_role_has_ended(cast, session):
    SessionRole.objects.create(session=session, kind="trainer", user=cast.removed)
    actions.save_roles(session, [SessionRole(kind="observer", user=cast.removed)], by=cast.facilitator)
    assert session.roles.get().kind == "observer"


# --- who came from where ----------------------------------------------------------------------------------------------
def came(session, by, institutions=(), communities=(), expected=None):
    save_came(
        session,
        institutions=[SessionInstitution(name=name, people=people) for name, people in institutions],
        communities=[SessionCommunity(community=one, people=people) for one, people in communities],
        expected=session.version if expected is None else expected,
        by=by,
    )


def test_who_came_is_replaced_and_told(cast, forum):
    other = make_community(cast.here, "Elsewhere")
    came(forum, cast.facilitator, [("Mayor", 2), ("Clinic", None)], [(other, 9)])
    came(forum, cast.facilitator, [("Mayor", 3)], [(other, 9)])
    assert list(forum.institutions.values_list("name", "people")) == [("Mayor", 3)]
    assert forum.communities.get().community == other
    line = Event.objects.of(forum).latest_first().first()
    assert line.before["institutions"] == ["Mayor: 2", "Clinic"]
    assert line.after == {"institutions": ["Mayor: 3"], "communities": ["Elsewhere: 9"]}
    assert has_a_hand(forum, cast.facilitator.pk)


def test_who_came_to_a_meeting_to_come_is_not_known(cast, cycle):
    one = make_session(cycle, people=0, state=SessionState.PLANNED, held_on=datetime.date(2199, 1, 1))
    with pytest.raises(Refused, match="in the future"):
        came(one, cast.facilitator, [("Mayor", 2)])


def test_who_came_saved_by_two(cast, forum):
    came(forum, cast.facilitator, [("Mayor", 2)])
    with pytest.raises(Stale):
        came(forum, cast.manager, [("Clinic", 1)], expected=1)


@pytest.mark.parametrize(
    ("which", "words"),
    [("own", "belongs to the cycle"), ("member", "belongs to the cycle"), ("foreign", "within your reach"),
     ("merged", "within your reach"), ("twice", "named twice")],
)  # fmt: skip
def test_communities_of_a_forum_that_are_refused(cast, forum, cycle, which, words):
    other = make_community(cast.here, "Elsewhere")
    if which == "member":
        CycleCommunity.objects.create(cycle=cycle, community=other)
    if which == "merged":
        type(other).objects.filter(pk=other.pk).update(merged_into=cycle.community)
    named = {
        "own": [cycle.community], "member": [other], "foreign": [cast.there.chain.community], "merged": [other],
        "twice": [other, other],
    }[which]  # fmt: skip
    with pytest.raises(Refused, match=words):
        came(forum, cast.facilitator, communities=[(one, 1) for one in named])


def test_other_communities_come_to_forums_alone(cast, session):
    with pytest.raises(Refused, match="forum of several"):
        came(session, cast.facilitator, communities=[(make_community(cast.here, "Elsewhere"), 4)])


def test_too_many_and_impossible_counts_are_refused(cast, forum):
    with pytest.raises(Refused, match="find room"):
        came(forum, cast.facilitator, [(f"Office {number}", 1) for number in range(13)])
    with pytest.raises(Refused, match="between 0 and"):
        came(forum, cast.facilitator, [("Mayor", 10_001)])


# --- the security note ------------------------------------------------------------------------------------------------
def test_the_history_tells_that_the_note_changed_and_not_what_it_says(cast, session):
    actions.save_security_note(session, note="The road is watched", expected=1, by=cast.facilitator)
    session.refresh_from_db()
    assert session.security_note == "The road is watched"
    line = Event.objects.of(session).get()
    assert line.rows == [("Security note", ["–"], ["changed"])]
    with connection.cursor() as cursor:
        cursor.execute("SELECT security_note FROM workshops_session WHERE id = %s", [session.pk])
        assert "road" not in cursor.fetchone()[0]
    with pytest.raises(Stale):
        actions.save_security_note(session, note="Another", expected=1, by=cast.manager)
    verified(session, by=cast.manager, recorded_by=cast.facilitator)
    with pytest.raises(Refused, match="Nothing is entered"):
        actions.save_security_note(session, note="Late", expected=2, by=cast.facilitator)


# --- action points ----------------------------------------------------------------------------------------------------
def agreed(session, by, *texts, **fields):
    return save_points(session, [ActionPoint(text=text, **fields) for text in texts], by=by)


def test_points_are_made_changed_and_taken_out(cast, session):
    first, second = agreed(session, cast.facilitator, "Repair the pump", "Call the service", due_on=LATER)
    kept = ActionPoint(pk=second.pk, text="Call the water service", due_on=LATER, user=cast.manager)
    save_points(session, [kept, ActionPoint(text="Count the wells")], by=cast.facilitator)
    points = session.action_points.order_by("pk")
    assert [one.text for one in points] == ["Call the water service", "Count the wells"]
    assert points[0].uid == second.uid
    assert points[0].user == cast.manager
    assert not ActionPoint.objects.filter(pk=first.pk).exists()
    assert Event.objects.of(session).latest_first().first().verb == Verb.ACTION_AGREED
    assert has_a_hand(session, cast.facilitator.pk)


def test_a_record_may_be_written_in_another_language_than_the_plan(cast, session):
    Session.objects.filter(pk=session.pk).update(language="fr", aim="Entendre les femmes", summary="", decisions="")
    cast.facilitator.language = "ar"
    session.refresh_from_db()
    session.summary = "الماء بعيد"
    actions.change_session(session, fields=["summary"], expected=session.version, by=cast.facilitator)
    assert (session.language, session.record_language) == ("fr", "ar")
    assert [session.said(field, "en").language for field in ("aim", "summary")] == ["fr", "ar"]
    assert [*session.all_said(["aim"])["aim"], *session.all_said(["summary"])["summary"]] == ["fr", "ar"]
    assert session.language_beside("en") == "ar"
    cast.facilitator.language = "fr"
    session.decisions, session.aim = "نصلح المضخة", "Écouter les femmes"
    actions.change_session(session, fields=["decisions", "aim"], expected=session.version, by=cast.facilitator)
    assert (session.language, session.record_language) == ("fr", "ar")
    told = Event.objects.filter(verb=Verb.SESSION_CHANGED).latest_first()
    assert [one.after.get("record_language") for one in told] == [None, "ar"]


def test_points_speak_the_language_of_the_record(cast, session):
    Session.objects.filter(pk=session.pk).update(language="ar", summary="س")
    session.refresh_from_db()
    (point,) = agreed(session, cast.facilitator, "إصلاح المضخة")
    assert point.language == "ar"


def test_a_changed_text_makes_its_translation_a_draft(cast, session):
    (point,) = agreed(session, cast.facilitator, "Repair the pump")
    entry = {"fr": {"text": {"text": "Réparer la pompe", "state": "checked"}}}
    ActionPoint.objects.filter(pk=point.pk).update(translations=entry)
    save_points(session, [ActionPoint(pk=point.pk, text="Repair both pumps")], by=cast.facilitator)
    point.refresh_from_db()
    assert point.translations["fr"]["text"]["state"] == "draft"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ([{"text": " "}], "Write what is to be done"),
        ([{"text": "Early", "due_on": DAY - datetime.timedelta(days=1)}], "due before the session"),
        ([{"text": str(number)} for number in range(13)], "find room"),
        ([{"text": "Mine", "pk": 10**9}], "another session"),
    ],
)
def test_points_that_are_refused(cast, session, fields, words):
    with pytest.raises(Refused, match=words):
        save_points(session, [ActionPoint(**one) for one in fields], by=cast.facilitator)


@pytest.mark.parametrize("who", ["stranger_facilitator", "auditor", "partner"])
def test_a_point_is_followed_by_somebody_who_can_tick_it_off(cast, session, who):
    with pytest.raises(Refused, match="no role with us"):
        agreed(session, cast.facilitator, "Repair the pump", user=getattr(cast, who))
    (point,) = agreed(session, cast.facilitator, "Repair the pump")
    point.user = getattr(cast, who)
    with pytest.raises(Refused, match="no role with us"):
        change_point(point, fields=["user"], expected=1, by=cast.facilitator)


def test_after_the_verification_what_was_agreed_stays_and_the_rest_goes_on(cast, session):
    (point,) = agreed(session, cast.facilitator, "Repair the pump", due_on=LATER)
    verified(session, by=cast.manager, recorded_by=cast.facilitator)
    with pytest.raises(Refused, match="Nothing is entered"):
        agreed(session, cast.facilitator, "Another")
    with pytest.raises(Refused, match="while that is open"):
        change_point(point, fields=["text"], expected=1, by=cast.facilitator)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPoint.objects.filter(pk=point.pk).update(text="Something else")
    point.user, point.done_on, point.outcome = cast.psea, LATER, "It runs"
    change_point(point, fields=["user", "done_on", "outcome"], expected=1, by=cast.manager)
    point.refresh_from_db()
    assert (point.user, point.done_on, point.outcome, point.version) == (cast.psea, LATER, "It runs", 2)
    assert Event.objects.of(point).get().verb == Verb.ACTION_CHANGED


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"done_on": LATER, "dropped": "Too dear"}, "done, or it is dropped"),
        ({"done_on": datetime.date(2199, 1, 1)}, "in the future"),
        ({"done_on": datetime.date(2001, 1, 1)}, "before the session"),
        ({"due_on": datetime.date(2001, 1, 1)}, "before the session"),
    ],
)
def test_ends_that_cannot_be(cast, session, values, words):
    (point,) = agreed(session, cast.facilitator, "Repair the pump")
    for name, value in values.items():
        setattr(point, name, value)
    with pytest.raises(Refused, match=words):
        change_point(point, fields=list(values), expected=1, by=cast.facilitator)


def test_a_point_is_done_in_one_tap_and_once(cast, session):
    (point,) = agreed(session, cast.facilitator, "Repair the pump")
    finish_point(point, by=cast.manager)
    assert point.done_on is not None
    with pytest.raises(Refused, match="done or dropped already"):
        finish_point(point, by=cast.manager)


def test_two_who_follow_one_point(cast, session):
    (point,) = agreed(session, cast.facilitator, "Repair the pump")
    finish_point(point, by=cast.manager)
    point.outcome = "Mine"
    with pytest.raises(Stale):
        change_point(point, fields=["outcome"], expected=1, by=cast.facilitator)


def test_what_a_cancelled_session_agreed_goes_nowhere(cast, session):
    (point,) = agreed(session, cast.facilitator, "Repair the pump")
    actions.cancel_session(session, reason="It rained", by=cast.facilitator)
    assert not ActionPoint.objects.open().exists()
    with pytest.raises(Refused, match="is cancelled"):
        finish_point(point, by=cast.facilitator)


# --- beside the record ------------------------------------------------------------------------------------------------
def test_an_amendment_keeps_what_stood_there_in_the_language_in_which_it_was_said(cast, session):
    translations = {"fr": {"summary": {"text": "Le puits", "state": "checked"}}}
    Session.objects.filter(pk=session.pk).update(summary="The well is far.", translations=translations)
    verified(session, by=cast.manager, recorded_by=cast.facilitator)
    made = actions.amend_session(
        session, field="summary", text="Both wells are far.", reason="Heard again", by=cast.facilitator
    )
    assert (made.field, made.before, made.text) == ("summary", "The well is far.", "Both wells are far.")
    for field, text, words in (
        ("summary", "The well is far.", "says already"),
        ("security_note", "Mine", "not amended"),
        ("state", "draft", "not amended"),
    ):
        with pytest.raises(Refused, match=words):
            actions.amend_session(session, field=field, text=text, reason="r", by=cast.facilitator)


def test_the_step_of_a_held_session_is_done(cast, cycle, session):
    with pytest.raises(Refused, match="not held for a step"):
        actions.finish_step(session, by=cast.facilitator)
    step = step_of(cycle)
    Session.objects.filter(pk=session.pk).update(milestone=step)
    session.refresh_from_db()
    with pytest.raises(Refused, match="not held for a step"):
        actions.finish_step(session, by=cast.facilitator)  # a draft is not held yet
    verified(session, by=cast.manager, recorded_by=cast.facilitator)
    actions.finish_step(session, by=cast.facilitator)
    step.refresh_from_db()
    assert step.done_on is not None
