"""The register of needs, and the ranking that the plan follows: tallies by group, the rules side by side, the order."""

from __future__ import annotations

from typing import Any

from cbp.core.suppression import few
from cbp.cycles.models import Cycle
from cbp.plans.models import Plan
from cbp.plans.snapshots.parts import amount, day
from cbp.priorities.models import Need, Ranking
from cbp.priorities.phases import NeedState
from cbp.priorities.reading import BudgetLine, GroupLine, Missed, OptionRow, Outcome, RuleLine, outcome

TOLD = ("title", "statement", "causes")


def needs_of(cycle: Cycle, threshold: int) -> list[dict[str, Any]]:
    """Every need that was not withdrawn or merged: nothing that people said is silently dropped."""
    gone = (NeedState.WITHDRAWN, NeedState.MERGED)
    needs = cycle.needs.exclude(state__in=gone).by_number().prefetch_related("voices")
    return [_need(need, threshold) for need in needs]


def _need(need: Need, threshold: int) -> dict[str, Any]:
    return {
        "number": need.number,
        "texts": need.all_said(TOLD),
        "sector": need.sector,
        "severity": need.severity,
        "people": few(need.people_affected, threshold),
        "known_by": need.known_by,
        "state": need.state,
        "reason": need.state_reason,
        "groups": sorted({voice.group for voice in need.voices.all()}),
    }


def ranking_of(plan: Plan) -> dict[str, Any] | None:
    """The ranking that the plan names; without one, the latest closed one of the cycle."""
    ranking = plan.ranking or plan.cycle.rankings.closed().latest_first().first()
    if ranking is None:
        return None
    found = outcome(ranking)
    return {
        **_question(ranking),
        "groups": [_group(group) for group in found.groups],
        "options": [_option(row, found) for row in found.rows],
        "rules": [_rule(line) for line in found.rules],
        "missed": [_missed(one) for one in found.missed],
        "satisfied": [group.code for group in found.satisfied],
        "budget_lines": [_budget_line(line) for line in found.budget_lines],
        "is_whole": found.is_whole,
        "is_changed": found.is_changed,
        "rules_agree": found.rules_agree,
    }


def _question(ranking: Ranking) -> dict[str, Any]:
    return {
        "texts": ranking.all_said(),
        "state": ranking.state,
        "method": ranking.method,
        "votes_each": ranking.votes_each,
        "most_on_one": ranking.most_on_one,
        "rule": ranking.rule,
        "top": ranking.top,
        "budget": amount(ranking.budget),
        "closed_on": day(ranking.closed_at),
    }


def _group(group: GroupLine) -> dict[str, Any]:
    return {
        "group": group.code,
        "voters": group.voters,
        "invalid": group.invalid,
        "cast": group.cast,
        "unused": group.unused,
        "is_whole": group.is_whole,
    }


def _option(row: OptionRow, found: Outcome) -> dict[str, Any]:
    """`votes` of each group in the order of the groups: [votes, share of the group in hundredths, is its first]."""
    return {
        "need": row.option.number,
        "texts": row.option.need.all_said(("title",)),
        "cost": amount(row.option.cost),
        "computed": row.computed,
        "final": row.final,
        "is_moved": row.is_moved,
        "is_at_top": row.is_at_top,
        "votes": [
            [cell.votes, None if cell.share is None else str(cell.share), cell.is_first]
            for cell in row.cells[: len(found.groups)]
        ],
    }


def _rule(line: RuleLine) -> dict[str, Any]:
    """Each place with its exact score as a fraction, and in hundredths for the eye."""
    return {
        "rule": line.code,
        "is_chosen": line.is_chosen,
        "places": [
            {
                "need": one.option.number,
                "place": one.place,
                "score": str(one.score),
                "percent": None if one.percent is None else str(one.percent),
                "votes": one.votes,
            }
            for one in line.places
        ],
        "missed": [_missed(one) for one in line.missed],
    }


def _missed(one: Missed) -> dict[str, Any]:
    return {"group": one.group.code, "needs": [option.number for option in one.options]}


def _budget_line(line: BudgetLine) -> dict[str, Any]:
    return {
        "selection": line.code,
        "spent": amount(line.spent),
        "left": amount(line.left),
        "has_tie": line.has_tie,
        "fates": [[row.option.number, str(row.fate)] for row in line.rows],
    }
