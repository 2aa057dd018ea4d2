"""What stands above the rows of a sheet: titles, headers of one to three lines, tags, our own codes.

The headers of foreign files are found by our words, else by their shape: the last line of text before the first line
that looks like data. Lines of a group heading above it are joined to it, merged or not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext_noop as _

from cbp.core import counts
from cbp.core.refusals import Refused
from cbp.core.sheets import Cell, Raw
from profiling.sheets.words import Words, key_of, tag_of

WITHIN = 30  # lines from the top
DEEPEST = 3  # lines of a header
SAMPLES = 3
MOST_COLUMNS = 500
MOST_WORDS = 20
NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
Line = Sequence[Cell]
Merged = tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True)
class Head:
    """`row` and `first` are the numbers of the header's last line and of the first line of data, as a spreadsheet
    counts. `keys` names each column, unlike `headers` without twins. `codes` holds ours where the file itself says so.
    """

    row: int
    first: int
    headers: list[str]
    keys: list[str]
    codes: list[str]
    is_ours: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def find_head(raw: Raw, words: Words) -> tuple[Head, list[list[Cell]]]:
    """The head, and the lines that were read to find it."""
    lines = list(islice(raw.lines, WITHIN + DEEPEST))
    texts = _filled([[text_of(cell) for cell in line] for line in lines], raw.merged)
    ours = _by_codes(texts, words)
    if ours:
        return ours, lines
    bottom = _by_words(texts, words)
    if bottom is None:
        bottom = _by_shape(texts)
    if bottom is None:
        raise Refused(_("No line of this file looks like the headers of a table."))
    return _head(texts, bottom, words, raw.merged), lines


def text_of(cell: Cell) -> str:
    return " ".join(str(cell).split())


def _filled(texts: list[list[str]], merged: Merged) -> list[list[str]]:
    """Each merged cell says what the first of them says."""
    width = max((len(line) for line in texts), default=0)
    for line in texts:
        line.extend([""] * (width - len(line)))
    for top, left, bottom, right in merged:
        if top < len(texts) and left < width:
            for at in range(top, min(bottom + 1, len(texts))):
                texts[at][left : right + 1] = [texts[top][left]] * (min(right + 1, width) - left)
    return texts


# --- finding the line -------------------------------------------------------------------------------------------------
def _by_codes(texts: list[list[str]], words: Words) -> Head | None:
    """A hidden line of our codes stands above or below the headers."""
    for at, line in enumerate(texts[:WITHIN]):
        full = [cell for cell in line if cell]
        known = [cell for cell in full if cell in words.columns]
        if len(known) >= 2 and len(known) * 2 > len(full):
            below = texts[at + 1] if at + 1 < len(texts) else []
            is_above = _known(below, words) * 2 > len(known)
            headers = below if is_above else (texts[at - 1] if at else line)
            codes = [cell if cell in words.columns else "" for cell in line]
            row = at + (2 if is_above else 1)
            return Head(row, row + 1, headers, _keys(headers), codes, is_ours=True)
    return None


def _known(line: Sequence[str], words: Words) -> int:
    return len({code for cell in line if cell and (code := words.code_of(cell) or tag_of(cell))})


def _by_words(texts: list[list[str]], words: Words) -> int | None:
    """The line with most of our words, if it has at least two."""
    found = [(_known(line, words), -at) for at, line in enumerate(texts[:WITHIN])]
    most, best = max(found, default=(0, 0))
    if most < 2:
        return None
    is_below = _is_tags(texts[-best]) and best < 0 and _full(texts[-best - 1]) >= 2
    return -best - 1 if is_below else -best


def _by_shape(texts: list[list[str]]) -> int | None:
    """The last full line of words before the first line that holds numbers; else the fullest line."""
    widest = max((_full(line) for line in texts), default=0)
    if widest < 2:
        return None
    header = None
    for at, line in enumerate(texts[:WITHIN]):
        if _full(line) * 2 < widest and header is None:
            continue
        if header is not None and any(is_number(cell) for cell in line):
            return header
        if _full(line) >= 2 and not any(is_number(cell) for cell in line):
            header = at
    return next((at for at, line in enumerate(texts[:WITHIN]) if _full(line) == widest), None)


def _full(line: Sequence[str]) -> int:
    return sum(bool(cell) for cell in line)


def is_number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(counts.bare(cell)))


# --- the header -------------------------------------------------------------------------------------------------------
def _head(texts: list[list[str]], bottom: int, words: Words, merged: Merged) -> Head:
    top = bottom
    while top and bottom - top < DEEPEST - 1 and _is_group_line(texts[top - 1]):
        top -= 1
    lines = [_spread(texts[at], at, merged) for at in range(top, bottom)] + [texts[bottom]]
    headers = [_joined([line[at] for line in lines]) for at in range(len(texts[bottom]))]
    after, tags = bottom + 1, [""] * len(headers)
    while after < len(texts) and (_is_tags(texts[after]) or _is_numbering(texts[after])):
        if _is_tags(texts[after]):
            tags = [tag_of(cell) for cell in texts[after]]
        after += 1
    codes = [
        words.code_of(headers[at]) or _below_neutral([line[at] for line in lines], words) or tags[at]
        for at in range(len(headers))
    ]
    return Head(bottom + 1, after + 1, headers, _keys(headers), _once(codes))


def _below_neutral(parts: list[str], words: Words) -> str:
    """Of “Population / Women” the last word counts; of “Displaced people / Women” it does not."""
    *above, own = parts
    if all(not part or part == own or words.is_neutral(part) for part in above):
        return words.code_of(own) or tag_of(own)
    return ""


def _is_group_line(line: Sequence[str]) -> bool:
    """Headings over several columns: at least two of them, no numbers. One text alone is a title."""
    return len({cell for cell in line if cell}) >= 2 and not any(is_number(cell) for cell in line)


def _spread(line: list[str], at: int, merged: Merged) -> list[str]:
    """A heading holds for the empty cells after it, where the file does not say how far it reaches."""
    if any(top <= at <= bottom and right > left for top, left, bottom, right in merged):
        return line
    spread, heading = [], ""
    for cell in line:
        heading = cell or heading
        spread.append(heading)
    return spread


def _joined(parts: list[str]) -> str:
    return " ".join(dict.fromkeys(part for part in parts if part))


def _is_tags(line: Sequence[str]) -> bool:
    full = [cell for cell in line if cell]
    return bool(full) and sum(cell.startswith("#") for cell in full) * 2 > len(full)


def _is_numbering(line: Sequence[str]) -> bool:
    """A line “1, 2, 3, …” below the headers, as forms of administrations have it."""
    full = [cell.strip("()") for cell in line if cell]
    return len(full) >= 3 and full == [str(number) for number in range(1, len(full) + 1)]


def _keys(headers: Sequence[str]) -> list[str]:
    keys: list[str] = []
    for header in headers:
        key = key_of(header)
        twins = sum(one == key or one.startswith(f"{key}#") for one in keys) if key else 0
        keys.append(f"{key}#{twins + 1}" if twins else key)
    return keys


def _once(codes: list[str]) -> list[str]:
    """The first column of each code has it."""
    return [code if code and code not in codes[:at] else "" for at, code in enumerate(codes)]


# --- guesses ----------------------------------------------------------------------------------------------------------
def guesses(head: Head, words: Words) -> dict[str, str]:
    """{key of a header: our column, or “”}: as the file says, else the nearest, each column of ours once."""
    found = dict(zip(head.keys, head.codes, strict=True))
    taken = set(head.codes)
    near = []
    for key, header in zip(head.keys, head.headers, strict=True):
        if key and not found[key]:
            code, score = words.guess(header)
            near.append((-score, key, code))
    for _score, key, code in sorted(near):
        if code and code not in taken:
            found[key] = code
            taken.add(code)
    return {key: code for key, code in found.items() if key}
