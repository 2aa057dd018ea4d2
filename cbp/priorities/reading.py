"""Everything that a page or a paper shows of a ranking: plain data, a constant number of queries, no markup.

Places and scores are computed from the rows by `methods.py`; of a closed ranking, the order is the one that was stored.
Labels are in the active language; words of the community are reached through `OptionLine.need` in every language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from cbp.core.groups import group_labels
from cbp.priorities import methods
from cbp.priorities.methods import Fate, GroupVotes, Place, Tally
from cbp.priorities.models import CombinationRule, GroupTally, Need, Ranking, RankingGroup, RankingOption
from cbp.priorities.phases import RankingState
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


def tally_of(ranking: Ranking) -> Tally:
    return _tally(ranking, _options(ranking), _groups(ranking), _votes(ranking))


def outcome(ranking: Ranking) -> Outcome:
    options, groups = _options(ranking), _groups(ranking)
    tally = _tally(ranking, options, groups, _votes(ranking))
    labels = group_labels(ranking.cycle.programme)
    lines = {one.pk: OptionLine(one.pk, one.need.number, one.need, one.cost) for one in options}
    group_lines = tuple(
        _group_line(group, votes, labels, lines, ranking) for group, votes in zip(groups, tally.groups, strict=True)
    )
    rules = tuple(_rule_line(code, tally, lines, group_lines, ranking) for code in methods.RULES)
    computed = methods.places(methods.RULES[ranking.rule](tally))
    final = _final(ranking, options, computed)
    rows = _rows(ranking, tally, lines, computed, final, rules, labels)
    missed = _missed(methods.left_out(tally.groups, final, top=ranking.top), group_lines, lines)
    out = {one.group.code for one in missed}
    return Outcome(
        ranking=ranking,
        currency=ranking.cycle.programme.currency,
        options=tuple(lines.values()),
        groups=group_lines,
        rules=rules,
        rows=rows,
        missed=missed,
        satisfied=tuple(one for one in group_lines if one.first and one.code not in out) if final else (),
        budget_lines=_budget_lines(ranking, final, lines, group_lines),
        is_whole=tally.is_whole,
        is_changed=any(row.is_moved for row in rows),
        has_ties=any(place.is_tied for place in final),
    )


# --- from the rows ----------------------------------------------------------------------------------------------------
def _options(ranking: Ranking) -> list[RankingOption]:
    return list(ranking.options.select_related("need", "result").order_by("position", "pk"))


def _groups(ranking: Ranking) -> list[RankingGroup]:
    return list(ranking.groups.select_related("session").order_by("position", "pk"))


def _votes(ranking: Ranking) -> dict[tuple[int, int], int]:
    found = GroupTally.objects.filter(group__ranking=ranking).values_list("group_id", "option_id", "votes")
    return {(group, option): votes for group, option, votes in found}


def _tally(
    ranking: Ranking, options: list[RankingOption], groups: list[RankingGroup], votes: dict[tuple[int, int], int]
) -> Tally:
    keys = tuple(option.pk for option in options)
    each = tuple(
        GroupVotes(group.group, group.voters, {key: votes.get((group.pk, key)) for key in keys}) for group in groups
    )
    return Tally(keys, each, ranking.votes_each, ranking.most_on_one)


def _final(ranking: Ranking, options: list[RankingOption], computed: list[Place]) -> list[Place]:
    """The order as it was agreed at the close; before, the computed one."""
    if ranking.state != RankingState.CLOSED or not all(hasattr(one, "result") for one in options):
        return computed
    ranks = {one.pk: one.result.final_rank for one in options}
    taken = list(ranks.values())
    found = [Place(pk, rank, taken.count(rank) > 1, Fraction(-rank)) for pk, rank in ranks.items()]
    return sorted(found, key=lambda place: place.rank)


# --- lines ------------------------------------------------------------------------------------------------------------
Lines = Mapping[int, OptionLine]


def _group_line(
    group: RankingGroup, votes: GroupVotes, labels: Mapping[str, str], lines: Lines, ranking: Ranking
) -> GroupLine:
    own = methods.places(votes.shares())
    return GroupLine(
        pk=group.pk,
        code=group.group,
        label=labels.get(group.group, group.group),
        session=group.session,
        voters=group.voters,
        invalid=group.invalid,
        cast=votes.cast,
        possible=votes.possible(ranking.votes_each),
        unused=votes.unused(ranking.votes_each),
        is_whole=votes.is_whole,
        first=tuple(lines[option] for option in methods.own_top(votes)),
        top=tuple(lines[option] for option in methods.own_top(votes, ranking.top)),
        order=tuple((lines[place.option], place.rank, place.written) for place in own),
    )


def _rule_line(code: str, tally: Tally, lines: Lines, groups: Sequence[GroupLine], ranking: Ranking) -> RuleLine:
    scores = methods.RULES[code](tally)
    found = methods.places(scores)
    return RuleLine(
        code=code,
        label=str(CombinationRule(code).label),
        is_chosen=code == ranking.rule,
        places=tuple(_rule_place(code, place, sum(scores.values(), Fraction(0)), lines) for place in found),
        missed=_missed(methods.left_out(tally.groups, found, top=ranking.top), groups, lines),
    )


def _rule_place(code: str, place: Place, total: Fraction, lines: Lines) -> RulePlace:
    is_sum = code == CombinationRule.SUM
    share = (place.score / total if total else None) if is_sum else place.score
    votes = int(place.score) if is_sum else None
    percent = methods.as_percent(share)
    return RulePlace(lines[place.option], place.rank, place.written, place.score, percent, votes)


def _missed(found: list[methods.LeftOut], groups: Sequence[GroupLine], lines: Lines) -> tuple[Missed, ...]:
    by_code = {group.code: group for group in groups}
    return tuple(Missed(by_code[one.group], tuple(lines[option] for option in one.options)) for one in found)


def _rows(
    ranking: Ranking,
    tally: Tally,
    lines: Lines,
    computed: list[Place],
    final: list[Place],
    rules: Sequence[RuleLine],
    labels: Mapping[str, str],
) -> tuple[OptionRow, ...]:
    was = {place.option: place for place in computed}
    now = {place.option: place for place in final}
    cells = _cells(tally, lines, labels)
    by_rule = [{place.option.pk: place for place in line.places} for line in rules]
    return tuple(
        OptionRow(
            option=lines[pk],
            computed=was[pk].written if pk in was else "",
            final=now[pk].written if pk in now else "",
            final_rank=now[pk].rank if pk in now else None,
            is_moved=pk in now and pk in was and (now[pk].rank, now[pk].is_tied) != (was[pk].rank, was[pk].is_tied),
            is_at_top=pk in now and now[pk].rank <= ranking.top,
            cells=tuple(column[pk] for column in cells),
            rules=tuple(found.get(pk) for found in by_rule),
        )
        for pk in ([place.option for place in final] or list(tally.options))
    )


def _cells(tally: Tally, lines: Lines, labels: Mapping[str, str]) -> list[dict[int, VoteCell]]:
    """One column for each group."""
    columns = []
    for group in tally.groups:
        shares = group.shares()
        own = {place.option: place for place in methods.places(shares)}
        first = methods.own_top(group)
        columns.append(
            {
                pk: VoteCell(
                    option=lines[pk],
                    group=labels.get(group.code, group.code),
                    votes=group.votes[pk],
                    share=methods.as_percent(shares.get(pk), 1),
                    place=own[pk].written if pk in own and group.votes[pk] else "",
                    is_first=pk in first,
                )
                for pk in tally.options
            }
        )
    return columns


def _budget_lines(
    ranking: Ranking, final: list[Place], lines: Lines, groups: Sequence[GroupLine]
) -> tuple[BudgetLine, ...]:
    if ranking.budget is None or not final:
        return ()
    costs = {pk: line.cost for pk, line in lines.items()}
    return tuple(
        _budget_line(code, choose(final, costs, ranking.budget), final, lines, groups)
        for code, choose in methods.SELECTIONS.items()
    )


def _budget_line(
    code: str, selection: methods.Selection, final: list[Place], lines: Lines, groups: Sequence[GroupLine]
) -> BudgetLine:
    written = {place.option: place.written for place in final}
    paid = set(selection.chosen)
    return BudgetLine(
        code=code,
        label=str(SELECTION_LABELS[code]),
        rows=tuple(FateRow(lines[pk], written[pk], fate, str(FATE_LABELS[fate])) for pk, fate in selection.fates),
        spent=selection.spent,
        left=selection.left,
        gains=tuple(
            GroupGain(one, sum(option.pk in paid for option in one.top), len(one.top)) for one in groups if one.top
        ),
        has_tie=bool(selection.with_fate(Fate.TIED)),
        chosen=tuple(lines[pk] for pk in selection.chosen),
    )
