"""Papers that people asked for. A report is a row: the job table is the truth."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cbp.core.choices import Classification
from cbp.core.models import Job, StoredFile
from cbp.core.reach import Person


class PaperFile(StoredFile):
    """A finished paper. Same hashes, same bytes: requests for the same snapshot share one file."""

    key = models.CharField(max_length=64, unique=True, editable=False)
    pages = models.PositiveIntegerField(_("pages"))


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Person) -> ReportQuerySet:
        """One's own. Whether the subject may still be read is asked again at the download."""
        return self.filter(requested_by_id=person.pk)

    def latest_first(self) -> ReportQuerySet:
        return self.order_by("-queued_at", "-pk")


class Report(Job):
    """One request for one paper in one language. It renders its snapshot: the data as they were when asked for.

    `data_as_of` is the last change recorded in the data, as the paper prints it. `programme_id` and `area_path` are
    where the subject stood, so that those who read the history of that place find who made papers of it.
    """

    task = "reports.produce"

    paper = models.CharField(_("paper"), max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(_("subject"), max_length=200)
    programme_id = models.BigIntegerField(null=True, editable=False)
    area_path = models.CharField(max_length=120, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    classification = models.CharField(_("classification"), max_length=10, choices=Classification.choices)
    options = models.JSONField(default=dict)
    snapshot = models.JSONField(editable=False)
    data_as_of = models.DateTimeField(_("data as of"), null=True, editable=False)
    data_hash = models.CharField(max_length=64, editable=False)
    template_hash = models.CharField(max_length=64, editable=False)
    file = models.ForeignKey(PaperFile, models.SET_NULL, null=True, related_name="reports", editable=False)
    expires_at = models.DateTimeField(_("kept until"), null=True, editable=False)
    downloads = models.PositiveIntegerField(default=0, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes: ClassVar = [
            models.Index(fields=["requested_by_id", "-queued_at"], name="report_of_person"),
            models.Index(fields=["state", "rung_at"], name="report_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject_label

    def get_absolute_url(self) -> str:
        return reverse("reports:report-detail", args=[self.pk])

    def history_scope(self) -> tuple[int | None, str]:
        return self.programme_id, self.area_path
