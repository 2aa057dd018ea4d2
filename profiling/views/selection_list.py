"""Many communities against the criteria of a programme: one table, one picture, and the list as seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.roles import Permission
from cbp.core.lists import Column, filtered, is_filtered, page_of
from cbp.core.models import Programme
from cbp.core.ways import way_to
from profiling.filters import BEST, ORDERS, SelectionFilter
from profiling.methods import Result, Scored
from profiling.models import SelectionAssessment, SelectionCriterion, SelectionScore
from profiling.models.selection import AssessmentQuerySet, Selection
from profiling.reading.pictures import selection as pictures
from profiling.reading.selection import (
    Stamp,
    compared,
    criteria_of,
    is_weighed_as,
    result_of,
    stamp_of,
    told,
    unassessed,
)

PER_PAGE = pictures.PAGE


@dataclass(frozen=True)
class Cell:
    """`points` 0 to 3 is what speaks for the community; None is not known. `row` is None where it was not asked."""

    criterion: SelectionCriterion
    row: SelectionScore | None
    points: int | None


@dataclass(frozen=True)
class Line:
    number: int
    assessment: SelectionAssessment
    cells: list[Cell]
    result: Result | None
    outcome: str
    before: str
    has_other_weights: bool

    @property
    def outcome_label(self) -> str:
        return _label(self.outcome)

    @property
    def before_label(self) -> str:
        return _label(self.before)


def _label(outcome: str) -> str:
    return str(Selection(outcome).label) if outcome else ""


@require_GET
@needs(Permission.COMMUNITY_VIEW, Programme)
def selection_list(request: PersonRequest, programme: Programme) -> HttpResponse:
    found = filtered(request, SelectionFilter, _rows(request, programme))
    criteria = criteria_of(programme)
    if request.GET.get("format") == "csv":
        return export(request, found.qs, _columns(criteria), "selection")
    page = page_of(request, found.qs, PER_PAGE)
    stamp = stamp_of(criteria)
    lines = [_line(number, one, criteria, stamp) for number, one in enumerate(page, start=page.start_index())]
    context = {
        "programme": programme,
        "breadcrumbs": way_to(programme, _("Selection of communities")),
        "filter": found,
        "page_obj": page,
        "is_filtered": is_filtered(request),
        "criteria": criteria,
        "lines": lines,
        "picture": _picture(lines, criteria) if lines else None,
        "has_other_weights": any(line.has_other_weights for line in lines),
        "unassessed": unassessed(programme, request.user).count(),
        "may_edit": can(request.user, Permission.PROGRAMME_EDIT, programme),
    }
    return render(request, "profiling/selection_list.html", context)


def _rows(request: PersonRequest, programme: Programme) -> AssessmentQuerySet:
    rows = compared(programme, request.user).select_related("community__area", "proposed_by", "decided_by")
    scores = SelectionScore.objects.only("assessment", "criterion", "weight", "is_inverse", "score")  # no words
    named = rows.prefetch_related("community__names", "community__area__names", Prefetch("scores", scores))
    return named.order_by(*ORDERS[BEST])


def _line(number: int, one: SelectionAssessment, criteria: Sequence[SelectionCriterion], stamp: Stamp) -> Line:
    rows = list(one.scores.all())
    cells = [Cell(criterion, row, _points(row)) for criterion, row in zip(criteria, told(rows, criteria), strict=True)]
    standing, before = one.standing or "", one.before or ""  # type: ignore[attr-defined]  # annotated
    differs = not is_weighed_as(rows, stamp)
    return Line(number, one, cells, result_of(rows), standing, before, differs)


def _points(row: SelectionScore | None) -> int | None:
    return Scored(row.weight, row.score, row.is_inverse).points if row else None


def _picture(lines: Sequence[Line], criteria: Sequence[SelectionCriterion]) -> pictures.SelectionPicture:
    """Of the lines on this page, numbered as in the table."""
    candidates = [
        pictures.Candidate(
            line.number,
            str(line.assessment.community),
            {
                cell.criterion.code: pictures.Score(cell.row.score, cell.row.weight, cell.row.is_inverse)
                for cell in line.cells
                if cell.row
            },
            line.outcome,
        )
        for line in lines
    ]
    heads = [pictures.Criterion(one.code, str(one), one.is_inverse) for one in criteria]
    return pictures.selection_picture(candidates, heads, mirrored=get_language_bidi())


# --- the list as seen -------------------------------------------------------------------------------------------------
def _columns(criteria: Sequence[SelectionCriterion]) -> Sequence[Column]:
    return (
        (gettext_lazy("Community"), lambda one: one.community),
        (gettext_lazy("Lies in"), lambda one: one.community.area),
        (gettext_lazy("P-code"), lambda one: one.community.area.pcode),
        (pgettext_lazy("assessment", "Number"), lambda one: one.number),
        (gettext_lazy("Date"), lambda one: one.held_on),
        *(_column(criterion) for criterion in criteria),
        (gettext_lazy("Lowest result (%)"), lambda one: _share(one, "low")),
        (gettext_lazy("Highest result (%)"), lambda one: _share(one, "high")),
        (gettext_lazy("Scores that are not known"), lambda one: sum(row.score is None for row in one.scores.all())),
        (gettext_lazy("State"), lambda one: one.get_state_display()),
        (gettext_lazy("Outcome"), lambda one: _label(one.standing or "")),
        (gettext_lazy("Why"), lambda one: "" if one.is_open else one.reason),
        (gettext_lazy("Proposed by"), _proposer),
        (gettext_lazy("Decided by"), lambda one: _who(one.decided_by, one.get_decided_as_display())),
        (gettext_lazy("Decided on"), lambda one: f"{one.decided_at:%Y-%m-%d}" if one.decided_at else ""),
    )


def _column(criterion: SelectionCriterion) -> Column:
    def score(one: SelectionAssessment) -> object:
        row = next((row for row in one.scores.all() if row.criterion_id == criterion.pk), None)
        return row.score if row else ""

    label = _("%(criterion)s (0 to 3, inverse)") if criterion.is_inverse else _("%(criterion)s (0 to 3)")
    return label % {"criterion": criterion}, score


def _share(one: SelectionAssessment, name: str) -> object:
    found = result_of(one.scores.all())
    return getattr(found, name) if found else ""


def _proposer(one: SelectionAssessment) -> str:
    """What was returned is nobody's proposal any more."""
    return "" if one.is_open else _who(one.proposed_by, one.get_proposed_as_display())


def _who(person: object, role: str) -> str:
    return f"{person} ({role})" if person else ""
