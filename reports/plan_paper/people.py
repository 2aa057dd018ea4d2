"""Who met, who was missing, and who lives there: the meetings of the cycle and the digest of the profile."""

from itertools import groupby
from typing import Any

from cbp.core.choices import Confidence, Method
from cbp.core.suppression import HIDDEN
from cbp.workshops.models import SessionKind
from cbp.workshops.phases import SessionState
from profiling.models.factors import FactorKind, Trend
from profiling.models.hazards import HazardKind
from profiling.models.services import Functioning, ServiceKind
from profiling.phases import ProfileState
from profiling.sections import BY_CODE, HAZARDS
from reports.plan_paper.wording import all_told, group_label, told

Row = dict[str, Any]


def meetings(snapshot: Row) -> Row:
    found = snapshot["meetings"]
    sessions = [
        {
            **one,
            "kind": str(SessionKind(one["kind"]).label),
            "group": group_label(snapshot, one["group"]),
            "is_verified": one["state"] == SessionState.VERIFIED,
        }
        for one in found["sessions"]
    ]
    rows = [{**one, "label": group_label(snapshot, one["group"])} for one in found["participation"]["rows"]]
    share = found["participation"]["women_share"]
    return {
        "sessions": sessions,
        "session_totals": found["totals"],
        "has_other": any(one["other"] not in (None, 0) for one in sessions),
        "has_hidden": any(HIDDEN in row.values() for row in [*sessions, *rows]),
        "has_unverified": any(not one["is_verified"] for one in sessions),
        "has_differing": any(one["differs"] for one in sessions),
        "participation": rows,
        "missing": [one for one in rows if one["is_missing"]],
        "women_share": None if share in (None, HIDDEN) else float(share),
        "is_share_incomplete": found["participation"]["is_incomplete"],
    }


def profile(snapshot: Row) -> Row:
    found = snapshot["profile"]
    if found is None:
        return {"profile": None}
    population = [{**row, "label": group_label(snapshot, row["group"])} for row in found["population"]]
    return {
        "profile": {
            "version": found["version"],
            "state": str(ProfileState(found["state"]).label),
            "is_validated": found["state"] in (ProfileState.VALIDATED, ProfileState.SUPERSEDED),
            "as_of": found["as_of"],
            "sources": [_source(source) for source in found["sources"]],
            "whole": next((row for row in population if not row["group"]), None),
            "population": population,
            "has_hidden": any(HIDDEN in row.values() for row in population),
            "services": [_service(row) for row in found["services"]],
            "factors": [*_factors(found["factors"]), *_hazards(found["hazards"])],
        }
    }


def _source(source: Row) -> Row:
    return {
        **source,
        "method": str(Method(source["method"]).label),
        "confidence": str(Confidence(source["confidence"]).label),
    }


def _service(row: Row) -> Row:
    return {
        **row,
        "label": str(ServiceKind(row["kind"]).label),
        "functioning": str(Functioning(row["functioning"]).label) if row["functioning"] else "",
        **all_told(row["texts"], ("provider", "barriers", "problem")),
    }


def _factors(rows: list[Row]) -> list[Row]:
    """Of one kind together, in the order of the list, the strongest first."""
    kinds = [str(kind) for kind in FactorKind]
    ordered = sorted(rows, key=lambda row: (kinds.index(row["kind"]), -(row["strength"] or 0)))
    return [
        {"label": str(FactorKind(kind).label), "rows": [_factor(row) for row in group]}
        for kind, group in groupby(ordered, key=lambda row: row["kind"])
    ]


def _hazards(rows: list[Row]) -> list[Row]:
    """A hazard that nobody told more of is named by its kind."""
    told_rows = [{**_factor(row), "kind_label": str(HazardKind(row["kind"]).label)} for row in rows]
    return [{"label": str(BY_CODE[HAZARDS].title), "rows": told_rows}] if rows else []


def _factor(row: Row) -> Row:
    return {**row, "told": told(row["texts"], "text"), "trend": str(Trend(row["trend"]).label) if row["trend"] else ""}
