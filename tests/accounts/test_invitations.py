"""An invitation: one link, one address, one use; never more than the inviter may give."""

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cbp.accounts import actions
from cbp.accounts.models import Assignment, Invitation, User
from cbp.accounts.roles import Role
from cbp.core.models import Event, Verb
from cbp.core.refusals import Refused
from tests.cast import HERE, PASSWORD, make_invitation, make_person, with_password


@pytest.fixture
def invitation(cast):
    return make_invitation(
        cast.manager, email="newcomer@example.org", programme=cast.here.programme, area=cast.here.region
    )


def accept(invitation, client=None, **fields):
    client = client or Client()
    data = {"name": "Newcomer", "language": "fr", "password": PASSWORD, "password_again": PASSWORD} | fields
    return client.post(reverse("accounts:invitation-accept", args=[invitation.token]), data)


def test_the_whole_life(cast, enter):
    client = enter(cast.manager)
    data = {
        "email": "New.One@example.org",
        "name": "New One",
        "language": "fr",
        "role": "facilitator",
        "programme": cast.here.programme.pk,
        "area": cast.here.region.pcode,
    }
    page = client.post(reverse("accounts:invitation-new"), data, follow=True).content.decode()
    invitation = Invitation.objects.get(email="new.one@example.org")
    assert f"http://localhost:8000/invitation/{invitation.token}/" in page
    assert "data:image/svg+xml" in page
    assert invitation.token in mail.outbox[0].body
    guest = Client()
    assert accept(invitation, guest).url == "/"
    person = User.objects.get(email="new.one@example.org")
    assert (person.name, person.language, person.check_password(PASSWORD)) == ("Newcomer", "fr", True)
    assert [str(one) for one in person.current_assignments] == [
        f"Facilitator · {cast.here.programme} · {cast.here.region.name}"
    ]
    assert guest.get("/").status_code == 200
    assert list(
        Event.objects.filter(thing_type="accounts.invitation").order_by("pk").values_list("verb", flat=True)
    ) == [Verb.PERSON_INVITED, Verb.PERSON_JOINED]


def test_the_token_is_not_in_the_database(invitation):
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert invitation.token not in str(row)


def test_it_works_once(invitation):
    accept(invitation)
    assert accept(invitation).status_code == 404
    assert User.objects.filter(email="newcomer@example.org").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"expires_at": timezone.now() - datetime.timedelta(minutes=1)},
        {"withdrawn_at": timezone.now()},
        {"accepted_at": timezone.now()},
    ],
)
def test_a_dead_link_opens_nothing(invitation, change):
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    assert Client().get(reverse("accounts:invitation-accept", args=[invitation.token])).status_code == 404
    assert accept(invitation).status_code == 404
    assert not User.objects.filter(email="newcomer@example.org").exists()


def test_a_made_up_token_opens_nothing(db):
    assert Client().get(reverse("accounts:invitation-accept", args=["made-up"])).status_code == 404


def test_an_inviter_who_lost_the_right_invites_nobody(cast, invitation):
    Assignment.objects.filter(user=cast.manager).update(role=Role.AUDITOR)
    answer = accept(invitation, language="en")
    assert answer.status_code == 422
    assert "Whoever invited you may no longer do so." in answer.content.decode()
    assert not User.objects.filter(email="newcomer@example.org").exists()


def test_somebody_else_cannot_take_it(cast, enter, invitation):
    client = enter(cast.partner)
    assert (
        "This invitation is for another address."
        in client.get(reverse("accounts:invitation-accept", args=[invitation.token])).content.decode()
    )
    accept(invitation, client)
    assert Invitation.objects.get(pk=invitation.pk).accepted_at is None


def test_a_person_who_is_here_already_logs_in_and_gains_the_role(cast, enter, invitation):
    known = with_password(make_person("Known"))
    Invitation.objects.filter(pk=invitation.pk).update(email=known.email)
    page = reverse("accounts:invitation-accept", args=[invitation.token])
    assert "Log in with it" in Client().get(page).content.decode()
    Client().post(page, {"name": "x", "password": PASSWORD, "password_again": PASSWORD, "language": "en"})
    assert not known.assignments.exists()
    assert enter(known).post(page).status_code == 302
    assert known.assignments.get().role == Role.FACILITATOR


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "short", "password_again": "short"},
        {"password_again": "another one entirely"},
        {"password": "password1234", "password_again": "password1234"},
        {"name": ""},
    ],
)
def test_a_weak_start_is_refused_in_words(invitation, fields):
    answer = accept(invitation, **fields)
    assert answer.status_code == 422
    assert not User.objects.filter(email="newcomer@example.org").exists()


# --- what may be given ------------------------------------------------------------------------------------------------
def scoped(cast, **fields):
    return Invitation(email="x@example.org", invited_by=cast.manager, **fields)


@pytest.mark.parametrize(("fields", "words"), [
    ({"role": "administrator"}, "only within your own programmes"),
    ({"role": "manager"}, "only within your own programmes"),
    ({"role": "facilitator", "where": "there"}, "only within your own programmes"),
    ({"role": "facilitator"}, "Choose a programme or an area"),
    ({"role": "facilitator", "where": "here", "is_endorser": True}, "cannot have the duty"),
])  # fmt: skip
def test_a_manager_gives_nothing_wider_than_the_own_reach(cast, fields, words):
    worlds = {"here": {"programme": cast.here.programme}, "there": {"programme": cast.there.programme}, "": {}}
    fields = {name: value for name, value in fields.items() if name != "where"} | worlds[fields.get("where", "")]
    with pytest.raises(Refused, match=words):
        actions.invite_person(scoped(cast, **fields), by=cast.manager)
    assert not Invitation.objects.filter(email="x@example.org").exists()


def test_an_area_outside_the_programme_s_country_is_refused(cast):
    with pytest.raises(Refused, match="does not lie in the country"):
        actions.invite_person(
            scoped(cast, role="facilitator", programme=cast.here.programme, area=cast.there.region),
            by=cast.administrator,
        )


def test_nobody_gives_a_role_to_oneself(cast):
    assignment = Assignment(user=cast.manager, role=Role.AUDITOR, programme=cast.here.programme)
    with pytest.raises(Refused, match="to oneself"):
        actions.give_role(assignment, by=cast.manager)


def test_a_role_is_given_and_ended_from_the_page(cast, enter):
    client = enter(cast.manager)
    page = reverse("accounts:assignment-new", args=[cast.auditor.pk])
    data = {"role": "planner", "programme": "", "area": cast.here.region.pcode, "valid_from": "", "valid_to": ""}
    assert "only within your own programmes" in client.post(page, data).content.decode()
    assert client.post(page, data | {"programme": cast.here.programme.pk}).status_code == 302
    given = Assignment.objects.get(user=cast.auditor, role=Role.PLANNER)
    client.post(reverse("accounts:assignment-end", args=[given.pk]))
    assert not Assignment.objects.get(pk=given.pk).is_running
    assert HERE in client.get(reverse("accounts:person-detail", args=[cast.auditor.pk])).content.decode()


def test_the_last_administrator_stays(cast):
    last = Assignment.objects.get(role=Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="last administrator"):
        actions.end_role(last, by=cast.administrator)
    second = make_person("Second", Role.ADMINISTRATOR)
    actions.end_role(last, by=second)
    with pytest.raises(Refused, match="last administrator"):
        actions.end_role(second.assignments.get(), by=second)


def test_nobody_closes_the_own_account(cast):
    with pytest.raises(Refused, match="own account"):
        actions.close_account(cast.administrator, by=cast.administrator)


def test_an_account_is_closed_and_opened_again(cast, enter):
    client = enter(cast.administrator)
    client.post(reverse("accounts:person-close", args=[cast.auditor.pk]))
    assert not User.objects.get(pk=cast.auditor.pk).is_active
    client.post(reverse("accounts:person-reopen", args=[cast.auditor.pk]))
    assert User.objects.get(pk=cast.auditor.pk).is_active
