"""Hazards and the environment: what strikes, when, how hard, and what people do about it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiling.models.factors import Trend
from profiling.models.sources import COUNT, Entry


class HazardKind(models.TextChoices):
    FLOOD = "flood", pgettext_lazy("hazard", "Flood")
    DROUGHT = "drought", pgettext_lazy("hazard", "Drought")
    STORM = "storm", pgettext_lazy("hazard", "Storm or strong wind")
    FIRE = "fire", pgettext_lazy("hazard", "Fire")
    EROSION = "erosion", pgettext_lazy("hazard", "Erosion or advancing sand")
    LANDSLIDE = "landslide", pgettext_lazy("hazard", "Landslide")
    EARTHQUAKE = "earthquake", pgettext_lazy("hazard", "Earthquake")
    PESTS = "pests", pgettext_lazy("hazard", "Pests or animal disease")
    EPIDEMIC = "epidemic", pgettext_lazy("hazard", "Epidemic")
    MINES = "mines", pgettext_lazy("hazard", "Mines and explosive remnants")
    OTHER = "other", pgettext_lazy("hazard", "Other hazard")


class Hazard(Entry):
    """A hazard as the community knows it. `months` in which it is to be feared (1 to 12); strength 1 weak, 3 strong."""

    TEXTS: ClassVar = ("text", "measures")

    kind = models.CharField(_("hazard"), max_length=12, choices=HazardKind.choices)
    text = models.CharField(_("what happens"), max_length=500, blank=True)
    months = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)]),
        verbose_name=_("months in which it is feared"), default=list, blank=True,
    )  # fmt: skip
    last_year = models.PositiveSmallIntegerField(
        _("year in which it struck last"), null=True, blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2200)],
    )  # fmt: skip
    persons = models.PositiveIntegerField(_("persons hit"), null=True, blank=True, validators=COUNT)
    strength = models.PositiveSmallIntegerField(
        _("strength (1 to 3)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    trend = models.CharField(_("trend"), max_length=10, choices=Trend.choices, blank=True)
    measures = models.CharField(_("what people do about it"), max_length=500, blank=True)

    objects = models.Manager["Hazard"]()

    class Meta:
        verbose_name = _("hazard")
        verbose_name_plural = _("hazards")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(strength=None) | Q(strength__gte=1, strength__lte=3),
                name="hazard_strength",
                violation_error_message=_("The strength lies between 1 and 3."),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
