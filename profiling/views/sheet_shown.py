"""What the page of a sheet shows: its counts, and one list at a time, of changes, of faults or of warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl.utils import get_column_letter

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import jobs
from cbp.core.lists import page_of
from profiling.models import Community, ProfileSheet, SheetTouch
from profiling.sheets.findings import MOST_KEPT, Finding, Outcome
from profiling.sheets.places import Reach, path_of
from profiling.views.sheet_rows import columns_told, hidden_tables, places_told, table_lines, worded
from profiling.workbooks.correcting import places_of

POINT = ("latitude", "longitude")
FAULTS, CHANGES, WARNINGS, DONE = "faults", "changes", "warnings", "done"
TITLES = {
    FAULTS: pgettext_lazy("list of a sheet", "Faults"),
    CHANGES: pgettext_lazy("list of a sheet", "Changes"),
    WARNINGS: pgettext_lazy("list of a sheet", "Warnings"),
    DONE: pgettext_lazy("list of a sheet", "Communities written"),
}
STEPS = {
    ProfileSheet.Step.MAP: gettext_lazy("Reading the head of the sheet"),
    ProfileSheet.Step.CHECK: gettext_lazy("Checking the sheet"),
    ProfileSheet.Step.APPLY: gettext_lazy("Writing the sheet"),
    ProfileSheet.Step.UNDO: gettext_lazy("Taking the sheet back"),
}


@dataclass(frozen=True)
class ListOf:
    """One of the lists, as the way to it shows it."""

    code: str
    title: str
    total: int
    is_here: bool


@dataclass(frozen=True)
class ChangeLine:
    """One value of one community; of a new community the row alone."""

    row: int
    community: str
    is_new: bool
    column: str = ""
    before: str = ""
    now: str = ""


@dataclass(frozen=True)
class FindingLine:
    """Something about one cell: the row and the column as a spreadsheet counts them, and the sentence."""

    row: int
    letter: str
    column: str
    sentence: str


def told_to(user: User, sheet: ProfileSheet) -> Outcome:
    """Somebody with a wider reach may have checked or applied it: of communities beyond one's own nothing is told, nor
    of sheets of rows that one does not read.
    """
    reach = Reach(
        path_of(grant)
        for grant in user.grants(Permission.COMMUNITY_VIEW)
        if grant.area_path or grant.programme_id in (None, sheet.programme_id)
    )
    outcome = Outcome.from_json(sheet.outcome or {}).within(reach.holds_one)
    return outcome.without(hidden_tables(user, sheet, outcome))


def shown(request: PersonRequest, sheet: ProfileSheet) -> dict[str, Any]:
    outcome = told_to(request.user, sheet) if sheet.outcome and not sheet.is_waiting else None
    lists = _lists(request, sheet, outcome) if outcome else []
    here = next((one.code for one in lists if one.is_here), "")
    return {
        "sheet": sheet,
        "outcome": outcome,
        "refusal": jobs.sentence(sheet),
        "may_help": jobs.may_help(sheet),
        "doing": STEPS.get(ProfileSheet.Step(sheet.step), ""),
        "kept_rows": len(outcome.refused_rows) if outcome and outcome.fault_count > MOST_KEPT else None,
        "may_map": bool(sheet.head and not sheet.head["is_ours"]),
        "tables": table_lines(outcome) if outcome else [],
        "unread": outcome.not_read if outcome else [],
        "lists": lists,
        "here": here,
        "page_obj": _page(request, sheet, outcome, here) if outcome and here else None,
    }


def _lists(request: PersonRequest, sheet: ProfileSheet, outcome: Outcome) -> list[ListOf]:
    """Those in which something stands; the first one is shown unless another is asked for."""
    totals = {
        DONE: _touched(request, sheet).count() if sheet.step == sheet.Step.APPLY else 0,
        FAULTS: outcome.fault_count,
        CHANGES: outcome.change_count,
        WARNINGS: outcome.warning_count,
    }
    found = [code for code, total in totals.items() if total]
    asked = request.GET.get("show", "")
    here = asked if asked in found else next(iter(found), "")
    return [ListOf(code, str(TITLES[code]), totals[code], code == here) for code in found]


def _page(request: PersonRequest, sheet: ProfileSheet, outcome: Outcome, here: str) -> Page[Any]:
    if here == DONE:
        touched = _touched(request, sheet).select_related("community").prefetch_related("community__names")
        return page_of(request, touched.order_by("row", "pk"))
    if here == CHANGES:
        return _worded(page_of(request, _change_lines(outcome)), sheet, outcome, exact=knows_points(request, sheet))
    page = page_of(request, outcome.faults if here == FAULTS else outcome.warnings)
    labels = {code: label for code, (label, _column) in columns_told(sheet, outcome.tables).items()}
    places = {**places_of(sheet), **places_told(outcome.tables)}
    page.object_list = [_finding_line(one, labels, places) for one in page.object_list]
    return page


def _touched(request: PersonRequest, sheet: ProfileSheet) -> QuerySet[SheetTouch]:
    return sheet.touches.filter(community__in=Community.objects.visible_to(request.user))


def _change_lines(outcome: Outcome) -> list[tuple[int, str, bool, Sequence[str]]]:
    return [
        (change.row, change.name, change.is_new, values)
        for change in outcome.all_changes
        for values in (change.values or [("", "", "")])
    ]


def knows_points(request: PersonRequest, sheet: ProfileSheet) -> bool:
    """Whoever brought it in, and those who enter points: an administrator reads sheets, and no exact place."""
    return sheet.requested_by_id == request.user.pk or can(request.user, Permission.COMMUNITY_EDIT, sheet)


def _worded(page: Page[Any], sheet: ProfileSheet, outcome: Outcome, *, exact: bool) -> Page[Any]:
    """Columns by their labels, answers by their words; points only for who may know them exactly."""
    told = columns_told(sheet, outcome.tables)
    page.object_list = [
        ChangeLine(
            row, name, is_new, told[code][0] if code in told else code,
            worded(told.get(code), before), worded(told.get(code), now),
        )
        for row, name, is_new, (code, before, now) in page.object_list
        if exact or code not in POINT
    ]  # fmt: skip
    return page


def _finding_line(one: Finding, labels: dict[str, str], places: dict[str, int]) -> FindingLine:
    letter = get_column_letter(places[one.column] + 1) if one.column in places else ""
    return FindingLine(one.row, letter, labels.get(one.column, one.column), one.sentence)
