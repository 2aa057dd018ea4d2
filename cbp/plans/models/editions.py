"""An edition of a community action plan. Endorsed, it is frozen with all its rows, by trigger."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cbp.core.models import Spoken, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.plans.phases import NEXT, OPEN, PlanState
from cbp.priorities.models import Ranking
from cbp.workshops.models import Session


def refuse_if_endorsed(plan_id: int) -> None:
    if Plan.objects.endorsed().filter(pk=plan_id).exists():
        raise Refused(gettext("This edition is endorsed: signed is signed. Begin a new edition to change the plan."))


class PlanQuerySet(models.QuerySet["Plan"]):
    def within(self, grants: Iterable[Grant]) -> PlanQuerySet:
        return self.filter(cycles_within(grants, "cycle__"))

    def visible_to(self, person: Person) -> PlanQuerySet:
        return self.within(person.grants("plan.view"))

    def endorsed(self) -> PlanQuerySet:
        return self.filter(state=PlanState.ENDORSED)

    def with_endorsed_on(self) -> PlanQuerySet:
        """`endorsed_on`: the day that the letter of the authority gives; it may be recorded later."""
        return self.annotate(endorsed_on=models.Min("decisions__decided_on", filter=Q(decisions__kind="endorsed")))

    def latest_first(self) -> PlanQuerySet:
        return self.order_by("-number", "-pk")


class Plan(Versioned, Spoken):
    """One numbered edition of what the community wants to do, with whom and with what money."""

    TEXTS: ClassVar = ("title", "vision", "objectives")

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(_("edition"), editable=False)
    title = models.CharField(_("title"), max_length=200)
    vision = models.TextField(_("vision"), max_length=2000, blank=True, help_text=_("The future that people want."))
    objectives = models.TextField(_("objectives"), max_length=3000, blank=True, help_text=_("One on each line."))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ranking = models.ForeignKey(
        Ranking, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("ranking it follows")
    )
    government_reference = models.CharField(
        _("where it enters the government plan"), max_length=300, blank=True,
        help_text=_("Section, priority or budget line."),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT, editable=False
    )
    previous = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="following")
    revision_reason = models.CharField(_("why there is a new edition"), max_length=500, blank=True)
    validation = models.ForeignKey(
        Session, models.PROTECT, null=True, editable=False, related_name="validated_plans",
        verbose_name=_("session in which the community validated it"),
    )  # fmt: skip
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    endorsed_at = models.DateTimeField(null=True, editable=False)
    # Whoever wrote in it; none of them endorses it. (domain 11.3, rule 9)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="written_plans", editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("community action plan")
        verbose_name_plural = _("community action plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="plan_edition_once"),
            models.UniqueConstraint(
                fields=["cycle"],
                condition=~Q(state__in=["endorsed", "withdrawn"]),
                name="plan_one_at_work",
                violation_error_message=_("An edition of this plan is being worked on already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_period",
                violation_error_message=_("The plan ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(title)s, edition %(number)s") % {"title": self.said("title"), "number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("plans:plan-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        return [*self.cycle.crumbs(), (self.cycle, self.cycle.get_absolute_url())]

    def history_scope(self) -> tuple[int | None, str]:
        return self.cycle.history_scope()

    def save_over(self, expected: int, fields: list[str]) -> None:
        """Refuses an endorsed edition in words. (The database refuses it whatever the way.)"""
        refuse_if_endorsed(self.pk)
        super().save_over(expected, fields)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def can_move_to(self, state: PlanState) -> bool:
        return state in NEXT[PlanState(self.state)]
