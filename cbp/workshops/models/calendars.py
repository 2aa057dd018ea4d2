"""Secret addresses under which a calendar program reads the sessions of a person or of a cycle."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cbp.core.reach import Person
from cbp.core.sealing import first_token, hash_of, token_again
from cbp.cycles.models import Cycle


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, person: Person) -> CalendarFeedQuerySet:
        """Nobody sees the addresses of others."""
        return self.filter(user=person.pk)

    def with_token(self, token: str) -> CalendarFeedQuerySet:
        return self.running().filter(token_hash=hash_of(token))

    def running(self) -> CalendarFeedQuerySet:
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """`cycle` empty: the sessions in which the person has a role. What it tells is asked of the person's rights anew
    each time it is read.
    """

    PURPOSE: ClassVar = "calendar"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    cycle = models.ForeignKey(Cycle, models.CASCADE, null=True, blank=True, related_name="calendar_feeds")
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    read_at = models.DateTimeField(_("last read"), null=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "cycle"],
                condition=models.Q(revoked_at=None),
                nulls_distinct=False,
                name="calendar_feed_one_running",
            )
        ]

    @property
    def token(self) -> str:
        return token_again(self.PURPOSE, self.nonce, self.token_hash)

    def seal(self) -> None:
        """A fresh address, of which only the hash is kept."""
        self.nonce = secrets.token_hex(16)
        self.token_hash = hash_of(first_token(self.PURPOSE, self.nonce))

    def history_scope(self) -> tuple[int | None, str]:
        return self.cycle.history_scope() if self.cycle else (None, "")
