"""Many communities against the criteria of selection: a strip of marks for each, its weighted total, its outcome.

A larger mark speaks more for the community. A criterion that speaks against it when its score is high is a diamond, and
shows what is left of it; others are circles. An unknown score is a question mark and counts as nothing; what it could
still add is hatched behind the bar of what is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbp.core.templatetags.figures import in_text, written
from profiling.models.selection import MOST_SCORE, Selection
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
ROW, TOP, NUMBER, OUTCOME, STEP, BAR, TEXT = 24.0, 26.0, 34.0, 26.0, 26.0, 130.0, 72.0
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
    def favour(self) -> int | None:
        """How much it speaks for the community, 0 to 3."""
        if self.value is None:
            return None
        return MOST_SCORE - self.value if self.is_inverse else self.value


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

    @property
    def points(self) -> Decimal:
        """What the known scores give, of as many points as the weights add up to."""
        parts = (one.weight * (one.favour or 0) for one in self.scores.values())
        return sum(parts, Decimal(0)) / MOST_SCORE

    @property
    def still_open(self) -> Decimal:
        """What the scores that are not known could still add."""
        return sum((one.weight for one in self.scores.values() if one.value is None), Decimal(0))

    @property
    def full(self) -> Decimal:
        return sum((one.weight for one in self.scores.values()), Decimal(0))


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
    full: str
    full_x: float
    story: str
    has_unknown: bool
    thick: float = THICK
    head_y: float = TOP - 8


def selection_pictures(
    candidates: Sequence[Candidate], criteria: Sequence[Criterion], *, mirrored: bool
) -> list[SelectionPicture]:
    """All of them in the order given, `PAGE` on each picture, on one scale."""
    full = _full(candidates)
    pages = [candidates[start : start + PAGE] for start in range(0, len(candidates), PAGE)]
    return [selection_picture(page, criteria, mirrored=mirrored, full=full) for page in pages]


def selection_picture(
    candidates: Sequence[Candidate],
    criteria: Sequence[Criterion],
    *,
    mirrored: bool,
    full: Decimal | None = None,
) -> SelectionPicture:
    """One page of at most `PAGE` communities. `full`: the points of a whole bar, where several pages share a scale."""
    if len(candidates) > PAGE:
        raise ValueError(f"A picture holds {PAGE} communities; selection_pictures makes several.")
    full = full or _full(candidates)
    start = NUMBER + OUTCOME + len(criteria) * STEP + 10
    width = start + BAR + TEXT
    sheet = _Sheet(width, start, full, mirrored)
    labels = {**{code: str(label) for code, label in Selection.choices}, "": pgettext("selection", "Not decided")}
    strips = [sheet.strip(row, one, criteria, labels) for row, one in enumerate(candidates)]
    heads = [Head(sheet.column(index), index + 1, one) for index, one in enumerate(criteria)]
    used = {one.outcome if one.outcome in SIGNS else "" for one in candidates}
    return SelectionPicture(
        width, TOP + len(candidates) * ROW, heads, strips,
        [Key(code, labels[code], sign) for code, sign in SIGNS.items() if code in used],
        sheet.at(NUMBER / 2), sheet.at(NUMBER + OUTCOME / 2), min(sheet.at(start), sheet.at(start + BAR)), BAR,
        sheet.at(start + BAR + 6), "end" if mirrored else "start", written(full), sheet.at(start + BAR),
        _story(candidates), any(one.still_open for one in candidates),
    )  # fmt: skip


@dataclass(frozen=True)
class _Sheet:
    """Where things stand on the page, and the direction that it is read in."""

    width: float
    start: float
    full: Decimal
    mirrored: bool

    def at(self, place: float) -> float:
        return reflected(place, self.width, mirrored=self.mirrored)

    def column(self, index: int) -> float:
        return self.at(NUMBER + OUTCOME + (index + 0.5) * STEP)

    def strip(self, row: int, one: Candidate, criteria: Sequence[Criterion], labels: Mapping[str, str]) -> Strip:
        y = TOP + row * ROW + ROW / 2
        known, still = (self._length(points) for points in (one.points, one.still_open))
        bar, behind = (min(self.at(begin), self.at(begin + size)) for begin, size in self._parts(known, still))
        scores = [one.scores.get(criterion.code) for criterion in criteria]
        outcome = one.outcome if one.outcome in SIGNS else ""
        return Strip(
            one, y, [self._dot(index, score) for index, score in enumerate(scores)], bar, known, behind, still,
            hatched(behind, y - THICK / 2, still, THICK, 5) if still else "",
            _points(one.points) + (f"–{_points(one.points + one.still_open)}" if one.still_open else ""),
            SIGNS[outcome], labels[outcome], scores,
        )  # fmt: skip

    def _parts(self, known: float, still: float) -> tuple[tuple[float, float], tuple[float, float]]:
        return (self.start, known), (self.start + known, still)

    def _length(self, points: Decimal) -> float:
        return round(float(points / self.full) * BAR, 1)

    def _dot(self, index: int, score: Score | None) -> Dot:
        favour = score.favour if score else None
        is_inverse = bool(score and score.is_inverse)
        shape = diamond if is_inverse else circle
        path = "" if favour is None else shape(RADII[favour] + (1 if is_inverse else 0))
        return Dot(self.column(index), path, is_inverse, score is not None)


def _full(candidates: Sequence[Candidate]) -> Decimal:
    """The points of a whole bar: a hundred, or what the weights add up to where that is more."""
    return max((one.full for one in candidates), default=Decimal(100)).max(Decimal(100))


def _points(points: Decimal) -> str:
    exact = points.quantize(Decimal("0.1"))
    return written(exact, 0 if exact == exact.to_integral_value() else 1)


def _story(candidates: Sequence[Candidate]) -> str:
    if not candidates:
        return _("No community is assessed.")
    best = max(candidates, key=lambda one: (one.points, -one.number))
    words = {
        "all": in_text(len(candidates)),
        "selected": in_text(sum(one.outcome == Selection.SELECTED for one in candidates)),
        "reserve": in_text(sum(one.outcome == Selection.RESERVE for one in candidates)),
        "incomplete": in_text(sum(bool(one.still_open) for one in candidates)),
        "points": in_text(_points(best.points)),
        "name": f"\u2068{best.name}\u2069",
    }
    return (
        _(
            "Communities: %(all)s; selected: %(selected)s, in reserve: %(reserve)s; scores incomplete: %(incomplete)s; "
            "the highest total is %(points)s (%(name)s)."
        )
        % words
    )
