"""What was agreed to be done after a session, by whom and until when."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cbp.core.models import Spoken, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.cycles.phases import ENDED
from cbp.workshops.models.sessions import Session
from cbp.workshops.phases import SessionState


class ActionPointQuerySet(models.QuerySet["ActionPoint"]):
    def within(self, grants: Iterable[Grant]) -> ActionPointQuerySet:
        return self.filter(cycles_within(grants, "session__cycle__"))

    def visible_to(self, person: Person) -> ActionPointQuerySet:
        return self.within(person.grants("session.view"))

    def open(self) -> ActionPointQuerySet:
        return self.filter(done_on=None, dropped="").exclude(session__state=SessionState.CANCELLED).exclude(
            session__cycle__phase__in=ENDED
        )  # fmt: skip

    def late_on(self, today: datetime.date) -> ActionPointQuerySet:
        return self.open().filter(due_on__lt=today)

    def in_order(self) -> ActionPointQuerySet:
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")


class ActionPoint(Versioned, Spoken):
    """`text` and `responsible` freeze with the verified record; done, dropped and the day it is due stay open."""

    TEXTS: ClassVar = ("text", "outcome")

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="action_points")
    text = models.CharField(_("what is to be done"), max_length=300)
    responsible = models.CharField(_("who does it"), max_length=150, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="action_points",
        verbose_name=_("somebody with an account"),
    )  # fmt: skip
    due_on = models.DateField(_("until"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    dropped = models.CharField(_("dropped, because"), max_length=300, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)

    objects = ActionPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("action point")
        verbose_name_plural = _("action points")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(dropped=""),
                name="action_done_or_dropped",
                violation_error_message=_("An action point is done, or it is dropped."),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["due_on"], name="action_due")]

    def __str__(self) -> str:
        return self.said("text").text

    def get_absolute_url(self) -> str:
        return reverse("workshops:session-detail", args=[self.session_id]) + "#actions"

    def crumbs(self) -> list[tuple[object, str]]:
        return [*self.session.crumbs(), (self.session, self.session.get_absolute_url())]

    def history_scope(self) -> tuple[int | None, str]:
        return self.session.history_scope()
