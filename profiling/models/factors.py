"""What moves a community, holds it together or splits it."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Classification
from profiling.models.sources import Entry


class FactorKind(models.TextChoices):
    """What moves a community, holds it or splits it. (domain 4.3 and 11.1 B)"""

    DRIVER = "driver", pgettext_lazy("factor", "Drives people away")
    BARRIER = "barrier", pgettext_lazy("factor", "Bars return and reintegration")
    RISK = "risk", pgettext_lazy("factor", "Risk")
    PROTECTIVE = "protective", pgettext_lazy("factor", "Protects")
    DIVIDER = "divider", pgettext_lazy("factor", "Divides")
    CONNECTOR = "connector", pgettext_lazy("factor", "Connects")
    CAPACITY = "capacity", pgettext_lazy("factor", "Capacity of the community")
    LIVELIHOOD = "livelihood", pgettext_lazy("factor", "Livelihood")


# Who divides and who connects is for the team alone. (data protection: conflict parts are restricted by default)
RESTRICTED_FACTORS = frozenset({FactorKind.DIVIDER, FactorKind.CONNECTOR})


class FactorLevel(models.TextChoices):
    INDIVIDUAL = "individual", pgettext_lazy("level", "Person")
    FAMILY = "family", pgettext_lazy("level", "Family")
    COMMUNITY = "community", pgettext_lazy("level", "Community")
    STRUCTURE = "structure", pgettext_lazy("level", "Institutions and laws")


class Trend(models.TextChoices):
    STRONGER = "stronger", pgettext_lazy("trend", "Growing stronger")
    SAME = "same", pgettext_lazy("trend", "Staying the same")
    WEAKER = "weaker", pgettext_lazy("trend", "Growing weaker")


class ProfileFactor(Entry):
    """A statement with its level and strength (1 weak, 3 strong). Dividers and connectors are restricted."""

    TEXTS: ClassVar = ("text",)

    kind = models.CharField(_("what it does"), max_length=12, choices=FactorKind.choices)
    text = models.CharField(_("what it is"), max_length=500)
    level = models.CharField(_("level"), max_length=12, choices=FactorLevel.choices, blank=True)
    strength = models.PositiveSmallIntegerField(
        _("strength (1 to 3)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    trend = models.CharField(_("trend"), max_length=10, choices=Trend.choices, blank=True)
    classification = models.CharField(
        _("classification"), max_length=10, choices=Classification.choices, default=Classification.INTERNAL
    )

    objects = models.Manager["ProfileFactor"]()

    class Meta:
        verbose_name = _("factor")
        verbose_name_plural = _("factors")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(strength=None) | Q(strength__gte=1, strength__lte=3),
                name="factor_strength",
                violation_error_message=_("The strength lies between 1 and 3."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["divider", "connector"]) | Q(classification__in=["restricted", "strict"]),
                name="factor_conflict_is_restricted",
                violation_error_message=_("What divides and what connects is restricted."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
