"""What a participatory tool may hold, by its description: a clean payload, or a refusal in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cbp.core.refusals import Refused
from cbp.workshops.tools.catalogue import DESCRIPTIONS
from cbp.workshops.tools.kinds import Tool
from cbp.workshops.tools.parts import Description, Shape
from cbp.workshops.tools.shapes import Payload, branches_of, fields_of, lines_of, record_of, row, rows_of

HALVES = 48  # half hours of a day


def check_payload(tool: str, payload: Any) -> Payload:
    """Tidied, every field there; checking it once more changes nothing. Refused where it is not what the tool makes."""
    described = DESCRIPTIONS.get(tool)
    if described is None:
        raise Refused(_("There is no such tool."))
    found = _of_shape(described, payload)
    if rule := RULES.get(described.tool):
        rule(found)
    return found


def _of_shape(tool: Description, payload: Any) -> Payload:
    parts = [fact.name for fact in tool.facts] + [part.name for part in tool.lists]
    whole = record_of(payload, [*parts, "rows"] if tool.has_rows else parts)
    found = fields_of(tool.facts, whole)
    side = branches_of if tool.shape == Shape.TREE else None
    for one in tool.lists:
        value = whole.get(one.name)
        found[one.name] = side(tool, value) if side else lines_of(one, value)
    if tool.has_rows:
        found["rows"] = rows_of(tool, whole.get("rows"))
    elif tool.lists and not any(found.values()):
        raise Refused(_("Write at least one line."))
    return found


# --- rules of single tools --------------------------------------------------------------------------------------------
def _one_day(payload: Payload) -> None:
    """Nobody has more than 24 hours, or does two things at once. What begins late may end on the next morning."""
    for name, rows in _days(payload).items():
        if sum(one["hours"] for _number, one in rows) > HALVES / 2:
            raise Refused(_("“%(group)s” has more than 24 hours.") % {"group": name})
        taken: set[int] = set()
        for number, one in rows:
            begins = one["start"] * 2
            halves = {half % HALVES for half in range(begins, begins + int(one["hours"] * 2))}
            if halves & taken:
                with row(number):
                    raise Refused(_("“%(group)s” does something else in these hours.") % {"group": name})
            taken |= halves


def _days(payload: Payload) -> dict[str, list[tuple[int, Payload]]]:
    """The numbered rows of each group, whichever way its name is capitalised."""
    days: dict[str, tuple[str, list[tuple[int, Payload]]]] = {}
    for number, one in enumerate(payload["rows"], 1):
        days.setdefault(one["group"].casefold(), (one["group"], []))[1].append((number, one))
    return dict(days.values())


RULES: Mapping[Tool, Callable[[Payload], None]] = {Tool.DAILY_CLOCK: _one_day}
