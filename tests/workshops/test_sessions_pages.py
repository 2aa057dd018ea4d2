"""The pages around a session: who came, security note, action points, amendments in place; lists and weights."""

from __future__ import annotations

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cbp.core.models import Event, Verb
from cbp.workshops.actions.came import save_came
from cbp.workshops.actions.points import save_points
from cbp.workshops.actions.sessions import amend_session
from cbp.workshops.forms.came import listed_as
from cbp.workshops.models import ActionPoint, Session, SessionCommunity, SessionInstitution, SessionRole, ToolRecord
from cbp.workshops.phases import SessionState
from tests.chain import make_community, make_session, verified
from tests.desk.test_saving import filled
from tests.workshops.things import OTHER_KEY, page, step_of

MUCH = "They spoke at length of wells, of roads, of who may speak and who may not. " * 12


def asked(browser, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return len(queries)


# --- roles and places -------------------------------------------------------------------------------------------------
def test_one_s_own_account_comes_first_and_strangers_are_not_offered(cast, enter, session):
    html = enter(cast.facilitator).get(page("session-roles", session)).content.decode()
    people = html[html.index('name="row0_user"') :].split("</select>")[0]
    assert people.index(f'value="{cast.facilitator.pk}"') < people.index(f'value="{cast.manager.pk}"')
    assert f'value="{cast.stranger_facilitator.pk}"' not in people
    answer = enter(cast.facilitator).post(
        page("session-roles", session), {"row0_kind": "carer", "row0_user": cast.stranger_facilitator.pk, "version": 1}
    )
    assert answer.status_code == 422


def test_institutions_and_communities_of_a_forum(cast, enter, cycle):
    forum, other = make_session(cycle, "mixed", people=0, kind="forum"), make_community(cast.here, "Elsewhere")
    browser, path = enter(cast.facilitator), page("session-came", forum)
    form = filled(browser.get(path))
    rows = {"institution0_name": "Mayor", "institution0_people": "٢", "community0_name": listed_as(other)}
    assert listed_as(other) in browser.get(path).content.decode()
    assert browser.post(path, form | rows | {"community0_people": "7"}).status_code == 302
    assert (forum.institutions.get().people, forum.communities.get().community) == (2, other)
    html = browser.get(forum.get_absolute_url()).content.decode()
    assert "Mayor" in html
    assert "Elsewhere" in html


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ({"community0_name": "Nowhere"}, "community0_name"),
        ({"institution0_people": "3"}, "institution0_name"),
        ({"institution0_name": "Mayor", "institution0_people": "-3"}, "institution0_people"),
    ],
)
def test_nonsense_about_who_came_is_refused(cast, enter, cycle, rows, field):
    forum = make_session(cycle, "mixed", people=0, kind="forum")
    browser, path = enter(cast.facilitator), page("session-came", forum)
    answer = browser.post(path, filled(browser.get(path)) | {"institution1_name": "Kept words"} | rows)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Kept words" in answer.content.decode()


def test_a_stranger_s_community_and_none_are_refused_alike(cast, enter, cycle):
    forum = make_session(cycle, "mixed", people=0, kind="forum")
    browser, path = enter(cast.facilitator), page("session-came", forum)
    names = (cast.there.chain.community.name, "Nowhere at all")
    answers = [browser.post(path, filled(browser.get(path)) | {"community0_name": one}) for one in names]
    errors = [one.context["form"].errors["community0_name"] for one in answers]
    assert errors[0] == errors[1]
    answer = browser.post(path, filled(browser.get(path)) | {"community0_name": cycle.community.name})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("name", "theirs", "mine"),
    [
        ("session-came", {"institution0_name": "Theirs"},
         {"institution0_name": "Mine", "institution1_name": "Only mine"}),
        ("action-new", {"point0_text": "Theirs"}, {"point0_text": "Mine", "point1_text": "Only mine"}),
        ("session-roles", {"row0_kind": "trainer", "row0_body": "Theirs"},
         {"row0_kind": "carer", "row0_body": "Mine", "row1_kind": "observer", "row1_body": "Only mine"}),
    ],
)  # fmt: skip
def test_two_who_enter_rows_at_once_decide_and_lose_nothing(cast, enter, session, name, theirs, mine):
    browser, path = enter(cast.facilitator), page(name, session)
    form = filled(browser.get(path))
    assert browser.post(path, form | theirs).status_code == 302
    answer = browser.post(path, form | mine | OTHER_KEY)
    assert answer.status_code == 409
    assert all(word in answer.content.decode() for word in ("Theirs", "Mine", "Only mine"))
    chosen = {f"choose-{field}": "theirs" for field in theirs}
    assert browser.post(path, filled(answer) | chosen).status_code == 302
    kept = {
        "session-came": session.institutions.values_list("name", flat=True),
        "action-new": session.action_points.values_list("text", flat=True),
        "session-roles": session.roles.values_list("body", flat=True),
    }[name]
    assert list(kept.order_by("pk")) == ["Theirs", "Only mine"]


@pytest.mark.parametrize(
    ("name", "rows", "told"),
    [
        ("session-roles", {"row3_body": "Ministry"}, "Person 4: Role"),
        ("session-came", {"institution1_people": "many", "institution1_name": "Mayor"}, "Institution 2: People"),
        ("action-new", {"point2_responsible": "Union"}, "Action point 3: What is to be done"),
    ],
)
def test_the_summary_of_faults_says_in_which_row_one_is(cast, enter, session, name, rows, told):
    browser, path = enter(cast.facilitator), page(name, session)
    answer = browser.post(path, filled(browser.get(path)) | rows)
    assert re.findall(r'<a href="#id_\w+"><strong>([^<]+)</strong>', answer.content.decode()) == [told]


# --- the security note ------------------------------------------------------------------------------------------------
def test_the_note_is_for_the_team_alone_and_leaves_no_copy_in_the_browser(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-security", session)
    first = browser.get(path)
    assert "data-cbp-autosave" not in first.content.decode()
    assert browser.post(path, filled(first) | {"security_note": "The road is watched"}).status_code == 302
    verified(session, by=cast.manager, recorded_by=cast.facilitator)
    assert "The road is watched" in browser.get(path).content.decode()
    detail = session.get_absolute_url()
    for person, sees in ((cast.manager, True), (cast.planner, False), (cast.auditor, False)):
        html = enter(person).get(detail).content.decode()
        assert (path in html) == sees
        assert "road is watched" not in html
        assert enter(person).get(path).status_code == (200 if sees else 403)
    told = enter(cast.manager).get(reverse("desk:history-list")).content.decode()
    assert "road is watched" not in told


# --- action points ----------------------------------------------------------------------------------------------------
def test_planned_tools_wait_on_the_page_until_they_are_recorded(cast, enter, session):
    """The conflict map only for its readers, whoever planned it."""
    Session.objects.filter(pk=session.pk).update(planned_tools=["venn", "swot", "conflict-map"])
    ToolRecord.objects.create(session=session, tool="swot")

    def waiting(person) -> list[str]:
        return [code for code, _label in enter(person).get(session.get_absolute_url()).context["waiting_tools"]]

    assert waiting(cast.facilitator) == ["venn", "conflict-map"]
    assert waiting(cast.planner) == ["venn"]
    assert (
        f"/sessions/{session.pk}/tools/venn/new/"
        in enter(cast.facilitator).get(session.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(
    ("name", "of", "menu"),
    [("cycles:rule-list", "programme", "Programmes"), ("cycles:template-list", "programme", "Programmes"),
     ("cycles:work-plan", "cycle", "Cycles"), ("cycles:body-list", "cycle", "Cycles"),
     ("workshops:session-list", "cycle", "Cycles"), ("workshops:calendar-list", "", "")],
)  # fmt: skip
def test_the_menu_shows_where_a_page_belongs(cast, enter, cycle, name, of, menu):
    args = {"programme": [cycle.programme_id], "cycle": [cycle.pk], "": []}[of]
    text = enter(cast.manager).get(reverse(name, args=args)).content.decode()
    assert set(re.findall(r'<li><a href="[^"]*" aria-current="page">([^<]*)</a></li>', text)) - {"Calendars"} == (
        {menu} if menu else set()
    )


def test_several_points_are_written_at_once_and_ticked_off_in_one_tap(cast, enter, cycle, session):
    browser, path = enter(cast.facilitator), page("action-new", session)
    rows = {"point0_text": "Repair the pump", "point0_user": str(cast.facilitator.pk), "point3_text": "Count the wells"}
    data = filled(browser.get(path)) | rows
    assert [browser.post(path, data).status_code for _time in range(2)] == [302, 302]
    first, second = session.action_points.order_by("pk")
    mine = reverse("workshops:my-actions")
    html = browser.get(mine).content.decode()
    assert [one.text in html for one in (first, second)] == [True, False]
    done = browser.post(page("action-done", first), {"where": "mine"})
    assert (done.status_code, done.url) == (302, mine)
    assert "Repair the pump" not in browser.get(mine).content.decode()
    listed = browser.get(page("action-list", cycle)).content.decode()
    assert [one.text in listed for one in (first, second)] == [False, True]
    everything = browser.get(page("action-list", cycle) + "?state=all").content.decode()
    assert [one.text in everything for one in (first, second)] == [True, True]


def test_the_late_ones_come_first_and_the_list_leaves_as_seen(cast, enter, cycle, session):
    for text, due_on in (("No day", None), ("In time", "2199-01-01"), ("=Late", "2026-03-20")):
        ActionPoint.objects.create(session=session, text=text, due_on=due_on)
    browser, path = enter(cast.facilitator), page("action-list", cycle)
    html = browser.get(path).content.decode()
    assert html.index("=Late") < html.index("In time") < html.index("No day")
    late = browser.get(path, {"state": "late", "format": "csv"}).content.decode()
    assert ("'=Late" in late, "In time" in late) == (True, False)
    assert Event.objects.filter(verb=Verb.LIST_EXPORTED).get().after["list"] == "actions"


def test_a_row_without_a_text_is_refused_and_stays(cast, enter, session):
    browser, path = enter(cast.facilitator), page("action-new", session)
    answer = browser.post(path, filled(browser.get(path)) | {"point1_responsible": "The mayor"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["point1_text"])
    assert "The mayor" in answer.content.decode()


def test_two_who_follow_one_point_decide(cast, enter, session):
    point = ActionPoint.objects.create(session=session, text="Repair the pump")
    browser, path = enter(cast.facilitator), page("action-edit", point)
    form = filled(browser.get(path))
    assert browser.post(path, form | {"outcome": "Theirs"}).status_code == 302
    answer = browser.post(path, form | {"outcome": "Mine"} | OTHER_KEY)
    assert answer.status_code == 409
    answer = browser.post(path, form | {"done_on": "2026-04-01", "dropped": "x", "version": 2} | OTHER_KEY)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["dropped"])


# --- beside the record ------------------------------------------------------------------------------------------------
def test_an_amendment_shows_what_stands_there_and_stands_beside_it(cast, enter, session):
    Session.objects.filter(pk=session.pk).update(summary="The well is far.", language="fr")
    session.refresh_from_db()
    verified(session, by=cast.manager, recorded_by=cast.facilitator)
    browser, path = enter(cast.facilitator), page("session-amend", session)
    assert "?part=summary" in browser.get(path).content.decode()
    form = browser.get(f"{path}?part=summary")
    assert '<div class="words" lang="fr" dir="ltr"><p>The well is far.</p></div>' in form.content.decode()
    data = filled(form) | {"text": "Both wells are far.", "reason": "Heard again"}
    assert browser.post(f"{path}?part=summary", data).status_code == 302
    html = browser.get(session.get_absolute_url()).content.decode()
    assert html.index("The well is far.") < html.index("Both wells are far.") < html.index("Decisions")
    assert browser.get(f"{path}?part=security_note").status_code == 404


def test_the_step_is_marked_done_by_a_button(cast, enter, cycle, session):
    step = step_of(cycle)
    Session.objects.filter(pk=session.pk).update(milestone=step, summary="x")
    session.refresh_from_db()
    browser, path = enter(cast.facilitator), page("session-step-done", session)
    assert path not in browser.get(session.get_absolute_url()).content.decode()  # not held yet
    verified(session, by=cast.manager, recorded_by=cast.facilitator)
    assert path in browser.get(session.get_absolute_url()).content.decode()
    assert path not in enter(cast.auditor).get(session.get_absolute_url()).content.decode()
    assert browser.post(path).status_code == 302
    step.refresh_from_db()
    assert step.done_on == timezone.localdate()
    assert path not in browser.get(session.get_absolute_url()).content.decode()


# --- the list of a cycle ----------------------------------------------------------------------------------------------
def test_the_list_is_filtered_and_leaves_as_seen(cast, enter, cycle, session):
    make_session(cycle, "men", 9, kind="dialogue", title="Fields and herds", venue="=Field")
    browser, path = enter(cast.manager), page("session-list", cycle)
    html = browser.get(path, {"kind": "dialogue"}).content.decode()
    assert ("Fields and herds" in html, session.get_absolute_url() in html) == (True, False)
    assert "No session is like this" in browser.get(path, {"state": "cancelled"}).content.decode()
    csv = browser.get(path, {"group": "men", "format": "csv"}).content.decode()
    assert len(csv.strip().splitlines()) == 2
    assert "Fields and herds,'=Field" in csv
    assert enter(cast.planner).get(path, {"group": "martians"}).status_code == 200


# --- weights and counts -----------------------------------------------------------------------------------------------
def full(cast, cycle, rows: int) -> Session:
    """With that many of everything that hangs on a session."""
    one = make_session(
        cycle, "mixed", 12, kind="forum", summary=MUCH, decisions="One\nTwo", agenda="15 Welcome\n30 Talk"
    )
    for number in range(rows):
        SessionRole.objects.create(session=one, kind="observer", user=cast.manager, body=f"Office {number}")
    others = [make_community(cast.here, f"Elsewhere {one.pk} {number}") for number in range(rows)]
    save_came(
        one, institutions=[SessionInstitution(name=f"Service {number}", people=number) for number in range(rows)],
        communities=[SessionCommunity(community=other, people=4) for other in others], expected=1, by=cast.facilitator,
    )  # fmt: skip
    points = [ActionPoint(text=f"Repair pump {number}", user=cast.psea) for number in range(rows)]
    save_points(one, points, by=cast.facilitator)
    verified(one, by=cast.manager, recorded_by=cast.facilitator)
    for number in range(rows):
        amend_session(one, field="summary", text=f"Read {number}", reason="r", by=cast.facilitator)
    return one


def test_the_queries_of_a_record_do_not_grow(cast, enter, cycle):
    browser = enter(cast.manager)
    one, three = full(cast, cycle, 1), full(cast, cycle, 3)
    asked(browser, one.get_absolute_url())
    assert asked(browser, one.get_absolute_url()) == asked(browser, three.get_absolute_url())


@pytest.mark.parametrize("name", ["action-list", "my-actions"])
def test_the_queries_of_the_lists_do_not_grow(cast, enter, cycle, name):
    browser = enter(cast.psea)
    path = reverse("workshops:my-actions") if name == "my-actions" else page(name, cycle)
    full(cast, cycle, 1)
    asked(browser, path)
    one = asked(browser, path)
    full(cast, cycle, 3)
    assert asked(browser, path) == one


@pytest.mark.parametrize("language", ["fr", "ar", "es"])
def test_a_full_record_seen_again_is_light(cast, enter, cycle, language):
    type(cast.manager).objects.filter(pk=cast.manager.pk).update(language=language)
    browser = enter(type(cast.manager).objects.get(pk=cast.manager.pk))
    answer = browser.get(full(cast, cycle, 8).get_absolute_url())
    assert len(gzip.compress(answer.content)) < 15_000
    assert f'lang="{language}"' in answer.content.decode()


def test_nobody_enters_what_came_into_a_session_to_come(cast, enter, cycle):
    one = make_session(cycle, people=0, state=SessionState.PLANNED, held_on="2199-01-01")
    browser = enter(cast.facilitator)
    for name in ("session-came", "action-new", "session-edit"):
        answer = browser.get(page(name, one), follow=True)
        assert answer.redirect_chain == [(one.get_absolute_url(), 302)]
        assert "lies in the future" in answer.content.decode()
