"""Choosing communities: criteria with weights, scores with evidence, and a decision made by two people. (domain 4.4)"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.accounts.roles import Role
from cbp.core.labels import label_in
from cbp.core.models import Programme, Spoken, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from profiling.models.communities import Community
from profiling.phases import NEXT_SELECTION, SelectionState

MOST_SCORE = 3


class CriterionQuerySet(models.QuerySet["SelectionCriterion"]):
    def in_use(self) -> CriterionQuerySet:
        return self.filter(is_active=True)

    def in_order(self) -> CriterionQuerySet:
        """Those in use first."""
        return self.order_by("-is_active", "position", "pk")


class SelectionCriterion(models.Model):
    """One criterion of a programme. Weights of those in use sum to 100; `is_inverse`: a high score speaks against.

    `labels` and `hints` (what the lowest and the highest score mean) are {language: text}. Once scored, a criterion is
    retired and never deleted.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="selection_criteria")
    code = models.SlugField(max_length=30)
    labels = models.JSONField(_("criterion"), default=dict)
    hints = models.JSONField(_("what 0 and 3 mean"), default=dict, blank=True)
    weight = models.DecimalField(
        _("weight"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    is_inverse = models.BooleanField(_("a high score speaks against"), default=False)
    is_restricted = models.BooleanField(_("the evidence is for the team alone"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion of selection")
        verbose_name_plural = _("criteria of selection")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="selection_criterion_once",
                violation_error_message=_("Two criteria have the same code."),
            ),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="selection_weight"),
        ]

    def __str__(self) -> str:
        return label_in(self.labels)

    @property
    def hint(self) -> str:
        return label_in(self.hints)


class Selection(models.TextChoices):
    SELECTED = "selected", pgettext_lazy("selection", "Selected")
    RESERVE = "reserve", pgettext_lazy("selection", "Reserve")
    NOT_SELECTED = "not-selected", pgettext_lazy("selection", "Not selected")


class AssessmentQuerySet(models.QuerySet["SelectionAssessment"]):
    def within(self, grants: Iterable[Grant]) -> AssessmentQuerySet:
        """A programme's decision on a community: both must match, as with planning cycles."""
        return self.filter(cycles_within(grants))

    def visible_to(self, person: Person) -> AssessmentQuerySet:
        return self.within(person.grants("community.view"))

    def latest_first(self) -> AssessmentQuerySet:
        return self.order_by("-held_on", "-number", "-pk")


class SelectionAssessment(Versioned):
    """How well a community fits a programme. Proposed by one person, decided by another, each named with the role.

    What was decided stays; to decide anew is another assessment with the next number.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    community = models.ForeignKey(Community, models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField(_("number"))
    held_on = models.DateField(_("date of the assessment"), default=datetime.date.today)
    state = models.CharField(
        _("state"), max_length=10, choices=SelectionState.choices, default=SelectionState.DRAFT, editable=False
    )
    outcome = models.CharField(_("outcome"), max_length=15, choices=Selection.choices, blank=True)
    reason = models.TextField(_("why"), max_length=1000, blank=True)
    return_reason = models.TextField(_("why it was returned"), max_length=1000, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    proposed_as = models.CharField(
        pgettext_lazy("role", "as"), max_length=100, choices=Role.choices, blank=True, editable=False
    )
    proposed_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_as = models.CharField(
        pgettext_lazy("role", "as"), max_length=100, choices=Role.choices, blank=True, editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment of a community")
        verbose_name_plural = _("assessments of communities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "programme", "number"], name="assessment_once"),
            models.UniqueConstraint(
                fields=["community", "programme"],
                condition=~Q(state=SelectionState.DECIDED),
                name="assessment_one_at_work",
                violation_error_message=_("An assessment of this community is being worked on already."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SelectionState.DECIDED)
                | (
                    ~Q(outcome="")
                    & ~Q(reason="")
                    & Q(proposed_by__isnull=False, decided_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(proposed_as="")
                    & ~Q(decided_as="")
                    & ~Q(decided_as=F("proposed_as"))
                ),
                name="assessment_two_people",
                violation_error_message=_("A selection is made by two people in two roles, with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(community)s, assessment %(number)s") % {"community": self.community, "number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("profiling:selection-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        return [*self.community.crumbs(), (self.community, self.community.get_absolute_url())]

    def history_scope(self) -> tuple[int | None, str]:
        return self.programme_id, self.community.area.path

    @property
    def is_open(self) -> bool:
        return self.state == SelectionState.DRAFT

    @property
    def is_decided(self) -> bool:
        return self.state == SelectionState.DECIDED

    def can_move_to(self, state: SelectionState) -> bool:
        return state in NEXT_SELECTION[SelectionState(self.state)]


class SelectionScore(Spoken):
    """The score of one criterion, 0 to 3, and what it rests on. An empty score is not known, and counts as nothing."""

    TEXTS: ClassVar = ("evidence",)

    assessment = models.ForeignKey(SelectionAssessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(SelectionCriterion, models.PROTECT, related_name="scores")
    weight = models.DecimalField(max_digits=5, decimal_places=2, help_text=_("As it was when it was scored."))
    is_inverse = models.BooleanField(default=False)
    is_restricted = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(
        _("score (0 to 3)"), null=True, blank=True, validators=[MaxValueValidator(MOST_SCORE)]
    )
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)

    objects = models.Manager["SelectionScore"]()

    class Meta:
        verbose_name = _("score of a criterion")
        verbose_name_plural = _("scores of criteria")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="selection_score_once"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=MOST_SCORE),
                name="selection_score_possible",
                violation_error_message=_("Scores lie between 0 and 3."),
            ),
        ]
