"""The pages of the printable kit: each has a short code, by which paper finds its record again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.reach import Grant, Person, cycles_within
from cbp.workshops.models.sessions import Session


class SheetKind(models.TextChoices):
    """What a page of the kit is. (domain 14)"""

    COVER = "cover", pgettext_lazy("sheet of paper", "Cover with aim and agenda")
    RECORD = "record", pgettext_lazy("sheet of paper", "Session sheet")
    ATTENDANCE = "attendance", pgettext_lazy("sheet of paper", "Attendance")
    TOOL = "tool", pgettext_lazy("sheet of paper", "Tool")
    BALLOT = "ballot", pgettext_lazy("sheet of paper", "Ballots")
    TALLY = "tally", pgettext_lazy("sheet of paper", "Count of the votes")
    PROFILE = "profile", pgettext_lazy("sheet of paper", "Facts of the profile to check")
    CONSENT = "consent", pgettext_lazy("sheet of paper", "Consent slips")
    FEEDBACK = "feedback", pgettext_lazy("sheet of paper", "Feedback slips")


class PageCodeQuerySet(models.QuerySet["PageCode"]):
    def within(self, grants: Iterable[Grant]) -> PageCodeQuerySet:
        return self.filter(cycles_within(grants, "session__cycle__"))

    def visible_to(self, person: Person) -> PageCodeQuerySet:
        return self.within(person.grants("session.view"))


class PageCode(models.Model):
    """One sheet of one session. `about` tells two sheets of a kind apart: the tool, the ranking. Printed as often as
    needed under the same code. `code` is seven characters, the last a check character (ISO 7064 mod 37,36).
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="page_codes")
    sheet = models.CharField(_("sheet"), max_length=12, choices=SheetKind.choices)
    about = models.CharField(max_length=40, blank=True)
    code = models.CharField(_("code of the page"), max_length=7, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = PageCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("page of a kit")
        verbose_name_plural = _("pages of kits")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "sheet", "about"], name="page_code_of_sheet_once")
        ]

    def __str__(self) -> str:
        return self.code
