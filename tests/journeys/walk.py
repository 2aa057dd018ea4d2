"""A person who goes through the pages: by links, by the fields of forms, and by the keyboard to send them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from cbp.accounts.models import User
from tests.journeys.test_look import faults
from tests.reports.workers import Worker, own_broker

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 800}
PATIENCE = 60_000
# A form that is kept on the device shows the answer without loading a page: this counts when that page is whole.
TURNS = "document.addEventListener('cbp:page', () => { window.turned = (window.turned ?? 0) + 1; });"
Value = str | int | bool | list[str]


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


def browser_of(browser: Browser, person: User, url: str, **options: object) -> BrowserContext:
    """The browser of somebody who has logged in."""
    session = Client()
    session.force_login(person)
    context = browser.new_context(**{"viewport": DESK, **options})
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.cookies[name].value, "url": url}])
    return context


class Walk:
    """One page of one person. What a scan finds wrong is gathered in `wrong`, by the place at which it was found."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        page.add_init_script(TURNS)
        self.wrong: dict[str, object] = {}

    def open(self, name: str, *args: object) -> None:
        answer = self.page.goto(self.url + reverse(name, args=args))
        assert answer is not None
        assert answer.ok, f"{name}: {answer.status}"

    def look(self) -> None:
        """Axe, sideways scrolling, target sizes, one heading."""
        if found := faults(self.page):
            self.wrong[self.page.url.removeprefix(self.url)] = found

    def fill(self, **values: Value) -> None:
        for name, value in values.items():
            for one in value if isinstance(value, list) else [value]:
                self._fill(name, one)

    def _fill(self, name: str, value: str | int | bool) -> None:
        field = self.page.locator(f'main [name="{name}"]')
        kind = field.first.evaluate("(field) => field.type || field.tagName.toLowerCase()")
        if kind == "select-one":
            field.select_option(str(value))
        elif value is True:
            field.check()
        elif kind in ("radio", "checkbox"):
            self.page.check(f'main [name="{name}"][value="{value}"]')
        else:
            field.fill(str(value))

    def send(self, form: str = "main form.form") -> None:
        """The form is sent with the keyboard: its button has the focus, Enter presses it."""
        self.press(self.page.locator(f"{form} [type=submit]").first)

    def step(self, where: str) -> None:
        """A step without a form of its own, such as `record`: the button that posts there."""
        self.send(f'main form[action$="/{where}/"]')

    def press(self, button: Locator) -> None:
        turned = self.page.evaluate("window.turned ?? 0")
        with self.page.expect_navigation(timeout=PATIENCE) as leaving:
            button.press("Enter")
        answer = leaving.value
        if answer is None:
            self.page.wait_for_function("(before) => (window.turned ?? 0) > before", arg=turned)
        else:
            assert answer.ok, f"{answer.status} at {self.page.url}\n{self.said()}"

    def said(self) -> str:
        """What the page tells of a refusal."""
        return "\n".join(self.page.locator("main .alert, main .invalid-feedback, main .notice").all_inner_texts())


@contextmanager
def a_worker(folder: Path) -> Iterator[Future[Worker]]:
    """A real worker on the real broker; it starts while the person is still walking."""
    broker, before = own_broker(), current_app.conf.broker_url
    current_app.conf.broker_url = broker
    _empty(broker)
    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(Worker, folder, broker)
        try:
            yield starting
        finally:
            starting.result().stop()
            _empty(broker)
            current_app.conf.broker_url = before


def _empty(broker: str) -> None:
    with current_app.connection_for_write(broker) as connection:
        connection.default_channel.client.flushdb()
