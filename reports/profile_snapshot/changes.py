"""What changed against the former version, as codes and values: what one of the two hides is hidden in both columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiling.models.population import TOTALS
from profiling.reading import Contents, TableRead, paired
from profiling.sections import POPULATION
from reports.profile_snapshot.rows import Numbers, answer_of, note_of

Row = dict[str, Any]


def of_people(now: list[Row], before: list[Row], *, same_bands: bool) -> Iterator[Row]:
    """Totals one by one; the ages of a group by sex, all bands in one line."""
    former = {row["group"]: row for row in before}
    current = {row["group"]: row for row in now}
    for group in {**current, **former}:
        becomes, was = current.get(group, {}), former.get(group, {})
        for key in TOTALS:
            if becomes.get(key) != was.get(key):
                yield _change(POPULATION, was.get(key), becomes.get(key), group=group, key=key)
        if same_bands:
            yield from _of_ages(group, was, becomes)


def _of_ages(group: str, was: Row, becomes: Row) -> Iterator[Row]:
    for sex in dict.fromkeys([*becomes.get("sexes", ()), *was.get("sexes", ())]):
        sides = [_column(side, sex) for side in (was, becomes)]
        length = max(len(side) for side in sides)
        before, now = (side or [None] * length for side in sides)
        if before != now:
            yield _change(POPULATION, before, now, group=group, sex=sex)


def _column(side: Row, sex: str) -> list[Any]:
    if not side.get("ages") or sex not in side["sexes"]:
        return []
    at = side["sexes"].index(sex)
    return [line[at] for line in side["ages"]]


def _change(section: str, before: Any, now: Any, **what: Any) -> Row:
    return {"section": section, **what, "before": before, "now": now}


# --- tables -----------------------------------------------------------------------------------------------------------
def of_table(section: str, pair: tuple[TableRead, TableRead], now: Row, before: Row) -> Iterator[Row]:
    """Rows that came, rows that went, and what is another now in those that stayed. `now`, `before`: as they leave."""
    kept = [{row.entry.pk: shown for row, shown in zip(read.rows, table["rows"], strict=True)}
            for read, table in zip(pair, (before, now), strict=True)]  # fmt: skip
    code = now["code"]
    for was, becomes in paired(*pair):
        old = kept[0][was.entry.pk] if was else None
        new = kept[1][becomes.entry.pk] if becomes else None
        if old is None or new is None:
            yield {"section": section, "table": code, "row": new or old, "is_new": old is None}
            continue
        for name in dict.fromkeys([*now["columns"], *before["columns"]]):
            values = [_value(side, name) for side in (old, new)]
            if values[0] != values[1]:
                yield _change(section, *values, table=code, row=new, field=name)


def _value(row: Row, name: str) -> Row:
    """One field of a row, in the shape of a row: the paper reads both alike."""
    cells = {name: row["cells"][name]} if name in row["cells"] else {}
    if name == "price" and "currency" in row["cells"]:
        cells["currency"] = row["cells"]["currency"]
    texts = {name: row["texts"][name]} if name in row["texts"] else {}
    return {"cells": {key: value for key, value in cells.items() if value not in (None, "", [])}, "texts": texts}


# --- words and answers ------------------------------------------------------------------------------------------------
def of_words(section: str, now: Contents, before: Contents) -> Iterator[Row]:
    sides = [note_of(side.notes.get(section)) for side in (before, now)]
    if sides[0] != sides[1]:
        yield _change(section, *sides, is_note=True)


def of_answers(section: str, now: Contents, before: Contents, numbers: Numbers) -> Iterator[Row]:
    threshold = now.profile.programme.disclosure_threshold
    sides = [{one.question.pk: answer_of(one, numbers, threshold) for one in side.answers.get(section, ())}
             for side in (before, now)]  # fmt: skip
    for key in {**sides[0], **sides[1]}:
        was, becomes = sides[0].get(key), sides[1].get(key)
        if _told(was) != _told(becomes):
            yield _change(section, was, becomes, is_answer=True)


def _told(answer: Row | None) -> tuple[Any, Any]:
    return (answer["value"], answer["texts"]) if answer else (None, {})
