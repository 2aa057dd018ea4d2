"""Asking for papers, and the worker's part without a worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from cbp.core import jobs
from cbp.core.models import Event, JobState, Verb
from cbp.core.refusals import Refused
from reports import actions, producing
from reports.models import PaperFile, Report
from reports.papers import AREA_SHEET
from tests.cast import Cast
from tests.reports.things import a_report

pytestmark = pytest.mark.django_db


def order(cast: Cast, language: str = "en") -> Report:
    return actions.order_report(AREA_SHEET, cast.here.region, language=language, by=cast.facilitator)


def make(report: Report) -> Report:
    """What the task does."""
    jobs.work(Report, report.pk, producing.produce)
    report.refresh_from_db()
    return report


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_it_works(cast: Cast, files_dir: Path) -> None:
    report = order(cast)
    assert (report.state, report.attempt, report.file) == (JobState.QUEUED, 0, None)
    report = make(report)
    assert (report.state, report.percent, report.attempt) == (JobState.DONE, 100, 1)
    assert report.file.path.read_bytes()[:5] == b"%PDF-"
    assert report.file.name == "area-sheet-TCD07-en.pdf"
    assert report.expires_at - timezone.now() > timezone.timedelta(days=89)
    assert kept(files_dir) == [report.file.path]


def test_it_is_history_with_the_place(cast: Cast) -> None:
    report = order(cast)
    event = Event.objects.get(verb=Verb.REPORT_ASKED)
    assert (event.by_id, event.thing_id, event.area_path) == (cast.facilitator.pk, report.pk, cast.here.region.path)
    assert event.after == {"paper": "area-sheet", "language": "en"}


def test_the_same_data_share_one_file_and_are_there_at_once(cast: Cast, files_dir: Path) -> None:
    first = make(order(cast))
    second = actions.order_report(AREA_SHEET, cast.here.region, language="en", by=cast.planner)
    assert (second.state, second.file_id, second.requested_by_id) == (JobState.DONE, first.file_id, cast.planner.pk)
    assert len(kept(files_dir)) == PaperFile.objects.count() == 1


def test_another_language_and_changed_data_are_other_papers(cast: Cast) -> None:
    first = make(order(cast))
    assert make(order(cast, "ar")).file_id != first.file_id
    cast.here.figure.persons += 1
    cast.here.figure.save()
    assert make(order(cast)).file_id != first.file_id


def test_a_lost_file_is_made_again(cast: Cast) -> None:
    first = make(order(cast))
    first.file.path.unlink()
    again = make(order(cast))
    assert again.file_id == first.file_id
    assert again.file.path.is_file()


def test_two_queued_requests_end_with_one_file(cast: Cast, files_dir: Path) -> None:
    one, two = order(cast), order(cast)
    assert make(one).file_id == make(two).file_id
    assert len(kept(files_dir)) == 1


def test_who_comes_second_drops_its_bytes(cast: Cast, files_dir: Path) -> None:
    report = make(order(cast))
    rendered = producing.rendering.pdf_of(AREA_SHEET, report.snapshot, "en")
    assert producing.store(AREA_SHEET, report, report.file.key, rendered) == report.file
    assert kept(files_dir) == [report.file.path]


def test_a_try_that_was_taken_over_writes_no_result(cast: Cast) -> None:
    report = a_report(cast.facilitator, cast.here.region)
    attempt = jobs.claim(Report, report.pk)
    Report.objects.filter(pk=report.pk).update(attempt=2)
    producing.produce(report, attempt)
    report.refresh_from_db()
    assert (report.state, report.file) == (JobState.RUNNING, None)


def test_the_same_message_twice_is_one_try(cast: Cast) -> None:
    report = a_report(cast.facilitator, cast.here.region)
    assert jobs.claim(Report, report.pk) is not None
    assert make(report).attempt == 1


def test_a_paper_that_no_one_makes_any_more_fails_in_words(cast: Cast) -> None:
    report = make(a_report(cast.facilitator, cast.here.region, paper="gone"))
    assert report.state == JobState.FAILED
    assert jobs.sentence(report) == "This kind of paper is no longer made."


def test_a_fault_is_tried_again_and_ends_with_a_reason(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producing.rendering, "draw", lambda html: 1 / 0)
    report = a_report(cast.facilitator, cast.here.region)
    for tries in (1, 2):
        assert (make(report).state, report.attempt) == (JobState.QUEUED, tries)
    assert (make(report).state, report.attempt) == (JobState.FAILED, 3)
    assert report.refusal == jobs.BROKEN


def test_too_much_memory_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(html: str) -> None:
        raise MemoryError

    monkeypatch.setattr(producing.rendering, "draw", draw)
    report = make(a_report(cast.facilitator, cast.here.region))
    assert (report.state, report.refusal) == (JobState.FAILED, jobs.TOO_LARGE)


def test_too_many_pages_are_refused_before(cast: Cast, settings) -> None:
    settings.PAPER_MAX_PAGES = 1
    with pytest.raises(Refused, match="about 2 pages; at most 1"):
        order(cast)
    assert not Report.objects.exists()


def test_a_language_that_is_not_offered_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="not made in that language"):
        order(cast, "de")


def test_what_waits_can_be_cancelled_and_what_runs_cannot(cast: Cast) -> None:
    waiting, running = order(cast), order(cast)
    actions.cancel_report(waiting, by=cast.facilitator)
    waiting.refresh_from_db()
    assert waiting.state == JobState.CANCELLED
    assert jobs.claim(Report, waiting.pk) is None
    jobs.claim(Report, running.pk)
    with pytest.raises(Refused, match="begun already"):
        actions.cancel_report(running, by=cast.facilitator)
    assert Event.objects.filter(verb=Verb.REPORT_CANCELLED).count() == 1


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.EXPIRED])
def test_what_failed_or_expired_is_made_again_from_its_snapshot(cast: Cast, state: str) -> None:
    report = a_report(cast.facilitator, cast.here.region, state=state, attempt=3, refusal="x")
    actions.retry_report(report, by=cast.facilitator)
    cast.here.figure.delete()
    assert (make(report).state, report.attempt, report.refusal) == (JobState.DONE, 1, "")
    assert report.snapshot["rounds"]


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.DONE, JobState.CANCELLED])
def test_nothing_else_is_made_again(cast: Cast, state: str) -> None:
    report = a_report(cast.facilitator, cast.here.region, state=state)
    with pytest.raises(Refused, match="failed or has expired"):
        actions.retry_report(report, by=cast.facilitator)


def test_downloads_are_counted_and_history(cast: Cast) -> None:
    report = make(order(cast))
    actions.note_download(report, by=cast.facilitator)
    report.refresh_from_db()
    assert report.downloads == 1
    assert Event.objects.get(verb=Verb.REPORT_DOWNLOADED).thing_id == report.pk


def test_a_newer_template_gives_the_report_its_own_hash(cast: Cast) -> None:
    report = make(a_report(cast.facilitator, cast.here.region, template_hash="0" * 64))
    assert report.template_hash == producing.hashes.template_hash("en")
