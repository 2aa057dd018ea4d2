"""Pictures, recordings and photographed pages of a session: files with a consent, or they stay inside. (7.2)"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Classification
from cbp.core.models import Spoken, StoredFile, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.workshops.models.pages import PageCode
from cbp.workshops.models.sessions import Session
from cbp.workshops.models.tools import ToolRecord


class PhotoKind(models.TextChoices):
    PHOTO = "photo", pgettext_lazy("file", "Photo of people or places")
    DRAWING = "drawing", pgettext_lazy("file", "Photo of something drawn or written")
    PAGE = "page", pgettext_lazy("file", "Page of the kit")
    RECORDING = "recording", pgettext_lazy("file", "Sound recording")


class ConsentKind(models.TextChoices):
    UNKNOWN = "", pgettext_lazy("consent", "Not asked, or not known")
    NOBODY = "nobody", pgettext_lazy("consent", "Nobody can be recognised")
    VERBAL = "verbal", pgettext_lazy("consent", "Said, before a witness")
    WRITTEN = "written", pgettext_lazy("consent", "Signed")


class ConsentScope(models.TextChoices):
    """How far the consent reaches; each holds what is above it."""

    INTERNAL = "internal", pgettext_lazy("consent", "Inside the programme")
    DONOR = "donor", pgettext_lazy("consent", "Donors and authorities")
    PUBLIC = "public", pgettext_lazy("consent", "Everybody")


OPEN_CLASSES = (Classification.PUBLIC, Classification.INTERNAL)


class PhotoQuerySet(models.QuerySet["SessionPhoto"]):
    def within(self, grants: Iterable[Grant]) -> PhotoQuerySet:
        return self.filter(cycles_within(grants, "session__cycle__"))

    def visible_to(self, person: Person) -> PhotoQuerySet:
        """What is restricted, or shows a restricted tool, exists only for whoever may read what is restricted."""
        open_ones = Q(classification__in=OPEN_CLASSES) & (Q(tool=None) | Q(tool__classification__in=OPEN_CLASSES))
        reads = cycles_within(person.grants("session.view"), "session__cycle__")
        return self.filter((reads & open_ones) | cycles_within(person.grants("session.restricted"), "session__cycle__"))

    def agreed(self, today: datetime.date | None = None) -> PhotoQuerySet:
        """Those that may stand in a paper or an export inside the programme: with a consent that still runs.

        Children need the guardian’s word. A page of the kit is no picture of people and never leaves, nor does what is
        restricted. `SessionPhoto.kept_back` says the same of one, in words.
        """
        day = today or timezone.localdate()
        running = Q(consent_until=None) | Q(consent_until__gte=day)
        guarded = Q(shows_children=False) | Q(guardian_agreed=True)
        open_ones = self.filter(
            Q(tool=None) | Q(tool__classification__in=OPEN_CLASSES), classification__in=OPEN_CLASSES
        )
        return open_ones.exclude(kind=PhotoKind.PAGE).exclude(consent=ConsentKind.UNKNOWN).filter(running, guarded)


class SessionPhoto(StoredFile, Versioned, Spoken):
    """One file. `uid` is made by the browser before it is sent: sent twice, it is kept once."""

    TEXTS: ClassVar = ("caption", "transcription")

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    session = models.ForeignKey(Session, models.PROTECT, related_name="photos")
    kind = models.CharField(_("what it is"), max_length=10, choices=PhotoKind.choices, default=PhotoKind.PHOTO)
    tool = models.ForeignKey(
        ToolRecord, models.SET_NULL, null=True, blank=True, related_name="photos", verbose_name=_("tool that it shows")
    )  # fmt: skip
    page = models.ForeignKey(PageCode, models.PROTECT, null=True, editable=False, related_name="photos")
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    transcription = models.TextField(
        _("what is written or said in it"), max_length=4000, blank=True,
        help_text=_("For who cannot see or hear it, and for papers without pictures."),
    )  # fmt: skip
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    consent = models.CharField(_("consent"), max_length=8, choices=ConsentKind.choices, blank=True)
    consent_scope = models.CharField(
        _("may be shown to"), max_length=8, choices=ConsentScope.choices, default=ConsentScope.INTERNAL
    )  # fmt: skip
    consent_until = models.DateField(_("until"), null=True, blank=True)
    shows_children = models.BooleanField(_("children can be recognised"), default=False)
    guardian_agreed = models.BooleanField(_("their guardians agreed"), default=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture or recording")
        verbose_name_plural = _("pictures and recordings")
        indexes: ClassVar = [models.Index(fields=["session", "kind"], name="photo_of_session")]

    def __str__(self) -> str:
        """The history keeps this, and whoever reads the history does not always read what is restricted."""
        if self.classification not in OPEN_CLASSES:
            return str(self.get_kind_display())
        return self.said("caption").text or self.name

    def get_absolute_url(self) -> str:
        return reverse("workshops:photo-list", args=[self.session_id])

    def crumbs(self) -> list[tuple[object, str]]:
        photos = reverse("workshops:photo-list", args=[self.session_id])
        session = self.session
        return [*session.crumbs(), (session, session.get_absolute_url()), (_("Pictures and recordings"), photos)]

    def history_scope(self) -> tuple[int | None, str]:
        return self.session.history_scope()

    @property
    def is_restricted(self) -> bool:
        """Itself, or as the tool that it shows."""
        return self.classification not in OPEN_CLASSES or (self.tool is not None and self.tool.is_restricted)

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    def kept_back(self, today: datetime.date | None = None) -> str:
        """Why it never leaves the house, in words; empty when it may."""
        day = today or timezone.localdate()
        if self.is_restricted:
            return str(_("Restricted to the team that works with the community: it never leaves."))
        if self.kind == PhotoKind.PAGE:
            return str(_("A page of the kit never leaves."))
        if self.consent == ConsentKind.UNKNOWN:
            return str(_("No consent is noted: it stays here and never stands in a paper."))
        if self.consent_until and self.consent_until < day:
            return str(_("The consent has ended: it no longer stands in a paper."))
        if self.shows_children and not self.guardian_agreed:
            return str(_("Children can be recognised and no guardian agreed: it never stands in a paper."))
        return ""
