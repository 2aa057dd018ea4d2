"""Sheets of profiles in a test: made in memory, uploaded by a person, read by the worker's own function."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from cbp.accounts.models import User
from cbp.core import jobs
from cbp.core.models import Programme
from profiling.actions import sheets
from profiling.models import ColumnMapping, Community, PopulationFigure, PopulationTotal, Profile, ProfileSheet
from profiling.sheets.findings import Outcome
from tests.core.tables import as_csv

DAY = datetime.date(2026, 5, 2)
SOURCE: sheets.SheetSource = {"title": "Census of the district", "method": "census", "dated_on": DAY, "confidence": 3}
HEADS = ["name", "pcode", "kind", "total.persons", "total.females", "total.males", "total.households"]
Rows = Sequence[Sequence[object]]


def workbook(rows: Rows, merged: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def work(sheet: ProfileSheet) -> ProfileSheet:
    jobs.work(ProfileSheet, sheet.pk, sheets.read)
    return ProfileSheet.objects.get(pk=sheet.pk)


def upload(
    rows: Rows | bytes, programme: Programme, by: User, *, mapping: ColumnMapping | None = None, **source: Any
) -> ProfileSheet:
    """Uploaded, its columns found, and checked where they are certain."""
    content = rows if isinstance(rows, bytes) else as_csv(rows)
    said: Any = {**SOURCE, **source}
    sheet = sheets.upload_profiles(
        content, name="profiles.csv", programme=programme, source=said, mapping=mapping, by=by
    )
    return work(sheet)


def applied(rows: Rows | bytes, programme: Programme, by: User, *, skip: bool = False, **source: Any) -> ProfileSheet:
    sheet = upload(rows, programme, by, **source)
    assert sheet.refusal == "", sheet.refusal
    sheets.apply_profiles(sheet, skip_faulty=skip, by=by)
    return work(sheet)


def outcome(sheet: ProfileSheet) -> Outcome:
    assert sheet.outcome is not None, sheet.refusal
    return Outcome.from_json(sheet.outcome)


def found(sheet: ProfileSheet) -> list[tuple[int, str, str]]:
    """Faults and warnings: (row, column, code)."""
    read = outcome(sheet)
    return sorted((one.row, one.column, one.code) for one in [*read.faults, *read.warnings])


def draft(community: Community) -> Profile:
    return Profile.objects.get(community=community, state="draft")


def total(profile: Profile, group: str = "") -> PopulationTotal:
    return PopulationTotal.objects.select_related("source").get(profile=profile, group=group)


def cells(profile: Profile) -> dict[tuple[str, int], int]:
    figures = PopulationFigure.objects.filter(profile=profile, group="")
    return {(one.sex, one.lower): one.persons for one in figures}
