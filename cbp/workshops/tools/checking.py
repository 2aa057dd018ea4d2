"""What a participatory tool may hold: one schema for each, and refusals in words. (domain 2.1)

Problem tree: `{"core": text, "causes": [{"text", "under": index or None}], "effects": [the same]}`; `under` is the
place of another cause (effect) in its list, None stands for the core problem itself.
Seasonal calendar: `{"rows": [{"label": text, "months": [twelve of 0 to 3 or None]}], "calendar": "gregorian"}`; None
is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from cbp.core.refusals import Refused

PROBLEM_TREE = "problem-tree"
SEASONAL_CALENDAR = "seasonal-calendar"
MOST_ROWS = 10
LONGEST = 300
MONTHS = 12
LEVELS = range(4)
Payload = dict[str, Any]


def check_payload(tool: str, payload: Any) -> Payload:
    """The payload, tidied; refused where it is not what the tool makes."""
    check = CHECKS.get(tool)
    if check is None:
        raise Refused(_("There is no such tool."))
    return check(payload)


def _check_tree(payload: Any) -> Payload:
    whole = _exactly(payload, {"core", "causes", "effects"})
    core = _text(whole["core"], _("Write the core problem: what the group calls the trunk of the tree."))
    return {"core": core, "causes": _nodes(whole["causes"]), "effects": _nodes(whole["effects"])}


def _nodes(rows: Any) -> list[Payload]:
    listed = _listed(rows)
    nodes, places = [], []
    for number, row in enumerate(listed, 1):
        node = _exactly(row, {"text", "under"})
        text = _text(node["text"], _("Row %(number)s has no words.") % {"number": number})
        places.append(_place(node["under"], len(listed), number))
        nodes.append({"text": text, "under": places[-1]})
    _refuse_rings(places)
    return nodes


def _place(under: Any, size: int, number: int) -> int | None:
    if under is None:
        return None
    if not _is_whole(under) or not 0 <= under < size:
        raise Refused(_("Row %(number)s stands under a row that is not there.") % {"number": number})
    return int(under)


def _refuse_rings(under: list[int | None]) -> None:
    """Following the rows upward leads to the core problem in at most as many steps as there are rows."""
    for start in range(len(under)):
        at: int | None = start
        for _step in under:
            at = under[at] if at is not None else None
        if at is not None:
            raise Refused(
                _("Row %(number)s stands under itself. Every row leads to the core problem.") % {"number": start + 1}
            )


def _check_calendar(payload: Any) -> Payload:
    whole = _exactly(payload, {"rows", "calendar"})
    if whole["calendar"] != "gregorian":
        raise Refused(_("Only the calendar of January to December is known here."))
    rows = _listed(whole["rows"])
    if not rows:
        raise Refused(_("Write at least one activity."))
    return {"rows": [_year(row, number) for number, row in enumerate(rows, 1)], "calendar": "gregorian"}


def _year(row: Any, number: int) -> Payload:
    found = _exactly(row, {"label", "months"})
    label = _text(found["label"], _("Row %(number)s has no words.") % {"number": number})
    months = found["months"]
    if not isinstance(months, list) or len(months) != MONTHS:
        raise Refused(_("“%(label)s” needs twelve months.") % {"label": label})
    if any(level is not None and (not _is_whole(level) or level not in LEVELS) for level in months):
        raise Refused(_("“%(label)s”: a month has a level from 0 to 3, or stays empty.") % {"label": label})
    return {"label": label, "months": months}


# --- shapes -----------------------------------------------------------------------------------------------------------
def _exactly(value: Any, names: set[str]) -> Payload:
    if not isinstance(value, dict) or set(value) != names:
        raise Refused(_("This is not what the tool makes."))
    return value


def _listed(rows: Any) -> list[Any]:
    if not isinstance(rows, list):
        raise Refused(_("This is not what the tool makes."))
    if len(rows) > MOST_ROWS:
        raise Refused(_("At most %(most)s rows find room.") % {"most": MOST_ROWS})
    return rows


def _text(value: Any, missing: str) -> str:
    if not isinstance(value, str):
        raise Refused(_("This is not what the tool makes."))
    if not value.strip():
        raise Refused(missing)
    if len(value.strip()) > LONGEST:
        raise Refused(_("A row has at most %(most)s characters.") % {"most": LONGEST})
    return value.strip()


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


CHECKS: dict[str, Callable[[Any], Payload]] = {PROBLEM_TREE: _check_tree, SEASONAL_CALENDAR: _check_calendar}
