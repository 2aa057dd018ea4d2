"""Which row of a sheet is which of those that stand in one table of one community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from profiling.columns import IN_A_SHEET
from profiling.models import ServiceStatus
from profiling.sections import Table
from profiling.sheets.standing import Stored, Write
from profiling.sheets.tables.columns import ROW, RowSheet
from profiling.sheets.tables.filling import Fault, Filler, squeeze
from profiling.sheets.tables.lines import RowLine
from profiling.sheets.tables.stored import place_of

Outcome = tuple[Stored | None, tuple[Any, ...] | None]  # nothing to write where the values are None


@dataclass
class Pairing:
    """The rows of a sheet beside those that stand in one table of one community."""

    sheet: RowSheet
    filler: Filler
    base: Sequence[Stored]
    former: Sequence[Stored]
    community: int

    def __post_init__(self) -> None:
        self.by_pk = {row.pk: row for row in self.base}
        self.before = {row.pk: row for row in self.former}
        self.claimed: set[int] = set()
        self.final = {row.pk: squeezed(row.values) for row in self.base}
        self.added: set[tuple[Any, ...]] = set()

    def of(self, lines: Sequence[RowLine]) -> list[tuple[RowLine, Outcome | Fault]]:
        """First those whose row stands; a copy of such a line, with its number, is a row of its own."""
        found: dict[int, Outcome | Fault] = {}
        for line in lines:
            row = self.by_pk.get(line.key or 0)
            if row and row.pk not in self.claimed:
                found[line.number] = self._changed(line, row)
        for line in lines:
            if line.number not in found:
                found[line.number] = self._other(line)
        return [(line, found[line.number]) for line in lines]

    def _changed(self, line: RowLine, row: Stored) -> Outcome | Fault:
        self.claimed.add(row.pk)
        values = self.filler.filled(self.sheet, line.values, row.values, self.community)
        if isinstance(values, Fault):
            return values
        self.final[row.pk] = squeezed(values)
        return row, None if squeezed(values) == squeezed(row.values) else values

    def _other(self, line: RowLine) -> Outcome | Fault:
        """One without a number, with the number of a version before, or with one that another line has."""
        before = self.before.get(line.key or 0)
        values = self.filler.filled(self.sheet, line.values, before.values if before else None, self.community)
        if isinstance(values, Fault):
            return values
        same = self._free(squeezed(values))
        if same:
            self.claimed.add(same.pk)
            return same, None
        if before:
            copied = self._free(squeezed(before.values))
            if copied:
                return self._changed(line, copied)
        is_copy = line.key in self.claimed
        if line.key and not is_copy:
            return Fault(ROW, "row_gone")
        if squeezed(values) in self.added or squeezed(values) in self.final.values():
            return None, None
        self.added.add(squeezed(values))
        return None, values

    def _free(self, values: tuple[Any, ...]) -> Stored | None:
        return next((row for row in self.base if row.pk not in self.claimed and squeezed(row.values) == values), None)


def squeezed(values: Sequence[Any]) -> tuple[Any, ...]:
    """As a cell gives them back: without line breaks and double spaces."""
    return tuple(squeeze(value) if isinstance(value, str) else value for value in values)


@dataclass
class Services:
    """A service that the sheet of communities changes too: one row holds what either of them says.

    `beside` are its writes by kind of service, `taken` those that a row has taken over.
    """

    beside: Mapping[str, Write]
    taken: set[str]

    def merged(self, table: Table, found: Outcome | Fault) -> Outcome | Fault:
        if table.model is not ServiceStatus or isinstance(found, Fault):
            return found
        stored, values = found
        if values is None:
            return found
        kind = values[place_of(table.model, "kind")]
        write = self.beside.get(kind)
        if write is None or kind in self.taken or values[place_of(table.model, "quarter")] is not None:
            return found
        if (write.stored.pk if write.stored else None) != (stored.pk if stored else None):
            return found
        merged = list(values)
        before = write.stored.values if write.stored else write.kind.blank
        for name, was, now in zip(IN_A_SHEET, before, write.values, strict=True):
            at = place_of(table.model, name)
            if now not in (was, merged[at]):
                if merged[at] != was:
                    return Fault(name, "told_twice")
                merged[at] = now
        self.taken.add(kind)
        return stored, tuple(merged)
