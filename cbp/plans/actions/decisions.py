"""What the authority says: endorsing, returning with remarks; and the planners' answers.

Whoever wrote in an edition, or submitted it, does not decide on it. (domain 11.3, rule 9)
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.plans.actions.editions import refuse_incomplete, unsign
from cbp.plans.actions.working import locked, move, refuse_ended, refuse_step
from cbp.plans.models import Decision, Plan, PlanItem, PlanSnapshot, Remark
from cbp.plans.phases import PlanState
from cbp.plans.snapshots import hash_of, plan_snapshot
from cbp.priorities.actions.needs import move_need
from cbp.priorities.models import Need
from cbp.priorities.phases import NeedState

TOLD = ["authority", "decided_on", "letter", "remarks", "on_paper"]
# An answer can be written, and written better, until the edition goes to the authority again.
ANSWERABLE = frozenset({PlanState.RETURNED, PlanState.DRAFT, PlanState.VALIDATED})
# The way of a need into an endorsed plan.
TO_PLANNED = {
    NeedState.RAISED: (NeedState.CONFIRMED, NeedState.PLANNED),
    NeedState.CONFIRMED: (NeedState.PLANNED,),
    NeedState.RANKED: (NeedState.PLANNED,),
}


def may_not_decide(plan: Plan, person: User) -> str:
    """Why this person does not decide on this edition; empty where nothing is in the way."""
    if plan.submitted_by_id == person.pk:
        return _("Whoever submitted a plan does not decide on it. Another person of the authority does.")
    if plan.authors.filter(pk=person.pk).exists():
        return _("Whoever wrote in a plan does not decide on it. Another person of the authority does.")
    return ""


@transaction.atomic
def endorse_plan(
    plan: Plan,
    *,
    authority: str,
    decided_on: datetime.date,
    letter: str = "",
    remarks: str = "",
    on_paper: bool = False,
    level: str = Decision.Level.DISTRICT,
    by: User,
) -> Decision:
    """The district endorses, and the edition is frozen with its snapshot; a ministry adds its own line after that.

    The needs that its items answer are planned from now on: as long as it was a draft, items came and went.
    """
    row = locked(plan)
    refuse_ended(row)
    _refuse_author(row, by)
    decision = Decision(
        plan=row, kind=Decision.Kind.ENDORSED, level=Decision.Level(level), authority=authority.strip(),
        decided_on=decided_on, letter=letter.strip(), remarks=remarks.strip(), on_paper=on_paper, by=by,
    )  # fmt: skip
    _refuse_impossible(decision)
    if decision.level == Decision.Level.MINISTRY:
        return _by_ministry(row, decision, by)
    refuse_step(row, PlanState.ENDORSED)
    refuse_incomplete(row, endorsing=True)
    decision.save()
    _plan_needs(row, by)
    told = audit.values_of(decision, TOLD)
    move(plan, row, PlanState.ENDORSED, Verb.PLAN_ENDORSED, by=by, told=told, endorsed_at=timezone.now())
    data = plan_snapshot(plan)
    PlanSnapshot.objects.create(plan=plan, data=data, sha256=hash_of(data))
    return decision


def _by_ministry(row: Plan, decision: Decision, by: User) -> Decision:
    """A line beside the frozen edition, which stays as it is."""
    if not row.cycle.programme.needs_ministry:
        raise Refused(_("The plans of this programme need no endorsement by a ministry."))
    if row.state != PlanState.ENDORSED:
        raise Refused(_("The ministry endorses what the district has endorsed."))
    if row.decisions.filter(kind=decision.kind, level=decision.level).exists():
        raise Refused(_("The ministry has endorsed this edition already."))
    decision.save()
    audit.record(Verb.PLAN_ENDORSED, row, by=by, after=audit.values_of(decision, TOLD))
    return decision


def _plan_needs(row: Plan, by: User) -> None:
    """What was set aside or merged since stays so."""
    for need in Need.objects.filter(plan_items__plan=row).distinct().by_number():
        for state in TO_PLANNED.get(NeedState(need.state), ()):
            move_need(need, to=state, reason="", by=by)


@transaction.atomic
def return_plan(
    plan: Plan,
    *,
    authority: str,
    decided_on: datetime.date,
    letter: str = "",
    remarks: str = "",
    about: list[tuple[PlanItem | None, str]],
    on_paper: bool = False,
    by: User,
) -> Decision:
    """Back to the planners with remarks, on the whole (`remarks`, or `about` None) and on items; each is answered.

    What the community said to the edition goes: it is validated and signed anew.
    """
    row = locked(plan)
    refuse_ended(row)
    _refuse_author(row, by)
    refuse_step(row, PlanState.RETURNED)
    said = [(item, text.strip()) for item, text in [(None, remarks), *about] if text.strip()]
    if not said:
        raise Refused(_("Say what is to be changed: on the whole, or on an item."))
    if any(item is not None and item.plan_id != row.pk for item, _text in said):
        raise Refused(_("This item belongs to another plan."))
    decision = Decision(
        plan=row, kind=Decision.Kind.RETURNED, authority=authority.strip(), decided_on=decided_on,
        letter=letter.strip(), on_paper=on_paper, by=by,
    )  # fmt: skip
    _refuse_impossible(decision)
    decision.save()
    Remark.objects.bulk_create(
        Remark(decision=decision, plan=row, item=item, about=item.title if item else "", text=text)
        for item, text in said
    )
    told = {**audit.values_of(decision, TOLD), "remark": [text for _item, text in said], **unsign(row)}
    move(plan, row, PlanState.RETURNED, Verb.PLAN_RETURNED, by=by, told=told, validation=None)
    return decision


def _refuse_author(row: Plan, by: User) -> None:
    if reason := may_not_decide(row, by):
        raise Refused(reason)


def _refuse_impossible(decision: Decision) -> None:
    if not decision.authority:
        raise Refused(_("Name the authority."))
    if decision.on_paper and not decision.letter:
        raise Refused(_("Give the number of the letter in which the authority decided."))
    if decision.decided_on > timezone.localdate() + datetime.timedelta(days=1):
        raise Refused(_("The date of the decision lies in the future."))


@transaction.atomic
def answer_remark(remark: Remark, *, answer: str, by: User) -> None:
    """One remark of the authority, in the planners' words."""
    row = locked(remark.plan)
    refuse_ended(row)
    if row.state not in ANSWERABLE:
        raise Refused(_("Remarks are answered before the plan is submitted again."))
    if not answer.strip():
        raise Refused(_("Write an answer."))
    before = {"answer": remark.answer, "remark": remark.text}
    remark.answer, remark.answered_by, remark.answered_at = answer.strip(), by, timezone.now()
    remark.save(update_fields=["answer", "answered_by", "answered_at"])
    row.authors.add(by)
    audit.record(Verb.PLAN_ANSWERED, row, by=by, before=before, after={"answer": remark.answer, "remark": remark.text})
