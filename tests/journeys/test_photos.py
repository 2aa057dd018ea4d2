"""Pictures on a weak line: made small, sent one by one, kept once, whatever happens between."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from cbp.workshops.actions.pages import codes_for, find_page
from cbp.workshops.actions.photos import file_page
from cbp.workshops.media import MOST_BYTES
from cbp.workshops.models import SessionPhoto, SheetKind
from tests.journeys.test_look import faults
from tests.journeys.walk import CHROMIUM, DESK, PATIENCE, PHONE, a_browser, browser_of
from tests.workshops.photo_things import EXIF_WORD, OGG, kept_photo, picture, upload, with_exif

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium"),
]
WAITING, KEPT = re.compile("Waiting"), re.compile("Kept")
LEFT = """() => new Promise((done) => { const opening = indexedDB.open("cbp", 1); opening.onsuccess = () => {
    const asked = opening.result.transaction("drafts").objectStore("drafts").getAll();
    asked.onsuccess = () => done(asked.result.filter((item) => item.blob).map((item) => item.blob.size)); }; })"""


@pytest.fixture
def files(tmp_path) -> list[Path]:
    """Two as a phone makes them: large, and with what it knows in their metadata."""
    made = [tmp_path / "tree.jpg", tmp_path / "map.jpg"]
    made[0].write_bytes(picture((2400, 1800), noise=True))
    made[1].write_bytes(with_exif((2000, 1500)))
    return made


@pytest.fixture
def context(cast, live_server) -> Iterator[BrowserContext]:
    with a_browser() as browser:
        yield browser_of(browser, cast.facilitator, live_server.url, viewport=PHONE)


@pytest.fixture
def address(cast, live_server) -> str:
    return live_server.url + reverse("workshops:photo-new", args=[cast.here.chain.session.pk])


def choose(page: Page, files: list[Path]) -> None:
    page.set_input_files("[name=file]", files)
    page.fill("[name=caption]", "Under the tree")
    page.select_option("[name=consent]", "verbal")
    page.press("main form [type=submit]", "Enter")


class Line:
    """The line between: lets some files through, then is cut; the last answer may get lost after it was given."""

    def __init__(self, context: BrowserContext, passes: int, *, loses_answer: bool = False) -> None:
        self.context, self.passes, self.loses_answer, self.sent = context, passes, loses_answer, 0
        context.route("**/photos/new/", self.handle)

    def handle(self, route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        self.sent += 1
        if self.sent <= self.passes:
            return route.continue_()
        if self.loses_answer:
            self.loses_answer = False
            route.fetch()
        return route.abort("internetdisconnected")

    def is_back(self) -> None:
        self.passes = 10**6
        self.context.set_offline(False)


@pytest.mark.parametrize("loses_answer", [pytest.param(False, marks=pytest.mark.slow), True])
def test_two_pictures_over_a_line_that_breaks(context, address, files, loses_answer):
    page, line = context.new_page(), Line(context, passes=1, loses_answer=loses_answer)
    page.goto(address)
    choose(page, files)
    lines = page.locator("[data-cbp-photos] li")
    expect(lines.nth(0)).to_have_text(KEPT, timeout=PATIENCE)
    expect(lines.nth(1)).to_have_text(WAITING, timeout=PATIENCE)
    assert [size <= MOST_BYTES for size in page.evaluate(LEFT)] == [True]
    assert SessionPhoto.objects.count() == (2 if loses_answer else 1)
    context.set_offline(True)
    with pytest.raises(Error):
        page.reload()
    line.is_back()
    page.goto(address)
    expect(lines).to_have_count(1)
    expect(lines.nth(0)).to_have_text(KEPT, timeout=PATIENCE)
    assert page.evaluate(LEFT) == []
    photos = list(SessionPhoto.objects.order_by("pk"))
    assert [photo.name for photo in photos] == ["tree.jpg", "map.jpg"]
    for photo in photos:
        assert (photo.caption, photo.consent) == ("Under the tree", "verbal")
        assert photo.path.stat().st_size <= MOST_BYTES
        assert max(photo.width, photo.height) <= 1600
        assert EXIF_WORD not in photo.path.read_bytes()


def test_it_is_sent_by_itself_when_the_line_is_back(context, address, files):
    page, line = context.new_page(), Line(context, passes=0)
    page.goto(address)
    choose(page, files)
    lines = page.locator("[data-cbp-photos] li")
    expect(lines.nth(1)).to_have_text(WAITING, timeout=PATIENCE)
    context.set_offline(True)
    line.is_back()  # the browser tells the page
    expect(lines.nth(0)).to_have_text(KEPT, timeout=PATIENCE)
    expect(lines.nth(1)).to_have_text(KEPT, timeout=PATIENCE)
    assert SessionPhoto.objects.count() == 2


def test_who_leaves_before_they_are_small_loses_nothing(context, address, files):
    page, line = context.new_page(), Line(context, passes=0)
    page.goto(address)
    page.evaluate("() => { window.createImageBitmap = () => new Promise(() => {}); }")  # a slow telephone
    choose(page, files)
    expect(page.locator("[data-cbp-photos] li").nth(1)).to_have_text(WAITING, timeout=PATIENCE)
    line.is_back()
    page.goto(address)
    lines = page.locator("[data-cbp-photos] li")
    expect(lines.nth(0)).to_have_text(KEPT, timeout=PATIENCE)
    expect(lines.nth(1)).to_have_text(KEPT, timeout=PATIENCE)
    assert [one.name for one in SessionPhoto.objects.order_by("pk")] == ["tree.jpg", "map.jpg"]


def test_what_is_no_picture_is_refused_beside_what_is_kept(context, address, files, tmp_path):
    evil = tmp_path / "evil.jpg"
    evil.write_bytes(b"<html><script>alert(1)</script>")
    page = context.new_page()
    page.goto(address)
    choose(page, [evil, files[1]])
    lines = page.locator("[data-cbp-photos] li")
    expect(lines.nth(0)).to_have_text(re.compile("Refused: .*neither a picture"), timeout=PATIENCE)
    expect(lines.nth(1)).to_have_text(KEPT, timeout=PATIENCE)
    assert (page.evaluate(LEFT), SessionPhoto.objects.count()) == ([], 1)
    assert faults(page) == {}


def test_logging_out_warns_and_empties_the_queue(context, address, files):
    page = context.new_page()
    Line(context, passes=0)
    page.goto(address)
    choose(page, files[1:])
    expect(page.locator("[data-cbp-photos] li")).to_have_text(WAITING, timeout=PATIENCE)
    page.evaluate("document.querySelector('form[data-cbp-logout]').requestSubmit()")
    dialog = page.locator("#cbp-leave")
    expect(dialog).to_contain_text("map.jpg")
    dialog.locator("[value=discard]").click()
    page.wait_for_url(lambda url: "photos" not in url)
    assert page.evaluate(LEFT) == []


def test_without_javascript_the_form_is_an_ordinary_one(cast, live_server, address, files):
    with a_browser() as browser:
        context = browser_of(browser, cast.facilitator, live_server.url, viewport=DESK, java_script_enabled=False)
        page = context.new_page()
        page.goto(address)
        choose(page, files)
        expect(page.locator(".notice--good")).to_contain_text("2 files are kept", timeout=PATIENCE)
        expect(page.locator(".gallery img")).to_have_count(2)
    assert [photo.path.stat().st_size <= MOST_BYTES for photo in SessionPhoto.objects.all()] == [True] * 2


@pytest.mark.slow
@pytest.mark.parametrize(("language", "size"), [("ar", PHONE), ("fr", DESK)])
def test_the_pages_are_whole(cast, live_server, language, size):
    person, session = cast.facilitator, cast.here.chain.session
    type(person).objects.filter(pk=person.pk).update(language=language)
    photo = kept_photo(session, person, caption="A map")
    kept_photo(session, person, OGG)
    code = codes_for(session, [(SheetKind.TOOL, "venn")], person)[SheetKind.TOOL, "venn"]
    file_page(find_page(code, by=person), upload(picture()), uid=uuid.uuid4(), by=person)
    names: list[tuple[str, list[object]]] = [
        ("photo-list", [session.pk]), ("photo-new", [session.pk]), ("photo-edit", [photo.pk]),
        ("photo-remove", [photo.pk]), ("page-find", []), ("page-file", [code]), ("page-file", ["0"]),
    ]  # fmt: skip
    wrong = {}
    with a_browser() as browser:
        page = browser_of(browser, person, live_server.url, viewport=size).new_page()
        for name, arguments in names:
            page.goto(live_server.url + reverse(f"workshops:{name}", args=arguments))
            if found := faults(page):
                wrong[name] = found
    assert wrong == {}
