"""The rules of inclusion of a programme: data that it changes as its donors and its own experience ask."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.core import audit
from cbp.core.groups import BODY_GROUPS, MIXED, group_choices, group_labels
from cbp.core.models import InclusionRule, Programme, RuleKind, Verb
from cbp.core.reach import Person
from cbp.core.refusals import Refused

MOST = 8
SHARES = (RuleKind.SHARE, RuleKind.BODY_SHARE)


def rules_of(programme: Programme) -> list[InclusionRule]:
    """Those that hold up first."""
    return list(programme.inclusion_rules.order_by("-holds_up", "pk"))


@transaction.atomic
def change_rules(programme: Programme, rules: Sequence[InclusionRule], *, expected: int, by: Person) -> None:
    """These are the rules from now on. A rule of the same kind and group stays the same one, with its reasons.

    Raises `Stale` when someone saved the programme before.
    """
    _refuse_what_makes_no_sense(programme, rules)
    stored = {(one.kind, one.group): one for one in rules_of(programme)}
    before = _told(list(stored.values()))
    programme.save_over(expected, [])
    wanted = {(one.kind, one.group): one for one in rules}
    programme.inclusion_rules.filter(pk__in=[one.pk for key, one in stored.items() if key not in wanted]).delete()
    for key, rule in wanted.items():
        kept = stored.get(key) or InclusionRule(programme=programme, kind=rule.kind, group=rule.group)
        kept.minimum, kept.holds_up = rule.minimum, rule.holds_up
        kept.save()
    after = _told(rules_of(programme))
    if after != before:
        audit.record(Verb.PROGRAMME_RULES, programme, by=by, before={"rules": before}, after={"rules": after})


def _refuse_what_makes_no_sense(programme: Programme, rules: Sequence[InclusionRule]) -> None:
    if len(rules) > MOST:
        raise Refused(_("A programme has at most %(most)s rules of inclusion.") % {"most": MOST})
    if len({(one.kind, one.group) for one in rules}) < len(rules):
        raise Refused(_("There is a rule of this kind for this group already."))
    labels = group_labels(programme)
    known = dict(group_choices(programme)) | {one.group: "" for one in rules_of(programme)}
    for rule in rules:
        if rule.group not in known or rule.kind not in RuleKind.values:
            raise Refused(_("This programme does not know that group or that kind of rule."))
        if fault := fault_of(rule, labels.get(rule.group, rule.group)):
            raise Refused(fault)


def fault_of(rule: InclusionRule, label: str) -> str:
    """Why nobody could ever tell whether this rule is kept; nothing where it can be told."""
    if rule.kind != RuleKind.SESSIONS and rule.group == MIXED:
        return _("Of the whole community together only sessions can be counted. Name a group.")
    if not 1 <= rule.minimum <= (100 if rule.kind in SHARES else 10_000):
        return _("A share lies between 1 and 100, any other number between 1 and 10,000.")
    if rule.kind == RuleKind.BODY_SHARE and rule.group not in BODY_GROUPS:
        return _("%(group)s: the members of bodies are not counted by this group.") % {"group": label}
    return ""


def _told(rules: Sequence[InclusionRule]) -> list[dict[str, object]]:
    """As the history keeps them: by the names of the fields, which it shows by their labels."""
    fields = ("kind", "group", "minimum", "holds_up")
    return [{f"core.inclusionrule.{name}": getattr(rule, name) for name in fields} for rule in rules]
