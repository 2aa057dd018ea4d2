"""Values that moved by more than half against the former version: review asks why. (domain 11.3, 25)"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from cbp.core.choices import Sex
from cbp.core.templatetags.figures import share as percent
from cbp.core.templatetags.figures import written
from profiling.checks.arithmetic import has_moved
from profiling.checks.found import Warning
from profiling.checks.rows import keyed
from profiling.models.layouts import QuestionKind
from profiling.models.population import TOTALS
from profiling.reading import Contents, GroupCount, RowRead, band_label, name_of, paired, total_label
from profiling.sections import HOLDER, POPULATION

Number = int | Decimal | None


def moved(now: Contents, before: Contents) -> Iterator[Warning]:
    """Totals one by one; the cells of a group in one warning, and so the counts of a row."""
    for group in now.groups:
        if group.code in before.by_group:
            yield from _of_group(group, before.by_group[group.code])
    for code in now.tables:
        yield from _of_table(code, now, before)
    yield from _of_answers(now, before)


def _of_group(now: GroupCount, before: GroupCount) -> Iterator[Warning]:
    for name in TOTALS:
        pair = before.total(name), now.total(name)
        if move := move_of(*pair):
            values = {"group": now.label, "what": total_label(name), "move": move}
            sentence = _("%(group)s, %(what)s: %(move)s.") % values
            yield Warning(f"moved-{name}:{now.code}", sentence, POPULATION, pair, asks_reason=True)
    moves, figures = [], []
    for sex in now.sexes if now.bands == before.bands else ():
        for band in now.bands:
            pair = before.cell(sex, band[0]), now.cell(sex, band[0])
            if move := move_of(*pair):
                values = {"sex": str(Sex(sex).label), "band": band_label(band), "move": move}
                moves.append(_("%(sex)s %(band)s: %(move)s") % values)
                figures += [sex, band[0], *pair]
    if moves:
        sentence = f"{now.label}. {'; '.join(moves)}."
        yield Warning(f"moved-cells:{now.code}", sentence, POPULATION, tuple(figures), asks_reason=True)


def _of_table(code: str, now: Contents, before: Contents) -> Iterator[Warning]:
    keys = {row.entry.pk: key for key, row in keyed(now, code)}
    counts = [name for name in now.tables[code].table.fields if is_count(now.tables[code].table.field(name))]
    for was, row in paired(before.tables[code], now.tables[code]) if counts else ():
        if was is None or row is None:
            continue
        moves = [(name, was, row, move) for name in counts if (move := _move_in(name, was, row))]
        if moves:
            what = name_of(row, now.tables[code])
            words = [f"{row.entry._meta.get_field(name).verbose_name}: {move}" for name, _was, _row, move in moves]
            figures = [(name, getattr(was.entry, name), getattr(row.entry, name)) for name, *_rest in moves]
            sentence = _("%(what)s, %(moves)s.") % {"what": what, "moves": "; ".join(words)}
            section = HOLDER[code].code
            yield Warning(f"moved:{code}:{keys[row.entry.pk]}", sentence, section, tuple(figures), asks_reason=True)


def is_count(stored: models.Field[object, object]) -> bool:
    """People and things that are counted; no scale, no year, no distance, no price."""
    return isinstance(stored, models.PositiveIntegerField)


def _move_in(name: str, was: RowRead, row: RowRead) -> str:
    return move_of(getattr(was.entry, name), getattr(row.entry, name))


def _of_answers(now: Contents, before: Contents) -> Iterator[Warning]:
    """Own questions that are answered with a number."""
    for section, answers in now.answers.items():
        former = {one.question.pk: one.answer for one in before.answers.get(section, ()) if one.answer}
        for one in answers:
            old = former.get(one.question.pk)
            if one.question.kind != QuestionKind.NUMBER or not one.answer or not old:
                continue
            pair = old.number, one.answer.number
            if move := move_of(*pair):
                sentence = _("%(what)s, %(moves)s.") % {"what": one.question, "moves": move}
                figures = tuple(number and number.normalize() for number in pair)
                yield Warning(f"moved-answer:{one.question.code}", sentence, section, figures, asks_reason=True)


def move_of(before: Number, now: Number) -> str:
    """“from 100 to 160 (+60%)” where that is more than half, either way. From zero there is no share to tell."""
    if not before or now is None or not has_moved(before, now):
        return ""
    share = (Decimal(now) - before) * 100 / abs(Decimal(before))
    return _("from %(before)s to %(now)s (%(share)s)") % {
        "before": _plain(before), "now": _plain(now), "share": ("+" if share > 0 else "") + percent(float(share), 0),
    }  # fmt: skip


def _plain(value: int | Decimal) -> str:
    if isinstance(value, int):
        return written(value)
    places = value.normalize().as_tuple().exponent
    return written(value, max(0, -places) if isinstance(places, int) else 0)
