"""The sheet of a need (domain 14, F3), and the decision on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Section
from cbp.core.forms import VersionedForm, WriteForm, words
from cbp.core.groups import group_choices, group_labels
from cbp.cycles.models import Cycle
from cbp.priorities.actions.needs import FIELDS, Voice
from cbp.priorities.models import Need
from cbp.priorities.phases import DECISIONS, NEED_NEXT, NeedState, asks_reason
from cbp.workshops.models import Session

DECISION_LABELS = {
    NeedState.CONFIRMED: gettext_lazy("Confirm it: it goes on"),
    NeedState.REFERRED: gettext_lazy("Refer it to somebody else"),
    NeedState.PARKED: gettext_lazy("Park it for a later cycle"),
    NeedState.MERGED: gettext_lazy("Merge it into another need"),
    NeedState.WITHDRAWN: gettext_lazy("Withdraw it"),
}


def session_label(session: Session, labels: dict[str, str]) -> str:
    """Kind, group and day: a session has no title."""
    group, kind = labels.get(session.group, session.group), session.get_kind_display()
    if session.held_on is None:
        return f"{group} · {kind}"
    return f"{group} · {kind} · {formats.date_format(session.held_on, 'SHORT_DATE_FORMAT')}"


class NeedForm(VersionedForm):
    people_affected = CountField(label=gettext_lazy("People affected"), required=False, max_value=50_000_000)
    voices = forms.MultipleChoiceField(
        label=gettext_lazy("Who raised it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Need
        fields = FIELDS
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "statement": words(4),
            "causes": words(),
            "coping": words(),
            "potentials": words(),
            "ideas": words(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {one.pk: one for one in self.instance.cycle.sessions.in_order()}
        there = self.instance.voices.order_by("pk").values_list("group", "session_id") if self.instance.pk else []
        now = [_key(group, session) for group, session in there]
        self.fields["voices"].choices = self._choices(self.instance.cycle, now)  # type: ignore[attr-defined]
        self.fields["voices"].initial = now
        self.fields["title"].help_text = _("As people would say it: what is, where, and for whom it is hard.")
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base",
            Section(gettext_lazy("The condition"), "title", "statement"),
            Section(gettext_lazy("Who raised it"), "voices"),
            Section(gettext_lazy("What lies behind it"), "causes", "coping", "potentials", "ideas"),
            Section(gettext_lazy("How grave it is"), "sector", "severity", "people_affected", "known_by"),
        )  # fmt: skip

    def _choices(self, cycle: Cycle, now: list[str]) -> list[tuple[str, str]]:
        """Each group with its sessions, and without one; and whatever else the need has already."""
        labels = group_labels(cycle.programme)
        found: dict[str, str] = {}
        for code, label in group_choices(cycle.programme):
            for session in self.sessions.values():
                if session.group == code:
                    found[_key(code, session.pk)] = session_label(session, labels)
            found[_key(code, None)] = _("%(group)s, no session noted") % {"group": label}
        for key in now:
            code, _colon, pk = key.partition(":")
            if key not in found:
                label = labels.get(code, code)
                session = self.sessions.get(int(pk)) if pk else None
                meeting = session_label(session, labels) if session else ""
                found[key] = (
                    _("%(group)s, in: %(session)s") % {"group": label, "session": meeting} if meeting else label
                )
        return list(found.items())

    def chosen_voices(self) -> list[Voice]:
        parts = [key.partition(":") for key in self.cleaned_data["voices"]]
        return [(code, self.sessions[int(pk)] if pk else None) for code, _colon, pk in parts]


def _key(group: str, session: int | None) -> str:
    return f"{group}:{session or ''}"


class DecisionForm(WriteForm):
    """What becomes of a need: only what the table of `phases.py` allows from where it is."""

    to = forms.TypedChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect, coerce=NeedState)
    into = forms.ModelChoiceField(
        label=gettext_lazy("Into which need"), queryset=Need.objects.none(), required=False,
        help_text=gettext_lazy("Only for merging. That need also gets the voices of this one."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why, or to whom"), max_length=300, required=False, widget=words(),
        help_text=gettext_lazy("It is shown beside the need, so that nothing is dropped in silence."),
    )  # fmt: skip

    def __init__(self, data: Any, *, need: Need) -> None:
        super().__init__(data)
        self.need = need
        open_to = [state for state in DECISIONS if state in NEED_NEXT[NeedState(need.state)]]
        self.fields["to"].choices = [(state.value, DECISION_LABELS[state]) for state in open_to]  # type: ignore[attr-defined]
        others = Need.objects.filter(cycle=need.cycle_id).alive().exclude(pk=need.pk).by_number()
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
        self.fields["into"].label_from_instance = lambda one: f"{one.number} · {one}"  # type: ignore[attr-defined]
        if NeedState.MERGED not in open_to:
            del self.fields["into"]
        self.helper = CbpFormHelper(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        to = data.get("to")
        if not to:
            return data
        if asks_reason(NeedState(self.need.state), to) and not data.get("reason", "").strip():
            self.add_error("reason", _("Say to whom it is referred.") if to == NeedState.REFERRED else _("Say why."))
        if to == NeedState.MERGED and not data.get("into") and "into" not in self.errors:
            self.add_error("into", _("Choose the need that goes on."))
        return data
