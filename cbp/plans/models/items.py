"""What the plan holds: items, what each costs and who pays. Amounts are in the currency of the programme."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Sector
from cbp.core.models import Spoken, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.plans.models.editions import Plan, refuse_if_endorsed
from cbp.priorities.models import Need
from partners.models import Organisation
from profiling.models import SubCommunity

MONEY = [MinValueValidator(0)]


class Track(models.TextChoices):
    """Who can make it happen. (domain 1.4: the three ways of the South African plans)"""

    COMMUNITY = "community", pgettext_lazy("track", "The community does it itself")
    MUNICIPALITY = "municipality", pgettext_lazy("track", "With the local government")
    OTHERS = "others", pgettext_lazy("track", "With other providers")


class FundingKind(models.TextChoices):
    COMMUNITY_CASH = "community-cash", pgettext_lazy("money", "Community, in cash")
    COMMUNITY_KIND = "community-kind", pgettext_lazy("money", "Community, in labour and materials")
    LOCAL_GOVERNMENT = "local-government", pgettext_lazy("money", "Local government")
    NATIONAL = "national", pgettext_lazy("money", "National government")
    DONOR = "donor", pgettext_lazy("money", "Donor")
    DIASPORA = "diaspora", pgettext_lazy("money", "Diaspora")
    PRIVATE = "private", pgettext_lazy("money", "Private company")


class FundingStatus(models.TextChoices):
    PLEDGED = "pledged", pgettext_lazy("money", "Pledged")
    COMMITTED = "committed", pgettext_lazy("money", "Committed")
    RECEIVED = "received", pgettext_lazy("money", "Received")


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def within(self, grants: Iterable[Grant]) -> PlanItemQuerySet:
        return self.filter(cycles_within(grants, "plan__cycle__"))

    def visible_to(self, person: Person) -> PlanItemQuerySet:
        return self.within(person.grants("plan.view"))

    def in_order(self) -> PlanItemQuerySet:
        return self.order_by("position", "pk")


class PlanItem(Versioned, Spoken):
    """Something to be done, because groups asked for it: by whom, where, when, at what cost."""

    TEXTS: ClassVar = ("title", "description", "place", "responsible", "upkeep", "risks", "cost_unknown_reason")

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="later",
        help_text=_("The same item in the edition before."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("rank"), default=1)
    title = models.CharField(_("what is to be done"), max_length=200)
    description = models.TextField(_("description"), max_length=3000, blank=True)
    track = models.CharField(_("who can make it happen"), max_length=12, choices=Track.choices, blank=True)
    sector = models.CharField(_("sector"), max_length=5, choices=Sector.choices, blank=True)
    needs = models.ManyToManyField(Need, blank=True, related_name="plan_items", verbose_name=_("needs it answers"))
    groups = ArrayField(
        models.CharField(max_length=30), verbose_name=_("groups that asked for it"), default=list, blank=True
    )
    sub_community = models.ForeignKey(
        SubCommunity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the community")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=12, decimal_places=2, null=True, blank=True, validators=MONEY
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    people = models.PositiveIntegerField(
        _("people who will benefit"), null=True, blank=True, validators=[MaxValueValidator(50_000_000)]
    )
    responsible = models.CharField(
        _("responsible"), max_length=200, blank=True, help_text=_("An office or a body, not a person’s name.")
    )
    partner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="plan_items", verbose_name=_("partner")
    )
    starts_on = models.DateField(_("first quarter"), null=True, blank=True, help_text=_("First day of a quarter."))
    ends_on = models.DateField(_("last quarter"), null=True, blank=True, help_text=_("Last day of a quarter."))
    cost_unknown_reason = models.CharField(_("why the cost is not known yet"), max_length=300, blank=True)
    upkeep = models.TextField(_("who keeps it up afterwards, and with what money"), max_length=1000, blank=True)
    risks = models.TextField(_("what could go wrong"), max_length=1000, blank=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan item")
        verbose_name_plural = _("plan items")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="plan_item_rank_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_item_period",
                violation_error_message=_("The item ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.said("title").text

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}#item-{self.pk}"

    def crumbs(self) -> list[tuple[object, str]]:
        return [*self.plan.crumbs(), (self.plan, self.plan.get_absolute_url())]

    def history_scope(self) -> tuple[int | None, str]:
        return self.plan.history_scope()

    def save_over(self, expected: int, fields: list[str]) -> None:
        refuse_if_endorsed(self.plan_id)
        super().save_over(expected, fields)


class CostLine(models.Model):
    """Part of what an item costs: quantity × cost of one."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="cost_lines")
    label = models.CharField(_("what for"), max_length=150)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, default=1, validators=MONEY)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    unit_cost = models.DecimalField(_("cost of one"), max_digits=14, decimal_places=2, validators=MONEY)
    position = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager["CostLine"]()

    class Meta:
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gte=0, unit_cost__gte=0), name="cost_line_possible")
        ]

    @property
    def total(self) -> Decimal:
        """To the cent, half up."""
        return (self.quantity * self.unit_cost).quantize(Decimal("0.01"), "ROUND_HALF_UP")


class FundingLine(models.Model):
    """Money or work that somebody gives for an item. What no line covers is the gap."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="funding_lines")
    kind = models.CharField(_("who pays"), max_length=20, choices=FundingKind.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, validators=MONEY)
    status = models.CharField(
        _("how sure"), max_length=10, choices=FundingStatus.choices, default=FundingStatus.PLEDGED
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Budget line, days of labour and their rate, and the like.")
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager["FundingLine"]()

    class Meta:
        verbose_name = _("funding line")
        verbose_name_plural = _("funding lines")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(amount__gte=0), name="funding_line_possible")]
