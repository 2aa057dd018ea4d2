"""What a participatory tool brought to light: typed data by the catalogue in `cbp/workshops/tools/`, and words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cbp.core.choices import Classification
from cbp.core.models import Spoken, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.workshops.models.sessions import Session
from cbp.workshops.tools.kinds import Tool


class ToolRecordQuerySet(models.QuerySet["ToolRecord"]):
    def within(self, grants: Iterable[Grant]) -> ToolRecordQuerySet:
        return self.filter(cycles_within(grants, "session__cycle__"))

    def visible_to(self, person: Person) -> ToolRecordQuerySet:
        """A restricted record exists only for whoever may read what is restricted."""
        open_ones = self.within(person.grants("session.view")).exclude(classification=Classification.RESTRICTED)
        return open_ones | self.within(person.grants("session.restricted"))


class ToolRecord(Versioned, Spoken):
    """One use of a tool in a session. `payload` is checked against the schema of that tool and `schema`."""

    TEXTS: ClassVar = ("title", "story")

    session = models.ForeignKey(Session, models.CASCADE, related_name="tools")
    tool = models.CharField(_("tool"), max_length=20, choices=Tool.choices)
    schema = models.PositiveSmallIntegerField(default=1, editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    payload = models.JSONField(default=dict)
    story = models.TextField(_("what it tells, in words"), max_length=4000, blank=True)
    classification = models.CharField(
        _("classification"), max_length=10, choices=Classification.choices, default=Classification.INTERNAL
    )

    objects = ToolRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record of a tool")
        verbose_name_plural = _("records of tools")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "tool", "title"],
                name="tool_record_once",
                violation_error_message=_("This tool is recorded already. Give the second one a title of its own."),
            )
        ]

    def __str__(self) -> str:
        return self.said("title").text or str(self.get_tool_display())

    def get_absolute_url(self) -> str:
        return reverse("workshops:tool-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        return [*self.session.crumbs(), (self.session, self.session.get_absolute_url())]

    @property
    def is_restricted(self) -> bool:
        return self.classification in (Classification.RESTRICTED, Classification.STRICT)

    def history_scope(self) -> tuple[int | None, str]:
        return self.session.history_scope()
