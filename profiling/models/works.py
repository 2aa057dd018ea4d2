"""Who does what here already, and the committees that the community has."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Sector
from partners.models import Organisation
from profiling.models.sources import COUNT, Entry


class OngoingWork(Entry):
    """A programme or plan under way: who does what, since when, for how many."""

    TEXTS: ClassVar = ("actor", "title", "remark")

    actor = models.CharField(_("who does it"), max_length=200)
    title = models.CharField(_("what is done"), max_length=300)
    sector = models.CharField(_("sector"), max_length=5, choices=Sector.choices, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    persons = models.PositiveIntegerField(_("persons reached"), null=True, blank=True, validators=COUNT)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("registered organisation")
    )
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = models.Manager["OngoingWork"]()

    class Meta:
        verbose_name = _("work under way")
        verbose_name_plural = _("works under way")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="work_period",
                violation_error_message=_("The period ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class BodyKind(models.TextChoices):
    DEVELOPMENT = "development", pgettext_lazy("body", "Development committee")
    WATER = "water", pgettext_lazy("body", "Water committee")
    SCHOOL = "school", pgettext_lazy("body", "Parents’ association")
    HEALTH = "health", pgettext_lazy("body", "Health committee")
    WOMEN = "women", pgettext_lazy("body", "Women’s association")
    YOUTH = "youth", pgettext_lazy("body", "Youth association")
    PEACE = "peace", pgettext_lazy("body", "Peace or dispute committee")
    DISASTER = "disaster", pgettext_lazy("body", "Disaster committee")
    SAVINGS = "savings", pgettext_lazy("body", "Savings group")
    PRODUCERS = "producers", pgettext_lazy("body", "Producers’ group")
    OTHER = "other", pgettext_lazy("body", "Other committee")


class LocalBody(Entry):
    """A committee or group that the community has: how many sit in it, since when, and whether it meets."""

    TEXTS: ClassVar = ("name", "remark")

    kind = models.CharField(_("kind of committee"), max_length=12, choices=BodyKind.choices)
    name = models.CharField(_("name"), max_length=200, blank=True)
    women = models.PositiveIntegerField(_("women in it"), null=True, blank=True, validators=COUNT)
    men = models.PositiveIntegerField(_("men in it"), null=True, blank=True, validators=COUNT)
    since_year = models.PositiveSmallIntegerField(
        _("since which year"), null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2200)]
    )
    is_active = models.BooleanField(_("does it meet"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = models.Manager["LocalBody"]()

    class Meta:
        verbose_name = _("committee of the community")
        verbose_name_plural = _("committees of the community")

    def __str__(self) -> str:
        return self.name or self.get_kind_display()
