"""Every page at 360 and at 1280 pixels, in both directions: nothing scrolls sideways, axe is silent, targets are large,
and a first view asks for at most eight things, all of them ours."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

from cbp.accounts.models import User
from tests.cast import Cast
from tests.doors.table import DOORS, address, things_of

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
PHONE, DESK = 360, 1280
MOST_REQUESTS = 8
# As cards, a cell has its label before it: one that does not wrap lies over the value.
LABELS_OVER_VALUES = """() => [...document.querySelectorAll("td[data-label]")].filter(cell => {
  const label = getComputedStyle(cell, "::before");
  return label.float !== "none" && label.whiteSpace === "nowrap";
}).map(cell => cell.dataset.label)"""
SMALL_TARGETS = """() =>
    [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, a.btn")]
    .filter((element) => element.offsetParent && element.ariaHidden !== "true")
    .map((element) => [element, (element.closest(".form-check") ?? element).getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.5)
    .map(([element]) => element.outerHTML.slice(0, 120))"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="no Chromium: apt-get install chromium"),
]


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


def pages(cast: Cast) -> list[str]:
    area, programme, person = cast.here.country.pk, cast.here.programme.pk, cast.manager.pk
    chain = cast.here.chain
    return [
        reverse("desk:home"),
        reverse("desk:area-list"),
        reverse("desk:area-detail", args=[area]),
        reverse("desk:displacement-new", args=[area]),
        reverse("desk:programme-list"),
        reverse("desk:programme-detail", args=[programme]),
        reverse("desk:programme-edit", args=[programme]),
        reverse("desk:import-new"),
        reverse("desk:history-list"),
        reverse("desk:search") + "?q=nothing-is-called-so",
        *(one.get_absolute_url() for one in (chain.community, chain.cycle, chain.profile, chain.session)),
        *(one.get_absolute_url() for one in (chain.need, chain.ranking, chain.plan)),
        reverse("desk:cycle-list"),
        reverse("workshops:session-attendance", args=[chain.session.pk]),
        reverse("priorities:ranking-votes", args=[chain.ranking.pk, chain.ranking.groups.get().pk]),
        reverse("plans:item-edit", args=[chain.item.pk]),
        reverse("accounts:person-list"),
        reverse("accounts:person-detail", args=[person]),
        reverse("accounts:invitation-new"),
        reverse("accounts:settings"),
        reverse("reports:report-list"),
        reverse("mfa_index"),
        reverse("account_change_password"),
        "/there/is/no/such/page/",
    ]


def faults(page: Page, *, scan: bool = True) -> dict[str, object]:
    """What is wrong with the page as it stands; empty when nothing is. `scan` adds axe, which takes half a second."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    violations = Axe().run(page).response["violations"] if scan else []
    found = {
        "scrolls sideways by": wide,
        "small targets": page.evaluate(SMALL_TARGETS),
        "labels over values": page.evaluate(LABELS_OVER_VALUES),
        "number of h1": page.locator("h1").count() - 1,
        "axe": [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in violations],
    }
    return {what: value for what, value in found.items() if value}


def page_of(person: User, language: str, browser: Browser, url: str) -> Page:
    """A page of a browser in which that person has logged in."""
    User.objects.filter(pk=person.pk).update(language=language)
    session, name = Client(), settings.SESSION_COOKIE_NAME
    session.force_login(person)
    context = browser.new_context()
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": url}])
    return context.new_page()


def faults_of(page: Page, addresses: list[str], scanned: int) -> dict[str, object]:
    wrong = {}
    for path in addresses:
        page.goto(path)
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 800})
            if found := faults(page, scan=width == scanned):
                wrong[f"{path} at {width}"] = found
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize(("language", "scanned"), [("en", DESK), ("ar", PHONE)])
def test_the_pages_that_everybody_meets(browser, live_server, cast, language, scanned):
    page = page_of(cast.manager, language, browser, live_server.url)
    wrong = faults_of(page, [live_server.url + path for path in pages(cast)], scanned)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize(("language", "scanned"), [("en", DESK), ("ar", PHONE)])
def test_every_page_of_the_table_of_doors(browser, live_server, cast, language, scanned):
    """Whatever stands behind a door, seen by a manager; what a manager may not see, by who may."""
    things = {**things_of(cast, "here"), "": 0}
    people = {actor: cast.people[actor] for actor in ("manager", "administrator", "endorser", "facilitator")}
    wrong: dict[str, object] = {}
    seen: set[str] = set()
    for actor, person in people.items():
        page = page_of(person, language, browser, live_server.url)
        new = sorted(seen_by(actor) - seen)
        wrong |= faults_of(page, [live_server.url + address(name, things) for name in new], scanned)
        seen |= set(new)
    assert wrong == {}


# No pages: files, which a browser downloads.
FILES = {"profiling:sheet-template", "profiling:sheet-marked", "workshops:photo-file", "workshops:photo-small"}


def seen_by(actor: str) -> set[str]:
    return {name for name, row in DOORS.items() if row.get == 200 and row.answer(actor, "get") == 200} - FILES


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/"])
def test_the_first_view_of_a_stranger(browser, live_server, db, path):
    page = browser.new_page(viewport={"width": PHONE, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + path, wait_until="networkidle")
    assert faults(page) == {}
    assert len(set(asked)) <= MOST_REQUESTS
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(live_server.url).netloc}


def test_the_first_view_of_a_form(browser, live_server, settings, cast):
    session = Client()
    session.force_login(cast.manager)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context()
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + reverse("accounts:settings"), wait_until="networkidle")
    assert len(set(asked)) <= MOST_REQUESTS
