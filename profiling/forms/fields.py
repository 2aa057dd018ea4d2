"""The form field of each field of a table: from its model, or written here where its model does not say enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db import models
from django.db.models import Q
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core.amounts import AmountField
from cbp.core.choices import Classification
from cbp.core.counts import CountField
from cbp.core.currencies import currency_choices
from cbp.core.forms import Day, words
from cbp.core.groups import group_choices, group_labels
from partners.models import Organisation
from profiling.models import SubCommunity
from profiling.models.factors import RESTRICTED_FACTORS
from profiling.models.sources import MOST
from profiling.sections import Table

if TYPE_CHECKING:
    from profiling.forms.entries import EntryForm

NOTHING = ("", gettext_lazy("Not known"))
CHOOSE = ("", gettext_lazy("Choose"))
YES, NO = "yes", "no"
EXISTS = [("", gettext_lazy("Not known")), (YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))]
LONG = 200
NUMBER = gettext_lazy("Enter a number in digits, such as 12 or 12.5.")
# What a label alone does not tell, by “table.field” or by field.
HINTS = {
    "movements.group": gettext_lazy("Whom these people belong to, if they are one of the groups counted apart."),
    "tenures.group": gettext_lazy("Leave it open when it holds for everybody."),
    "perceptions.group": gettext_lazy("Leave it open when everybody was asked together."),
    "origin": gettext_lazy("The place or area that they came from or went to."),
    "exists": gettext_lazy("Here, in the community. If there is none, give the distance to the nearest one."),
    "distance_km": gettext_lazy("One way, from the middle of the community. 0 if it is here."),
    "excluded_groups": gettext_lazy("Tick those who cannot use it, for whatever reason."),
    "fee": gettext_lazy("In words, such as “500 francs for a visit” or “free”."),
    "barriers": gettext_lazy("Why they cannot: distance, money, language, papers, steps."),
    "strength": gettext_lazy("How much it weighs for the community."),
    "market.persons": gettext_lazy("How many seek it, can do it or live on it."),
    "market.unit": gettext_lazy("What the price is for, such as “sack of 100 kg”."),
    "hazards.persons": gettext_lazy("When it struck last."),
    "works.actor": gettext_lazy("The office or organisation. No names of people."),
    "importance": gettext_lazy("5: nothing is decided without them."),
    "closeness": gettext_lazy("5: they are there every day."),
    "organisation": gettext_lazy("If it stands in the registry of partners."),
    "classification": gettext_lazy("Who may read it. What harms someone when it is read is restricted."),
    "very_good": gettext_lazy("How many people said so. Leave it empty when it was not counted."),
}


def field_of(table: Table, name: str, row: Any, form: EntryForm) -> forms.Field:
    stored = table.field(name)
    special = SPECIAL.get(name)
    field = special(table, row, form) if special else _plain(table, stored)
    field.label = capfirst(str(stored.verbose_name))
    hint = HINTS.get(f"{table.code}.{name}") or HINTS.get(name)
    if hint:
        field.help_text = hint
    value = shown_value(table, name, row)
    if value not in ("", None):
        field.initial = value
    return field


def shown_value(table: Table, name: str, row: Any) -> Any:
    """What the row holds, as the form shows it."""
    stored = table.field(name)
    value = stored.value_from_object(row)
    return {True: YES, False: NO, None: ""}[value] if isinstance(stored, models.BooleanField) else value


def _plain(table: Table, stored: Any) -> forms.Field:
    """By the kind of the stored field."""
    if isinstance(stored, models.PositiveSmallIntegerField):
        return _scale(stored)
    if isinstance(stored, models.PositiveIntegerField):
        return CountField(required=False, min_value=0, max_value=MOST)
    if isinstance(stored, models.DecimalField):
        places = {"max_digits": stored.max_digits, "decimal_places": stored.decimal_places}
        return AmountField(required=False, error_messages={"invalid": NUMBER}, **places)
    if isinstance(stored, models.BooleanField):
        return forms.ChoiceField(choices=EXISTS, required=False, widget=forms.RadioSelect)
    if stored.choices:
        return forms.ChoiceField(
            choices=[NOTHING if stored.blank else CHOOSE, *stored.choices], required=not stored.blank
        )
    return cast(forms.Field, fields_for_model(table.model, [stored.name], widgets=_widgets(stored))[stored.name])


def _scale(stored: Any) -> forms.Field:
    """A scale of a few steps is chosen; a year is typed, and is not yet to come."""
    first, last = (validator.limit_value for validator in stored.validators[:2])
    if last > 5:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"})
        return forms.IntegerField(required=False, min_value=first, max_value=timezone.localdate().year, widget=widget)
    steps = [(step, str(step)) for step in range(first, last + 1)]
    return forms.TypedChoiceField(required=False, choices=[NOTHING, *steps], coerce=int, empty_value=None)


def _widgets(stored: Any) -> dict[str, Any]:
    if isinstance(stored, models.DateField):
        return {stored.name: Day}
    if (stored.max_length or 0) > LONG:
        return {stored.name: words(2)}
    return {stored.name: forms.TextInput(attrs={"dir": "auto"})}


# --- fields that need more than their model ---------------------------------------------------------------------------
def _kind(table: Table, row: Any, form: EntryForm) -> forms.Field:
    """Those of the table; in a restricted one, what is restricted always comes first."""
    choices = [(kind, label) for kind, label in table.field("kind").choices if not table.kinds or kind in table.kinds]
    if not table.is_restricted:
        choices = [(kind, label) for kind, label in choices if kind not in RESTRICTED_FACTORS]
    choices.sort(key=lambda choice: choice[0] not in RESTRICTED_FACTORS)
    return forms.ChoiceField(choices=[CHOOSE, *choices])


def _classification(table: Table, row: Any, form: EntryForm) -> forms.Field:
    """An open row can be made restricted later, by whoever reads the restricted ones."""
    classes = [] if table.is_restricted else [Classification.PUBLIC, Classification.INTERNAL]
    if table.is_restricted or (form.row_pk and form.sees_restricted):
        classes += [Classification.RESTRICTED, Classification.STRICT]
    first = Classification.RESTRICTED if table.is_restricted else Classification.INTERNAL
    if not form.row_pk:
        row.classification = first
    field = forms.ChoiceField(choices=[(one.value, one.label) for one in classes], initial=first)
    field.usual = first  # type: ignore[attr-defined]  # see Fold
    return field


def _group(table: Table, row: Any, form: EntryForm) -> forms.Field:
    return forms.ChoiceField(required=False, choices=[("", _("Everybody")), *_groups(form, [row.group])])


def _excluded_groups(table: Table, row: Any, form: EntryForm) -> forms.Field:
    choices = _groups(form, row.excluded_groups)
    return forms.MultipleChoiceField(required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


def _groups(form: EntryForm, held: list[str]) -> list[tuple[str, str]]:
    """Those of the programme, and those that the row names from before."""
    programme = form.instance.programme
    choices = dict(group_choices(programme, mixed=False))
    if set(filter(None, held)) - set(choices):
        labels = group_labels(programme)
        choices |= {code: labels.get(code, code) for code in held if code and code not in choices}
    return list(choices.items())


def _months(table: Table, row: Any, form: EntryForm) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        required=False, choices=list(MONTHS.items()), coerce=int, widget=forms.CheckboxSelectMultiple
    )


def _quarter(table: Table, row: Any, form: EntryForm) -> forms.Field:
    parts = SubCommunity.objects.filter(Q(is_active=True) | Q(pk=row.quarter_id), community=form.instance.community_id)
    return forms.ModelChoiceField(parts.order_by("position", "pk"), required=False, empty_label=_("All of it"))


def _organisation(table: Table, row: Any, form: EntryForm) -> forms.Field:
    known = Organisation.objects.visible_to(form.by).values("pk")
    found = Organisation.objects.filter(Q(pk__in=known) | Q(pk=row.organisation_id)).by_name()
    return forms.ModelChoiceField(found, required=False, empty_label=_("Not in the registry"))


def _currency(table: Table, row: Any, form: EntryForm) -> forms.Field:
    own = form.instance.programme.currency
    first = [pair for pair in currency_choices() if pair[0] == own]
    rest = [pair for pair in currency_choices() if pair[0] != own]
    return forms.ChoiceField(required=False, choices=[*first, *rest], initial=own)


def _strength(table: Table, row: Any, form: EntryForm) -> forms.Field:
    steps = [(1, _("1 – weak")), (2, _("2 – middling")), (3, _("3 – strong"))]
    return forms.TypedChoiceField(required=False, choices=[NOTHING, *steps], coerce=int, empty_value=None)


SPECIAL: dict[str, Callable[[Table, Any, EntryForm], forms.Field]] = {
    "kind": _kind, "classification": _classification, "group": _group, "excluded_groups": _excluded_groups,
    "months": _months, "quarter": _quarter, "organisation": _organisation, "currency": _currency,
    "strength": _strength,
}  # fmt: skip
