"""The form of one row of a table of a profile, made from the description of the table (`profiling.sections`)."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import fields_for_model
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.accounts.models import User
from cbp.core.choices import Classification
from cbp.core.counts import CountField
from cbp.core.crispy import CbpFormHelper
from cbp.core.forms import Day, words
from cbp.core.groups import group_choices
from partners.models import Organisation
from profiling.forms.sourced import BESIDE_SOURCE, HIDDEN, NEW_SOURCE, PartForm, past
from profiling.models import SubCommunity
from profiling.models.factors import RESTRICTED_FACTORS
from profiling.models.sources import MOST
from profiling.reading import Part
from profiling.sections import RESTRICTED_CLASSES, Table

NOTHING = ("", "---------")
EXISTS = [("", gettext_lazy("Not known")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
YES_NO = {True: "yes", False: "no", None: ""}
LONG = 200


class EntryForm(PartForm):
    """One row, new (`row_pk` empty) or changed. Fields that the programme does not ask are left as they are."""

    table: ClassVar[Table]
    part: ClassVar[Part]
    by: ClassVar[User]
    row_pk: ClassVar[int | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = self._row()
        self.row_fields = self.part.fields(self.table)
        source = {name: self.fields.pop(name) for name in ("source", *NEW_SOURCE, *BESIDE_SOURCE)}
        for name in self.row_fields:
            self.fields[name] = self._field(name)
        self.fields |= source
        self.fields["source"].initial = self.row.source_id
        self.helper = CbpFormHelper(self, *HIDDEN, *self.row_fields, *self.source_block())

    def _row(self) -> Any:
        """As it is stored now; an empty one where it is new, or was removed meanwhile."""
        found = self.table.rows(self.instance).filter(pk=self.row_pk).first() if self.row_pk else None
        made: Any = self.table.model
        return found or made(profile=self.instance, pk=self.row_pk)

    def _field(self, name: str) -> forms.Field:
        stored: Any = self.table.field(name)
        made = getattr(self, f"_{name}_field", None)
        if made:
            field: forms.Field = made()
        elif isinstance(stored, models.PositiveSmallIntegerField):
            field = self._scale(stored)
        elif isinstance(stored, models.PositiveIntegerField):
            field = CountField(required=False, min_value=0, max_value=MOST)
        elif isinstance(stored, models.BooleanField):
            field = forms.ChoiceField(choices=EXISTS, required=False, widget=forms.RadioSelect)
        else:
            field = cast(forms.Field, fields_for_model(self.table.model, [name], widgets=_widgets(stored))[name])
        field.label = capfirst(str(stored.verbose_name))
        value = stored.value_from_object(self.row)
        if field.initial is None or self.row_pk:
            field.initial = YES_NO[value] if isinstance(stored, models.BooleanField) else value
        return field

    # --- fields that need more than their description -----------------------------------------------------------------
    def _kind_field(self) -> forms.Field:
        choices = [(kind, label) for kind, label in self.table.field("kind").choices if self._takes(kind)]
        return forms.ChoiceField(choices=[NOTHING, *choices] if len(choices) > 1 else choices)

    def _takes(self, kind: str) -> bool:
        if self.table.kinds and kind not in self.table.kinds:
            return False
        return self.table.is_restricted or kind not in RESTRICTED_FACTORS

    def _classification_field(self) -> forms.Field:
        """An open row can be made restricted later, by whoever reads the restricted ones."""
        classes = [] if self.table.is_restricted else [Classification.PUBLIC, Classification.INTERNAL]
        if self.table.is_restricted or (self.row_pk and self.sees_restricted):
            classes += [Classification.RESTRICTED, Classification.STRICT]
        first = Classification.RESTRICTED if self.table.is_restricted else Classification.INTERNAL
        return forms.ChoiceField(choices=[(one.value, one.label) for one in classes], initial=first)

    def _group_field(self) -> forms.Field:
        choices = group_choices(self.instance.programme, mixed=False)
        return forms.ChoiceField(required=False, choices=[("", _("Everybody")), *choices])

    def _excluded_groups_field(self) -> forms.Field:
        choices = group_choices(self.instance.programme, mixed=False)
        return forms.MultipleChoiceField(required=False, choices=choices, widget=forms.CheckboxSelectMultiple)

    def _months_field(self) -> forms.Field:
        return forms.TypedMultipleChoiceField(
            required=False, choices=list(MONTHS.items()), coerce=int, widget=forms.CheckboxSelectMultiple
        )

    def _quarter_field(self) -> forms.Field:
        parts = SubCommunity.objects.filter(community=self.instance.community, is_active=True)
        return forms.ModelChoiceField(parts.order_by("position", "pk"), required=False, empty_label=_("All of it"))

    def _organisation_field(self) -> forms.Field:
        known = Organisation.objects.visible_to(self.by).by_name()
        return forms.ModelChoiceField(known, required=False, empty_label=_("Not in the registry"))

    def _currency_field(self) -> forms.Field:
        return forms.CharField(required=False, max_length=3, initial=self.instance.programme.currency)

    def _strength_field(self) -> forms.Field:
        strengths = [NOTHING, ("1", _("1 – weak")), ("2", _("2 – middling")), ("3", _("3 – strong"))]
        return forms.TypedChoiceField(required=False, choices=strengths, coerce=int, empty_value=None)

    def _scale(self, stored: Any) -> forms.Field:
        """A scale of a few steps is chosen, a year is typed."""
        first, last = (validator.limit_value for validator in stored.validators[:2])
        if last > 5:
            return forms.IntegerField(required=False, min_value=first, max_value=last)
        steps = [(str(step), str(step)) for step in range(first, last + 1)]
        return forms.TypedChoiceField(required=False, choices=[NOTHING, *steps], coerce=int, empty_value=None)

    # --- what was sent ------------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in self.row_fields:
            if name in data:
                setattr(self.row, name, self._cleaned(name, data[name]))
        if self.table.code == "movements":
            self._refuse_future(data)
        if not self.errors:
            self._hold_against_the_constraints()
        return data

    def _cleaned(self, name: str, value: Any) -> Any:
        stored = self.table.field(name)
        if isinstance(stored, models.BooleanField):
            return {"yes": True, "no": False}.get(value)
        if name == "currency":
            return value.upper() if self.cleaned_data.get("price") is not None else ""
        return value or [] if isinstance(stored, ArrayField) else value

    def _refuse_future(self, data: dict[str, Any]) -> None:
        for name in {"starts_on", "ends_on"} & set(self.row_fields):
            try:
                past(data.get(name))
            except ValidationError as error:
                self.add_error(name, error)

    def _hold_against_the_constraints(self) -> None:
        try:
            self.row.validate_constraints(exclude={"profile"})
        except ValidationError as error:
            self.add_error(None, error)

    def changed_row(self, language: str) -> Any:
        """The row with what was typed. A new one is said in the language of who writes it."""
        self.row.profile, self.row.source = self.instance, self.chosen_source()
        if not self.row_pk:
            self.row.language = language
        return self.row

    def row_touched(self) -> list[str]:
        """Fields of the row that the person changed; a new source changes the source."""
        touched = self.touched()
        names = [name for name in self.row_fields if name in touched]
        return [*names, "source"] if {"source", *NEW_SOURCE} & set(touched) else names


def _widgets(stored: Any) -> dict[str, Any]:
    if isinstance(stored, models.DateField):
        return {stored.name: Day}
    if isinstance(stored, models.CharField) and not stored.choices:
        length = stored.max_length or 0
        return {stored.name: words(2) if length > LONG else forms.TextInput(attrs={"dir": "auto"})}
    return {}


def entry_form(table: Table, part: Part, *, by: User, sees_restricted: bool, row: int | None = None) -> type[EntryForm]:
    """The form of that one row, or of a new one."""
    fixed = {"table": table, "part": part, "by": by, "sees_restricted": sees_restricted, "row_pk": row}
    return cast("type[EntryForm]", type("EntryForm", (EntryForm,), fixed))


def keeps_copy(table: Table, part: Part, row: Any = None) -> bool:
    """May a browser keep a copy of what is typed? Of nothing restricted."""
    closed = row is not None and getattr(row, "classification", "") in RESTRICTED_CLASSES
    return not (table.is_restricted or part.is_restricted or closed)
