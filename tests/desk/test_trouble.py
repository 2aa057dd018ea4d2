"""The pages of trouble: a sentence, never a stack trace."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/",
        "/places/0/",
        "/places/abc/",
        "/places/" + "9" * 5000 + "/",
        "/places/" + "9" * 23 + "/",
        "/places/-1/",
    ],
)
def test_what_is_not_there(cast, enter, path):
    assert enter(cast.manager).get(path).status_code == 404


def test_a_missing_right_is_said_with_its_reason(cast, enter):
    answer = enter(cast.facilitator).get(reverse("desk:area-edit", args=[cast.here.region.pk]))
    assert answer.status_code == 403
    assert "Only administrators change places." in answer.content.decode()


def test_a_body_beyond_all_limits(cast, enter):
    answer = enter(cast.manager).generic(
        "POST", reverse("desk:import-new"), b"x", CONTENT_LENGTH=str(500 * 1024 * 1024)
    )
    assert answer.status_code == 413


def test_a_nul_in_the_address(cast, enter):
    assert enter(cast.manager).get("/places/?q=%00").status_code == 400


def test_a_database_that_is_away(cast, enter, monkeypatch):
    client = enter(cast.manager, raise_request_exception=False)

    def gone(*args, **kwargs):
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(gone):
        answer = client.get(reverse("desk:area-list"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_a_form_from_elsewhere(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.manager)
    assert client.post(reverse("accounts:settings"), {"name": "x"}).status_code == 403


def test_it_is_alive(db):
    assert Client().get(reverse("desk:health-live")).content == b"ok"


def test_without_a_broker_it_is_not_ready(db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = Client().get(reverse("desk:health-ready"))
    assert (answer.status_code, answer.json()) == (503, {"database": True, "broker": False, "worker": False})
