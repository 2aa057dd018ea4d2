"""The parts of a profile as codes, figures and wordings of the community. Small counts of people are hidden here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from cbp.core.suppression import HIDDEN, Shown, few, hidden_cells, is_few
from cbp.plans.snapshots.parts import day, plain
from profiling.models import SectionNote
from profiling.models.layouts import Answer, Question, QuestionKind
from profiling.models.perceptions import ANSWERS
from profiling.reading import AnswerRead, CellKind, Contents, RowRead, TableRead

Row = dict[str, Any]
Numbers = Mapping[int | None, int]
# Counts of people within a row; a fee, a year or the number of pumps is none.
PEOPLE = frozenset({"persons", "households", "women", "men", *ANSWERS})
# Who may read a row is no news to whoever holds the paper.
UNPRINTED = frozenset({"classification"})


def tables_of(read: Contents, numbers: Numbers, population: Iterable[Row], threshold: int) -> dict[str, Row]:
    """By code: the columns that are asked or hold something, and the rows in their order."""
    tables = {code: _table(table, numbers, threshold) for code, table in read.tables.items()}
    if "tenures" in tables:
        _hide_across(tables["tenures"]["rows"], read.tables["tenures"].rows, population, threshold)
    return tables


def _table(table: TableRead, numbers: Numbers, threshold: int) -> Row:
    columns = [column.name for column in table.columns if column.name not in UNPRINTED]
    return {
        "code": table.table.code,
        "columns": columns,
        "rows": [row_of(row, columns, numbers, threshold) for row in table.rows],
    }


def row_of(row: RowRead, columns: list[str], numbers: Numbers, threshold: int) -> Row:
    """`kind` is told where the table has only one, too: it names the row."""
    cells = {cell.name: _plain(cell.name, cell.value, threshold) for cell in row.cells
             if cell.name in columns and cell.kind != CellKind.WORDS}  # fmt: skip
    if getattr(row.entry, "price", None) is not None:
        cells["currency"] = row.entry.currency
    texts = row.entry.all_said([name for name in row.entry.TEXTS if name in columns or name == "unit"])
    return {"cells": cells, "texts": texts, "source": numbers.get(row.entry.source_id)}


def _plain(name: str, value: Any, threshold: int) -> Any:
    """Days, quantities and what is named elsewhere, as JSON keeps them."""
    if name in PEOPLE:
        return few(value, threshold)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, list):
        return list(value)
    if value is None or isinstance(value, str | int | bool):
        return value
    return day(value) if hasattr(value, "isoformat") else str(value)


def _hide_across(rows: list[Row], read: list[RowRead], population: Iterable[Row], threshold: int) -> None:
    """Ways of holding house and land that add up to the households of a group would tell a small one of them."""
    totals = {row["group"]: row["households"] for row in population}
    for group in dict.fromkeys(str(row.entry.group) for row in read):
        places = [at for at, row in enumerate(read) if row.entry.group == group]
        counts = [read[at].entry.households for at in places]
        total: Shown = totals.get(group)
        if isinstance(total, int) and None not in counts and sum(counts) == total:
            for _line, place in hidden_cells([[*counts, total]], threshold):
                if place < len(places):
                    rows[places[place]]["cells"]["households"] = HIDDEN


def hidden_in(tables: Mapping[str, Row], read: Contents) -> set[int]:
    """The counts of people in these tables that stand nowhere."""
    return {
        getattr(source.entry, name)
        for code, table in tables.items()
        for row, source in zip(table["rows"], read.tables[code].rows, strict=True)
        for name, value in row["cells"].items()
        if value == HIDDEN and name in PEOPLE
    }


# --- answers and words ------------------------------------------------------------------------------------------------
def answers_of(read: Contents, code: str, numbers: Numbers) -> list[Row]:
    threshold = read.profile.programme.disclosure_threshold
    return [answer_of(one, numbers, threshold) for one in read.answers.get(code, ())]


def is_few_people(question: Question, answer: Answer | None, threshold: int) -> bool:
    return question.counts_people and answer is not None and is_few(answer.number, threshold)


def few_people_in(answers: Iterable[Iterable[AnswerRead]], threshold: int) -> set[str]:
    """The codes of the questions whose answer is hidden."""
    every = (one for part in answers for one in part)
    return {one.question.code for one in every if is_few_people(one.question, one.answer, threshold)}


def answer_of(one: AnswerRead, numbers: Numbers, threshold: int) -> Row:
    """The question and its options in every language that the programme wrote; a number as text."""
    question, answer = one.question, one.answer
    return {
        "labels": dict(sorted(question.labels.items())),
        "kind": question.kind,
        "unit": question.unit,
        "options": [{"code": option["code"], "labels": dict(sorted(option["labels"].items()))}
                    for option in question.options],
        "value": HIDDEN if is_few_people(question, answer, threshold) else _answered(answer),
        "texts": answer.all_said() if answer and question.kind == QuestionKind.TEXT else {},
        "source": numbers.get(answer.source_id) if answer else None,
    }  # fmt: skip


def _answered(answer: Answer | None) -> Any:
    value = answer.value if answer else None
    if isinstance(value, Decimal):
        return plain(value)
    return value if value is None or isinstance(value, str | bool) else day(value)


def note_of(note: SectionNote | None) -> Row | None:
    return {"texts": note.all_said(), "is_unknown": note.is_unknown} if note else None
