"""A row of a table with what a line of a sheet says written over it: settled and refused as the entry forms do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cbp.core.choices import Classification
from cbp.core.reach import Person
from partners.models import Organisation
from profiling.models import SubCommunity
from profiling.models.factors import RESTRICTED_FACTORS
from profiling.sections import Table
from profiling.sheets.cells import STEERING
from profiling.sheets.findings import short
from profiling.sheets.tables.columns import RowSheet
from profiling.sheets.tables.stored import kind_of, place_of, unlisted

TIED = ("quarter", "organisation")
# Of a service that is not there, nothing can be said of these.
OF_WHAT_EXISTS = ("functioning", "count", "capacity")
Values = tuple[Any, ...]


class Fault(NamedTuple):
    """Why a row is refused, and at which field."""

    name: str
    code: str
    values: Mapping[str, Any] = {}


@dataclass
class Filler:
    """What a row may be tied to: organisations that the person sees, parts of the communities at hand."""

    currency: str
    person: Person | None = None
    organisations: dict[str, set[int]] = field(default_factory=dict)
    quarters: dict[tuple[int, str], set[int]] = field(default_factory=dict)
    names: dict[tuple[str, int], str] = field(default_factory=dict)  # of what stands, by field and number

    def know_organisations(self, texts: Iterable[str]) -> None:
        """Those that lines name. Whoever runs a command sees all."""
        all_of_them = Organisation.objects.all()
        seen = Organisation.objects.visible_to(self.person) if self.person else all_of_them
        for pk, name in seen.filter(name__in=set(texts)).values_list("pk", "name"):
            self.organisations.setdefault(name, set()).add(pk)
            self.names["organisation", pk] = name

    def know(self, communities: Iterable[int], organisations: Iterable[int]) -> None:
        """The parts of these communities, and the names of these organisations, which stand in their rows already."""
        parts = SubCommunity.objects.filter(community__in=list(communities))
        for pk, community, name, is_active in parts.values_list("pk", "community_id", "name", "is_active"):
            self.names["quarter", pk] = name
            if is_active:
                self.quarters.setdefault((community, squeeze(name)), set()).add(pk)
        named = Organisation.objects.filter(pk__in=set(organisations)).values_list("pk", "name")
        self.names.update({("organisation", pk): name for pk, name in named})

    # --- one row ------------------------------------------------------------------------------------------------------
    def blank(self, table: Table) -> Values:
        values = list(kind_of(table.model).blank)
        if len(table.kinds) == 1:
            values[place_of(table.model, "kind")] = str(table.kinds[0])
        if table.is_classified:
            usual = Classification.RESTRICTED if table.is_restricted else Classification.INTERNAL
            values[place_of(table.model, "classification")] = usual.value
        return tuple(values)

    def filled(self, sheet: RowSheet, said: Mapping[str, Any], stands: Values | None, community: int) -> Values | Fault:
        """What is not said stays as it is."""
        table = sheet.table
        values = list(self.blank(table) if stands is None else stands)
        for name, value in said.items():
            at = place_of(table.model, name)
            if name in TIED:
                if squeeze(self.names.get((name, values[at]), "")) == value:
                    continue
                found = self._tied(name, value, community)
                if len(found) != 1:
                    return Fault(name, "bad_choice", {"value": short(value)})
                values[at] = next(iter(found))
            elif not _is_same(values[at], value):
                values[at] = value
        if stands is not None and tuple(values) == tuple(stands):
            return stands  # what stands is not settled by a sheet that says nothing new
        self._settle(table, values)
        return _fault_of(table, values) or tuple(values)

    def _tied(self, name: str, value: str, community: int) -> set[int]:
        return (
            self.organisations.get(value, set())
            if name == "organisation"
            else self.quarters.get((community, value), set())
        )

    def _settle(self, table: Table, values: list[Any]) -> None:
        """What follows from the other fields: nothing works that is not there, and a price has a currency."""
        model = table.model
        if table.code == "market":
            price, currency = place_of(model, "price"), place_of(model, "currency")
            values[currency] = (values[currency] or self.currency) if values[price] is not None else ""
        elif "exists" in table.fields and values[place_of(model, "exists")] is False:
            blank = kind_of(model).blank
            for name in OF_WHAT_EXISTS:
                values[place_of(model, name)] = blank[place_of(model, name)]


def _is_same(stands: Any, said: Any) -> bool:
    """A cell gives words back without line breaks, and several answers in the order of their list."""
    if not isinstance(said, str) or not isinstance(stands, str):
        return False
    if said[:1] == "{":
        return set(unlisted(stands)) == set(unlisted(said))
    return squeeze(stands) == said


def _fault_of(table: Table, values: Sequence[Any]) -> Fault | None:
    """What a row cannot stand without, and what its constraints refuse that no single cell shows."""
    model = table.model
    for name in table.fields:
        if not table.field(name).blank and values[place_of(model, name)] in ("", None):
            return Fault(name, "empty_cell")
    if "ends_on" in table.fields:
        begins, ends = (values[place_of(model, name)] for name in ("starts_on", "ends_on"))
        if begins and ends and ends < begins:
            return Fault("ends_on", "period")
    if table.is_classified and not table.is_restricted and values[place_of(model, "kind")] in RESTRICTED_FACTORS:
        return Fault("kind", "bad_choice", {"value": values[place_of(model, "kind")]})
    return None


def squeeze(text: str) -> str:
    """As a cell gives it back: without line breaks and double spaces."""
    return " ".join(STEERING.sub("", text).split())
