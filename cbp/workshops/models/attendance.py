"""Who was there, as counts. There is no list of names. (data protection: no beneficiary register)"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbp.core.choices import Sex
from cbp.workshops.models.sessions import Session


class AttendanceCell(models.Model):
    """A count of one sex: of one age band (`group` empty); or, of those, how many belong to a group, with or without
    a band. A group is counted either way in a session, never both.

    `lower` to `upper` are completed years, `upper` included. A cell that nobody filled has no row: not known.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    lower = models.PositiveSmallIntegerField(null=True)
    upper = models.PositiveSmallIntegerField(null=True)
    group = models.CharField(_("group"), max_length=30, blank=True)
    people = models.PositiveIntegerField(_("people"), validators=[MaxValueValidator(100_000)])

    objects = models.Manager["AttendanceCell"]()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "group", "sex", "lower"], nulls_distinct=False, name="attendance_cell_once"
            ),
            models.CheckConstraint(
                condition=Q(lower__isnull=False) | (~Q(group="") & Q(upper=None)),
                name="attendance_band_or_group",
            ),
            models.CheckConstraint(condition=Q(people__lte=100_000), name="attendance_possible"),
        ]
