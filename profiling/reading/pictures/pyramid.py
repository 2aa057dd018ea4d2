"""The population pyramid as geometry: counts in, bars out. Digits only, because SVG tears Arabic letters apart.

Women stand on the side where reading begins, men on the other; side and hatching both tell them apart. An unknown cell
has an open box with a question mark, a hidden one a box with an asterisk: neither is zero, and neither has a length.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.utils.translation import ngettext

from cbp.core.ages import Band
from cbp.core.choices import Sex
from cbp.core.suppression import HIDDEN
from cbp.core.templatetags.figures import in_text, written
from profiling.reading.pictures.signs import hatched, reflected

Count = int | str | None  # a number, HIDDEN in what leaves the house, or not known
OPEN_BOX = 14.0
SEXES = (Sex.FEMALE.value, Sex.MALE.value)


class Counted(Protocol):
    """Counts by sex and lower age, and the totals as stated. (a GroupCount, or `Ages` out of a snapshot)"""

    @property
    def label(self) -> str: ...
    @property
    def bands(self) -> Sequence[Band]: ...
    @property
    def cells(self) -> Mapping[tuple[str, int], Count]: ...
    def total(self, name: str) -> Count: ...


@dataclass(frozen=True)
class Ages:
    """The same as plain values. `totals`: females and males as stated; `cells` by (sex, lower age)."""

    label: str
    bands: Sequence[Band]
    cells: Mapping[tuple[str, int], Count]
    totals: Mapping[str, Count] = field(default_factory=dict)

    def total(self, name: str) -> Count:
        return self.totals.get(name)


# Units of the picture, which a phone shows one to one: the whole, a band, a bar; the middle to a bar; the longest bar.
WIDTH, ROW, BAR, GUTTER, LONGEST = 340.0, 24.0, 16.0, 27.0, 68.0


@dataclass(frozen=True)
class Bar:
    """One bar from the middle outwards, with its number behind its end. `hatch` crosses the bars of women."""

    x: float
    y: float
    width: float
    text_x: float
    anchor: str
    number: str
    sex: str
    hatch: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Step:
    """One age band: its digits in the middle, its bars, and the line of the table: (sex, count) for each column."""

    digits: str
    y: float
    bars: list[Bar]
    values: list[tuple[str, Count]]


@dataclass(frozen=True)
class Pyramid:
    label: str
    width: float
    height: float
    steps: list[Step]
    story: str
    sexes: list[str]
    has_unknown: bool
    has_hidden: bool
    bar: float
    middle: float


def pyramid_of(group: Counted, *, mirrored: bool, most: int | None = None) -> Pyramid | None:
    """The oldest on top. Where no ages are known, one bar by sex from the stated totals; without those, none.

    `most` is the count of the longest bar, where several pyramids share a scale.
    """
    rows = _rows(group)
    counts = [value for _digits, values in rows for value in values.values()]
    most = most or _largest(counts)
    if not most:
        return None
    steps = [_step(number, row, most, mirrored) for number, row in enumerate(rows)]
    used = [sex for sex in Sex.values if sex in rows[0][1]]
    return Pyramid(
        group.label, WIDTH, len(rows) * ROW, steps, _story(rows), [str(Sex(sex).label) for sex in used],
        None in counts, HIDDEN in counts, BAR, WIDTH / 2,
    )  # fmt: skip


def pyramids_of(groups: Sequence[Counted], *, mirrored: bool) -> list[Pyramid]:
    """Small ones of the groups of which something is known, all on one scale, so that they can be compared.

    They share one legend: each says whether any of them has something that is not known, or hidden.
    """
    most = max((_largest(_counts(group)) for group in groups), default=0)
    drawn = [group for group in groups if _largest(_counts(group))]
    made = [pyramid_of(group, mirrored=mirrored, most=most) for group in drawn]
    found = [one for one in made if one]
    unknown, hidden = any(one.has_unknown for one in found), any(one.has_hidden for one in found)
    return [replace(one, has_unknown=unknown, has_hidden=hidden) for one in found]


Row = tuple[str, dict[str, Count]]


def _counts(group: Counted) -> list[Count]:
    return [value for _digits, values in _rows(group) for value in values.values()]


def _rows(group: Counted) -> list[Row]:
    if not group.cells:
        return [("", {Sex.FEMALE.value: group.total("females"), Sex.MALE.value: group.total("males")})]
    used = [sex for sex in Sex.values if sex in SEXES or any(one == sex for one, _lower in group.cells)]
    return [(_digits(band), {sex: group.cells.get((sex, band[0])) for sex in used}) for band in reversed(group.bands)]


def _digits(band: Band) -> str:
    lower, upper = band
    return f"{lower}+" if upper is None else f"{lower}–{upper}"


def _largest(counts: Sequence[Count]) -> int:
    return max((count for count in counts if isinstance(count, int)), default=0)


def _step(number: int, row: Row, most: int, mirrored: bool) -> Step:
    y = number * ROW + (ROW - BAR) / 2
    bars = [_bar(sex, row[1][sex], most, y, mirrored) for sex in SEXES]
    return Step(row[0], y + BAR / 2, bars, [(str(Sex(sex).label), value) for sex, value in row[1].items()])


def _bar(sex: str, value: Count, most: int, y: float, mirrored: bool) -> Bar:
    """Drawn for left-to-right first: women to the left of the middle. Then turned round where the page is."""
    is_open = not isinstance(value, int)
    length = OPEN_BOX if is_open else round(int(value or 0) / most * LONGEST, 1)
    outwards = -1 if sex == Sex.FEMALE else 1
    inner = WIDTH / 2 + outwards * GUTTER
    ends = [reflected(inner + outwards * far, WIDTH, mirrored=mirrored) for far in (0, length, length + 7)]
    x, to_right = min(ends[:2]), ends[2] > ends[0]
    hatch = hatched(x, y, length, BAR, 5) if sex == Sex.FEMALE and not is_open else ""
    return Bar(x, y, length, ends[2], "start" if to_right else "end", _number(value), sex, hatch, is_open)


def _number(value: Count) -> str:
    if isinstance(value, int):
        return written(value)
    return "?" if value is None else "*"


def _story(rows: list[Row]) -> str:
    """The largest bar in words, and how much is not known."""
    known = [(value, sex, digits) for digits, row in rows for sex, value in row.items() if isinstance(value, int)]
    value, sex, digits = max(known, key=lambda one: one[0])
    missing = sum(value is None for _digits, row in rows for value in row.values())
    words = {"group": Sex(sex).label, "persons": in_text(value), "age": in_text(digits), "missing": in_text(missing)}
    if not digits:
        told = ngettext(
            "Ages are not known; the larger part are: %(group)s, %(persons)s person.",
            "Ages are not known; the larger part are: %(group)s, %(persons)s persons.",
            value,
        )
    elif missing:
        told = ngettext(
            "The largest known group: %(group)s aged %(age)s, %(persons)s person; counts not known: %(missing)s.",
            "The largest known group: %(group)s aged %(age)s, %(persons)s persons; counts not known: %(missing)s.",
            value,
        )
    else:
        told = ngettext(
            "The largest group: %(group)s aged %(age)s, %(persons)s person.",
            "The largest group: %(group)s aged %(age)s, %(persons)s persons.",
            value,
        )
    return told % words
