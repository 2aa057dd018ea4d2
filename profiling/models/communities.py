"""A community: people who interact within a given territory. Its boundary is written down, because words differ."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Greatest, Lower
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cbp.core.models import Area, Programme, Versioned
from cbp.core.reach import Grant, Person, any_of
from cbp.core.search import fold, folded, likeness, near

# Two decimals of a degree: about a kilometre.
COARSE = Decimal("0.01")


class SiteKind(models.TextChoices):
    VILLAGE = "village", pgettext_lazy("site", "Village")
    NEIGHBOURHOOD = "neighbourhood", pgettext_lazy("site", "Urban neighbourhood")
    WARD = "ward", pgettext_lazy("site", "Ward")
    CAMP = "camp", pgettext_lazy("site", "Camp")
    INFORMAL = "informal", pgettext_lazy("site", "Informal site")
    COLLECTIVE_CENTRE = "collective-centre", pgettext_lazy("site", "Collective centre")


class Precision(models.TextChoices):
    """How exactly the point is known. (domain 11.1 B)"""

    EXACT = "exact", pgettext_lazy("precision", "Measured on the spot")
    APPROXIMATE = "approximate", pgettext_lazy("precision", "About there")
    AREA = "area", pgettext_lazy("precision", "Middle of the area")


class TravelMode(models.TextChoices):
    """How most people come and go."""

    FOOT = "foot", pgettext_lazy("travel", "On foot")
    ANIMAL = "animal", pgettext_lazy("travel", "With an animal or a cart")
    TWO_WHEELS = "two-wheels", pgettext_lazy("travel", "Bicycle or motorcycle")
    CAR = "car", pgettext_lazy("travel", "Car or bus")
    TRUCK = "truck", pgettext_lazy("travel", "Truck or four-wheel drive")
    BOAT = "boat", pgettext_lazy("travel", "Boat")
    AIR = "air", pgettext_lazy("travel", "By air alone")


class PhoneNetwork(models.TextChoices):
    NONE = "none", pgettext_lazy("network", "None")
    SPOTS = "spots", pgettext_lazy("network", "In some spots")
    VOICE = "voice", pgettext_lazy("network", "Voice alone")
    INTERNET = "internet", pgettext_lazy("network", "Voice and internet")


class CommunityQuerySet(models.QuerySet["Community"]):
    def within(self, grants: Iterable[Grant]) -> CommunityQuerySet:
        """Communities follow the area; a programme without an area reaches the communities that it works with."""
        enrolled = Community.programmes.through.objects

        def one(grant: Grant) -> Q:
            if grant.area_path:
                return Q(area__path__startswith=grant.area_path)
            if grant.programme_id:
                return Q(pk__in=enrolled.filter(programme_id=grant.programme_id).values("community_id"))
            return ~Q(pk__in=[])

        return self.filter(any_of(one(grant) for grant in grants))

    def visible_to(self, person: Person) -> CommunityQuerySet:
        return self.within(person.grants("community.view"))

    def under(self, area: Area) -> CommunityQuerySet:
        return self.filter(area__path__startswith=area.path)

    def standing(self) -> CommunityQuerySet:
        """Without records that were merged into another: their names are names of the record that stands for them."""
        return self.filter(merged_into=None)

    def found_by(self, words: str) -> CommunityQuerySet:
        """By any of its names, without regard to accents and case, also in another spelling."""
        if not words.strip():
            return self
        mine = Community.objects.alias(plain=folded("name"))
        others = CommunityName.objects.alias(plain=folded("text"))
        named = [mine.filter(said).values("pk") for said in (Q(plain__contains=fold(words)), Q(near("name", words)))]
        called = [
            others.filter(said).values("community") for said in (Q(plain__contains=fold(words)), Q(near("text", words)))
        ]
        # Each part by an index of its own: one condition over both tables would read every row.
        return self.filter(pk__in=named[0].union(named[1], *called))

    def closest_first(self, words: str) -> CommunityQuerySet:
        """What is called exactly so stands before what is spelt otherwise."""
        other = CommunityName.objects.filter(community=models.OuterRef("pk")).order_by()
        best = other.annotate(most=likeness("text", words)).order_by("-most").values("most")[:1]
        closeness = Greatest(likeness("name", words), models.Subquery(best))
        return self.alias(closeness=closeness).order_by("-closeness", folded("name"), "pk")

    def by_name(self) -> CommunityQuerySet:
        return self.order_by(folded("name"), "pk")


def coarse(degrees: Decimal) -> Decimal:
    """As it is shown to whoever may not know it exactly."""
    return degrees.quantize(COARSE, ROUND_HALF_UP)


@dataclass(frozen=True)
class ShownPoint:
    """Where a community lies, as this reader may know it. `is_kept`: for the team alone, and marked so."""

    latitude: Decimal
    longitude: Decimal
    is_exact: bool
    is_kept: bool
    precision: str

    def __str__(self) -> str:
        return f"{self.latitude}, {self.longitude}"


class Community(Versioned):
    """A village, a neighbourhood, a site: the people of one cycle. Hangs at an area of the official tree."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind of site"), max_length=20, choices=SiteKind.choices, default=SiteKind.VILLAGE)
    area = models.ForeignKey(Area, models.PROTECT, related_name="communities", verbose_name=_("area"))
    programmes = models.ManyToManyField(
        Programme, blank=True, related_name="communities", verbose_name=_("programmes that work here")
    )
    definition = models.TextField(
        _("who belongs to it, and where it ends"),
        max_length=2000,
        blank=True,
        help_text=_(
            "In the words of the community: which quarters, camps or hamlets are part of it, and which are not."
        ),
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    precision = models.CharField(_("how exact the point is"), max_length=12, choices=Precision.choices, blank=True)
    is_location_sensitive = models.BooleanField(
        _("do not show where it lies"),
        default=False,
        help_text=_("The point then stays with the team and leaves in no paper and no export."),
    )
    spoken_languages = models.CharField(_("languages spoken"), max_length=200, blank=True)
    road = models.CharField(_("main road or way"), max_length=200, blank=True)
    distance_km = models.DecimalField(
        _("distance to the main town (km)"), max_digits=6, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    travel_minutes = models.PositiveIntegerField(
        _("time to the main town (minutes)"), null=True, blank=True, validators=[MaxValueValidator(20_000)]
    )
    travel_mode = models.CharField(_("how most people travel"), max_length=12, choices=TravelMode.choices, blank=True)
    network = models.CharField(_("telephone network"), max_length=10, choices=PhoneNetwork.choices, blank=True)
    blocked_months = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)]),
        verbose_name=_("months in which the way is blocked"),
        default=list,
        blank=True,
    )
    is_active = models.BooleanField(_("takes part in planning"), default=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "area",
                "kind",
                condition=Q(merged_into=None),  # what was merged by mistake is registered anew
                name="community_name_once",
                violation_error_message=_("A community of this kind with this name lies in this area already."),
            ),
            models.CheckConstraint(
                # NULL beside a number would make every comparison unknown, and a check that is unknown passes.
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | (
                    Q(latitude__isnull=False, longitude__isnull=False)
                    & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180)
                    & ~Q(latitude=0, longitude=0)
                ),
                name="community_point_possible",
                violation_error_message=_(
                    "Give both coordinates or none. The point 0, 0 lies in the sea and is refused."
                ),
            ),
        ]
        indexes: ClassVar = [
            GinIndex(OpClass(Func(F("name"), function="CBP_FOLD"), name="gin_trgm_ops"), name="community_name_folded"),
            # Lists are in this order.
            models.Index(Func(F("name"), function="CBP_FOLD"), "id", name="community_by_name"),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def get_absolute_url(self) -> str:
        return reverse("desk:community-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        return [(_("Communities"), reverse("desk:community-list"))]

    def history_scope(self) -> tuple[int | None, str]:
        return None, self.area.path

    def name_in(self, language: str) -> str:
        """The name in that language where one is stored, else the first one. Lists prefetch `names`."""
        return next((name.text for name in self.names.all() if name.language == language[:2]), self.name)

    def every_name(self) -> list[str]:
        """The one that is shown comes first, each stands once."""
        return list(dict.fromkeys([str(self), self.name, *(name.text for name in self.names.all())]))

    def shown_point(self, exact: bool = False) -> ShownPoint | None:
        """The point as it leaves: coarsened to about a kilometre, and not at all where it is sensitive.

        `exact` is for the screens of those who enter it (community.edit); nothing that leaves the house asks for it.
        """
        if self.latitude is None or self.longitude is None or (self.is_location_sensitive and not exact):
            return None
        latitude, longitude = self.latitude, self.longitude
        if not exact:
            latitude, longitude = coarse(latitude), coarse(longitude)
        return ShownPoint(latitude, longitude, exact, self.is_location_sensitive, self.precision)


class CommunityName(models.Model):
    """Another name of a community: in another language or script, an old one, another spelling."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="names")
    text = models.CharField(_("text"), max_length=200)
    language = models.CharField(_("language"), max_length=5, blank=True, choices=settings.LANGUAGES)

    objects = models.Manager["CommunityName"]()

    class Meta:
        verbose_name = _("name of a community")
        verbose_name_plural = _("names of communities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "language", "text"], name="community_name_text_once")
        ]
        indexes: ClassVar = [
            GinIndex(
                OpClass(Func(F("text"), function="CBP_FOLD"), name="gin_trgm_ops"), name="community_name_text_folded"
            )
        ]

    def __str__(self) -> str:
        return self.text


class SubCommunity(models.Model):
    """A village, quarter or section of a community: plans are signed by each of them."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="sub_communities")
    name = models.CharField(_("name"), max_length=120)
    leader = models.CharField(
        _("who leads it"), max_length=120, blank=True, help_text=_("The office, such as chief of the quarter. No name.")
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = models.Manager["SubCommunity"]()

    class Meta:
        verbose_name = _("part of a community")
        verbose_name_plural = _("parts of a community")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "community",
                Lower("name"),
                name="sub_community_once",
                violation_error_message=_("Two parts of the community have the same name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
