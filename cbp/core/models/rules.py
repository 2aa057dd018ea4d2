"""Rules of inclusion: what share of women, which separate sessions a programme expects. (domain 1.6)

They differ by programme, so nothing is fixed in code but the ones with which a new programme begins.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import ParticipantGroup
from cbp.core.models.programmes import Programme


class RuleKind(models.TextChoices):
    """What is counted. Shares are of a hundred, of the people whose sex is known."""

    SHARE = "share", pgettext_lazy("rule", "Share of the participations in mixed sessions, of a hundred")
    SESSIONS = "sessions", pgettext_lazy("rule", "Verified sessions of the group alone")
    PARTICIPATIONS = "participations", pgettext_lazy("rule", "Participations of the group")
    BODY_SHARE = "body-share", pgettext_lazy("rule", "Share of the members of each body, of a hundred")


class InclusionRule(models.Model):
    """At least `minimum` of that group. What holds up is a check of a gate; what warns wants a reason in words."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="inclusion_rules")
    kind = models.CharField(_("what is counted"), max_length=14, choices=RuleKind.choices)
    group = models.CharField(_("group"), max_length=30, default=ParticipantGroup.WOMEN)
    minimum = models.PositiveSmallIntegerField(
        _("at least"), validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    holds_up = models.BooleanField(
        _("holds the cycle up"), default=False, help_text=_("Otherwise it warns, and a reason is written.")
    )

    objects = models.Manager["InclusionRule"]()

    class Meta:
        verbose_name = _("rule of inclusion")
        verbose_name_plural = _("rules of inclusion")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "kind", "group"],
                name="inclusion_rule_once",
                violation_error_message=_("There is a rule of this kind for this group already."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=1) & (~Q(kind__in=["share", "body-share"]) | Q(minimum__lte=100)),
                name="inclusion_rule_possible",
                violation_error_message=_("A share lies between 1 and 100."),
            ),
        ]
