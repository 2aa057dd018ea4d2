"""The tie between a session and a profile: the community saw what is written of it, and said yes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cbp.core.models import Spoken
from cbp.workshops.models.sessions import Session
from profiling.models import Profile


class ProfileConfirmation(Spoken):
    """In this session the community confirmed this version of its profile; corrections it asked for are in words."""

    TEXTS: ClassVar = ("remarks",)

    session = models.ForeignKey(Session, models.PROTECT, related_name="confirmations")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="confirmations")
    remarks = models.TextField(_("what the community corrected or added"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager["ProfileConfirmation"]()

    class Meta:
        verbose_name = _("confirmation of a profile")
        verbose_name_plural = _("confirmations of profiles")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "profile"],
                name="profile_confirmation_once",
                violation_error_message=_("This session confirmed this version already."),
            )
        ]
