"""The rules of inclusion of a programme, judged in one cycle: what was found, held against what is wanted.

Of what nobody counted no rule is kept and none is broken: it is not known. Where nothing can be divided, no mixed
session and no body, the rule is not applicable. (domain 1.6)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from cbp.core.choices import ParticipantGroup
from cbp.core.groups import MIXED, group_labels, wanted_by
from cbp.core.models import InclusionRule, RuleKind
from cbp.core.templatetags.figures import in_text
from cbp.cycles.gates import Standing
from cbp.cycles.models import Cycle, RuleReason
from cbp.cycles.phases import Phase
from cbp.cycles.reading.bodies import Counts, standing_counts
from cbp.workshops.models import Session
from cbp.workshops.participation import OWN_SESSIONS
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.attendance import Attendance, attendance_of

# The workshops are still to come.
EARLY = (Phase.DRAFT, Phase.PREPARING, Phase.ASSESSING)


@dataclass(frozen=True)
class Judged:
    """One rule in one cycle. `is_kept` None: not known, or not applicable; `sentence` shows the arithmetic.

    `is_early`: the workshops are still to come, so that nobody is asked yet why a rule is not kept.
    """

    rule: InclusionRule
    label: str
    found: Decimal | int | None
    wanted: int
    is_kept: bool | None
    sentence: str
    is_applicable: bool = True
    reason: RuleReason | None = None
    is_early: bool = False

    @property
    def wants_a_reason(self) -> bool:
        """A rule that warns and was not kept, and nobody has said why."""
        return self.may_be_explained and self.reason is None

    @property
    def may_be_explained(self) -> bool:
        return self.is_kept is False and not self.rule.holds_up and not self.is_early

    @property
    def is_held_up(self) -> bool:
        """Not kept, or not known to be: what nobody counted opens no gate."""
        return self.rule.holds_up and self.is_applicable and not self.is_kept


@dataclass(frozen=True)
class Found:
    """What there is to judge by: every session that was held, with who came, and the bodies that stand."""

    sessions: Sequence[tuple[Session, Attendance]]
    bodies: Sequence[Counts]


@dataclass(frozen=True)
class Verdict:
    found: Decimal | int | None
    is_kept: bool | None
    sentence: str
    is_applicable: bool = True


def judged(cycle: Cycle) -> list[Judged]:
    """Every rule of the programme, those that hold up first. Six queries, however much there is to count."""
    rules = list(InclusionRule.objects.filter(programme=cycle.programme_id).order_by("-holds_up", "pk"))
    if not rules:
        return []
    labels = group_labels(cycle.programme)
    reasons = {one.rule_id: one for one in RuleReason.objects.filter(cycle=cycle).select_related("by")}
    held = Session.objects.held().filter(cycle=cycle).prefetch_related("attendance").in_order()
    found = Found([(one, attendance_of(one)) for one in held], standing_counts(cycle))
    early = cycle.phase in EARLY
    return [_judge(rule, found, labels, reasons.get(rule.pk), is_early=early) for rule in rules]


def rules_kept(cycle: Cycle) -> Standing:
    """For the gate: the rules that hold up. Those that warn want a reason in words, and hold nothing up."""
    url = reverse("workshops:participation", args=[cycle.pk]) + "#rules"
    holding = [one for one in judged(cycle) if one.rule.holds_up]
    broken = [one for one in holding if one.is_held_up]
    if broken:
        return Standing(False, " ".join(f"{one.label} – {one.sentence}" for one in broken), url)
    if not holding:
        return Standing(True, _("No rule of this programme holds a cycle up."), url)
    return Standing(True, _("Every rule that holds the cycle up is kept."), url)


def _judge(
    rule: InclusionRule, found: Found, labels: Mapping[str, str], reason: RuleReason | None, *, is_early: bool
) -> Judged:
    told = JUDGES[RuleKind(rule.kind)](rule, found)
    label = wanted_by(rule, labels)
    return Judged(
        rule, label, told.found, rule.minimum, told.is_kept, told.sentence, told.is_applicable, reason, is_early
    )


# --- one kind of rule after the other ---------------------------------------------------------------------------------
def _share(rule: InclusionRule, found: Found) -> Verdict:
    """Over all mixed sessions together; those of which it is not known stand beside, and are said."""
    mixed = [attendance for session, attendance in found.sessions if session.group == MIXED]
    if not mixed:
        return Verdict(None, None, _("No mixed session was held yet."), is_applicable=False)
    pairs = [pair_of(rule.group, one) for one in mixed]
    known = [pair for pair in pairs if pair is not None]
    count, everybody = sum(one for one, _all in known), sum(whole for _one, whole in known)
    if not known:
        return Verdict(None, None, _("Nobody counted them in the mixed sessions."))
    if not everybody:
        return Verdict(None, None, _("Nobody was in the mixed sessions that were counted."), is_applicable=False)
    sentences = [shared(count, everybody)]
    if len(known) < len(pairs):
        missing = in_text(len(pairs) - len(known))
        sentences.append(_("Mixed sessions in which they were not counted: %(count)s.") % {"count": missing})
    return Verdict(Decimal(count * 100) / everybody, keeps(rule, count, everybody), " ".join(sentences))


def pair_of(group: str, attendance: Attendance) -> tuple[int, int] | None:
    """Of how many people how many are of the group; None where either is not known.

    Women and men are a share of those whose sex is known, every other group one of all who came.
    """
    if group in (ParticipantGroup.WOMEN, ParticipantGroup.MEN):
        both = attendance.women_and_men
        return (both[0] if group == ParticipantGroup.WOMEN else both[1], sum(both)) if both else None
    people, total = attendance.of_group(group), attendance.total
    return (people, total) if people is not None and total is not None else None


def shared(count: int, everybody: int) -> str:
    share = int((Decimal(count * 100) / everybody).to_integral_value(ROUND_FLOOR))
    values = {"count": in_text(count), "all": in_text(everybody), "share": in_text(share)}
    return _("%(count)s of %(all)s: %(share)s in a hundred.") % values


def keeps(rule: InclusionRule, count: int, everybody: int) -> bool:
    """Exactly, without rounding."""
    return count * 100 >= rule.minimum * everybody


def _sessions(rule: InclusionRule, found: Found) -> Verdict:
    own = OWN_SESSIONS.get(rule.group, (rule.group,))
    theirs = [session.state for session, _attendance in found.sessions if session.group in own]
    verified = theirs.count(SessionState.VERIFIED)
    values = {"verified": in_text(verified), "held": in_text(len(theirs))}
    sentence = _("Sessions of their own: %(held)s, verified: %(verified)s.") % values
    return Verdict(verified, verified >= rule.minimum, sentence)


def _participations(rule: InclusionRule, found: Found) -> Verdict:
    """Enough of them are enough, though more came to sessions in which nobody counted."""
    own = OWN_SESSIONS.get(rule.group, (rule.group,))
    counts = [_counted(rule.group, own, attendance) for _session, attendance in found.sessions]
    known = [one for one in counts if one is not None]
    if not known:
        return Verdict(None, None, _("Nobody counted them yet."))
    total = sum(known)
    is_kept = True if total >= rule.minimum else None if len(known) < len(counts) else False
    sentence = _("Participations: %(count)s, in %(sessions)s of %(all)s sessions that were held.")
    values = {"count": in_text(total), "sessions": in_text(len(known)), "all": in_text(len(counts))}
    return Verdict(total, is_kept, sentence % values)


def _counted(group: str, own: Iterable[str], attendance: Attendance) -> int | None:
    """Age bands do not tell youth, nor who belongs to a group: only lines “of whom” and sessions of their own do."""
    if group in (ParticipantGroup.WOMEN, ParticipantGroup.MEN):
        return attendance.of_sex("f" if group == ParticipantGroup.WOMEN else "m")
    if attendance.group in own and attendance.of_group(group) is None:
        return attendance.total
    return attendance.of_group(group)


def _body_share(rule: InclusionRule, found: Found) -> Verdict:
    """Each body by itself; the one with the smallest share is told."""
    if not found.bodies:
        return Verdict(None, None, _("No body stands yet."), is_applicable=False)
    shares = [(share, one) for one in found.bodies if (share := one.share_of_group(rule.group)) is not None]
    unknown = len(found.bodies) - len(shares)
    beside = [_("Bodies in which they were not counted: %(count)s.") % {"count": in_text(unknown)}] if unknown else []
    if not shares:
        return Verdict(None, None, beside[0])
    least, body = min(shares, key=lambda pair: (pair[0], pair[1].body.pk))
    whole = in_text(int(least.to_integral_value(ROUND_FLOOR)))
    smallest = _("The smallest share is %(share)s in a hundred: %(body)s.") % {"share": whole, "body": body.body}
    is_kept = False if least < rule.minimum else None if unknown else True
    return Verdict(least, is_kept, " ".join([smallest, *beside]))


JUDGES: dict[RuleKind, Callable[[InclusionRule, Found], Verdict]] = {
    RuleKind.SHARE: _share,
    RuleKind.SESSIONS: _sessions,
    RuleKind.PARTICIPATIONS: _participations,
    RuleKind.BODY_SHARE: _body_share,
}
