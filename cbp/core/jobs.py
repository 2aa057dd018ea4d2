"""Jobs: rung on commit, claimed by a worker with a lease, swept up when a worker is lost.

The row is the truth. Ringing may fail or stay silent: the sweeper rings again. Each try has a number, and only the
holder of the current number may write the result, so a worker that comes back from the dead changes nothing.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cbp.core.models.jobs import Job, JobState
from cbp.core.refusals import Refused, in_words

log = logging.getLogger(__name__)

RING_AGAIN = timedelta(seconds=30)
# Measured: a silent broker costs this and a tenth of a second, so that a save stays below a second and a half.
BROKER_PATIENCE = 0.8
# Stored as they stand here, and shown in the reader's language by `sentence`.
LOST = gettext_noop("The worker was lost three times while it made this. Please try again, or tell the administrator.")
TOO_LONG = gettext_noop("This took longer than a minute and was stopped. Choose less, and try again.")
TOO_LARGE = gettext_noop("This needed more memory than a worker may have and was stopped. Choose less, and try again.")
BROKEN = gettext_noop("Something went wrong while this was made. The administrator finds the details in the log.")


def sentence(job: Job) -> str:
    """Why it failed, in the reader's language."""
    return in_words(job.refusal, job.refusal_values)


def may_help(job: Job) -> bool:
    """Whether another try can end otherwise: a fault of ours may pass, a table of the wrong kind stays one."""
    return job.refusal in (LOST, TOO_LONG, TOO_LARGE, BROKEN)


def concrete_jobs() -> list[type[Job]]:
    """Every kind of job in the house, found through the app registry."""
    return [model for model in apps.get_models() if issubclass(model, Job)]


# --- ringing ----------------------------------------------------------------------------------------------------------
def ring(job: Job) -> None:
    """Tells the workers after the commit. A broker that is gone or silent costs a second at most, and is no error."""
    transaction.on_commit(lambda: send(job))


def send(job: Job) -> bool:
    type(job)._default_manager.filter(pk=job.pk).update(rung_at=Now())
    patience = {"socket_timeout": BROKER_PATIENCE, "socket_connect_timeout": BROKER_PATIENCE, "max_retries": 0}
    options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **patience}
    try:
        with current_app.connection_for_write(transport_options=options, connect_timeout=BROKER_PATIENCE) as bell:
            current_app.send_task(job.task, kwargs={"job_id": job.pk}, connection=bell, retry=False)
    except Exception as error:  # whatever a broker may do, the row is already safe
        log.warning("The bell did not ring for %s %s: %s", job._meta.label_lower, job.pk, error)
        return False
    return True


def queue_again(job: Job) -> None:
    """A person asks for another round of tries."""
    again = type(job)._default_manager.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.EXPIRED, JobState.DONE])
    if again.update(
        state=JobState.QUEUED, attempt=0, refusal="", percent=0, stage="", heartbeat_at=None, queued_at=Now()
    ):
        ring(job)


def cancel(job: Job) -> None:
    """Only what no worker has begun can be cancelled."""
    if (
        not type(job)
        ._default_manager.filter(pk=job.pk, state=JobState.QUEUED)
        .update(state=JobState.CANCELLED, finished_at=Now())
    ):
        raise Refused(_("This has begun already and cannot be cancelled."))


# --- working ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Attempt:
    """One try of one job, held by one worker as long as no later try has begun."""

    model: type[Job]
    pk: int
    number: int

    def _mine(self) -> models.QuerySet[Job]:
        return self.model._default_manager.filter(pk=self.pk, attempt=self.number, state=JobState.RUNNING)

    def beat(self) -> bool:
        return bool(self._mine().update(heartbeat_at=Now(), lease_until=_lease_end()))

    def progress(self, stage: str, percent: int) -> None:
        self._mine().update(stage=stage, percent=percent, heartbeat_at=Now(), lease_until=_lease_end())

    def finish(self, **fields: Any) -> bool:
        """Writes the result if this try is still the current one; says whether it was."""
        return bool(self._mine().update(state=JobState.DONE, percent=100, stage="", finished_at=Now(), **fields))

    def fail(self, refusal: str, values: dict[str, Any] | None = None) -> bool:
        told = {"refusal": refusal[:500], "refusal_values": values or {}}
        return bool(self._mine().update(state=JobState.FAILED, finished_at=Now(), **told))

    def give_back(self) -> bool:
        """To be tried again by the sweeper, after its pause; failed after the last try."""
        if self.number >= settings.JOB_MAX_ATTEMPTS:
            return self.fail(BROKEN)
        return bool(self._mine().update(state=JobState.QUEUED, stage="", percent=0, rung_at=Now()))


def _lease_end() -> models.expressions.CombinedExpression:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(model: type[Job], pk: int) -> Attempt | None:
    """Takes a waiting job, or one whose holder gave no sign of life; the database's clock decides."""
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=Now())
    with transaction.atomic():
        taken = model._default_manager.filter(free, pk=pk, attempt__lt=settings.JOB_MAX_ATTEMPTS).update(
            state=JobState.RUNNING,
            attempt=F("attempt") + 1,
            lease_until=_lease_end(),
            heartbeat_at=Now(),
            started_at=Now(),
        )
        return (
            Attempt(model, pk, model._default_manager.values_list("attempt", flat=True).get(pk=pk)) if taken else None
        )


@contextmanager
def heart(attempt: Attempt) -> Iterator[None]:
    """Beats in the background while the work goes on, on a connection of its own."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(settings.JOB_LEASE_SECONDS / 3):
            try:
                attempt.beat()
            except Exception as error:  # the work itself will meet the same database
                log.warning("No heartbeat for %s %s: %s", attempt.model._meta.label_lower, attempt.pk, error)
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(2)


def work(model: type[Job], pk: int, make: Callable[[Any, Attempt], None]) -> None:
    """Claims the job and makes it. Safe to call twice: the second caller finds the lease taken and leaves."""
    attempt = claim(model, pk)
    if attempt is None:
        return
    try:
        with heart(attempt):
            make(model._default_manager.get(pk=pk), attempt)
    except Refused as refusal:
        attempt.fail(refusal.message, refusal.values)
    except SoftTimeLimitExceeded:
        attempt.fail(TOO_LONG)
    except MemoryError:
        attempt.fail(TOO_LARGE)
    except Exception:
        log.exception("Try %s of %s %s failed", attempt.number, model._meta.label_lower, pk)
        attempt.give_back()


# --- sweeping ---------------------------------------------------------------------------------------------------------
def sweep() -> int:
    """Rings again for what waits too long, takes over expired leases, ends what was tried too often."""
    return sum(_sweep(model) for model in concrete_jobs())


def _sweep(model: type[Job]) -> int:
    jobs = model._default_manager
    expired = Q(state=JobState.RUNNING, lease_until__lt=Now())
    # A waiting job with all its tries behind it would wait for ever: nobody may claim it.
    jobs.filter(expired | Q(state=JobState.QUEUED), attempt__gte=settings.JOB_MAX_ATTEMPTS).update(
        state=JobState.FAILED, refusal=LOST, finished_at=Now()
    )
    jobs.filter(expired).update(state=JobState.QUEUED, rung_at=None, stage="", percent=0)
    unheard = Q(rung_at=None) | Q(rung_at__lt=Now() - RING_AGAIN)
    waiting = jobs.filter(unheard, state=JobState.QUEUED).order_by("queued_at", "pk")[:200]
    rung = 0
    for job in waiting:
        if not send(job):
            break  # the broker is away: the next sweep asks again
        rung += 1
    return rung
