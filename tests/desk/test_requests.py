"""Odd requests: whatever a browser, a proxy or an attacker sends, the answer is a sentence and never a fault."""

from __future__ import annotations

import pytest
from django.conf import settings as live
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from cbp.core.actions.loading import Outcome
from cbp.core.models import Area, DisplacementFigure, SheetImport
from cbp.core.tasks import read_sheet
from cbp.desk.forms.areas import AreaForm
from cbp.desk.views import health
from tests.cast import THERE, make_sheet
from tests.core.tables import FIGURES, as_csv
from tests.core.test_saving import sent

FORMS = [
    "accounts:settings", "accounts:invitation-new", "desk:programme-new", "desk:import-new", "account_login",
    "account_reset_password", "account_change_password", "accounts:language",
]  # fmt: skip
ODD = {
    "nul": "a\x00b", "invalid": "\udcff", "bidi": "a\u202eb", "combining": "e" + "\u0301" * 30_000,
    "digits": "9" * 5000, "arabic": "بحيرة تشاد", "emoji": "👩🏽‍🌾", "template": "{{7*7}}{% debug %}",
    "script": "<script>alert(1)</script>", "quote": "'; DROP TABLE core_area; --",
    "escape": "\\x00\\u0000", "json": '{"$gt": ""}',
}  # fmt: skip


# --- forms ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("odd", ["nul", "invalid", "bidi", "digits", "template", "script"])
def test_any_value_in_every_field_of_any_form(cast, enter, odd):
    """A34: also in the hidden fields. One field after the other: `test_saving`."""
    odd = ODD[odd]
    browser = enter(cast.administrator)
    region, programme = cast.here.region.pk, cast.here.programme.pk
    paths = [reverse(name) for name in FORMS] + [
        reverse("desk:area-edit", args=[region]),
        reverse("desk:displacement-new", args=[region]),
        reverse("desk:programme-edit", args=[programme]),
        reverse("desk:programme-lists", args=[programme]),
        reverse("accounts:assignment-new", args=[cast.facilitator.pk]),
        reverse("reports:report-new", args=["area-sheet", region]),
    ]
    for path in paths:
        context = (Client() if path == reverse("account_login") else browser).get(path).context
        form = context and context.get("form")
        names = [*form.fields] if form else ["next", "language"]
        values = dict.fromkeys([*names, "next", "choose-name"], odd.encode("utf-8", "surrogateescape"))
        who = Client() if path == reverse("account_login") else browser
        answer = who.post(path, urlencode(values), content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 302, 400, 409, 422), (path, answer.status_code)
        if b"form" in answer.content:
            assert b"<script>alert(1)</script>" not in answer.content


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_any_value_in_any_address(cast, enter, odd):
    browser = enter(cast.administrator)
    text = odd if len(odd) < 2000 else odd[:2000]
    names = [
        "desk:search",
        "desk:area-list",
        "desk:programme-list",
        "desk:import-list",
        "desk:history-list",
        "accounts:person-list",
    ]
    keys = [
        "q",
        "page",
        "level",
        "under",
        "kind",
        "verb",
        "since",
        "until",
        "thing_type",
        "thing_id",
        "role",
        "state",
        "format",
    ]
    for name in [*names, "reports:report-list"]:
        answer = browser.get(reverse(name), dict.fromkeys(keys, text.encode("utf-8", "surrogateescape")))
        assert answer.status_code in (200, 400), name


@pytest.mark.parametrize("page", ["0", "-1", "1" + "0" * 30, "last", "1.5", "٢"])
def test_any_page_number(cast, enter, page):
    """A50."""
    assert enter(cast.administrator).get(reverse("desk:area-list"), {"page": page}).status_code == 200


def test_ten_thousand_filters(cast, enter):
    query = "&".join(f"f{number}=1" for number in range(10_000))
    assert enter(cast.administrator).get(f"{reverse('desk:area-list')}?{query}").status_code in (200, 400)


# --- headers ----------------------------------------------------------------------------------------------------------
def test_a_session_cookie_with_a_nul(db):
    """A quoted cookie may carry one; it reaches the database's session table."""
    browser = Client(raise_request_exception=False)
    answer = browser.get("/account/login/", HTTP_COOKIE=f'{live.SESSION_COOKIE_NAME}="aaaaaaaaaaaaaaaa\\000"')
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("length", ["many", "-5", "1" * 40, "٥"])
def test_a_length_that_is_no_length(db, length):
    browser = Client(raise_request_exception=False)
    assert browser.get("/account/login/", CONTENT_LENGTH=length).status_code in (200, 400, 413)


@pytest.mark.parametrize("language", ["xx", "en\x00", "a" * 5000, "../../x", "ar;q=abc", "*"])
def test_any_language_header(db, language):
    assert Client().get("/account/login/", HTTP_ACCEPT_LANGUAGE=language).status_code == 200


def test_a_foreign_host_is_refused(db, settings):
    """A17."""
    settings.ALLOWED_HOSTS = ["testserver"]
    assert Client().get("/account/login/", HTTP_HOST="evil.example").status_code == 400
    answer = Client().get("/account/login/", HTTP_X_FORWARDED_HOST="evil.example")
    assert (answer.status_code, b"evil.example" in answer.content) == (200, False)


def test_too_many_fields_and_too_long_a_body(cast, enter):
    """A48."""
    browser, path = enter(cast.administrator), reverse("accounts:settings")
    assert browser.post(path, {f"f{number}": "" for number in range(2_100)}).status_code == 400
    assert browser.post(path, {"name": "x" * 3_000_000}).status_code == 400


# --- places -----------------------------------------------------------------------------------------------------------
HALF = "Give both coordinates or none"


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        ("13.1", "", HALF),
        ("", "14.2", HALF),
        ("0", "0", HALF),
        ("91", "0", "less than or equal to 90"),
        ("1e400", "1", ""),
        ("NaN", "1", "Enter a number"),
        ("9" * 5000, "1", ""),
    ],
)
def test_a_point_is_two_numbers_on_the_earth(cast, enter, latitude, longitude, words):
    region = cast.here.region
    data = sent(AreaForm(instance=region), latitude=latitude, longitude=longitude)
    answer = enter(cast.administrator).post(reverse("desk:area-edit", args=[region.pk]), data.dict())
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Area.objects.get(pk=region.pk).latitude is None


# --- imports ----------------------------------------------------------------------------------------------------------
def test_whoever_brought_a_sheet_in_still_sees_it_after_another_applied_it(cast, enter, tmp_path, settings):
    settings.FILES_DIR = tmp_path
    sheet = make_sheet(cast.facilitator, state="done", outcome=Outcome().as_json())
    enter(cast.administrator).post(reverse("desk:import-apply", args=[sheet.pk]), {})
    assert SheetImport.objects.get(pk=sheet.pk).step == "apply"
    assert enter(cast.facilitator).get(reverse("desk:import-detail", args=[sheet.pk])).status_code == 200


def test_checking_a_sheet_tells_nothing_of_another_world(cast, enter, tmp_path, settings):
    """A09: a sheet that names foreign places must not answer with the figures that stand there."""
    settings.FILES_DIR = tmp_path
    figure = cast.there.figure
    row = dict.fromkeys(FIGURES, "") | {
        "operation": figure.operation, "admin0Pcode": "SSD", "admin1Pcode": cast.there.region.pcode, "adminLevel": "1",
        "numPresentIdpInd": "7", "reportingDate": "2024-01-01", "roundNumber": "1", "displacementReason": "Conflict",
        "assessmentType": "BA",
    }  # fmt: skip
    (tmp_path / "sheet").write_bytes(as_csv([FIGURES, list(row.values())]))
    sheet = make_sheet(cast.facilitator, stored_as="sheet", source=figure.source, reach=[cast.here.region.path])
    read_sheet(job_id=sheet.pk)
    page = enter(cast.facilitator).get(reverse("desk:import-detail", args=[sheet.pk])).content.decode()
    assert THERE not in page
    assert f">{figure.persons}<" not in page
    assert "No place within your reach has the code" in page
    assert DisplacementFigure.objects.get(pk=figure.pk).persons == 100


# --- health -----------------------------------------------------------------------------------------------------------
def test_a_broker_that_goes_away_between_two_questions_is_no_fault(db):
    from celery import current_app

    current_app.conf.broker_url = "redis+socket:///no/such/socket"
    try:
        assert health._worker() is False
    finally:
        current_app.conf.broker_url = "memory://"
