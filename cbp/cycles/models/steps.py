"""The steps that a programme plans by: data that it may change. Ready ones are in `cbp/cycles/ready/`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import SessionKind, Station
from cbp.core.labels import label_in
from cbp.core.models import Programme, Versioned
from cbp.core.reach import Grant, Person, programmes_within


class Ready(models.TextChoices):
    """Step lists that were found in practice, in our own words. (domain 1.2, 1.4)"""

    COMPONENTS = "components", pgettext_lazy("steps", "Three components of community-based planning")
    THIRTEEN = "thirteen", pgettext_lazy("steps", "Thirteen steps of community action planning")
    SIXTEEN = "sixteen", pgettext_lazy("steps", "Sixteen steps of community empowerment")


class StepTemplateQuerySet(models.QuerySet["StepTemplate"]):
    def within(self, grants: Iterable[Grant]) -> StepTemplateQuerySet:
        return self.filter(programmes_within(grants, "programme__"))

    def visible_to(self, person: Person) -> StepTemplateQuerySet:
        return self.within(person.grants("programme.view"))


class StepTemplate(Versioned):
    """One list of steps of a programme. Changing it changes no cycle that has begun, but for its guidance."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="step_templates")
    ready = models.CharField(max_length=12, choices=Ready.choices, blank=True, editable=False)
    labels = models.JSONField(_("name"), default=dict)  # {language: text}
    is_active = models.BooleanField(_("offered for new cycles"), default=True)

    objects = StepTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of steps")
        verbose_name_plural = _("lists of steps")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "ready"], condition=~models.Q(ready=""), name="step_template_ready_once"
            )
        ]

    def __str__(self) -> str:
        return label_in(self.labels) or str(_("Steps"))

    def get_absolute_url(self) -> str:
        return reverse("cycles:template-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        lists = reverse("cycles:template-list", args=[self.programme_id])
        programme = self.programme
        return [*programme.crumbs(), (programme, programme.get_absolute_url()), (_("Steps of planning cycles"), lists)]

    def history_scope(self) -> tuple[int | None, str]:
        return self.programme_id, ""


class TemplateStep(models.Model):
    """One step: what it is called, what to mind, where it stands on the rail, and the session that it asks for.

    `labels` and `guidance` are {language: text}; `agenda` is {language: text}, one point on each line, which may begin
    with its minutes (“15 Welcome”). `after_days` counts from the day on which a cycle starts.
    """

    template = models.ForeignKey(StepTemplate, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    station = models.CharField(_("station"), max_length=12, choices=Station.choices)
    labels = models.JSONField(_("name"), default=dict)
    guidance = models.JSONField(_("guidance"), default=dict)
    session_kind = models.CharField(_("kind of session"), max_length=16, choices=SessionKind.choices, blank=True)
    agenda = models.JSONField(_("agenda"), default=dict)
    after_days = models.PositiveSmallIntegerField(_("planned after (days)"), null=True, blank=True)

    objects = models.Manager["TemplateStep"]()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["template", "position"], name="template_step_place", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return label_in(self.labels) or str(self.position)
