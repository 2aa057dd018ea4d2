"""Organisations with which communities and programmes plan: the half page that every one of them has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, FloatField, Func, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.models import Area, Programme, Versioned
from cbp.core.reach import Grant, Person, any_of
from cbp.core.sealing import SealedTextField
from cbp.core.search import fold, folded


class OrganisationKind(models.TextChoices):
    """Civil-society types of the founding text (domain 5.1), public bodies and others. `IATI` has the exchange code."""

    NGO_NATIONAL = "ngo-national", _("National or local non-governmental organisation")
    NGO_INTERNATIONAL = "ngo-international", _("International non-governmental organisation")
    COMMUNITY_GROUP = "community-group", _("Community-based organisation or group, also informal")
    DIASPORA = "diaspora", _("Diaspora association or network")
    FAITH = "faith", _("Faith-based organisation")
    UNION = "union", _("Trade union or professional association")
    RED_CROSS = "red-cross", _("Red Cross or Red Crescent")
    ACADEMIA = "academia", _("University, research body or think tank")
    MEDIA = "media", _("Media")
    FOUNDATION = "foundation", _("Foundation")
    GOVERNMENT = "government", _("Ministry or national authority")
    LOCAL_GOVERNMENT = "local-government", _("Local government or technical service of the state")
    MULTILATERAL = "multilateral", _("United Nations or other multilateral organisation")
    PRIVATE = "private", _("Private company")
    OTHER = "other", _("Other organisation")


# IATI organisation types, version 2.03 of the code list.
IATI: dict[str, str] = {
    OrganisationKind.NGO_NATIONAL: "22",
    OrganisationKind.NGO_INTERNATIONAL: "21",
    OrganisationKind.COMMUNITY_GROUP: "24",
    OrganisationKind.DIASPORA: "22",
    OrganisationKind.FAITH: "22",
    OrganisationKind.UNION: "22",
    OrganisationKind.RED_CROSS: "22",
    OrganisationKind.ACADEMIA: "80",
    OrganisationKind.MEDIA: "70",
    OrganisationKind.FOUNDATION: "60",
    OrganisationKind.GOVERNMENT: "10",
    OrganisationKind.LOCAL_GOVERNMENT: "11",
    OrganisationKind.MULTILATERAL: "40",
    OrganisationKind.PRIVATE: "70",
    OrganisationKind.OTHER: "90",
}


class Modality(models.TextChoices):
    """How an office works with an organisation. (CSO inventory, domain 5.1)"""

    FORMAL = "formal", pgettext_lazy("modality", "Contractual: written and binding, for a set time")
    INFORMAL = "informal", pgettext_lazy("modality", "Informal: a verbal undertaking")
    AD_HOC = "ad-hoc", pgettext_lazy("modality", "Ad hoc: for one event, once or repeated")


# From this likeness on, two names may be of one organisation.
NEARLY = 0.5


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def within(self, grants: Iterable[Grant]) -> OrganisationQuerySet:
        """The registry is one for the whole country: a partner of one district may help the next."""

        def one(grant: Grant) -> Q:
            path = grant.area_path or grant.country_path
            return Q(country__path=path.split("/")[0] + "/") if path else ~Q(pk__in=[])

        return self.filter(any_of(one(grant) for grant in grants))

    def visible_to(self, person: Person) -> OrganisationQuerySet:
        return self.within(person.grants("partner.view"))

    def found_by(self, words: str) -> OrganisationQuerySet:
        return self.annotate(plain=folded("name")).filter(
            Q(plain__contains=fold(words)) | Q(acronym__icontains=words.strip())
        )

    def present_in(self, area: Area) -> OrganisationQuerySet:
        """Present in the area, in a part of it, or in the whole of which it is a part."""
        around = Area.objects.filter(Q(path__startswith=area.path) | Q(path__in=area.ancestor_paths))
        return self.filter(pk__in=Organisation.areas.through.objects.filter(area__in=around).values("organisation"))

    def nearly_called(self, name: str) -> OrganisationQuerySet:
        """Those whose names share half of their groups of three letters with it, the most alike first."""
        alike = Func(folded("name"), fold(name), function="SIMILARITY", output_field=FloatField())
        return self.annotate(likeness=alike).filter(likeness__gte=NEARLY).order_by("-likeness", "pk")

    def by_name(self) -> OrganisationQuerySet:
        return self.order_by(folded("name"), "pk")


class Organisation(Versioned):
    """An actor that can lead a cycle, carry an item of a plan or pay for it: from a women's group to a ministry."""

    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    country = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name=_("country"), limit_choices_to={"level": 0}
    )
    areas = models.ManyToManyField(Area, blank=True, related_name="organisations", verbose_name=_("areas of presence"))
    about = models.TextField(_("what it does"), max_length=2000, blank=True)
    is_active = models.BooleanField(_("can be chosen"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "country",
                name="organisation_name_once",
                violation_error_message=_("An organisation with this name is registered already."),
            )
        ]
        indexes: ClassVar = [GinIndex(OpClass(Lower("name"), name="gin_trgm_ops"), name="organisation_name_trigrams")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:organisation-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        return [(_("Organisations"), reverse("partners:organisation-list"))]

    def history_scope(self) -> tuple[int | None, str]:
        return None, self.country.path

    @property
    def iati_type(self) -> str:
        return IATI[self.kind]


class OrganisationContact(models.Model):
    """Whom to call, for what, and that this person agreed to stand here. Name and numbers are sealed in the table."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    position = models.CharField(_("position"), max_length=120, blank=True)
    name = SealedTextField(_("name"), blank=True)
    phone = SealedTextField(_("telephone"), blank=True)
    email = SealedTextField(_("e-mail address"), blank=True)
    purpose = models.CharField(_("what we may contact this person for"), max_length=200)
    has_consented = models.BooleanField(_("this person agreed that we keep these data"), default=False)

    objects = models.Manager["OrganisationContact"]()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(has_consented=True),
                name="contact_has_consented",
                violation_error_message=_("Keep a contact only when the person agreed to it."),
            )
        ]

    def __str__(self) -> str:
        return self.position or str(_("contact"))


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def within(self, grants: Iterable[Grant]) -> EngagementQuerySet:
        return self.filter(organisation__in=Organisation.objects.within(grants))

    def visible_to(self, person: Person) -> EngagementQuerySet:
        return self.within(person.grants("partner.view"))

    def running(self) -> EngagementQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))

    def latest_first(self) -> EngagementQuerySet:
        return self.order_by(F("starts_on").desc(nulls_last=True), "-pk")


class Engagement(models.Model):
    """One way in which we work with an organisation, for a time and in areas. Any number of them."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="engagements")
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    modality = models.CharField(_("modality"), max_length=10, choices=Modality.choices)
    subject = models.CharField(_("about what"), max_length=300)
    reference = models.CharField(
        _("number of the agreement"), max_length=80, blank=True, help_text=_("Of a contractual engagement.")
    )
    noted_by = models.CharField(
        _("who noted the word that was given"), max_length=150, blank=True, help_text=_("Of an informal engagement.")
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="engagement_period",
                violation_error_message=_("The engagement ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(modality=Modality.FORMAL) | ~Q(reference=""),
                name="engagement_formal_has_a_number",
                violation_error_message=_("A contractual engagement has the number of its agreement."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_modality_display()}"

    def history_scope(self) -> tuple[int | None, str]:
        return self.programme_id, self.area.path if self.area else self.organisation.country.path

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()


class Membership(models.Model):
    """A person who speaks for an organisation (a partner's focal point)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")

    objects = models.Manager["Membership"]()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"
