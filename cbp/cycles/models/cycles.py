"""Planning cycles: one community, one programme, from the first talk with the authorities to the review."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.models import Area, InclusionRule, Programme, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.cycles.models.steps import StepTemplate
from cbp.cycles.phases import BACK, CANCELLABLE, ENDED, FORWARD, GATES, NEXT, Gate, Phase
from partners.models import Engagement, Organisation
from profiling.models import Community


class CycleType(models.TextChoices):
    """What a cycle is for. The method is bound to no one kind of programme, so a cycle may carry several. (1.1)"""

    HUMANITARIAN = "humanitarian", pgettext_lazy("cycle", "Humanitarian")
    DEVELOPMENT = "development", pgettext_lazy("cycle", "Development")
    PEACE = "peace", pgettext_lazy("cycle", "Peace")
    PROTECTION = "protection", pgettext_lazy("cycle", "Protection of migrants")
    REINTEGRATION = "reintegration", pgettext_lazy("cycle", "Reintegration")
    CLIMATE = "climate", pgettext_lazy("cycle", "Climate and disasters")


class CycleQuerySet(models.QuerySet["Cycle"]):
    def within(self, grants: Iterable[Grant]) -> CycleQuerySet:
        return self.filter(cycles_within(grants))

    def visible_to(self, person: Person) -> CycleQuerySet:
        return self.within(person.grants("cycle.view"))

    def running(self) -> CycleQuerySet:
        return self.exclude(phase__in=ENDED)

    def under(self, area: Area) -> CycleQuerySet:
        return self.filter(community__area__path__startswith=area.path)

    def latest_first(self) -> CycleQuerySet:
        return self.order_by(F("starts_on").desc(nulls_last=True), "-pk")


class Cycle(Versioned):
    """One round of planning in one community. Led by whoever is named: the method belongs to no one actor.

    A cluster plans together: `community` is its seat, whose area decides who sees the cycle, and `members` names the
    others. A community is in one running cycle of a programme, as a seat or as a member; the actions hold to it.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cycles", verbose_name=_("programme"))
    community = models.ForeignKey(Community, models.PROTECT, related_name="cycles", verbose_name=_("community"))
    number = models.PositiveSmallIntegerField(_("number of the cycle"), editable=False)
    title = models.CharField(
        _("name of the cluster"), max_length=150, blank=True,
        help_text=_("Where several communities plan together. Empty for one community."),
    )  # fmt: skip
    types = ArrayField(
        models.CharField(max_length=16, choices=CycleType.choices), verbose_name=_("what it is for"), default=list,
        blank=True,
    )  # fmt: skip
    template = models.ForeignKey(
        StepTemplate, models.PROTECT, null=True, blank=True, related_name="cycles", verbose_name=_("steps"),
    )  # fmt: skip
    phase = models.CharField(_("phase"), max_length=12, choices=Phase.choices, default=Phase.DRAFT, editable=False)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    planned_end_on = models.DateField(_("plan expected by"), null=True, blank=True)
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="led_cycles",
        verbose_name=_("lead organisation"),
    )  # fmt: skip
    counterpart = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("counterpart in government"),
    )  # fmt: skip
    government_plan = models.CharField(
        _("government plan that it feeds"), max_length=200, blank=True,
        help_text=_("Name and years, such as: Plan de développement local 2026–2030."),
    )  # fmt: skip
    plan_from = models.DateField(_("that plan runs from"), null=True, blank=True)
    plan_until = models.DateField(_("that plan runs until"), null=True, blank=True)
    budget_call_on = models.DateField(_("next call for the budget"), null=True, blank=True)
    agreement_note = models.TextField(
        _("how it was agreed with the authorities and the community"), max_length=2000, blank=True
    )
    previous = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="following")
    end_reason = models.CharField(max_length=500, blank=True, editable=False)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("planning cycle")
        verbose_name_plural = _("planning cycles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "community", "number"], name="cycle_number_once"),
            models.UniqueConstraint(
                fields=["programme", "community"],
                condition=~Q(phase__in=["closed", "cancelled"]),
                name="cycle_one_running",
                violation_error_message=_("This community already has a running cycle in this programme."),
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on=None) | Q(starts_on=None) | Q(planned_end_on__gte=F("starts_on")),
                name="cycle_period",
                violation_error_message=_("The plan is expected before the cycle starts."),
            ),
            models.CheckConstraint(
                condition=Q(plan_until=None) | Q(plan_from=None) | Q(plan_until__gte=F("plan_from")),
                name="cycle_plan_period",
                violation_error_message=_("The government’s plan ends before it begins."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["phase", "planned_end_on"], name="cycle_board")]

    def __str__(self) -> str:
        """A cluster is called by its name."""
        values = {"community": self.title or self.community, "number": self.number}
        return str(_("%(community)s, cycle %(number)s") % values)

    def get_absolute_url(self) -> str:
        return reverse("desk:cycle-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        return [*self.community.crumbs(), (self.community, self.community.get_absolute_url())]

    def history_scope(self) -> tuple[int | None, str]:
        return self.programme_id, self.community.area.path

    @property
    def is_running(self) -> bool:
        return self.phase not in ENDED

    @property
    def next_phase(self) -> Phase | None:
        return FORWARD.get(Phase(self.phase))

    @property
    def phase_before(self) -> Phase | None:
        """Where one step back leads; nowhere from a draft and from a cycle that has ended."""
        return BACK.get(Phase(self.phase))

    @property
    def next_gate(self) -> Gate | None:
        return GATES.get(Phase(self.phase))

    @property
    def can_be_cancelled(self) -> bool:
        return self.phase in CANCELLABLE

    def can_move_to(self, phase: Phase) -> bool:
        return phase in NEXT[Phase(self.phase)]


class CycleCommunity(models.Model):
    """Another community of the cluster that plans together; the seat is `Cycle.community`."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="members")
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="cluster_places", verbose_name=_("community")
    )  # fmt: skip

    objects = models.Manager["CycleCommunity"]()

    class Meta:
        verbose_name = _("community of a cluster")
        verbose_name_plural = _("communities of a cluster")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "community"],
                name="cycle_community_once",
                violation_error_message=_("This community belongs to the cluster already."),
            )
        ]


class RuleReason(models.Model):
    """Why a rule of inclusion that only warns was not kept in this cycle, in words. (domain 1.6)"""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="rule_reasons")
    rule = models.ForeignKey(InclusionRule, models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = models.Manager["RuleReason"]()

    class Meta:
        verbose_name = _("reason why a rule was not kept")
        verbose_name_plural = _("reasons why rules were not kept")
        constraints: ClassVar = [models.UniqueConstraint(fields=["cycle", "rule"], name="rule_reason_once")]


class GatePassage(models.Model):
    """One check of a gate as it stood when the cycle went through, or the word of a manager who waived it before."""

    class Outcome(models.TextChoices):
        PASSED = "passed", pgettext_lazy("check", "Fulfilled")
        WAIVED = "waived", pgettext_lazy("check", "Waived")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="passages")
    gate = models.CharField(max_length=12, choices=Gate.choices)
    check_code = models.CharField(max_length=40)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager["GatePassage"]()

    class Meta:
        verbose_name = _("check of a gate")
        verbose_name_plural = _("checks of gates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "gate", "check_code"], name="gate_passage_once"),
            models.CheckConstraint(
                condition=~Q(outcome="waived") | ~Q(reason=""),
                name="gate_waived_with_a_reason",
                violation_error_message=_("Say why this check is waived."),
            ),
        ]


class CyclePartner(models.Model):
    """A partner's part in a cycle, by the engagement under which it works."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="partners")
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="cycles", verbose_name=_("engagement"))
    part = models.CharField(_("what it does in this cycle"), max_length=200)

    objects = models.Manager["CyclePartner"]()

    class Meta:
        verbose_name = _("partner of a cycle")
        verbose_name_plural = _("partners of a cycle")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "engagement"],
                name="cycle_partner_once",
                violation_error_message=_("This engagement is tied to the cycle already."),
            )
        ]
