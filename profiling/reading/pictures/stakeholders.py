"""The stakeholder map: how close an actor stands against how much it matters, with what it does as the sign's shape.

Both scales run from 1 to 5. Whoever has no place on a scale stands in a band of its own, outside the scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbp.core.templatetags.figures import in_text
from profiling.models.stakeholders import Effect
from profiling.reading.pictures.packing import Packing, packed
from profiling.reading.pictures.signs import (
    ACCENT,
    BAD,
    DOWN,
    GOOD,
    QUIET,
    SQUARE,
    UP,
    Key,
    Marked,
    Sign,
    circle,
    hatched,
)

MOST = 5
HIGH = 4  # from here on an actor counts as important, or as close
UNKNOWN = ""
SIGNS = {
    Effect.SUPPORTS.value: Sign(UP, stroke=GOOD, sink=8.0),
    Effect.MIXED.value: Sign(SQUARE, stroke=ACCENT),
    Effect.HINDERS.value: Sign(DOWN, stroke=BAD, sink=0.0),
    UNKNOWN: Sign(circle(12), stroke=QUIET, ink=QUIET, dash="2 4"),
}
LEAST = (54.0, 46.0)


@dataclass(frozen=True)
class Actor:
    """An actor with its number in the legend; importance and closeness 1 to 5 or not known; effect an Effect or ""."""

    number: int
    name: str
    importance: int | None
    closeness: int | None
    effect: str = UNKNOWN


@dataclass(frozen=True)
class Head:
    at: float
    text: str


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class ActorLine:
    """A line of the table."""

    actor: Actor
    effect: str
    sign: Sign


@dataclass(frozen=True)
class StakeholderMap:
    """`near`: the corner of those who are important and close. `unknown`: hatching of the bands without a scale."""

    frame: Packing
    columns: list[Head]
    rows: list[Head]
    near: Box
    unknown: list[str]
    marks: list[Marked]
    keys: list[Key]
    lines: list[ActorLine]
    story: str


def stakeholder_map(actors: Sequence[Actor], *, mirrored: bool) -> StakeholderMap | None:
    """None where nobody is entered. The most important on top; the closest where reading ends."""
    if not actors:
        return None
    far = any(one.closeness is None for one in actors)
    low = any(one.importance is None for one in actors)
    cells = [(one.closeness - 1 if one.closeness else MOST, MOST - (one.importance or 0)) for one in actors]
    frame = packed(cells, columns=MOST + far, rows=MOST + low, least=LEAST, mirrored=mirrored)
    labels = {**{code: str(label) for code, label in Effect.choices}, UNKNOWN: pgettext("effect", "Not known")}
    signs = [SIGNS.get(one.effect, SIGNS[UNKNOWN]) for one in actors]
    used = {one.effect if one.effect in SIGNS else UNKNOWN for one in actors}
    return StakeholderMap(
        frame,
        [Head(band.middle, str(number) if number <= MOST else "?") for number, band in enumerate(frame.columns, 1)],
        [Head(band.middle, str(MOST - number) if number < MOST else "?") for number, band in enumerate(frame.rows)],
        _corner(frame),
        _bands(frame, far, low),
        [Marked(one.number, *at, sign) for one, at, sign in zip(actors, frame.places, signs, strict=True)],
        [Key(code, labels[code], sign) for code, sign in SIGNS.items() if code in used],
        [ActorLine(one, labels.get(one.effect, one.effect), sign) for one, sign in zip(actors, signs, strict=True)],
        _story(actors),
    )


def _corner(frame: Packing) -> Box:
    columns = frame.columns[HIGH - 1 : MOST]
    start, end = min(one.start for one in columns), max(one.end for one in columns)
    return Box(start, frame.top, round(end - start, 1), round(frame.rows[MOST - HIGH].end - frame.top, 1))


def _bands(frame: Packing, far: bool, low: bool) -> list[str]:
    made = []
    if far:
        band = frame.columns[-1]
        made.append(hatched(band.start, frame.top, band.size, frame.bottom - frame.top, 9))
    if low:
        row, known = frame.rows[-1], frame.columns[:MOST]
        start, end = min(one.start for one in known), max(one.end for one in known)
        made.append(hatched(start, row.start, end - start, row.size, 9))
    return made


def _story(actors: Sequence[Actor]) -> str:
    important = [one for one in actors if (one.importance or 0) >= HIGH]
    words = {
        "all": len(actors),
        "important": len(important),
        "close": sum((one.closeness or 0) >= HIGH for one in important),
        "hinder": sum(one.effect == Effect.HINDERS for one in important),
    }
    sentence = _(
        "Actors: %(all)s; important (4 or 5): %(important)s, of these close: %(close)s, hindering: %(hinder)s."
    )
    return sentence % {name: in_text(count) for name, count in words.items()}
