"""The pages of bodies: names for those who may, nothing twice, nothing lost, any text answered in words."""

from __future__ import annotations

import datetime
import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cbp.cycles.actions import bodies as actions
from cbp.cycles.models import Body, BodyMember, Cycle
from cbp.cycles.phases import Phase
from tests.chain import make_community, make_cycle
from tests.cycles.test_bodies import body, formed, member
from tests.desk.counting import questions
from tests.desk.test_saving import filled
from tests.forged import ANY_TEXT

TODAY = timezone.localdate()
DAYS = datetime.timedelta(days=1)


@pytest.fixture
def cycle(cast) -> Cycle:
    return make_cycle(make_community(cast.here), cast.here.programme)


def page(name, thing, *more):
    return reverse(f"cycles:{name}", args=[thing.pk, *more])


# --- forms ------------------------------------------------------------------------------------------------------------
def test_it_works_and_a_second_sending_makes_no_second_body(cast, enter, cycle):
    browser, new = enter(cast.facilitator), page("body-new", cycle)
    data = filled(browser.get(new)) | {"kind": "upkeep", "name": "ماء", "women": "٣", "men": "4", "turnout": "62"}
    answers = [browser.post(new, data) for _twice in range(2)]
    made = Body.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {made.get_absolute_url()}
    assert (made.name, made.women, made.men, made.youth, made.turnout) == ("ماء", 3, 4, None, 62)
    assert made.language == cast.facilitator.language


@pytest.mark.parametrize(("field", "value", "words"), [
    ("kind", "council", "Select a valid choice. council is not one of the available choices."),
    ("women", "-1", "This number cannot be below zero."),
    ("men", "a few", "Enter a whole number in digits, such as 1250 or 1 250."),
    ("members_stated", "1001", "Ensure this value is less than or equal to 1000."),
    ("turnout", "101", "Ensure this value is less than or equal to 100."),
    ("formed_on", "2999-01-01", "This day lies in the future. Enter the day on which the body was formed."),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(cast, enter, cycle, field, value, words):
    browser, new = enter(cast.facilitator), page("body-new", cycle)
    answer = browser.post(new, filled(browser.get(new)) | {"kind": "upkeep", "note": "بئر", field: value})
    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [words])
    assert "بئر" in answer.content.decode()
    assert not Body.objects.exists()


def test_two_who_change_a_body_decide_field_by_field(cast, enter, cycle):
    made = formed(cast, cycle)
    browser, edit = enter(cast.facilitator), page("body-edit", made)
    form = filled(browser.get(edit))
    browser.post(edit, form | {"women": "5", "idempotency_key": ""})
    answer = browser.post(edit, form | {"women": "6", "men": "7", "idempotency_key": ""})
    assert answer.status_code == 409
    assert browser.post(edit, filled(answer) | {"choose-women": "mine"}).status_code == 302
    assert (Body.objects.get().women, Body.objects.get().men) == (6, 7)


def test_a_renewal_begins_with_kind_and_name(cast, enter, cycle):
    older = formed(cast, cycle, name="Water", women=3, term_ends_on=TODAY - DAYS)
    browser, renew = enter(cast.facilitator), page("body-renew", older)
    form = filled(browser.get(renew))
    assert (form["kind"], form["name"], form["women"]) == (["action-group"], ["Water"], [""])
    assert browser.post(renew, form | {"women": "4"}).status_code == 302
    newer = Body.objects.exclude(pk=older.pk).get()
    assert (newer.renews, newer.women) == (older, 4)
    again = browser.post(renew, form | {"idempotency_key": ""})
    assert again.context["form"].non_field_errors() == ["This body was renewed already."]


def test_a_body_is_dissolved_by_its_page(cast, enter, cycle):
    made = formed(cast, cycle)
    browser, dissolve = enter(cast.facilitator), page("body-dissolve", made)
    form = filled(browser.get(dissolve))
    assert "The names of its members are erased" in browser.get(dissolve).content.decode()
    for never in ("2999-01-01", "0001-01-01"):
        assert browser.post(dissolve, form | {"on": never, "reason": "Late"}).status_code == 422
    assert browser.post(dissolve, form | {"on": str(TODAY), "reason": "Nobody came"}).status_code == 302
    html = browser.get(made.get_absolute_url()).content.decode()
    assert "Nobody came" in html
    doors = [page(name, made) for name in ("body-edit", "body-renew", "body-dissolve", "body-names")]
    assert [address for address in doors if f'href="{address}"' in html] == []


# --- names ------------------------------------------------------------------------------------------------------------
NAMED = {"row0_role": "chair", "row0_name": "Hawa Zarmelik", "row0_purpose": "Signs", "row0_has_consent": "on"}


def test_members_are_named_read_by_the_team_and_taken_out(cast, enter, cycle):
    made = formed(cast, cycle, women=5, men=2)
    browser, names = enter(cast.facilitator), page("body-names", made)
    assert browser.post(names, filled(browser.get(names)) | NAMED).status_code == 302
    named = BodyMember.objects.get()
    assert "Hawa Zarmelik" in browser.get(made.get_absolute_url()).content.decode()
    remove = page("member-remove", made, named.pk)
    asked = browser.get(remove).content.decode()
    assert "Zarmelik" not in asked
    assert browser.post(remove, filled(browser.get(remove))).status_code == 302
    assert (BodyMember.objects.count(), Body.objects.get().women) == (0, 5)
    assert browser.get(remove).status_code == 404


@pytest.mark.parametrize("actor", ["planner", "endorser", "partner", "auditor", "administrator"])
def test_others_see_that_there_is_a_body_and_no_name(cast, enter, cycle, actor):
    made = formed(cast, cycle, women=5, men=2)
    actions.set_members(made, [member()], by=cast.facilitator)
    browser = enter(getattr(cast, actor))
    for address in (page("body-list", cycle), made.get_absolute_url(), cycle.get_absolute_url()):
        answer = browser.get(address)
        assert (answer.status_code, "Zarmelik" in answer.content.decode()) == (200, False)
    assert "Named members" not in browser.get(made.get_absolute_url()).content.decode()
    assert browser.get(page("body-names", made)).status_code == 403


def test_the_form_of_names_keeps_no_draft_and_every_other_does(cast, enter, cycle):
    made = formed(cast, cycle)
    browser = enter(cast.facilitator)
    kept = {name: "data-cbp-autosave" in browser.get(page(name, made)).content.decode()
            for name in ("body-edit", "body-renew", "body-names")}  # fmt: skip
    assert kept == {"body-edit": True, "body-renew": True, "body-names": False}
    assert "data-cbp-autosave" in browser.get(page("body-new", cycle)).content.decode()


@pytest.mark.parametrize(("gone", "words"), [
    ("row0_role", "Choose the role of this person."),
    ("row0_name", "Write the name, or leave the whole row empty."),
    ("row0_purpose", "Say what the name is needed for. A name that nobody needs is not kept."),
    ("row0_has_consent", "A name is kept only when the person agreed."),
])  # fmt: skip
def test_a_row_is_whole_or_empty(cast, enter, cycle, gone, words):
    made = formed(cast, cycle)
    browser, names = enter(cast.facilitator), page("body-names", made)
    sent = {name: value for name, value in (filled(browser.get(names)) | NAMED).items() if name != gone}
    answer = browser.post(names, sent)
    assert (answer.status_code, answer.context["form"].errors) == (422, {gone: [words]})
    assert not BodyMember.objects.exists()


def test_a_row_that_is_emptied_takes_its_name_out(cast, enter, cycle):
    made = formed(cast, cycle)
    actions.set_members(made, [member(), member(role="chair", name="Idriss")], by=cast.facilitator)
    browser, names = enter(cast.facilitator), page("body-names", made)
    form = filled(browser.get(names))
    sent = {name: value for name, value in form.items() if not name.startswith("row0_")}
    assert browser.post(names, sent).status_code == 302
    assert [one.name for one in BodyMember.objects.all()] == ["Idriss"]


def test_a_name_of_another_body_is_not_there(cast, enter, cycle):
    mine, other = formed(cast, cycle), formed(cast, cycle)
    actions.set_members(other, [member()], by=cast.facilitator)
    foreign = page("member-remove", mine, other.members.get().pk)
    assert enter(cast.facilitator).post(foreign, {}).status_code == 404
    assert other.members.count() == 1


# --- the list, the page, the panel ------------------------------------------------------------------------------------
def test_the_list_marks_the_overdue_folds_the_old_and_offers_those_of_before(cast, enter, cycle):
    formed(cast, cycle, name="Overdue", term_ends_on=TODAY - DAYS, women=3, men=1)
    older = formed(cast, cycle, name="Older")
    actions.renew_body(body(cycle, name="Newer"), of=older, by=cast.facilitator)
    browser = enter(cast.facilitator)
    context = browser.get(page("body-list", cycle)).context
    assert [str(one.body) for one in context["standing"]] == ["Overdue", "Newer"]
    assert [str(one.body) for one in context["earlier"]] == ["Older"]
    html = browser.get(page("body-list", cycle)).content.decode()
    assert (html.count("renewal overdue"), "<details>" in html) == (1, True)
    Cycle.objects.update(phase=Phase.CLOSED)
    later = make_cycle(cycle.community, cycle.programme, number=2)
    html = browser.get(page("body-list", later)).content.decode()
    assert (html.count("/renew/"), "From the cycle before" in html) == (2, True)
    panel = browser.get(later.get_absolute_url()).content.decode()
    assert "2 bodies of the cycle before wait to be renewed." in panel


def test_the_page_says_what_does_not_add_up_and_shows_the_share(cast, enter, cycle):
    made = formed(cast, cycle, women=3, men=9, members_stated=11, youth=20)
    html = enter(cast.auditor).get(made.get_absolute_url()).content.decode()
    assert html.count("notice--warn") == 2
    assert 'class="members__women" x="0.00" width="25.00"' in html
    assert "25%" in html


def test_an_empty_list_says_what_next_to_those_who_may(cast, enter, cycle):
    new = page("body-new", cycle)
    for person, offered in ((cast.facilitator, True), (cast.auditor, False)):
        html = enter(person).get(page("body-list", cycle)).content.decode()
        assert ("No body is registered yet" in html, new in html) == (True, offered)


@pytest.mark.parametrize("name", ["list", "panel", "detail"])
def test_one_and_three_bodies_ask_the_same(cast, enter, cycle, name):
    browser, first = enter(cast.facilitator), formed(cast, cycle, women=1, men=1, term_ends_on=TODAY - DAYS)
    actions.set_members(first, [member()], by=cast.facilitator)
    addresses = {
        "list": page("body-list", cycle), "panel": cycle.get_absolute_url(), "detail": first.get_absolute_url(),
    }  # fmt: skip
    actions.renew_body(body(cycle), of=formed(cast, cycle), by=cast.facilitator)
    one = questions(browser, addresses[name])
    actions.set_members(first, [member() for _one in range(3)], by=cast.facilitator)
    for number in range(2):
        formed(cast, cycle, name=f"More {number}", term_ends_on=TODAY - DAYS)
        actions.renew_body(body(cycle), of=formed(cast, cycle), by=cast.facilitator)
    assert questions(browser, addresses[name]) == one


def test_names_are_read_from_the_database_only_for_those_who_may(cast, enter, cycle):
    made = formed(cast, cycle)
    actions.set_members(made, [member()], by=cast.facilitator)
    for person, asked in ((cast.planner, False), (cast.facilitator, True)):
        browser = enter(person)
        with CaptureQueriesContext(connection) as seen:
            browser.get(made.get_absolute_url())
        assert any("cycles_bodymember" in one["sql"] for one in seen) is asked


def test_the_pages_weigh_little(cast, enter, cycle):
    made = formed(cast, cycle, women=3, men=9)
    browser = enter(cast.facilitator)
    for address in (page("body-list", cycle), made.get_absolute_url(), page("body-names", made)):
        assert len(gzip.compress(browser.get(address).content, compresslevel=6)) < 15_000


@ANY_TEXT
@pytest.mark.parametrize("name", ["body-edit", "body-dissolve", "body-renew"])
def test_any_text_in_any_field_is_answered_in_words(cast, enter, cycle, name, text):
    made = formed(cast, cycle, name="Water")
    browser, address = enter(cast.facilitator), page(name, made)
    form = filled(browser.get(address))
    for field in form:
        if field != "csrfmiddlewaretoken":
            answer = browser.post(address, form | {field: [text]})
            assert answer.status_code in (302, 409, 422), field
            assert "<script>alert(1)" not in answer.content.decode()


@ANY_TEXT
def test_any_text_in_a_row_of_names_is_answered_in_words(cast, enter, cycle, text):
    made = formed(cast, cycle)
    browser, names = enter(cast.facilitator), page("body-names", made)
    form = filled(browser.get(names)) | NAMED
    for field in (*NAMED, "row0_sex", "row0_contact", "version", "base"):
        answer = browser.post(names, form | {field: [text]})
        assert answer.status_code in (302, 409, 422), field
        assert "<script>alert(1)" not in answer.content.decode()
