"""My reports: chosen, checked before, waited for, downloaded. The doors themselves are in `tests/test_doors.py`."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cbp.accounts.models import Assignment
from cbp.accounts.roles import Role
from cbp.core import jobs
from cbp.core.models import AreaName, Event, JobState, Programme, Verb
from cbp.workshops.models import Session
from reports import pango, producing
from reports.models import Report
from tests.cast import HERE, Cast, make_area
from tests.conftest import Enter
from tests.reports.things import a_report

pytestmark = pytest.mark.django_db


def new_url(cast: Cast) -> str:
    return reverse("reports:report-new", args=["area-sheet", cast.here.region.pk])


def done(cast: Cast, language: str = "ar") -> Report:
    report = a_report(cast.facilitator, cast.here.region, language)
    jobs.work(Report, report.pk, producing.produce)
    report.refresh_from_db()
    return report


# --- before it is made ------------------------------------------------------------------------------------------------
def test_the_page_before_says_what_there_is_and_what_is_missing(cast: Cast, enter: Enter) -> None:
    make_area(cast.here.region, "TCD0799", "ሐረር")
    response = enter(cast.facilitator).get(new_url(cast))
    html = response.content.decode()
    assert response.status_code == 200
    assert "1 round" in html
    assert "ሐ" in html
    check = response.context["preflight"]
    assert check.letters == sorted("ሐረር"[0:1] + "ረ" + "ር")
    missing = {one["code"]: one["missing"] for one in check.languages}
    assert missing == {"en": 4, "fr": 4, "es": 4, "ar": 3}
    assert (check.pages, check.can_make, check.is_possible) == (2, True, True)


def test_its_heading_is_put_together_as_the_language_does_it(cast: Cast, enter: Enter) -> None:
    headings = {}
    for language in ("en", "fr"):
        type(cast.facilitator).objects.filter(pk=cast.facilitator.pk).update(language=language)
        html = enter(type(cast.facilitator).objects.get(pk=cast.facilitator.pk)).get(new_url(cast)).content.decode()
        headings[language] = re.sub(r"\s", " ", html[html.index("<h1") : html.index("</h1>")])
    assert "Area sheet: <bdi>" in headings["en"]
    assert " : <bdi>" in headings["fr"]


def test_an_empty_part_is_named(cast: Cast, enter: Enter) -> None:
    cast.here.figure.delete()
    html = enter(cast.facilitator).get(new_url(cast)).content.decode()
    assert "nothing is stored, so this part is left out" in html


def test_without_pango_it_tells_the_command_and_offers_the_page(cast: Cast, enter: Enter, monkeypatch) -> None:
    monkeypatch.setattr(pango, "versions", lambda: "")
    html = enter(cast.facilitator).get(new_url(cast)).content.decode()
    assert pango.how_to_install() in html
    assert "Make the PDF" not in html
    assert reverse("reports:report-print", args=["area-sheet", cast.here.region.pk]) in html


def test_an_order_leads_to_the_page_that_waits(cast: Cast, enter: Enter) -> None:
    response = enter(cast.facilitator).post(new_url(cast), {"language": "fr"})
    report = Report.objects.get()
    assert response.url == report.get_absolute_url()
    assert (report.language, report.requested_by_id) == ("fr", cast.facilitator.pk)


def test_a_double_order_is_one(cast: Cast, enter: Enter) -> None:
    key = "6b0b8a0e-6d0e-4d6e-9f7e-1f2b3c4d5e6f"
    browser = enter(cast.facilitator)
    answers = {browser.post(new_url(cast), {"language": "fr", "idempotency_key": key}).url for _ in range(3)}
    assert answers == {Report.objects.get().get_absolute_url()}


@pytest.mark.parametrize("language", ["", "de", "fr\x00", "x" * 5000])
def test_an_odd_language_is_refused_in_words(cast: Cast, enter: Enter, language: str) -> None:
    response = enter(cast.facilitator).post(new_url(cast), {"language": language})
    assert response.status_code == 422
    assert not Report.objects.exists()


def test_too_many_pages_are_refused_by_the_form(cast: Cast, enter: Enter, settings) -> None:
    settings.PAPER_MAX_PAGES = 1
    response = enter(cast.facilitator).post(new_url(cast), {"language": "en"})
    assert response.status_code == 422
    assert "at most 1 can be made" in response.content.decode()


@pytest.mark.parametrize("address", ["papers/gone/1/", "papers/area-sheet/999999999999999999999999/"])
def test_what_does_not_exist_is_not_found(cast: Cast, enter: Enter, address: str) -> None:
    assert enter(cast.facilitator).get(f"/{address}").status_code == 404


def test_the_page_to_print_is_in_its_own_language(cast: Cast, enter: Enter) -> None:
    url = reverse("reports:report-print", args=["area-sheet", cast.here.region.pk])
    response = enter(cast.facilitator).get(url, {"language": "ar"})
    html = response.content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert f"بحيرة {HERE}" in html
    assert "style=" not in html
    assert enter(cast.facilitator).get(url, {"language": "xx"}).status_code == 404


# --- waiting ----------------------------------------------------------------------------------------------------------
def test_the_page_polls_itself_with_and_without_scripts(cast: Cast, enter: Enter) -> None:
    report = a_report(cast.facilitator, cast.here.region, rung_at=timezone.now())
    html = enter(cast.facilitator).get(report.get_absolute_url()).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
    assert 'hx-trigger="every 3s"' in html
    assert '"X-CBP-Poll": "1"' in html
    assert reverse("reports:report-cancel", args=[report.pk]) in html
    part = enter(cast.facilitator).get(report.get_absolute_url(), headers={"HX-Request": "true", "X-CBP-Poll": "1"})
    assert "<html" not in part.content.decode()
    assert 'hx-trigger="every 3s"' in part.content.decode()


def test_it_shows_stage_and_percent_and_the_last_sign_of_life(cast: Cast, enter: Enter) -> None:
    report = a_report(
        cast.facilitator, cast.here.region, state=JobState.RUNNING, stage="drawing", percent=20, attempt=2,
        heartbeat_at=timezone.now(), started_at=timezone.now(),
    )  # fmt: skip
    html = enter(cast.facilitator).get(report.get_absolute_url()).content.decode()
    for words in ("Drawing the pages", 'value="20"', "Last sign of life", "Try"):
        assert words in html
    assert reverse("reports:report-cancel", args=[report.pk]) not in html


def test_three_minutes_of_silence_are_said(cast: Cast, enter: Enter) -> None:
    long_ago = timezone.now() - timedelta(minutes=4)
    report = a_report(cast.facilitator, cast.here.region, state=JobState.RUNNING, heartbeat_at=long_ago)
    assert "no sign of life" in enter(cast.facilitator).get(report.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("seconds", "rings"), [(5, 0), (31, 1)])
def test_an_unheard_bell_is_rung_again(cast: Cast, enter: Enter, monkeypatch, seconds: int, rings: int) -> None:
    rung: list[int] = []
    monkeypatch.setattr(jobs, "send", lambda job: rung.append(job.pk))
    report = a_report(cast.facilitator, cast.here.region, rung_at=timezone.now() - timedelta(seconds=seconds))
    enter(cast.facilitator).get(report.get_absolute_url())
    assert len(rung) == rings


def test_when_done_it_stops_polling_and_offers_the_file(cast: Cast, enter: Enter) -> None:
    report = done(cast)
    html = enter(cast.facilitator).get(report.get_absolute_url()).content.decode()
    assert "hx-trigger" not in html
    assert "http-equiv" not in html
    assert reverse("reports:report-file", args=[report.pk]) in html
    assert report.file.sha256 in html


def test_when_failed_it_says_why_and_can_be_tried_again(cast: Cast, enter: Enter) -> None:
    report = a_report(cast.facilitator, cast.here.region, state=JobState.FAILED, refusal=jobs.TOO_LONG, attempt=1)
    browser = enter(cast.facilitator)
    assert jobs.TOO_LONG in browser.get(report.get_absolute_url()).content.decode()
    browser.post(reverse("reports:report-retry", args=[report.pk]))
    report.refresh_from_db()
    assert (report.state, report.attempt) == (JobState.QUEUED, 0)


def test_a_waiting_paper_is_cancelled_by_its_button(cast: Cast, enter: Enter) -> None:
    report = a_report(cast.facilitator, cast.here.region, rung_at=timezone.now())
    response = enter(cast.facilitator).post(reverse("reports:report-cancel", args=[report.pk]), follow=True)
    assert "The paper was cancelled." in response.content.decode()
    again = enter(cast.facilitator).post(reverse("reports:report-cancel", args=[report.pk]), follow=True)
    assert "cannot be cancelled" in again.content.decode()


# --- the list ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(cast: Cast, enter: Enter, count: int) -> None:
    for number in range(count):
        a_report(cast.facilitator, cast.here.region, ("en", "fr", "ar")[number], rung_at=timezone.now())
    browser = enter(cast.facilitator)
    browser.get(reverse("reports:report-list"))
    with CaptureQueriesContext(connection) as queries:
        html = browser.get(reverse("reports:report-list")).content.decode()
    assert html.count('<td data-label="State">') == count
    assert len([one for one in queries if "reports_report" in one["sql"]]) == 2


def test_the_newest_come_first_and_only_ones_own(cast: Cast, enter: Enter) -> None:
    old = a_report(cast.facilitator, cast.here.region, queued_at=timezone.now() - timedelta(days=1))
    new = a_report(cast.facilitator, cast.here.region, "fr")
    a_report(cast.planner, cast.here.region)
    page = enter(cast.facilitator).get(reverse("reports:report-list")).context["page_obj"]
    assert list(page) == [new, old]


def test_the_list_can_be_filtered_and_an_empty_one_explains_itself(cast: Cast, enter: Enter) -> None:
    browser, url = enter(cast.facilitator), reverse("reports:report-list")
    assert "You have not asked for a paper yet" in browser.get(url).content.decode()
    a_report(cast.facilitator, cast.here.region, rung_at=timezone.now())
    assert "No report fits this filter" in browser.get(url, {"state": "failed"}).content.decode()
    assert len(browser.get(url, {"state": "queued"}).context["page_obj"].object_list) == 1


# --- the file ---------------------------------------------------------------------------------------------------------
def test_the_download_is_a_named_pdf_and_is_remembered(cast: Cast, enter: Enter) -> None:
    report = done(cast)
    url = reverse("reports:report-file", args=[report.pk])
    response = enter(cast.facilitator).get(url, headers={"Accept-Encoding": "gzip"})
    assert b"".join(response.streaming_content) == report.file.path.read_bytes()
    assert response.headers["Content-Disposition"] == 'attachment; filename="area-sheet-TCD07-ar.pdf"'
    assert response.headers["Content-Length"] == str(report.file.size)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    report.refresh_from_db()
    assert report.downloads == 1
    assert Event.objects.filter(verb=Verb.REPORT_DOWNLOADED, by_id=cast.facilitator.pk).count() == 1


def test_the_right_is_asked_again_at_the_download(cast: Cast, enter: Enter) -> None:
    report = done(cast)
    url = reverse("reports:report-file", args=[report.pk])
    Assignment.objects.filter(user=cast.facilitator).update(area=cast.here.neighbour)
    assert enter(cast.facilitator).get(url).status_code == 404
    Assignment.objects.filter(user=cast.facilitator).delete()
    assert enter(cast.facilitator).get(url).status_code == 404
    report.refresh_from_db()
    assert report.downloads == 0


def test_who_may_read_but_no_longer_make_papers_is_told_so(cast: Cast, enter: Enter, monkeypatch) -> None:
    from cbp.accounts import roles

    report = done(cast)
    less = roles.ALLOWS[Role.FACILITATOR] - {roles.Permission.REPORT_MAKE}
    monkeypatch.setitem(roles.ALLOWS, Role.FACILITATOR, less)  # type: ignore[arg-type]
    response = enter(cast.facilitator).get(reverse("reports:report-file", args=[report.pk]))
    assert response.status_code == 403
    assert "Your role does not make papers." in response.content.decode()


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.FAILED, JobState.EXPIRED])
def test_without_a_finished_file_there_is_nothing_to_download(cast: Cast, enter: Enter, state: str) -> None:
    report = a_report(cast.facilitator, cast.here.region, state=state)
    assert enter(cast.facilitator).get(reverse("reports:report-file", args=[report.pk])).status_code == 404


def test_a_name_in_arabic_everywhere(cast: Cast, enter: Enter) -> None:
    AreaName.objects.create(area=cast.here.region, text="اسم", language="ar")
    cast.facilitator.language = "ar"
    cast.facilitator.save()
    browser, report = enter(cast.facilitator), done(cast)
    for url in (new_url(cast), reverse("reports:report-list"), report.get_absolute_url()):
        assert browser.get(url).status_code == 200


def test_what_is_refused_is_no_page_to_print_either(cast: Cast, enter: Enter) -> None:
    """A kit without the safe contact leaves the house by no door."""
    browser, arguments = enter(cast.facilitator), ["session-kit", cast.here.chain.session.pk]
    page = reverse("reports:report-print", args=arguments)
    Session.objects.filter(pk=arguments[1]).update(state="planned")
    for contact, status in (("Call 1212", 200), (" ", 302)):
        Programme.objects.update(safe_contact=contact)
        assert browser.get(page, {"language": "en"}).status_code == status
    assert browser.get(page).headers["Location"] == reverse("reports:report-new", args=arguments)
