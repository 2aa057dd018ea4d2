"""Everything that the paper of a plan shows, as plain JSON: what is endorsed is frozen in this shape.

Codes of closed lists stay codes; what a programme, a place or a community named itself is kept in every language that
is stored. Texts of communities keep all their wordings. Money and shares are text. No row's number is in it, and no
small count of people: what is hidden in the paper is hidden here already (`HIDDEN`).
"""

from __future__ import annotations

from typing import Any

from cbp.core.canonical import hash_of
from cbp.core.models import Programme
from cbp.core.suppression import HIDDEN
from cbp.cycles.models import Cycle
from cbp.plans.models import Plan
from cbp.plans.reading import items_of
from cbp.plans.snapshots.community import profile_of
from cbp.plans.snapshots.dating import as_of
from cbp.plans.snapshots.decisions import decisions_of, remarks_of, signatures_of
from cbp.plans.snapshots.items import item_of, totals_of
from cbp.plans.snapshots.meetings import meetings_of
from cbp.plans.snapshots.parts import areas_of, day, group_names, names_in
from cbp.plans.snapshots.priorities import needs_of, ranking_of

__all__ = ["HIDDEN", "hash_of", "plan_snapshot"]

SCHEMA = 1


def plan_snapshot(plan: Plan) -> dict[str, Any]:
    """The edition and its community as they stand now. Read it within the transaction that freezes it."""
    plan = Plan.objects.select_related(
        "validation", "previous", "cycle__programme__country", "cycle__community__area", "cycle__lead",
        "cycle__counterpart",
    ).get(pk=plan.pk)  # fmt: skip
    cycle, programme = plan.cycle, plan.cycle.programme
    threshold = programme.disclosure_threshold
    items, profile = items_of(plan), profile_of(cycle, threshold)
    return {
        "paper": "community-action-plan",
        "schema": SCHEMA,
        "community": _community(plan),
        "areas": areas_of(cycle.community.area),
        "programme": _programme(programme),
        "plan": _edition(plan),
        "cycle": _cycle(cycle),
        "signatures": signatures_of(plan),
        "decisions": decisions_of(plan),
        "remarks": remarks_of(plan),
        "meetings": meetings_of(cycle, profile, threshold),
        "profile": profile,
        "needs": needs_of(cycle, threshold),
        "ranking": ranking_of(plan),
        "items": [item_of(item, number, threshold) for number, item in enumerate(items, 1)],
        "money": totals_of(items),
        "groups": group_names(programme),
        "as_of": as_of(plan),
    }


def _programme(programme: Programme) -> dict[str, Any]:
    return {
        "code": programme.code,
        "title": programme.title,
        "donors": programme.donors,
        "currency": programme.currency,
        "safe_contact": programme.safe_contact,
        "threshold": programme.disclosure_threshold,
    }


def _cycle(cycle: Cycle) -> dict[str, Any]:
    return {
        "number": cycle.number,
        "phase": cycle.phase,
        "lead": cycle.lead.name if cycle.lead else "",
        "counterpart": cycle.counterpart.name if cycle.counterpart else "",
        "government_plan": cycle.government_plan,
    }


def _community(plan: Plan) -> dict[str, Any]:
    community = plan.cycle.community
    return {
        "name": community.name,
        "names": names_in((name.language, name.text) for name in community.names.order_by("-pk")),
        "kind": community.kind,
        "definition": community.definition,
    }


def _edition(plan: Plan) -> dict[str, Any]:
    return {
        "edition": plan.number,
        "state": plan.state,
        "texts": plan.all_said(),
        "starts_on": day(plan.starts_on),
        "ends_on": day(plan.ends_on),
        "government_reference": plan.government_reference,
        "revision_reason": plan.revision_reason,
        "previous": plan.previous.number if plan.previous else None,
        "validated_on": day(plan.validation.held_on) if plan.validation else None,
        "submitted_on": day(plan.submitted_at),
        "needs_ministry": plan.cycle.programme.needs_ministry,
    }
