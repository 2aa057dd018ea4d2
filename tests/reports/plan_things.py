"""The snapshot of a plan as `cbp.plans.snapshots` makes it, without a database: a community at the lake.

`plan.json` is a draft with everything in it, said in French and Arabic, with translations that are checked, drafts or
missing. `tests/plans/test_snapshots.py` holds its shape against what is made from rows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]
PLAN = Path(__file__).with_name("plan.json").read_text(encoding="utf-8")


def a_plan(**fields: Any) -> Row:
    """A draft with everything in it; `fields` replace whole parts."""
    plan: Row = json.loads(PLAN)
    return {**plan, **fields}


def in_state(state: str, **fields: Any) -> Row:
    """The same edition in another state of its life."""
    plan = a_plan(**fields)
    plan["plan"] |= {"state": state}
    return plan


def endorsed() -> Row:
    plan = in_state("endorsed")
    plan["plan"] |= {"validated_on": "2026-09-01", "submitted_on": "2026-09-05", "endorsed_on": "2026-09-20"}
    decision = {
        "kind": "endorsed", "level": "district", "authority": "Préfet du Mamdi", "decided_on": "2026-09-20",
        "letter": "231/PM/2026", "remarks": "", "on_paper": True,
    }  # fmt: skip
    plan["decisions"].append(decision)
    return plan


def empty() -> Row:
    """An edition that was only begun: nothing is in it but its title."""
    plan = a_plan(signatures=[], decisions=[], remarks=[], profile=None, needs=[], ranking=None, items=[], as_of=None)
    plan["plan"] |= {
        "texts": {"title": {"fr": ["Plan", "original"]}}, "starts_on": None, "ends_on": None, "revision_reason": "",
    }  # fmt: skip
    plan["programme"] |= {"safe_contact": "", "donors": ""}
    nothing = {"women": None, "men": None, "other": None, "total": None}
    participation: Row = {"rows": [], "women_share": None, "is_incomplete": False}
    plan["meetings"] = {"sessions": [], "totals": nothing, "participation": participation}
    plan["money"] = {
        "cost": None, "funded": "0.00", "gap": None, "surplus": "0.00", "unknown": 0, "given": "0.00", "share": None,
        "by_kind": [],
    }  # fmt: skip
    return plan
