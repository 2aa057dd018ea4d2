"""Programmes: whose money and whose rules a planning cycle runs under."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cbp.core.choices import PopulationKind
from cbp.core.currencies import is_currency
from cbp.core.labels import label_in
from cbp.core.models.areas import Area
from cbp.core.models.files import StoredFile
from cbp.core.models.versions import Versioned
from cbp.core.reach import Grant, Person, programmes_within
from cbp.core.search import fold, folded

code_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("A code has only letters without accents, digits, points and hyphens.")
)


def known_currency(code: str) -> None:
    if not is_currency(code):
        raise ValidationError(_("“%(code)s” is not an ISO 4217 currency code."), params={"code": code})


USUAL_THRESHOLD = 5  # smaller counts of people do not leave


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def within(self, grants: Iterable[Grant]) -> ProgrammeQuerySet:
        return self.filter(programmes_within(grants))

    def visible_to(self, person: Person) -> ProgrammeQuerySet:
        return self.within(person.grants("programme.view"))

    def found_by(self, words: str) -> ProgrammeQuerySet:
        return self.annotate(plain=folded("title")).filter(
            Q(code__icontains=words.strip()) | Q(plain__contains=fold(words))
        )

    def by_title(self) -> ProgrammeQuerySet:
        return self.order_by(folded("title"), "pk")


class Programme(Versioned):
    """A programme of work in one country, with the options that differ from programme to programme."""

    code = models.CharField(_("code"), max_length=30, validators=[code_validator])
    title = models.CharField(_("title"), max_length=200)
    country = models.ForeignKey(
        Area, models.PROTECT, related_name="programmes", verbose_name=_("country"), limit_choices_to={"level": 0}
    )
    donors = models.CharField(_("donors"), max_length=300, blank=True, help_text=_("Who pays, separated by commas."))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[known_currency],
        help_text=_("ISO 4217 code of three letters, such as XAF or USD."),
    )
    languages = ArrayField(
        models.CharField(max_length=5, choices=settings.LANGUAGES),
        verbose_name=_("languages"),
        help_text=_("The languages in which this programme makes its papers."),
    )
    safe_contact = models.TextField(
        _("safe contact for reports of abuse"),
        max_length=1000,
        blank=True,
        help_text=_("Whom to call about abuse or exploitation, so that nobody writes the story down."),
    )
    disclosure_threshold = models.PositiveSmallIntegerField(
        _("smallest number shown"),
        default=USUAL_THRESHOLD,
        validators=[MinValueValidator(2), MaxValueValidator(50)],
        help_text=_("In anything shared, smaller counts of people are hidden."),
    )
    figures_age_months = models.PositiveSmallIntegerField(
        _("figures are old after (months)"), default=24, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    needs_ministry = models.BooleanField(
        _("plans also need the endorsement of a ministry"),
        default=False,
        help_text=_("Otherwise the district endorses alone."),
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Upper("code"),
                name="programme_code_once",
                violation_error_message=_("A programme with this code exists already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="programme_period",
                violation_error_message=_("The programme ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(languages__len__gte=1),
                name="programme_has_a_language",
                violation_error_message=_("Choose at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(disclosure_threshold__gte=2, disclosure_threshold__lte=50),
                name="programme_threshold",
                violation_error_message=_("The smallest number shown lies between 2 and 50."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("desk:programme-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        """The way from the list to here, as (label, address)."""
        return [(_("Programmes"), reverse("desk:programme-list"))]

    def history_scope(self) -> tuple[int | None, str]:
        return self.pk, ""


class AgeBand(models.Model):
    """One row of a programme's age-band set: years completed, `upper` included; no upper end means “and older”."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="age_bands")
    lower = models.PositiveSmallIntegerField(_("from (years)"), validators=[MaxValueValidator(120)])
    upper = models.PositiveSmallIntegerField(
        _("to (years)"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )

    objects = models.Manager["AgeBand"]()

    class Meta:
        verbose_name = _("age band")
        verbose_name_plural = _("age bands")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "lower"], name="age_band_once"),
            models.CheckConstraint(
                condition=Q(upper=None) | Q(upper__gte=F("lower")),
                name="age_band_order",
                violation_error_message=_("An age band ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        if self.upper is None:
            return str(_("%(lower)s and older") % {"lower": self.lower})
        return str(_("%(lower)s to %(upper)s") % {"lower": self.lower, "upper": self.upper})


class PopulationGroup(models.Model):
    """A group of people that a programme counts apart: one of `PopulationKind`, or an own one with its labels."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="population_groups")
    code = models.CharField(_("code"), max_length=30, validators=[code_validator])
    labels = models.JSONField(
        _("labels"), default=dict, help_text=_("Of an own group, the label in each language: {language: text}.")
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("A group that was counted once stays readable.")
    )

    objects = models.Manager["PopulationGroup"]()

    class Meta:
        verbose_name = _("population group")
        verbose_name_plural = _("population groups")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="population_group_once",
                violation_error_message=_("Two population groups have the same code."),
            )
        ]

    def __str__(self) -> str:
        if self.code in PopulationKind.values:
            return str(PopulationKind(self.code).label)
        return label_in(self.labels) or self.code


class ProgrammeLogo(StoredFile):
    """The emblem that a programme uploads for its papers. The application ships none."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="logo")
