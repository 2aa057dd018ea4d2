"""The criteria of a programme: their weights and their order, and the words of one of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cbp.core.amounts import AmountField
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Matrix, Section
from cbp.core.forms import VersionedForm
from cbp.core.models import Programme
from profiling.forms.sourced import HIDDEN
from profiling.forms.tongues import add_tongues, ask_one, tongues
from profiling.models import SelectionCriterion


class WeightsForm(VersionedForm):
    """A weight for each criterion; without one it is not in use. They sum to a hundred."""

    class Meta:
        model = Programme
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(self.instance.selection_criteria.in_order())
        for place, one in enumerate(self.criteria, start=1):
            what = {"criterion": str(one)}
            self.fields[f"weight_{one.pk}"] = AmountField(
                label=_("Weight: %(criterion)s") % what, required=False, max_value=Decimal(100),
                initial=one.weight if one.is_active else None,
            )  # fmt: skip
            self.fields[f"place_{one.pk}"] = CountField(
                label=_("Place: %(criterion)s") % what, min_value=1, max_value=999, initial=place
            )
        self.helper = CbpFormHelper(
            self, *HIDDEN,
            Matrix(
                gettext_lazy("Weights and order"),
                rows=[(str(one.pk), _titled(one)) for one in self.criteria],
                columns=[("weight", pgettext_lazy("criterion", "Weight")), ("place", pgettext_lazy("order", "Place"))],
                name="{column}_{row}", totals=False, css_id="weights",
                hint=gettext_lazy("The weights sum to 100. A criterion without a weight is not in use."),
            ),
        )  # fmt: skip

    def weights(self) -> dict[int, Decimal | None]:
        return {one.pk: self.cleaned_data[f"weight_{one.pk}"] for one in self.criteria}

    def order(self) -> list[int]:
        """By the places that were given; the same place keeps the order of before."""
        places = [(self.cleaned_data[f"place_{one.pk}"], one.pk) for one in self.criteria]
        return [pk for _place, pk in sorted(places, key=lambda pair: pair[0])]


def _titled(one: SelectionCriterion) -> str:
    return _("%(criterion)s (speaks against)") % {"criterion": one} if one.is_inverse else str(one)


class CriterionForm(VersionedForm):
    """The words of one criterion in every language, made by `criterion_form`; new where `row_pk` is empty."""

    row_pk: ClassVar[int | None] = None
    is_inverse = forms.BooleanField(
        label=SelectionCriterion._meta.get_field("is_inverse").verbose_name, required=False,
        help_text=gettext_lazy("For what is better the less there is of it, such as the risk of a conflict."),
    )  # fmt: skip
    is_restricted = forms.BooleanField(
        label=SelectionCriterion._meta.get_field("is_restricted").verbose_name, required=False,
        help_text=gettext_lazy("Everybody sees the score; what it rests on is read by facilitators and managers."),
    )  # fmt: skip

    class Meta:
        model = Programme
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = self._row()
        names = [add_tongues(self, "label", self.row.labels), add_tongues(self, "hint", self.row.hints)]
        self.fields["is_inverse"].initial = self.row.is_inverse
        self.fields["is_restricted"].initial = self.row.is_restricted
        self.helper = CbpFormHelper(
            self, *HIDDEN,
            Section(gettext_lazy("The criterion"), *names[0]),
            Section(gettext_lazy("What 0 and 3 mean"), *names[1]),
            Section(gettext_lazy("How it counts"), "is_inverse", "is_restricted"),
        )  # fmt: skip

    def _row(self) -> SelectionCriterion:
        """As it is stored now; an empty one where it is new, or was removed meanwhile."""
        mine = SelectionCriterion.objects.filter(programme=self.instance)
        found = mine.filter(pk=self.row_pk).first() if self.row_pk else None
        return found or SelectionCriterion(pk=self.row_pk, programme=self.instance)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ask_one(self, "label", _("Name the criterion in at least one language."))
        return data

    def criterion(self) -> SelectionCriterion:
        data = self.cleaned_data
        self.row.labels, self.row.hints = tongues(data, "label"), tongues(data, "hint")
        self.row.is_inverse, self.row.is_restricted = data["is_inverse"], data["is_restricted"]
        return self.row


def criterion_form(row: int | None = None) -> type[CriterionForm]:
    return type("OneCriterionForm", (CriterionForm,), {"row_pk": row})
