"""The soft rules on the figures of a row, with what stands already: `profiling.checks.arithmetic` by codes of columns.

Whole profiles are judged by `profiling.checks.people`; this runs over ten thousand rows in a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cbp.core.ages import CHILDREN_TO, Band
from cbp.core.choices import Sex
from cbp.core.groups import ACROSS
from profiling.checks.arithmetic import (
    LEAST_HOUSEHOLD,
    MOST_CHILDREN,
    MOST_HOUSEHOLD,
    clash,
    has_moved,
    odd_households,
    too_many_children,
    too_many_voters,
)

Figures = Mapping[str, Any]  # by code of a column; what is not there is not known
Cells = dict[str, list[int | None]]  # by sex, band after band
Found = tuple[str, str, dict[str, Any]]  # column, code, values
HOUSEHOLDS = {"more": "households", "none": "no_household", "size": "household_size"}


class Totals(NamedTuple):
    """The columns of the totals of the whole, or of one group."""

    persons: str
    females: str
    males: str
    households: str
    voters: str


class Sums:
    """The rules over the columns of one programme: its codes are put together once, and not for each row."""

    def __init__(self, bands: Sequence[Band], groups: Sequence[str]) -> None:
        self.whole = Totals._make(f"total.{name}" for name in Totals._fields)
        self.groups = [Totals._make(f"group.{group}.{name}" for name in Totals._fields) for group in groups]
        self.parts = [f"group.{group}.persons" for group in groups if group not in ACROSS]
        self.cells = {sex: [f"cell.{sex}.{lower}" for lower, _upper in bands] for sex in Sex.values}
        self.young = [at for at, (_lower, upper) in enumerate(bands) if upper is not None and upper <= CHILDREN_TO]

    def warnings_of(self, figures: Figures) -> Iterator[Found]:
        """Of the whole, of each group, and of the groups against the whole."""
        cells: Cells = {sex: [figures.get(code) for code in codes] for sex, codes in self.cells.items()}
        if not any(cell is not None for cell in cells[Sex.OTHER]):
            del cells[Sex.OTHER]
        others = [_whole(cells[Sex.OTHER])] if Sex.OTHER in cells else []
        yield from _totals(self.whole, figures, others)
        yield from self._ages(figures, cells)
        for codes in self.groups:
            yield from _totals(codes, figures, [])
        parts = [figures.get(code) for code in self.parts]
        yield from _against("total.persons", "groups_sum", parts, figures.get("total.persons"), is_whole=False)

    def _ages(self, figures: Figures, cells: Cells) -> Iterator[Found]:
        everyone = [cell for of_sex in cells.values() for cell in of_sex]
        whole = None not in everyone
        yield from _against("total.persons", "age_sum", _by_band(cells), figures.get("total.persons"), is_whole=whole)
        yield from _against("total.females", "women_sum", cells[Sex.FEMALE], figures.get("total.females"))
        yield from _against("total.males", "men_sum", cells[Sex.MALE], figures.get("total.males"))
        persons = sum(cell for cell in everyone if cell is not None)
        if whole and persons:
            children = sum(of_sex[at] or 0 for of_sex in cells.values() for at in self.young)
            if too_many_children(children, persons):
                values = {"children": children, "persons": persons, "share": round(children * 100 / persons, 1)}
                yield "total.persons", "children", {**values, "usual": MOST_CHILDREN}


def _totals(codes: Totals, figures: Figures, others: list[int | None]) -> Iterator[Found]:
    persons = figures.get(codes.persons)
    if persons is None:
        return
    parts = [figures.get(codes.females), figures.get(codes.males), *others]
    yield from _against(codes.persons, "sex_sum", parts, persons)
    homes, voters = figures.get(codes.households), figures.get(codes.voters)
    odd = odd_households(persons, homes)
    if odd:
        values = {"persons": persons} if odd == "none" else {"households": homes, "persons": persons}
        if odd == "size":
            values |= {"mean": round(persons / homes, 1), "least": LEAST_HOUSEHOLD, "most": MOST_HOUSEHOLD}
        yield codes.households, HOUSEHOLDS[odd], values
    if too_many_voters(voters, persons):
        yield codes.voters, "voters", {"voters": voters, "persons": persons}


def _whole(cells: Sequence[int | None]) -> int | None:
    """Their sum where all are known."""
    return None if None in cells else sum(cell for cell in cells if cell is not None)


def _by_band(cells: Cells) -> list[int | None]:
    """The known of each band."""
    known = [[cell for cell in band if cell is not None] for band in zip(*cells.values(), strict=True)]
    return [sum(band) if band else None for band in known]


def _against(
    column: str, code: str, parts: Sequence[int | None], stated: int | None, *, is_whole: bool | None = None
) -> Iterator[Found]:
    known = clash(parts, stated, is_whole)
    if known:
        yield column, code, {"sums": [known, stated]}


def move_of(column: str, before: int | None, now: int | None) -> Iterator[Found]:
    if before and now is not None and has_moved(before, now):
        yield column, "moved", {"before": before, "now": now, "change": round((now - before) * 100 / before)}
