"""Forms of planning cycles: the cycle itself, a step that needs its reason, and a partner's part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.crispy import CbpFormHelper, Section
from cbp.core.forms import Day, ReasonForm, VersionedForm, WriteForm, words
from cbp.core.models import Programme
from cbp.cycles.actions.cycles import FIELDS
from cbp.cycles.actions.fitting import AUTHORITIES
from cbp.cycles.models import Cycle, CyclePartner, CycleType, StepTemplate
from cbp.cycles.models.steps import Ready
from cbp.cycles.phases import Phase
from partners.models import Engagement, Organisation
from profiling.models import Community


class CycleForm(VersionedForm):
    """The cycle as it is agreed. Organisations are those of the country."""

    types = forms.MultipleChoiceField(
        label=Cycle._meta.get_field("types").verbose_name, choices=CycleType.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Cycle
        fields = FIELDS
        widgets = {
            "starts_on": Day, "planned_end_on": Day, "budget_call_on": Day, "plan_from": Day, "plan_until": Day,
            "agreement_note": words(5), "title": forms.TextInput(attrs={"dir": "auto"}),
            "government_plan": forms.TextInput(attrs={"dir": "auto"}),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        community = self.instance.community
        registered = Organisation.objects.filter(country__path=community.area.path.split("/")[0] + "/")
        self._choose("lead", registered)
        self._choose("counterpart", registered.filter(kind__in=AUTHORITIES))
        self.fields["lead"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("partners:organisation-new"), _("Register an organisation that is missing")
        )
        if self.instance.pk:
            self.fields["starts_on"].help_text = _("Planned days of the work plan that nobody changed move along.")
        self.helper = CbpFormHelper(self, "idempotency_key", "version", "base", *self.sections())

    def _choose(self, name: str, registered: Any) -> None:
        """Those that can be chosen; and the one that stands there, whatever became of it."""
        chosen = getattr(self.instance, f"{name}_id")
        self.fields[name].queryset = registered.filter(Q(is_active=True) | Q(pk=chosen)).by_name()  # type: ignore[attr-defined]

    def sections(self) -> list[Any]:
        return [
            Section(gettext_lazy("Who plans together"), "title", "lead", "counterpart", "agreement_note"),
            "types",
            Section(gettext_lazy("When"), "starts_on", "planned_end_on"),
            Section(
                gettext_lazy("The government’s own planning"),
                "government_plan",
                "plan_from",
                "plan_until",
                "budget_call_on",
            ),
        ]


class NewCycleForm(CycleForm):
    """Everything may be added later but the programme."""

    steps = forms.ChoiceField(
        label=gettext_lazy("Steps"), required=False,
        help_text=gettext_lazy("The work plan is written from this list. It can be chosen later too."),
    )  # fmt: skip

    class Meta(CycleForm.Meta):
        fields = ["programme", *FIELDS]

    def meet(self, person: User) -> None:
        """Only programmes in which this person manages cycles of this community."""
        programmes = programmes_for(person, self.instance.community)
        self.fields["programme"].queryset = programmes.by_title()  # type: ignore[attr-defined]
        if programmes.count() == 1:
            self.initial["programme"] = programmes.get().pk
        own = StepTemplate.objects.filter(programme__in=programmes, is_active=True).select_related("programme")
        self.templates = {str(one.pk): one for one in own.order_by("programme", "pk")}
        lists = [(key, f"{one} · {one.programme.code}") for key, one in self.templates.items()]
        choices: list[Any] = [("", _("Not chosen yet")), *([(_("Of the programme"), lists)] if lists else [])]
        self.fields["steps"].choices = [*choices, (_("Ready lists"), Ready.choices)]  # type: ignore[attr-defined]

    def sections(self) -> list[Any]:
        return ["programme", *super().sections(), "steps"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = self.templates.get(data.get("steps", ""))
        if chosen and data.get("programme") and chosen.programme_id != data["programme"].pk:
            self.add_error("steps", _("This list of steps belongs to another programme."))
        return data

    def chosen_steps(self) -> StepTemplate | str | None:
        """A list of the programme, the code of a ready one, or none."""
        steps = self.cleaned_data["steps"]
        return self.templates.get(steps) or steps or None


def programmes_for(person: User, community: Community) -> Any:
    """Programme and area match within one role: one in the next district does not count here."""
    path = community.area.path
    grants = [one for one in person.grants(Permission.CYCLE_MANAGE) if path.startswith(one.area_path or "")]
    return Programme.objects.within(grants).filter(country__path=path.split("/")[0] + "/")


class StepForm(ReasonForm):
    """`phase` is the one that the person saw."""

    phase = forms.ChoiceField(choices=Phase.choices, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].initial = cycle.phase


class PartnerForm(WriteForm):
    """An organisation's part, by the engagement under which it works."""

    engagement = forms.ModelChoiceField(label=gettext_lazy("Engagement"), queryset=Engagement.objects.none())
    part = forms.CharField(
        label=CyclePartner._meta.get_field("part").verbose_name, max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip

    def __init__(self, *args: Any, cycle: Cycle, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        engagements = Engagement.objects.visible_to(person).running().select_related("organisation")
        engagements = engagements.filter(organisation__country=cycle.programme.country_id)
        engagements = engagements.filter(Q(programme=None) | Q(programme=cycle.programme_id))
        fields: dict[str, Any] = self.fields
        fields["engagement"].queryset = engagements.order_by("organisation__name", "pk")
        fields["engagement"].label_from_instance = _engagement
        fields["engagement"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("partners:organisation-list"), _("Note an engagement that is missing")
        )


def _engagement(engagement: Engagement) -> str:
    return f"{engagement.organisation.name} · {engagement.subject}"
