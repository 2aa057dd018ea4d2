"""Journeys with a real worker: it makes the paper, it is killed, its broker goes away. (F01, F02, F06, F08)"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import current_app

from cbp.accounts.models import User
from cbp.accounts.roles import Role
from cbp.core import jobs
from cbp.core.models import Area, JobState
from reports import actions
from reports.models import PaperFile, Report
from reports.papers import AREA_SHEET
from tests.cast import make_area, make_figure, make_person
from tests.reports.things import text_of
from tests.reports.workers import Worker, own_broker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
MOST_SECONDS = 1.5


@pytest.fixture
def person() -> User:
    return make_person("Amina", Role.MANAGER)


@pytest.fixture
def area() -> Area:
    country = make_area(None, "TCD", "Chad", country="TCD")
    make_figure(country, 1, 12_345)
    return country


@pytest.fixture
def long_area(area: Area) -> Area:
    """A country with so many regions that drawing it takes a while."""
    Area.objects.bulk_create(
        Area(country="TCD", level=1, pcode=f"TCD{n:04}", name=f"Region {n}", parent=area, path=f"TCD/TCD{n:04}/")
        for n in range(700)
    )
    return area


@pytest.fixture
def broker() -> Iterator[str]:
    """An empty database of the real broker; what this test rings goes there."""
    url = own_broker()
    current_app.conf.broker_url = url
    with current_app.connection_for_write(url) as connection:
        connection.default_channel.client.flushdb()
    yield url
    with current_app.connection_for_write(url) as connection:
        connection.default_channel.client.flushdb()
    current_app.conf.broker_url = "memory://"


@pytest.fixture
def start(tmp_path: Path, broker: str) -> Iterator[Callable[..., Worker]]:
    """Starts workers, and ends them all after the test."""
    workers: list[Worker] = []

    def start(**environment: str) -> Worker:
        workers.append(Worker(tmp_path, broker, **environment))
        return workers[-1]

    yield start
    for worker in workers:
        worker.stop()


def order(area: Area, person: User) -> Report:
    return actions.order_report(AREA_SHEET, area, language="ar", by=person)


def state_of(report: Report) -> tuple[str, str]:
    report.refresh_from_db(fields=["state", "stage", "attempt", "file"])
    return report.state, report.stage


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_real_worker_makes_the_paper(area: Area, person: User, start, files_dir: Path) -> None:
    worker = start()
    report = order(area, person)
    assert report.state == JobState.QUEUED
    wait_for(lambda: state_of(report)[0] == JobState.DONE, worker)
    assert (report.attempt, files_in(files_dir)) == (1, [report.file.path])
    assert "12,345" in text_of(report.file.path.read_bytes())


def test_what_was_ordered_without_a_worker_is_made_when_one_comes(area: Area, person: User, start) -> None:
    report = order(area, person)
    worker = start()
    wait_for(lambda: state_of(report)[0] == JobState.DONE, worker)


# --- killed in mid-render ---------------------------------------------------------------------------------------------
def _until_drawing(report: Report, worker: Worker) -> None:
    wait_for(lambda: state_of(report) == (JobState.RUNNING, "drawing"), worker)


def _swept_until_done(report: Report, worker: Worker, lease: float) -> None:
    """What beat does every thirty seconds, without the wait."""

    def done() -> bool:
        Report.objects.filter(state=JobState.QUEUED, attempt__gt=0).update(rung_at=None)
        jobs.sweep()
        time.sleep(lease / 6)
        return state_of(report)[0] == JobState.DONE

    wait_for(done, worker, patience=120)


@pytest.mark.slow
def test_kill_9_of_the_whole_worker_ends_with_exactly_one_file(
    long_area: Area, person: User, start, files_dir: Path, settings
) -> None:
    settings.JOB_LEASE_SECONDS = 3
    first = start(JOB_LEASE_SECONDS="3")
    report = order(long_area, person)
    _until_drawing(report, first)
    first.kill()
    assert state_of(report) == (JobState.RUNNING, "drawing")
    second = start(JOB_LEASE_SECONDS="3")
    _swept_until_done(report, second, 3)
    assert (report.attempt, PaperFile.objects.count()) == (2, 1)
    assert files_in(files_dir) == [report.file.path]


@pytest.mark.slow
def test_kill_9_of_the_child_ends_with_exactly_one_file(
    long_area: Area, person: User, start, files_dir: Path, settings
) -> None:
    settings.JOB_LEASE_SECONDS = 3
    worker = start(JOB_LEASE_SECONDS="3")
    report = order(long_area, person)
    _until_drawing(report, worker)
    worker.kill_child()
    _swept_until_done(report, worker, 3)
    assert worker.process.poll() is None
    assert (report.attempt, PaperFile.objects.count()) == (2, 1)
    assert files_in(files_dir) == [report.file.path]


@pytest.mark.slow
def test_killed_three_times_it_fails_in_words(long_area: Area, person: User, start, files_dir: Path) -> None:
    worker = start(JOB_LEASE_SECONDS="3")
    report = order(long_area, person)
    for attempt in (1, 2, 3):
        wait_for(lambda number=attempt: state_of(report)[1] == "drawing" and report.attempt == number, worker)
        worker.kill_child()
        wait_for(lambda: (jobs.sweep(), state_of(report)[0] != JobState.RUNNING)[1], worker)
        Report.objects.filter(state=JobState.QUEUED).update(rung_at=None)
        jobs.sweep()
    report.refresh_from_db()
    assert (report.state, report.refusal) == (JobState.FAILED, jobs.LOST)
    assert files_in(files_dir) == []


@pytest.mark.slow
def test_a_deploy_in_mid_render_loses_nothing(long_area: Area, person: User, start) -> None:
    """SIGTERM: the paper that is being drawn is finished before the worker goes."""
    worker = start()
    report = order(long_area, person)
    _until_drawing(report, worker)
    worker.stop()
    assert state_of(report)[0] == JobState.DONE
    assert report.attempt == 1


# --- limits -----------------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_the_memory_of_the_child_is_bounded(start, settings) -> None:
    """A child sets its limit as its first deed, a moment after the worker says that it is ready."""
    worker, most = start(), str(settings.JOB_MEMORY_BYTES)
    wait_for(lambda: worker.children() and {_most_data(child) for child in worker.children()} == {most}, worker, 10)


def _most_data(child: int) -> str:
    limits = Path(f"/proc/{child}/limits").read_text()
    return next(line for line in limits.splitlines() if line.startswith("Max data size")).split()[3]


@pytest.mark.slow
def test_a_paper_that_wants_more_memory_fails_with_a_reason_and_the_worker_lives(
    long_area: Area, person: User, start, files_dir: Path
) -> None:
    """Python says so with an error; the text library ends its process instead, which is tried three times. (A51)"""
    worker = start(JOB_LEASE_SECONDS="3", JOB_MEMORY_MB="190")
    report = order(long_area, person)

    def ended() -> bool:
        Report.objects.filter(state=JobState.QUEUED, attempt__gt=0).update(rung_at=None)
        jobs.sweep()
        time.sleep(0.5)
        return state_of(report)[0] in (JobState.FAILED, JobState.DONE)

    wait_for(ended, worker, patience=150)
    report.refresh_from_db()
    assert (report.state, files_in(files_dir)) == (JobState.FAILED, [])
    assert report.refusal in (jobs.TOO_LARGE, jobs.LOST)
    small = order(make_area(long_area, "TCD99999", "Small"), person)
    wait_for(lambda: state_of(small)[0] == JobState.DONE, worker)


# --- the broker goes away ---------------------------------------------------------------------------------------------
@pytest.fixture
def gone() -> Iterator[str]:
    """A port at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    current_app.conf.broker_url = f"redis://127.0.0.1:{port}/0"
    yield current_app.conf.broker_url
    current_app.conf.broker_url = "memory://"


@pytest.fixture
def silent() -> Iterator[str]:
    """A port that takes every call and never says a word."""
    server, calls = socket.create_server(("127.0.0.1", 0), backlog=64), []

    def take() -> None:
        while True:
            try:
                calls.append(server.accept())
            except OSError:
                return

    threading.Thread(target=take, daemon=True).start()
    current_app.conf.broker_url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
    yield current_app.conf.broker_url
    current_app.conf.broker_url = "memory://"
    server.close()


@pytest.mark.parametrize("fault", [pytest.param("gone", marks=pytest.mark.slow), "silent"])
def test_a_save_never_waits_longer_than_a_second_and_a_half(
    request: pytest.FixtureRequest, area: Area, person: User, fault: str
) -> None:
    url = request.getfixturevalue(fault)
    assert urlsplit(url).port
    for _ in range(3):
        began = time.monotonic()
        report = order(area, person)
        assert time.monotonic() - began < MOST_SECONDS
        assert state_of(report)[0] == JobState.QUEUED


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["gone", "silent"])
def test_what_was_ordered_meanwhile_is_made_afterwards(
    request: pytest.FixtureRequest, area: Area, person: User, fault: str, tmp_path: Path
) -> None:
    request.getfixturevalue(fault)
    report = order(area, person)
    Report.objects.update(rung_at=None)
    assert jobs.sweep() == 0
    url = request.getfixturevalue("broker")
    worker = request.getfixturevalue("start")()
    assert url
    Report.objects.update(rung_at=None)
    assert jobs.sweep() == 1
    wait_for(lambda: state_of(report)[0] == JobState.DONE, worker)
