"""Places are data: a tree of areas with the official P-codes of the common operational datasets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cbp.core.models.versions import Versioned
from cbp.core.reach import Grant, Person, areas_within
from cbp.core.search import fold, folded

LEVELS = range(5)
pcode_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("A P-code has only letters without accents, digits, points and hyphens.")
)


class AreaQuerySet(models.QuerySet["Area"]):
    def within(self, grants: Iterable[Grant]) -> AreaQuerySet:
        return self.filter(areas_within(grants))

    def visible_to(self, person: Person) -> AreaQuerySet:
        return self.within(person.grants("area.view"))

    def under(self, area: Area) -> AreaQuerySet:
        """The area itself and everything below it."""
        return self.filter(path__startswith=area.path)

    def found_by(self, words: str) -> AreaQuerySet:
        """By P-code, or by any of its names, without regard to accents and case."""
        others = AreaName.objects.annotate(plain=folded("text")).filter(
            area=models.OuterRef("pk"), plain__contains=fold(words)
        )
        return self.annotate(plain=folded("name")).filter(
            Q(pcode__istartswith=words.strip()) | Q(plain__contains=fold(words)) | models.Exists(others)
        )

    def coded(self, code: str) -> AreaQuerySet:
        """By P-code, or by a code under which it was or is known elsewhere. One country may use a code of another."""
        return self.filter(Area.has_code(code))

    def by_name(self) -> AreaQuerySet:
        return self.order_by(folded("name"), "pk")


class Area(Versioned):
    """An administrative area: level 0 is the country, level 1 its regions, and so on down to level 4.

    `path` is the chain of P-codes with a slash after each, so that `SS01/` never matches `SS010/`.
    The parent's code is not always a prefix of the child's, so the path is the only thing that knows the tree.
    """

    country = models.CharField(_("country"), max_length=3, help_text=_("ISO 3166 code of three letters."))
    level = models.PositiveSmallIntegerField(_("level"), validators=[MaxValueValidator(4)])
    pcode = models.CharField(_("P-code"), max_length=20, validators=[pcode_validator])
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(max_length=120, unique=True, editable=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "country",
                "level",
                Upper("pcode"),
                name="area_pcode_once",
                violation_error_message=_("This P-code is used already."),
            ),
            models.CheckConstraint(
                condition=Q(level=0, parent=None) | Q(level__gt=0, parent__isnull=False),
                name="area_country_has_no_parent",
                violation_error_message=_("A country has no parent; every other area has one."),
            ),
            models.CheckConstraint(
                condition=Q(level__lte=4), name="area_level_known", violation_error_message=_("Levels go from 0 to 4.")
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="area_valid_period",
                violation_error_message=_("The end of validity lies before its beginning."),
            ),
            models.CheckConstraint(
                # NULL beside a number would make every comparison unknown, and a check that is unknown passes.
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | (
                    Q(latitude__isnull=False, longitude__isnull=False)
                    & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180)
                    & ~Q(latitude=0, longitude=0)
                ),
                name="area_point_possible",
                violation_error_message=_(
                    "Give both coordinates or none. The point 0, 0 lies in the sea and is refused."
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(OpClass(F("path"), name="varchar_pattern_ops"), name="area_path_prefix"),
            GinIndex(OpClass(Func(F("name"), function="CBP_FOLD"), name="gin_trgm_ops"), name="area_name_folded"),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def get_absolute_url(self) -> str:
        return reverse("desk:area-detail", args=[self.pk])

    def name_in(self, language: str) -> str:
        """The name in that language where one is stored, else the official one. Lists prefetch `names`."""
        names = (
            name.text for name in self.names.all() if name.is_name and name.language == language and not name.until
        )
        return next(names, self.name)

    @staticmethod
    def has_code(code: str) -> Q:
        """The P-code, a former one, or one of other files; without regard to case."""
        others = AreaName.objects.filter(area=models.OuterRef("pk"), kind=AreaName.Kind.CODE, text__iexact=code.strip())
        return Q(pcode__iexact=code.strip()) | Q(models.Exists(others))

    def crumbs(self) -> list[tuple[object, str]]:
        """The way from the list to here, as (label, address)."""
        return [(_("Places"), reverse("desk:area-list"))]

    @property
    def level_label(self) -> str:
        return str(_("Country")) if self.level == 0 else str(_("Level %(level)s area") % {"level": self.level})

    @property
    def ancestor_paths(self) -> list[str]:
        codes = self.path.rstrip("/").split("/")
        return ["/".join(codes[:depth]) + "/" for depth in range(1, len(codes))]

    def ancestors(self) -> AreaQuerySet:
        """From the country down, without the area itself."""
        return Area.objects.filter(path__in=self.ancestor_paths).prefetch_related("names").order_by("level", "pk")

    def history_scope(self) -> tuple[int | None, str]:
        return None, self.path


class AreaName(models.Model):
    """Another name of an area, or another code under which files of others know it.

    With `until` it is a former one: what the area was called, or its official P-code, until that day.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("Name")
        CODE = "code", _("Code")

    area = models.ForeignKey(Area, models.CASCADE, related_name="names")
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.NAME)
    text = models.CharField(_("text"), max_length=200)
    language = models.CharField(_("language"), max_length=12, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = models.Manager["AreaName"]()

    class Meta:
        verbose_name = _("area name")
        verbose_name_plural = _("area names")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "kind", "language", "text"], name="area_name_once"),
        ]
        indexes: ClassVar = [
            GinIndex(OpClass(Func(F("text"), function="CBP_FOLD"), name="gin_trgm_ops"), name="area_other_name_folded")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_name(self) -> bool:
        return self.kind == self.Kind.NAME


class FormerPath(models.Model):
    """Where an area lay in the tree until that day: lines of history keep the path of their time."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="former_paths")
    path = models.CharField(max_length=120)
    until = models.DateField()

    objects = models.Manager["FormerPath"]()

    class Meta:
        verbose_name = _("former place in the tree")
        verbose_name_plural = _("former places in the tree")
        constraints: ClassVar = [models.UniqueConstraint(fields=["area", "path"], name="former_path_once")]

    def __str__(self) -> str:
        return self.path
