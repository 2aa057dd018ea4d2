"""Every page at 360 and at 1280 pixels, in both directions: nothing scrolls sideways, axe is silent, targets are large,
and a first view asks for at most eight things, all of them ours."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cast import Cast

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
PHONE, DESK = 360, 1280
MOST_REQUESTS = 8
SMALL_TARGETS = """() =>
    [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, a.btn")]
    .filter((element) => element.offsetParent)
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
        "number of h1": page.locator("h1").count() - 1,
        "axe": [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in violations],
    }
    return {what: value for what, value in found.items() if value}


@pytest.mark.parametrize(("language", "scanned"), [("en", DESK), ("ar", PHONE)])
def test_every_page_of_a_manager(browser, live_server, settings, cast, language, scanned):
    cast.manager.language = language
    cast.manager.save()
    session = Client()
    session.force_login(cast.manager)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context()
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    wrong = {}
    for path in pages(cast):
        page.goto(live_server.url + path)
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 800})
            if found := faults(page, scan=width == scanned):
                wrong[f"{path} at {width}"] = found
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert wrong == {}


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
