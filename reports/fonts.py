"""The letters of papers: whole static fonts that we ship, so that a paper looks the same on every machine.

One file per family and weight (subsets and unicode-range turn rarer letters to garbage), Amiri for Arabic because its
text can be read back from the PDF, Noto Sans for all else.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "fonts"
SCHEME = "paper-font:"
FACES = (
    ("Paper Sans", "normal", "NotoSans-Regular.ttf"),
    ("Paper Sans", "bold", "NotoSans-Bold.ttf"),
    ("Paper Arabic", "normal", "Amiri-Regular.ttf"),
    ("Paper Arabic", "bold", "Amiri-Bold.ttf"),
    ("Paper Serif", "normal", "Amiri-Regular.ttf"),
    ("Paper Serif", "bold", "Amiri-Bold.ttf"),
)
FILES = frozenset(file for _family, _weight, file in FACES)
# Signs that steer direction and joining, and the mark that files begin with: nothing to draw.
STEERING = [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C, 0xFEFF]
UNDRAWN = frozenset(map(chr, [*STEERING, 9, 10, 13]))


def font_faces() -> str:
    """The style rules that bind our names to our files. No address leads out of the folder."""
    rule = "@font-face {{ font-family: '{}'; font-weight: {}; src: url('{}{}') }}"
    return "\n".join(rule.format(family, weight, SCHEME, file) for family, weight, file in FACES)


@cache
def letters_of(file: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # late: not every process asks, and the import is slow

    with TTFont(FOLDER / file, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def drawable() -> frozenset[int]:
    """Every letter that one of the fonts can show."""
    return frozenset().union(*(letters_of(file) for file in sorted(FILES)))


def has_serif(text: str) -> bool:
    """Whether the font of the headings has all letters of a text; one letter from another font would stand out."""
    return all(ord(sign) in letters_of("Amiri-Bold.ttf") for sign in text if sign not in UNDRAWN)


def missing_letters(thing: Any) -> list[str]:
    """The letters in all texts of a snapshot that no font of the papers can show."""
    known = drawable()
    return sorted({sign for text in _texts(thing) for sign in text if ord(sign) not in known and sign not in UNDRAWN})


def _texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _texts(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from _texts(value)
