"""Every table of a profile as it is read: columns and cells in the reader's language, and the answers to own questions.

Made from the description of the tables (`profiling.sections`) and from what the programme asks (`layouts`); pages,
papers and comparisons read the same rows. Unknown is an empty text, never zero.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cbp.core.groups import group_labels
from cbp.core.listing import COMMA
from cbp.core.templatetags.figures import amount, written
from profiling.models import Answer, Entry, Profile, Question, Source
from profiling.models.layouts import QuestionKind
from profiling.reading.layouts import Layout, Part
from profiling.sections import TABLES, Table, entry_models

YEARS = ("last_year", "since_year")  # written without separators
BESIDE = {"price": "currency"}  # told in one cell with the first
TIED = ("quarter", "organisation")


class CellKind(StrEnum):
    """How a cell is to be shown. Words are those of the community: `entry.said(name)` has their language."""

    FIGURE = "figure"
    WORDS = "words"
    CHOICE = "choice"
    YES_NO = "yes-no"
    DAY = "day"
    MONTHS = "months"
    GROUPS = "groups"
    PLACE = "place"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Cell:
    """One value: as it is stored, and as the reader's language writes it; `text` is empty where it is not known."""

    name: str
    label: str
    kind: CellKind
    value: Any
    text: str

    @property
    def holds(self) -> bool:
        """Was anything entered? Where no group is named, the text says that it is everybody."""
        return self.value not in (None, "", [])


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    is_number: bool
    kind: CellKind = CellKind.WORDS


@dataclass(frozen=True)
class RowRead:
    """One row: its cells in the order of the columns of its table."""

    entry: Any
    cells: list[Cell]
    source: Source | None

    def cell(self, name: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.name == name), None)


@dataclass(frozen=True)
class TableRead:
    """`columns` are those that are asked, and those that hold something from before."""

    table: Table
    columns: list[Column]
    rows: list[RowRead]

    @cached_property
    def head(self) -> str:
        """The column that names a row: its first words that no row goes without, else the first column."""
        texts = [name for name in self.table.fields if name in self.table.model.TEXTS]
        return next((name for name in texts if not self.table.field(name).blank), self.table.fields[0])


@dataclass(frozen=True)
class AnswerRead:
    """An own question with its answer, if there is one; `text` is empty where nothing is known."""

    question: Question
    answer: Answer | None
    text: str


# --- tables -----------------------------------------------------------------------------------------------------------
def read_tables(profile: Profile, layout: Layout, *, restricted: bool) -> dict[str, TableRead]:
    """Every table by its code; without `restricted` only those of which everybody may know. One question a model."""
    return tables_of([profile], layout, restricted=restricted)[profile.pk]


def tables_of(profiles: Sequence[Profile], layout: Layout, *, restricted: bool) -> dict[int, dict[str, TableRead]]:
    """The same for many profiles of one programme (versions, communities), by profile, in the same few questions."""
    tables = list(TABLES.values()) if restricted else layout.open_tables
    labels = group_labels(profiles[0].programme)
    rows = {model: _rows(profiles, model) for model in entry_models(tables)}
    return {
        profile.pk: {
            table.code: _read(table, layout.part_of(table), rows[table.model].get(profile.pk, []), labels)
            for table in tables
        }
        for profile in profiles
    }


def _rows(profiles: Sequence[Profile], model: type[Entry]) -> dict[int, list[Any]]:
    names = {one.name for one in model._meta.fields}
    tied = ["source", *(name for name in TIED if name in names)]
    found: dict[int, list[Any]] = {}
    rows: models.QuerySet[Any] = model._default_manager.filter(profile__in=[one.pk for one in profiles])
    for row in rows.select_related(*tied).order_by("pk"):
        found.setdefault(row.profile_id, []).append(row)
    return found


def _read(table: Table, part: Part, rows: Iterable[Any], labels: Mapping[str, str]) -> TableRead:
    kept = sorted((row for row in rows if table.holds(row)), key=lambda row: _place(table, row))
    asked, beside = part.fields(table), set(BESIDE.values())
    names = [name for name in table.fields if name not in beside and not (name == "kind" and len(table.kinds) == 1)]
    cells = {name: [cell_of(row, name, labels) for row in kept] for name in names}
    shown = [name for name in names if name in asked or any(cell.holds for cell in cells[name])]
    columns = [_column(table, name) for name in shown]
    return TableRead(
        table, columns, [RowRead(row, [cells[name][at] for name in shown], row.source) for at, row in enumerate(kept)]
    )


def _place(table: Table, row: Any) -> tuple[int, int, int]:
    """By kind in the order of its list, the strongest first, then as they were entered."""
    kinds = [value for value, _label in table.field("kind").choices] if hasattr(row, "kind") else []
    kind = kinds.index(row.kind) if hasattr(row, "kind") and row.kind in kinds else len(kinds)
    return kind, -(getattr(row, "strength", None) or 0), row.pk


def _column(table: Table, name: str) -> Column:
    kind = kind_of(table.field(name))
    return Column(name, label_of(table, name), kind == CellKind.FIGURE, kind)


def label_of(table: Table, name: str) -> str:
    return str(capfirst(table.field(name).verbose_name))


def kind_of(stored: Any) -> CellKind:
    """How values of that field are shown."""
    if stored.name in ("group", "excluded_groups"):
        return CellKind.GROUPS
    if isinstance(stored, ArrayField):
        return CellKind.MONTHS
    if isinstance(stored, models.ForeignKey):
        return CellKind.PLACE if stored.name == "quarter" else CellKind.ORGANISATION
    if isinstance(stored, models.BooleanField):
        return CellKind.YES_NO
    if isinstance(stored, models.DateField):
        return CellKind.DAY
    if isinstance(stored, models.IntegerField | models.DecimalField):
        return CellKind.FIGURE
    return CellKind.CHOICE if stored.choices else CellKind.WORDS


def cell_of(row: Any, name: str, labels: Mapping[str, str]) -> Cell:
    """`labels`: of the groups of the programme (`cbp.core.groups.group_labels`)."""
    stored = row._meta.get_field(name)
    kind, value = kind_of(stored), getattr(row, name)
    return Cell(name, str(capfirst(stored.verbose_name)), kind, value, _text(row, stored, kind, value, labels))


def _text(row: Any, stored: Any, kind: CellKind, value: Any, labels: Mapping[str, str]) -> str:
    match kind:
        case CellKind.FIGURE:
            return _figure(row, stored, value)
        case CellKind.WORDS:
            return str(row.said(stored.name))
        case CellKind.CHOICE:
            return str(getattr(row, f"get_{stored.name}_display")())
        case CellKind.YES_NO:
            return yes_no(value)
        case CellKind.DAY:
            return day_text(value)
        case CellKind.MONTHS:
            return joined(str(MONTHS[month]) for month in value)
        case CellKind.GROUPS if stored.name == "group":
            return labels.get(value, value) if value else _("Everybody")
        case CellKind.GROUPS:
            return joined(labels.get(code, code) for code in value)
        case CellKind.PLACE:
            return str(value) if value else _("All of it")
    return str(value or "")


def _figure(row: Any, stored: Any, value: int | Decimal | None) -> str:
    if value is None:
        return ""
    if stored.name in BESIDE:
        return amount(Decimal(value), getattr(row, BESIDE[stored.name]))
    if stored.name in YEARS:
        return str(value)
    return written(value, getattr(stored, "decimal_places", 0) or 0)


def yes_no(value: bool | None) -> str:
    return "" if value is None else (_("yes") if value else _("no"))


def day_text(value: datetime.date | None) -> str:
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else ""


def joined(texts: Iterable[str]) -> str:
    """One after the other, with the comma of the language."""
    return _(COMMA).join(texts)


# --- answers to own questions -----------------------------------------------------------------------------------------
def answers_of(profile: Profile, layout: Layout, *, restricted: bool) -> dict[str, list[AnswerRead]]:
    """By part: the questions that are asked, and those that were answered once, in one question to the database."""
    return many_answers([profile], layout, restricted=restricted)[profile.pk]


def many_answers(
    profiles: Sequence[Profile], layout: Layout, *, restricted: bool
) -> dict[int, dict[str, list[AnswerRead]]]:
    """The same for many profiles of one programme, by profile."""
    given: dict[int, dict[int, Answer]] = {profile.pk: {} for profile in profiles}
    rows = Answer.objects.filter(profile__in=given).select_related("question", "source")
    for answer in rows.order_by("question__position", "pk"):
        given[answer.profile_id][answer.question_id] = answer
    parts = [part for part in layout if restricted or not part.is_restricted]
    return {
        key: {part.code: read for part in parts if (read := _of_part(part, answers))} for key, answers in given.items()
    }


def _of_part(part: Part, given: Mapping[int, Answer]) -> list[AnswerRead]:
    """A version that began in another programme keeps its answers to the questions of that one."""
    known = {question.pk for question in part.questions}
    others = [one.question for one in given.values() if one.question.section == part.code]
    questions = [*part.questions, *(one for one in others if one.pk not in known)]
    read = [_answered(question, given.get(question.pk)) for question in questions]
    return [one for one in read if one.answer or (part.is_on and one.question.is_active)]


def _answered(question: Question, answer: Answer | None) -> AnswerRead:
    return AnswerRead(question, answer, answer_text(answer) if answer else "")


def answer_text(answer: Answer) -> str:
    """As the reader's language writes it; empty where nothing is known."""
    value, question = answer.value, answer.question
    if value is None:
        return ""
    if question.kind == QuestionKind.CHOICE:
        return question.option_label(str(value))
    if question.kind == QuestionKind.TEXT:
        return str(answer.said("text", get_language()))
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, Decimal):
        return amount_of(value, question.unit)
    return day_text(value) if isinstance(value, datetime.date) else str(value)


def amount_of(value: Decimal, unit: str) -> str:
    """With as many decimals as it has, and its unit."""
    exact = value.normalize()
    places = exact.as_tuple().exponent
    figure = written(exact, max(0, -places) if isinstance(places, int) else 0)
    return f"{figure}\u00a0{unit}" if unit else figure
