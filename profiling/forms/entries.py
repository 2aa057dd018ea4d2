"""The form of one row of a table of a profile, made from the description of the table (`profiling.sections`)."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from cbp.accounts.models import User
from cbp.core.crispy import CbpFormHelper, Fold
from profiling.forms.fields import NO, YES, field_of, shown_value
from profiling.forms.sourced import BESIDE_SOURCE, HIDDEN, NEW_SOURCE, PartForm, past
from profiling.reading import Part
from profiling.sections import RESTRICTED_CLASSES, Table

# Of a service that is not there, nothing can be said of these.
OF_WHAT_EXISTS = ("functioning", "count", "capacity")


class EntryForm(PartForm):
    """One row, new (`row_pk` empty) or changed. Fields that the programme does not ask are left as they are."""

    table: ClassVar[Table]
    part: ClassVar[Part]
    by: ClassVar[User]
    row_pk: ClassVar[int | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = self._row()
        self.row_fields = self._asked()
        source = {name: self.fields.pop(name) for name in ("source", *NEW_SOURCE, *BESIDE_SOURCE)}
        for name in self.row_fields:
            self.fields[name] = field_of(self.table, name, self.row, self)
        self.fields |= source
        self.fields["source"].initial = self.row.source_id if self.row_pk else self._usual_source()
        self.derived: list[str] = []
        self.helper = self._laid_out()

    def _row(self) -> Any:
        """As it is stored now; an empty one where it is new, or was removed meanwhile."""
        found = self.table.rows(self.instance).filter(pk=self.row_pk).first() if self.row_pk else None
        made: Any = self.table.model
        row = found or made(profile=self.instance, pk=self.row_pk)
        if found is None and len(self.table.kinds) == 1:
            row.kind = self.table.kinds[0]
        return row

    def _usual_source(self) -> int | None:
        """Of a new row that of the row before it, or the only one there is. It is seen, and can be changed."""
        latest = (
            self.table.rows(self.instance).exclude(source=None).order_by("-pk").values_list("source", flat=True)[:1]
        )
        known = list(self.fields["source"].queryset.values_list("pk", flat=True))  # type: ignore[attr-defined]
        found = next((pk for pk in latest if pk in known), None)
        return found or (known[0] if len(known) == 1 else None)

    def _asked(self) -> list[str]:
        """What the programme asks, and what the row holds from before. A kind that is the only one is not asked."""
        asked = self.part.fields(self.table)
        held = [name for name in self.table.optional if self.row_pk and shown_value(self.table, name, self.row)]
        alone = {"kind"} if len(self.table.kinds) == 1 else set()
        if "price" not in asked and "price" not in held:
            alone.add("currency")
        return [name for name in self.table.fields if (name in asked or name in held) and name not in alone]

    def _laid_out(self) -> CbpFormHelper:
        first = [name for name in self.row_fields if name not in self.table.rare]
        rare = [name for name in self.row_fields if name in self.table.rare]
        fold = [Fold(gettext_lazy("More about it"), *rare)] if rare else []
        return CbpFormHelper(self, *HIDDEN, *first, *fold, *self.source_block())

    # --- what was sent ------------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in self.row_fields:
            if name in data:
                setattr(self.row, name, self._cleaned(name, data[name]))
        self._settle()
        if self.table.code == "movements":
            self._refuse_future(data)
        if not self.errors:
            self._hold_against_the_constraints()
        return data

    def _cleaned(self, name: str, value: Any) -> Any:
        if name in ("exists", "is_disputed", "is_active"):
            return {YES: True, NO: False}.get(value)
        return value or [] if name in ("months", "excluded_groups") else value

    def _settle(self) -> None:
        """What follows from the other fields: nothing works that is not there, and a price has a currency."""
        settled: dict[str, Any] = {}
        if getattr(self.row, "exists", None) is False:
            empty = {"functioning": "", "count": None, "capacity": None}
            settled = {name: empty[name] for name in OF_WHAT_EXISTS if getattr(self.row, name) not in ("", None)}
        elif self.table.code == "market":
            priced = self.row.price is not None
            currency = (self.row.currency or self.instance.programme.currency) if priced else ""
            settled = {"currency": currency} if currency != self.row.currency else {}
        for name, value in settled.items():
            setattr(self.row, name, value)
        self.derived = list(settled)

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
        """Fields of the row that the person changed, and what follows; a new source changes the source."""
        touched = self.touched()
        names = [name for name in self.row_fields if name in touched]
        names += [name for name in self.derived if names and name not in names]
        return [*names, "source"] if {"source", *NEW_SOURCE} & set(touched) else names


def entry_form(table: Table, part: Part, *, by: User, sees_restricted: bool, row: int | None = None) -> type[EntryForm]:
    """The form of that one row, or of a new one."""
    fixed = {"table": table, "part": part, "by": by, "sees_restricted": sees_restricted, "row_pk": row}
    return cast("type[EntryForm]", type("EntryForm", (EntryForm,), fixed))


def keeps_copy(table: Table, part: Part, row: Any = None) -> bool:
    """May a browser keep a copy of what is typed? Of nothing restricted."""
    closed = row is not None and getattr(row, "classification", "") in RESTRICTED_CLASSES
    return not (table.is_restricted or part.is_restricted or closed)
