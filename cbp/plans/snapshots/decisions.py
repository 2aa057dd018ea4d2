"""Who signed, what the authority decided, what it remarked and what was answered."""

from __future__ import annotations

from typing import Any

from cbp.plans.models import Decision, Plan, PlanSignature
from cbp.plans.snapshots.parts import day


def signatures_of(plan: Plan) -> list[dict[str, Any]]:
    """One line for each part of the community, signed or not, then whoever signed for another body."""
    signed = list(plan.signatures.order_by("signed_on", "pk"))
    lines = []
    for part in plan.cycle.community.sub_communities.filter(is_active=True).order_by("position", "pk"):
        found = [one for one in signed if one.sub_community_id == part.pk]
        lines += [_line(part.name, part.leader, one) for one in found] or [_line(part.name, part.leader, None)]
        signed = [one for one in signed if one not in found]
    return lines + [_line("", "", one) for one in signed]


def _line(part: str, leader: str, signature: PlanSignature | None) -> dict[str, Any]:
    return {
        "part": part,
        "office": (signature.office if signature else "") or leader,
        "body": signature.body if signature else "",
        "name": signature.name if signature else "",
        "method": signature.method if signature else "",
        "signed_on": day(signature.signed_on) if signature else None,
    }


def decisions_of(plan: Plan) -> list[dict[str, Any]]:
    return [_decision(one) for one in plan.decisions.order_by("decided_on", "pk")]


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "level": one.level,
        "authority": one.authority,
        "decided_on": day(one.decided_on),
        "letter": one.letter,
        "remarks": one.remarks,
        "on_paper": one.on_paper,
    }


def remarks_of(plan: Plan) -> list[dict[str, Any]]:
    """Also those on the edition before, which was returned: they are carried along until they are answered."""
    remarks = plan.remarks.select_related("item", "decision").order_by("decision__decided_on", "pk")
    return [
        {
            "about": one.about or (one.item.title if one.item else ""),
            "text": one.text,
            "answer": one.answer,
            "made_on": day(one.decision.decided_on),
            "answered_on": day(one.answered_at),
        }
        for one in remarks
    ]
