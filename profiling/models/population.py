"""How many people live in a community, by sex, age and group."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbp.core.choices import Sex
from profiling.models.profiles import Profile
from profiling.models.sources import COUNT, MOST, Sourced

# What a source states of a group, apart from the cells.
TOTALS = ("persons", "females", "males", "households", "voters")


class PopulationFigure(Sourced):
    """Persons of one sex and age band, of the whole community (`group` empty) or of one population group.

    `lower` to `upper` are completed years, `upper` included; no upper end means “and older”.
    """

    # Found by the unique index, which begins with it: one index less to keep for a quarter of a million rows.
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="populationfigures", db_index=False)
    group = models.CharField(_("group"), max_length=30, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    lower = models.PositiveSmallIntegerField()
    upper = models.PositiveSmallIntegerField(null=True)
    persons = models.PositiveIntegerField(_("persons"), validators=COUNT)

    objects = models.Manager["PopulationFigure"]()

    class Meta:
        verbose_name = _("population figure")
        verbose_name_plural = _("population figures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "group", "sex", "lower"], name="population_figure_once"),
            models.CheckConstraint(condition=Q(persons__lte=MOST), name="population_figure_possible"),
        ]


class PopulationTotal(Sourced):
    """Totals as the source states them, apart from the cells: where the sums do not agree, both are shown."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="populationtotals", db_index=False)  # as above
    group = models.CharField(_("group"), max_length=30, blank=True)
    persons = models.PositiveIntegerField(_("persons"), null=True, blank=True, validators=COUNT)
    females = models.PositiveIntegerField(_("women and girls"), null=True, blank=True, validators=COUNT)
    males = models.PositiveIntegerField(_("men and boys"), null=True, blank=True, validators=COUNT)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True, validators=COUNT)
    voters = models.PositiveIntegerField(_("registered voters"), null=True, blank=True, validators=COUNT)

    objects = models.Manager["PopulationTotal"]()

    class Meta:
        verbose_name = _("population total")
        verbose_name_plural = _("population totals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "group"], name="population_total_once"),
            models.CheckConstraint(
                condition=(Q(persons=None) | Q(persons__lte=MOST)) & (Q(households=None) | Q(households__lte=MOST)),
                name="population_total_possible",
            ),
        ]
