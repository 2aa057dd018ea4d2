"""What every test stands on: a database that keeps its promises, and nothing of the machine it runs on.

* The history refuses to be emptied, so its two triggers rest while the database is emptied after a test that commits.
* A variable that a template of ours uses and nobody gave fails the test.
* The broker is Kombu's own in memory; `real_broker` gives the one of REDIS_URL to tests that start a worker.
* CBP_TEST_DB names the test database, for two runs at the same time.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import pytest_django
from celery import current_app
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, connections
from django.template import Context, Template
from django.template.base import Origin
from django.test import Client, TransactionTestCase
from django.test.signals import template_rendered
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.cast import Cast, make_cast

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop in the thread of the tests
FAST_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TRIGGERS = ("core_event_stays_rows", "core_event_stays_whole")
TEMPLATES = django_settings.BASE_DIR / "templates"
# Templates that stand in for a library's own: what they are given is the library's affair.
LIBRARIES = ("account", "allauth", "cbp", "mfa")
empty_database = TransactionTestCase._fixture_teardown


# --- the database -----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    connections["default"].settings_dict["CONN_MAX_AGE"] = 0  # the threads of a live server let their database go
    database = connections["default"].settings_dict
    database["CONN_MAX_AGE"] = 0  # the threads of a test server keep no connection that would hold the database
    if name := os.environ.get("CBP_TEST_DB"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        database["TEST"]["NAME"] = f"{name}_{worker}" if worker else name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """At the end, whoever still holds the test database (a thread that answers a browser) is let go."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _empty_with_history(self: TransactionTestCase) -> None:
    _triggers("DISABLE")
    try:
        empty_database(self)
    finally:
        _triggers("ENABLE")
    cache.clear()


def _triggers(word: str) -> None:
    with connection.cursor() as cursor:
        for trigger in TRIGGERS:
            cursor.execute(f"ALTER TABLE core_event {word} TRIGGER {trigger}")


# --- settings of the whole run ----------------------------------------------------------------------------------------
@pytest.fixture(scope="session", autouse=True)
def _house(tmp_path_factory: pytest.TempPathFactory, django_test_environment: None) -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(Template, "_render", _drawn)
    patch.setattr(TransactionTestCase, "_fixture_teardown", _empty_with_history)
    patch.setattr(WhiteNoiseMiddleware, "add_files", _listed_once(WhiteNoiseMiddleware.add_files))
    chosen = {
        "PASSWORD_HASHERS": FAST_HASHERS,
        "FILES_DIR": tmp_path_factory.mktemp("files"),
        "EMAIL_FILE_PATH": str(tmp_path_factory.mktemp("mail")),
        "DEMO": False,
        "SECOND_FACTOR_REQUIRED": False,
        "SITE_URL": "http://localhost:8000",
        "STORAGES": {**django_settings.STORAGES, "staticfiles": {"BACKEND": static_storage()}},
    }
    for name, value in chosen.items():
        patch.setattr(django_settings, name, value)
    patch.setitem(django_settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid", Undefined())
    current_app.conf.broker_url = "memory://"
    yield
    patch.undo()


def _drawn(self: Template, context: Context) -> str:
    """As Django's own in tests, which keeps a copy of all that a template was given, for `answer.context`. Of the
    page it does; the parts that a page includes are given nothing that the page has not, and there are hundreds."""
    if context.template is self:
        template_rendered.send(sender=self, template=self, context=context)
    return self.nodelist.render(context)


def _listed_once(list_files: Callable[..., None]) -> Callable[..., None]:
    """Every browser begins with middleware of its own; the folder of static files is looked through for the first."""
    found: dict[tuple[str, ...], dict[str, object]] = {}

    def add_files(self: WhiteNoiseMiddleware, root: str, prefix: str | None = None) -> None:
        if self.autorefresh:
            return list_files(self, root, prefix)
        key = (str(root), str(prefix), django_settings.STORAGES["staticfiles"]["BACKEND"])
        if key not in found:
            before = self.files
            self.files = {}
            list_files(self, root, prefix)
            found[key], self.files = self.files, before
        self.files.update(found[key])
        return None

    return add_files


def static_storage() -> str:
    """The collected files where they are newer than every source, else the sources themselves."""
    manifest = Path(django_settings.STATIC_ROOT) / "staticfiles.json"
    newest = max(file.stat().st_mtime for file in (django_settings.BASE_DIR / "static").rglob("*") if file.is_file())
    if manifest.exists() and manifest.stat().st_mtime >= newest:
        return str(django_settings.STORAGES["staticfiles"]["BACKEND"])
    return "django.contrib.staticfiles.storage.StaticFilesStorage"


class Undefined(str):
    """Django puts this where a template names what nobody gave it. In a template of ours, that is a fault."""

    __slots__ = ()

    def __new__(cls) -> Undefined:
        return super().__new__(cls, "%s")

    def __mod__(self, name: object) -> str:
        template = _template_at_work()
        ours = template.is_relative_to(TEMPLATES) and template.relative_to(TEMPLATES).parts[0] not in LIBRARIES
        if ours and not str(name).startswith("request.GET."):
            raise AssertionError(f"{template.relative_to(TEMPLATES)} uses “{name}”, which nobody gave it.")
        return ""


def _template_at_work() -> Path:
    """The innermost template node, or template, that is being drawn."""
    frame = inspect.currentframe()
    while frame:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if isinstance(origin, Origin):
            return Path(origin.name)
        frame = frame.f_back
    return Path()


@pytest.fixture(autouse=True)
def _clean_cache(request: pytest.FixtureRequest) -> None:
    """Throttles begin anew with every test."""
    if {"db", "transactional_db", "cast"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        cache.clear()


@pytest.fixture
def real_broker() -> Iterator[None]:
    """The broker of REDIS_URL, for tests that start a worker of their own."""
    current_app.conf.broker_url = django_settings.REDIS_URL
    yield
    current_app.conf.broker_url = "memory://"


# --- people and their browsers ----------------------------------------------------------------------------------------
@pytest.fixture
def cast(db: None) -> Cast:
    """The people and the two worlds of `tests/cast.py`."""
    return make_cast()


Enter = Callable[..., Client]


@pytest.fixture
def enter() -> Enter:
    """A browser in which that person has logged in: `enter(cast.manager)`. Nobody: `enter(None)`."""

    def browser(person: object, **options: object) -> Client:
        client = Client(**options)
        if person is not None:
            client.force_login(person)
        return client

    return browser
