"""The job table is the truth, the broker only a bell."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Without a sign of life for this long, the page says that the job waits to be tried again.
QUIET = timedelta(minutes=3)


class JobState(models.TextChoices):
    """States of a job. Who moves it: `NEXT` below; `core.jobs` is the only one that does."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


NEXT: dict[JobState, tuple[JobState, ...]] = {
    JobState.QUEUED: (JobState.RUNNING, JobState.CANCELLED, JobState.DONE, JobState.FAILED),
    JobState.RUNNING: (JobState.DONE, JobState.FAILED, JobState.QUEUED),
    JobState.DONE: (JobState.EXPIRED, JobState.QUEUED),
    JobState.FAILED: (JobState.QUEUED,),
    JobState.CANCELLED: (),
    JobState.EXPIRED: (JobState.QUEUED,),
}


class Job(models.Model):
    """Something long that a person asked for, and what became of it.

    `attempt` numbers the tries: only the holder of the current one may write the result.
    `requested_by` is an id and a label, because the floor of people lies above this one.
    """

    task: ClassVar[str]

    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempt = models.PositiveSmallIntegerField(_("try"), default=0)
    lease_until = models.DateTimeField(null=True, editable=False)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, editable=False)
    rung_at = models.DateTimeField(null=True, editable=False)
    percent = models.PositiveSmallIntegerField(_("percent done"), default=0)
    stage = models.CharField(_("stage"), max_length=40, blank=True)
    refusal = models.CharField(_("why it failed"), max_length=500, blank=True)
    refusal_values = models.JSONField(default=dict, editable=False)
    requested_by_id = models.BigIntegerField(null=True)
    requested_by_label = models.CharField(_("asked for by"), max_length=200, blank=True)
    queued_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)

    @property
    def is_quiet(self) -> bool:
        """No sign of life for three minutes: it will be tried again."""
        last = self.heartbeat_at or self.queued_at
        return self.is_waiting and timezone.now() - last > QUIET

    def can_move_to(self, state: JobState) -> bool:
        return state in NEXT[JobState(self.state)]
