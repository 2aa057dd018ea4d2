"""Displacement figures of areas: published counts of displaced persons, round by round."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cbp.core.choices import AssessmentType, DisplacementReason
from cbp.core.models.areas import Area
from cbp.core.reach import Person, areas_within

PERSONS_MOST = 50_000_000


class DisplacementQuerySet(models.QuerySet["DisplacementFigure"]):
    def visible_to(self, person: Person) -> DisplacementQuerySet:
        return self.filter(areas_within(person.grants("area.view"), "area__"))

    def under(self, area: Area) -> DisplacementQuerySet:
        return self.filter(area__path__startswith=area.path)


class DisplacementFigure(models.Model):
    """Displaced persons present in one area, by round, reason and origin, with the source that published them.

    Rows of different reasons and origins of one round add up. Rows of different levels or of different assessment
    types repeat the same people and are never added. Unknown sex is NULL, not zero.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="displacement", verbose_name=_("area"))
    source = models.CharField(_("source"), max_length=100)
    operation = models.CharField(_("operation"), max_length=200, blank=True)
    round = models.PositiveIntegerField(_("round"))
    reported_on = models.DateField(_("reported on"))
    reason = models.CharField(_("reason"), max_length=12, choices=DisplacementReason.choices)
    assessment = models.CharField(_("assessment type"), max_length=2, choices=AssessmentType.choices)
    origin = models.CharField(_("origin"), max_length=200, blank=True)
    persons = models.PositiveIntegerField(_("displaced persons"))
    males = models.PositiveIntegerField(_("men and boys"), null=True, blank=True)
    females = models.PositiveIntegerField(_("women and girls"), null=True, blank=True)

    objects = DisplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("displacement figure")
        verbose_name_plural = _("displacement figures")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "source", "operation", "round", "reason", "assessment", "origin"],
                name="displacement_figure_once",
            ),
            models.CheckConstraint(
                condition=Q(persons__lte=PERSONS_MOST),
                name="displacement_persons_possible",
                violation_error_message=_("A count of people is at most 50,000,000."),
            ),
            models.CheckConstraint(
                condition=(Q(males=None) | Q(males__lte=F("persons")))
                & (Q(females=None) | Q(females__lte=F("persons"))),
                name="displacement_part_not_above_whole",
                violation_error_message=_("One sex cannot count more people than both together."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} · {self.round} · {self.persons}"
