"""The work plan of a cycle: the steps that it goes through, planned and actual."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cbp.core.choices import Station
from cbp.core.labels import label_in
from cbp.core.models import Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.cycles.models.cycles import Cycle
from cbp.cycles.models.steps import TemplateStep
from cbp.cycles.phases import ENDED


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def within(self, grants: Iterable[Grant]) -> MilestoneQuerySet:
        return self.filter(cycles_within(grants, "cycle__"))

    def visible_to(self, person: Person) -> MilestoneQuerySet:
        return self.within(person.grants("cycle.view"))

    def in_order(self) -> MilestoneQuerySet:
        return self.order_by("position", "pk")

    def open(self) -> MilestoneQuerySet:
        """Of cycles that run, not done and not left out."""
        return self.filter(done_on=None, left_out="").exclude(cycle__phase__in=ENDED)

    def late_on(self, today: datetime.date) -> MilestoneQuerySet:
        return self.open().filter(planned_on__lt=today)


class Milestone(Versioned):
    """A step of this cycle: copied from the list of steps, or the team's own. `labels` is {language: text}.

    The guidance is read from `step`, so that what a programme improves is read in running cycles too.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="milestones")
    step = models.ForeignKey(TemplateStep, models.SET_NULL, null=True, editable=False, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    station = models.CharField(_("station"), max_length=12, choices=Station.choices)
    labels = models.JSONField(_("name"), default=dict)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    responsible = models.CharField(_("responsible"), max_length=150, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    left_out = models.CharField(_("left out, because"), max_length=300, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(done_on=None) | models.Q(left_out=""),
                name="milestone_done_or_left_out",
                violation_error_message=_("A step is done, or it is left out."),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["cycle", "position"], name="milestone_of_cycle")]

    def __str__(self) -> str:
        return label_in(self.labels) or str(self.position)

    def get_absolute_url(self) -> str:
        return reverse("cycles:work-plan", args=[self.cycle_id])

    def crumbs(self) -> list[tuple[object, str]]:
        plan = reverse("cycles:work-plan", args=[self.cycle_id])
        return [*self.cycle.crumbs(), (self.cycle, self.cycle.get_absolute_url()), (_("Work plan"), plan)]

    def history_scope(self) -> tuple[int | None, str]:
        return self.cycle.history_scope()

    def is_late(self, today: datetime.date) -> bool:
        return bool(self.planned_on and self.planned_on < today and not self.done_on and not self.left_out)
