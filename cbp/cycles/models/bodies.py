"""Bodies that carry a cycle: counts of their members; names only where a name is needed. (domain 1.3, 11.1 C)"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Sex
from cbp.core.models import Spoken, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.core.sealing import SealedTextField
from cbp.cycles.models.cycles import Cycle
from cbp.cycles.phases import ENDED


class BodyKind(models.TextChoices):
    FACILITATION = "facilitation", pgettext_lazy("body", "Core facilitation team")
    ACTION_GROUP = "action-group", pgettext_lazy("body", "Community action group")
    MONITORING = "monitoring", pgettext_lazy("body", "Monitoring and evaluation")
    PROCUREMENT = "procurement", pgettext_lazy("body", "Procurement")
    FINANCE = "finance", pgettext_lazy("body", "Finance")
    UPKEEP = "upkeep", pgettext_lazy("body", "Operations and maintenance")
    AUDIT = "audit", pgettext_lazy("body", "Social audit")
    DISPUTES = "disputes", pgettext_lazy("body", "Dispute resolution")
    GRIEVANCE = "grievance", pgettext_lazy("body", "Grievances")
    OTHER = "other", pgettext_lazy("body", "Another body")


class Formation(models.TextChoices):
    ELECTION = "election", pgettext_lazy("body", "Elected by ballot")
    ASSEMBLY = "assembly", pgettext_lazy("body", "Chosen in an assembly")
    CONSENSUS = "consensus", pgettext_lazy("body", "Agreed by consensus")
    APPOINTMENT = "appointment", pgettext_lazy("body", "Appointed")
    EXISTING = "existing", pgettext_lazy("body", "It existed already")


class BodyQuerySet(models.QuerySet["Body"]):
    def within(self, grants: Iterable[Grant]) -> BodyQuerySet:
        return self.filter(cycles_within(grants, "cycle__"))

    def visible_to(self, person: Person) -> BodyQuerySet:
        return self.within(person.grants("cycle.view"))

    def standing(self) -> BodyQuerySet:
        """Neither dissolved nor renewed by a later one."""
        return self.filter(dissolved_on=None, renewed_by=None)

    def overdue_on(self, today: datetime.date) -> BodyQuerySet:
        """Their term is over, nothing renewed them, and their cycle runs."""
        return self.standing().filter(term_ends_on__lt=today).exclude(cycle__phase__in=ENDED)

    def in_order(self) -> BodyQuerySet:
        return self.order_by(F("formed_on").asc(nulls_last=True), "pk")


def _people(label: object) -> models.PositiveIntegerField[int | None, int | None]:
    return models.PositiveIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(1000)])  # type: ignore[arg-type]


class Body(Versioned, Spoken):
    """A team or committee. Counts overlap: a young displaced woman is counted as each. Empty is not known."""

    TEXTS: ClassVar = ("name", "note")
    COUNTS: ClassVar = ("women", "men", "others", "youth", "displaced", "disability", "minority")

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="bodies")
    kind = models.CharField(_("kind of body"), max_length=16, choices=BodyKind.choices)
    name = models.CharField(_("name"), max_length=150, blank=True)
    formed_on = models.DateField(_("formed on"), null=True, blank=True)
    how = models.CharField(_("how it was formed"), max_length=12, choices=Formation.choices, blank=True)
    turnout = models.PositiveSmallIntegerField(
        _("turn-out of a hundred"), null=True, blank=True, validators=[MaxValueValidator(100)],
        help_text=_("Of those who could vote or come, so many did."),
    )  # fmt: skip
    term_ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, editable=False)
    dissolved_because = models.CharField(_("dissolved, because"), max_length=500, blank=True, editable=False)
    members_stated = _people(_("members, as stated"))
    women = _people(_("women"))
    men = _people(_("men"))
    others = _people(_("other or not said"))
    youth = _people(_("youth"))
    displaced = _people(_("displaced or returned"))
    disability = _people(_("people with disabilities"))
    minority = _people(_("members of minorities"))
    note = models.TextField(_("note"), max_length=2000, blank=True)
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="renewed_by", verbose_name=_("renews")
    )

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(term_ends_on=None) | Q(formed_on=None) | Q(term_ends_on__gte=F("formed_on")),
                name="body_term",
                violation_error_message=_("The term ends before the body was formed."),
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(formed_on=None) | Q(dissolved_on__gte=F("formed_on")),
                name="body_dissolved_after",
                violation_error_message=_("A body is dissolved after it was formed."),
            ),
            models.CheckConstraint(
                condition=Q(turnout=None) | Q(turnout__lte=100),
                name="body_turnout",
                violation_error_message=_("The turn-out lies between 0 and 100."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["term_ends_on"], name="body_term_ends")]

    def __str__(self) -> str:
        return self.said("name").text or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("cycles:body-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        bodies = reverse("cycles:body-list", args=[self.cycle_id])
        return [*self.cycle.crumbs(), (self.cycle, self.cycle.get_absolute_url()), (_("Bodies"), bodies)]

    def history_scope(self) -> tuple[int | None, str]:
        return self.cycle.history_scope()

    @property
    def is_dissolved(self) -> bool:
        return self.dissolved_on is not None

    @property
    def is_standing(self) -> bool:
        """Neither dissolved nor renewed by a later one."""
        return not self.is_dissolved and not hasattr(self, "renewed_by")

    def is_overdue(self, today: datetime.date) -> bool:
        return bool(self.term_ends_on and self.term_ends_on < today and self.is_standing and self.cycle.is_running)


class BodyMember(models.Model):
    """Somebody named in a body because a task needs the name: sealed, restricted, and taken out on request. (7.2)"""

    class Role(models.TextChoices):
        CHAIR = "chair", pgettext_lazy("body role", "Chair")
        DEPUTY = "deputy", pgettext_lazy("body role", "Deputy")
        SECRETARY = "secretary", pgettext_lazy("body role", "Secretary")
        TREASURER = "treasurer", pgettext_lazy("body role", "Treasurer")
        CONTACT = "contact", pgettext_lazy("body role", "Contact")
        MEMBER = "member", pgettext_lazy("body role", "Member")

    body = models.ForeignKey(Body, models.CASCADE, related_name="members")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    name = SealedTextField(_("name"), max_length=120)
    contact = SealedTextField(_("telephone or address"), max_length=200, blank=True)
    purpose = models.CharField(_("what the name is needed for"), max_length=200)
    has_consent = models.BooleanField(_("the person agreed that the name is kept"), default=False)

    objects = models.Manager["BodyMember"]()

    class Meta:
        verbose_name = _("named member of a body")
        verbose_name_plural = _("named members of bodies")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(has_consent=True),
                name="body_member_agreed",
                violation_error_message=_("A name is kept only when the person agreed."),
            )
        ]
