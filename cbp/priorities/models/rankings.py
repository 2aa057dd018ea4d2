"""A ranking: options, groups, and the votes of each group for each option. The rules stand in `methods.py`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.groups import group_labels
from cbp.core.models import Spoken, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.cycles.models import Cycle
from cbp.priorities.models.needs import Need
from cbp.priorities.phases import RANKING_NEXT, RankingState
from cbp.workshops.models import Session


class RankingMethod(models.TextChoices):
    DOTS_OPEN = "dots-open", pgettext_lazy("method", "Dots, in the open")
    DOTS_SECRET = "dots-secret", pgettext_lazy("method", "Dots, in secret")


class CombinationRule(models.TextChoices):
    """How the votes of several groups become one order. Ranks are never added. (domain 2.2, 15.14)"""

    SUM = "sum", pgettext_lazy("rule", "Sum of votes")
    MEAN_SHARE = "mean-share", pgettext_lazy("rule", "Mean share of the groups")
    MEAN_POSSIBLE = "mean-possible", pgettext_lazy("rule", "Mean of possible votes of the groups")


class RankingQuerySet(models.QuerySet["Ranking"]):
    def within(self, grants: Iterable[Grant]) -> RankingQuerySet:
        return self.filter(cycles_within(grants, "cycle__"))

    def visible_to(self, person: Person) -> RankingQuerySet:
        return self.within(person.grants("session.view"))

    def closed(self) -> RankingQuerySet:
        return self.filter(state=RankingState.CLOSED)

    def latest_first(self) -> RankingQuerySet:
        return self.order_by("-pk")


class Ranking(Versioned, Spoken):
    """One choice among needs, by groups that vote apart. Closed, it keeps its result with the rule that made it."""

    TEXTS: ClassVar = ("title", "order_reason")

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="rankings")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="rankings", verbose_name=_("session"),
        help_text=_("The meeting in which the groups came together, if there was one."),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=150)
    method = models.CharField(
        _("method"), max_length=12, choices=RankingMethod.choices, default=RankingMethod.DOTS_SECRET
    )
    votes_each = models.PositiveSmallIntegerField(
        _("votes of each person"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    most_on_one = models.PositiveSmallIntegerField(
        _("most votes of one person on one option"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    rule = models.CharField(
        _("rule by which the groups are combined"), max_length=15, choices=CombinationRule.choices,
        default=CombinationRule.MEAN_SHARE,
    )  # fmt: skip
    top = models.PositiveSmallIntegerField(
        _("so many options are “at the top”"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("A group whose first choice is not among them is shown as left out."),
    )  # fmt: skip
    budget = models.DecimalField(
        _("money that is there"), max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=8, choices=RankingState.choices, default=RankingState.SET_UP, editable=False
    )
    order_reason = models.CharField(_("why the order was changed"), max_length=500, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    archive = models.JSONField(
        default=list, editable=False, help_text=_("Results of earlier closings, kept when it was reopened.")
    )

    objects = RankingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(most_on_one__lte=F("votes_each")),
                name="ranking_most_on_one",
                violation_error_message=_("One option cannot get more votes of a person than the person has."),
            )
        ]

    def __str__(self) -> str:
        return self.said("title").text

    def get_absolute_url(self) -> str:
        return reverse("priorities:ranking-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        rankings = reverse("priorities:ranking-list", args=[self.cycle_id])
        return [*self.cycle.crumbs(), (self.cycle, self.cycle.get_absolute_url()), (_("Rankings"), rankings)]

    def history_scope(self) -> tuple[int | None, str]:
        return self.cycle.history_scope()

    def can_move_to(self, state: RankingState) -> bool:
        return state in RANKING_NEXT[RankingState(self.state)]


class RankingOption(models.Model):
    """A need that can be voted for. Its rough cost is what the budget line is drawn with."""

    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="options")
    need = models.ForeignKey(Need, models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField()
    cost = models.DecimalField(
        _("rough cost"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    objects = models.Manager["RankingOption"]()

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints: ClassVar = [models.UniqueConstraint(fields=["ranking", "need"], name="ranking_option_once")]

    def __str__(self) -> str:
        return str(self.need)


class RankingGroup(Versioned):
    """A group that votes apart, how many of it voted, and in which meeting.

    Its version is its own: whoever enters the votes of one group does not disturb who enters another's.
    """

    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="groups")
    group = models.CharField(_("group"), max_length=30)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="voting_groups", verbose_name=_("session")
    )
    voters = models.PositiveIntegerField(
        _("people who voted"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    invalid = models.PositiveIntegerField(
        _("invalid ballots"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager["RankingGroup"]()

    class Meta:
        verbose_name = _("voting group")
        verbose_name_plural = _("voting groups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ranking", "group"], name="ranking_group_once"),
            models.CheckConstraint(
                condition=Q(invalid=None) | Q(voters__isnull=False, invalid__lte=F("voters")),
                name="ranking_group_invalid",
                violation_error_message=_("There cannot be more invalid ballots than people who voted."),
            ),
        ]

    def __str__(self) -> str:
        return group_labels(self.ranking.cycle.programme).get(self.group, self.group)

    def get_absolute_url(self) -> str:
        return self.ranking.get_absolute_url()

    def crumbs(self) -> list[tuple[object, str]]:
        return [*self.ranking.crumbs(), (self.ranking, self.ranking.get_absolute_url())]

    def history_scope(self) -> tuple[int | None, str]:
        return self.ranking.history_scope()


class GroupTally(models.Model):
    """The votes of one group for one option. No row: not entered yet; zero: nobody chose it."""

    group = models.ForeignKey(RankingGroup, models.CASCADE, related_name="tallies")
    option = models.ForeignKey(RankingOption, models.CASCADE, related_name="tallies")
    votes = models.PositiveIntegerField(_("votes"), validators=[MaxValueValidator(5_000_000)])

    objects = models.Manager["GroupTally"]()

    class Meta:
        verbose_name = _("votes of a group")
        verbose_name_plural = _("votes of a group")
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "option"], name="group_tally_once")]


class RankingResult(models.Model):
    """The place of an option when the ranking was closed: as computed by the rule, and as it was finally agreed.

    `numerator` / `denominator` is the exact score under the rule. `is_tied`: others share the computed place.
    """

    option = models.OneToOneField(RankingOption, models.CASCADE, related_name="result")
    numerator = models.DecimalField(max_digits=40, decimal_places=0)
    denominator = models.DecimalField(max_digits=40, decimal_places=0)
    computed_rank = models.PositiveSmallIntegerField(_("computed place"))
    is_tied = models.BooleanField(default=False)
    final_rank = models.PositiveSmallIntegerField(_("final place"))
    left_out = ArrayField(
        models.CharField(max_length=30),
        default=list,
        help_text=_("Groups whose first choice it is, yet not at the top."),
    )

    objects = models.Manager["RankingResult"]()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
