"""What is to be done, by whom, when, at what cost: the table of quarters, the sheets of the items, the money."""

import datetime
from decimal import Decimal
from typing import Any

from cbp.core.choices import Sector
from cbp.core.suppression import HIDDEN
from cbp.plans.models import FundingKind, FundingStatus, Track
from cbp.plans.quarters import Quarter, quarter_of, quarters_between
from reports.plan_paper.wording import all_told, group_labels, need_titles

Row = dict[str, Any]
TEXTS = ("title", "description", "place", "responsible", "upkeep", "risks", "cost_unknown_reason")


def items(snapshot: Row) -> Row:
    quarters, titles = _quarters(snapshot), need_titles(snapshot)
    rows = [_item(snapshot, item, quarters, titles) for item in snapshot["items"]]
    return {
        "items": rows,
        "tracks": _tracks(rows),
        "years": _years(quarters),
        "has_hidden_people": any(row["people"] == HIDDEN for row in rows),
        "money": _money(snapshot["money"]),
    }


def _item(snapshot: Row, item: Row, quarters: list[Quarter], titles: dict[int, Any]) -> Row:
    return {
        **item,
        **all_told(item["texts"], TEXTS),
        "sector": str(Sector(item["sector"]).label) if item["sector"] else "",
        "groups": group_labels(snapshot, item["groups"]),
        "answers": [{"number": number, "told": titles.get(number)} for number in item["needs"]],
        "quantity": None if item["quantity"] is None else Decimal(item["quantity"]),
        "costs": [{**line, "quantity": Decimal(line["quantity"])} for line in item["costs"]],
        "fundings": [_funding(line) for line in item["fundings"]],
        "has_gap": _is_something(item["gap"]),
        "has_surplus": _is_something(item["surplus"]),
        **_when(item, quarters),
    }


def _funding(line: Row) -> Row:
    return {
        **line,
        "kind": str(FundingKind(line["kind"]).label),
        "status": str(FundingStatus(line["status"]).label),
    }


def _is_something(amount: str | None) -> bool:
    return amount is not None and Decimal(amount) > 0


def _tracks(rows: list[Row]) -> list[Row]:
    """Grouped by who can make it happen; what has no track yet comes last."""
    kinds = [(str(track), str(track.label)) for track in Track] + [("", "")]
    found = [{"label": label, "rows": [row for row in rows if row["track"] == code]} for code, label in kinds]
    return [track for track in found if track["rows"]]


# --- quarters ---------------------------------------------------------------------------------------------------------
def _quarters(snapshot: Row) -> list[Quarter]:
    """Every quarter of the plan, and of an item that lies outside its period."""
    days = [snapshot["plan"][key] for key in ("starts_on", "ends_on")]
    days += [item[key] for item in snapshot["items"] for key in ("starts_on", "ends_on")]
    known = sorted(datetime.date.fromisoformat(day) for day in days if day)
    return quarters_between(known[0], known[-1]) if known else []


def _years(quarters: list[Quarter]) -> list[Row]:
    """The years above the bars, each as wide as its quarters."""
    years = sorted({quarter.year for quarter in quarters})
    ends = [_hundredths(sum(1 for one in quarters if one.year <= year), quarters) for year in years]
    return [{"year": year, "bar": end - start} for year, start, end in zip(years, [0, *ends], ends, strict=False)]


def _when(item: Row, quarters: list[Quarter]) -> Row:
    """The bar of an item in hundredths of the whole period, and the same in words."""
    if not item["starts_on"] or not item["ends_on"] or not quarters:
        return {"when": [], "begins": 0, "lasts": 0}
    first, last = (quarter_of(datetime.date.fromisoformat(item[key])) for key in ("starts_on", "ends_on"))
    begins = _hundredths(sum(1 for one in quarters if one < first), quarters)
    ends = _hundredths(sum(1 for one in quarters if one <= last), quarters)
    return {
        "when": [str(first)] if first == last else [str(first), str(last)],
        "begins": begins,
        "lasts": ends - begins,
    }


def _hundredths(count: int, quarters: list[Quarter]) -> int:
    return round(100 * count / len(quarters))


# --- money ------------------------------------------------------------------------------------------------------------
def _money(found: Row) -> Row:
    """Each kind of source with its part of the whole cost; what is left is the gap."""
    whole = Decimal(found["cost"]) if found["cost"] else Decimal(0)
    rows = [
        {
            "label": str(FundingKind(row["kind"]).label),
            "amount": row["amount"],
            "pledged": row["by_status"].get(FundingStatus.PLEDGED.value),
            **_share(Decimal(row["amount"]), whole),
        }
        for row in found["by_kind"]
    ]
    gap = Decimal(found["gap"] or 0)
    return {
        **found,
        "rows": rows,
        "gap_share": _share(gap, whole),
        "has_gap": gap > 0,
        "has_surplus": _is_something(found["surplus"]),
        "share": None if found["share"] is None else Decimal(found["share"]),
    }


def _share(amount: Decimal, whole: Decimal) -> Row:
    share = 100 * amount / whole if whole else None
    return {"share": share, "bar": min(100, max(1, round(share))) if share else 0}
