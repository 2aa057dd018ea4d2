"""`bench votes`: equal shares on made-up elections of the sizes that a district and a city have."""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from fractions import Fraction

from cbp.core.benches import Figures, register
from cbp.priorities.methods.equal_shares import Purse, equal_shares

SIZES = ((50, 5_000), (200, 50_000))  # projects, voters
LONGEST = 7  # names on a ballot


def _made_up(projects: int, voters: int) -> tuple[list[Purse], dict[int, Fraction]]:
    """Some projects are loved and many are not; the money pays for a third of all. The same on every run."""
    chance = random.Random(projects)  # noqa: S311  (no secret)
    loved = [1 / (at + 3) for at in range(projects)]
    costs: dict[int, Fraction] = {at: Fraction(chance.randrange(1_000, 40_000)) for at in range(projects)}
    ballots: Counter[tuple[int, ...]] = Counter()
    for _number in range(voters):
        ballots[tuple(sorted(set(chance.choices(range(projects), loved, k=chance.randint(1, LONGEST)))))] += 1
    share = sum(costs.values(), Fraction(0)) / 3 / voters
    return [Purse("", count, share, dict.fromkeys(named, 1)) for named, count in ballots.items()], costs


def votes() -> Figures:
    found: dict[str, float | int | bool | str] = {}
    before = _memory()
    for projects, voters in SIZES:
        purses, costs = _made_up(projects, voters)
        began = time.perf_counter()
        bought = equal_shares(purses, costs)
        name = f"{projects} projects, {voters} voters"
        found[f"{name}: seconds"] = round(time.perf_counter() - began, 2)
        found[f"{name}: bought"] = len(bought)
    found["memory that it took, MB"] = _memory() - before
    return found


def _memory() -> int:
    """The most that the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


register("votes", votes)
