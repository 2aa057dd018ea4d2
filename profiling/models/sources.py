"""Where the figures and statements of a profile come from. Unknown is empty, never zero."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import Confidence, Method
from cbp.core.models import Spoken
from profiling.models.profiles import Profile

MOST = 50_000_000
COUNT = [MaxValueValidator(MOST)]


class Release(models.TextChoices):
    """Who may publish a figure. What is for the team alone leaves in nothing that is public."""

    ANYONE = "anyone", pgettext_lazy("release", "Anyone, with the source named")
    ASK = "ask", pgettext_lazy("release", "Only after asking whose figures they are")
    TEAM = "team", pgettext_lazy("release", "Nobody: for the team and the authorities alone")


class Source(models.Model):
    """Where figures of this profile come from: who found them out, when, how, and how far they can be trusted."""

    # Without an index of its own: the unique one begins with it.
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="sources", db_index=False)
    title = models.CharField(_("source"), max_length=200, help_text=_("Who says so: a register, a report, a meeting."))
    method = models.CharField(_("how it was found out"), max_length=20, choices=Method.choices)
    dated_on = models.DateField(_("date of the figures"))
    confidence = models.PositiveSmallIntegerField(_("how far it can be trusted"), choices=Confidence.choices)
    holder = models.CharField(
        _("whose figures they are"), max_length=200, blank=True,
        help_text=_("The office or organisation that is asked before they are passed on."),
    )  # fmt: skip
    release = models.CharField(_("who may publish them"), max_length=10, choices=Release.choices, default=Release.TEAM)

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


class Entry(Sourced, Spoken):
    """A row of one of the tables of a profile (`profiling.sections`), with its words in the language of who said it."""

    class Meta:
        abstract = True
