"""What one cell says: counts, numbers, coordinates, days and answers as people of any of our languages type them.

Each reader gives the value, or raises `Unread` with the code of a fault. Nothing is guessed: what can be read in two
ways is refused. Cells that say nothing never come here (`core.sheets.nothing`).
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

from cbp.core import counts
from cbp.core.sheets import Cell, plain
from profiling.models.sources import MOST

TICKS = frozenset("✓✔☑√🗸✅⬛■●xXüþ")
CROSSES = frozenset("✗✘❌")
YES = {"yes", "y", "oui", "si", "true", "vrai", "1", "نعم", "اجل", "o"}
NO = {"no", "n", "non", "not", "false", "faux", "falso", "0", "لا", "كلا"}
GROUPS = " \u00a0\u202f\u2009'’\u066c"
HEMISPHERES: Mapping[str, tuple[str, int]] = {
    **dict.fromkeys(("n", "north", "nord", "norte", "ش", "شمال", "شمالا"), ("latitude", 1)),
    **dict.fromkeys(("s", "south", "sud", "sur", "ج", "جنوب", "جنوبا"), ("latitude", -1)),
    **dict.fromkeys(("e", "east", "est", "este", "ق", "شرق", "شرقا"), ("longitude", 1)),
    **dict.fromkeys(("w", "west", "o", "ouest", "oeste", "غ", "غرب", "غربا"), ("longitude", -1)),
}
LIMITS = {"latitude": 90, "longitude": 180}
MARKS = str.maketrans({
    "º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "ʹ": "'", "´": "'", "`": "'", "″": '"', "”": '"', "“": '"',
    "ʺ": '"', "¨": '"', "٫": ".", "،": ",", ":": " ",
})  # fmt: skip
PART = r"([0-9]{1,3}(?:[.,][0-9]+)?)"
DEGREES = re.compile(
    rf"""(?P<sign>[+-])?\s*{PART}(?:\s*(?P<mark>°)\s*|\s+|$)(?:{PART}(?:\s*'\s*|\s+|$)(?:{PART}\s*(?:"|'')?)?)?"""
)
# Nobody types them: they steer a terminal, or turn the text around them. Joiners of Arabic letters stay.
STEERING = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
DAY = re.compile(r"([0-9]{1,2})[./\-\s]([0-9]{1,2})[./\-\s]([0-9]{4})")


class Unread(Exception):
    """A cell that is refused: the code of the fault and its values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


Reader = Callable[[Cell], Any]


def digits_of(cell: Cell) -> str:
    """In the digits of European languages, without signs of direction."""
    return str(cell).translate(counts.UNSEEN).translate(counts.DIGITS).strip()


# --- numbers ----------------------------------------------------------------------------------------------------------
def count(cell: Cell) -> int:
    """A whole number from zero on; a cell that holds a broken number is no count."""
    if not isinstance(cell, str):
        raise Unread("negative" if cell < 0 else "bad_count")
    if cell.isascii() and cell.isdigit() and len(cell) < 8:  # nearly all
        return int(cell)
    text = counts.bare(re.sub(r"(?<=[0-9])[.,٫]0{1,2}$", "", digits_of(cell)))  # “1.250,0” is a whole number
    if re.fullmatch(r"-\s*[0-9.,]+", text):
        raise Unread("negative")
    if not re.fullmatch("[0-9]+", text):
        raise Unread("bad_count")
    if len(text) > 12 or int(text) > MOST:
        raise Unread("too_many")
    return int(text)


def number(cell: Cell) -> Decimal:
    """With a point or a comma; separators of thousands only where nothing else can be meant."""
    if not isinstance(cell, str):
        return Decimal(repr(cell))
    return Decimal(_with_point(digits_of(cell)))


def _with_point(text: str) -> str:
    text = text.translate({ord(sign): "" for sign in GROUPS}) if _is_grouped(text) else text
    text = text.replace("٫", ".").replace("،", ",")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", text):
        return text.replace(".", "").replace(",", ".")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+", text):
        return text.replace(",", "")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,})", text):
        return re.sub("[.,]", "", text)
    if re.fullmatch(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3}|\.[0-9]{3})", text):
        raise Unread("unclear_number")
    if not re.fullmatch(r"[+-]?(?:[0-9]{1,14}(?:[.,][0-9]*)?|[.,][0-9]+)", text):
        raise Unread("bad_number")
    return text.replace(",", ".")


def _is_grouped(text: str) -> bool:
    return bool(re.fullmatch(rf"[+-]?[0-9]{{1,3}}(?:[{GROUPS}][0-9]{{3}})+(?:[.,٫][0-9]+)?", text))


def decimal_reader(*, places: int, digits: int, least: int | None = None) -> Reader:
    """Rounded to the places that are stored."""

    def read(cell: Cell) -> Decimal:
        value = number(cell).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if least is not None and value < least:
            raise Unread("negative")
        if abs(value) >= Decimal(10) ** (digits - places):
            raise Unread("too_large")
        return value

    return read


# --- coordinates ------------------------------------------------------------------------------------------------------
def coordinate(cell: Cell, axis: str) -> Decimal:
    """Degrees with decimals, or degrees, minutes and seconds; N, S, E, W as en, fr, es and ar write them."""
    bad = Unread(f"bad_{axis}")
    value = Decimal(repr(cell)) if not isinstance(cell, str) else _degrees(digits_of(cell), axis, bad)
    value = value.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    if abs(value) > LIMITS[axis]:
        raise bad
    return value


def _degrees(text: str, axis: str, bad: Unread) -> Decimal:
    text = text.translate(MARKS).casefold()
    words = re.findall(r"[^\W\d_]+", text)
    figures = re.sub(r"[^\W\d_]+", " ", text).strip(" .;")
    direction = _direction(words, axis, bad)
    found = DEGREES.fullmatch(figures)
    if found is None or (direction and found["sign"]):
        raise bad
    parts = [Decimal(part.replace(",", ".")) for part in (found[2], found[4], found[5]) if part]
    if len(parts) > 1 and not (found["mark"] or direction):
        raise bad  # two numbers beside each other may be anything
    if any(part >= 60 for part in parts[1:]) or any(part % 1 for part in parts[:-1]):
        raise bad
    value = sum((part / 60**power for power, part in enumerate(parts)), Decimal(0))
    return value * (direction or (-1 if found["sign"] == "-" else 1))


def _direction(words: list[str], axis: str, bad: Unread) -> int:
    """1 or -1, or 0 where the cell names none."""
    if not words:
        return 0
    if len(words) > 1 or words[0] not in HEMISPHERES or HEMISPHERES[words[0]][0] != axis:
        raise bad
    return HEMISPHERES[words[0]][1]


# --- days -------------------------------------------------------------------------------------------------------------
def day(cell: Cell) -> datetime.date:
    """As spreadsheets keep it, or day, month and year where no other order can be meant; not in the future."""
    found = any_day(cell)
    if found > timezone.localdate() + datetime.timedelta(days=1):
        raise Unread("future_day")
    return found


def any_day(cell: Cell) -> datetime.date:
    try:
        return _day(digits_of(cell))
    except ValueError as error:
        raise Unread("bad_day") from error


def _day(text: str) -> datetime.date:
    parts = DAY.fullmatch(text)
    if not parts:
        if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:$|[T ])", text):
            raise ValueError(text)
        return datetime.date.fromisoformat(text[:10])
    first, second, year = (int(part) for part in parts.groups())
    if first <= 12 and second <= 12 and first != second:
        raise Unread("unclear_day")
    month, of_month = (second, first) if second <= 12 else (first, second)
    return datetime.date(year, month, of_month)


# --- words ------------------------------------------------------------------------------------------------------------
def yes_no_reader(words: Mapping[str, str]) -> Reader:
    """Ticks are yes. `words` are those of the programme's languages and of the mapping: {word: “yes”, “no”, or nothing:
    it means that nobody knows}.
    """

    def read(cell: Cell) -> bool | None:
        text = str(cell).strip()
        word = words.get(plain(text) or text.casefold())
        if word == "":
            return None
        if word or plain(text) in YES | NO:
            return (word or ("yes" if plain(text) in YES else "no")) == "yes"
        if text and set(text) <= TICKS:
            return True
        if text and set(text) <= CROSSES:
            return False
        raise Unread("bad_yes_no")

    return read


def choice_reader(words: Mapping[str, str]) -> Reader:
    """Where the answers are called “yes” and “no”, ticks and our words for them count too. An empty answer of the
    mapping says that a word means “not known”.
    """
    answers = set(words.values())
    yes_no = yes_no_reader({}) if {"yes", "no"} <= answers else None

    def read(cell: Cell) -> str | None:
        text = str(cell).strip()
        code = words.get(plain(text) or text.casefold())
        if code is not None:
            return code or None
        try:
            if yes_no:
                return "yes" if yes_no(cell) else "no"
        except Unread:
            pass
        raise Unread("bad_choice")

    return read


def text_reader(most: int) -> Reader:
    def read(cell: Cell) -> str | None:
        text = " ".join(STEERING.sub("", str(cell)).split())
        if len(text) > most:
            raise Unread("too_long", most=most)
        return text or None

    return read


def names(cell: Cell) -> tuple[str, ...]:
    """Several names with “;” or a line break between them."""
    found = [" ".join(part.split()) for part in re.split(r"[;؛\n]", STEERING.sub("", str(cell)))]
    if any(len(name) > 200 for name in found):
        raise Unread("too_long", most=200)
    return tuple(dict.fromkeys(filter(None, found)))


def uid(cell: Cell) -> uuid.UUID:
    try:
        return uuid.UUID(str(cell).strip())
    except ValueError as error:
        raise Unread("bad_uid") from error
