"""A sheet that somebody with a wider reach checked or applied tells its uploader nothing of communities beyond."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from profiling.actions import sheets
from profiling.models import ProfileSheet
from tests.chain import make_community, make_profile
from tests.core.tables import as_xlsx
from tests.profiling.browsing import page
from tests.profiling.sheet_browsing import applied, body, checked, worked

HEADS = ["uid", "name", "pcode", "total.persons"]


@pytest.fixture
def sheet(cast, enter) -> ProfileSheet:
    """Two rows of the facilitator's own region and two beyond it, checked once more by a manager who reaches both."""
    near = make_community(cast.here, "Near")
    far, other = (make_community(cast.here, name, area=cast.here.neighbour) for name in ("Farland", "Faraway"))
    for community in (near, far, other):
        make_profile(community, cast.here.programme)
    code = cast.here.neighbour.pcode
    rows = [
        ["", "Near", "TCD0701", "77"], ["", "Farland", code, "88"], [str(far.uid), "Away", code, "99"],
        [str(other.uid), "Guessed", code, "5000"],
    ]  # fmt: skip
    uploaded = checked(enter(cast.facilitator), cast, as_xlsx([HEADS, *rows]))
    assert uploaded.outcome["refused"] == 3
    sheets.check_sheet(uploaded, by=cast.manager)
    return worked(uploaded)


def shown(enter, who, sheet, which) -> str:
    return body(enter(who).get(f"{sheet.get_absolute_url()}?show={which}"))


def test_the_manager_is_told_everything(cast, enter, sheet):
    assert sheet.outcome["refused"] == 2  # the same community twice
    changes = shown(enter, cast.manager, sheet, "changes")
    assert ("Faraway" in changes, "5,000" in changes, "5000" in changes) == (True, True, False)  # as people write it
    assert "Faraway" in shown(enter, cast.manager, sheet, "warnings")
    assert "stands in the rows 3, 4" in shown(enter, cast.manager, sheet, "faults")


@pytest.mark.parametrize("which", ["faults", "changes", "warnings"])
def test_the_uploader_is_told_of_the_own_region_alone(cast, enter, sheet, which):
    told = shown(enter, cast.facilitator, sheet, which)
    assert "Faraway" not in told
    assert "stands in the rows" not in told
    if which == "faults":
        assert told.count("about a community beyond your reach") == 2
    if which == "changes":
        assert ("Near" in told, "77" in told, "5,000" in told, ">88<" in told) == (True, True, False, False)


def test_the_refused_rows_come_back_without_what_is_wrong_beyond(cast, enter, sheet):
    book = load_workbook(BytesIO(b"".join(enter(cast.facilitator).get(page("sheet-marked", sheet.pk)))))
    words = " ".join(str(cell.value) for line in book.worksheets[0].iter_rows() for cell in line)
    assert (words.count("beyond your reach"), "stands in the rows" in words) == (2, False)
    assert "Farland" in words  # as it was sent


def test_what_was_written_is_listed_within_reach(cast, enter, sheet):
    applied(enter(cast.manager), sheet, skip_faulty="on")
    assert "Faraway" in shown(enter, cast.manager, sheet, "done")
    told = shown(enter, cast.facilitator, sheet, "done")
    assert ("Near" in told, "Faraway" in told) == (True, False)
