"""Many communities against the criteria of selection: a strip of marks for each, its share reached, its outcome.

A larger mark speaks more for the community. A criterion that speaks against it when its score is high is a diamond, and
shows what is left of it; others are circles. An unknown score is a question mark: the share reached is then a range,
its least a solid bar and the rest of the range hatched. (the arithmetic: `profiling.methods`)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbp.core.templatetags.figures import in_text, written
from profiling.methods import Result, Scored, result
from profiling.models.selection import Selection
from profiling.reading.pictures.signs import (
    ACCENT,
    CROSS,
    GOOD,
    PAPER,
    QUIET,
    Key,
    Sign,
    circle,
    diamond,
    hatched,
    reflected,
)

PAGE = 25
ROW, TOP, NUMBER, OUTCOME, STEP, BAR, TEXT = 24.0, 26.0, 34.0, 26.0, 26.0, 130.0, 76.0
THICK = 14.0
RADII = (2.0, 4.0, 6.5, 9.0)
SIGNS = {
    Selection.SELECTED.value: Sign(circle(9), GOOD, GOOD),
    Selection.RESERVE.value: Sign(diamond(10), PAPER, ACCENT),
    Selection.NOT_SELECTED.value: Sign(CROSS, "none", QUIET),
    "": Sign(circle(9), PAPER, QUIET, dash="2 3"),
}


@dataclass(frozen=True)
class Score:
    """A score 0 to 3 (None: not known), with weight and direction as they were when it was given."""

    value: int | None
    weight: Decimal
    is_inverse: bool = False

    @property
    def scored(self) -> Scored:
        return Scored(self.weight, self.value, self.is_inverse)


@dataclass(frozen=True)
class Criterion:
    code: str
    label: str
    is_inverse: bool = False


@dataclass(frozen=True)
class Candidate:
    """A community with its number in the list. A criterion that is missing in `scores` was not asked of it."""

    number: int
    name: str
    scores: Mapping[str, Score] = field(default_factory=dict)
    outcome: str = ""

    @cached_property
    def result(self) -> Result | None:
        """The share reached; None where no criterion has a weight."""
        return result(score.scored for score in self.scores.values())

    @property
    def is_incomplete(self) -> bool:
        return any(score.value is None for score in self.scores.values())


@dataclass(frozen=True)
class Dot:
    """A mark of a score; without a path where it is not known, `is_asked` false where nobody asked."""

    x: float
    path: str
    is_inverse: bool
    is_asked: bool


@dataclass(frozen=True)
class Strip:
    """The line of one community in picture and table. `open_path` hatches what is still open."""

    candidate: Candidate
    y: float
    dots: list[Dot]
    bar_x: float
    bar_width: float
    open_x: float
    open_width: float
    open_path: str
    total: str
    sign: Sign
    outcome: str
    scores: list[Score | None]

    @property
    def edge(self) -> float:
        """Where the line of the next community begins."""
        return self.y + ROW / 2

    @property
    def top(self) -> float:
        """Where its bar begins."""
        return self.y - THICK / 2


@dataclass(frozen=True)
class Head:
    at: float
    number: int
    criterion: Criterion


@dataclass(frozen=True)
class SelectionPicture:
    width: float
    height: float
    heads: list[Head]
    strips: list[Strip]
    keys: list[Key]
    number_x: float
    outcome_x: float
    scale_x: float
    scale_width: float
    text_x: float
    anchor: str
    full_x: float
    story: str
    has_unknown: bool
    thick: float = THICK
    head_y: float = TOP - 8


def selection_pictures(
    candidates: Sequence[Candidate], criteria: Sequence[Criterion], *, mirrored: bool
) -> list[SelectionPicture]:
    """All of them in the order given, `PAGE` on each picture."""
    pages = [candidates[start : start + PAGE] for start in range(0, len(candidates), PAGE)]
    return [selection_picture(page, criteria, mirrored=mirrored) for page in pages]


def selection_picture(
    candidates: Sequence[Candidate], criteria: Sequence[Criterion], *, mirrored: bool
) -> SelectionPicture:
    """One page of at most `PAGE` communities. A whole bar is all that could be reached, a hundred of a hundred."""
    if len(candidates) > PAGE:
        raise ValueError(f"A picture holds {PAGE} communities; selection_pictures makes several.")
    start = NUMBER + OUTCOME + 10
    width = start + BAR + TEXT + len(criteria) * STEP
    sheet = _Sheet(width, start, mirrored)
    labels = {**{code: str(label) for code, label in Selection.choices}, "": pgettext("selection", "Not decided")}
    strips = [sheet.strip(row, one, criteria, labels) for row, one in enumerate(candidates)]
    heads = [Head(sheet.column(index), index + 1, one) for index, one in enumerate(criteria)]
    used = {one.outcome if one.outcome in SIGNS else "" for one in candidates}
    return SelectionPicture(
        width, TOP + len(candidates) * ROW, heads, strips,
        [Key(code, labels[code], sign) for code, sign in SIGNS.items() if code in used],
        sheet.at(NUMBER / 2), sheet.at(NUMBER + OUTCOME / 2), min(sheet.at(start), sheet.at(start + BAR)), BAR,
        sheet.at(start + BAR + 6), "end" if mirrored else "start", sheet.at(start + BAR),
        _story(candidates), any(one.is_incomplete for one in candidates),
    )  # fmt: skip


@dataclass(frozen=True)
class _Sheet:
    """Where things stand on the page, and the direction that it is read in."""

    width: float
    start: float
    mirrored: bool

    def at(self, place: float) -> float:
        return reflected(place, self.width, mirrored=self.mirrored)

    def column(self, index: int) -> float:
        """Behind the results, which a phone shows first; the scores are scrolled into sight."""
        return self.at(self.start + BAR + TEXT + (index + 0.5) * STEP)

    def strip(self, row: int, one: Candidate, criteria: Sequence[Criterion], labels: Mapping[str, str]) -> Strip:
        y = TOP + row * ROW + ROW / 2
        known, still = self._lengths(one.result)
        bar, behind = (min(self.at(begin), self.at(begin + size)) for begin, size in self._parts(known, still))
        scores = [one.scores.get(criterion.code) for criterion in criteria]
        outcome = one.outcome if one.outcome in SIGNS else ""
        return Strip(
            one, y, [self._dot(index, score) for index, score in enumerate(scores)], bar, known, behind, still,
            hatched(behind, y - THICK / 2, still, THICK, 5) if still else "",
            _total(one.result),
            SIGNS[outcome], labels[outcome], scores,
        )  # fmt: skip

    def _parts(self, known: float, still: float) -> tuple[tuple[float, float], tuple[float, float]]:
        return (self.start, known), (self.start + known, still)

    def _lengths(self, found: Result | None) -> tuple[float, float]:
        """Of what is certain, and of what the unknown scores could still add."""
        if found is None:
            return 0.0, 0.0
        lowest = float(found.lowest) * BAR
        return round(lowest, 1), round(float(found.highest) * BAR - lowest, 1)

    def _dot(self, index: int, score: Score | None) -> Dot:
        favour = score.scored.points if score else None
        is_inverse = bool(score and score.is_inverse)
        shape = diamond if is_inverse else circle
        path = "" if favour is None else shape(RADII[favour] + (1 if is_inverse else 0))
        return Dot(self.column(index), path, is_inverse, score is not None)


def _percent(share: Decimal) -> str:
    return written(share, 0 if share == share.to_integral_value() else 1)


def _total(found: Result | None) -> str:
    if found is None:
        return "?"
    return _percent(found.low) if found.is_complete else f"{_percent(found.low)}–{_percent(found.high)}"


def _story(candidates: Sequence[Candidate]) -> str:
    weighed = [(found.lowest, -one.number, one) for one in candidates if (found := one.result)]
    if not weighed:
        return _("No community is assessed.")
    _lowest, _number, best = max(weighed, key=lambda one: one[:2])
    words = {
        "all": in_text(len(candidates)),
        "selected": in_text(sum(one.outcome == Selection.SELECTED for one in candidates)),
        "reserve": in_text(sum(one.outcome == Selection.RESERVE for one in candidates)),
        "incomplete": in_text(sum(one.is_incomplete for one in candidates)),
        "share": in_text(_total(best.result)),
        "name": f"\u2068{best.name}\u2069",
    }
    return (
        _(
            "Communities: %(all)s; selected: %(selected)s, in reserve: %(reserve)s; scores incomplete: %(incomplete)s; "
            "the highest result is %(share)s of 100 (%(name)s)."
        )
        % words
    )
