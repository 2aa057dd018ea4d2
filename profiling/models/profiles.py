"""A profile of a community, in versions. A validated version is never changed: the next one begins as its copy."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cbp.core.ages import Band, read_bands
from cbp.core.models import Programme, Spoken, Versioned
from cbp.core.reach import Grant, Person
from profiling.models.communities import Community
from profiling.phases import NEXT, OPEN, ProfileState


class ProfileQuerySet(models.QuerySet["Profile"]):
    def within(self, grants: Iterable[Grant]) -> ProfileQuerySet:
        return self.filter(community__in=Community.objects.within(grants))

    def visible_to(self, person: Person) -> ProfileQuerySet:
        return self.within(person.grants("community.view"))

    def validated(self) -> ProfileQuerySet:
        return self.filter(state=ProfileState.VALIDATED)

    def latest_first(self) -> ProfileQuerySet:
        return self.order_by("-number", "-pk")


class Profile(Versioned):
    """What is known of a community at a time. Counts are whole numbers from zero on, or empty: not known."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="profiles")
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme"),
        help_text=_("Its age bands and population groups are used."),
    )  # fmt: skip
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=ProfileState.choices, default=ProfileState.DRAFT)
    as_of = models.DateField(_("as of"), default=datetime.date.today)
    age_bands = models.CharField(
        max_length=200, editable=False, help_text=_("As the programme had them when the version began; never mixed.")
    )
    closed_parts = ArrayField(
        models.CharField(max_length=20), default=list, editable=False,
        help_text=_("Parts that an earlier version kept restricted, in another programme: they stay so."),
    )  # fmt: skip
    previous = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="following")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    validated_at = models.DateTimeField(null=True, editable=False)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    return_reason = models.TextField(_("why it was returned"), max_length=1000, blank=True, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "number"], name="profile_version_once"),
            models.UniqueConstraint(
                fields=["community"],
                condition=Q(state__in=[ProfileState.DRAFT, ProfileState.IN_REVIEW]),
                name="profile_one_at_work",
                violation_error_message=_("A version of this profile is being worked on already."),
            ),
            models.UniqueConstraint(
                fields=["community"], condition=Q(state=ProfileState.VALIDATED), name="profile_one_validated"
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("%(community)s, profile version %(number)s") % {"community": self.community, "number": self.number}
        )

    def get_absolute_url(self) -> str:
        return reverse("profiling:profile-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        return [*self.community.crumbs(), (self.community, self.community.get_absolute_url())]

    def history_scope(self) -> tuple[int | None, str]:
        return None, self.community.area.path

    @property
    def is_open(self) -> bool:
        """May its parts be changed?"""
        return self.state in OPEN

    def can_move_to(self, state: ProfileState) -> bool:
        return state in NEXT[ProfileState(self.state)]

    @property
    def bands(self) -> list[Band]:
        return read_bands(self.age_bands)


class SectionNote(Spoken):
    """Words on one part of a profile; or that nothing is known there, and why."""

    TEXTS: ClassVar = ("text",)

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="notes")
    section = models.CharField(max_length=20)
    text = models.TextField(_("in words"), max_length=4000, blank=True)
    is_unknown = models.BooleanField(
        _("nothing is known about this yet"), default=False, help_text=_("Say in a few words why.")
    )

    objects = models.Manager["SectionNote"]()

    class Meta:
        verbose_name = _("note on a part of a profile")
        verbose_name_plural = _("notes on parts of a profile")
        constraints: ClassVar = [models.UniqueConstraint(fields=["profile", "section"], name="section_note_once")]

    def __str__(self) -> str:
        return self.text[:60]


class WarningReason(models.Model):
    """Why a warning about this profile stands: kept with it, shown and printed. (domain 11.3, soft rules)

    It explains the figures that the warning had then (`fingerprint`); when they change, the warning is open again.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="reasons")
    code = models.CharField(max_length=60, help_text=_("Names the warning and what it is about, such as sex-sum:idp."))
    fingerprint = models.CharField(max_length=16, blank=True, editable=False)
    reason = models.CharField(_("why this is so"), max_length=500)
    by_label = models.CharField(max_length=200, editable=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager["WarningReason"]()

    class Meta:
        verbose_name = _("reason of a warning")
        verbose_name_plural = _("reasons of warnings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["profile", "code"], name="warning_reason_once")]

    def __str__(self) -> str:
        return self.reason
