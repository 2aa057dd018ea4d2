"""Stakeholders of a community: who matters for it, how close they stand, and whether they support or hinder."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Classification
from partners.models import Organisation
from profiling.models.factors import FactorLevel
from profiling.models.sources import Entry


class StakeholderKind(models.TextChoices):
    AUTHORITY = "authority", pgettext_lazy("stakeholder", "Authority or state service")
    CUSTOM = "custom", pgettext_lazy("stakeholder", "Customary leader")
    FAITH = "faith", pgettext_lazy("stakeholder", "Religious leader or body")
    ASSOCIATION = "association", pgettext_lazy("stakeholder", "Association or group")
    WOMEN = "women", pgettext_lazy("stakeholder", "Women’s group")
    YOUTH = "youth", pgettext_lazy("stakeholder", "Youth group")
    NGO = "ngo", pgettext_lazy("stakeholder", "NGO")
    UN = "un", pgettext_lazy("stakeholder", "United Nations or international organisation")
    BUSINESS = "business", pgettext_lazy("stakeholder", "Business or trader")
    SECURITY = "security", pgettext_lazy("stakeholder", "Security or defence force")
    DIASPORA = "diaspora", pgettext_lazy("stakeholder", "People who live abroad")
    OTHER = "other", pgettext_lazy("stakeholder", "Other stakeholder")


class Effect(models.TextChoices):
    SUPPORTS = "supports", pgettext_lazy("effect", "Supports")
    MIXED = "mixed", pgettext_lazy("effect", "Both")
    HINDERS = "hinders", pgettext_lazy("effect", "Hinders")


def _five() -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(1), MaxValueValidator(5)]


class Stakeholder(Entry):
    """An actor: importance for the community and closeness to it, 1 little to 5 much; tied to the registry if known."""

    TEXTS: ClassVar = ("name", "remark")

    name = models.CharField(_("who it is"), max_length=200, help_text=_("The office or the group. No names of people."))
    kind = models.CharField(_("what it is"), max_length=12, choices=StakeholderKind.choices)
    level = models.CharField(_("level"), max_length=12, choices=FactorLevel.choices, blank=True)
    importance = models.PositiveSmallIntegerField(_("importance (1 to 5)"), null=True, blank=True, validators=_five())
    closeness = models.PositiveSmallIntegerField(_("closeness (1 to 5)"), null=True, blank=True, validators=_five())
    effect = models.CharField(_("what it does for the community"), max_length=10, choices=Effect.choices, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("registered organisation")
    )
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    classification = models.CharField(
        _("classification"), max_length=10, choices=Classification.choices, default=Classification.INTERNAL
    )

    objects = models.Manager["Stakeholder"]()

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(importance=None) | Q(importance__gte=1, importance__lte=5))
                & (Q(closeness=None) | Q(closeness__gte=1, closeness__lte=5)),
                name="stakeholder_scales",
                violation_error_message=_("Importance and closeness lie between 1 and 5."),
            )
        ]

    def __str__(self) -> str:
        return self.name
