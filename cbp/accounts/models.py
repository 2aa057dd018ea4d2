"""People, their roles, and the invitations that brought them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cbp.accounts.roles import ASKS_DUTY, GUARDED, INVITES, WHOLE, Duty, Permission, Role, allows
from cbp.core.models import Area, Programme
from cbp.core.reach import Grant, any_of
from cbp.core.sealing import first_token, hash_of, token_again
from cbp.core.search import fold, folded


def known_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, person: User) -> UserQuerySet:
        """Oneself, and whoever holds a role within the reach of the asker's right to see people."""
        reach = Assignment.objects.running().within(person.grants(Permission.PEOPLE_VIEW))
        if any(grant == Grant() for grant in person.grants(Permission.PEOPLE_VIEW)):
            return self.all()
        return self.filter(Q(pk=person.pk) | Q(pk__in=reach.values("user")))

    def found_by(self, words: str) -> UserQuerySet:
        return self.annotate(plain=folded("name")).filter(
            Q(email__icontains=words.strip()) | Q(plain__contains=fold(words))
        )

    def by_name(self) -> UserQuerySet:
        return self.order_by(folded("name"), "pk")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        user: User = self.get(email=(email or "").lower())
        return user


class User(AbstractBaseUser):
    """A person who works with the system. Roles come from assignments alone; no flag of the framework grants."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[known_time_zone])
    is_active = models.BooleanField(_("account is open"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("This address has an account already."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("accounts:person-detail", args=[self.pk])

    @property
    def label(self) -> str:
        return self.name or self.email

    @cached_property
    def current_assignments(self) -> list[Assignment]:
        """Read once a request: a user object lives no longer than that."""
        mine = Assignment.objects.running().filter(user=self).select_related("area", "programme__country")
        return list(mine.prefetch_related("area__names").order_by("pk"))

    @property
    def roles(self) -> set[str]:
        return {assignment.role for assignment in self.current_assignments}

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.roles & GUARDED)

    def grants(self, permission: str) -> list[Grant]:
        """Every current assignment whose role allows it. A closed account has none."""
        if not self.is_active:
            return []
        allowing = [one for one in self.current_assignments if one.allows(permission)]
        return [one.as_grant() for one in allowing if one.area is None or permission not in WHOLE]

    def has_duty(self, duty: Duty) -> bool:
        return any(getattr(assignment, f"is_{duty.value}") for assignment in self.current_assignments)

    def history_scope(self) -> tuple[int | None, str]:
        return None, ""


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def running(self) -> AssignmentQuerySet:
        today = timezone.now().date()
        begun, not_over = Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today)
        return self.filter(begun, not_over, ended_at=None)

    def within(self, grants: Iterable[Grant]) -> AssignmentQuerySet:
        return self.filter(any_of(_assigned(grant) for grant in grants))


def _assigned(grant: Grant) -> Q:
    condition = ~Q(pk__in=[])
    if grant.programme_id:
        condition &= Q(programme=grant.programme_id)
    if grant.area_path:
        condition &= Q(area__path__startswith=grant.area_path)
    return condition


class Scoped(models.Model):
    """A role with an area and, or, a programme: both must match where both are given. Neither is everywhere."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"))
    is_endorser = models.BooleanField(Duty.ENDORSER.label, default=False)
    is_psea_focal_point = models.BooleanField(Duty.PSEA.label, default=False)
    is_screening_officer = models.BooleanField(Duty.SCREENING.label, default=False)
    is_data_protection_focal_point = models.BooleanField(Duty.DATA_PROTECTION.label, default=False)

    class Meta:
        abstract = True

    @property
    def duties(self) -> list[Duty]:
        return [duty for duty in Duty if getattr(self, f"is_{duty.value}")]

    def allows(self, permission: str) -> bool:
        """By its role, and by its special duty where the permission asks for one."""
        duty = ASKS_DUTY.get(permission)
        return allows(self.role, permission) and (duty is None or duty in self.duties)

    @property
    def where(self) -> str:
        """The reach in words: programme and area, or everywhere."""
        parts = [str(part) for part in (self.programme, self.area) if part]
        return " · ".join(parts) or str(_("Everywhere"))

    def as_grant(self) -> Grant:
        country = self.programme.country.path if self.programme else None
        return Grant(self.area.path if self.area else None, self.programme_id, country)


class Assignment(Scoped):
    """A person's role for a time. Several add up."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments")
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    # Ended by a person before its time: from that moment on, not from the next day.
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="assignment_period",
                violation_error_message=_("The role ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.where}"

    @property
    def is_running(self) -> bool:
        return not self.has_ended and (self.valid_from is None or self.valid_from <= timezone.now().date())

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None or (self.valid_to is not None and self.valid_to < timezone.now().date())

    def history_scope(self) -> tuple[int | None, str]:
        return self.programme_id, self.area.path if self.area else ""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def visible_to(self, person: User) -> InvitationQuerySet:
        """Within reach, and only for roles that the person may give: such a link is power."""
        own = [one for one in person.current_assignments if allows(one.role, Permission.PEOPLE_INVITE)]
        return self.filter(any_of(_assigned(one.as_grant()) & Q(role__in=INVITES.get(one.role, ())) for one in own))

    def with_token(self, token: str) -> InvitationQuerySet:
        return self.open().filter(token_hash=hash_of(token))


class Invitation(Scoped):
    """A one-time link for one address. Used once, withdrawn, or expired, it opens nothing any more."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations", verbose_name=_("invited by"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.email

    def history_scope(self) -> tuple[int | None, str]:
        return self.programme_id, self.area.path if self.area else ""

    @property
    def token(self) -> str:
        return token_again("invitation", self.nonce, self.token_hash)

    def seal(self) -> None:
        """A fresh token, of which only the hash is kept, and a fresh term."""
        self.nonce = secrets.token_hex(16)
        self.token_hash = hash_of(first_token("invitation", self.nonce))
        self.expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
