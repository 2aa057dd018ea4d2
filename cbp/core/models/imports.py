"""Sheets that come in: checked by a worker, shown to the person, applied when the person says so."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cbp.core.models.files import StoredFile
from cbp.core.models.jobs import Job
from cbp.core.reach import Person


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    def visible_to(self, person: Person) -> SheetImportQuerySet:
        """One's own; and every upload, for those who may apply sheets everywhere."""
        everywhere = any(
            grant.area_path is None and grant.programme_id is None for grant in person.grants("sheet.apply")
        )
        return self.all() if everywhere else self.filter(requested_by_id=person.pk)


class SheetImport(Job, StoredFile):
    """An uploaded table of places or of displacement figures, and what reading it found.

    `outcome` is what `core.actions.loading.Outcome.as_json` gives: counts and faults by row.
    """

    task = "core.read_sheet"

    class Kind(models.TextChoices):
        PLACES = "places", _("Places (P-codes)")
        DISPLACEMENT = "displacement", _("Displacement figures")

    class Step(models.TextChoices):
        CHECK = "check", _("Check")
        APPLY = "apply", _("Apply")
        DISCARDED = "discarded", _("Discarded")

    kind = models.CharField(_("what it holds"), max_length=12, choices=Kind.choices)
    step = models.CharField(_("step"), max_length=9, choices=Step.choices, default=Step.CHECK)
    source = models.CharField(_("source"), max_length=100, blank=True)
    skip_faulty = models.BooleanField(default=False, editable=False)
    # Paths within which whoever asked for this step sees places; an empty path reaches everywhere.
    reach = ArrayField(models.CharField(max_length=120, blank=True), default=list, editable=False)
    outcome = models.JSONField(null=True, editable=False)
    applied_by_id = models.BigIntegerField(null=True, editable=False)
    applied_by_label = models.CharField(_("applied by"), max_length=200, blank=True, editable=False)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes: ClassVar = [models.Index(fields=["state", "rung_at"], name="import_waiting")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("desk:import-detail", args=[self.pk])

    @property
    def is_checked(self) -> bool:
        return self.step == self.Step.CHECK and self.state == "done"

    @property
    def changes_nothing(self) -> bool:
        return self.outcome is not None and not any(self.outcome[key] for key in ("created", "changed", "refused"))

    @property
    def is_applied(self) -> bool:
        return bool(self.outcome and self.outcome["applied"])

    def history_scope(self) -> tuple[int | None, str]:
        return None, ""
