"""The blank sheet of each participatory tool, to be filled in by hand: what the screen asks, in the same order.

Pure: from the catalogue to what the templates in `papers/blank/` show, in the active language. The kit sets the head
with the session and the code of the page above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cbp.workshops.reading.pictures.clocks import INNER, OUTER, SIZE, dial
from cbp.workshops.tools.catalogue import DESCRIPTIONS
from cbp.workshops.tools.kinds import RESTRICTED_TOOLS, Tool
from cbp.workshops.tools.parts import Column, Description, Kind, Shape

FOLDER = "papers/blank/"
# How a column of a table is broad: the classes of the blank forms in static/papers/paper.css.
STYLES = {
    Kind.CHOICE: "blank__choice", Kind.SCALE: "blank__choice", Kind.WHOLE: "blank__choice",
    Kind.NUMBER: "blank__choice", Kind.YES_NO: "form-yes",
}  # fmt: skip
# Empty lines: as many as leave room for the drawing, the list of choices and the words below.
LINES = {
    Tool.SOCIAL_MAP: 6, Tool.RESOURCE_MAP: 5, Tool.SERVICE_MAP: 4, Tool.TIMELINE: 9, Tool.SEASONAL_CALENDAR: 8,
    Tool.DAILY_CLOCK: 8, Tool.PROBLEM_MATRIX: 4, Tool.VENN: 5, Tool.CONFLICT_MAP: 7, Tool.WELLBEING: 4,
}  # fmt: skip
USUAL, TALL, IN_A_LIST, IN_A_TREE = 8, 8, 7, 6
DRAWN = {Tool.DAILY_CLOCK: "clock", Tool.VENN: "circles"}
SHEETS = {Tool.GUIDE: "guide", Tool.TRANSECT: "across", Tool.PROBLEM_MATRIX: "tall", Tool.VISION: "vision"}
# Words alone need more height than a number.
ROOMY = (Tool.TIMELINE, Tool.SERVICE_MAP, Tool.CONFLICT_MAP, Tool.WELLBEING)


@dataclass(frozen=True)
class Field:
    """One thing to write down: its label and hint; `options` are ticked beside it, or their number is written."""

    label: str
    hint: str
    style: str
    options: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class Blank:
    lead: str
    template: str
    facts: list[Field]
    lists: list[Field]
    columns: list[Field]
    named: list[str]
    lines: range
    in_a_list: range
    drawing: str
    is_roomy: bool
    is_restricted: bool

    @property
    def choices(self) -> list[Field]:
        """The columns in which the number of a choice is written."""
        return [column for column in self.columns if column.options]

    @property
    def columns_after(self) -> list[Field]:
        return self.columns[1:]


def blank_of(tool: str) -> dict[str, Any]:
    """What a kit includes: `{% include sheet.blank_template %}` with `blank` and `dial` from here."""
    blank = sheet_of(DESCRIPTIONS[tool])
    ring = {"size": SIZE, "half": SIZE / 2, "outer": OUTER, "inner": INNER, "marks": dial()}
    return {"blank": blank, "blank_template": f"{FOLDER}sheet.html", "dial": ring}


def sheet_of(description: Description) -> Blank:
    tool = description.tool
    return Blank(
        str(description.lead), f"{FOLDER}{_template(description)}.html",
        [_field(fact, is_ticked=True) for fact in description.facts],
        [Field(str(one.label), str(one.hint), "") for one in description.lists],
        _columns(description), _named(description), range(LINES.get(tool, USUAL)), range(_in_a_list(description)),
        DRAWN.get(tool, ""), tool in ROOMY, tool in RESTRICTED_TOOLS,
    )  # fmt: skip


def _template(description: Description) -> str:
    return SHEETS.get(description.tool, description.shape.value)


def _columns(description: Description) -> list[Field]:
    """Months are twelve narrow columns of their own; what stands under what is drawn in a tree."""
    kept = [column for column in description.columns if column.kind not in (Kind.MONTHS, Kind.UNDER)]
    return [_field(column) for column in kept]


def _field(column: Column, *, is_ticked: bool = False) -> Field:
    options = [(number, str(label)) for number, (_code, label) in enumerate(column.choices, 1)]
    label = str(column.label)
    if column.kind == Kind.SCALE:
        ends = {"least": column.least, "most": column.most, "label": label}
        label, options = _("%(label)s (%(least)s to %(most)s)") % ends, []
    return Field(label, str(column.hint), STYLES.get(column.kind, ""), options)


def _named(description: Description) -> list[str]:
    """The heads of the first lines; the programme's people strike out what does not fit."""
    first = description.columns[0].name if description.columns else ""
    return [str(row[first]) for row in description.prefilled if row.get(first)]


def _in_a_list(description: Description) -> int:
    if description.shape == Shape.TREE:
        return IN_A_TREE
    return IN_A_LIST if len(description.lists) > 1 else TALL
