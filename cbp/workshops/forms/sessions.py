"""Forms of sessions: planning, the words of the record, people in roles, an amendment, and a confirmation."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import Day, ReasonForm, VersionedForm, WriteForm, words
from cbp.core.groups import group_choices
from cbp.workshops.actions.amendments import CONFIRMED
from cbp.workshops.actions.roles import MOST_ROLES
from cbp.workshops.actions.sessions import FIELDS, PLAN
from cbp.workshops.models import Session, SessionRole
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.record import ROLE_SEXES
from profiling.models import Profile, SubCommunity

KEYS = ("idempotency_key", "version", "base")
OPEN_ROLES = 2


class ClockField(forms.TimeField):
    """An hour of the day, shown as it is sent back: 09:30."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, datetime.time) else value


class PlanForm(VersionedForm):
    """What is known before the meeting."""

    starts_at = ClockField(label=gettext_lazy("From"), required=False)
    ends_at = ClockField(label=gettext_lazy("Until"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group"), help_text=gettext_lazy("Whose meeting it is."))

    class Meta:
        model = Session
        fields = PLAN
        widgets = {"held_on": Day, "aim": words(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cycle = self.instance.cycle
        self.fields["group"].choices = self._groups()  # type: ignore[attr-defined]
        parts = SubCommunity.objects.filter(community=cycle.community_id, is_active=True).order_by("position", "pk")
        self.fields["sub_community"].queryset = parts  # type: ignore[attr-defined]
        self.helper = CbpFormHelper(self, *KEYS, *self.sections())

    def _groups(self) -> list[tuple[str, str]]:
        """With the group that the session has, though the programme may not use it any more."""
        choices = group_choices(self.instance.cycle.programme)
        used = self.instance.group
        return choices if not used or used in dict(choices) else [*choices, (used, self.instance.group_label)]

    def sections(self) -> list[Section | Fold]:
        return [
            Section(gettext_lazy("Who meets"), "kind", "group", "sub_community"),
            Section(gettext_lazy("When and where"), "held_on", "starts_at", "ends_at", "venue"),
            Section(gettext_lazy("Language and aim"), "spoken_in", "has_interpreter", "aim"),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends < starts:
            self.add_error("ends_at", _("The session ends before it begins."))
        return data


class SessionForm(PlanForm):
    """The words of the record."""

    class Meta(PlanForm.Meta):
        fields = FIELDS
        widgets = {
            **PlanForm.Meta.widgets,
            "summary": words(6), "decisions": words(4), "went_well": words(), "was_difficult": words(),
            "missing": words(),
        }  # fmt: skip

    def sections(self) -> list[Section | Fold]:
        """What is to be written next comes first: the plan of a session to come, the words of one that was held."""
        said: list[Section | Fold] = [
            Section(gettext_lazy("What was said"), "language", "summary", "decisions", "missing"),
            Fold(gettext_lazy("How it went"), "went_well", "was_difficult"),
        ]
        plan, is_planned = super().sections(), self.instance.state == SessionState.PLANNED
        return plan + said if is_planned else said + plan


class RolesForm(VersionedForm):
    """Up to eight people with a task; the first rows are open, the others unfold."""

    class Meta:
        model = Session
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = list(self.instance.roles.order_by("pk"))
        rows = [self._row(number, roles[number] if number < len(roles) else None) for number in range(MOST_ROLES)]
        self.helper = CbpFormHelper(self, *KEYS, *rows)

    def _row(self, number: int, role: SessionRole | None) -> Section | Fold:
        for name, field in self._fields().items():
            field.initial = getattr(role, name) if role else ""
            self.fields[f"row{number}_{name}"] = field
        kind = Section if number < OPEN_ROLES else Fold
        names = [f"row{number}_{name}" for name in self._fields()]
        return kind(_("Person %(number)s") % {"number": number + 1}, *names)

    @staticmethod
    def _fields() -> dict[str, forms.Field]:
        auto = {"dir": "auto"}
        return {
            "kind": forms.ChoiceField(label=_("Role"), choices=[("", "–"), *SessionRole.Kind.choices], required=False),
            "body": forms.CharField(
                label=_("Organisation or office"), max_length=150, required=False, widget=forms.TextInput(attrs=auto)
            ),
            "sex": forms.ChoiceField(label=_("Sex"), choices=[("", "–"), *ROLE_SEXES.items()], required=False),
            "name": forms.CharField(
                label=_("Name, only where it is needed later"), max_length=120, required=False,
                widget=forms.TextInput(attrs=auto),
            ),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(MOST_ROLES):
            rest = [data.get(f"row{number}_{name}") for name in ("body", "sex", "name")]
            if any(rest) and not data.get(f"row{number}_kind"):
                self.add_error(f"row{number}_kind", _("Choose the role of this person."))
        return data

    def roles(self) -> list[SessionRole]:
        data = self.cleaned_data
        rows = [
            {name: data[f"row{number}_{name}"] for name in ("kind", "body", "sex", "name")}
            for number in range(MOST_ROLES)
        ]
        return [SessionRole(**row) for row in rows if row["kind"]]


class AmendmentForm(ReasonForm):
    text = forms.CharField(label=gettext_lazy("What is to be corrected, and how"), max_length=2000, widget=words(4))

    field_order = ("idempotency_key", "text")


class ProfileChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, profile: Any) -> str:
        return _("Version %(number)s, %(state)s") % {"number": profile.number, "state": profile.get_state_display()}


class ConfirmationForm(WriteForm):
    """The versions of the community's profile that it can confirm."""

    profile = ProfileChoice(label=gettext_lazy("Version of the profile"), queryset=Profile.objects.none())
    remarks = forms.CharField(
        label=gettext_lazy("What the community corrected or added"), max_length=2000, required=False, widget=words(4)
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = Profile.objects.filter(community=session.cycle.community_id, state__in=CONFIRMED)
        self.fields["profile"].queryset = versions.latest_first()  # type: ignore[attr-defined]
