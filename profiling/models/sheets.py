"""Sheets of profiles that come in, how their columns were understood, and what they touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Confidence, Method
from cbp.core.models import Programme
from cbp.core.models.files import StoredFile
from cbp.core.models.jobs import Job, JobState
from cbp.core.reach import Grant, Person, any_of
from profiling.models.communities import Community
from profiling.models.profiles import Profile


class ColumnMapping(models.Model):
    """How the columns of somebody’s sheet are read: kept under a name, and offered again for the next such sheet.

    `columns` is {header as `core.sheets.plain` writes it: code of a column of ours (`profiling.columns`), or “”: not
    read}. `values` is {code of our column: {word in their cells: our code}}, for ticks and words of their own.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="column_mappings")
    name = models.CharField(_("name"), max_length=80)
    columns = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    made_by_label = models.CharField(max_length=200, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = models.Manager["ColumnMapping"]()

    class Meta:
        verbose_name = _("reading of columns")
        verbose_name_plural = _("readings of columns")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "name"], name="column_mapping_once")]

    def __str__(self) -> str:
        return self.name


def _whole_programme(grant: Grant) -> models.Q:
    inside = models.Q(programme__country__path__startswith=grant.area_path) if grant.area_path else ~models.Q(pk__in=[])
    return inside & models.Q(programme_id=grant.programme_id) if grant.programme_id else inside


class ProfileSheetQuerySet(models.QuerySet["ProfileSheet"]):
    def within(self, grants: Iterable[Grant]) -> ProfileSheetQuerySet:
        """Sheets of the programmes that a role reaches as a whole: a sheet may name any community of the country."""
        return self.filter(any_of(_whole_programme(grant) for grant in grants))

    def visible_to(self, person: Person) -> ProfileSheetQuerySet:
        """One's own; and those that others uploaded for a programme in which the person applies sheets."""
        others = self.within(person.grants("sheet.apply")).values("pk")
        return self.filter(models.Q(requested_by_id=person.pk) | models.Q(pk__in=others))


class ProfileSheet(Job, StoredFile):
    """A table of communities and their figures: read, mapped, checked, applied; undone while nobody went on with it.

    `head` is what was found above the rows: {"row": number of the header row, "headers": [text, …]}. `outcome` is the
    outcome of the check or the application (`profiling.sheets`): counts, control totals, faults and warnings by row.
    """

    task = "profiling.read_sheet"

    class Step(models.TextChoices):
        MAP = "map", pgettext_lazy("step of a sheet", "Columns")
        CHECK = "check", pgettext_lazy("step of a sheet", "Check")
        APPLY = "apply", pgettext_lazy("step of a sheet", "Apply")
        UNDO = "undo", pgettext_lazy("step of a sheet", "Undone")
        DISCARDED = "discarded", pgettext_lazy("step of a sheet", "Discarded")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    step = models.CharField(_("step"), max_length=9, choices=Step.choices, default=Step.MAP)
    mapping = models.ForeignKey(ColumnMapping, models.SET_NULL, null=True, blank=True, related_name="+")
    columns = models.JSONField(default=dict, editable=False)
    values = models.JSONField(default=dict, editable=False)
    head = models.JSONField(null=True, editable=False)
    source_title = models.CharField(_("who says so"), max_length=200)
    source_method = models.CharField(_("how it was found out"), max_length=20, choices=Method.choices)
    source_dated_on = models.DateField(_("date of the figures"))
    source_confidence = models.PositiveSmallIntegerField(_("how far it can be trusted"), choices=Confidence.choices)
    skip_faulty = models.BooleanField(default=False, editable=False)
    # Paths within which whoever asked for this step adds and changes communities; an empty path reaches everywhere.
    reach = ArrayField(models.CharField(max_length=120, blank=True), default=list, editable=False)
    language = models.CharField(max_length=5, default="en", editable=False)
    outcome = models.JSONField(null=True, editable=False)
    applied_at = models.DateTimeField(null=True, editable=False)
    applied_by_id = models.BigIntegerField(null=True, editable=False)
    applied_by_label = models.CharField(_("applied by"), max_length=200, blank=True, editable=False)

    objects = ProfileSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("sheet of profiles")
        verbose_name_plural = _("sheets of profiles")
        indexes: ClassVar = [models.Index(fields=["state", "rung_at"], name="profile_sheet_waiting")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("profiling:sheet-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        return [(_("Sheets of profiles"), reverse("profiling:sheet-list"))]

    def history_scope(self) -> tuple[int | None, str]:
        return self.programme_id, ""

    @property
    def is_checked(self) -> bool:
        return self.step == self.Step.CHECK and self.state == JobState.DONE


class SheetTouch(models.Model):
    """What one applied sheet did to one community, so that it can be undone as long as nobody went on.

    `before` keeps what stood in the draft of the profile, by column; nothing where the sheet began the draft. Versions
    are those that the sheet left behind: another one now means that somebody has edited since.
    """

    # Without an index of its own: the unique one begins with it.
    sheet = models.ForeignKey(ProfileSheet, models.CASCADE, related_name="touches", db_index=False)
    row = models.PositiveIntegerField()
    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    community_is_new = models.BooleanField(default=False)
    community_before = models.JSONField(null=True)
    community_version = models.PositiveIntegerField(default=0)
    profile = models.ForeignKey(Profile, models.CASCADE, null=True, related_name="+")
    profile_is_new = models.BooleanField(default=False)
    before = models.JSONField(null=True)
    profile_version = models.PositiveIntegerField(default=0)

    objects = models.Manager["SheetTouch"]()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "community"], name="sheet_touch_once")]
