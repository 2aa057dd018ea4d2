"""What people need and what they chose: the register, the groups side by side, the rules side by side."""

from typing import Any

from cbp.core.choices import Method, Sector
from cbp.priorities.methods import Fate
from cbp.priorities.models import CombinationRule, RankingMethod
from cbp.priorities.models.needs import Severity
from cbp.priorities.phases import NeedState, RankingState
from cbp.priorities.reading.lines import FATE_LABELS, SELECTION_LABELS
from reports.plan_paper.wording import all_told, group_label, group_labels, need_titles, told

Row = dict[str, Any]


def needs(snapshot: Row) -> Row:
    rows = [_need(snapshot, need) for need in snapshot["needs"]]
    return {"needs": rows, "referred": [row for row in rows if row["code"] == NeedState.REFERRED]}


def _need(snapshot: Row, need: Row) -> Row:
    return {
        **need,
        **all_told(need["texts"], ("title", "statement", "causes")),
        "code": need["state"],
        "state": str(NeedState(need["state"]).label),
        "sector": str(Sector(need["sector"]).label) if need["sector"] else "",
        "severity": str(Severity(need["severity"]).label) if need["severity"] else "",
        "known_by": str(Method(need["known_by"]).label) if need["known_by"] else "",
        "groups": group_labels(snapshot, need["groups"]),
        "is_aside": need["state"] in (NeedState.REFERRED, NeedState.PARKED),
    }


def ranking(snapshot: Row) -> Row:
    found = snapshot["ranking"]
    if found is None:
        return {"ranking": None}
    titles = need_titles(snapshot)
    return {
        "ranking": {
            **found,
            **all_told(found["texts"], ("title", "order_reason")),
            "is_closed": found["state"] == RankingState.CLOSED,
            "method": str(RankingMethod(found["method"]).label),
            "rule": str(CombinationRule(found["rule"]).label),
            "groups": [{**one, "label": group_label(snapshot, one["group"])} for one in found["groups"]],
            "options": [_option(row) for row in found["options"]],
            "is_computed": any(row["final"] for row in found["options"]),
            "rules": [_rule(row) for row in found["rules"]],
            "by_rule": _by_rule(found, titles),
            "missed": [_missed(snapshot, row, titles) for row in found["missed"]],
            "satisfied": group_labels(snapshot, found["satisfied"]),
            "budget_lines": _budget_lines(found, titles),
        }
    }


def _option(row: Row) -> Row:
    """Each group's votes, with a bar as long as its share of the group's votes."""
    votes = [
        {"votes": count, "share": None if share is None else float(share), "bar": _bar(share), "is_first": is_first}
        for count, share, is_first in row["votes"]
    ]
    return {**row, "votes": votes, "told": told(row["texts"], "title")}


def _bar(share: str | None) -> int:
    exact = float(share or 0)
    return max(1, round(exact)) if exact else 0


def _rule(row: Row) -> Row:
    return {**row, "label": str(CombinationRule(row["rule"]).label)}


def _by_rule(found: Row, titles: dict[int, Any]) -> list[Row]:
    """The options in their final order, with their place under each rule."""
    places = [{one["need"]: one for one in rule["places"]} for rule in found["rules"]]
    return [
        {
            "need": row["need"],
            "told": titles[row["need"]],
            "places": [
                {**place, "percent": None if place["percent"] is None else float(place["percent"])}
                for place in (one.get(row["need"]) for one in places)
                if place
            ],
        }
        for row in found["options"]
    ]


def _missed(snapshot: Row, row: Row, titles: dict[int, Any]) -> Row:
    needs = [{"number": number, "told": titles[number]} for number in row["needs"]]
    return {"group": group_label(snapshot, row["group"]), "needs": needs}


def _budget_lines(found: Row, titles: dict[int, Any]) -> Row | None:
    """Both ways to go down the order with the money, side by side."""
    if not found["budget_lines"]:
        return None
    costs = {row["need"]: row["cost"] for row in found["options"]}
    fates = [dict(line["fates"]) for line in found["budget_lines"]]
    return {
        "lines": [{**line, "label": str(SELECTION_LABELS[line["selection"]])} for line in found["budget_lines"]],
        "rows": [
            {"need": need, "told": titles[need], "cost": costs[need], "fates": [_fate(fate[need]) for fate in fates]}
            for need, _fate_of in found["budget_lines"][0]["fates"]
        ],
    }


def _fate(code: str) -> Row:
    return {"label": str(FATE_LABELS[Fate(code)]), "is_paid": code == Fate.CHOSEN}
