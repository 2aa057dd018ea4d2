"""Forms of people: they validate, the actions save."""

import uuid
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.accounts.models import Assignment, Invitation, User
from cbp.accounts.roles import INVITES, Duty, Permission, Role
from cbp.core.crispy import CbpFormHelper, Section
from cbp.core.forms import WriteForm
from cbp.core.models import Area, Programme
from cbp.core.reach import Grant

SCOPE = ["role", "programme", "area", *(f"is_{duty.value}" for duty in Duty)]


class AreaByCode(forms.CharField):
    """An area by its P-code: a list of ten thousand places is no choice on a phone. Only areas in reach are found."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, required=False, **kwargs)
        self.reach: list[Grant] = []
        self.widget.attrs |= {"autocapitalize": "characters", "dir": "ltr", "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        if not code:
            return None
        areas = Area.objects.within(self.reach)
        # The code of today stands before a name and before a code of former times.
        found = list(areas.filter(pcode__iexact=code)[:2]) or list(
            areas.filter(Q(name__iexact=code) | Area.has_code(code))[:2]
        )
        if len(found) > 1:
            raise ValidationError(_("Several areas are called “%(code)s”. Write the P-code."), params={"code": code})
        area = found[0] if found else None
        if area is None:
            raise ValidationError(
                _("No area within your reach has the P-code or name “%(code)s”."), params={"code": code}, code="unknown"
            )
        return area

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Area.objects.filter(pk=value).first()
        return value.pcode if isinstance(value, Area) else value


class ScopedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Role, reach and duties; only what the giver may give is offered."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    area = AreaByCode(
        label=gettext_lazy("area (P-code or name)"),
        help_text=gettext_lazy(
            "The role reaches this area and everything below it. Leave it empty for the whole programme."
        ),
    )

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = {role for own in giver.current_assignments for role in INVITES.get(own.role, ())}
        fields: dict[str, Any] = self.fields
        fields["role"].choices = [("", "")] + [(role.value, role.label) for role in Role if role in roles]
        programmes = fields["programme"].queryset = Programme.objects.visible_to(giver).by_title()
        if not any(own.programme is None for own in giver.current_assignments) and programmes.count() == 1:
            fields["programme"].initial = programmes.get()  # whoever works in one programme gives roles in that one
        fields["area"].reach = giver.grants(Permission.AREA_VIEW)
        own = list(self.Meta.fields)  # type: ignore[attr-defined]
        first = [name for name in own if name not in SCOPE]
        duties = [name for name in own if name.startswith("is_")]
        self.helper = CbpFormHelper(
            self,
            "idempotency_key",
            *first,
            Section(gettext_lazy("Role and reach"), "role", "programme", "area"),
            Section(gettext_lazy("Special duties"), *duties),
        )


class InvitationForm(ScopedForm):
    class Meta:
        model = Invitation
        fields = ["email", "name", "language", *SCOPE]


class AssignmentForm(ScopedForm):
    class Meta:
        model = Assignment
        fields = ["valid_from", "valid_to", *SCOPE]
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class AcceptForm(WriteForm):
    """The invited person's own words: name, language, and a password that is written twice."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    language = forms.ChoiceField(label=gettext_lazy("Your language"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least twelve characters. Several words that you remember are better than signs that you forget."
        ),
    )
    password_again = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        super().__init__(*args, initial={"name": invitation.name, "language": invitation.language}, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("password", "")
        if password and password != data.get("password_again"):
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            try:
                validate_password(password, User(email=self.invitation.email, name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person decides alone."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
        fields: dict[str, Any] = self.fields
        fields["time_zone"].choices = [(name, name.replace("_", " ")) for name in zones]
        self.helper = CbpFormHelper(self)
