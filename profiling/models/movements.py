"""People who arrived, came back or left."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import DisplacementReason
from profiling.models.sources import COUNT, Entry


class FlowKind(models.TextChoices):
    ARRIVAL = "arrival", pgettext_lazy("flow", "Arrived here, displaced")
    RETURN = "return", pgettext_lazy("flow", "Came back")
    DEPARTURE = "departure", pgettext_lazy("flow", "Left")


class Intention(models.TextChoices):
    """What most of them want, as displacement tracking asks it."""

    STAY = "stay", pgettext_lazy("intention", "Stay here")
    RETURN = "return", pgettext_lazy("intention", "Go back to where they came from")
    ELSEWHERE = "elsewhere", pgettext_lazy("intention", "Move on to another place")
    UNDECIDED = "undecided", pgettext_lazy("intention", "Not decided")


class Housing(models.TextChoices):
    """Where most of them live. (ten settings of IOM displacement tracking, domain 8)"""

    OWN = "own", pgettext_lazy("housing", "Own house")
    RENTED = "rented", pgettext_lazy("housing", "Rented house")
    HOSTED = "hosted", pgettext_lazy("housing", "With relatives")
    HOSTED_OTHERS = "hosted-others", pgettext_lazy("housing", "With other families")
    CAMP = "camp", pgettext_lazy("housing", "Camp or planned site")
    INFORMAL = "informal", pgettext_lazy("housing", "Informal settlement")
    SCHOOL = "school", pgettext_lazy("housing", "School")
    PUBLIC = "public", pgettext_lazy("housing", "Other public building")
    UNFINISHED = "unfinished", pgettext_lazy("housing", "Unfinished or abandoned building")
    OPEN = "open", pgettext_lazy("housing", "In the open")


class DisplacementFlow(Entry):
    """People who arrived, came back or left within a period."""

    TEXTS: ClassVar = ("origin", "remark")

    kind = models.CharField(_("what happened"), max_length=10, choices=FlowKind.choices)
    group = models.CharField(_("group"), max_length=30, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    origin = models.CharField(_("from where, or to where"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=DisplacementReason.choices, blank=True)
    intention = models.CharField(_("what most of them want"), max_length=10, choices=Intention.choices, blank=True)
    housing = models.CharField(_("where most of them live"), max_length=15, choices=Housing.choices, blank=True)
    persons = models.PositiveIntegerField(_("persons"), null=True, blank=True, validators=COUNT)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True, validators=COUNT)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = models.Manager["DisplacementFlow"]()

    class Meta:
        verbose_name = _("movement of people")
        verbose_name_plural = _("movements of people")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="flow_period",
                violation_error_message=_("The period ends before it begins."),
            )
        ]
