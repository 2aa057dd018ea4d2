"""A comparison as it leaves: what the paper of a community hides is hidden here, and what is derived from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cbp.core.suppression import HIDDEN, is_few
from profiling.reading.comparison import AGES, Block, People, Value
from profiling.reading.sharing.ages import ALL
from profiling.reading.sharing.people import population_shared


def shared_blocks(blocks: Sequence[Block], threshold: int) -> list[list[list[str]]]:
    """The words of each block, line and column. `threshold`: the strictest of the programmes in it."""
    columns = next((block.people for block in blocks if block.people), [])
    hidden = [_hidden_keys(people, threshold) for people in columns]
    return [
        [
            ["*" if (hidden and _is_hidden(line.key, line.derived_from, hidden[at])) or _tells_few(value, threshold)
             else value.text for at, value in enumerate(line.values)]
            for line in block.lines
        ]
        for block in blocks
    ]  # fmt: skip


def _hidden_keys(people: People, threshold: int) -> set[str]:
    """The keys (“group:name”) of one community whose counts are hidden."""
    shared = population_shared(people.groups, people.threshold, max(people.threshold, threshold))
    keys = {f"{code}:{name}" for code, one in shared.items() for name, value in one.totals.items() if value == HIDDEN}
    ages = shared[""].ages.items() if "" in shared else ()
    is_told = all(value != HIDDEN for (column, lower), value in ages if column == ALL and lower is not None)
    return keys if is_told else keys | {AGES}


def _tells_few(value: Value, threshold: int) -> bool:
    """A count that stands alone; a share of a small community is as good as the count."""
    return any(is_few(part, threshold) for part in value.parts)


def _is_hidden(key: str, derived_from: Iterable[str], hidden: set[str]) -> bool:
    return key in hidden or any(one in hidden for one in derived_from)
