"""What a page draws of the records of tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dates import MONTHS, MONTHS_3

from cbp.workshops.models import Session, Tool, ToolRecord


@dataclass(frozen=True)
class Node:
    """A cause or an effect, with those that stand under it."""

    text: str
    under: tuple[Node, ...]


def branches(rows: Sequence[Mapping[str, Any]], under: int | None = None) -> tuple[Node, ...]:
    """The rows as a tree: those directly under the core problem, each with its own."""
    here = [place for place, row in enumerate(rows) if row["under"] == under]
    return tuple(Node(str(rows[place]["text"]), branches(rows, place)) for place in here)


@dataclass(frozen=True)
class Picture:
    """What a page draws of one record of a tool."""

    record: ToolRecord
    core: str = ""
    causes: tuple[Node, ...] = ()
    effects: tuple[Node, ...] = ()
    months: Sequence[tuple[str, str]] = ()
    years: Sequence[tuple[str, list[int | None]]] = ()


def pictures_of(session: Session) -> list[Picture]:
    return [picture_of(record) for record in session.tools.order_by("tool", "pk")]


def picture_of(record: ToolRecord) -> Picture:
    payload = record.payload
    if record.tool == Tool.PROBLEM_TREE:
        return Picture(record, payload["core"], branches(payload["causes"]), branches(payload["effects"]))
    return Picture(record, months=months(), years=[(row["label"], row["months"]) for row in payload["rows"]])


def months() -> list[tuple[str, str]]:
    """(short, whole) names in the reader's language."""
    return [(str(MONTHS_3[number]).capitalize(), str(MONTHS[number])) for number in range(1, 13)]
