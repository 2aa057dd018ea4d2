"""The columns of a wide sheet of profiles: one row for each community, one value in each cell.

Made from the parts (`profiling.sections`) as the programme lays them out, from its age bands, groups and own questions;
nothing is listed twice. Codes never change with the language, so that a sheet which went out in Arabic comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from cbp.core.ages import Band
from cbp.core.choices import Sex
from cbp.core.groups import ACROSS, group_labels
from cbp.core.labels import label_in
from cbp.core.models import AgeBand, Programme
from profiling.models import Community, PopulationTotal, Question, ServiceStatus
from profiling.models.layouts import QuestionKind
from profiling.reading.layouts import Layout, layout_of
from profiling.sections import IDENTITY, POPULATION, Table

IN_A_SHEET = ("exists", "functioning", "distance_km")  # of each kind of service


class ColumnKind(StrEnum):
    """What may stand in the cells of a column."""

    UID = "uid"
    WORDS = "words"
    NAMES = "names"  # several, with “;” between them
    AREA = "area"  # a P-code
    CHOICE = "choice"
    YES_NO = "yes-no"
    COUNT = "count"
    NUMBER = "number"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    DAY = "day"
    SEVERAL = "several"  # answers by their codes, with “;” between them
    ROW = "row"  # which of the rows of a community


@dataclass(frozen=True)
class Column:
    """A column: `code` names it for ever, `label` heads it in the active language.

    `options` are (code, label) of a choice. `is_key` tells which community a row is about.
    """

    code: str
    section: str
    label: str
    hint: str
    kind: str
    options: list[tuple[str, str]]
    is_key: bool = False


def columns_of(programme: Programme, layout: Layout | None = None) -> list[Column]:
    """All columns of the programme in their order, in the active language. Parts that are not asked have none."""
    layout = layout or layout_of(programme)
    labels = group_labels(programme)
    bands = [(band.lower, band.upper) for band in programme.age_bands.order_by("lower")]
    groups = [group.code for group in programme.population_groups.filter(is_active=True).order_by("position", "pk")]
    columns = list(_identity())
    for part in layout.asked:
        if part.code == POPULATION:
            columns += _population(bands, ["persons", *part.totals], [*groups, *ACROSS], labels)
        for table in part.section.tables:
            if table.model is ServiceStatus:
                columns += _services(part.code, table, part.fields(table))
        columns += [_own(question, part.code) for question in part.asked]
    return columns


def open_columns(programme: Programme) -> list[Column]:
    """Without the parts that are restricted in this programme: a sheet has no door."""
    layout = layout_of(programme)
    return [column for column in columns_of(programme, layout) if not layout[column.section].is_restricted]


# --- identity ---------------------------------------------------------------------------------------------------------
def _identity() -> Iterator[Column]:
    yield Column(
        "uid", IDENTITY, _("Our number"), _("Stands in sheets that went out. Leave it as it is; empty for a new one."),
        ColumnKind.UID, [], is_key=True,
    )  # fmt: skip
    yield _of_community("name", ColumnKind.WORDS, is_key=True)
    yield Column(
        "pcode", IDENTITY, _("P-code of the area"), _("The official code of the area in which the community lies."),
        ColumnKind.AREA, [], is_key=True,
    )  # fmt: skip
    yield _of_community("kind", ColumnKind.CHOICE, is_key=True)
    yield Column(
        "other_names", IDENTITY, _("Other names"), _("In other languages or spellings, with “;” between them."),
        ColumnKind.NAMES, [],
    )  # fmt: skip
    degrees = _("In degrees, such as 12.51 or 12°30'36\"N.")
    yield _of_community("latitude", ColumnKind.LATITUDE, degrees)
    yield _of_community("longitude", ColumnKind.LONGITUDE, degrees)
    yield _of_community("precision", ColumnKind.CHOICE)


def _of_community(name: str, kind: ColumnKind, hint: str = "", *, is_key: bool = False) -> Column:
    field: Any = Community._meta.get_field(name)
    return Column(name, IDENTITY, _title(field), hint or str(field.help_text), kind, _options(field), is_key)


def _title(field: Any) -> str:
    words = str(field.verbose_name)
    return words[:1].upper() + words[1:]


def _options(field: Any) -> list[tuple[str, str]]:
    return [(str(code), str(label)) for code, label in field.choices or ()]


# --- population -------------------------------------------------------------------------------------------------------
def _population(bands: list[Band], totals: list[str], groups: list[str], labels: dict[str, str]) -> Iterator[Column]:
    """Totals of the whole, its cells, then the totals of each group."""
    hint = _("A whole number. Leave it empty where it is not known; never write 0 for that.")
    for name in totals:
        yield Column(f"total.{name}", POPULATION, total_title(name), hint, ColumnKind.COUNT, [])
    for lower, upper in bands:
        for sex in Sex:
            label = _("%(sex)s, %(band)s") % {"sex": sex.label, "band": AgeBand(lower=lower, upper=upper)}
            yield Column(f"cell.{sex.value}.{lower}", POPULATION, label, hint, ColumnKind.COUNT, [])
    for group in groups:
        for name in totals:
            label = _("%(group)s: %(what)s") % {"group": labels.get(group, group), "what": total_title(name)}
            yield Column(f"group.{group}.{name}", POPULATION, label, hint, ColumnKind.COUNT, [])


def total_title(name: str) -> str:
    return _title(PopulationTotal._meta.get_field(name))


# --- services ---------------------------------------------------------------------------------------------------------
def _services(section: str, table: Table, fields: list[str]) -> Iterator[Column]:
    kinds = dict(_options(table.field("kind")))
    for kind in table.kinds:
        for name in IN_A_SHEET:
            if name in fields:
                yield _service(section, kind, kinds[kind], name)


def _service(section: str, kind: str, service: str, name: str) -> Column:
    field: Any = ServiceStatus._meta.get_field(name)
    values = {"service": service, "what": field.verbose_name}
    answer = {"exists": ColumnKind.YES_NO, "functioning": ColumnKind.CHOICE, "distance_km": ColumnKind.NUMBER}[name]
    options = yes_no() if answer == ColumnKind.YES_NO else _options(field)
    return Column(
        f"service.{kind}.{name}", section, _("%(service)s: %(what)s") % values, str(field.help_text), answer, options
    )


def yes_no() -> list[tuple[str, str]]:
    return [("yes", _("Yes")), ("no", _("No"))]


# --- own questions ----------------------------------------------------------------------------------------------------
ANSWERS = {
    QuestionKind.TEXT: ColumnKind.WORDS,
    QuestionKind.NUMBER: ColumnKind.NUMBER,
    QuestionKind.CHOICE: ColumnKind.CHOICE,
    QuestionKind.YES_NO: ColumnKind.YES_NO,
    QuestionKind.DATE: ColumnKind.DAY,
}


def _own(question: Question, section: str) -> Column:
    kind = ANSWERS[QuestionKind(question.kind)]
    options = [(option["code"], label_in(option["labels"])) for option in question.options]
    return Column(
        f"question.{question.code}", section, str(question), question.unit, kind,
        yes_no() if kind == ColumnKind.YES_NO else options,
    )  # fmt: skip
