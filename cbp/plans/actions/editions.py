"""Editions: beginning, changing, validating by the community, signing, submitting, withdrawing."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.keeping import keep, refuse_what_cannot_stand
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.cycles.models import Cycle
from cbp.plans.actions.items import copy_items
from cbp.plans.actions.working import at_work, locked, move, needed, refuse_ended, refuse_step
from cbp.plans.checks import VALIDATING, failures
from cbp.plans.models import Plan, PlanSignature
from cbp.plans.phases import PlanState
from cbp.workshops.models import Session

FIELDS = [
    "title", "vision", "objectives", "starts_on", "ends_on", "ranking", "government_reference", "revision_reason",
]  # fmt: skip
# From the validation to the endorsement.
SIGNABLE = frozenset({PlanState.VALIDATED, PlanState.SUBMITTED})


@transaction.atomic
def begin_plan(plan: Plan, *, by: User) -> Plan:
    """The next edition of the cycle. Where one was endorsed before, it begins as its copy, and says why it is made."""
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("programme").get(pk=plan.cycle_id)
    if not cycle.is_running:
        raise Refused(_("This planning cycle has ended. No plan is begun in it any more."))
    _refuse_foreign_ranking(plan)
    previous = cycle.plans.endorsed().latest_first().first()
    if previous and not plan.revision_reason.strip():
        raise Refused(_("Say why there is a new edition."))
    plan.number = (cycle.plans.aggregate(last=Max("number"))["last"] or 0) + 1
    plan.state, plan.previous, plan.language = PlanState.DRAFT, previous, by.language
    if previous:
        _keep_words(plan, previous)
    keep(plan)
    # The items of the edition before stay their writers' words: none of them endorses the copy either.
    plan.authors.add(by, *(previous.authors.all() if previous else ()))
    copied = copy_items(previous, plan) if previous else 0
    after = {**audit.values_of(plan, FIELDS), "items": copied}
    audit.record(Verb.PLAN_BEGUN, plan, by=by, after=after, reason=plan.revision_reason)
    return plan


def next_edition(cycle: Cycle) -> Plan:
    """Not saved: the edition that would be begun now, with the words of the endorsed one before it."""
    previous = cycle.plans.endorsed().latest_first().first()
    if previous is None:
        return Plan(cycle=cycle, title=_("Community action plan of %(community)s") % {"community": cycle.community})
    kept = {name: getattr(previous, name) for name in FIELDS if name != "revision_reason"}
    return Plan(cycle=cycle, previous=previous, **kept)


def at_work_in(cycle: Cycle) -> Plan | None:
    """The edition that is being worked on; there is one at most."""
    ended = (PlanState.ENDORSED, PlanState.WITHDRAWN)
    return cycle.plans.exclude(state__in=ended).latest_first().first()


def _keep_words(plan: Plan, previous: Plan) -> None:
    """The words stay in the language of the edition before, with their translations; those that changed in doubt."""
    plan.language, plan.translations = previous.language, copy.deepcopy(previous.translations)
    plan.doubt_translations([field for field in Plan.TEXTS if getattr(plan, field) != getattr(previous, field)])


def _refuse_foreign_ranking(plan: Plan) -> None:
    if plan.ranking is not None and plan.ranking.cycle_id != plan.cycle_id:
        raise Refused(_("This ranking belongs to another planning cycle."))


@transaction.atomic
def change_plan(plan: Plan, *, fields: list[str], expected: int, by: User) -> None:
    """Writes the named fields; raises `Stale` when someone saved before."""
    row = at_work(plan, by=by)
    _refuse_foreign_ranking(plan)
    refuse_what_cannot_stand(plan)
    fields = [name for name in fields if name in FIELDS]
    before = audit.values_of(row, fields)
    plan.translations = row.translations
    plan.doubt_translations([name for name in fields if name in Plan.TEXTS])
    plan.save_over(expected, [*fields, "translations"])
    audit.record(Verb.PLAN_CHANGED, plan, by=by, before=before, after=audit.values_of(plan, fields))


@transaction.atomic
def validate_plan(plan: Plan, *, session: Session, by: User) -> None:
    """The community agreed to the edition in this session: one of the cycle, held, of the kind that can."""
    row = locked(plan)
    refuse_ended(row)
    refuse_step(row, PlanState.VALIDATED)
    if session.cycle_id != row.cycle_id:
        raise Refused(_("This session belongs to another planning cycle."))
    if session.kind not in VALIDATING:
        raise Refused(_("A plan is validated in a session of the kind “Validation” or “Community assembly”."))
    if not session.is_held:
        raise Refused(_("This session is not recorded yet. Record it first."))
    if not row.items.exists():
        raise Refused(_("The plan has no item yet."))
    row.authors.add(by)
    told = {"validation": str(session)}
    move(plan, row, PlanState.VALIDATED, Verb.PLAN_VALIDATED, by=by, told=told, validation=session)


@transaction.atomic
def reopen_plan(plan: Plan, *, reason: str, by: User) -> None:
    """A validated edition is a draft again. What the community said to the old words goes: validation, signatures."""
    row, reason = locked(plan), needed(reason)
    refuse_ended(row)
    refuse_step(row, PlanState.DRAFT)
    row.authors.add(by)
    move(plan, row, PlanState.DRAFT, Verb.PLAN_CHANGED, by=by, reason=reason, told=unsign(row), validation=None)


def unsign(row: Plan) -> dict[str, Any]:
    """Takes the signatures away and tells them to the history: they stood under words that may change now."""
    gone = [_told(one) for one in row.signatures.select_related("sub_community").order_by("pk")]
    row.signatures.all().delete()
    return {"signatures_gone": gone} if gone else {}


@transaction.atomic
def sign_plan(signature: PlanSignature, *, by: User) -> PlanSignature:
    """Records a signature that stands on paper, or was spoken before witnesses."""
    row = locked(signature.plan)
    _refuse_unsignable(row)
    part = signature.sub_community
    if part is not None and part.community_id != row.cycle.community_id:
        raise Refused(_("This is no part of the community."))
    if signature.signed_on > timezone.localdate() + datetime.timedelta(days=1):
        raise Refused(_("The date of the signature lies in the future."))
    row.authors.add(by)
    signature.save()
    audit.record(Verb.PLAN_SIGNED, row, by=by, after=_told(signature))
    return signature


@transaction.atomic
def remove_signature(signature: PlanSignature, *, by: User) -> None:
    """Takes back a signature that was recorded wrongly, as long as the edition is not endorsed."""
    row = locked(signature.plan)
    _refuse_unsignable(row)
    row.authors.add(by)
    gone = _told(signature)
    signature.delete()
    audit.record(Verb.PLAN_SIGNED, row, by=by, before=gone)


def _told(signature: PlanSignature) -> dict[str, Any]:
    """As the history keeps it."""
    values = audit.values_of(signature, ["body", "office", "name", "signed_on"])
    return {**values, "signed_for": str(signature.sub_community or ""), "how": str(signature.get_method_display())}


def _refuse_unsignable(row: Plan) -> None:
    refuse_ended(row)
    if row.state not in SIGNABLE:
        raise Refused(_("Signatures are recorded when the community has validated the plan, and until it is endorsed."))


@transaction.atomic
def submit_plan(plan: Plan, *, by: User) -> None:
    """To the authority. Refuses an edition that lacks something."""
    row = locked(plan)
    refuse_ended(row)
    refuse_step(row, PlanState.SUBMITTED)
    refuse_incomplete(row)
    row.authors.add(by)
    now = timezone.now()
    move(plan, row, PlanState.SUBMITTED, Verb.PLAN_SUBMITTED, by=by, submitted_at=now, submitted_by=by)


def refuse_incomplete(row: Plan, *, endorsing: bool = False) -> None:
    lacking = failures(row, endorsing=endorsing)
    if lacking:
        raise Refused(" ".join([_("The plan is not complete."), *(finding.sentence for finding in lacking)]))


@transaction.atomic
def withdraw_plan(plan: Plan, *, reason: str, by: User) -> None:
    """Ends an edition that is not endorsed. Another can be begun."""
    row, reason = locked(plan), needed(reason)
    refuse_step(row, PlanState.WITHDRAWN)
    row.authors.add(by)
    move(plan, row, PlanState.WITHDRAWN, Verb.PLAN_WITHDRAWN, by=by, reason=reason)
