"""Forms of the authority, and the planners' answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.crispy import CbpFormHelper, Section
from cbp.core.forms import Day, WriteForm, words
from cbp.plans.models import Decision, Plan, PlanItem

KINDS = [("endorsed", gettext_lazy("It endorsed the plan")), ("returned", gettext_lazy("It returned the plan"))]


class DecisionForm(WriteForm):
    """Who decided, when, in which letter."""

    authority = forms.CharField(
        label=gettext_lazy("Name of the authority"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    decided_on = forms.DateField(label=gettext_lazy("Date of the decision"), widget=Day)
    letter = forms.CharField(label=gettext_lazy("Number of the letter"), max_length=80, required=False)

    def decision(self) -> dict[str, Any]:
        """As the actions take it. Each form asks for its remarks in its own words."""
        return {name: self.cleaned_data[name] for name in ("authority", "decided_on", "letter", "remarks")}


class EndorseForm(DecisionForm):
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"), max_length=3000, required=False, widget=words(3),
        help_text=gettext_lazy("They are printed with the plan. A plan that must change is returned instead."),
    )  # fmt: skip


class ReturnForm(DecisionForm):
    """Remarks on the whole, and one box for each item."""

    remarks = forms.CharField(
        label=gettext_lazy("Remark on the whole plan"), max_length=2000, required=False, widget=words(3)
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {f"item{item.pk}": item for item in plan.items.in_order()}
        for name, item in self.items.items():
            label = _("%(rank)s. %(title)s") % {"rank": item.position, "title": item}
            self.fields[name] = forms.CharField(label=label, max_length=2000, required=False, widget=words(2))
        on_items = Section(_("Remarks on items"), *self.items) if self.items else None
        main = [name for name in self.fields if name not in self.items]
        self.helper = CbpFormHelper(self, *main, *([on_items] if on_items else []))

    def about(self) -> list[tuple[PlanItem | None, str]]:
        return [(item, self.cleaned_data[name]) for name, item in self.items.items() if self.cleaned_data[name]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.asks_remarks(data) and not any(data.get(name) for name in ("remarks", *self.items)):
            self.add_error("remarks", _("Say what is to be changed: on the whole, or on an item."))
        return data

    def asks_remarks(self, data: dict[str, Any]) -> bool:
        return True


class RecordForm(ReturnForm):
    """What the authority decided on paper: a manager holds the letter."""

    kind = forms.ChoiceField(label=gettext_lazy("What the authority decided"), choices=KINDS, widget=forms.RadioSelect)
    letter = forms.CharField(label=gettext_lazy("Number of the letter"), max_length=80)

    field_order = ("idempotency_key", "kind")

    def asks_remarks(self, data: dict[str, Any]) -> bool:
        return data.get("kind") == Decision.Kind.RETURNED


class AnswerForm(WriteForm):
    answer = forms.CharField(label=gettext_lazy("Answer"), max_length=2000, widget=words(4))
