"""Forms of the work plan: a step of the cycle's own, and a step as it is planned, done or left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from cbp.core.crispy import CbpFormHelper, Section
from cbp.core.forms import Day, VersionedForm, words
from cbp.core.labels import label_in
from cbp.cycles.actions.steps import LONGEST_LABEL
from cbp.cycles.models import Milestone

KEYS = ("idempotency_key", "version", "base")
OWN = ("label", "station")


class MilestoneForm(VersionedForm):
    """A step out of a list keeps its name and its station; one of the team's own is named here, in one language."""

    label = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_LABEL, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    class Meta:
        model = Milestone
        fields = ["station", "planned_on", "done_on", "responsible", "note", "left_out"]
        widgets = {
            "planned_on": Day, "done_on": Day, "note": words(3), "left_out": words(2),
            "responsible": forms.TextInput(attrs={"dir": "auto"}),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.step_id:
            for name in OWN:
                del self.fields[name]
        else:
            self.fields["label"].initial = label_in(self.instance.labels)
        self.fields["responsible"].help_text = gettext_lazy("A function or a body, such as: chair of the water group.")
        self.helper = CbpFormHelper(self, *KEYS, *self.sections())

    def sections(self) -> list[Any]:
        return [
            *(name for name in OWN if name in self.fields),
            Section(gettext_lazy("When and who"), "planned_on", "done_on", "responsible", "note"),
            Section(gettext_lazy("If the step does not fit this cycle"), "left_out"),
        ]

    def milestone(self) -> Milestone:
        """With the name in the language of whoever writes it; another wording replaces the old one."""
        thing: Milestone = self.instance
        if "label" in self.fields and "label" in self.touched():
            thing.labels = {(get_language() or "en")[:2]: self.cleaned_data["label"]}
        return thing

    def fields_touched(self) -> list[str]:
        return ["labels" if name == "label" else name for name in self.touched()]


class NewMilestoneForm(MilestoneForm):
    class Meta(MilestoneForm.Meta):
        fields = ["station", "planned_on", "responsible", "note"]

    def sections(self) -> list[Any]:
        return ["label", "station", "planned_on", "responsible", "note"]
