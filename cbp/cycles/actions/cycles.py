"""Planning cycles: starting, changing, moving on through a gate, stepping back, ending without a result.

Every action takes the cycle as the person had it: who acts on a phase that another has left meanwhile is refused.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.keeping import keep, refuse_what_cannot_stand
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.cycles import gates
from cbp.cycles.actions.fitting import (
    lock_communities,
    refuse_a_foreign_community,
    refuse_foreign_organisations,
    refuse_who_plans_already,
)
from cbp.cycles.actions.milestones import choose_steps, follow_start
from cbp.cycles.actions.running import refuse_ended, running_cycle
from cbp.cycles.models import Cycle, CyclePartner, GatePassage, StepTemplate
from cbp.cycles.phases import FORWARD, Gate, Phase
from partners.models import Engagement
from profiling.actions.communities import enrol_community

FIELDS = [
    "title", "types", "lead", "counterpart", "starts_on", "planned_end_on", "government_plan", "plan_from",
    "plan_until", "budget_call_on", "agreement_note",
]  # fmt: skip


@transaction.atomic
def start_cycle(cycle: Cycle, *, steps: StepTemplate | str | None = None, by: User) -> Cycle:
    """Numbers it within community and programme, links the one before, and takes the community into the programme.

    `steps`: the list from which the work plan is written at once, see `choose_steps`.
    """
    community = lock_communities([cycle.community_id])[cycle.community_id]
    refuse_a_foreign_community(cycle, community)
    refuse_foreign_organisations(cycle)
    refuse_who_plans_already(cycle, [community])
    earlier = Cycle.objects.filter(community=community, programme=cycle.programme_id)
    cycle.number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    # By day, not by number: a cycle that came from a merged record has a number of its own.
    cycle.previous = earlier.order_by(F("starts_on").desc(nulls_last=True), "-number").first()
    cycle.phase = Phase.DRAFT
    keep(cycle)
    enrol_community(community, cycle.programme, by=by)
    after = audit.values_of(cycle, ["programme", "number", *FIELDS])
    audit.record(Verb.CYCLE_STARTED, cycle, by=by, after=after)
    if steps:
        choose_steps(cycle, steps, by=by)
    return cycle


@transaction.atomic
def change_cycle(cycle: Cycle, *, fields: list[str], expected: int, by: User) -> None:
    """Writes the named fields; planned days of the work plan follow a start that moved. Raises `Stale` when someone
    saved before."""
    current = running_cycle(cycle.pk)
    refuse_foreign_organisations(cycle)
    refuse_what_cannot_stand(cycle)
    before = audit.values_of(current, fields)
    cycle.save_over(expected, fields)
    after = audit.values_of(cycle, fields)
    if "starts_on" in fields and cycle.starts_on != current.starts_on:
        moved = follow_start(cycle, current.starts_on)
        after |= {"days_moved": moved} if moved else {}
    audit.record(Verb.CYCLE_CHANGED, cycle, by=by, before=before, after=after)


@transaction.atomic
def move_cycle(cycle: Cycle, *, by: User) -> None:
    """One step forward. Every check of the gate is fulfilled or was waived; how each stood is kept."""
    current = _as_it_was_seen(cycle)
    refuse_ended(current)
    following = FORWARD[Phase(current.phase)]
    points = gates.standing(current)
    _refuse_open(points)
    if current.next_gate:
        _pass(current, current.next_gate, points, by)
    _to(cycle, current, following, by=by)


@transaction.atomic
def step_back(cycle: Cycle, *, reason: str, by: User) -> None:
    """One step back, with a reason. The gate that was passed stands before the cycle again; its passages go."""
    current = _as_it_was_seen(cycle)
    before = current.phase_before
    if before is None:
        raise Refused(
            _("A cycle in the phase “%(phase)s” does not step back.") % {"phase": current.get_phase_display()}
        )
    reason = _needed(reason)
    undone = Cycle(phase=before).next_gate
    passages = GatePassage.objects.filter(cycle=current, gate=undone).order_by("pk")
    told = [_told(passage) for passage in passages]
    passages.delete()
    _to(cycle, current, before, by=by, reason=reason, passages=told)


@transaction.atomic
def cancel_cycle(cycle: Cycle, *, reason: str, by: User) -> None:
    """Ends it without a result, with a reason, as long as it is not carried out."""
    current = _as_it_was_seen(cycle)
    if not current.can_be_cancelled:
        raise Refused(
            _("A cycle in the phase “%(phase)s” is not cancelled any more.") % {"phase": current.get_phase_display()}
        )
    current.end_reason = cycle.end_reason = _needed(reason)
    _to(cycle, current, Phase.CANCELLED, by=by, reason=current.end_reason)


@transaction.atomic
def waive_check(cycle: Cycle, code: str, *, reason: str, by: User) -> GatePassage:
    """Before the step: this check of the next gate need not be fulfilled, and why."""
    current = _as_it_was_seen(cycle)
    gate = current.next_gate
    point = next((one for one in gates.standing(current) if one.code == code), None)
    if gate is None or point is None:
        raise Refused(_("The next gate of this cycle has no such check."))
    if point.is_fulfilled:
        raise Refused(_("This check is fulfilled. There is nothing to waive."))
    if point.waived_reason:
        raise Refused(_("This check is waived already."))
    reason = _needed(reason)
    waived = {"outcome": GatePassage.Outcome.WAIVED, "reason": reason, "by": by}
    passage, _made = GatePassage.objects.update_or_create(
        cycle=current, gate=gate, check_code=code, defaults=waived
    )  # fmt: skip
    after = {"gate": gate.value, "code": code, "name": str(point.label)}
    audit.record(Verb.GATE_WAIVED, current, by=by, after=after, reason=reason)
    return passage


@transaction.atomic
def add_partner(cycle: Cycle, engagement: Engagement, *, part: str, by: User) -> CyclePartner:
    """Ties a partner to the cycle, by an engagement that runs and holds for this programme."""
    current = running_cycle(cycle.pk)
    if engagement.organisation.country_id != current.programme.country_id:
        raise Refused(_("This organisation is registered in another country."))
    if engagement.programme_id not in (None, current.programme_id):
        raise Refused(_("This engagement is for another programme."))
    if engagement.has_ended:
        raise Refused(_("This engagement has ended."))
    if not part.strip():
        raise Refused(_("Say what the partner does in this cycle."))
    partner = CyclePartner(cycle=current, engagement=engagement, part=part.strip())
    keep(partner)
    after = {"name": str(engagement), "part": partner.part}
    audit.record(Verb.CYCLE_PARTNER_ADDED, current, by=by, after=after)
    return partner


# --- the step ---------------------------------------------------------------------------------------------------------
def _as_it_was_seen(cycle: Cycle) -> Cycle:
    """The row, locked. Refused when another has moved it since the person looked."""
    current = Cycle.objects.select_for_update(of=("self",)).select_related("community__area").get(pk=cycle.pk)
    if current.phase != cycle.phase:
        raise Refused(
            _("Someone moved this cycle meanwhile; it is now in the phase “%(phase)s”. Look at it, then decide.")
            % {"phase": current.get_phase_display()}
        )
    return current


def _to(
    cycle: Cycle,
    current: Cycle,
    phase: Phase,
    *,
    by: User,
    reason: str = "",
    passages: list[dict[str, str]] | None = None,
) -> None:
    before: dict[str, object] = {"phase": current.phase}
    if passages:
        before["passages"] = passages
    current.phase = phase
    current.save_over(current.version, ["phase", "end_reason"])
    cycle.phase, cycle.version = current.phase, current.version
    audit.record(Verb.CYCLE_MOVED, current, by=by, before=before, after={"phase": phase.value}, reason=reason)


def _refuse_open(points: list[gates.Point]) -> None:
    missing = [point.sentence for point in points if point.is_open]
    if missing:
        head = ngettext(
            "One point is still open before this step:",
            "%(count)s points are still open before this step:",
            len(missing),
        ) % {"count": len(missing)}
        raise Refused(" ".join([head, *missing]))


def _pass(cycle: Cycle, gate: Gate, points: list[gates.Point], by: User) -> None:
    """One row for each check. What was waived and is fulfilled after all counts as fulfilled."""
    fulfilled = [point.code for point in points if point.is_fulfilled]
    GatePassage.objects.filter(cycle=cycle, gate=gate, check_code__in=fulfilled).delete()
    GatePassage.objects.bulk_create(
        GatePassage(cycle=cycle, gate=gate, check_code=code, outcome=GatePassage.Outcome.PASSED, by=by)
        for code in fulfilled
    )


def _told(passage: GatePassage) -> dict[str, str]:
    return {"code": passage.check_code, "outcome": passage.outcome, "reason": passage.reason}


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why."))
    return reason.strip()
