"""Forms of an edition: its words and period, and what the community says to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.crispy import CbpFormHelper, Section
from cbp.core.forms import Day, VersionedForm, WriteForm, words
from cbp.plans.actions.editions import FIELDS
from cbp.plans.checks import VALIDATING
from cbp.plans.models import Plan, PlanSignature
from cbp.priorities.models import Ranking
from cbp.workshops.models import Session
from profiling.models import SubCommunity

YEARS = range(2000, 2101)


class PlanForm(VersionedForm):
    class Meta:
        model = Plan
        fields = FIELDS
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "government_reference": forms.TextInput(attrs={"dir": "auto"}),
            "vision": words(3),
            "objectives": words(5),
            "revision_reason": words(2),
            "starts_on": Day,
            "ends_on": Day,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rankings = Ranking.objects.filter(cycle=self.instance.cycle_id).latest_first()
        self.fields["ranking"].queryset = rankings  # type: ignore[attr-defined]
        self.fields["starts_on"].help_text = _("A plan runs for one year at least and ten at most.")
        why = ["revision_reason"] if self.instance.previous else []
        if why:
            self.fields["revision_reason"].required = True
        else:
            del self.fields["revision_reason"]
        self.helper = CbpFormHelper(
            self, "idempotency_key", "version", "base", "title", *why,
            Section(_("What the community wants"), "vision", "objectives"),
            Section(_("Period"), "starts_on", "ends_on"),
            Section(_("Where it comes from and where it goes"), "ranking", "government_reference"),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("starts_on", "ends_on"):
            if data.get(name) and data[name].year not in YEARS:
                self.add_error(name, _("Give a year between %(first)s and %(last)s.") % {"first": 2000, "last": 2100})
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The plan ends before it begins."))
        return data


class ValidateForm(WriteForm):
    """Sessions of the same cycle that were held and are of a kind in which a community can agree."""

    session = forms.ModelChoiceField(label=gettext_lazy("Session"), queryset=Session.objects.none())

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        self.sessions = Session.objects.filter(cycle=plan.cycle_id, kind__in=VALIDATING).held().in_order()
        field.queryset = self.sessions.select_related("cycle__programme")  # type: ignore[attr-defined]
        field.label_from_instance = _session  # type: ignore[attr-defined]


def _session(session: Session) -> str:
    words = _("%(session)s, %(day)s (%(state)s)")
    day = date_format(session.held_on, "SHORT_DATE_FORMAT") if session.held_on else "–"
    return words % {"session": session, "day": day, "state": session.get_state_display()}


class SignatureForm(WriteForm):
    sub_community = forms.ModelChoiceField(
        label=gettext_lazy("Part of the community"), queryset=SubCommunity.objects.none(), required=False,
        empty_label=gettext_lazy("The whole community"),
    )  # fmt: skip
    body = forms.CharField(
        label=gettext_lazy("For whom"), max_length=150, help_text=gettext_lazy("Such as: committee of the village."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    office = forms.CharField(
        label=gettext_lazy("Office"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    name = forms.CharField(
        label=gettext_lazy("Name as it stands on the paper"), max_length=120, required=False,
        help_text=gettext_lazy("Only where the person agreed that it stands in the plan."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    method = forms.ChoiceField(
        label=gettext_lazy("How"), choices=PlanSignature.Method.choices, widget=forms.RadioSelect, initial="ink"
    )
    signed_on = forms.DateField(label=gettext_lazy("Date"), widget=Day)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = SubCommunity.objects.filter(community=plan.cycle.community_id, is_active=True)
        self.fields["sub_community"].queryset = parts.order_by("position", "pk")  # type: ignore[attr-defined]
