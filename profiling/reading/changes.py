"""What changed against the former version, value by value: totals, cells, rows of every table, words, answers.

A row is found again in the former version by what it says, then by what names it, then by its order among those of its
kind, which a copy keeps. What the community itself is called has no versions.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbp.core.choices import Sex
from cbp.core.labels import labelled
from cbp.core.templatetags.figures import written
from profiling.models import PopulationTotal
from profiling.models.population import TOTALS
from profiling.reading.contents import Contents
from profiling.reading.counts import GroupCount, band_label
from profiling.reading.tables import RowRead, TableRead
from profiling.sections import HOLDER, POPULATION

Pair = tuple[RowRead | None, RowRead | None]


@dataclass(frozen=True)
class Change:
    """One value, in words: its part, what it is, what stood there before, what stands there now."""

    section: str
    label: str
    before: str
    now: str


def total_label(name: str) -> str:
    """The label of a stated total: persons, women and girls, men and boys, households."""
    return str(PopulationTotal._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def changes_of(now: Contents, before: Contents | None) -> list[Change]:
    """As far as both may be read. Nothing for a first version."""
    if before is None:
        return []
    found: list[Change] = []
    for part in now.layout:
        if part.code == POPULATION:
            found += _of_people(now, before)
        for table in part.section.tables:
            if table.code in now.tables:
                found += _of_table(before.tables[table.code], now.tables[table.code])
        found += _of_answers(part.code, now, before)
        found += _of_words(part.code, now, before)
    return found


# --- the population ---------------------------------------------------------------------------------------------------
def _of_people(now: Contents, before: Contents) -> Iterator[Change]:
    """A group without figures on one side is compared with nothing known. Cells only under the same age bands."""
    for code in {**now.by_group, **before.by_group}:
        group, former = now.by_group.get(code), before.by_group.get(code)
        known = group or former
        if known:
            nothing = GroupCount(code, known.label, known.bands, {})
            yield from _of_group(group or nothing, former or nothing)


def _of_group(now: GroupCount, before: GroupCount) -> Iterator[Change]:
    pairs = [(capfirst(total_label(name)), before.total(name), now.total(name)) for name in TOTALS]
    if now.bands == before.bands:
        pairs += [
            (_("%(sex)s, %(band)s") % {"sex": Sex(sex).label, "band": band_label(band)},
             before.cell(sex, band[0]), now.cell(sex, band[0]))
            for sex in Sex.values for band in now.bands
        ]  # fmt: skip
    for label, was, becomes in pairs:
        if was != becomes:
            yield Change(POPULATION, f"{now.label} · {label}", _number(was), _number(becomes))


def _number(value: int | None) -> str:
    return written(value) if value is not None else not_known()


def not_known() -> str:
    return pgettext("figure", "not known")


# --- tables -----------------------------------------------------------------------------------------------------------
def _of_table(before: TableRead, now: TableRead) -> Iterator[Change]:
    section = HOLDER[now.table.code].code
    for was, becomes in paired(before, now):
        if was is None or becomes is None:
            row, table = (becomes, now) if becomes else (was, before)
            if row:
                told = (pgettext("row", "not entered"), _in_words(row, table))
                yield Change(section, name_of(row, table), *(told if becomes else told[::-1]))
            continue
        for name in dict.fromkeys(cell.name for cell in (*becomes.cells, *was.cells)):
            texts = [_text(row, name) for row in (was, becomes)]
            if texts[0] != texts[1] and any((cell := row.cell(name)) and cell.holds for row in (was, becomes)):
                label = f"{name_of(becomes, now)} · {_label(name, was, becomes)}"
                yield Change(section, label, texts[0] or not_known(), texts[1] or not_known())


def paired(before: TableRead, now: TableRead) -> list[Pair]:
    """(before, now) for every row of both, in the order of now; what is gone stands at the end."""
    found: dict[int, RowRead] = {}
    rest = list(before.rows)
    keys: tuple[Callable[[RowRead], Hashable], ...] = (_content, lambda row: (_kind(row), _name_text(row, now)), _kind)
    for key in keys:
        for row in now.rows:
            if row.entry.pk not in found and (match := next((one for one in rest if key(one) == key(row)), None)):
                found[row.entry.pk] = match
                rest.remove(match)
    return [*((found.get(row.entry.pk), row) for row in now.rows), *((row, None) for row in rest)]


def _content(row: RowRead) -> Hashable:
    return tuple((cell.name, cell.text) for cell in row.cells if cell.holds)


def _kind(row: RowRead) -> str:
    return str(getattr(row.entry, "kind", ""))


def _name_text(row: RowRead, table: TableRead) -> str:
    return _text(row, table.head)


def _text(row: RowRead, name: str) -> str:
    cell = row.cell(name)
    return cell.text if cell else ""


def _label(name: str, *rows: RowRead) -> str:
    return next(cell.label for row in rows if (cell := row.cell(name)))


def name_of(row: RowRead, table: TableRead) -> str:
    """What a row is called within a sentence."""
    return _text(row, table.head)[:120] or str(row.entry)


def _in_words(row: RowRead, table: TableRead) -> str:
    told = [labelled(cell.label, cell.text) for cell in row.cells if cell.holds and cell.name != table.head]
    return " · ".join(told) or pgettext("row", "entered")


# --- words and answers ------------------------------------------------------------------------------------------------
def _of_words(code: str, now: Contents, before: Contents) -> Iterator[Change]:
    said = [str(note.said("text")) if (note := side.notes.get(code)) else "" for side in (before, now)]
    if said[0] != said[1]:
        title = str(now.layout[code].section.title)
        label = _("%(part)s · In words") % {"part": title}
        yield Change(code, label, said[0] or _("nothing"), said[1] or _("nothing"))


def _of_answers(code: str, now: Contents, before: Contents) -> Iterator[Change]:
    sides = [{one.question.pk: one for one in side.answers.get(code, ())} for side in (before, now)]
    for key, one in {**sides[0], **sides[1]}.items():
        texts = [side[key].text if key in side else "" for side in sides]
        if texts[0] != texts[1]:
            yield Change(code, str(one.question), texts[0] or not_known(), texts[1] or not_known())
