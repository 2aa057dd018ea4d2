"""Log-in: by e-mail, slowed when guessed, never locked for good, ended in time."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cbp.accounts.models import Assignment, User
from cbp.core.models import Event, Verb
from cbp.core.sealing import cipher
from tests.cast import PASSWORD, make_person, with_password

LOG_IN, HOME = "/account/login/", "/"


@pytest.fixture
def person(db):
    return with_password(make_person("Halima"))


def log_in(client, email="halima@example.org", password=PASSWORD, **extra):
    return client.post(LOG_IN, {"login": email, "password": password}, **extra)


def is_in(client):
    return client.get(HOME).status_code == 200


def test_it_works(person):
    client = Client()
    assert log_in(client).url == HOME
    assert is_in(client)
    assert Event.objects.get(verb=Verb.PERSON_LOGGED_IN).by_id == person.pk


def test_the_address_may_be_typed_in_capitals(person):
    client = Client()
    log_in(client, "Halima@Example.ORG")
    assert is_in(client)


def test_a_wrong_password_is_refused_and_remembered(person):
    client = Client()
    assert log_in(client, password="wrong").status_code == 200
    assert not is_in(client)
    assert Event.objects.of(person).get().verb == Verb.LOG_IN_REFUSED


def test_guessing_is_slowed_from_the_sixth_try_whatever_address_it_claims(person):
    client = Client()
    for number in range(5):
        log_in(client, password="wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    answer = log_in(client, HTTP_X_FORWARDED_FOR="10.9.9.9")
    assert answer.status_code in (200, 429)
    assert not is_in(client)
    assert "Too many" in answer.content.decode()


def test_guessing_at_one_account_does_not_shut_out_another(person):
    with_password(make_person("Moussa"))
    guesser, other = Client(), Client()
    for _number in range(6):
        log_in(guesser, password="wrong")
    log_in(other, "moussa@example.org")
    assert is_in(other)


def test_the_owner_comes_in_again_when_the_pause_is_over(person, monkeypatch):
    client = Client()
    for _number in range(6):
        log_in(client, password="wrong")
    later = time.time() + 301
    monkeypatch.setattr("time.time", lambda: later)
    log_in(client)
    assert is_in(client)


def test_there_is_no_open_sign_up(db):
    answer = Client().post("/account/signup/", {"email": "x@example.org", "password1": PASSWORD})
    assert "sign up" in answer.content.decode().lower()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "following",
    ["//evil.example", "https:evil.example", "/\\evil.example", "\tjavascript:alert(1)", "https://evil.example/"],
)
def test_log_in_leads_nowhere_else(person, following):
    answer = Client().post(LOG_IN, {"login": person.email, "password": PASSWORD, "next": following})
    assert answer.url == HOME


def test_a_reset_says_the_same_for_a_known_and_an_unknown_address(person):
    pages = []
    for email in (person.email, "nobody@example.org"):
        answer = Client().post("/account/password/reset/", {"email": email}, follow=True)
        token = re.compile(r'value="\w{64}"')
        pages.append((answer.status_code, token.sub("", answer.content.decode()).replace(email, "")))
    assert pages[0] == pages[1]


def test_a_reset_link_carries_our_name_and_goes_to_the_stored_address(person, settings):
    Client().post("/account/password/reset/", {"email": person.email.upper()})
    assert mail.outbox[0].to == [person.email]
    assert "http://localhost:8000/account/password/reset/key/" in mail.outbox[0].body
    assert "testserver" not in mail.outbox[0].body + mail.outbox[0].subject
    path = re.search(r"http://localhost:8000(/account/password/reset/key/\S+)", mail.outbox[0].body)[1]
    assert Client().get(path, follow=True).status_code == 200


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_a_foreign_host_never_gets_into_a_link(person, settings, header):
    answer = Client().post("/account/password/reset/", {"email": person.email}, **{header: "evil.example"})
    assert answer.status_code == (400 if header == "HTTP_HOST" else 302)
    assert not any("evil.example" in letter.body for letter in mail.outbox)


# --- sessions ---------------------------------------------------------------------------------------------------------
def moved(client, **seconds):
    session = client.session
    for name, by in seconds.items():
        session[name] = timezone.now().timestamp() - by
    session.save()
    return client


@pytest.mark.parametrize("seconds", [{"seen_at": 31 * 60}, {"began_at": 12 * 3600 + 60, "seen_at": 10}])
def test_a_session_ends(cast, enter, seconds):
    client = moved(enter(cast.manager), **seconds)
    assert client.get(HOME).status_code == 302
    assert client.get(HOME).status_code == 302


def test_a_session_in_use_goes_on(cast, enter):
    client = moved(enter(cast.manager), began_at=11 * 3600, seen_at=29 * 60)
    assert is_in(client)


def test_a_page_that_polls_is_no_use_of_the_session(cast, enter):
    client = moved(enter(cast.manager), began_at=100, seen_at=29 * 60)
    client.get(HOME, headers={"X-CBP-Poll": "1"})
    assert timezone.now().timestamp() - client.session["seen_at"] > 28 * 60


def test_the_cookie_is_dead_after_log_out(person):
    client = Client()
    log_in(client)
    cookie = client.cookies["sessionid"].value
    client.post("/account/logout/")
    stolen = Client()
    stolen.cookies["sessionid"] = cookie
    assert not is_in(stolen)


def test_other_sessions_die_with_the_old_password(person):
    one, other = Client(), Client()
    log_in(one)
    log_in(other)
    new = "another well and a longer road"
    one.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(one), is_in(other)) == (True, False)


def test_a_closed_account_is_out_at_the_next_request(cast, enter):
    client = enter(cast.manager)
    assert is_in(client)
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    assert not is_in(client)


def test_an_ended_role_is_gone_at_the_next_request(cast, enter):
    client = enter(cast.manager)
    page = reverse("accounts:person-list")
    assert client.get(page).status_code == 200
    Assignment.objects.filter(user=cast.manager).update(valid_from="2020-01-01", valid_to="2020-01-02")
    assert client.get(page).status_code == 403


# --- the second factor ------------------------------------------------------------------------------------------------
@pytest.fixture
def guarded(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize(
    ("who", "expected"), [("manager", 302), ("administrator", 302), ("facilitator", 200), ("auditor", 200)]
)
def test_guarded_roles_set_up_a_second_factor_first(cast, enter, guarded, who, expected):
    answer = enter(getattr(cast, who)).get(reverse("desk:area-list"))
    assert answer.status_code == expected
    if expected == 302:
        assert answer.url == reverse("mfa_index")


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_with_a_second_factor_the_password_alone_is_not_enough(cast, guarded):
    with_password(cast.manager)
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(cast.manager, secret)
    client = Client()
    answer = log_in(client, cast.manager.email)
    assert answer.url == reverse("mfa_authenticate")
    assert client.get(reverse("desk:area-list")).status_code == 302
    code = code_of(secret)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("desk:area-list")).status_code == 200
    again = Client()
    log_in(again, cast.manager.email)
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert again.get(reverse("desk:area-list")).status_code == 302


def test_a_recovery_code_works_once(cast, guarded):
    with_password(cast.manager)
    TOTP.activate(cast.manager, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(cast.manager).get_unused_codes()[0]
    for expected in (200, 302):
        client = Client()
        log_in(client, cast.manager.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert client.get(reverse("desk:area-list")).status_code == expected


def test_the_secret_is_not_in_the_database_in_clear(cast):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(cast.manager, secret)
    kept = Authenticator.objects.get(user=cast.manager).data["secret"]
    assert secret not in kept
    assert cipher().decrypt(kept.encode()).decode() == secret


# --- headers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/account/login/", "/", "/places/", "/nowhere/"])
def test_every_answer_carries_its_guards(cast, enter, path):
    headers = enter(cast.manager).get(path).headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
