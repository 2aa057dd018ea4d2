"""Jobs: the row is the truth. Claimed by one, held by a lease, finished by its holder alone, swept up when lost."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta

import pytest
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import before_task_publish
from django.core import mail
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone, translation

from cbp.core import jobs, tasks
from cbp.core.models import JobState, Letter
from cbp.core.refusals import Refused


def letter(**fields: object) -> Letter:
    return Letter.objects.create(**{"to": "a@example.org", "subject": "Hello", "body": "A link", **fields})


def now_of(job: Letter) -> Letter:
    return Letter.objects.get(pk=job.pk)


def lost(job: Letter) -> None:
    """Its holder gave no sign of life until its lease ran out."""
    Letter.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


@pytest.fixture
def bell(db):
    """What was rung, in order; the broker is Kombu's own, in memory."""
    rung = []

    def heard(sender: str, headers: dict, body: object, **_rest: object) -> None:
        rung.append((sender, body[1]["job_id"]))

    before_task_publish.connect(heard)
    yield rung
    before_task_publish.disconnect(heard)


# --- claiming ---------------------------------------------------------------------------------------------------------
def test_a_job_is_claimed_once(db):
    job = letter()
    first, second = jobs.claim(Letter, job.pk), jobs.claim(Letter, job.pk)
    assert (first.number, second) == (1, None)
    assert (now_of(job).state, now_of(job).attempt) == (JobState.RUNNING, 1)


def test_a_lost_job_is_claimed_by_the_next_and_the_first_writes_nothing_more(db):
    job = letter()
    first = jobs.claim(Letter, job.pk)
    lost(job)
    second = jobs.claim(Letter, job.pk)
    assert (second.number, first.beat(), first.finish(body=""), first.fail("late"), first.give_back()) == (
        2,
        *[False] * 4,
    )
    first.progress("late", 99)
    assert (now_of(job).stage, now_of(job).body) == ("", "A link")
    assert second.finish(body="") is True
    assert (now_of(job).state, now_of(job).percent, second.finish()) == (JobState.DONE, 100, False)


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED])
def test_what_has_ended_is_claimed_by_nobody(db, state):
    assert jobs.claim(Letter, letter(state=state).pk) is None


def test_at_most_three_tries(db, settings):
    job = letter()
    for number in (1, 2, 3):
        assert jobs.claim(Letter, job.pk).number == number
        lost(job)
    assert jobs.claim(Letter, job.pk) is None


def test_a_job_that_is_not_there(db):
    assert jobs.claim(Letter, 10**12) is None
    jobs.work(Letter, 10**12, lambda *_: None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_and_one_holds_it():
    job, held, together = letter(), [], threading.Barrier(8)

    def one() -> None:
        together.wait()
        try:
            held.append(jobs.claim(Letter, job.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(attempt is not None for attempt in held), now_of(job).attempt) == (1, 1)


# --- working ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("error", "state", "refusal"),
    [
        (Refused("No such place."), JobState.FAILED, "No such place."),
        (SoftTimeLimitExceeded(), JobState.FAILED, jobs.TOO_LONG),
        (MemoryError(), JobState.FAILED, jobs.TOO_LARGE),
        (ValueError("secret detail"), JobState.QUEUED, ""),
    ],
)
def test_how_a_try_ends(db, error, state, refusal):
    def make(_job: Letter, _attempt: jobs.Attempt) -> None:
        raise error

    job = letter()
    jobs.work(Letter, job.pk, make)
    assert (now_of(job).state, now_of(job).refusal) == (state, refusal)


def test_after_three_faults_it_has_failed_in_plain_words(db):
    def make(_job: Letter, _attempt: jobs.Attempt) -> None:
        raise ValueError("secret detail")

    job = letter()
    for _ in range(5):
        jobs.work(Letter, job.pk, make)
    assert (now_of(job).state, now_of(job).attempt, now_of(job).refusal) == (JobState.FAILED, 3, jobs.BROKEN)


def test_a_second_call_of_the_same_task_does_nothing(db):
    """F05."""
    made = []

    def make(job: Letter, attempt: jobs.Attempt) -> None:
        made.append(job.pk)
        jobs.work(Letter, job.pk, make)
        attempt.finish()

    job = letter()
    jobs.work(Letter, job.pk, make)
    jobs.work(Letter, job.pk, make)
    assert made == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_a_heart_beats_while_the_work_goes_on(settings):
    settings.JOB_LEASE_SECONDS = 0.3
    job = letter()
    attempt = jobs.claim(Letter, job.pk)
    before = now_of(job).heartbeat_at
    with jobs.heart(attempt):
        time.sleep(0.5)
    after = now_of(job).heartbeat_at
    time.sleep(0.2)
    assert after > before
    assert now_of(job).heartbeat_at == after


def test_the_reason_is_said_in_the_reader_s_language(db):
    assert jobs.sentence(letter()) == ""
    with translation.override("en"):
        assert jobs.sentence(letter(refusal=jobs.LOST)) == jobs.LOST


# --- ringing ----------------------------------------------------------------------------------------------------------
def test_a_job_is_rung_after_the_commit(bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = letter()
        jobs.ring(job)
        assert bell == []
    assert bell == [("core.deliver", job.pk)]
    assert now_of(job).rung_at is not None


@pytest.mark.parametrize(
    "broker", ["redis://127.0.0.1:1/0", "redis+socket:///no/such/socket", "redis://nobody.invalid:6379/0"]
)
def test_a_broker_that_is_away_costs_a_second_and_is_no_fault(db, broker):
    """F06."""
    job, began = letter(), time.monotonic()
    current_app.conf.broker_url = broker
    try:
        assert jobs.send(job) is False
    finally:
        current_app.conf.broker_url = "memory://"
    assert time.monotonic() - began < 1.5
    assert now_of(job).state == JobState.QUEUED


def test_a_broker_that_takes_the_call_and_says_nothing(db):
    """F08: a black hole."""
    job = letter()
    with socket.create_server(("127.0.0.1", 0)) as hole:
        current_app.conf.broker_url = f"redis://127.0.0.1:{hole.getsockname()[1]}/0"
        began = time.monotonic()
        try:
            assert jobs.send(job) is False
        finally:
            current_app.conf.broker_url = "memory://"
    assert time.monotonic() - began < 1.5


# --- sweeping ---------------------------------------------------------------------------------------------------------
def test_the_sweeper_rings_what_nobody_heard(bell):
    unheard, old, fresh = letter(), letter(), letter()
    Letter.objects.filter(pk=old.pk).update(rung_at=Now() - timedelta(seconds=31))
    Letter.objects.filter(pk=fresh.pk).update(rung_at=Now())
    assert jobs.sweep() == 2
    assert [job_id for _task, job_id in bell] == [unheard.pk, old.pk]
    assert jobs.sweep() == 0


def test_the_sweeper_takes_over_what_is_lost(bell):
    job = letter()
    attempt = jobs.claim(Letter, job.pk)
    assert (jobs.sweep(), now_of(job).state) == (0, JobState.RUNNING)
    lost(job)
    assert (jobs.sweep(), now_of(job).state, attempt.finish()) == (1, JobState.QUEUED, False)


def test_the_sweeper_ends_what_was_lost_three_times(bell):
    job = letter()
    for _ in range(3):
        jobs.claim(Letter, job.pk)
        lost(job)
    assert jobs.sweep() == 0
    assert (now_of(job).state, now_of(job).refusal, now_of(job).finished_at is not None) == (
        JobState.FAILED,
        jobs.LOST,
        True,
    )


def test_a_try_given_back_at_the_last_moment_is_not_left_waiting_for_ever(bell):
    """Queued with three tries behind it: nobody could claim it, so it must not stay."""
    job = letter(attempt=3)
    jobs.sweep()
    assert now_of(job).state == JobState.FAILED


def test_the_sweeper_stops_asking_a_broker_that_is_away(db):
    for _ in range(5):
        letter()
    current_app.conf.broker_url = "redis+socket:///no/such/socket"
    began = time.monotonic()
    try:
        assert jobs.sweep() == 0
    finally:
        current_app.conf.broker_url = "memory://"
    assert time.monotonic() - began < 4


# --- people -----------------------------------------------------------------------------------------------------------
def test_only_what_nobody_has_begun_is_cancelled(db):
    job = letter()
    jobs.cancel(job)
    assert now_of(job).state == JobState.CANCELLED
    job = letter()
    jobs.claim(Letter, job.pk)
    with pytest.raises(Refused, match="begun already"):
        jobs.cancel(job)


@pytest.mark.parametrize("state", JobState)
def test_another_round_of_tries(bell, state, django_capture_on_commit_callbacks):
    job = letter(state=state, attempt=3, refusal="x", percent=40)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.queue_again(job)
    again = state in (JobState.FAILED, JobState.EXPIRED, JobState.DONE)
    assert bell == ([("core.deliver", job.pk)] if again else [])
    if again:
        job = now_of(job)
        assert (job.state, job.attempt, job.refusal, job.percent) == (JobState.QUEUED, 0, "", 0)


def test_three_minutes_without_a_sign_of_life(db):
    job = letter(state=JobState.RUNNING, heartbeat_at=timezone.now() - timedelta(minutes=2))
    assert job.is_quiet is False
    job.heartbeat_at -= timedelta(minutes=2)
    assert job.is_quiet is True
    job.state = JobState.DONE
    assert job.is_quiet is False


# --- letters ----------------------------------------------------------------------------------------------------------
def test_a_letter_waits_in_a_row_and_is_emptied_once_it_was_handed_over(
    db, settings, bell, django_capture_on_commit_callbacks
):
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_BACKEND = "cbp.core.mail.LetterBackend"
    message = mail.EmailMultiAlternatives("Hello", "One-time link", None, ["a@example.org", "b@example.org"])
    message.attach_alternative("<p>One-time link</p>", "text/html")
    with django_capture_on_commit_callbacks(execute=True):
        message.send()
    job = Letter.objects.get()
    assert (bell, job.body, job.to) == ([("core.deliver", job.pk)], "One-time link", "a@example.org\nb@example.org")
    assert mail.outbox == []
    tasks.deliver(job_id=job.pk)
    tasks.deliver(job_id=job.pk)
    assert [(one.to, one.subject, one.body) for one in mail.outbox] == [
        (["a@example.org", "b@example.org"], "Hello", "One-time link")
    ]
    job.refresh_from_db()
    assert (job.state, job.body, job.html) == (JobState.DONE, "", "")


def test_a_mail_server_that_is_away_loses_nothing(db, settings):
    """F34."""
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    job = letter()
    tasks.deliver(job_id=job.pk)
    assert (now_of(job).state, now_of(job).body) == (JobState.QUEUED, "A link")


def test_a_subject_with_a_line_end_is_refused_by_the_mail_library(db, settings):
    """A31: no second header gets in."""
    settings.MAIL_SERVER_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    job = letter(subject="Hello\nBcc: all@example.org")
    tasks.deliver(job_id=job.pk)
    assert (now_of(job).state, mail.outbox) == (JobState.QUEUED, [])
