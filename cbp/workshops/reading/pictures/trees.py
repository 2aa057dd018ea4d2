"""A problem tree as geometry: the trunk in the middle, what causes it below as roots, what comes of it above as crown.

Circles hold numbers; the words stand beside the picture under the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

SLOT, LEVEL, RADIUS, EDGE, TRUNK = 44.0, 58.0, 15.0, 8.0, 46.0
LEAST = 5  # slots: a tree with one root is no stick
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Node:
    """A cause or an effect with its number, its place, and those that stand under it."""

    number: int
    text: str
    under: tuple[Node, ...]
    x: float = 0.0
    y: float = 0.0

    @property
    def depth(self) -> int:
        return 1 + max((node.depth for node in self.under), default=0)


@dataclass(frozen=True)
class Tree:
    core: str
    causes: tuple[Node, ...]
    effects: tuple[Node, ...]
    nodes: list[Node]
    branches: list[str]
    trunk: str
    crown: str
    width: float
    height: float
    middle: float
    ground: float


def tree_of(payload: Mapping[str, Any], *, mirrored: bool) -> Tree:
    """Numbers run through the crown, then through the roots: as they are read beside the picture."""
    effects = _nodes(payload["effects"], 1)
    causes = _nodes(payload["causes"], 1 + len(payload["effects"]))
    slots = max(LEAST, _leaves(effects), _leaves(causes))
    width = slots * SLOT + 2 * EDGE
    up, down = (max((node.depth for node in nodes), default=0) for nodes in (effects, causes))
    top = EDGE + RADIUS + up * LEVEL
    bottom = top + TRUNK
    crown = _placed(effects, width, top, -LEVEL, mirrored)
    roots = _placed(causes, width, bottom, LEVEL, mirrored)
    middle = round(width / 2, 1)
    branches = [*_branches(crown, middle, top), *_branches(roots, middle, bottom)]
    height = round(bottom + down * LEVEL + RADIUS + EDGE, 1)
    return Tree(
        str(payload["core"]), roots, crown, [*_all(crown), *_all(roots)], branches, _trunk(middle, top, bottom),
        _crown(crown, middle), round(width, 1), height, middle, bottom,
    )  # fmt: skip


def _nodes(rows: Rows, first: int) -> tuple[Node, ...]:
    """The rows as a tree, numbered as they are read: each before those that stand under it."""
    numbers = {place: first + at for at, place in enumerate(_read(rows, None))}
    return _branch(rows, None, numbers)


def _read(rows: Rows, under: int | None) -> Iterator[int]:
    for place, row in enumerate(rows):
        if row["under"] == under:
            yield place
            yield from _read(rows, place)


def _branch(rows: Rows, under: int | None, numbers: Mapping[int, int]) -> tuple[Node, ...]:
    return tuple(
        Node(numbers[place], str(row["text"]), _branch(rows, place, numbers))
        for place, row in enumerate(rows)
        if row["under"] == under
    )


def _leaves(nodes: Sequence[Node]) -> int:
    return sum(_leaves(node.under) or 1 for node in nodes)


def _placed(
    nodes: Sequence[Node], width: float, from_y: float, step: float, mirrored: bool, begin: float | None = None
) -> tuple[Node, ...]:
    """Each has as much room as the ends of its branches need, and stands over the middle of it."""
    at = begin if begin is not None else (width - _leaves(nodes) * SLOT) / 2
    placed = []
    for node in nodes:
        room = (_leaves(node.under) or 1) * SLOT
        x = at + room / 2
        under = _placed(node.under, width, from_y + step, step, mirrored, at)
        placed.append(
            replace(node, under=under, x=round(width - x if mirrored else x, 1), y=round(from_y + step, 1))
        )  # fmt: skip
        at += room
    return tuple(placed)


def _branches(nodes: Sequence[Node], x: float, y: float) -> list[str]:
    found = []
    for node in nodes:
        bend = round((y + node.y) / 2, 1)
        found.append(f"M{x} {y}C{x} {bend} {node.x} {bend} {node.x} {node.y}")
        found += _branches(node.under, node.x, node.y)
    return found


def _trunk(middle: float, top: float, bottom: float) -> str:
    """Broad at the ground, narrow at the crown."""
    rise = round((top + bottom) / 2, 1)
    left = f"M{middle - 26} {bottom}Q{middle - 12} {rise} {middle - 16} {top}"
    return f"{left}H{middle + 16}Q{middle + 12} {rise} {middle + 26} {bottom}Z"


def _crown(nodes: Sequence[Node], middle: float) -> str:
    """The leaves behind the effects: one round shape that holds them all; none where there is no effect."""
    every = list(_all(nodes))
    if not every:
        return ""
    reach = round(max(abs(node.x - middle) for node in every) + RADIUS + EDGE, 1)
    top, low = min(node.y for node in every) - RADIUS - EDGE + 1, max(node.y for node in every) + RADIUS + 16
    left, half, tall = round(middle - reach, 1), round((low - top) / 2, 1), round(min(reach, (low - top) / 2), 1)
    return (
        f"M{left} {round(top + tall, 1)}a{tall} {tall} 0 0 1 {tall} {-tall}h{round(2 * (reach - tall), 1)}"
        f"a{tall} {tall} 0 0 1 {tall} {tall}v{round(2 * (half - tall), 1)}a{tall} {tall} 0 0 1 {-tall} {tall}"
        f"h{round(-2 * (reach - tall), 1)}a{tall} {tall} 0 0 1 {-tall} {-tall}Z"
    )


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.under)
