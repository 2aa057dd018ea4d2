"""What is told of a ranking: plain data, without markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from cbp.priorities.methods import Fate
from cbp.priorities.models import Need, Ranking
from cbp.workshops.models import Session

SELECTION_LABELS: Mapping[str, Promise] = {
    "skip": pgettext_lazy("selection", "Skip what does not fit and go on"),
    "stop": pgettext_lazy("selection", "Stop at the first that does not fit"),
}
FATE_LABELS: Mapping[Fate, Promise] = {
    Fate.CHOSEN: pgettext_lazy("selection", "Paid for"),
    Fate.TOO_DEAR: pgettext_lazy("selection", "Costs more than is left"),
    Fate.NOT_REACHED: pgettext_lazy("selection", "Not reached"),
    Fate.NO_COST: pgettext_lazy("selection", "Cost not known"),
    Fate.TIED: pgettext_lazy("selection", "Tied at the budget line"),
    Fate.OPEN: pgettext_lazy("selection", "Depends on how the tie is settled"),
}


@dataclass(frozen=True)
class OptionLine:
    """A need that could be voted for."""

    pk: int
    number: int
    need: Need
    cost: Decimal | None

    @property
    def title(self) -> str:
        return str(self.need)


@dataclass(frozen=True)
class VoteCell:
    """Votes of one group for one option. `share` is of the votes cast in the group, in %; None where none was cast."""

    option: OptionLine
    group: str
    votes: int | None
    share: Decimal | None
    place: str
    is_first: bool


@dataclass(frozen=True)
class GroupLine:
    """One group, its ballots, and its own choices. `unused`: votes that its people had and did not cast."""

    pk: int
    code: str
    label: str
    session: Session | None
    voters: int | None
    invalid: int | None
    cast: int
    possible: int | None
    unused: int | None
    is_whole: bool
    attendance: int | None
    warnings: tuple[str, ...]
    first: tuple[OptionLine, ...]
    top: tuple[OptionLine, ...]
    order: tuple[tuple[OptionLine, int, str], ...]


@dataclass(frozen=True)
class RulePlace:
    """The place of an option under one rule. `percent` of all votes cast (sum), or the score itself (means)."""

    option: OptionLine
    rank: int
    place: str
    score: Fraction
    percent: Decimal | None
    votes: int | None


@dataclass(frozen=True)
class Missed:
    """A group, and its first choices that do not stand at the top."""

    group: GroupLine
    options: tuple[OptionLine, ...]


@dataclass(frozen=True)
class RuleLine:
    """What comes out under one rule."""

    code: str
    label: str
    is_chosen: bool
    places: tuple[RulePlace, ...]
    missed: tuple[Missed, ...]


@dataclass(frozen=True)
class OptionRow:
    """One option across groups and rules, in the final order. Places are empty while nothing is computed."""

    option: OptionLine
    computed: str
    final: str
    final_rank: int | None
    is_moved: bool
    is_at_top: bool
    cells: tuple[VoteCell, ...]
    rules: tuple[RulePlace | None, ...]


@dataclass(frozen=True)
class FateRow:
    option: OptionLine
    place: str
    fate: Fate
    label: str


@dataclass(frozen=True)
class GroupGain:
    """How many of a group's own top choices are paid for."""

    group: GroupLine
    paid: int
    of: int


@dataclass(frozen=True)
class BudgetLine:
    """What the money pays for, gone down the final order by one rule."""

    code: str
    label: str
    rows: tuple[FateRow, ...]
    spent: Decimal
    left: Decimal
    gains: tuple[GroupGain, ...]
    has_tie: bool
    chosen: tuple[OptionLine, ...]


@dataclass(frozen=True)
class Outcome:
    """A ranking as it is shown. While it is open, the order is preliminary and counts whole groups only."""

    ranking: Ranking
    currency: str
    options: tuple[OptionLine, ...]
    groups: tuple[GroupLine, ...]
    rules: tuple[RuleLine, ...]
    rows: tuple[OptionRow, ...]
    missed: tuple[Missed, ...]
    satisfied: tuple[GroupLine, ...]
    budget_lines: tuple[BudgetLine, ...]
    is_whole: bool
    is_changed: bool
    has_ties: bool

    @property
    def rule(self) -> RuleLine:
        """The one that was agreed."""
        return next(line for line in self.rules if line.is_chosen)

    @property
    def not_entered(self) -> tuple[GroupLine, ...]:
        return tuple(group for group in self.groups if not group.is_whole)

    @property
    def is_computed(self) -> bool:
        return bool(self.rule.places)

    @property
    def rules_agree(self) -> bool:
        """Every rule gives the same places: the choice of the rule decides nothing here."""
        orders = [{place.option.pk: place.rank for place in line.places} for line in self.rules]
        return all(order == orders[0] for order in orders)
