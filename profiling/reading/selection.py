"""Assessments of communities as pages and actions read them: the result, what is missing, whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _

from cbp.accounts.access import why_not
from cbp.accounts.models import User
from cbp.accounts.roles import Permission, Role
from cbp.core.listing import listed
from cbp.core.models import Programme
from cbp.core.reach import Grant, any_of, cycles_within
from profiling.methods import MOST, Result, Scored, result
from profiling.models import Community, SelectionAssessment, SelectionCriterion, SelectionScore
from profiling.models.selection import AssessmentQuerySet
from profiling.phases import SelectionState

NUMBER = DecimalField(max_digits=20, decimal_places=4)
Stamp = dict[int, tuple[Decimal, bool]]


@dataclass(frozen=True)
class Line:
    """One criterion of one assessment. `share` is the lowest and the highest of weight × points."""

    row: SelectionScore
    points: int | None
    shows_evidence: bool

    @property
    def share(self) -> tuple[Decimal, Decimal]:
        if self.points is None:
            return Decimal(0), self.row.weight * MOST
        return (self.row.weight * self.points,) * 2


# --- the scores -------------------------------------------------------------------------------------------------------
def result_of(rows: Iterable[SelectionScore]) -> Result | None:
    return result(Scored(row.weight, row.score, row.is_inverse) for row in rows)


def rows_of(assessment: SelectionAssessment) -> list[SelectionScore]:
    """With their criteria, in the programme's order."""
    return list(assessment.scores.select_related("criterion").order_by("criterion__position", "criterion_id"))


def lines_of(rows: Iterable[SelectionScore], *, restricted: bool) -> list[Line]:
    """`restricted`: the reader may know what is for the team alone."""
    return [
        Line(
            row,
            Scored(row.weight, row.score, row.is_inverse).points,
            restricted or not (row.is_restricted or row.criterion.is_restricted),
        )
        for row in rows
    ]


def criteria_of(programme: Programme) -> list[SelectionCriterion]:
    """Those in use, and the retired ones that something was scored by: the columns of a comparison."""
    scored = SelectionScore.objects.filter(criterion=OuterRef("pk")).exclude(score=None)
    return list(programme.selection_criteria.filter(Q(is_active=True) | Q(Exists(scored))).in_order())


def stamp_of(criteria: Iterable[SelectionCriterion]) -> Stamp:
    return {one.pk: (one.weight, one.is_inverse) for one in criteria if one.is_active}


def is_weighed_as(rows: Iterable[SelectionScore], stamp: Stamp) -> bool:
    """Do the scores stand under the criteria and weights of today?"""
    return {row.criterion_id: (row.weight, row.is_inverse) for row in rows} == stamp


def missing_for_proposal(assessment: SelectionAssessment) -> list[str]:
    """What has to be there before an outcome is proposed. Scores that are not known do not stand in the way."""
    rows = rows_of(assessment)
    missing = []
    if not any(row.score is not None for row in rows):
        missing.append(_("No criterion is scored yet."))
    bare = [row.criterion for row in rows if row.score is not None and not row.evidence]
    if bare:
        missing.append(_("Say what these scores rest on: %(criteria)s.") % {"criteria": listed(bare)})
    kept = [row for row in rows if row.criterion.is_active or row.score is not None or row.evidence]
    if not is_weighed_as(
        [row for row in kept if row.criterion.is_active], stamp_of(assessment.programme.selection_criteria.in_use())
    ):
        missing.append(
            _("The criteria of the programme have changed since the scores were saved. Save the scores once more.")
        )
    return missing


# --- whose turn it is -------------------------------------------------------------------------------------------------
def roles_of(person: User, right: Permission, programme_id: int, community: Community) -> list[Role]:
    """The roles in which this person may do this to an assessment of that community, in the order of the table."""
    held = {
        one.role
        for one in person.current_assignments
        if person.is_active and one.allows(right) and _reaches(one.as_grant(), programme_id, community.area.path)
    }
    return [role for role in Role if role in held]


def _reaches(grant: Grant, programme_id: int, path: str) -> bool:
    return grant.programme_id in (None, programme_id) and path.startswith(grant.area_path or "")


def deciding(person: User, assessment: SelectionAssessment) -> tuple[Role | None, str]:
    """The role in which the person decides on it, or why not. Its state is not asked."""
    roles = roles_of(person, Permission.SELECTION_DECIDE, assessment.programme_id, assessment.community)
    if not roles:
        return None, why_not(Permission.SELECTION_DECIDE)
    if assessment.proposed_by_id == person.pk:
        return None, _("Whoever proposed the outcome does not decide on it. Ask a second person.")
    others = [role for role in roles if role != assessment.proposed_as]
    if not others:
        return None, _(
            "%(name)s proposed it as “%(role)s”, the role that you hold too. Two roles decide: ask another one."
        ) % {"name": assessment.proposed_by, "role": assessment.get_proposed_as_display()}
    return others[0], ""


def to_decide(person: User) -> AssessmentQuerySet:
    """Proposed by somebody else in another role than one of the person's own."""
    proposed = SelectionAssessment.objects.filter(state=SelectionState.PROPOSED).exclude(proposed_by=person.pk)
    by_role: dict[str, list[Grant]] = {}
    for one in person.current_assignments if person.is_active else []:
        if one.allows(Permission.SELECTION_DECIDE):
            by_role.setdefault(one.role, []).append(one.as_grant())
    return proposed.filter(any_of(cycles_within(grants) & ~Q(proposed_as=role) for role, grants in by_role.items()))


def to_correct(person: User) -> AssessmentQuerySet:
    """Returned with a reason, within the right to assess."""
    drafts = SelectionAssessment.objects.within(person.grants(Permission.PROFILE_EDIT))
    return drafts.filter(state=SelectionState.DRAFT).exclude(return_reason="")


# --- many communities -------------------------------------------------------------------------------------------------
def compared(programme: Programme, person: User) -> AssessmentQuerySet:
    """The latest assessment of each community of the programme, each with

    `lowest` and `highest` (shares, for sorting; pages compute them exactly) and `standing`: the outcome proposed or
    decided in it, else the one that was decided before.
    """
    mine = SelectionAssessment.objects.filter(programme=programme, community=OuterRef("community"))
    decided = mine.filter(state=SelectionState.DECIDED).order_by("-number").values("outcome")[:1]
    own = NullIf(F("outcome"), Value(""))
    latest = SelectionAssessment.objects.visible_to(person).filter(programme=programme)
    return (
        latest.filter(~Exists(mine.filter(number__gt=OuterRef("number"))))
        .annotate(
            standing=Case(When(state=SelectionState.DRAFT, then=Subquery(decided)), default=own),
            before=Subquery(decided),
        )
        .annotate(**_shares())
    )


def _shares() -> dict[str, Subquery]:
    """As the arithmetic of `profiling.methods`, in the database."""
    weight, score = F("weight"), Cast("score", NUMBER)
    points = Case(When(is_inverse=True, then=MOST - score), default=score, output_field=NUMBER)
    open_ones = Case(When(score=None, then=weight * MOST), default=Value(0), output_field=NUMBER)
    known = Sum(Coalesce(weight * points, Value(0), output_field=NUMBER), output_field=NUMBER)
    whole = NullIf(Sum(weight * MOST, output_field=NUMBER), Value(0), output_field=NUMBER)
    of_one = SelectionScore.objects.filter(assessment=OuterRef("pk")).order_by().values("assessment")
    return {
        "lowest": Subquery(of_one.values(share=known / whole), output_field=NUMBER),
        "highest": Subquery(
            of_one.values(share=(known + Sum(open_ones, output_field=NUMBER)) / whole), output_field=NUMBER
        ),
    }


def unassessed(programme: Programme, person: User) -> QuerySet[Community]:
    """Communities that the programme works with and has not looked at yet."""
    assessed = SelectionAssessment.objects.filter(programme=programme, community=OuterRef("pk"))
    return Community.objects.visible_to(person).filter(~Exists(assessed), programmes=programme, is_active=True)


def told(rows: Sequence[SelectionScore], criteria: Sequence[SelectionCriterion]) -> list[SelectionScore | None]:
    """The rows in the order of those criteria; None where this one was not asked."""
    by_criterion = {row.criterion_id: row for row in rows}
    return [by_criterion.get(one.pk) for one in criteria]
