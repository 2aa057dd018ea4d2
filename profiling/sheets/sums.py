"""The soft rules on plain numbers (domain 11.3, rules 17, 18, 25): what a row of a sheet says with what stands already.

The same arithmetic as `profiling.checks`, which works on whole profiles; this runs over ten thousand rows in a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cbp.core.ages import CHILDREN_TO, Band
from cbp.core.choices import Sex
from cbp.core.groups import ACROSS
from profiling.checks.moved import MOVED
from profiling.checks.people import LEAST_HOUSEHOLD, MOST_CHILDREN, MOST_HOUSEHOLD

Figures = Mapping[str, Any]  # by code of a column; what is not there is not known
Found = tuple[str, str, dict[str, Any]]  # column, code, values


def warnings_of(figures: Figures, bands: Sequence[Band], groups: Sequence[str]) -> Iterator[Found]:
    """Of the whole, of each group, and of the groups against the whole."""
    yield from _totals("total", figures, _others(figures, bands))
    if any(code.startswith("cell.") for code in figures):
        yield from _ages(figures, bands)
    for group in groups:
        yield from _totals(f"group.{group}", figures, [])
    parts = [figures.get(f"group.{group}.persons") for group in groups if group not in ACROSS]
    yield from _against("total.persons", "groups_sum", parts, figures.get("total.persons"), is_whole=False)


def _totals(prefix: str, figures: Figures, others: list[int | None]) -> Iterator[Found]:
    persons, females, males, homes, voters = (
        figures.get(f"{prefix}.{name}") for name in ("persons", "females", "males", "households", "voters")
    )
    if persons is None:
        return
    yield from _against(f"{prefix}.persons", "sex_sum", [females, males, *others], persons)
    if homes is not None and (persons or homes):
        yield from _households(f"{prefix}.households", persons, homes)
    if voters is not None and voters > persons:
        yield f"{prefix}.voters", "voters", {"voters": voters, "persons": persons}


def _others(figures: Figures, bands: Sequence[Band]) -> list[int | None]:
    """Those of another sex, where they were counted at all."""
    cells = [figures.get(f"cell.{Sex.OTHER.value}.{lower}") for lower, _upper in bands]
    known = [cell for cell in cells if cell is not None]
    return [sum(known) if len(known) == len(cells) else None] if known else []


def _households(column: str, persons: int, homes: int) -> Iterator[Found]:
    if homes > persons:
        yield column, "households", {"households": homes, "persons": persons}
    elif not homes:
        yield column, "no_household", {"persons": persons}
    elif not LEAST_HOUSEHOLD <= persons / homes <= MOST_HOUSEHOLD:
        values = {"households": homes, "persons": persons, "mean": round(persons / homes, 1)}
        yield column, "household_size", {**values, "least": LEAST_HOUSEHOLD, "most": MOST_HOUSEHOLD}


def _ages(figures: Figures, bands: Sequence[Band]) -> Iterator[Found]:
    cells = {sex: [figures.get(f"cell.{sex}.{lower}") for lower, _upper in bands] for sex in Sex.values}
    used = [sex for sex in Sex.values if sex != Sex.OTHER or any(cell is not None for cell in cells[sex])]
    everyone = [cell for sex in used for cell in cells[sex]]
    whole = all(cell is not None for cell in everyone)
    by_band = [_known([cells[sex][at] for sex in used]) for at in range(len(bands))]
    yield from _against("total.persons", "age_sum", by_band, figures.get("total.persons"), is_whole=whole)
    yield from _against("total.females", "women_sum", cells[Sex.FEMALE], figures.get("total.females"))
    yield from _against("total.males", "men_sum", cells[Sex.MALE], figures.get("total.males"))
    persons = sum(cell for cell in everyone if cell is not None)
    if whole and persons:
        young = [at for at, (_lower, upper) in enumerate(bands) if upper is not None and upper <= CHILDREN_TO]
        children = sum(by_band[at] or 0 for at in young)
        if children * 100 > MOST_CHILDREN * persons:
            values = {"children": children, "persons": persons, "share": round(children * 100 / persons, 1)}
            yield "total.persons", "children", {**values, "usual": MOST_CHILDREN}


def _known(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _against(
    column: str, code: str, parts: Sequence[int | None], stated: int | None, *, is_whole: bool | None = None
) -> Iterator[Found]:
    """With unknown parts only too much is a contradiction: what is missing may be just what is unknown."""
    known = [part for part in parts if part is not None]
    whole = len(known) == len(parts) if is_whole is None else is_whole
    total = sum(known)
    if known and stated is not None and total != stated and (whole or total > stated):
        yield column, code, {"sums": [known, stated]}


def move_of(column: str, before: int | None, now: int | None) -> Iterator[Found]:
    """More than half, either way. From zero there is no share to tell."""
    if before and now is not None and abs(now - before) * 100 > MOVED * before:
        yield column, "moved", {"before": before, "now": now, "change": round((now - before) * 100 / before)}
