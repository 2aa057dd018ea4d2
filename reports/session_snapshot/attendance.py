"""Attendance as a paper shows it: counts below the programme’s threshold are hidden, and what would give them away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from cbp.core.ages import Band
from cbp.core.suppression import HIDDEN, Count, Shown, few, hidden_cells
from cbp.workshops.checks import warnings_of
from cbp.workshops.models import Session
from cbp.workshops.reading.attendance import SEXES, Attendance, attendance_of, bands_of, counted_bands

Row = dict[str, Any]
FIGURE = re.compile("\u2066([0-9,]+)\u2069")  # how a figure stands in a sentence (figures.in_text)


def attendance_of_paper(session: Session, threshold: int) -> tuple[Row, set[int]]:
    """The tables with their sums, and the values that are hidden somewhere in them."""
    found, hidden = attendance_of(session), set[int]()
    bands = bands_of(session) if found.cells or found.by_age else []
    tables = [_by_age("age", "", found, found.cells, bands, threshold, hidden)] if found.cells else []
    ages = {code: found.ages_of(code) for code, _sex, _lower in found.by_age}
    by_age = [
        _by_age("group-age", code, found, cells, counted_bands(cells, bands), threshold, hidden)
        for code, cells in ages.items()
    ]
    if found.of_whom:
        tables.append(_by_group(found, by_age, threshold, hidden))
    counted = tables[0]["total"] if found.cells else None
    stated = HIDDEN if counted == HIDDEN and found.stated == found.counted else few(found.stated, threshold)
    if stated == HIDDEN and found.stated is not None:
        hidden.add(found.stated)
    return {"stated": stated, "counted": counted, "tables": [*tables, *by_age]}, hidden


def _by_age(
    name: str, group: str, found: Attendance, cells: Mapping[tuple[str, int], int], bands: Sequence[Band],
    threshold: int, hidden: set[int],
) -> Row:  # fmt: skip
    """Bands × sexes; the last line and the last column hold the sums of what is known."""
    sexes = _sexes(found, {sex for sex, _lower in cells})
    lines: list[list[Count]] = []
    for lower, _upper in bands:
        counts: list[Count] = [cells.get((sex, lower)) for sex in sexes]
        lines.append([*counts, _sum(counts)])
    lines.append([_sum(line[place] for line in lines) for place in range(len(sexes) + 1)])
    shown = _covered(lines, hidden_cells(lines, threshold, has_column_totals=True), hidden)
    rows = [{"band": list(band), "counts": line} for band, line in zip(bands, shown, strict=False)]
    return {"name": name, "group": group, "sexes": sexes, "rows": rows, "sums": shown[-1], "total": shown[-1][-1]}


def _by_group(found: Attendance, by_age: Iterable[Row], threshold: int, hidden: set[int]) -> Row:
    """Of whom. Groups overlap, so each line stands for itself; of one that was counted by age the sums stand there."""
    sexes = _sexes(found, {sex for _code, sex in found.of_whom})
    summed = {table["group"]: dict(zip(table["sexes"], table["sums"], strict=False)) for table in by_age}
    totals = {table["group"]: table["total"] for table in by_age}
    rows = []
    for code in dict.fromkeys(code for code, _sex in found.of_whom):
        if code in summed:
            counts: list[Shown] = [summed[code].get(sex) for sex in sexes] + [totals[code]]
        else:
            line: list[Count] = [*(found.of_whom.get((code, sex)) for sex in sexes), found.of_group(code)]
            counts = _covered([line], hidden_cells([line], threshold), hidden)[0]
        rows.append({"group": code, "counts": counts})
    return {"name": "group", "group": "", "sexes": sexes, "rows": rows, "sums": [], "total": None}


def _covered(
    lines: Sequence[Sequence[Count]], places: Iterable[tuple[int, int]], hidden: set[int]
) -> list[list[Shown]]:  # fmt: skip
    shown: list[list[Shown]] = [list(line) for line in lines]
    for at, place in places:
        if (count := lines[at][place]) is not None:
            hidden.add(count)
        shown[at][place] = HIDDEN
    return shown


def _sexes(found: Attendance, counted: set[str]) -> list[str]:
    return [sex for sex, _label in SEXES if sex in found.sexes or sex in counted]


def _sum(counts: Iterable[Count]) -> Count:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def hidden_in_lines(counts: Sequence[Count], total: Count, threshold: int) -> list[Shown]:
    """Counts beside their total: one small count alone takes another one along."""
    if not counts:
        return []
    line = [*counts, total]
    return _covered([line], hidden_cells([line], threshold), set())[0][:-1]


# --- what does not add up ---------------------------------------------------------------------------------------------
def warnings_of_paper(session: Session, hidden: set[int]) -> list[Row]:
    """Each in all languages; a sentence that names a hidden count is left out, and the warning says so."""
    found: dict[str, Row] = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            for one in warnings_of(session):
                row = found.setdefault(one.code, {"code": one.code, "is_note": one.is_note, "sentences": {}})
                row["sentences"][language] = one.sentence
    for row in found.values():
        named = {int(figure.replace(",", "")) for figure in FIGURE.findall(row["sentences"].get("en", ""))}
        if named & hidden:
            row["sentences"] = {}
    return list(found.values())
