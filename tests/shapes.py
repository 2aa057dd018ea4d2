"""Two snapshots side by side: which keys they have, level by level."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce
from typing import Any


def keys_of(thing: Any) -> Iterator[str]:
    if isinstance(thing, dict):
        yield from thing
        thing = list(thing.values())
    if isinstance(thing, list):
        for one in thing:
            yield from keys_of(one)


def shape_of(thing: Any, free: Collection[str]) -> Any:
    """The keys, level by level; of rows those of all together. What is keyed by what it is of (`free`) is left out."""
    if isinstance(thing, dict):
        return {key: shape_of(value, free) for key, value in thing.items() if key not in free}
    if isinstance(thing, list) and thing and isinstance(thing[0], dict):
        return reduce(_together, [shape_of(one, free) for one in thing])
    return None


def _together(one: Any, other: Any) -> Any:
    """The keys of both, level by level."""
    if one is None or other is None:
        return one or other
    return {key: _together(one.get(key), other.get(key)) for key in {**one, **other}}
