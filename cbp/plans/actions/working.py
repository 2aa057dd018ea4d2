"""What every action on an edition begins with: its row is locked, and its state allows what is asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.plans.models import Plan
from cbp.plans.phases import PlanState


def locked(plan: Plan) -> Plan:
    """The row as it is now, held until the end of the transaction. What a form wrote into `plan` stays there."""
    return Plan.objects.select_for_update(of=("self",)).select_related("cycle__programme", "validation").get(pk=plan.pk)


def at_work(plan: Plan, *, by: User) -> Plan:
    """The locked row of an edition whose words and items may be changed. Whoever changes them is one of its authors."""
    row = locked(plan)
    refuse_ended(row)
    if not row.is_open:
        words = _("This edition is “%(state)s”. Only a draft, or an edition that was returned, can be changed.")
        raise Refused(words % {"state": row.get_state_display()})
    row.authors.add(by)
    return row


def refuse_ended(row: Plan) -> None:
    if not row.cycle.is_running:
        raise Refused(_("This planning cycle has ended. Its plan is not changed any more."))


def refuse_step(row: Plan, to: PlanState) -> None:
    """By the table of `phases.py`."""
    if not row.can_move_to(to):
        words = _("An edition in the state “%(now)s” does not become “%(to)s”.")
        raise Refused(words % {"now": row.get_state_display(), "to": to.label})


def move(
    plan: Plan, row: Plan, to: PlanState, verb: Verb, *, by: User, reason: str = "", told: Any = None, **values: Any
) -> None:
    """Writes the state and what goes with it, and one line of history. `plan` is as the row afterwards."""
    before = row.state
    row.state = to
    for name, value in values.items():
        setattr(row, name, value)
    row.save_over(row.version, ["state", *values])
    after = {"state": to.value, **(told or {})}
    audit.record(verb, row, by=by, before={"state": before}, after=after, reason=reason)
    plan.refresh_from_db()


def needed(reason: str) -> str:
    """A reason as it is kept. Refuses none."""
    if not reason.strip():
        raise Refused(_("Say why."))
    return reason.strip()[:500]
