"""Services and infrastructure as the community finds them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiling.models.communities import SubCommunity
from profiling.models.sources import COUNT, Entry


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
    CASES = "cases", pgettext_lazy("service", "Case management")
    CHILDREN = "children", pgettext_lazy("service", "Child protection")
    SURVIVORS = "survivors", pgettext_lazy("service", "Care for survivors of violence")
    SAFE_SPACE = "safe-space", pgettext_lazy("service", "Safe space for women and girls")
    PSYCHOSOCIAL = "psychosocial", pgettext_lazy("service", "Psychosocial support")
    LEGAL_AID = "legal-aid", pgettext_lazy("service", "Legal aid and documents")
    MINES = "mines", pgettext_lazy("service", "Mine clearance and mine risk education")
    COMPLAINTS = "complaints", pgettext_lazy("service", "Complaints and feedback")


# Of protection a profile names the services alone: no incidents, no stories. (domain 4.3, part 12)
PROTECTION = (
    ServiceKind.CASES, ServiceKind.CHILDREN, ServiceKind.SURVIVORS, ServiceKind.SAFE_SPACE, ServiceKind.PSYCHOSOCIAL,
    ServiceKind.LEGAL_AID, ServiceKind.MINES, ServiceKind.COMPLAINTS,
)  # fmt: skip


class Functioning(models.TextChoices):
    """Domain 8: functioning / partly / not / under construction / unknown (empty)."""

    YES = "yes", pgettext_lazy("functioning", "Works")
    PARTLY = "partly", pgettext_lazy("functioning", "Works in part")
    NO = "no", pgettext_lazy("functioning", "Does not work")
    BUILDING = "building", pgettext_lazy("functioning", "Is being built")


class ServiceStatus(Entry):
    """A service as the community finds it. `exists` empty: not known. Distance in kilometres, one way."""

    TEXTS: ClassVar = ("provider", "fee", "barriers", "problem")

    kind = models.CharField(_("service"), max_length=20, choices=ServiceKind.choices)
    quarter = models.ForeignKey(
        SubCommunity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the community")
    )
    exists = models.BooleanField(_("is there one"), null=True, blank=True)
    functioning = models.CharField(_("does it work"), max_length=10, choices=Functioning.choices, blank=True)
    count = models.PositiveIntegerField(_("how many"), null=True, blank=True, validators=COUNT)
    distance_km = models.DecimalField(
        _("distance (km)"), max_digits=6, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    capacity = models.PositiveIntegerField(_("how many people it can serve"), null=True, blank=True, validators=COUNT)
    excluded_groups = ArrayField(
        models.CharField(max_length=30), verbose_name=_("groups that cannot use it"), default=list, blank=True
    )
    fee = models.CharField(_("what it costs to use it"), max_length=200, blank=True)
    provider = models.CharField(_("who runs it"), max_length=200, blank=True)
    barriers = models.CharField(_("who cannot use it, and why"), max_length=500, blank=True)
    problem = models.CharField(_("what is the problem"), max_length=500, blank=True)

    objects = models.Manager["ServiceStatus"]()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
