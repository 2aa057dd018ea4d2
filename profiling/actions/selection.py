"""Assessing a community: begun, scored, proposed by one person, and decided or returned by another. (domain 4.4)

A selection is made by two people in two different roles, both named: whoever proposed does not decide, and two people
of the same role are not enough, because one office that agrees with itself is one voice.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission, Role
from cbp.core import audit
from cbp.core.models import Programme, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from profiling.actions.communities import enrol_community
from profiling.actions.guards import checked, in_words, refuse_future
from profiling.models import Community, SelectionAssessment, SelectionScore
from profiling.models.selection import Selection
from profiling.phases import SelectionState
from profiling.reading.selection import deciding, missing_for_proposal, roles_of, rows_of

Answers = Mapping[int, tuple[int | None, str]]  # criterion → score (None is not known) and evidence
LONGEST = 1000


# --- begun and scored -------------------------------------------------------------------------------------------------
@transaction.atomic
def begin_assessment(
    community: Community, programme: Programme, *, by: User, held_on: datetime.date | None = None
) -> SelectionAssessment:
    """With the criteria in use, nothing scored. The programme works with the community from now on."""
    community = Community.objects.select_for_update(of=("self",)).select_related("area").get(pk=community.pk)
    _role(by, Permission.PROFILE_EDIT, programme, community)
    criteria = list(programme.selection_criteria.in_use())
    if not criteria:
        raise Refused(_("This programme has no criteria of selection yet. Its manager chooses them first."))
    enrol_community(community, programme, by=by)
    made = SelectionAssessment(community=community, programme=programme, held_on=held_on or timezone.localdate())
    refuse_future(made.held_on)
    numbers = SelectionAssessment.objects.filter(community=community, programme=programme)
    made.number = (numbers.aggregate(most=Max("number"))["most"] or 0) + 1
    with in_words(_("An assessment of this community is being worked on already.")):
        made.save()
    SelectionScore.objects.bulk_create([_stamped(SelectionScore(assessment=made, criterion=one)) for one in criteria])
    after = {"number": made.number, "programme": str(programme), "held_on": str(made.held_on)}
    audit.record(Verb.SELECTION_SCORED, made, by=by, after=after)
    return made


def _stamped(row: SelectionScore) -> SelectionScore:
    """With weight and direction as the criterion has them now."""
    one = row.criterion
    row.weight, row.is_inverse, row.is_restricted = one.weight, one.is_inverse, one.is_restricted
    return row


@transaction.atomic
def save_scores(
    assessment: SelectionAssessment, scores: Answers, *, held_on: datetime.date, expected: int, by: User
) -> None:
    """Scores and evidence under the criteria of today; raises `Stale` when someone saved before.

    A criterion that was retired meanwhile keeps its score and the weight of its day, until the score is taken away.
    """
    now = _locked(assessment)
    if now.version != expected:
        raise Stale(now)
    if not now.is_open:
        raise Refused(_("An assessment that is “%(state)s” is not scored any more.") % _named(now))
    refuse_future(held_on)
    before = {"held_on": str(now.held_on)}
    now.held_on = held_on
    now.save_over(expected, ["held_on"])
    old, new = _write_scores(now, scores, by)
    if old != new or before != {"held_on": str(held_on)}:
        audit.record(
            Verb.SELECTION_SCORED, now, by=by, before={**before, **old}, after={"held_on": str(held_on), **new}
        )
    assessment.refresh_from_db()


def _write_scores(now: SelectionAssessment, scores: Answers, by: User) -> tuple[dict[str, object], dict[str, object]]:
    """Writes them; gives what the history keeps of before and after: what is for the team alone is not told there."""
    rows = {row.criterion_id: row for row in rows_of(now)}
    for one in now.programme.selection_criteria.in_use():
        rows.setdefault(one.pk, SelectionScore(assessment=now, criterion=one))
    old: dict[str, object] = {}
    new: dict[str, object] = {}
    for pk, row in rows.items():
        before = _told(row)
        _answer(row, *scores.get(pk, (row.score, row.evidence)), by)
        if row.criterion.is_active or row.score is not None or row.evidence:
            checked(row, without=("assessment", "criterion"))
            row.save()
        elif row.pk:
            row.delete()
        if before != _told(row):
            old[str(row.criterion)], new[str(row.criterion)] = before, _told(row)
    return ({"scores": old} if old else {}), ({"scores": new} if new else {})


def _answer(row: SelectionScore, score: int | None, evidence: str, by: User) -> None:
    row.score = score
    if evidence.strip() != row.evidence:
        row.evidence, row.language = evidence.strip(), by.language
        row.doubt_translations(["evidence"])
    if row.criterion.is_active:
        _stamped(row)


def _told(row: SelectionScore) -> list[object]:
    if row.is_restricted or row.criterion.is_restricted:
        return [row.score]
    return [row.score, row.evidence]


# --- proposed, returned, decided --------------------------------------------------------------------------------------
@transaction.atomic
def propose_assessment(
    assessment: SelectionAssessment, *, outcome: str, reason: str, by: User, expected: int | None = None
) -> None:
    """Refused while something is missing; what is not known does not stand in the way, it makes the result a range."""
    now = _movable(assessment, SelectionState.PROPOSED, expected)
    if outcome not in Selection.values:
        raise Refused(_("Choose what you propose."))
    missing = missing_for_proposal(now)
    if missing:
        raise Refused(" ".join(missing))
    role = _role(by, Permission.PROFILE_EDIT, now.programme, now.community)
    now.outcome, now.reason, now.return_reason = outcome, _reason(reason), ""
    now.proposed_by, now.proposed_as, now.proposed_at = by, role, timezone.now()
    fields = ["outcome", "reason", "return_reason", "proposed_by", "proposed_as", "proposed_at"]
    _move(now, SelectionState.PROPOSED, fields, by, role, reason=now.reason)
    assessment.refresh_from_db()


@transaction.atomic
def return_assessment(assessment: SelectionAssessment, *, reason: str, by: User, expected: int | None = None) -> None:
    """Back to those who assess, with the reason. What was proposed stays as their draft."""
    now = _movable(assessment, SelectionState.DRAFT, expected)
    role = _role(by, Permission.SELECTION_DECIDE, now.programme, now.community)
    now.return_reason = _reason(reason)
    _move(now, SelectionState.DRAFT, ["return_reason"], by, role, reason=now.return_reason)
    assessment.refresh_from_db()


@transaction.atomic
def decide_assessment(assessment: SelectionAssessment, *, by: User, expected: int | None = None) -> None:
    """As it was proposed. From now on nothing in it changes; to decide anew is another assessment."""
    now = _movable(assessment, SelectionState.DECIDED, expected)
    role, refusal = deciding(by, now)
    if role is None:
        raise Refused(refusal)
    now.decided_by, now.decided_as, now.decided_at = by, role, timezone.now()
    _move(now, SelectionState.DECIDED, ["decided_by", "decided_as", "decided_at"], by, role)
    assessment.refresh_from_db()


# --- what the steps share ---------------------------------------------------------------------------------------------
def _locked(assessment: SelectionAssessment) -> SelectionAssessment:
    found = SelectionAssessment.objects.select_for_update(of=("self",))
    return found.select_related("community__area", "programme", "proposed_by").get(pk=assessment.pk)


def _movable(assessment: SelectionAssessment, to: SelectionState, expected: int | None) -> SelectionAssessment:
    """`expected` is the version that the person had in sight: nobody decides on what was changed meanwhile."""
    now = _locked(assessment)
    if not now.can_move_to(to):
        raise Refused(_("An assessment that is “%(state)s” cannot become “%(to)s”.") % {**_named(now), "to": to.label})
    if expected is not None and now.version != expected:
        raise Refused(_("This assessment was changed meanwhile. Look at it once more before you go on."))
    return now


def _named(now: SelectionAssessment) -> dict[str, str]:
    return {"state": now.get_state_display()}


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why."))
    if len(reason) > LONGEST:
        raise Refused(_("Say it in %(most)s letters at most.") % {"most": LONGEST})
    return reason


def _role(by: User, right: Permission, programme: Programme, community: Community) -> Role:
    """The first of the roles that give the right here."""
    roles = roles_of(by, right, programme.pk, community)
    if not roles:
        raise Refused(_("You have no role in this programme and area that allows this."))
    return roles[0]


def _move(
    now: SelectionAssessment, to: SelectionState, fields: list[str], by: User, role: Role, reason: str = ""
) -> None:
    before = {"state": now.state}
    now.state = to
    now.save_over(now.version, ["state", *fields])
    after = {"state": to.value, "role": role.value}
    if to != SelectionState.DRAFT:
        after["outcome"] = now.outcome
    audit.record(Verb.SELECTION_MOVED, now, by=by, before=before, after=after, reason=reason)
