"""The soft rules on plain numbers (domain 11.3, rules 17, 18, 25), each once: for a profile and for a row of a sheet.

Nothing is put into words here. Unknown is None; what is missing contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

LEAST_HOUSEHOLD, MOST_HOUSEHOLD = 1.5, 15
MOST_CHILDREN = 75  # of a hundred
MOVED = 50  # of a hundred, either way


def clash(parts: Sequence[int | None], stated: int | None, is_whole: bool | None = None) -> list[int]:
    """The known parts where they do not add up to what is stated, else none.

    With unknown parts only too much is a contradiction: what is missing may be just what is unknown.
    """
    if stated is None:
        return []
    known = [part for part in parts if part is not None]
    total = sum(known)
    if total == stated or not known:
        return []
    whole = len(known) == len(parts) if is_whole is None else is_whole
    return known if whole or total > stated else []


def odd_households(persons: int | None, homes: int | None) -> str:
    """“more”, households than persons; “none”, but persons; “size”, of an unusual size; else nothing."""
    if persons is None or homes is None or (not persons and not homes):
        return ""
    if homes > persons:
        return "more"
    if not homes:
        return "none"
    return "" if LEAST_HOUSEHOLD <= persons / homes <= MOST_HOUSEHOLD else "size"


def too_many_voters(voters: int | None, persons: int | None) -> bool:
    return voters is not None and persons is not None and voters > persons


def too_many_children(children: int, everyone: int) -> bool:
    return children * 100 > MOST_CHILDREN * everyone


def has_moved(before: int | Decimal | None, now: int | Decimal | None) -> bool:
    """By more than half, either way. From zero there is no share to tell."""
    return bool(before) and now is not None and abs(now - before) * 100 > MOVED * abs(before)  # type: ignore[arg-type,operator]
