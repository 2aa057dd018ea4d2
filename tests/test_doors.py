"""The table of doors: every page × every actor × every method, with the answer that is expected. (A01–A06, A13, A14)

A row says what thing the page is about, who may pass, and what a visitor who passes gets. Everybody else gets:

* who is not logged in, or whose account is closed: the way to the log-in (302);
* who does not reach the thing: 404, and not one letter of it;
* who reaches it but lacks the right: 403, and a line in the history.

Among the fast tests one visitor asks for each answer that a page gives, from page to page another one; everybody asks
among the slow ones. A page without a row fails `test_every_page_is_on_the_list`.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cbp.accounts.models import Assignment
from cbp.core.models import Event, Programme, Verb
from tests.cast import HERE, THERE, Cast
from tests.doors import foundation, overviews, plans
from tests.doors.outside import LIBRARY_ARGUMENTS, OPEN, OWN
from tests.doors.rows import HERE_ALL, SEES, STRANGERS
from tests.doors.table import DOORS, ROOMS, VALUES, address, things_of
from tests.replay import Replay

METHODS = ("get", "head", "post", "put", "delete")
# A method that no page knows is refused before anybody is looked at: three visitors are enough to see it.
FEW = ("anonymous", "manager", "stranger")
# They have the role of another visitor and a duty beside it: they see the rooms in which the duty opens something, and
# the foundation.
TWINS = {"psea": (foundation,), "screening": (foundation,), "endorser": (foundation, overviews, plans)}
# A test for each module of the table: no process ends long after the others.
BY_ROOM = pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.rsplit(".", 1)[-1])
# Whether everybody asks, or one visitor for each answer of a page.
BY_CROWD = pytest.mark.parametrize(
    "everybody", [pytest.param(False, id="few"), pytest.param(True, id="everybody", marks=pytest.mark.slow)]
)
THINGS: dict[str, Replay[dict[str, int]]] = {"here": Replay(), "there": Replay()}


# --- the URL conf -----------------------------------------------------------------------------------------------------
def pages(patterns: list[Any] | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from pages(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


OURS = {name: pattern for name, pattern in pages() if ":" in name}


def test_every_page_is_on_the_list():
    assert sorted({name for name, _page in pages()}) == sorted([*DOORS, *OPEN, *OWN])


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_view_of_ours_has_a_door(name):
    door = OURS[name].callback.door
    assert door.is_open == (name in OPEN)


def test_the_address_of_a_button_leads_to_its_page(cast, browsers, things):
    """Called up from a kept link: still refused, by a page of the house that leads to where the button stands."""
    for name in ("profiling:profile-return", "profiling:entry-remove"):
        path = address(name, things)
        answer = browsers["manager"].get(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        back = re.search(r'class="btn btn-primary" href="([^"]+)"', answer.content.decode())
        assert back
        assert browsers["manager"].get(back.group(1)).status_code == 200
        assert path.startswith(back.group(1))
    assert browsers["anonymous"].get(path).status_code == 405
    assert browsers["manager"].put(path).content == b""


# --- the things -------------------------------------------------------------------------------------------------------
@pytest.fixture
def things(cast: Cast) -> dict[str, int]:
    """The id of each thing of the first world."""
    return things_in("here", cast)


def things_in(which: str, cast: Cast) -> dict[str, int]:
    return {**THINGS[which](lambda: things_of(cast, which)), "": 0}


@pytest.fixture
def browsers(cast: Cast) -> dict[str, Client]:
    """One for each actor. Whoever was removed or closed has logged in before."""
    found = {}
    for actor, person in cast.actors.items():
        found[actor] = Client(raise_request_exception=False)
        if person is not None:
            found[actor].force_login(person)
    return found


def send(browser: Client, method: str, path: str) -> Any:
    """The request, and then everything is as before: each visitor meets the same world."""
    with transaction.atomic():
        answer = getattr(browser, method)(path, {"never": "asked for"} if method == "post" else None)
        transaction.set_rollback(True)
    return answer


def asking(name: str, method: str, visitors: list[str], *, everybody: bool) -> list[str]:
    """All of them, or one for each answer of this page, another one on the next page."""
    if everybody:
        return visitors
    turn, by_answer = list(DOORS).index(name), defaultdict(list)
    for actor in visitors:
        by_answer[DOORS[name].answer(actor, method)].append(actor)
    return [those[turn % len(those)] for those in by_answer.values()]


def visiting(room: ModuleType, actors: Iterable[str]) -> list[str]:
    return [actor for actor in actors if room in TWINS.get(actor, ROOMS)]


# --- the table --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", METHODS)
@BY_CROWD
@BY_ROOM
def test_the_table(room, everybody, method, cast, things, browsers):
    """And A02: on no page of one world stands the word of the other."""
    wrong, words = {}, foreign_words(browsers)
    visitors = visiting(room, browsers if method in ("get", "post") else FEW)
    for name, row in room.DOORS.items():
        path = address(name, things)
        for actor in asking(name, method, visitors, everybody=everybody):
            answer, expected = send(browsers[actor], method, path), row.answer(actor, method)
            if answer.status_code != expected:
                wrong[name, actor] = f"{answer.status_code} in place of {expected}"
            if words[actor] in whole(answer):
                wrong[name, actor] = "tells of the other world"
    assert wrong == {}


def foreign_words(browsers: dict[str, Client]) -> dict[str, str]:
    words = {actor: HERE if actor in STRANGERS else THERE for actor in browsers}
    return {**words, "administrator": "no word is foreign to an administrator"}


def whole(answer: Any) -> str:
    return ("" if answer.streaming else answer.content.decode()) + str(answer.headers)


def test_whoever_is_not_logged_in_is_led_to_the_log_in_and_back(things):
    for name, row in DOORS.items():
        path = address(name, things)
        if row.get != 405:
            assert send(Client(), "get", path).headers["Location"] == f"{reverse('account_login')}?next={path}"


@pytest.mark.parametrize(("name", "status"), OPEN.items())
def test_pages_open_to_everybody(name, status, db):
    path = reverse(name, args=LIBRARY_ARGUMENTS.get(name, []))
    assert Client().get(path).status_code == status


@pytest.mark.parametrize("name", sorted(OWN))
def test_own_pages_of_the_library_are_closed(name, db):
    path = reverse(name, args=LIBRARY_ARGUMENTS.get(name, []))
    assert Client().get(path).headers["Location"].split("?")[0] == reverse("account_login")


def test_nobody_signs_up_without_an_invitation(db):
    body = {"email": "new@example.org", "password1": "well water and a market road"}
    assert "account/signup_closed.html" in [
        one.name for one in Client().post(reverse("account_signup"), body).templates
    ]


# --- what strangers learn ---------------------------------------------------------------------------------------------
@BY_CROWD
@BY_ROOM
def test_not_one_letter_of_the_other_worlds_things(room, everybody, cast, browsers):
    """A02, A09: the same pages about the things of the second world."""
    there, words, wrong = things_in("there", cast), foreign_words(browsers), {}
    visitors = visiting(room, (*HERE_ALL, "removed"))
    for name in (name for name, row in room.DOORS.items() if row.thing):
        method = "get" if DOORS[name].get != 405 else "post"
        for actor in asking(name, method, visitors, everybody=everybody):
            answer = send(browsers[actor], method, address(name, there))
            if actor != "administrator" and answer.status_code not in (403, 404):
                wrong[name, actor] = str(answer.status_code)
            if words[actor] in whole(answer):
                wrong[name, actor] = "tells of the other world"
    assert wrong == {}


@pytest.mark.parametrize("words", [THERE[:5], "ZWQ", "Region", ""])
def test_search_and_filters_find_nothing_of_the_other_world(words, cast, enter):
    Programme.objects.filter(pk=cast.there.programme.pk).update(title=f"Region {THERE}")
    browser = enter(cast.manager)
    for name in ("desk:search", "desk:area-list", "desk:programme-list", "desk:history-list", "accounts:person-list"):
        assert THERE not in browser.get(reverse(name), {"q": words}).content.decode()


def test_a_hidden_thing_and_no_thing_give_the_same_page(cast, enter):
    browser = enter(cast.manager)
    hidden, nothing = (browser.get(f"/places/{pk}/") for pk in (cast.there.region.pk, 10**9))
    assert (hidden.status_code, without_tokens(hidden)) == (nothing.status_code, without_tokens(nothing))


def test_the_code_of_a_hidden_place_filters_like_no_code(cast, enter):
    browser, code = enter(cast.manager), cast.there.country.pcode
    hidden, nothing = (without_tokens(browser.get("/places/", {"under": one})) for one in (code, "NONE"))
    assert hidden.replace(code, "NONE") == nothing


def without_tokens(answer: Any) -> str:
    return re.sub(r"[A-Za-z0-9]{64}", "token", answer.content.decode())


# --- what forbidden tries change --------------------------------------------------------------------------------------
def fingerprint() -> dict[str, str]:
    """A hash of every row of every table, the history and the sessions set aside."""
    tables = [model._meta.db_table for model in apps.get_models() if model is not Event]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            if table != "django_session":
                rows = f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t'  # noqa: S608
                cursor.execute(rows)
                found[table] = cursor.fetchone()[0]
    return found


WRITES = [name for name, row in DOORS.items() if row.post != 405]


@BY_CROWD
@BY_ROOM
def test_a_forbidden_write_changes_nothing(room, everybody, cast, things, browsers):
    """A03: with values that the form would take."""
    before = fingerprint()
    for name in set(WRITES) & set(room.DOORS):
        path, row = address(name, things), DOORS[name]
        refused = [one for one in browsers if one not in row.may and row.answer(one, "post") in (302, 403, 404)]
        for actor in asking(name, "post", refused, everybody=everybody):
            browsers[actor].post(path, VALUES.get(name, {}))
    assert fingerprint() == before


def test_reading_writes_nothing(cast, things, browsers):
    """A13: a write is a POST, whatever a GET says."""
    before, browser = fingerprint(), browsers["administrator"]
    for name in WRITES:
        path, values = address(name, things), VALUES.get(name, {})
        browser.get(path, {**values, "_method": "POST"})
        browser.get(path, values, HTTP_X_HTTP_METHOD_OVERRIDE="POST")
        browser.head(path, values)
    assert fingerprint() == before


def test_a_refused_try_is_history(cast, enter):
    """Design 4.14: refused tries are history too."""
    path = reverse("desk:area-edit", args=[cast.here.region.pk])
    assert enter(cast.auditor).post(path, {"name": "Mine"}).status_code == 403
    line = Event.objects.get(verb=Verb.TRY_REFUSED)
    assert (line.by_id, line.after, line.reason) == (
        cast.auditor.pk, {"method": "POST", "path": path}, "Only administrators change places.",
    )  # fmt: skip


# --- rights taken away ------------------------------------------------------------------------------------------------
def test_a_role_that_ends_is_obeyed_at_the_next_request(cast, enter):
    """A07."""
    browser, path = enter(cast.manager), reverse("desk:programme-edit", args=[cast.here.programme.pk])
    assert browser.get(path).status_code == 200
    yesterday = timezone.now().date() - datetime.timedelta(days=1)
    Assignment.objects.filter(user=cast.manager).update(valid_from=yesterday, valid_to=yesterday)
    assert browser.get(path).status_code == 404


# --- ids that are none, choices that are none -------------------------------------------------------------------------
ODD = ["0", "9" * 5000, "%00", "١"]
ODD_TOO = ["-1", "1" + "0" * 23, "abc", "1.5", "1..", "0x1"]
BY_ID = [name for name, row in DOORS.items() if row.thing]


@pytest.mark.parametrize(
    "pk", [*ODD, *(pytest.param(pk, marks=pytest.mark.slow) for pk in ODD_TOO)], ids=lambda pk: str(pk)[:12]
)
def test_odd_ids_are_not_found(pk, cast, browsers):
    """A14. Arabic digits are digits to Python, but to no address of ours."""
    for name in BY_ID:
        path = address(name, dict.fromkeys(SEES, 77_777_777)).replace("77777777", pk)
        method = "get" if DOORS[name].get != 405 else "post"
        assert getattr(browsers["administrator"], method)(path).status_code == (400 if pk == "%00" else 404), path


def test_a_foreign_choice_is_no_choice(cast, enter):
    """A05: another's programme, and no programme at all, get the same answer."""
    browser = enter(cast.manager)
    values = {"email": "a@example.org", "language": "en", "role": "facilitator"}
    for field, foreign, none in [
        ("programme", cast.there.programme.pk, 10**9),
        ("area", cast.there.region.pcode, "NONE"),
        ("role", "administrator", "nothing"),
    ]:
        pages = [
            browser.post(reverse("accounts:invitation-new"), {**values, field: value}) for value in (foreign, none)
        ]
        assert [page.status_code for page in pages] == [422, 422]
        errors = [page.context["form"].errors[field][0] for page in pages]
        assert errors[0].replace(str(foreign), "…") == errors[1].replace(str(none), "…")


def test_a_programme_does_not_move_to_another_country(cast, enter):
    """A05: whoever could move a programme would reach another country's places."""
    programme = cast.here.programme
    path = reverse("desk:programme-edit", args=[programme.pk])
    browser = enter(cast.manager)
    form = browser.get(path).context["form"]
    values = {**form.shown(), "version": 1, "base": form.seal(), "country": cast.there.country.pk}
    answer = browser.post(path, {key: value for key, value in values.items() if value != ""})
    assert answer.status_code == 422
    assert answer.context["form"].errors["country"] == [
        "Select a valid choice. That choice is not one of the available choices."
    ]


EXTRA = {
    "id": 999, "pk": 999, "version": 77, "path": "HACK/", "pcode": "HACK", "level": 0, "country": "SSD", "parent": "",
    "is_active": "", "is_staff": 1, "is_superuser": 1, "email": "mine@example.org", "password": "x", "invited_by": 1,
    "accepted_at": "2020-01-01", "token_hash": "x", "requested_by_id": 1, "created_at": "2020-01-01",
}  # fmt: skip


def test_fields_that_no_form_has_are_ignored(cast, enter):
    """A06: mass assignment."""
    region = cast.here.region
    extra = {**EXTRA, "name": "Lac", "version": 1, "base": ""}
    enter(cast.administrator).post(reverse("desk:area-edit", args=[region.pk]), extra)
    before = {name: getattr(region, name) for name in ("country", "level", "pcode", "parent_id", "path")}
    region.refresh_from_db()
    assert {name: getattr(region, name) for name in before} == before
    assert (region.name, region.version) == ("Lac", 2)


def test_nobody_makes_oneself_more_by_the_settings(cast, enter):
    person = cast.facilitator
    values = {**EXTRA, "name": "Fati", "language": "fr", "time_zone": "UTC", "role": "administrator"}
    assert enter(person).post(reverse("accounts:settings"), values).status_code == 302
    person = type(person).objects.get(pk=person.pk)
    assert (person.name, person.email, person.is_active, person.roles) == (
        "Fati", cast.facilitator.email, True, {"facilitator"},
    )  # fmt: skip
