"""Roles given and ended, the last administrator, and what a person sees of another's roles."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from cbp.accounts import actions
from cbp.accounts.models import Assignment, User
from cbp.accounts.roles import ALLOWS, Permission, Role
from cbp.core.models import Event, Verb
from cbp.core.refusals import Refused
from tests.cast import THERE, make_person

TODAY = timezone.now().date()
DAY = datetime.timedelta(days=1)


# --- ending -----------------------------------------------------------------------------------------------------------
def test_a_role_that_ended_long_ago_keeps_its_end(cast):
    """Ending it again must not make it longer."""
    long_ago = TODAY - 30 * DAY
    role = cast.facilitator.assignments.create(
        role=Role.AUDITOR, programme=cast.here.programme, valid_from=long_ago, valid_to=long_ago + DAY
    )
    with pytest.raises(Refused, match="This role has ended already"):
        actions.end_role(role, by=cast.manager)
    role.refresh_from_db()
    assert (role.valid_from, role.valid_to) == (long_ago, long_ago + DAY)


@pytest.mark.parametrize("begins", [None, TODAY - 5 * DAY, TODAY, TODAY + 9 * DAY])
def test_a_role_ends_at_once_and_its_dates_stay_as_they_were_given(cast, begins):
    role = cast.facilitator.assignments.get()
    Assignment.objects.filter(pk=role.pk).update(valid_from=begins)
    actions.end_role(role, by=cast.manager)
    role.refresh_from_db()
    assert (role.valid_from, role.valid_to, role.is_running, role.has_ended) == (begins, None, False, True)
    assert cast.facilitator.assignments.running().count() == 0


def test_a_manager_ends_no_role_beyond_the_own_reach(cast):
    role = cast.facilitator.assignments.create(role=Role.FACILITATOR, area=cast.there.region)
    with pytest.raises(Refused):
        actions.end_role(role, by=cast.manager)
    assert Assignment.objects.get(pk=role.pk).is_running


@pytest.mark.django_db(transaction=True)
def test_two_last_administrators_cannot_send_each_other_away_at_once():
    people = [make_person(name, Role.ADMINISTRATOR) for name in ("Ada", "Bola")]
    together = threading.Barrier(2)

    def end(giver: User, role: Assignment) -> None:
        together.wait()
        try:
            actions.end_role(role, by=giver)
        except Refused:
            pass
        finally:
            connection.close()

    pairs = [(people[0], people[1].assignments.get()), (people[1], people[0].assignments.get())]
    threads = [threading.Thread(target=end, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Assignment.objects.running().filter(role=Role.ADMINISTRATOR).count() == 1


def test_an_administrator_whose_account_is_closed_does_not_count(cast):
    other = make_person("Bola", Role.ADMINISTRATOR)
    actions.close_account(other, by=cast.administrator)
    with pytest.raises(Refused, match="last administrator"):
        actions.end_role(cast.administrator.assignments.get(), by=cast.administrator)


def test_an_administrator_of_tomorrow_does_not_count(cast):
    make_person("Bola", Role.ADMINISTRATOR, valid_from=TODAY + DAY)
    with pytest.raises(Refused, match="last administrator"):
        actions.end_role(cast.administrator.assignments.get(), by=cast.administrator)


# --- giving -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"role": Role.FACILITATOR}, "Choose a programme or an area"),
        ({"role": Role.ADMINISTRATOR, "area": True}, "works for the whole system"),
        ({"role": Role.MANAGER, "area": True, "is_endorser": True}, "cannot have the duty"),
    ],
)
def test_what_no_role_is(cast, fields, words):
    values = {**fields, "area": cast.here.region} if fields.get("area") else fields
    with pytest.raises(Refused, match=words):
        actions.give_role(Assignment(user=cast.facilitator, **values), by=cast.administrator)


def test_a_role_of_tomorrow_opens_nothing_today(cast, enter):
    Assignment.objects.filter(user=cast.manager).update(valid_from=TODAY + DAY)
    assert enter(cast.manager).get(reverse("desk:programme-edit", args=[cast.here.programme.pk])).status_code == 404


def test_given_and_ended_are_lines_that_the_manager_reads(cast):
    """Domain 11.4: a manager reads the history of the own programme; who got a role in it belongs there."""
    role = actions.give_role(
        Assignment(user=cast.planner, role=Role.AUDITOR, programme=cast.here.programme), by=cast.administrator
    )
    actions.end_role(role, by=cast.administrator)
    lines = Event.objects.visible_to(cast.manager).filter(verb__in=[Verb.ROLE_GIVEN, Verb.ROLE_ENDED])
    assert [(line.verb, line.thing_label) for line in lines.order_by("pk")] == [
        (Verb.ROLE_GIVEN, cast.planner.name), (Verb.ROLE_ENDED, cast.planner.name),
    ]  # fmt: skip
    assert not Event.objects.visible_to(cast.stranger).filter(verb=Verb.ROLE_GIVEN).exists()


# --- what others see --------------------------------------------------------------------------------------------------
def test_roles_in_another_world_are_nobody_s_business(cast, enter):
    """A09: a person with a role in both worlds shows only that of the reader's."""
    cast.facilitator.assignments.create(role=Role.FACILITATOR, programme=cast.there.programme, area=cast.there.region)
    browser = enter(cast.manager)
    for page in (reverse("accounts:person-list"), reverse("accounts:person-detail", args=[cast.facilitator.pk])):
        assert THERE not in browser.get(page).content.decode()
    mine = enter(cast.facilitator).get(reverse("accounts:person-detail", args=[cast.facilitator.pk]))
    assert THERE in mine.content.decode()


# --- settings of one's own --------------------------------------------------------------------------------------------
def test_language_and_time_zone_of_the_person(cast, enter):
    browser = enter(cast.facilitator)
    answer = browser.post(
        reverse("accounts:settings"), {"name": "حليمة", "language": "ar", "time_zone": "Africa/Ndjamena"}, follow=True
    )
    body = answer.content.decode()
    assert '<html lang="ar" dir="rtl">' in body
    assert "حليمة" in body
    assert answer.headers["Content-Language"] == "ar"
    page = enter(cast.facilitator).get(reverse("accounts:person-detail", args=[cast.facilitator.pk])).content.decode()
    joined = cast.facilitator.joined_at.astimezone(datetime.timezone(datetime.timedelta(hours=1)))
    assert joined.isoformat(timespec="minutes") in page
    assert translation.get_language() == "en"


@pytest.mark.parametrize(
    ("field", "value"), [("language", "xx"), ("time_zone", "Mars/Olympus"), ("time_zone", "../../etc/passwd")]
)
def test_no_such_language_or_time_zone(cast, enter, field, value):
    values = {"name": "Ada", "language": "en", "time_zone": "UTC", field: value}
    answer = enter(cast.facilitator).post(reverse("accounts:settings"), values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_the_language_of_a_visitor_is_kept_by_the_browser(db, client):
    client.post(reverse("accounts:language"), {"language": "fr", "next": "/account/login/"})
    assert '<html lang="fr" dir="ltr">' in client.get("/account/login/").content.decode()


@pytest.mark.parametrize(
    "following", ["//evil.example", "https:evil.example", "/\\evil.example", "\t//evil.example", "javascript:alert(1)"]
)
def test_the_language_switch_leads_nowhere_else(db, client, following):
    """A23."""
    answer = client.post(reverse("accounts:language"), {"language": "fr", "next": following})
    assert "evil" not in answer.headers.get("Location", "")
    assert "javascript" not in answer.headers.get("Location", "")


# --- duties that a permission asks for --------------------------------------------------------------------------------
def test_the_right_to_endorse_comes_with_the_duty_and_only_where_it_was_given(cast):
    """A planner without the duty has no such right; another role of the same person does not lend its place."""
    assert cast.planner.grants(Permission.PLAN_ENDORSE) == []
    assert [grant.area_path for grant in cast.endorser.grants(Permission.PLAN_ENDORSE)] == [cast.here.region.path]
    Assignment.objects.create(user=cast.endorser, role=Role.PLANNER, area=cast.there.region)
    endorser = User.objects.get(pk=cast.endorser.pk)
    assert [grant.area_path for grant in endorser.grants(Permission.PLAN_ENDORSE)] == [cast.here.region.path]


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_held_by_somebody(permission):
    assert any(permission in allowed for allowed in ALLOWS.values())


def test_an_administrator_decides_on_no_content_and_sees_nothing_restricted():
    """Design 3: administrators manage accounts, places and lists."""
    content = {
        one for one in Permission if one.split(".")[0] in ("profile", "cycle", "session", "need", "ranking", "plan")
    }
    assert ALLOWS[Role.ADMINISTRATOR] & content == {Permission.CYCLE_VIEW, Permission.PLAN_VIEW}
    assert Permission.COMMUNITY_EDIT not in ALLOWS[Role.ADMINISTRATOR]


def test_a_partner_and_an_auditor_write_nothing():
    writing = {
        one for one in Permission if one.split(".")[1] in ("edit", "manage", "record", "enter", "endorse", "verify")
    }
    assert not (ALLOWS[Role.PARTNER] | ALLOWS[Role.AUDITOR]) & writing
