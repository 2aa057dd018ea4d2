"""The register of needs of a cycle: conditions that the community wants changed, not projects."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Method, Sector
from cbp.core.models import Spoken, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.cycles.models import Cycle
from cbp.priorities.phases import ALIVE, NEED_NEXT, NeedState
from cbp.workshops.models import Session


class Severity(models.IntegerChoices):
    LIGHT = 1, pgettext_lazy("severity", "Bearable")
    SERIOUS = 2, pgettext_lazy("severity", "Serious")
    GRAVE = 3, pgettext_lazy("severity", "Grave")
    LIFE = 4, pgettext_lazy("severity", "A danger to life")


class NeedQuerySet(models.QuerySet["Need"]):
    def within(self, grants: Iterable[Grant]) -> NeedQuerySet:
        return self.filter(cycles_within(grants, "cycle__"))

    def visible_to(self, person: Person) -> NeedQuerySet:
        return self.within(person.grants("session.view"))

    def alive(self) -> NeedQuerySet:
        return self.filter(state__in=ALIVE)

    def by_number(self) -> NeedQuerySet:
        return self.order_by("number", "pk")


class Need(Versioned, Spoken):
    """A condition with its place and its effect, as people said it. Written as what is, not as what is lacking."""

    TEXTS: ClassVar = ("title", "statement", "causes", "coping", "potentials", "ideas")

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="needs")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = models.CharField(_("in a few words"), max_length=150)
    statement = models.TextField(
        _("what is the condition, where, and what does it do to whom"), max_length=2000, blank=True
    )
    causes = models.TextField(_("causes"), max_length=2000, blank=True, help_text=_("Ask “why?” several times."))
    coping = models.TextField(_("how people cope now"), max_length=2000, blank=True)
    potentials = models.TextField(_("what is there already"), max_length=2000, blank=True)
    ideas = models.TextField(_("ideas for change"), max_length=2000, blank=True)
    sector = models.CharField(_("sector"), max_length=5, choices=Sector.choices, blank=True)
    severity = models.PositiveSmallIntegerField(_("how grave"), choices=Severity.choices, null=True, blank=True)
    people_affected = models.PositiveIntegerField(
        _("people affected"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(50_000_000)]
    )
    known_by = models.CharField(_("how this number is known"), max_length=20, choices=Method.choices, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=NeedState.choices, default=NeedState.RAISED, editable=False
    )
    state_reason = models.CharField(_("why, or to whom"), max_length=300, blank=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged")

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "number"], name="need_number_once"),
            models.CheckConstraint(
                condition=Q(state=NeedState.MERGED, merged_into__isnull=False)
                | (~Q(state=NeedState.MERGED) & Q(merged_into=None)),
                name="need_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return self.said("title").text

    def get_absolute_url(self) -> str:
        return reverse("priorities:need-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        register = reverse("priorities:need-list", args=[self.cycle_id])
        return [*self.cycle.crumbs(), (self.cycle, self.cycle.get_absolute_url()), (_("Register of needs"), register)]

    def history_scope(self) -> tuple[int | None, str]:
        return self.cycle.history_scope()

    def can_move_to(self, state: NeedState) -> bool:
        return state in NEED_NEXT[NeedState(self.state)]


class NeedVoice(models.Model):
    """Which group raised the need, and in which session."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="voices")
    group = models.CharField(_("group"), max_length=30)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="voices", verbose_name=_("session")
    )

    objects = models.Manager["NeedVoice"]()

    class Meta:
        verbose_name = _("voice for a need")
        verbose_name_plural = _("voices for a need")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need", "group", "session"], nulls_distinct=False, name="need_voice_once")
        ]
