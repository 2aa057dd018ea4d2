"""What others say to an edition: signatures of the community, decisions of the authority, remarks; and its snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.reach import Grant, Person, cycles_within
from cbp.plans.models.editions import Plan
from cbp.plans.models.items import PlanItem
from profiling.models import SubCommunity


class PlanSignatureQuerySet(models.QuerySet["PlanSignature"]):
    def within(self, grants: Iterable[Grant]) -> PlanSignatureQuerySet:
        return self.filter(cycles_within(grants, "plan__cycle__"))

    def visible_to(self, person: Person) -> PlanSignatureQuerySet:
        return self.within(person.grants("plan.view"))


class PlanSignature(models.Model):
    """A signature under the edition: who signed, for whom, when. Collected from validation to endorsement."""

    class Method(models.TextChoices):
        INK = "ink", pgettext_lazy("signature", "Signed or thumb-printed on paper")
        WITNESSED = "witnessed", pgettext_lazy("signature", "Spoken before witnesses")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="signatures")
    sub_community = models.ForeignKey(
        SubCommunity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the community")
    )
    body = models.CharField(_("for whom"), max_length=150, help_text=_("Such as: committee of the village."))
    office = models.CharField(_("office"), max_length=120)
    name = models.CharField(_("name as it stands on the paper"), max_length=120, blank=True)
    method = models.CharField(_("how"), max_length=10, choices=Method.choices, default=Method.INK)
    signed_on = models.DateField(_("date"))

    objects = PlanSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")


class Decision(models.Model):
    """What the authority decided on a submitted edition. Rows are only added: they are never changed or removed."""

    class Kind(models.TextChoices):
        ENDORSED = "endorsed", pgettext_lazy("decision", "Endorsed")
        RETURNED = "returned", pgettext_lazy("decision", "Returned with remarks")

    class Level(models.TextChoices):
        DISTRICT = "district", pgettext_lazy("authority", "District")
        MINISTRY = "ministry", pgettext_lazy("authority", "Ministry")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=10, choices=Kind.choices)
    level = models.CharField(_("authority"), max_length=10, choices=Level.choices, default=Level.DISTRICT)
    authority = models.CharField(_("name of the authority"), max_length=200)
    decided_on = models.DateField(_("date"))
    letter = models.CharField(_("number of the letter"), max_length=80, blank=True)
    remarks = models.TextField(_("remarks on the whole"), max_length=3000, blank=True)
    on_paper = models.BooleanField(default=False, help_text=_("Recorded by a manager from a signed paper."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager["Decision"]()

    class Meta:
        verbose_name = _("decision of the authority")
        verbose_name_plural = _("decisions of the authority")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "level"], condition=Q(kind="endorsed"), name="plan_endorsed_once_a_level"
            ),
            models.CheckConstraint(
                condition=Q(on_paper=False) | ~Q(letter=""),
                name="decision_on_paper_has_a_letter",
                violation_error_message=_("Give the number of the letter in which the authority decided."),
            ),
        ]


class RemarkQuerySet(models.QuerySet["Remark"]):
    def within(self, grants: Iterable[Grant]) -> RemarkQuerySet:
        return self.filter(cycles_within(grants, "plan__cycle__"))

    def visible_to(self, person: Person) -> RemarkQuerySet:
        return self.within(person.grants("plan.view"))

    def unanswered(self) -> RemarkQuerySet:
        return self.filter(answer="")


class Remark(models.Model):
    """One remark of the authority, on an item or on the whole; the planners answer it one by one."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="remark_rows")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="remarks")
    item = models.ForeignKey(PlanItem, models.SET_NULL, null=True, blank=True, related_name="remarks")
    about = models.CharField(max_length=200, blank=True, help_text=_("The title of the item as it was."))
    text = models.TextField(_("remark"), max_length=2000)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")


class PlanSnapshot(models.Model):
    """Everything that the paper of an endorsed edition shows, as it was in the endorsing transaction. Never changed."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="frozen")
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager["PlanSnapshot"]()

    class Meta:
        verbose_name = _("snapshot of a plan")
        verbose_name_plural = _("snapshots of plans")
