"""What reading a sheet gives: counts, changes, and faults by row. The same for a file and for a dry run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Each fault by its code. Kept as code and parameters, so that every reader sees it in the own language.
FAULTS: Mapping[str, str] = {
    "missing_value": gettext_noop("“%(column)s” is empty."),
    "bad_code": gettext_noop("“%(value)s” is not a P-code."),
    "bad_country": gettext_noop("“%(value)s” is not an ISO 3166 country code of three letters."),
    "bad_level": gettext_noop("“%(value)s” is not a level: levels go from 0 to 4."),
    "bad_date": gettext_noop("“%(value)s” is not a date such as 2026-11-22."),
    "future_date": gettext_noop("“%(value)s” lies in the future."),
    "bad_period": gettext_noop("The end of validity lies before its beginning."),
    "duplicate_code": gettext_noop("The P-code %(value)s stands in row %(first)s already."),
    "other_country": gettext_noop("The code %(value)s is the code of another country."),
    "missing_parent": gettext_noop("The parent %(value)s is neither in this file nor among the places."),
    "parent_level": gettext_noop("The parent %(value)s is not an area of the level above."),
    "parent_refused": gettext_noop("The parent %(value)s was refused, so this row cannot be placed."),
    "too_long": gettext_noop("“%(value)s” is too long: at most %(most)s letters."),
    "unknown_place": gettext_noop("No place has the code %(value)s."),
    "unknown_in_reach": gettext_noop("No place within your reach has the code %(value)s."),
    "unknown_reason": gettext_noop("“%(value)s” is not a reason for displacement that we know."),
    "unknown_assessment": gettext_noop("“%(value)s” is not an assessment type: BA or SA."),
    "bad_number": gettext_noop("“%(value)s” is not a whole number from 0 to 50,000,000."),
    "part_above_whole": gettext_noop("One sex counts more people than both together."),
    "duplicate_figure": gettext_noop("The same figure stands in row %(first)s already."),
}
MOST_CHANGES_SHOWN = 200
# A sheet of nonsense has a fault in every cell: all are counted, the first are kept.
MOST_FAULTS_KEPT = 500
VALUE_KEPT = 60
COUNTS = ("rows", "created", "changed", "unchanged", "refused", "fault_count", "applied")


@dataclass(frozen=True)
class Fault:
    """One refused row: its number in the file, the field, the code of the fault and what the cell held."""

    row: int
    field: str
    code: str
    value: str = ""
    first: int = 0
    most: int = 0
    column: str = ""

    @property
    def message(self) -> str:
        return _(FAULTS[self.code]) % {
            "value": self.value,
            "first": self.first,
            "most": self.most,
            "column": self.column,
        }

    def as_json(self) -> dict[str, Any]:
        return {**{name: value for name, value in asdict(self).items() if value}, "message": self.message}


@dataclass
class Outcome:
    """Counts of a load, its faults and the first changes. Nothing is applied while a row is refused, unless asked for.

    `paths` names the places that the rows are about: who applies the sheet must reach them all.
    """

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    applied: bool = False
    faults: list[Fault] = field(default_factory=list)
    changes: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    refused: int = 0
    fault_count: int = 0
    last_refused: int = 0

    def refuse(self, fault: Fault) -> None:
        """Counts the fault and its row, whose faults come one after the other; keeps the first ones, cut to a line."""
        self.fault_count += 1
        self.refused += fault.row != self.last_refused
        self.last_refused = fault.row
        if len(self.faults) < MOST_FAULTS_KEPT:
            value = fault.value if len(fault.value) <= VALUE_KEPT else fault.value[: VALUE_KEPT - 1] + "…"
            self.faults.append(replace(fault, value=value))

    def note(self, what: str, code: str, name: str, was: str = "") -> None:
        if len(self.changes) < MOST_CHANGES_SHOWN:
            self.changes.append({"what": what, "code": code, "name": name, "was": was})

    def as_json(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in COUNTS},
            "faults": [fault.as_json() for fault in sorted(self.faults, key=lambda fault: fault.row)],
            "changes": self.changes,
            "paths": self.paths,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Outcome":
        faults = [Fault(**{key: value for key, value in fault.items() if key != "message"}) for fault in data["faults"]]
        counts = {name: data[name] for name in COUNTS}
        return cls(**counts, faults=faults, changes=list(data["changes"]), paths=list(data["paths"]))
