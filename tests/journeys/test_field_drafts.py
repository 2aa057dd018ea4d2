"""Typed in the field, the battery ends, and it comes back: attendance by age, and the reason of a step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect, sync_playwright

from cbp.workshops.models import AttendanceCell, Session
from cbp.workshops.phases import SessionState
from tests.chain import make_session
from tests.journeys.test_autosave import ARGUMENTS, CHROMIUM, drafts, kill, pytestmark  # noqa: F401

Opener = Callable[[str], Page]


@pytest.fixture
def session(cast) -> Session:
    return make_session(cast.here.chain.cycle, "mixed", people=0, kind="assembly", state=SessionState.PLANNED)


@pytest.fixture
def opened(live_server, settings, cast, session, tmp_path) -> Iterator[Opener]:
    """A page of the session on a phone, each time in a new browser process on the same profile."""
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(cast.facilitator)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    with sync_playwright() as playwright:

        def open_page(name: str) -> Page:
            for lock in tmp_path.glob("profile/Singleton*"):
                lock.unlink()
            context = playwright.chromium.launch_persistent_context(
                tmp_path / "profile", executable_path=CHROMIUM, args=ARGUMENTS, locale="en",
                viewport={"width": 360, "height": 740},
            )  # fmt: skip
            context.add_cookies([{**cookie, "url": live_server.url}])
            page = context.new_page()
            page.set_default_timeout(15_000)
            page.goto(live_server.url + reverse(f"workshops:{name}", args=[session.pk]))
            return page

        yield open_page


def test_attendance_by_age_survives_a_killed_browser(opened, tmp_path, session):
    page = opened("session-attendance")
    page.fill("[name=band18_f]", "12")
    page.locator("summary", has_text=re.compile("^Internally displaced people$")).click()
    page.locator("summary:visible", has_text="Count them by age").click()
    page.fill("[name=of_idp_18_f]", "7")
    expect(page.locator("#by-age [data-cbp-total=all]")).to_contain_text("12")
    page.wait_for_timeout(1000)
    kill(page, tmp_path / "profile")

    page = opened("session-attendance")
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("[name=of_idp_18_f]:visible")).to_have_value("7")
    page.get_by_role("button", name="Save the attendance").click()
    expect(page.locator("[data-cbp-saved]")).to_have_count(1)
    assert drafts(page) == 0
    cells = AttendanceCell.objects.filter(session=session).order_by("group")
    assert list(cells.values_list("group", "lower", "people")) == [("", 18, 12), ("idp", 18, 7)]
    page.context.close()


def test_the_reason_of_a_step_survives_a_killed_browser(opened, tmp_path, session):
    page = opened("session-cancel")
    page.fill("[name=reason]", "La pluie a coupé la route.")
    page.wait_for_timeout(1000)
    kill(page, tmp_path / "profile")

    page = opened("session-cancel")
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("[name=reason]")).to_have_value("La pluie a coupé la route.")
    page.locator("main form.form [type=submit]").press("Enter")
    expect(page.locator("[data-cbp-saved]")).to_have_count(1)
    assert drafts(page) == 0
    session.refresh_from_db()
    assert (session.state, session.return_reason) == (SessionState.CANCELLED, "La pluie a coupé la route.")
    page.context.close()
