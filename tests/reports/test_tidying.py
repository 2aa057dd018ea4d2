"""What is kept for a time only, and rows and files that lost each other."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from cbp.core import files, jobs
from cbp.core.models import JobState
from reports import actions, producing, tidying
from reports.models import PaperFile, Report
from reports.papers import AREA_SHEET
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast: Cast) -> Report:
    report = actions.order_report(AREA_SHEET, cast.here.region, language="en", by=cast.facilitator)
    jobs.work(Report, report.pk, producing.produce)
    report.refresh_from_db()
    return report


def hours_ago(path: Path, hours: float = 2) -> None:
    os.utime(path, (time.time() - hours * 3600,) * 2)


def age(file: PaperFile) -> None:
    PaperFile.objects.filter(pk=file.pk).update(created_at=timezone.now() - timedelta(hours=2))
    hours_ago(file.path)


def test_nothing_happens_to_what_is_in_order(report: Report) -> None:
    age(report.file)
    assert set(tidying.tidy().values()) == {0}
    report.refresh_from_db()
    assert report.state == JobState.DONE
    assert report.file.path.is_file()


def test_old_papers_expire_and_their_file_goes_when_no_one_needs_it(report: Report, cast: Cast) -> None:
    other = actions.order_report(AREA_SHEET, cast.here.region, language="en", by=cast.planner)
    age(report.file)
    Report.objects.filter(pk=report.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert tidying.tidy() == {"expired": 1, "rows_without_file": 0, "unneeded": 0, "files_without_row": 0}
    Report.objects.filter(pk=other.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert tidying.tidy() == {"expired": 1, "rows_without_file": 0, "unneeded": 1, "files_without_row": 0}
    report.refresh_from_db()
    assert (report.state, report.file) == (JobState.EXPIRED, None)
    assert not PaperFile.objects.exists()


def test_a_row_whose_file_was_lost_can_be_made_again(report: Report) -> None:
    report.file.path.unlink()
    assert tidying.tidy()["rows_without_file"] == 1
    report.refresh_from_db()
    assert (report.state, report.file) == (JobState.EXPIRED, None)


def test_bytes_that_no_row_knows_go_after_an_hour(report: Report, files_dir: Path) -> None:
    orphan = files_dir / files.keep(b"left behind", ".pdf").stored_as
    part = orphan.parent / ".part-abc123"
    part.write_bytes(b"half")
    stranger = files_dir / "notes" / "mine.txt"
    stranger.parent.mkdir()
    stranger.write_text("not ours")
    hours_ago(stranger)
    assert tidying.tidy()["files_without_row"] == 0
    hours_ago(orphan)
    hours_ago(part)
    hours_ago(report.file.path)
    assert tidying.tidy()["files_without_row"] == 2
    assert sorted(path for path in files_dir.rglob("*") if path.is_file()) == sorted([report.file.path, stranger])


def test_files_of_other_apps_are_known(cast: Cast, files_dir: Path) -> None:
    kept = files.keep(b"a sheet", ".sheet")
    sheet = cast.here.sheet
    sheet.stored_as = kept.stored_as
    sheet.save()
    hours_ago(sheet.path)
    assert tidying.tidy()["files_without_row"] == 0
    assert sheet.path.is_file()
