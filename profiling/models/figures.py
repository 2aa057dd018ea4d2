"""The figures and statements of a profile, each with its source. Unknown is empty, never zero."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Classification, Confidence, DisplacementReason, Method, Sex
from cbp.core.models import Spoken
from profiling.models.profiles import Profile

MOST = 50_000_000
COUNT = [MaxValueValidator(MOST)]


class Source(models.Model):
    """Where figures of this profile come from: who found them out, when, how, and how far they can be trusted."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="sources")
    title = models.CharField(_("source"), max_length=200, help_text=_("Who says so: a register, a report, a meeting."))
    method = models.CharField(_("how it was found out"), max_length=20, choices=Method.choices)
    dated_on = models.DateField(_("date of the figures"))
    confidence = models.PositiveSmallIntegerField(_("how far it can be trusted"), choices=Confidence.choices)

    objects = models.Manager["Source"]()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "title", "method", "dated_on"], name="source_once")
        ]

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """A figure or a statement of a profile. `source` may be empty in a draft; review asks for it."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="%(class)ss")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, verbose_name=_("source"))

    class Meta:
        abstract = True


class PopulationFigure(Sourced):
    """Persons of one sex and age band, of the whole community (`group` empty) or of one population group.

    `lower` to `upper` are completed years, `upper` included; no upper end means “and older”.
    """

    group = models.CharField(_("group"), max_length=30, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices)
    lower = models.PositiveSmallIntegerField()
    upper = models.PositiveSmallIntegerField(null=True)
    persons = models.PositiveIntegerField(_("persons"), validators=COUNT)

    objects = models.Manager["PopulationFigure"]()

    class Meta:
        verbose_name = _("population figure")
        verbose_name_plural = _("population figures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "group", "sex", "lower"], name="population_figure_once"),
            models.CheckConstraint(condition=Q(persons__lte=MOST), name="population_figure_possible"),
        ]


class PopulationTotal(Sourced):
    """Totals as the source states them, apart from the cells: where the sums do not agree, both are shown."""

    group = models.CharField(_("group"), max_length=30, blank=True)
    persons = models.PositiveIntegerField(_("persons"), null=True, blank=True, validators=COUNT)
    females = models.PositiveIntegerField(_("women and girls"), null=True, blank=True, validators=COUNT)
    males = models.PositiveIntegerField(_("men and boys"), null=True, blank=True, validators=COUNT)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True, validators=COUNT)

    objects = models.Manager["PopulationTotal"]()

    class Meta:
        verbose_name = _("population total")
        verbose_name_plural = _("population totals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "group"], name="population_total_once"),
            models.CheckConstraint(
                condition=(Q(persons=None) | Q(persons__lte=MOST)) & (Q(households=None) | Q(households__lte=MOST)),
                name="population_total_possible",
            ),
        ]


class FlowKind(models.TextChoices):
    ARRIVAL = "arrival", pgettext_lazy("flow", "Arrived here, displaced")
    RETURN = "return", pgettext_lazy("flow", "Came back")
    DEPARTURE = "departure", pgettext_lazy("flow", "Left")


class DisplacementFlow(Sourced, Spoken):
    """People who arrived, came back or left within a period."""

    TEXTS: ClassVar = ("origin", "remark")

    kind = models.CharField(_("what happened"), max_length=10, choices=FlowKind.choices)
    group = models.CharField(_("group"), max_length=30, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    origin = models.CharField(_("from where, or to where"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=DisplacementReason.choices, blank=True)
    persons = models.PositiveIntegerField(_("persons"), null=True, blank=True, validators=COUNT)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True, validators=COUNT)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = models.Manager["DisplacementFlow"]()

    class Meta:
        verbose_name = _("movement of people")
        verbose_name_plural = _("movements of people")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="flow_period",
                violation_error_message=_("The period ends before it begins."),
            )
        ]


class ServiceKind(models.TextChoices):
    WATER = "water", pgettext_lazy("service", "Water point")
    LATRINES = "latrines", pgettext_lazy("service", "Public latrines")
    PRIMARY_SCHOOL = "primary-school", pgettext_lazy("service", "Primary school")
    SECONDARY_SCHOOL = "secondary-school", pgettext_lazy("service", "Secondary school")
    HEALTH = "health", pgettext_lazy("service", "Health post or centre")
    MARKET = "market", pgettext_lazy("service", "Market")
    ROAD = "road", pgettext_lazy("service", "Road or track")
    ENERGY = "energy", pgettext_lazy("service", "Electricity")
    PHONE = "phone", pgettext_lazy("service", "Telephone network")
    POLICE = "police", pgettext_lazy("service", "Police or gendarmerie")
    REGISTRY = "registry", pgettext_lazy("service", "Civil registry")
    CREDIT = "credit", pgettext_lazy("service", "Savings and credit")
    OTHER = "other", pgettext_lazy("service", "Other service")


class Functioning(models.TextChoices):
    """Domain 8: functioning / partly / not / under construction / unknown (empty)."""

    YES = "yes", pgettext_lazy("functioning", "Works")
    PARTLY = "partly", pgettext_lazy("functioning", "Works in part")
    NO = "no", pgettext_lazy("functioning", "Does not work")
    BUILDING = "building", pgettext_lazy("functioning", "Is being built")


class ServiceStatus(Sourced, Spoken):
    """A service as the community finds it. `exists` empty: not known. Distance in kilometres, one way."""

    TEXTS: ClassVar = ("provider", "barriers", "problem")

    kind = models.CharField(_("service"), max_length=20, choices=ServiceKind.choices)
    exists = models.BooleanField(_("is there one"), null=True, blank=True)
    functioning = models.CharField(_("does it work"), max_length=10, choices=Functioning.choices, blank=True)
    count = models.PositiveIntegerField(_("how many"), null=True, blank=True, validators=COUNT)
    distance_km = models.DecimalField(
        _("distance (km)"), max_digits=6, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    provider = models.CharField(_("who runs it"), max_length=200, blank=True)
    barriers = models.CharField(_("who cannot use it, and why"), max_length=500, blank=True)
    problem = models.CharField(_("what is the problem"), max_length=500, blank=True)

    objects = models.Manager["ServiceStatus"]()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")


class FactorKind(models.TextChoices):
    """What moves a community, holds it or splits it. (domain 4.3 and 11.1 B)"""

    DRIVER = "driver", pgettext_lazy("factor", "Drives people away")
    BARRIER = "barrier", pgettext_lazy("factor", "Bars return and reintegration")
    RISK = "risk", pgettext_lazy("factor", "Risk")
    PROTECTIVE = "protective", pgettext_lazy("factor", "Protects")
    DIVIDER = "divider", pgettext_lazy("factor", "Divides")
    CONNECTOR = "connector", pgettext_lazy("factor", "Connects")
    HAZARD = "hazard", pgettext_lazy("factor", "Natural hazard")
    CAPACITY = "capacity", pgettext_lazy("factor", "Capacity of the community")
    LIVELIHOOD = "livelihood", pgettext_lazy("factor", "Livelihood")


# Who divides and who connects is for the team alone. (data protection: conflict parts are restricted by default)
RESTRICTED_FACTORS = frozenset({FactorKind.DIVIDER, FactorKind.CONNECTOR})


class FactorLevel(models.TextChoices):
    INDIVIDUAL = "individual", pgettext_lazy("level", "Person")
    FAMILY = "family", pgettext_lazy("level", "Family")
    COMMUNITY = "community", pgettext_lazy("level", "Community")
    STRUCTURE = "structure", pgettext_lazy("level", "Institutions and laws")


class Trend(models.TextChoices):
    STRONGER = "stronger", pgettext_lazy("trend", "Growing stronger")
    SAME = "same", pgettext_lazy("trend", "Staying the same")
    WEAKER = "weaker", pgettext_lazy("trend", "Growing weaker")


class ProfileFactor(Sourced, Spoken):
    """A statement with its level and strength (1 weak, 3 strong). Dividers and connectors are restricted."""

    TEXTS: ClassVar = ("text",)

    kind = models.CharField(_("what it does"), max_length=12, choices=FactorKind.choices)
    text = models.CharField(_("what it is"), max_length=500)
    level = models.CharField(_("level"), max_length=12, choices=FactorLevel.choices, blank=True)
    strength = models.PositiveSmallIntegerField(
        _("strength (1 to 3)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    trend = models.CharField(_("trend"), max_length=10, choices=Trend.choices, blank=True)
    classification = models.CharField(
        _("classification"), max_length=10, choices=Classification.choices, default=Classification.INTERNAL
    )

    objects = models.Manager["ProfileFactor"]()

    class Meta:
        verbose_name = _("factor")
        verbose_name_plural = _("factors")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(strength=None) | Q(strength__gte=1, strength__lte=3),
                name="factor_strength",
                violation_error_message=_("The strength lies between 1 and 3."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["divider", "connector"]) | Q(classification__in=["restricted", "strict"]),
                name="factor_conflict_is_restricted",
                violation_error_message=_("What divides and what connects is restricted."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
