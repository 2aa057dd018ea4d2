"""Perceptions: what a group thinks, as a distribution of answers. Counts, never names."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiling.models.sources import COUNT, Entry


class PerceptionAbout(models.TextChoices):
    RETURNEES = "returnees", pgettext_lazy("perception", "People who came back")
    DISPLACED = "displaced", pgettext_lazy("perception", "Displaced people")
    HOSTS = "hosts", pgettext_lazy("perception", "The host community")
    AUTHORITIES = "authorities", pgettext_lazy("perception", "The authorities")
    SERVICES = "services", pgettext_lazy("perception", "Services")
    SAFETY = "safety", pgettext_lazy("perception", "Safety")
    FUTURE = "future", pgettext_lazy("perception", "The future here")
    OTHER = "other", pgettext_lazy("perception", "Something else")


# The answers from good to bad, then those who did not say.
ANSWERS = ("very_good", "good", "middling", "bad", "very_bad", "not_said")


class Perception(Entry):
    """A question, whom it was asked, and how many gave each answer. An empty count is not known, never zero."""

    TEXTS: ClassVar = ("question",)

    kind = models.CharField(_("about whom or what"), max_length=12, choices=PerceptionAbout.choices)
    question = models.CharField(_("question as it was asked"), max_length=300)
    group = models.CharField(_("who was asked"), max_length=30, blank=True)
    very_good = models.PositiveIntegerField(_("very good"), null=True, blank=True, validators=COUNT)
    good = models.PositiveIntegerField(_("good"), null=True, blank=True, validators=COUNT)
    middling = models.PositiveIntegerField(_("neither good nor bad"), null=True, blank=True, validators=COUNT)
    bad = models.PositiveIntegerField(_("bad"), null=True, blank=True, validators=COUNT)
    very_bad = models.PositiveIntegerField(_("very bad"), null=True, blank=True, validators=COUNT)
    not_said = models.PositiveIntegerField(_("did not say"), null=True, blank=True, validators=COUNT)

    objects = models.Manager["Perception"]()

    class Meta:
        verbose_name = _("perception")
        verbose_name_plural = _("perceptions")

    def __str__(self) -> str:
        return self.question
