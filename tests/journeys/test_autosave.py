"""Nothing typed is ever lost: the browser is killed, the line is cut, someone else is faster, the person logs out."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Error, Page, expect, sync_playwright

from cbp.accounts.models import Assignment, User
from cbp.accounts.roles import Role
from cbp.core.models import Area

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason="no Chromium: apt-get install chromium"),
]

Opener = Callable[[], Page]


@pytest.fixture
def admin() -> User:
    user = User.objects.create_user("ada@test.example", "community-2026", name="Ada")
    Assignment.objects.create(user=user, role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def lake() -> Area:
    country = Area.objects.create(country="TCD", level=0, pcode="TCD", name="Chad", path="TCD/")
    return Area.objects.create(country="TCD", level=1, pcode="TCD07", name="Lac", parent=country, path="TCD/TCD07/")


@pytest.fixture
def opened(live_server, settings, admin, lake, tmp_path) -> Iterator[Opener]:
    """Opens the form for changing the place, each time in a new browser process on the same profile."""
    settings.SECOND_FACTOR_REQUIRED = False
    session = Client()
    session.force_login(admin)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.cookies[settings.SESSION_COOKIE_NAME].value}
    address = live_server.url + reverse("desk:area-edit", args=[lake.pk])
    with sync_playwright() as playwright:

        def open_form() -> Page:
            for lock in tmp_path.glob("profile/Singleton*"):
                lock.unlink()  # a killed browser leaves its lock behind
            context = playwright.chromium.launch_persistent_context(
                tmp_path / "profile", executable_path=CHROMIUM, args=ARGUMENTS, locale="en"
            )
            context.add_cookies([{**cookie, "url": live_server.url}])
            page = context.new_page()
            page.set_default_timeout(15_000)
            page.goto(address)
            return page

        yield open_form


def kill(page: Page, profile: Path) -> None:
    """As when the battery ends: no page may say good-bye. Only processes of this profile are touched."""
    context: BrowserContext = page.context
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(profile).encode() in command and b"chrom" in command:
            try:
                os.kill(int(folder.name), signal.SIGKILL)
            except ProcessLookupError:
                continue
    with suppress(Error):  # the browser is gone, which is the point
        context.close()


def state(page: Page):
    return page.locator("[data-cbp-save-state]")


def drafts(page: Page) -> int:
    return page.evaluate(
        """() => new Promise((resolve) => {
            const opening = indexedDB.open("cbp", 1);
            opening.onsuccess = () => {
                const all = opening.result.transaction("drafts").objectStore("drafts").count();
                all.onsuccess = () => resolve(all.result);
            };
        })"""
    )


def test_text_survives_a_browser_that_is_killed_after_one_second(opened, tmp_path, lake):
    page = opened()
    page.fill("[name=name_ar]", "بحيرة")
    page.fill("[name=others]", "Lake\nLac Tchad")
    page.wait_for_timeout(1000)
    kill(page, tmp_path / "profile")

    page = opened()
    expect(page.locator("[data-cbp-found]")).to_contain_text("We found text on this device that you had not sent.")
    assert page.input_value("[name=name_ar]") == ""
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("[name=name_ar]")).to_have_value("بحيرة")
    expect(page.locator("[name=others]")).to_have_value("Lake\nLac Tchad")
    page.get_by_role("button", name="Save the place").click()
    expect(page.locator("[data-cbp-saved]")).to_have_count(1)
    assert drafts(page) == 0
    assert sorted(lake.names.values_list("text", flat=True)) == ["Lac Tchad", "Lake", "بحيرة"]
    page.context.close()


def test_a_cut_line_waits_says_so_and_sends_once(opened, lake):
    page = opened()
    page.fill("[name=name]", "Lac Tchad")
    expect(state(page)).to_contain_text("Saved on this device")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save the place").click()
    expect(state(page)).to_contain_text("Waiting")
    lake.refresh_from_db()
    assert (lake.name, lake.version) == ("Lac", 1)

    page.context.set_offline(False)
    expect(page.locator("h1")).to_contain_text("Lac Tchad")
    lake.refresh_from_db()
    assert (lake.name, lake.version) == ("Lac Tchad", 2)
    assert drafts(page) == 0
    page.context.close()


def test_an_old_text_upon_a_newer_record_meets_the_page_of_both(opened, tmp_path, lake):
    page = opened()
    page.fill("[name=name]", "Lac, as I wrote it")
    page.wait_for_timeout(1000)
    kill(page, tmp_path / "profile")
    Area.objects.filter(pk=lake.pk).update(name="Lac, as another wrote it", version=2)

    page = opened()
    expect(page.locator("[data-cbp-found]")).to_contain_text("The record has been changed since you wrote it.")
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("button", name="Save the place").click()
    expect(page.locator("h1")).to_have_text("Someone saved before you")
    expect(page.locator("main")).to_contain_text("Lac, as I wrote it")
    expect(page.locator("main")).to_contain_text("Lac, as another wrote it")
    lake.refresh_from_db()
    assert lake.name == "Lac, as another wrote it"
    assert drafts(page) == 1
    page.context.close()


def test_log_out_warns_and_then_removes_the_text(opened):
    page = opened()
    page.fill("[name=name]", "Not sent")
    expect(state(page)).to_contain_text("Saved on this device")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.locator("#cbp-leave")).to_contain_text("You have text that was not sent")
    page.get_by_role("button", name="Stay logged in").click()
    assert drafts(page) == 1
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Log out", exact=True).click()
    page.get_by_role("button", name="Discard the text and log out").click()
    expect(page.locator("h1")).to_have_text("Log in")
    assert drafts(page) == 0
    page.context.close()


def test_faults_are_shown_and_the_text_stays(opened):
    page = opened()
    page.fill("[name=name]", "")
    page.fill("[name=others]", "x" * 300)
    page.get_by_role("button", name="Save the place").click()
    expect(page.locator("[data-cbp-errors]")).to_be_focused()
    expect(page.locator("[name=others]")).to_have_value("x" * 300)
    expect(page.locator("[name=others]")).to_have_attribute("aria-invalid", "true")
    assert drafts(page) == 1
    page.context.close()


def test_hidden_and_private_values_are_never_copied(opened):
    page = opened()
    page.evaluate("document.querySelector('[name=latitude]').closest('.field').dataset.cbpPrivate = ''")
    page.fill("[name=latitude]", "13.5")
    page.fill("[name=name]", "Lac 2")
    expect(state(page)).to_contain_text("Saved on this device")
    copied = page.evaluate(
        """() => new Promise((resolve) => {
            const opening = indexedDB.open("cbp", 1);
            opening.onsuccess = () => {
                const all = opening.result.transaction("drafts").objectStore("drafts").getAll();
                all.onsuccess = () => resolve(Object.keys(all.result[0].values));
            };
        })"""
    )
    assert "name" in copied
    assert not {"latitude", "csrfmiddlewaretoken", "idempotency_key", "version", "base"} & set(copied)
    page.context.close()


def test_a_session_that_ended_keeps_the_text_and_says_so(opened):
    page = opened()
    page.fill("[name=name]", "Lac, written late")
    expect(state(page)).to_contain_text("Saved on this device")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save the place").click()
    expect(page.locator("h1")).to_have_text("Log in")
    assert drafts(page) == 1
    page.context.close()
