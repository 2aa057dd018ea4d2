"""The form of an item: one screen with its costs and its money."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.accounts.models import User
from cbp.core.amounts import AmountField
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper, Section
from cbp.core.forms import Data, VersionedForm, words
from cbp.core.groups import group_choices, group_labels
from cbp.plans.forms.lines import Column, Grid, Lines, Shown
from cbp.plans.models import CostLine, FundingKind, FundingLine, FundingStatus, Plan, PlanItem
from cbp.plans.quarters import Quarter, in_years, quarter_of, quarters_between
from cbp.priorities.models import Need
from partners.models import Organisation

MOST_PEOPLE = 50_000_000
FIELDS = [
    "title", "description", "needs", "groups", "people", "sub_community", "place", "quantity", "unit", "track",
    "sector", "responsible", "partner", "starts_on", "ends_on", "cost_unknown_reason", "upkeep", "risks",
]  # fmt: skip


def _text(most: int) -> forms.Field:
    return forms.CharField(max_length=most, widget=forms.TextInput(attrs={"dir": "auto"}))


def _choice(empty: object, choices: Any, initial: str = "") -> forms.Field:
    return forms.ChoiceField(choices=[("", empty), *choices], initial=initial)


COSTS = Grid(
    "cost",
    gettext_lazy("Cost line %(number)s: %(what)s"),  # type: ignore[arg-type]  # a promise, formatted when it is drawn
    (
        Column("label", gettext_lazy("what for"), lambda: _text(150)),
        Column("quantity", gettext_lazy("quantity"), lambda: AmountField(max_digits=12)),
        Column("unit", gettext_lazy("unit"), lambda: _text(40)),
        Column("unit_cost", gettext_lazy("cost of one"), AmountField),
    ),
)


def _money(organisations: list[tuple[str, str]]) -> Grid:
    return Grid(
        "money",
        gettext_lazy("Money line %(number)s: %(what)s"),  # type: ignore[arg-type]
        (
            Column("kind", gettext_lazy("who pays"), lambda: _choice(gettext_lazy("Choose"), FundingKind.choices)),
            Column("organisation", gettext_lazy("organisation"), lambda: _choice("–", organisations)),
            Column("amount", gettext_lazy("amount"), AmountField),
            Column("status", gettext_lazy("how sure"), lambda: _choice("–", FundingStatus.choices)),
            Column("note", gettext_lazy("note"), lambda: _text(200)),
        ),
    )


def _day(value: str) -> datetime.date:
    return datetime.date.fromisoformat(value)


class ItemForm(VersionedForm):
    """Of one item of one plan, for one person: made by `item_form`, because partners differ by who may see them."""

    person: ClassVar[User]

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups that asked for it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("If you tick none, the groups that raised the needs are taken from the register."),
    )  # fmt: skip
    people = CountField(label=gettext_lazy("People who will benefit"), required=False, max_value=MOST_PEOPLE)
    quantity = AmountField(label=gettext_lazy("Quantity"), required=False, max_digits=12)
    starts_on = forms.TypedChoiceField(
        label=gettext_lazy("First quarter"), required=False, coerce=_day, empty_value=None
    )
    ends_on = forms.TypedChoiceField(label=gettext_lazy("Last quarter"), required=False, coerce=_day, empty_value=None)

    class Meta:
        model = PlanItem
        fields = FIELDS
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "place": forms.TextInput(attrs={"dir": "auto"}),
            "unit": forms.TextInput(attrs={"dir": "auto"}),
            "responsible": forms.TextInput(attrs={"dir": "auto"}),
            "cost_unknown_reason": forms.TextInput(attrs={"dir": "auto"}),
            "description": words(4),
            "upkeep": words(),
            "risks": words(),
            "needs": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.costs: list[CostLine] = []
        self.fundings: list[FundingLine] = []
        super().__init__(*args, **kwargs)
        self._offer_choices()
        self._add_lines()
        self.helper = self._layout()

    # --- what can be chosen -------------------------------------------------------------------------------------------
    def _offer_choices(self) -> None:
        plan, item = self.instance.plan, self.instance
        needs = Need.objects.filter(cycle=plan.cycle_id)
        tied = Q(pk__in=item.needs.values("pk")) if item.pk else Q()
        alive = needs.alive() if not item.pk else needs.filter(Q(pk__in=needs.alive().values("pk")) | tied)
        self.fields["needs"].queryset = alive.by_number()  # type: ignore[attr-defined]
        labels = group_labels(plan.cycle.programme)
        groups = dict(group_choices(plan.cycle.programme))
        groups |= {code: labels.get(code, code) for code in item.groups if code not in groups}
        self.fields["groups"].choices = list(groups.items())  # type: ignore[attr-defined]
        parts = plan.cycle.community.sub_communities.order_by("position", "pk")
        self.fields["sub_community"].queryset = parts  # type: ignore[attr-defined]
        self.fields["sub_community"].empty_label = _("The whole community")  # type: ignore[attr-defined]
        for name in ("track", "sector"):
            choices = self.fields[name].choices  # type: ignore[attr-defined]
            self.fields[name].choices = [("", _("Not said yet")), *(one for one in choices if one[0])]  # type: ignore[attr-defined]
        self._offer_quarters(plan)
        self._offer_organisations()

    def _offer_quarters(self, plan: Plan) -> None:
        """Those of the plan's period; of three years where it has none. What the item says already stays a choice."""
        first = plan.starts_on or plan.cycle.starts_on or timezone.localdate()
        last = plan.ends_on or in_years(first, 3)
        days = [day for day in (self.instance.starts_on, self.instance.ends_on) if day]
        quarters = sorted({*quarters_between(first, last), *(quarter_of(day) for day in days)})
        self._set_quarters("starts_on", quarters, Quarter.first_day)
        self._set_quarters("ends_on", quarters, Quarter.last_day)

    def _set_quarters(self, name: str, quarters: list[Quarter], day: Any) -> None:
        choices = [(day.fget(quarter).isoformat(), str(quarter)) for quarter in quarters]
        stored = getattr(self.instance, name)
        if stored and stored.isoformat() not in dict(choices):
            choices.append((stored.isoformat(), str(stored)))
        self.fields[name].choices = [("", _("Not said yet")), *sorted(choices)]  # type: ignore[attr-defined]

    def _offer_organisations(self) -> None:
        """What the person may see and choose, and what the item names already."""
        item = self.instance
        there = {item.partner_id, *(item.funding_lines.values_list("organisation", flat=True) if item.pk else ())}
        seen = Organisation.objects.visible_to(self.person).filter(is_active=True)
        either = Organisation.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=there - {None})).by_name()
        self.organisations = {str(one.pk): one for one in either}
        choices = [(pk, str(one)) for pk, one in self.organisations.items()]
        self.fields["partner"].queryset = either  # type: ignore[attr-defined]
        self.fields["partner"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        self.money = _money(choices)

    # --- lines --------------------------------------------------------------------------------------------------------
    def _add_lines(self) -> None:
        item, there = self.instance, bool(self.instance.pk)
        costs = list(item.cost_lines.order_by("position", "pk")) if there else []
        fundings = list(item.funding_lines.order_by("position", "pk")) if there else []
        self.cost_keys = COSTS.keys((line.pk for line in costs), self.data)
        self.money_keys = self.money.keys((line.pk for line in fundings), self.data)
        values: dict[str, Mapping[str, Any]] = {str(line.pk): _values(line) for line in costs}
        for number, key in enumerate(self.cost_keys, 1):
            COSTS.add_to(self, key, number, values.get(key, {}))
        values = {str(line.pk): _values(line) for line in fundings}
        for number, key in enumerate(self.money_keys, 1):
            self.money.add_to(self, key, number, values.get(key, {}))

    def shown(self) -> dict[str, Data]:
        return Shown(super().shown())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last quarter lies before the first."))
        costs = (self._cost(key, data) for key in self.cost_keys)
        self.costs = [line for line in costs if line]
        fundings = (self._funding(key, data) for key in self.money_keys)
        self.fundings = [line for line in fundings if line]
        return data

    def _cost(self, key: str, data: dict[str, Any]) -> CostLine | None:
        label, quantity, unit, cost = (data.get(COSTS.cell(key, column.name)) for column in COSTS.columns)
        if not label and cost is None and not unit and quantity is None:
            return None
        if not label:
            self._lacks(COSTS.cell(key, "label"), _("Say what this money is for, or empty the whole line."))
        if cost is None:
            self._lacks(COSTS.cell(key, "unit_cost"), _("Give the cost of one, or empty the whole line."))
        known = int(key) if key.isdecimal() else None
        amount = Decimal(1) if quantity is None else quantity
        return CostLine(pk=known, label=label or "", quantity=amount, unit=unit or "", unit_cost=cost or Decimal(0))

    def _funding(self, key: str, data: dict[str, Any]) -> FundingLine | None:
        kind, organisation, amount, status, note = (
            data.get(self.money.cell(key, column.name)) for column in self.money.columns
        )
        if not kind and amount is None and not organisation and not note:
            return None
        if not kind:
            self._lacks(self.money.cell(key, "kind"), _("Say who pays, or empty the whole line."))
        if amount is None:
            self._lacks(self.money.cell(key, "amount"), _("Give the amount, or empty the whole line."))
        return FundingLine(
            pk=int(key) if key.isdecimal() else None,
            kind=kind or "",
            organisation=self.organisations.get(organisation or ""),
            amount=amount or Decimal(0),
            status=status or FundingStatus.PLEDGED,
            note=note or "",
        )

    def _lacks(self, name: str, sentence: str) -> None:
        """Unless the cell has a fault of its own."""
        if name not in self.errors:
            self.add_error(name, sentence)

    # --- layout -------------------------------------------------------------------------------------------------------
    def _layout(self) -> CbpFormHelper:
        currency = self.instance.plan.cycle.programme.currency
        cost_hint = _("In %(currency)s. The cost is quantity × cost of one, added up. Save to get more empty lines.")
        money_hint = _("In %(currency)s. What no line covers is the gap. Work and materials count at their value.")
        costs = Lines(COSTS, self.cost_keys, legend=_("Costs"), hint=cost_hint % {"currency": currency})
        money = Lines(
            self.money, self.money_keys, legend=_("Money and work given"), hint=money_hint % {"currency": currency}
        )
        return CbpFormHelper(
            self, "idempotency_key", "version", "base", "title", "description",
            Section(_("Why, and for whom"), "needs", "groups", "people"),
            Section(_("Where, and how much"), "sub_community", "place", "quantity", "unit"),
            Section(_("Who, and when"), "track", "sector", "responsible", "partner", "starts_on", "ends_on"),
            Section(_("What it costs, and who pays"), costs, "cost_unknown_reason", money),
            Section(_("Afterwards"), "upkeep", "risks"),
        )  # fmt: skip


def _values(line: CostLine | FundingLine) -> dict[str, Any]:
    if isinstance(line, CostLine):
        return {"label": line.label, "quantity": line.quantity, "unit": line.unit, "unit_cost": line.unit_cost}
    organisation = str(line.organisation_id or "")
    values = {"kind": line.kind, "amount": line.amount, "status": line.status, "note": line.note}
    return {**values, "organisation": organisation}


def item_form(person: User) -> type[ItemForm]:
    """The class for this person. The page of a stale save makes a second form of the same class."""
    return cast(type[ItemForm], type("ItemForm", (ItemForm,), {"person": person}))
