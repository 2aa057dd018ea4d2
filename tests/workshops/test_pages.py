"""The pages of sessions: what a person reads, enters, sends twice, sends too late, or should not have sent."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbp.core.models import Event, Verb
from cbp.workshops.actions.sessions import amend_session, record_session, save_roles
from cbp.workshops.actions.tools import save_tool
from cbp.workshops.models import Session, SessionRole, ToolRecord
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.attendance import attendance_of
from profiling.models import PopulationTotal, Profile
from profiling.phases import ProfileState
from tests.chain import make_community, make_profile, make_session, verified
from tests.desk.test_saving import filled
from tests.workshops.test_tools_checking import TREE, YEAR
from tests.workshops.things import OTHER_KEY, page


def words(session: Session) -> Session:
    Session.objects.filter(pk=session.pk).update(summary="The well is far.")
    session.refresh_from_db()
    return session


# --- reading ----------------------------------------------------------------------------------------------------------
def rich(cast, cycle, number: int) -> Session:
    """With one of everything, verified."""
    one = make_session(cycle, "women", 12, venue=f"Place {number}", summary="The well is far.", decisions="One\n\nTwo")
    save_roles(one, [SessionRole(kind="facilitator", sex="f")], by=cast.facilitator)
    for tool, payload in (("problem-tree", TREE), ("seasonal-calendar", YEAR)):
        save_tool(ToolRecord(session=one, tool=tool, payload=payload), by=cast.facilitator)
    verified(one, by=cast.manager, recorded_by=cast.facilitator)
    amend_session(one, text="Thirteen", reason="Counted again", by=cast.facilitator)
    return one


def test_the_record_sheet_tells_everything(cast, enter, cycle):
    one = rich(cast, cycle, 1)
    html = enter(cast.auditor).get(one.get_absolute_url()).content.decode()
    told = ("Place 1", "Problem tree", "Seasonal calendar", "Thirteen", "Counted again", "Woman")
    assert [word in html for word in told] == [True] * 6
    assert "<li>One</li><li>Two</li>" in html
    assert html.count("<h1>") == 1
    assert "/edit/" not in html  # an auditor changes nothing


@pytest.mark.parametrize("name", ["session-list", "participation"])
def test_the_queries_of_a_list_do_not_grow(cast, enter, cycle, name):
    browser = enter(cast.manager)
    Session.objects.filter(cycle=cycle).update(group="idp")  # a name that is not closed

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page(name, cycle)).status_code == 200
        return len(queries)

    asked()
    one = asked()
    for group in ("idp", "returnee-idp"):
        make_session(cycle, group, 3, sub_community=cast.here.chain.quarter)
    assert asked() == one


def test_the_queries_of_a_record_do_not_grow(cast, enter, cycle):
    browser = enter(cast.manager)
    one, three = rich(cast, cycle, 1), make_session(cycle, "women", 12, summary="x")
    save_roles(three, [SessionRole(kind="observer") for _number in range(3)], by=cast.facilitator)
    for title in ("One", "Two", "Three"):
        record = ToolRecord(session=three, tool="problem-tree", payload=TREE, title=title)
        save_tool(record, by=cast.facilitator)
    verified(three, by=cast.manager, recorded_by=cast.facilitator)
    for text in ("a", "b", "c"):
        amend_session(three, text=text, reason="r", by=cast.facilitator)
    asked = []
    for each in (one, one, three):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(each.get_absolute_url()).status_code == 200
        asked.append(len(queries))
    assert asked[1] == asked[2]


def test_an_empty_list_says_what_to_do(cast, enter, cycle, session):
    session.delete()
    manager, auditor = (
        enter(one).get(page("session-list", cycle)).content.decode() for one in (cast.manager, cast.auditor)
    )
    assert "No session is planned yet" in manager
    assert (page("session-new", cycle) in manager, page("session-new", cycle) in auditor) == (True, False)


def test_what_is_missing_is_listed_with_links(cast, enter, cycle):
    one = make_session(cycle, people=0, held_on=None)
    html = enter(cast.facilitator).get(one.get_absolute_url()).content.decode()
    assert [f'<a href="{page(name, one)}">The ' in html for name in ("session-plan", "session-edit")] == [True, True]
    assert f'<a href="{page("session-attendance", one)}">The attendance is missing' in html


@pytest.mark.parametrize("language", ["fr", "ar", "es"])
def test_pages_in_every_language(cast, enter, cycle, language):
    person = cast.facilitator
    type(person).objects.filter(pk=person.pk).update(language=language)
    browser, one = enter(type(person).objects.get(pk=person.pk)), rich(cast, cycle, 1)
    html = browser.get(one.get_absolute_url()).content.decode()
    assert f'lang="{language}"' in html
    assert 'lang="en" dir="ltr"' in html  # what was said stays in its own language and direction
    for name in ("session-list", "participation"):
        assert browser.get(page(name, cycle)).status_code == 200


# --- planning and writing ---------------------------------------------------------------------------------------------
def test_a_session_is_planned_once_though_sent_twice(cast, enter, cycle):
    browser, path = enter(cast.facilitator), page("session-new", cycle)
    data = filled(browser.get(path)) | {
        "kind": "focus-group",
        "group": "idp",
        "held_on": "2026-12-24",
        "venue": "École",
    }
    first, second = browser.post(path, data), browser.post(path, data)
    made = Session.objects.get(cycle=cycle, group="idp")
    assert (first.status_code, first.url, second.url) == (302, made.get_absolute_url(), made.get_absolute_url())
    assert (made.state, made.venue) == (SessionState.PLANNED, "École")


def test_saving_what_was_not_changed_writes_nothing(cast, enter, session):
    Session.objects.filter(pk=session.pk).update(starts_at="09:00", ends_at="12:30")
    browser, path = enter(cast.facilitator), page("session-edit", session)
    assert browser.post(path, filled(browser.get(path))).status_code == 302
    assert not Event.objects.of(session).exists()


def test_a_stale_record_shows_both_and_loses_nothing(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-edit", session)
    form = filled(browser.get(path))
    assert browser.post(path, form | {"summary": "Theirs"}).status_code == 302
    answer = browser.post(path, form | {"summary": "Mine", "decisions": "Only mine"} | OTHER_KEY)
    assert answer.status_code == 409
    assert all(text in answer.content.decode() for text in ("Theirs", "Mine", "Only mine"))
    assert browser.post(path, filled(answer) | {"choose-summary": "theirs"}).status_code == 302
    session.refresh_from_db()
    assert (session.summary, session.decisions) == ("Theirs", "Only mine")


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("plan", {"group": "martians"}, "group"),
        ("plan", {"kind": "party"}, "kind"),
        ("plan", {"held_on": "31/31/2026"}, "held_on"),
        ("plan", {"starts_at": "12:00", "ends_at": "09:00"}, "ends_at"),
        ("plan", {"ends_at": "25:99"}, "ends_at"),
        ("plan", {"title": "x" * 151}, "title"),
        ("edit", {"summary": "x" * 6001}, "summary"),
        ("edit", {"next_meeting_on": "2001-01-01"}, "next_meeting_on"),
    ],
)
def test_nonsense_is_refused_and_nothing_typed_is_lost(cast, enter, session, name, values, field):
    browser, path = enter(cast.facilitator), page(f"session-{name}", session)
    kept = {"plan": "access_note", "edit": "decisions"}[name]
    answer = browser.post(path, filled(browser.get(path)) | {kept: "Kept words"} | values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Kept words" in answer.content.decode()


def test_a_stranger_s_part_of_a_community_is_no_choice(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-plan", session)
    foreign, none = cast.there.chain.quarter.pk, 10**9
    pages = [browser.post(path, filled(browser.get(path)) | {"sub_community": one}) for one in (foreign, none)]
    errors = [one.context["form"].errors["sub_community"] for one in pages]
    assert [one.status_code for one in pages] == [422, 422]
    assert errors[0] == errors[1]


def test_words_of_a_day_to_come_are_refused_on_the_page(cast, enter, cycle):
    one = make_session(cycle, people=0, state=SessionState.PLANNED, held_on="2199-01-01")
    browser, path = enter(cast.facilitator), page("session-edit", one)
    assert browser.get(path).url == one.get_absolute_url()
    form = {"record_language": "en", "version": 1, "summary": "They will have met."}
    answer = browser.post(path, form)
    assert answer.status_code == 422
    assert "in the future" in answer.content.decode()
    assert "They will have met." in answer.content.decode()


@pytest.mark.parametrize("name", ["session-edit", "session-roles", "session-attendance"])
def test_a_closed_record_opens_no_form_and_takes_nothing(cast, enter, session, name):
    browser, path = enter(cast.facilitator), page(name, session)
    form = filled(browser.get(path))
    record_session(words(session), by=cast.facilitator)
    answer = browser.get(path, follow=True)
    assert answer.redirect_chain == [(session.get_absolute_url(), 302)]
    assert "Nothing is entered into it any more." in answer.content.decode()
    typed = {"summary": "Late", "row0_kind": "observer", "band60_f": "3", "core": "Late", "row0_label": "Late"}
    late = browser.post(path, form | typed)
    assert late.status_code in (409, 422)  # what was typed is shown again
    assert (session.roles.count(), session.tools.count(), attendance_of(session).counted) == (0, 0, 12)


def test_people_in_roles(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-roles", session)
    rows = {"row0_kind": "facilitator", "row0_sex": "f", "row3_kind": "authority", "row3_body": "Préfecture"}
    assert browser.post(path, filled(browser.get(path)) | rows).status_code == 302
    assert list(session.roles.order_by("pk").values_list("kind", "body")) == [
        ("facilitator", ""),
        ("authority", "Préfecture"),
    ]
    answer = browser.post(path, filled(browser.get(path)) | {"row4_name": "Somebody"} | OTHER_KEY)
    assert answer.context["form"].errors["row4_kind"] == ["Choose the role of this person."]


def test_people_in_roles_saved_by_two(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-roles", session)
    form = filled(browser.get(path))
    browser.post(path, form | {"row0_kind": "facilitator"})
    answer = browser.post(path, form | {"row0_kind": "observer"} | OTHER_KEY)
    assert answer.status_code == 409
    assert [text in answer.content.decode() for text in ("Facilitator", "Observer")] == [True, True]


# --- attendance -------------------------------------------------------------------------------------------------------
def test_attendance_is_entered_in_arabic_digits_and_with_separators(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-attendance", session)
    form = filled(browser.get(path))
    assert (form["band18_f"], form["band60_f"]) == (["12"], [""])
    values = {
        "band18_f": "١٣",
        "band60_f": "0",
        "of_idp_f": "٤",
        "attendance_stated": "1 250",
        "households_present": "۹",
    }
    assert browser.post(path, form | values).status_code == 302
    session.refresh_from_db()
    found = attendance_of(session)
    assert (found.cells, found.of_whom) == ({("f", 18): 13, ("f", 60): 0}, {("idp", "f"): 4})
    assert (found.stated, session.households_present, session.left_early) == (1250, 9, None)


@pytest.mark.parametrize("value", ["1000000000", "-3", "twelve", "1.5", "9" * 400, "１２ｘ", "<b>"])
@pytest.mark.parametrize("field", ["band18_f", "of_idp_f", "attendance_stated"])
def test_impossible_attendance_is_refused_and_stays_in_sight(cast, enter, session, field, value):
    browser, path = enter(cast.facilitator), page("session-attendance", session)
    answer = browser.post(path, filled(browser.get(path)) | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert attendance_of(session).cells == {("f", 18): 12}


def test_attendance_saved_by_two_is_decided_cell_by_cell(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-attendance", session)
    form = filled(browser.get(path))
    assert browser.post(path, form | {"band18_f": "13", "band60_f": "2"}).status_code == 302
    answer = browser.post(path, form | {"band18_f": "14", "band18_m": "5"} | OTHER_KEY)
    assert answer.status_code == 409
    assert browser.post(path, filled(answer) | {"choose-band18_f": "mine"}).status_code == 302
    assert attendance_of(session).cells == {("f", 18): 14, ("f", 60): 2, ("m", 18): 5}


def test_attendance_sent_twice_is_taken_once(cast, enter, session):
    browser, path = enter(cast.facilitator), page("session-attendance", session)
    data = filled(browser.get(path)) | {"band18_f": "13"}
    answers = [browser.post(path, data).status_code for _time in range(2)]
    session.refresh_from_db()
    assert (answers, session.version) == ([302, 302], 2)
    assert Event.objects.of(session).filter(verb=Verb.SESSION_ATTENDANCE).count() == 1


def test_fields_that_no_form_has_are_ignored(cast, enter, session):
    """A06: mass assignment."""
    browser, path = enter(cast.facilitator), page("session-plan", session)
    extra = {"state": "verified", "cycle": cast.there.chain.cycle.pk, "verified_by": cast.facilitator.pk, "people": 7}
    browser.post(path, filled(browser.get(path)) | {"venue": "At the school"} | extra)
    session.refresh_from_db()
    assert (session.state, session.cycle_id, session.verified_by, session.venue) == (
        SessionState.DRAFT, cast.here.chain.cycle.pk, None, "At the school",
    )  # fmt: skip


# --- recorded by one, verified by another -----------------------------------------------------------------------------
def test_from_the_draft_to_the_verified_record(cast, enter, session):
    words(session)
    recorder, verifier = enter(cast.facilitator), enter(cast.manager)
    assert page("session-record", session) in recorder.get(session.get_absolute_url()).content.decode()
    recorder.post(page("session-record", session))
    html = recorder.get(session.get_absolute_url()).content.decode()
    assert page("session-verify", session) not in html  # it would be refused
    answer = recorder.post(page("session-verify", session), follow=True)
    assert "Ask a second person" in answer.content.decode()
    assert Session.objects.get(pk=session.pk).state == SessionState.RECORDED
    assert page("session-verify", session) in verifier.get(session.get_absolute_url()).content.decode()
    verifier.post(page("session-verify", session))
    assert Session.objects.get(pk=session.pk).verified_by == cast.manager


def test_a_record_that_lacks_something_is_not_recorded(cast, enter, session):
    answer = enter(cast.facilitator).post(page("session-record", session), follow=True)
    assert "The main points and the decisions are missing" in answer.content.decode()
    assert Session.objects.get(pk=session.pk).state == SessionState.DRAFT


@pytest.mark.parametrize(("name", "state"), [("session-return", "recorded"), ("session-cancel", "draft")])
def test_a_step_with_a_reason(cast, enter, session, name, state):
    Session.objects.filter(pk=session.pk).update(state=state)
    browser, path = enter(cast.manager), page(name, session)
    assert browser.post(path, filled(browser.get(path)) | {"reason": " "}).status_code == 422
    answer = browser.post(path, filled(browser.get(path)) | {"reason": "The sums are wrong"}, follow=True)
    assert "The sums are wrong" in answer.content.decode()
    refused = browser.post(path, {"reason": "Once more"})
    assert refused.status_code == 422
    assert any(words in refused.content.decode() for words in ("does not become", "is given back"))


def test_a_confirmation_offers_the_versions_of_this_community_alone(cast, enter, session):
    community, programme = make_community(cast.here, "Elsewhere"), cast.here.programme
    foreign = make_profile(community, programme)
    Profile.objects.filter(pk__in=[foreign.pk, cast.here.chain.profile.pk]).update(state=ProfileState.VALIDATED)
    verified(words(session), by=cast.manager, recorded_by=cast.facilitator)
    browser, path = enter(cast.facilitator), page("session-confirm", session)
    for profile in (foreign.pk, cast.there.chain.profile.pk, 10**9):
        answer = browser.post(path, filled(browser.get(path)) | {"profile": profile})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["profile"])
    data = filled(browser.get(path)) | {"profile": cast.here.chain.profile.pk, "remarks": "More households"}
    assert [browser.post(path, data).status_code for _time in range(2)] == [302, 302]
    assert session.confirmations.get().remarks == "More households"


def test_the_panel_names_who_is_missing(cast, enter, cycle, session):
    PopulationTotal.objects.create(profile=cast.here.chain.profile, group="returnee-idp", persons=120)
    Session.objects.filter(pk=session.pk).update(state=SessionState.RECORDED)
    html = enter(cast.auditor).get(page("participation", cycle)).content.decode()
    assert "Returned internally displaced people: \u2066120\u2069 live here" in html
    assert html.count('status--warn">missing') == 3  # men, youth, returned people
