"""Why a rule of inclusion that only warns was not kept in a cycle."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.groups import group_labels, wanted_by
from cbp.core.models import InclusionRule, Verb
from cbp.core.refusals import Refused
from cbp.cycles.actions.running import running_cycle
from cbp.cycles.models import Cycle, RuleReason


@transaction.atomic
def explain_rule(cycle: Cycle, rule: InclusionRule, *, reason: str, expected: str, by: User) -> RuleReason:
    """Written, or written anew over the reason that the person saw (`expected`)."""
    current = running_cycle(cycle.pk)
    if rule.programme_id != current.programme_id:
        raise Refused(_("This is a rule of another programme."))
    if rule.holds_up:
        raise Refused(_("This rule holds the cycle up. A manager waives it at its gate, and says why there."))
    if not reason.strip():
        raise Refused(_("Say why."))
    written = RuleReason.objects.filter(cycle=current, rule=rule).first()
    before = written.reason if written else ""
    if before != expected.strip():
        raise Refused(_("Someone wrote another reason meanwhile: “%(reason)s”") % {"reason": before})
    values = {"reason": reason.strip(), "by": by}
    kept, _made = RuleReason.objects.update_or_create(cycle=current, rule=rule, defaults=values)
    after = {"rule": wanted_by(rule, group_labels(current.programme)), "reason": kept.reason}
    audit.record(Verb.RULE_EXPLAINED, current, by=by, before={"reason": before} if before else None, after=after)
    return kept
