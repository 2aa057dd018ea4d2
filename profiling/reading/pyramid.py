"""The population pyramid as geometry: counts in, bars out. Digits only, because SVG tears Arabic letters apart.

Women stand on the side where reading begins, men on the other; sides and shades both tell them apart. An unknown cell
has no bar and a question mark: it is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from cbp.core.choices import Sex
from cbp.core.templatetags.figures import written
from profiling.reading.counts import GroupCount

WIDTH, ROW, BAR, GUTTER, LONGEST = 600.0, 34.0, 22.0, 42.0, 190.0


@dataclass(frozen=True)
class Bar:
    """One bar from the middle outwards, with its number behind its end."""

    x: float
    y: float
    width: float
    text_x: float
    anchor: str
    number: str
    sex: str


@dataclass(frozen=True)
class Step:
    """One age band: its digits in the middle and its bars."""

    digits: str
    y: float
    bars: list[Bar]


@dataclass(frozen=True)
class Pyramid:
    width: float
    height: float
    steps: list[Step]
    bar: float = BAR
    middle: float = WIDTH / 2


def pyramid_of(group: GroupCount, *, mirrored: bool) -> Pyramid | None:
    """The oldest on top. Where no ages are known, one bar by sex from the stated totals; without those, none."""
    rows = [_row(group, band) for band in reversed(group.bands)]
    if not group.cells:
        rows = [("", group.total("females"), group.total("males"))]
    most = max((value or 0 for _digits, *values in rows for value in values), default=0)
    if not most:
        return None
    steps = []
    for number, (digits, women, men) in enumerate(rows):
        y = number * ROW + (ROW - BAR) / 2
        pair = ((Sex.FEMALE, women, mirrored), (Sex.MALE, men, not mirrored))
        steps.append(Step(digits, y + BAR / 2, [_bar(sex, value, most, y, right) for sex, value, right in pair]))
    return Pyramid(WIDTH, len(rows) * ROW, steps)


def _row(group: GroupCount, band: tuple[int, int | None]) -> tuple[str, int | None, int | None]:
    lower, upper = band
    digits = f"{lower}+" if upper is None else f"{lower}–{upper}"
    return digits, group.cell(Sex.FEMALE, lower), group.cell(Sex.MALE, lower)


def _bar(sex: Sex, value: int | None, most: int, y: float, right: bool) -> Bar:
    width = round((value or 0) / most * LONGEST, 1)
    edge = WIDTH / 2 + (GUTTER if right else -GUTTER)
    x, text = (edge, edge + width + 8) if right else (edge - width, edge - width - 8)
    return Bar(x, y, width, text, "start" if right else "end", "?" if value is None else written(value), sex.value)
