"""What a row of the table of doors says, and who the visitors are."""

from __future__ import annotations

from dataclasses import dataclass

NOBODY = ("anonymous", "closed")
HERE_ALL = (
    "administrator", "manager", "screening", "planner", "endorser", "facilitator", "psea", "partner", "auditor",
)  # fmt: skip
STRANGERS = ("stranger", "stranger_facilitator")
EVERYBODY = (*HERE_ALL, *STRANGERS, "removed")
MANAGERS = ("administrator", "manager", "screening")
CHECKERS = ("administrator", "manager", "screening", "planner", "endorser", "facilitator", "psea")

# For each thing, who reaches that of the first world. Everybody else is told that it does not exist.
# Every module of this package adds its own.
SEES: dict[str, tuple[str, ...]] = {"": EVERYBODY}


@dataclass(frozen=True)
class Row:
    """One page: its thing, who passes, what they get by method. `right_first`: the right is asked before the thing."""

    thing: str = ""
    may: tuple[str, ...] = EVERYBODY
    get: int = 405
    post: int = 405
    right_first: bool = False

    def answer(self, actor: str, method: str) -> int:
        passed = {"get": self.get, "post": self.post}.get(method, 405)
        if passed == 405:
            return 405
        if actor in NOBODY:
            return 302
        if self.right_first and actor not in self.may:
            return 403
        if actor not in SEES[self.thing]:
            return 404
        return passed if actor in self.may else 403
