"""Forms of sessions: what is planned before, what is written afterwards, and the note that few may read."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cbp.core.crispy import CbpFormHelper, Fold, Section
from cbp.core.forms import DASHES, Day, VersionedForm, words
from cbp.core.groups import group_choices
from cbp.cycles.reading.cluster import parts_of
from cbp.cycles.ready import agenda_for
from cbp.workshops.actions.sessions import PLAN, RECORD
from cbp.workshops.models import Session, Tool

KEYS = ("idempotency_key", "version", "base")


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
    planned_tools = forms.MultipleChoiceField(
        label=gettext_lazy("Tools that are to be used"), choices=Tool.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "The kit prints a blank sheet of each. None ticked: those that are usual for such a session."
        ),
    )  # fmt: skip
    usual = forms.BooleanField(
        label=gettext_lazy("Where no agenda is written, take the usual one of this kind of session"), required=False
    )

    class Meta:
        model = Session
        fields = PLAN
        widgets = {"held_on": Day, "aim": words(2), "agenda": words(6), "access_note": words(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = self._groups()  # type: ignore[attr-defined]
        self._offer("sub_community", parts_of(self.instance.cycle))
        self._offer("milestone", self.instance.cycle.milestones.in_order())
        self.fields["usual"].initial = not self.instance.pk
        if self.instance.agenda:
            del self.fields["usual"]
        self.helper = CbpFormHelper(self, *KEYS, *self._sections())

    def _groups(self) -> list[tuple[str, str]]:
        """Without a group it is asked; one that the session has stays, though the programme may not use it any more."""
        choices, used = group_choices(self.instance.cycle.programme), self.instance.group
        if not used:
            return [("", DASHES), *choices]  # without an empty line a browser would choose the first group
        return choices if used in dict(choices) else [*choices, (used, self.instance.group_label)]

    def _offer(self, name: str, things: Any) -> None:
        """A list of which nothing can be chosen is not shown."""
        if not things and not getattr(self.instance, f"{name}_id"):
            del self.fields[name]
        else:
            self.fields[name].queryset = things  # type: ignore[attr-defined]

    def _sections(self) -> list[Section | Fold]:
        def there(*names: str) -> list[str]:
            return [name for name in names if name in self.fields]

        return [
            Section(gettext_lazy("Who meets"), *there("kind", "group", "milestone")),
            Section(gettext_lazy("When and where"), "held_on", "starts_at", "ends_at", "venue"),
            Section(gettext_lazy("Aim and agenda"), *there("aim", "agenda", "usual")),
            Fold(gettext_lazy("Tools"), "planned_tools"),
            Fold(gettext_lazy("So that all can come"), "access_note"),
            Fold(gettext_lazy("Language and interpreter"), "spoken_in", "has_interpreter", "interpreted_into"),
            Fold(gettext_lazy("Title and part of the community"), *there("title", "sub_community")),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends < starts:
            self.add_error("ends_at", _("The session ends before it begins."))
        self._took_usual = bool(data.get("usual") and not data.get("agenda") and data.get("kind"))
        if self._took_usual:
            data["agenda"] = agenda_for(data["kind"], self._language())
        return data

    def _language(self) -> str:
        """That of the texts that the session has, else of whoever plans it."""
        has_texts = any(getattr(self.instance, name) for name in Session.PLAN_TEXTS)
        return self.instance.language if has_texts and self.instance.pk else get_language() or "en"

    def touched(self) -> list[str]:
        names = [name for name in super().touched() if name not in ("usual", "agenda")]
        agenda = "agenda" in super().touched() or self._took_usual
        return [*names, "agenda"] if agenda else names


class RecordForm(VersionedForm):
    """The words of the record."""

    class Meta:
        model = Session
        fields = RECORD
        widgets = {
            "summary": words(6), "decisions": words(4), "missing": words(), "open_questions": words(),
            "went_well": words(), "was_difficult": words(), "dynamics": words(), "next_meeting_on": Day,
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session: Session = kwargs["instance"]
        session.record_language = session.record_language or session.language_beside(get_language() or "en")
        super().__init__(*args, **kwargs)
        language = self.fields["record_language"]
        language.choices, language.required = settings.LANGUAGES, True  # type: ignore[attr-defined]
        self.helper = CbpFormHelper(
            self, *KEYS,
            Section(gettext_lazy("What was said"), "record_language", "summary", "decisions", "missing"),
            Fold(gettext_lazy("Open questions and next meeting"), "open_questions", "next_meeting_on"),
            Fold(gettext_lazy("How it went"), "went_well", "was_difficult", "dynamics"),
        )  # fmt: skip

    def clean_next_meeting_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["next_meeting_on"]
        if day and self.instance.held_on and day < self.instance.held_on:
            raise forms.ValidationError(_("The next meeting lies before this one."))
        return day


class SecurityForm(VersionedForm):
    """Stands on a page of its own, so that no other page carries it."""

    class Meta:
        model = Session
        fields = ["security_note"]
        widgets = {"security_note": words(6)}
