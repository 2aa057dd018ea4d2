"""Everything that a page or a paper shows of a ranking: plain data, a constant number of queries, no markup.

Places and scores are computed from the rows by `methods.py`; of a closed ranking, the order is the one that was stored.
Labels are in the active language; words of the community are reached through `OptionLine.need` in every language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from cbp.core.groups import group_labels
from cbp.priorities import methods
from cbp.priorities.methods import Fate, GroupVotes, Place, Tally
from cbp.priorities.models import CombinationRule, GroupTally, Ranking, RankingGroup, RankingOption
from cbp.priorities.phases import RankingState
from cbp.priorities.reading.lines import (
    FATE_LABELS,
    SELECTION_LABELS,
    BudgetLine,
    FateRow,
    GroupGain,
    GroupLine,
    Missed,
    OptionLine,
    OptionRow,
    Outcome,
    RuleLine,
    RulePlace,
    VoteCell,
)
from cbp.priorities.reading.warnings import attendance_of, warnings_of

__all__ = [
    "BudgetLine",
    "FateRow",
    "GroupGain",
    "GroupLine",
    "Missed",
    "OptionLine",
    "OptionRow",
    "Outcome",
    "RuleLine",
    "RulePlace",
    "VoteCell",
    "attendance_of",
    "outcome",
    "tally_of",
    "warnings_of",
]


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
    groups = ranking.groups.select_related("session").prefetch_related("session__attendance")
    return list(groups.order_by("position", "pk"))


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
        attendance=attendance_of(group.session),
        warnings=tuple(warnings_of(votes, group, ranking.votes_each)),
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
