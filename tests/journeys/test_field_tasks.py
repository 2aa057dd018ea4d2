"""The tasks of a day in a browser: in three languages, without JavaScript, by keyboard alone; and weighed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cbp.core.models import Area, DisplacementFigure
from profiling.actions.profiles import begin_profile
from tests.cast import PASSWORD, Cast, with_password
from tests.chain import make_community

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="no Chromium: apt-get install chromium"),
]
Enter = Callable[..., Page]
KB = 1000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def inside(browser, live_server, settings) -> Iterator[Callable[..., BrowserContext]]:
    """The browser of a person who has logged in."""
    opened: list[BrowserContext] = []

    def enter(person: object, url: str = live_server.url, **options: object) -> BrowserContext:
        session = Client()
        session.force_login(person)
        context = browser.new_context(**options)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": url}])
        opened.append(context)
        return context

    yield enter
    for context in opened:
        context.close()


# --- changing a place, from the log-in on -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "javascript"),
    [("fr", True), ("ar", True), ("en", False)],
    ids=["French", "Arabic", "without JavaScript"],
)
def test_from_the_log_in_to_a_saved_place(browser, live_server, cast: Cast, language, javascript):
    person, region = with_password(cast.administrator), cast.here.region
    type(person).objects.filter(pk=person.pk).update(language=language)
    context = browser.new_context(java_script_enabled=javascript, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(live_server.url + reverse("desk:area-detail", args=[region.pk]))
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("form[action$='/login/'] [type=submit] >> nth=0")
    page.wait_for_url(f"**{reverse('desk:area-detail', args=[region.pk])}")
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, "rtl" if language == "ar" else "ltr")
    page.click(f"a[href='{reverse('desk:area-edit', args=[region.pk])}']")
    page.fill("[name=name]", "Lac")
    page.fill("[name=name_ar]", "بحيرة تشاد")
    page.click("main form.form [type=submit]")
    page.wait_for_url(f"**{reverse('desk:area-detail', args=[region.pk])}")
    region.refresh_from_db()
    assert (region.name, region.version, region.names.get(language="ar", until=None).text) == ("Lac", 2, "بحيرة تشاد")
    assert page.locator("h1").inner_text() == ("بحيرة تشاد" if language == "ar" else "Lac")
    context.close()


# --- without JavaScript -----------------------------------------------------------------------------------------------
def test_figures_are_entered_without_javascript(inside, live_server, cast: Cast):
    page = inside(cast.manager, java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("desk:displacement-new", args=[cast.here.district.pk]))
    for name, value in {
        "round": "7",
        "reported_on": "2024-05-01",
        "conflict_persons": "120",
        "conflict_females": "70",
    }.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=assessment][value=BA]")
    page.click("main form.form [type=submit]")
    figure = DisplacementFigure.objects.get(area=cast.here.district)
    assert (figure.round, figure.persons, figure.females, figure.males) == (7, 120, 70, None)


def test_two_who_save_the_same_place_decide_without_javascript(inside, live_server, cast: Cast):
    """F19: nothing of either is lost."""
    region, page = cast.here.region, inside(cast.administrator, java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("desk:area-edit", args=[region.pk]))
    Area.objects.filter(pk=region.pk).update(name="Theirs", version=2)
    page.fill("[name=name]", "Mine")
    page.fill("[name=others]", "Old name")
    page.click("main form.form [type=submit]")
    assert page.locator("fieldset.conflict").count() == 2
    page.check("[name=choose-name][value=theirs]")
    page.click("main form [type=submit]")
    region.refresh_from_db()
    assert (region.name, region.version, list(region.names.filter(language="").values_list("text", flat=True))) == (
        "Theirs", 3, ["Old name"],
    )  # fmt: skip


def test_a_list_is_filtered_and_its_filter_stays_without_javascript(inside, live_server, cast: Cast):
    page = inside(cast.manager, java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("desk:area-list"))
    page.select_option("main [name=level]", "2")
    page.click("main form.filters [type=submit]")
    assert "level=2" in page.url
    assert page.locator("main tbody tr").count() == 1


# --- by keyboard alone ------------------------------------------------------------------------------------------------
FOCUS = """() => {
    const here = document.activeElement, style = getComputedStyle(here);
    const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    return {name: here.name || "", href: here.getAttribute("href") || "", ring, type: here.type || ""};
}"""


def test_a_place_is_changed_by_keyboard_alone(inside, live_server, cast: Cast):
    region, page = cast.here.region, inside(cast.administrator).new_page()
    page.goto(live_server.url + reverse("desk:area-edit", args=[region.pk]))
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["href"] == "#main"  # the first stop leads past the menu
    page.keyboard.press("Enter")
    walked = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        walked.append(stop)
        if stop["name"] == "name":
            page.keyboard.press("Control+A")
            page.keyboard.type("Lac")
        if stop["type"] == "submit":
            page.keyboard.press("Enter")
            break
    fields = [stop["name"] for stop in walked if stop["name"]]
    form = [
        "name", "name_en", "name_fr", "name_es", "name_ar", "others", "codes", "latitude", "longitude", "valid_from",
        "valid_to",
    ]  # fmt: skip
    assert list(dict.fromkeys(fields)) == form
    ringed = {(stop["name"], stop["href"]) for stop in walked if stop["ring"]}
    # The parts of a date have rings of their own; every stop has one.
    assert {(stop["name"], stop["href"]) for stop in walked} == ringed
    page.wait_for_url(f"**{reverse('desk:area-detail', args=[region.pk])}")
    region.refresh_from_db()
    assert region.name == "Lac"


def test_rows_of_a_profile_are_entered_one_after_the_other(inside, live_server, cast: Cast):
    """After a save on a phone: the part is open, what was said stands above it, and the next row is one step away."""
    profile = begin_profile(make_community(cast.here), cast.here.programme, by=cast.facilitator)
    page = inside(cast.facilitator, viewport={"width": 360, "height": 800}).new_page()
    new = reverse("profiling:entry-new", args=[profile.pk, "services"])
    page.goto(live_server.url + new)
    page.select_option("[name=kind]", "water")
    page.focus("main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{profile.get_absolute_url()}#services")
    page.wait_for_selector("[data-cbp-messages]:focus + #services")
    opened = page.eval_on_selector_all(
        "details[data-cbp-fold][open]", "(all) => all.map((one) => one.parentElement.id)"
    )
    assert opened == ["services"]
    assert page.eval_on_selector("[data-cbp-messages]", "(said) => said.getBoundingClientRect().top") < 800
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{new}")


def test_a_jump_within_the_page_loses_nothing(inside, live_server, cast: Cast):
    """The skip link and the links of the list of faults lead to a place of the same page, and never load it again."""
    page = inside(cast.administrator).new_page()
    page.goto(live_server.url + reverse("desk:area-edit", args=[cast.here.region.pk]))
    page.fill("[name=name]", "")
    page.fill("[name=others]", "typed and not saved")
    page.click("main form.form [type=submit]")
    page.click("[data-cbp-errors] a[href^='#']")
    page.wait_for_timeout(300)
    assert page.evaluate(FOCUS)["name"] == "name"
    assert page.input_value("[name=others]") == "typed and not saved"


# --- narrow and enlarged ----------------------------------------------------------------------------------------------
def test_nothing_scrolls_sideways_at_four_hundred_per_cent(inside, live_server, cast: Cast):
    """WCAG 1.4.10: 1280 px enlarged four times leave 320."""
    page = inside(cast.administrator, viewport={"width": 320, "height": 256}).new_page()
    wide = {}
    for name, args in [
        ("desk:home", []),
        ("desk:area-list", []),
        ("desk:area-detail", [cast.here.region.pk]),
        ("desk:area-edit", [cast.here.region.pk]),
        ("desk:displacement-new", [cast.here.region.pk]),
        ("accounts:person-list", []),
    ]:
        page.goto(live_server.url + reverse(name, args=args))
        wide[name] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert {name: more for name, more in wide.items() if more} == {}


# --- weights ----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def packed(django_db_setup, tmp_path_factory) -> Iterator[str]:
    """The application as it is served in earnest: files with their hash in the name, packed, kept by the browser."""
    root = tmp_path_factory.mktemp("static")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        server = LiveServerThread("127.0.0.1", lambda handler: handler)
        for connection in connections.all():
            connection.inc_thread_sharing()
        server.daemon = True
        server.start()
        server.is_ready.wait()
        assert server.error is None
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()


@pytest.fixture
def hashed(settings, packed) -> str:
    """Over the plain names that the other journeys use."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    return packed


WEIGHTS = """() => [performance.getEntriesByType("navigation")[0], ...performance.getEntriesByType("resource")]
    .map((entry) => [entry.name, entry.transferSize])"""


def weights(page: Page, url: str) -> dict[str, int]:
    """What came over the line, by address; nothing for what the browser had."""
    page.goto(url, wait_until="networkidle")
    return {name: size for name, size in page.evaluate(WEIGHTS) if size}


BUDGET_PAGES = ["desk:home", "desk:area-list", "desk:area-detail", "desk:area-edit", "desk:displacement-new"]


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "ar"])
@pytest.mark.parametrize("name", BUDGET_PAGES)
def test_budgets(inside, hashed, cast: Cast, name, language):
    """Design 6, measured by the browser."""
    cast.administrator.language = language
    cast.administrator.save()
    page = inside(cast.administrator, hashed).new_page()
    url = hashed + reverse(name, args=[cast.here.region.pk] if name in BUDGET_PAGES[2:] else [])
    first, again = weights(page, url), weights(page, url)
    assert sum(first.values()) <= 60 * KB
    assert len(first) <= 8
    assert sum(again.values()) <= 15 * KB
    assert len(again) <= 2
    style, script = (sum(size for name, size in first.items() if name.endswith(end)) for end in (".css", ".js"))
    assert (0 < style <= 20 * KB, 0 < script <= 25 * KB) == (True, True), (style, script)


def test_a_broken_line_costs_no_third_host(inside, hashed, cast: Cast):
    page = inside(cast.administrator, hashed).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(hashed + reverse("desk:area-edit", args=[cast.here.region.pk]), wait_until="networkidle")
    assert [url for url in asked if not url.startswith((hashed, "data:"))] == []
