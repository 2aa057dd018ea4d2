"""The shapes in which the tools are kept: facts, lists of lines, rows, the two sides of a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.core.refusals import Refused
from cbp.workshops.tools.parts import LONGEST_TEXT, MOST_ROWS, Column, Description, Lines
from cbp.workshops.tools.values import checked_value, is_whole, junk, refuse_long, tidy

Payload = dict[str, Any]


@contextmanager
def row(number: int) -> Iterator[None]:
    """Whatever is refused in here is told with the number of the row."""
    try:
        yield
    except Refused as refusal:
        raise Refused(_("Row %(number)s: %(why)s") % {"number": number, "why": refusal}) from refusal


def record_of(value: Any, names: Sequence[str]) -> Payload:
    """A record with no other keys than these; a key that was not sent is not known."""
    if not isinstance(value, dict) or not set(value) <= set(names):
        raise junk()
    return value


def entries_of(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise junk()
    if len(value) > most:
        raise Refused(_("At most %(most)s rows find room.") % {"most": most})
    return value


def fields_of(columns: Sequence[Column], found: Payload) -> Payload:
    return {column.name: checked_value(column, found.get(column.name)) for column in columns}


def rows_of(tool: Description, value: Any) -> list[Payload]:
    listed = entries_of(value, tool.most)
    if len(listed) < tool.fewest:
        least = ngettext("Write at least %(fewest)s row.", "Write at least %(fewest)s rows.", tool.fewest)
        raise Refused(least % {"fewest": tool.fewest})
    names, rows = [column.name for column in tool.columns], []
    for number, one in enumerate(listed, 1):
        with row(number):
            rows.append(fields_of(tool.columns, record_of(one, names)))
    return rows


def lines_of(part: Lines, value: Any) -> list[str]:
    """Without the empty ones."""
    lines = []
    for line in entries_of([] if value is None else value, MOST_ROWS):
        if not isinstance(line, str):
            raise junk()
        refuse_long(part.label, line, LONGEST_TEXT * 4)
        lines.append(tidy(line))
        refuse_long(part.label, lines[-1], LONGEST_TEXT)
    return [line for line in lines if line]


def branches_of(tool: Description, value: Any) -> list[Payload]:
    """`under` is the place of another one in the list, None stands for the trunk."""
    listed = entries_of([] if value is None else value, tool.most)
    text, nodes = tool.columns[0], []
    for number, one in enumerate(listed, 1):
        with row(number):
            node = record_of(one, ("text", "under"))
            nodes.append({"text": checked_value(text, node.get("text")), "under": _place(node, len(listed))})
    _refuse_rings([node["under"] for node in nodes])
    return nodes


def _place(node: Payload, size: int) -> int | None:
    under = node.get("under")
    if under is None:
        return None
    if not is_whole(under) or not 0 <= under < size:
        raise Refused(_("It stands under a row that is not there."))
    return int(under)


def _refuse_rings(under: list[int | None]) -> None:
    """Following the rows upward leads to the trunk in at most as many steps as there are rows."""
    for start in range(len(under)):
        at: int | None = start
        for _step in under:
            at = under[at] if at is not None else None
        if at is not None:
            with row(start + 1):
                raise Refused(_("It stands under itself. Every row leads to the core problem."))
