"""What reading a sheet of profiles finds: counts, control totals, faults and warnings by row and column.

Each finding is kept as a code with its values and put into words when it is read, in the reader's language. A fault
refuses its row; a warning shows its arithmetic and refuses nothing (domain 11.3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cbp.core.templatetags.figures import share as percent
from cbp.core.templatetags.figures import written
from profiling.checks.boxes import OUTSIDE
from profiling.checks.found import against, from_left
from profiling.sheets.tables.columns import table_of

# A sheet of nonsense has a fault in every cell: all are counted, so many are kept.
MOST_KEPT = 60_000
MOST_CHANGES = 20_000
VALUE_KEPT = 60

FAULTS: Mapping[str, str] = {
    "empty_name": gettext_noop("The name of the community is empty."),
    "empty_area": gettext_noop("The P-code of the area is empty."),
    "bad_uid": gettext_noop("“%(value)s” is not one of our numbers."),
    "unknown_uid": gettext_noop("No community within your reach has the number %(value)s."),
    "unknown_area": gettext_noop("No area of this country within your reach has the P-code “%(value)s”."),
    "unclear_area": gettext_noop("Several areas of this country are called “%(value)s”. Write the P-code."),
    "closed_area": gettext_noop("The area %(value)s is not in use any more."),
    "unclear_community": gettext_noop("Several communities of this area may be meant by “%(value)s”: %(names)s."),
    "taken": gettext_noop("“%(value)s” is in this area already, but outside your reach."),
    "inactive": gettext_noop("“%(value)s” takes no part in planning any more."),
    "beyond": gettext_noop("This row is about a community beyond your reach; who reaches it is told what is wrong."),
    "twice": gettext_noop("The same community stands in the rows %(rows)s; none of them is taken."),
    "in_review": gettext_noop("The profile of “%(value)s” is in review and is not filled in any more."),
    "other_programme": gettext_noop("The profile of “%(value)s” is at work in another programme: %(programme)s."),
    "other_bands": gettext_noop("The profile at work has other age bands: %(bands)s. Counts by age do not fit."),
    "too_long": gettext_noop("“%(value)s” is too long: at most %(most)s letters."),
    "bad_choice": gettext_noop("“%(value)s” is none of the answers of this column."),
    "bad_yes_no": gettext_noop("“%(value)s” is neither yes nor no."),
    "bad_count": gettext_noop("“%(value)s” is not a whole number such as 1250 or 1 250."),
    "negative": gettext_noop("“%(value)s” lies below zero."),
    "too_many": gettext_noop("“%(value)s” is more than 50,000,000."),
    "bad_number": gettext_noop("“%(value)s” is not a number such as 12.5 or 12,5."),
    "unclear_number": gettext_noop("“%(value)s” can be read in two ways. Write it without separators of thousands."),
    "too_large": gettext_noop("“%(value)s” is more than this column can hold."),
    "bad_latitude": gettext_noop("“%(value)s” is not a latitude between 90 degrees south and 90 degrees north."),
    "bad_longitude": gettext_noop("“%(value)s” is not a longitude between 180 degrees west and 180 degrees east."),
    "half_point": gettext_noop("Give both coordinates or none."),
    "no_point": gettext_noop("The point 0, 0 lies in the sea and is refused."),
    "bad_day": gettext_noop("“%(value)s” is not a date such as 2026-11-22."),
    "unclear_day": gettext_noop("“%(value)s” can be read in two ways. Write the date as 2026-11-22."),
    "future_day": gettext_noop("“%(value)s” lies in the future."),
    "unknown_community": gettext_noop(
        "No community of this area within your reach is called “%(value)s”. Add it in the first sheet."
    ),
    "bad_row_key": gettext_noop("“%(value)s” is not the number of a row of ours."),
    "row_gone": gettext_noop(
        "Somebody has changed or removed this row since the workbook was made. Take a new workbook."
    ),
    "copied_row": gettext_noop(
        "This row went out for %(own)s and now says “%(value)s”. Write what is about another community in a free row."
    ),
    "empty_cell": gettext_noop("This cell is empty, and the row says nothing without it."),
    "bad_year": gettext_noop("“%(value)s” is not a year such as 2019."),
    "period": gettext_noop("The period ends before it begins."),
    "closed_part": gettext_noop("This part of the profile is restricted to the team that works with the community."),
    "told_twice": gettext_noop("The sheet of communities says something else about this service."),
    "merged": gettext_noop("This cell is merged over several rows: a figure belongs to one community."),
}  # fmt: skip
WARNINGS: Mapping[str, str] = {
    "sex_sum": gettext_noop("By sex: %(sums)s."),
    "age_sum": gettext_noop("By age: %(sums)s."),
    "women_sum": gettext_noop("Women and girls by age: %(sums)s."),
    "men_sum": gettext_noop("Men and boys by age: %(sums)s."),
    "groups_sum": gettext_noop("The groups and the whole community: %(sums)s."),
    "households": gettext_noop("%(households)s households are more than %(persons)s persons."),
    "no_household": gettext_noop("%(persons)s persons live in no household; leave it empty where it is not known."),
    "household_size": gettext_noop(
        "%(persons)s persons ÷ %(households)s households = %(mean)s in each; %(least)s to %(most)s are usual."
    ),
    "voters": gettext_noop("%(voters)s voters are more than %(persons)s persons."),
    "children": gettext_noop(
        "%(children)s of %(persons)s persons are below 18 years, %(share)s; more than %(usual)s is unusual."
    ),
    "moved": gettext_noop("From %(before)s to %(now)s against the validated version (%(change)s)."),
    "by_other_name": gettext_noop("“%(value)s” was found by another name of “%(name)s”."),
    "by_area_name": gettext_noop("“%(value)s” is no P-code; the area of this name has %(pcode)s."),
    "other_kind": gettext_noop("“%(value)s” is in this area already as another kind of site; this row adds a new one."),
    "similar_name": gettext_noop("“%(value)s” is new and much like “%(name)s” of the same area."),
    "name_differs": gettext_noop("Our number belongs to “%(name)s”; the name “%(value)s” is not taken over."),
    "place_differs": gettext_noop("Our number belongs to a community elsewhere or of another kind; it stays so."),
    "outside_area": OUTSIDE,
    "sum_line": gettext_noop("This row looks like a line of sums and was left out."),
    "old_source": gettext_noop("These figures are %(months)s months old; figures are old after %(limit)s here."),
    "formulas": gettext_noop(
        "%(cells)s cells hold formulas that were never worked out and look empty. Open the file, save it, and upload it"
        " again."
    ),
}  # fmt: skip
MESSAGES = {**FAULTS, **WARNINGS}
# Values that are figures: written with the separators of the reader's language.
FIGURES = frozenset({
    "households", "persons", "voters", "children", "before", "now", "most", "cells", "months", "limit", "points",
})  # fmt: skip
TENTHS, SHARES = frozenset({"mean", "least"}), frozenset({"share", "usual", "change"})


@dataclass(frozen=True)
class Finding:
    """Something about a row (0: about the whole sheet) and a column of ours (empty: about the row)."""

    row: int
    column: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return _(MESSAGES[self.code]) % {
            **{name: _shown(name, value) for name, value in self.values.items()},
            "row": self.row,
        }

    @property
    def is_fault(self) -> bool:
        return self.code in FAULTS

    def as_json(self) -> list[Any]:
        return [self.row, self.column, self.code, dict(self.values)]


def _shown(name: str, value: Any) -> str:
    """`sums` is (parts, stated): the arithmetic in words, as on the page of the profile."""
    if name == "sums":
        told = against(value[0], value[1], is_whole=True)
        return told.words if told else ""
    if name == "point":
        return from_left(str(value))
    if name in TENTHS:
        return written(value, 1)
    if name in SHARES:
        return ("+" if name == "change" and value > 0 else "") + percent(value, 0 if value == int(value) else 1)
    return written(value) if name in FIGURES and not isinstance(value, str) else str(value)


@dataclass(frozen=True)
class Change:
    """A row that creates or changes a community or its profile: (code of a column, before, now) of what changes.

    Of a new community nothing is listed: the whole row is new. Values are as a person would type them.
    """

    row: int
    is_new: bool
    name: str
    values: tuple[tuple[str, str, str], ...] = ()


COUNTS = (
    "rows", "created", "changed", "unchanged", "refused", "skipped", "values", "fault_count", "warning_count",
    "change_count", "applied",
)  # fmt: skip


@dataclass
class Outcome:
    """Counts of rows, control totals of the rows that are taken, and every finding.

    `refused` rows have a fault; `skipped` were left out without one (lines of sums) or, when applied, for a fault.
    `tables` is what became of the rows of each further sheet: its title, headers and codes in the file, and counts.
    `places` is {path of an area, with “+” before it where the programme works with the community: rows about it}.
    `control` is {"persons", "households": sum of the known, "persons_unknown", "households_unknown": rows without}.
    """

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    skipped: int = 0
    values: int = 0
    fault_count: int = 0
    warning_count: int = 0
    change_count: int = 0
    applied: bool = False
    control: Counter[str] = field(default_factory=Counter)
    by_code: Counter[str] = field(default_factory=Counter)
    kept: list[list[Any]] = field(default_factory=list)
    changes: list[list[Any]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[str, list[Any]] = field(default_factory=dict)

    def lies(self, path: str, is_enrolled: bool, row: int, table: str = "") -> None:
        """The row is about a community there; within which reach it may be told."""
        self.places.setdefault(f"+{path}" if is_enrolled else path, []).append(_row_of(row, table))

    def note(self, finding: Finding) -> None:
        self.by_code[finding.code] += 1
        if finding.is_fault:
            self.fault_count += 1
        else:
            self.warning_count += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(finding.as_json())

    def tell(self, change: Change) -> None:
        self.change_count += max(1, len(change.values))
        if self.change_count <= MOST_CHANGES:
            self.changes.append([change.row, change.is_new, change.name, [list(one) for one in change.values]])

    # --- reading it ---------------------------------------------------------------------------------------------------
    def within(self, holds: Callable[[str, bool], bool]) -> Outcome:
        """As it may be told to somebody who reaches less than whoever asked for this step: of rows about communities
        beyond, that they are refused and nothing else. `holds` is asked with a path, and whether the programme works
        there.
        """
        beyond = [rows for path, rows in self.places.items() if not holds(path.removeprefix("+"), path[:1] == "+")]
        far = {row for rows in beyond for row in rows}
        if not far:
            return self
        near = replace(self, kept=[], changes=[], by_code=Counter(), fault_count=0, warning_count=0, change_count=0)
        for row, column, code, values in self.kept:
            if _row_of(row, table_of(column)) not in far:
                near.note(Finding(row, column, code, values))
            elif code in FAULTS:
                near.note(Finding(row, column, "beyond"))
        for row, is_new, name, values in self.changes:
            if _row_of(row, table_of(values[0][0]) if values else "") not in far:
                near.tell(Change(row, is_new, name, tuple((a, b, c) for a, b, c in values)))
        return near

    def without(self, tables: Collection[str]) -> Outcome:
        """As it may be told to somebody who does not read these sheets of rows: as if they were not in the file."""
        if not tables:
            return self
        open_ones = {code: about for code, about in self.tables.items() if code not in tables}
        left = replace(
            self, kept=[], changes=[], by_code=Counter(), fault_count=0, warning_count=0, change_count=0,
            tables=open_ones,
        )  # fmt: skip
        for row, column, code, values in self.kept:
            if table_of(column) not in tables:
                left.note(Finding(row, column, code, values))
        for change in self.all_changes:
            if not change.values or table_of(change.values[0][0]) not in tables:
                left.tell(change)
        return left

    @property
    def faults(self) -> list[Finding]:
        return [one for one in self._findings() if one.is_fault]

    @property
    def warnings(self) -> list[Finding]:
        return [one for one in self._findings() if not one.is_fault]

    def _findings(self) -> Iterable[Finding]:
        return (Finding(row, column, code, values) for row, column, code, values in sorted(self.kept, key=_place))

    @property
    def all_changes(self) -> list[Change]:
        return [
            Change(row, new, name, tuple((a, b, c) for a, b, c in values)) for row, new, name, values in self.changes
        ]

    @property
    def warnings_by_kind(self) -> dict[str, int]:
        return {code: count for code, count in sorted(self.by_code.items()) if code in WARNINGS}

    @property
    def refused_rows(self) -> set[tuple[str, int]]:
        """By the table of a sheet of rows, which is empty for the sheet of communities."""
        return {(table_of(column), row) for row, column, code, _values in self.kept if row and code in FAULTS}

    @property
    def not_read(self) -> list[str]:
        """Columns and sheets. How a restricted sheet is headed is kept with it, and told with it alone."""
        return [*self.unread, *(name for about in self.tables.values() for name in about.get("unread", []))]

    @property
    def changes_nothing(self) -> bool:
        return not (self.created or self.changed or self.refused)

    def as_json(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in COUNTS}
        return {
            **counts, "control": dict(self.control), "by_code": dict(self.by_code), "findings": self.kept,
            "changes": self.changes, "unread": self.unread, "tables": self.tables,
            "places": self.places,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Outcome:
        return cls(
            **{name: data[name] for name in COUNTS}, control=Counter(data["control"]), by_code=Counter(data["by_code"]),
            kept=data["findings"], changes=data["changes"], unread=data["unread"],
            tables=data.get("tables", {}), places=data.get("places", {}),
        )  # fmt: skip


def _row_of(row: int, table: str) -> int | str:
    return f"{table}:{row}" if table else row


def _place(kept: list[Any]) -> tuple[int, str]:
    return kept[0], kept[1]


KEPT = "\u200c\u200d"  # they join and part Arabic letters; all else that is not seen steers a terminal or the text


def short(value: str) -> str:
    """A cell as a finding repeats it: cut to a line."""
    value = " ".join("".join(sign for sign in value if sign.isprintable() or sign in KEPT or sign.isspace()).split())
    return value if len(value) <= VALUE_KEPT else value[: VALUE_KEPT - 1] + "…"
