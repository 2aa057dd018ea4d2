"""One meeting with the community, or with one of its groups."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.core.choices import ParticipantGroup, SessionKind, Sex
from cbp.core.groups import group_labels
from cbp.core.models import Spoken, Versioned
from cbp.core.reach import Grant, Person, cycles_within
from cbp.core.sealing import SealedTextField
from cbp.cycles.models import Cycle, Milestone
from cbp.workshops.phases import HELD, NEXT, OPEN, SessionState
from profiling.models import Community, SubCommunity


class SessionQuerySet(models.QuerySet["Session"]):
    def within(self, grants: Iterable[Grant]) -> SessionQuerySet:
        return self.filter(cycles_within(grants, "cycle__"))

    def visible_to(self, person: Person) -> SessionQuerySet:
        return self.within(person.grants("session.view"))

    def held(self) -> SessionQuerySet:
        return self.filter(state__in=HELD)

    def verified(self) -> SessionQuerySet:
        return self.filter(state=SessionState.VERIFIED)

    def in_order(self) -> SessionQuerySet:
        return self.order_by(F("held_on").asc(nulls_last=True), "pk")


class Session(Versioned, Spoken):
    """A meeting with one group on one day. Nobody who took part is named; people in roles may be."""

    PLAN_TEXTS: ClassVar = ("title", "aim", "agenda", "access_note")
    RECORD_TEXTS: ClassVar = (
        "summary", "decisions", "open_questions", "went_well", "was_difficult", "dynamics", "missing"
    )  # fmt: skip
    TEXTS: ClassVar = (*PLAN_TEXTS, *RECORD_TEXTS)

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="sessions")
    kind = models.CharField(_("kind of session"), max_length=16, choices=SessionKind.choices)
    title = models.CharField(
        _("title"), max_length=150, blank=True, help_text=_("Where kind and group are not enough to tell it apart.")
    )  # fmt: skip
    milestone = models.ForeignKey(
        Milestone, models.SET_NULL, null=True, blank=True, related_name="sessions",
        verbose_name=_("step of the work plan"),
    )  # fmt: skip
    group = models.CharField(
        _("group"), max_length=30, default=ParticipantGroup.MIXED, help_text=_("Whose meeting it is.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState.choices, default=SessionState.PLANNED, editable=False
    )
    held_on = models.DateField(_("date"), null=True, blank=True)
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    venue = models.CharField(_("place"), max_length=200, blank=True)
    sub_community = models.ForeignKey(
        SubCommunity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of the community")
    )
    spoken_in = models.CharField(_("language of the meeting"), max_length=120, blank=True)
    has_interpreter = models.BooleanField(_("somebody interpreted"), default=False)
    interpreted_into = models.CharField(_("interpreted into"), max_length=120, blank=True)
    aim = models.TextField(_("aim"), max_length=1000, blank=True)
    agenda = models.TextField(
        _("agenda"), max_length=4000, blank=True,
        help_text=_("One point on each line. A line may begin with its minutes, such as: 15 Welcome."),
    )  # fmt: skip
    planned_tools = ArrayField(
        models.CharField(max_length=20), verbose_name=_("tools that are to be used"), default=list, blank=True
    )
    access_note = models.TextField(
        _("so that all can come"), max_length=1000, blank=True,
        help_text=_("Hour and place that suit women, child care, ramps, sign language, transport."),
    )  # fmt: skip
    # Empty: as the plan. An office plans in one language what a facilitator may write down in another.
    record_language = models.CharField(
        _("language of the record"), max_length=5, choices=settings.LANGUAGES, blank=True
    )  # fmt: skip
    summary = models.TextField(_("main points"), max_length=6000, blank=True)
    decisions = models.TextField(_("decisions"), max_length=4000, blank=True, help_text=_("One on each line."))
    open_questions = models.TextField(_("open questions"), max_length=2000, blank=True)
    next_meeting_on = models.DateField(_("next meeting"), null=True, blank=True)
    went_well = models.TextField(_("what went well"), max_length=2000, blank=True)
    was_difficult = models.TextField(_("what was difficult"), max_length=2000, blank=True)
    dynamics = models.TextField(
        _("how the group worked together"), max_length=2000, blank=True,
        help_text=_("Who spoke, who did not, what changed in the course of it."),
    )  # fmt: skip
    missing = models.TextField(_("who was missing, and why"), max_length=2000, blank=True)
    security_note = SealedTextField(
        _("security note"), max_length=2000, blank=True,
        help_text=_("Restricted: only the team that works with the community reads it. It never stands in a paper."),
    )  # fmt: skip
    attendance_stated = models.PositiveIntegerField(
        _("total as it was counted at the door"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    households_present = models.PositiveIntegerField(
        _("households present"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    left_early = models.PositiveIntegerField(
        _("people who left early"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, editable=False)
    return_reason = models.CharField(max_length=500, blank=True, editable=False)
    reminded_on = models.DateField(null=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verified_by=None) | Q(recorded_by=None) | ~Q(verified_by=F("recorded_by")),
                name="session_verified_by_another",
                violation_error_message=_("Whoever recorded a session does not verify it."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at=None) | Q(ends_at__gte=F("starts_at")),
                name="session_times",
                violation_error_message=_("The session ends before it begins."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["cycle", "held_on"], name="session_of_cycle")]

    def __str__(self) -> str:
        return self.said("title").text or f"{self.get_kind_display()} · {self.group_label}"

    def get_absolute_url(self) -> str:
        return reverse("workshops:session-detail", args=[self.pk])

    def crumbs(self) -> list[tuple[object, str]]:
        sessions = reverse("workshops:session-list", args=[self.cycle_id])
        return [*self.cycle.crumbs(), (self.cycle, self.cycle.get_absolute_url()), (_("Sessions"), sessions)]

    def history_scope(self) -> tuple[int | None, str]:
        return self.cycle.history_scope()

    @property
    def has_record(self) -> bool:
        return any(getattr(self, field).strip() for field in self.RECORD_TEXTS)

    def language_of(self, field: str) -> str:
        return (self.record_language if field in self.RECORD_TEXTS else "") or self.language

    def language_beside(self, own: str) -> str:
        """In which tools, actions and captions begin: that of the record once it has words, else the writer's own."""
        return self.language_of(self.RECORD_TEXTS[0]) if self.has_record else own

    @property
    def group_label(self) -> str:
        if self.group in ParticipantGroup.values:
            return str(ParticipantGroup(self.group).label)
        return group_labels(self.cycle.programme).get(self.group, self.group)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_held(self) -> bool:
        return self.state in HELD

    def can_move_to(self, state: SessionState) -> bool:
        return state in NEXT[SessionState(self.state)]


class SessionRole(models.Model):
    """Somebody with a task in the meeting: named only where the name is needed later. (data protection 7.2)"""

    class Kind(models.TextChoices):
        FACILITATOR = "facilitator", pgettext_lazy("role", "Facilitator")
        NOTE_TAKER = "note-taker", pgettext_lazy("role", "Note-taker")
        INTERPRETER = "interpreter", pgettext_lazy("role", "Interpreter")
        AUTHORITY = "authority", pgettext_lazy("role", "Authority present")
        OBSERVER = "observer", pgettext_lazy("role", "Observer")
        TRAINER = "trainer", pgettext_lazy("role", "Trainer")
        CARER = "carer", pgettext_lazy("role", "Child care or assistance")

    session = models.ForeignKey(Session, models.CASCADE, related_name="roles")
    kind = models.CharField(_("role"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name, where it is needed"), max_length=120, blank=True)
    body = models.CharField(_("organisation or office"), max_length=150, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="session_roles",
        verbose_name=_("somebody with an account"),
    )  # fmt: skip

    objects = models.Manager["SessionRole"]()

    class Meta:
        verbose_name = _("role in a session")
        verbose_name_plural = _("roles in a session")


class SessionInstitution(models.Model):
    """An institution that came, and with how many: for launches, forums, trainings. (domain 1.2)"""

    session = models.ForeignKey(Session, models.CASCADE, related_name="institutions")
    name = models.CharField(_("institution"), max_length=150)
    people = models.PositiveIntegerField(
        _("people"), null=True, blank=True, validators=[MaxValueValidator(10_000)]
    )  # fmt: skip

    objects = models.Manager["SessionInstitution"]()

    class Meta:
        verbose_name = _("institution in a session")
        verbose_name_plural = _("institutions in a session")


class SessionCommunity(models.Model):
    """Another community that took part in a forum, beside those of the cycle, and with how many people."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="communities")
    community = models.ForeignKey(Community, models.PROTECT, related_name="+", verbose_name=_("community"))
    people = models.PositiveIntegerField(
        _("people"), null=True, blank=True, validators=[MaxValueValidator(10_000)]
    )  # fmt: skip

    objects = models.Manager["SessionCommunity"]()

    class Meta:
        verbose_name = _("community in a forum")
        verbose_name_plural = _("communities in a forum")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "community"],
                name="session_community_once",
                violation_error_message=_("This community is named twice."),
            )
        ]


class Amendment(models.Model):
    """A correction of a verified record: it stands beside the record, which stays as it was verified.

    `field` names the text of the session that is corrected, or is empty for anything else; `before` is what the
    record says there, taken from it by the action.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="amendments")
    field = models.CharField(_("part of the record"), max_length=30, blank=True)
    before = models.TextField(_("as it stands"), max_length=6000, blank=True)
    text = models.TextField(_("as it should read"), max_length=6000)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager["Amendment"]()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
