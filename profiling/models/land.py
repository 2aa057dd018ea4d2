"""Housing, land and property: how households hold what they live on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiling.models.sources import COUNT, Entry


class TenureKind(models.TextChoices):
    OWNED = "owned", pgettext_lazy("tenure", "Owned")
    CUSTOMARY = "customary", pgettext_lazy("tenure", "Held by custom")
    RENTED = "rented", pgettext_lazy("tenure", "Rented")
    LENT = "lent", pgettext_lazy("tenure", "Lent or hosted without rent")
    PUBLIC = "public", pgettext_lazy("tenure", "Allotted by the authorities")
    OCCUPIED = "occupied", pgettext_lazy("tenure", "Occupied without an agreement")
    OTHER = "other", pgettext_lazy("tenure", "Held in another way")


class Document(models.TextChoices):
    """What most of them can show. (domain 14, form F11: levels of certificate)"""

    TITLE = "title", pgettext_lazy("document", "A title or a deed")
    LOCAL = "local", pgettext_lazy("document", "A paper of the village, the chief or the mayor")
    WITNESSES = "witnesses", pgettext_lazy("document", "Witnesses alone")
    NONE = "none", pgettext_lazy("document", "Nothing")


class Tenure(Entry):
    """A way in which households hold house or land, and how sure they are of it."""

    TEXTS: ClassVar = ("remark",)

    kind = models.CharField(_("how it is held"), max_length=10, choices=TenureKind.choices)
    group = models.CharField(_("group"), max_length=30, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True, validators=COUNT)
    document = models.CharField(_("what most of them can show"), max_length=10, choices=Document.choices, blank=True)
    is_disputed = models.BooleanField(_("are there disputes"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = models.Manager["Tenure"]()

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")

    def __str__(self) -> str:
        return self.get_kind_display()
