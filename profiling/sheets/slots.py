"""Which columns of a sheet fill which row of a profile, put together once for ten thousand lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from profiling.sheets.rows import Line
from profiling.sheets.standing import Kind, Stored, Target


class Slot(NamedTuple):
    """A row of a table of the profile that the sheet has columns for: (place in the line, place in the row) of each."""

    kind: Kind
    key: tuple[Any, ...]
    columns: list[tuple[int, int]]

    @property
    def where(self) -> tuple[str, Any]:
        return self.kind.name, self.key

    def values(self, line: Line, stored: Stored | None) -> tuple[Any, ...]:
        """All that the row shall hold, if the line says anything that does not stand there; else nothing."""
        said = line.values
        before = stored.values if stored else self.kind.blank
        new = [(at, said[place]) for place, at in self.columns if said[place] is not None and said[place] != before[at]]
        if not new:
            return ()
        values = list(before)
        for at, value in new:
            values[at] = value
        return tuple(values)


def slots_of(targets: Mapping[str, Target], places: Mapping[str, int]) -> list[Slot]:
    slots: dict[tuple[str, Any], Slot] = {}
    for code, target in targets.items():
        slot = slots.setdefault((target.kind.name, target.key), Slot(target.kind, target.key, []))
        slot.columns.append((places[code], target.at))
    return list(slots.values())
