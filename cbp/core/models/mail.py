"""Letters: e-mail waits in a row until a worker has handed it over, so no page waits for a mail server."""

from typing import ClassVar

from django.db import models

from cbp.core.models.jobs import Job


class Letter(Job):
    """One e-mail on its way. Its text is emptied once it was handed over: it may hold a one-time link."""

    task = "core.deliver"

    to = models.TextField()
    subject = models.CharField(max_length=500)
    body = models.TextField()
    html = models.TextField(blank=True)

    objects = models.Manager["Letter"]()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "rung_at"], name="letter_waiting")]

    def __str__(self) -> str:
        return self.subject
