"""One field of a payload: tidied, or refused in words. Whatever JSON comes, nothing else is raised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cbp.core.refusals import Refused
from cbp.workshops.tools.parts import LEVELS, MONTHS, Column, Kind

BLANKS = re.compile(r"[ \t\n]+")


def junk() -> Refused:
    """No screen sends such a thing: what was sent was written by hand."""
    return Refused(_("This is not what the tool makes."))


def checked_value(column: Column, value: Any) -> Any:
    """`None` also stands for a field that was not sent."""
    found = CHECKS[column.kind](column, value)
    if column.is_needed and found == column.empty:
        raise Refused(_("Fill in “%(field)s”.") % {"field": column.label})
    return found


def tidy(text: str, *, lines: bool = False) -> str:
    """Without what no screen shows and no database keeps; on one line, unless `lines` are wanted."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return shown.strip() if lines else BLANKS.sub(" ", shown).strip()


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise junk()
    refuse_long(column.label, value, column.longest * 4)  # before every sign of ten megabytes is looked at
    found = tidy(value, lines=column.kind == Kind.LONG)
    refuse_long(column.label, found, column.longest)
    return found


def refuse_long(label: object, text: str, most: int) -> None:
    if len(text) > most:
        raise Refused(_("“%(field)s” is too long.") % {"field": label})


def _choice(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    if value not in [code for code, _label in column.choices]:
        raise Refused(_("“%(field)s”: this is none of the choices.") % {"field": column.label})
    return str(value)


def _whole(column: Column, value: Any) -> int | None:
    if value is None:
        return None
    if not is_whole(value) or not column.least <= value <= column.most:
        bounds = {"field": column.label, "least": column.least, "most": column.most}
        raise Refused(_("“%(field)s” is a whole number from %(least)s to %(most)s.") % bounds)
    return int(value)


def _number(column: Column, value: Any) -> int | float | None:
    """In steps of a half: what is whole is kept as a whole number."""
    if value is None:
        return None
    is_number = is_whole(value) or isinstance(value, float)
    if not is_number or not 0 < value <= column.most or value * 2 != int(value * 2):
        bounds = {"field": column.label, "most": column.most}
        raise Refused(_("“%(field)s” is a number from 0.5 to %(most)s, in steps of a half.") % bounds)
    return int(value) if value == int(value) else float(value)


def _yes_no(column: Column, value: Any) -> bool:
    if value is not None and not isinstance(value, bool):
        raise Refused(_("“%(field)s” is yes or no.") % {"field": column.label})
    return bool(value)


def _months(column: Column, value: Any) -> list[int | None]:
    if not isinstance(value, list) or len(value) != MONTHS:
        raise Refused(_("“%(field)s” needs twelve months.") % {"field": column.label})
    if any(level is not None and (not is_whole(level) or level not in LEVELS) for level in value):
        raise Refused(_("A month has a level from 0 to 3, or stays empty."))
    return list(value)


CHECKS: Mapping[Kind, Callable[[Column, Any], Any]] = {
    Kind.TEXT: _text, Kind.LONG: _text, Kind.CHOICE: _choice, Kind.WHOLE: _whole, Kind.SCALE: _whole,
    Kind.NUMBER: _number, Kind.YES_NO: _yes_no, Kind.MONTHS: _months,
}  # fmt: skip
