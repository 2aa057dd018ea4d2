"""Rows of a tool as cards, one under the other: three empty ones at first, more when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from cbp.workshops.forms.tool_layout import Card, Months, More, legend_of
from cbp.workshops.forms.tools import ToolForm, value_of
from cbp.workshops.reading.pictures import months
from cbp.workshops.tools import Payload
from cbp.workshops.tools.parts import LEVELS, MONTHS, Column, Kind
from cbp.workshops.tools.values import checked_value

OPEN_ROWS = 3
FIRST = "row0"


class RowsForm(ToolForm):
    """A row that is as the page offered it says nothing and is left out."""

    def parts(self) -> Sequence[Any]:
        tool = self.described
        self.start = [self._start(number) for number in range(tool.most)]
        self.months = months(self._calendar())
        for number, row in enumerate(self.start):
            for column in tool.columns:
                self._add_cell(column, f"row{number}", row[column.name])
            self.legends |= dict.fromkeys(self._names(number), legend_of(number))
        shown = self._shown()
        cards = [self._card(number, is_first_new=number == self._grown_from()) for number in range(shown)]
        return [*cards, More(shown, tool.most, OPEN_ROWS)]

    def _start(self, number: int) -> Payload:
        """What stands in a row at first: what is kept, or what the tool offers a new record."""
        empty = {column.name: column.empty for column in self.described.columns}
        kept = self.known.get("rows", []) if self.instance.payload else self._offered()
        return {**empty, **(kept[number] if number < len(kept) else {})}

    def _offered(self) -> list[Payload]:
        offered = [{name: str(words) for name, words in line.items()} for line in self.described.prefilled]
        carried = [column.name for column in self.described.columns if column.is_carried]
        return offered or [dict.fromkeys(carried, self.instance.session.group_label)]

    def _calendar(self) -> str:
        """Chosen on the page that was sent, or kept; the names of the months follow it."""
        chosen = self.data.get("calendar") or self.initial.get("calendar")
        return str(chosen or self.known.get("calendar", "gregorian"))

    def _add_cell(self, column: Column, row: str, value: Any) -> None:
        if column.kind == Kind.MONTHS:
            month = Column("", "", Kind.WHOLE, most=max(LEVELS))
            for number, level in enumerate(value):
                self._add(month, f"{row}_{number}", level)
                self.fields[f"{row}_{number}"].label = self.months[number][1]
            return
        name = self._add(column, f"{row}_{column.name}", value, is_needed=False)
        if row != FIRST:  # a hint is read once
            self.fields[name].help_text = ""

    # --- how many -----------------------------------------------------------------------------------------------------
    def _shown(self) -> int:
        """One empty row after those that are filled, and never fewer than were asked for or typed into."""
        offered = [number for number, row in enumerate(self.start) if self._says_something(row)]
        sources = (self.data, self.initial)
        typed = [number for number in range(self.described.most) if any(self._is_typed(one, number) for one in sources)]
        least = max([OPEN_ROWS, *(number + 2 for number in offered), *(number + 1 for number in typed)])
        return min(self.described.most, max(least, self.wanted))

    def _says_something(self, row: Payload) -> bool:
        carried = {column.name for column in self.described.columns if column.is_carried}
        return any(row[one.name] != one.empty for one in self.described.columns if one.name not in carried)

    def _is_typed(self, sent: Any, number: int) -> bool:
        return any(sent.get(name) for name in self._names(number))

    def _names(self, number: int) -> list[str]:
        names: list[str] = []
        for column in self.described.columns:
            cells = range(MONTHS) if column.kind == Kind.MONTHS else [column.name]
            names += [f"row{number}_{cell}" for cell in cells]
        return names

    def _grown_from(self) -> int:
        """The first of the rows that were just added; none on any other page."""
        return max(self.wanted - OPEN_ROWS, 0) if self.wanted and not self.is_bound and "base" in self.initial else -1

    def _card(self, number: int, *, is_first_new: bool) -> Card:
        parts: list[Any] = []
        for column in self.described.columns:
            row = f"row{number}"
            if column.kind == Kind.MONTHS:
                names = [f"{row}_{month}" for month in range(MONTHS)]
                hint = column.hint if row == FIRST else ""
                parts.append(Months(column.label, hint, f"{row}_months", names, self.months))
            else:
                parts.append(f"{row}_{column.name}")
        return Card(number, *parts, is_first_new=is_first_new)

    # --- what was sent ------------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number, row in self._rows():
            for column in self.described.columns:
                if column.kind != Kind.MONTHS:
                    name = f"row{number}_{column.name}"
                    self.judge(name, partial(checked_value, column, row[column.name]))
        return data

    def _rows(self) -> Iterator[tuple[int, Payload]]:
        """Those that say something, with their numbers; what is carried comes from the row above."""
        above = {column.name: self.start[0][column.name] for column in self.described.columns if column.is_carried}
        for number, start in enumerate(self.start):
            row = {column.name: self._value(column, f"row{number}") for column in self.described.columns}
            if row != (start if not self.instance.pk else {one.name: one.empty for one in self.described.columns}):
                above = {name: row[name] or value for name, value in above.items()}
                yield number, {**row, **above}

    def _value(self, column: Column, row: str) -> Any:
        data = self.cleaned_data
        if column.kind == Kind.MONTHS:
            return [data.get(f"{row}_{month}") for month in range(MONTHS)]
        return value_of(column, data.get(f"{row}_{column.name}", column.empty))

    def entries(self) -> Payload:
        return {"rows": [row for _number, row in self._rows()]}
