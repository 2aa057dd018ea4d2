"""What sums tell because nobody is less than no one: where a part is as large as its sum, nothing is left beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cbp.workshops.participation.monthly import ALL, EVERY_KIND, Key

Line = Sequence[Key]  # the parts, and their sum last
ENDLESS = 1 << 40


def squeeze_out(lines: Sequence[Line], counts: Mapping[Key, int], hidden: set[Key], few: set[Key]) -> None:
    """Hides the smallest count beside each small one for which the sums leave one number only, while there are any."""
    while found := _squeezed(lines, counts, hidden, few):
        touched = [line for line in lines if not hidden.isdisjoint(line)]
        for near in ([line for line in touched if found & set(line)], touched):
            if beside := {key for line in near for key in line} - hidden:
                hidden.add(min(beside, key=lambda key: (_cost(key, counts), str(key))))
                break
        else:
            return


def _cost(key: Key, counts: Mapping[Key, int]) -> tuple[bool, bool, int]:
    kind, column, lower = key
    return lower is None or column == ALL, kind == EVERY_KIND, counts[key]


def _squeezed(lines: Sequence[Line], counts: Mapping[Key, int], hidden: set[Key], few: set[Key]) -> set[Key]:
    least = {key: 0 if key in hidden else count for key, count in counts.items()}
    most = {key: ENDLESS if key in hidden else count for key, count in counts.items()}
    for _round in lines:
        before = sum(most.values()) - sum(least.values())
        for *parts, whole in lines:
            _tighten(parts, whole, least, most)
        if before == sum(most.values()) - sum(least.values()):
            break
    return {key for key in few & hidden if least[key] == most[key]}


def _tighten(parts: Sequence[Key], whole: Key, least: dict[Key, int], most: dict[Key, int]) -> None:
    fewest, largest = sum(least[key] for key in parts), sum(most[key] for key in parts)
    least[whole], most[whole] = max(least[whole], fewest), min(most[whole], largest)
    for key in parts:
        low, high = least[key], most[key]
        most[key] = min(high, most[whole] - (fewest - low))
        least[key] = max(low, least[whole] - (largest - high))
        fewest, largest = fewest - low + least[key], largest - high + most[key]
