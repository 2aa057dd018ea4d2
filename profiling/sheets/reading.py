"""A file of profiles from its bytes to its judgement: the head, the columns, the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils import timezone

from cbp.core import sheets
from cbp.core.models import Programme
from cbp.core.sheets import Cell, Raw
from profiling.checks.ages import months_old
from profiling.models import ColumnMapping, ProfileSheet, Question
from profiling.sheets.heads import MOST_COLUMNS, MOST_WORDS, SAMPLES, Head, guesses, text_of
from profiling.sheets.judging import Judge
from profiling.sheets.places import Reach
from profiling.sheets.rows import Rows, read_rows, sources_of
from profiling.sheets.standing import targets_of
from profiling.sheets.tables.lines import Lines
from profiling.sheets.tables.opening import head_of, lines_of, tables_of
from profiling.sheets.words import Words, key_of, options_of, words_of


@dataclass
class Opened:
    """A file with its head found; the rows below are still to be walked, once."""

    head: Head
    words: Words
    raw: Raw
    begun: list[list[Cell]]
    tables: Lines | None = None  # of the sheets of rows beside it, to be walked once

    def lines(self) -> Iterator[tuple[int, list[Cell]]]:
        for number, line in enumerate(chain(self.begun, self.raw.lines), start=1):
            if number >= self.head.first:
                yield number, line


def opened(content: bytes, programme: Programme) -> Opened:
    words = words_of(programme)
    raw = sheets.raw(content, most_columns=MOST_COLUMNS)
    tables = lines_of(content)
    head, begun = head_of(raw, words, has_tables=tables is not None)
    return Opened(head, words, raw, begun, tables)


# --- which column is which --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Reading:
    """How the columns of a file are read. `is_certain`: nobody has to look at it first."""

    columns: dict[str, str]
    values: dict[str, dict[str, str]]
    mapping: ColumnMapping | None
    is_certain: bool


def reading_of(found: Opened, programme: Programme, wanted: ColumnMapping | None) -> Reading:
    """Our own sheet by its codes; else as the chosen mapping says, or a saved one that fits; else a guess."""
    head, columns = found.head, guesses(found.head, found.words)
    if head.is_ours and (not head.keys or tells_the_community(columns.values())):
        return Reading(_by_key(head), {}, None, True)
    mapping = wanted or _fitting(head, programme)
    if mapping:
        known = set(found.words.columns)
        said = {key: code if code in known else "" for key, code in mapping.columns.items()}
        read = {key: said.get(key, "") for key in columns}
        fits = tells_the_community(read.values())
        values = {code: words for code, words in mapping.values.items() if code in known}
        return Reading(read if fits else columns, values, mapping, fits)
    exact = all(found.words.exact.get(key_of(header)) for header in head.headers if header)
    return Reading(columns, {}, None, exact and tells_the_community(columns.values()))


def _by_key(head: Head) -> dict[str, str]:
    return {
        key or f"#{at}": code for at, (key, code) in enumerate(zip(head.keys, head.codes, strict=True)) if key or code
    }


def _fitting(head: Head, programme: Programme) -> ColumnMapping | None:
    """The newest saved mapping all of whose columns are there."""
    keys = set(head.keys)
    for mapping in ColumnMapping.objects.filter(programme=programme).order_by("-changed_at", "-pk"):
        used = {key for key, code in mapping.columns.items() if code}
        if used and used <= keys:
            return mapping
    return None


def tells_the_community(codes: Any) -> bool:
    chosen = set(codes)
    return "uid" in chosen or {"name", "pcode"} <= chosen


def told_head(found: Opened) -> dict[str, Any]:
    """What the page of the mapping shows: `ProfileSheet.head`. Walks through the rows.

    `samples` are the first values of each column, `words` {key: the different words in it} where they are few.
    """
    keys = found.head.keys
    samples: list[list[str]] = [[] for _key in keys]
    words: dict[str, set[str]] = {key: set() for key in keys if key}
    for _number, line in found.lines():
        for at, key in enumerate(keys):
            text = text_of(line[at]) if at < len(line) else ""
            if not text:
                continue
            if len(samples[at]) < SAMPLES:
                samples[at].append(text[:60])
            if key in words and len(words[key]) <= MOST_WORDS:
                words[key].add(text[:60])
    few = {key: sorted(one) for key, one in words.items() if 0 < len(one) <= MOST_WORDS}
    return {**found.head.as_json(), "samples": samples, "words": few}


# --- judgement --------------------------------------------------------------------------------------------------------
def judge_of(sheet: ProfileSheet, found: Opened) -> Judge:
    """Reads all rows. The sheet says which column is which, and within which reach."""
    programme, head = sheet.programme, found.head
    chosen = _places(head, sheet.columns)
    places = {code: at for code, at in chosen.items() if code in found.words.columns}
    sources = sources_of(found.words.columns, places, options_of(programme), sheet.values)
    rows = read_rows(found.lines(), sources, found.raw.merged)
    read = set(places.values())
    rows.outcome.unread = [header for at, header in enumerate(head.headers) if header and at not in read]
    _warn_of_the_whole(rows, sheet, found.raw)
    bands = [(band.lower, band.upper) for band in programme.age_bands.order_by("lower")]
    groups = list(dict.fromkeys(code.split(".")[1] for code in found.words.columns if code.startswith("group.")))
    questions = {question.code: question for question in Question.objects.filter(programme=programme)}
    tables = tables_of(sheet, found.tables, rows) if found.tables else None
    return Judge(
        programme, rows, Reach(sheet.reach), targets_of(found.words.columns, questions, dict(bands)),
        {code: column.section for code, column in found.words.columns.items()}, bands, groups,
        (sheet.source_title, sheet.source_method, sheet.source_dated_on), tables,
    )  # fmt: skip


def _places(head: Head, columns: Mapping[str, str]) -> dict[str, int]:
    """{our column: its place in the file}."""
    keys = [key or f"#{at}" for at, key in enumerate(head.keys)]
    return {columns[key]: at for at, key in reversed(list(enumerate(keys))) if columns.get(key)}


def _warn_of_the_whole(rows: Rows, sheet: ProfileSheet, raw: Raw) -> None:
    if raw.unworked:
        rows.warn(0, "", "formulas", cells=raw.unworked)
    months, limit = months_old(sheet.source_dated_on, timezone.localdate()), sheet.programme.figures_age_months
    if months >= limit:
        rows.warn(0, "", "old_source", months=months, limit=limit)
