"""Sheets of rows: what is refused in them, and who may bring in and read what."""

from __future__ import annotations

import datetime
import json
from io import StringIO

import pytest
from django.core.management import call_command

from profiling.actions import sheets
from profiling.actions.entries import remove_entry
from profiling.models import (
    Hazard,
    PartSetting,
    Profile,
    ProfileFactor,
    ProfileSheet,
    Tenure,
)
from profiling.phases import ProfileState
from profiling.views.sheet_shown import told_to
from profiling.workbooks.template import CODES_ROW, FIRST_ROW, WORDS_ROW
from tests.chain import make_community, make_profile
from tests.profiling.row_things import book_of, codes, counts, faults, only, put, rows, saved, table
from tests.profiling.sheet_things import applied, outcome, upload, work

# --- refused ----------------------------------------------------------------------------------------------------------
BAD = [
    ({"kind": "volcano of ice"}, "kind", "bad_choice"), ({"kind": None}, "kind", "empty_cell"),
    ({"months": "7; 13"}, "months", "bad_choice"), ({"persons": -3}, "persons", "negative"),
    ({"persons": "many"}, "persons", "bad_count"), ({"strength": 9}, "strength", "bad_choice"),
    ({"last_year": 2999}, "last_year", "future_day"), ({"last_year": 12}, "last_year", "bad_year"),
    ({"text": "x" * 501}, "text", "too_long"), ({"community": "Nowhere"}, "community", "unknown_community"),
    ({"community": None}, "uid", "empty_name"), ({"pcode": None}, "community", "empty_area"),
    ({"pcode": "XX"}, "pcode", "unknown_area"), ({"row_key": "12a"}, "row-key", "bad_row_key"),
    ({"row_key": 999_999}, "row-key", "row_gone"), ({"uid": "x"}, "uid", "bad_uid"),
]  # fmt: skip


def test_what_cannot_be_is_refused_by_sheet_row_and_column(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    good = {"community": "Kaya", "pcode": filled.community.area.pcode, "kind": "drought"}
    expected = [
        (put(book, "hazards", **{**good, "text": f"{at}", **values}), f"hazards:{column}", code)
        for at, (values, column, code) in enumerate(BAD)
    ]
    sheet = upload(saved(book), cast.here.programme, cast.manager)
    assert faults(sheet) == expected
    assert counts(sheet, "hazards") == (0, 0, 1, len(BAD))


def test_a_copied_row_that_another_community_was_written_over(cast, filled):
    """Its hidden number still says the first one."""
    other, community = make_community(cast.here, "Bol", area=cast.here.neighbour), filled.community
    make_profile(other, cast.here.programme)
    book = book_of(cast.here.programme, cast.manager)
    copied = {"uid": str(community.uid), "kind": "fire", "text": "Burnt fields", "community": community.name}
    named = put(book, "hazards", **{**copied, "community": "Bol"})
    moved = put(book, "hazards", **{**copied, "pcode": other.area.pcode})
    put(book, "hazards", **copied)
    sheet = upload(saved(book), cast.here.programme, cast.manager)
    assert faults(sheet) == [(named, "hazards:community", "copied_row"), (moved, "hazards:community", "copied_row")]
    applied(saved(book), cast.here.programme, cast.manager, skip=True)
    assert [row.profile.community for row in Hazard.objects.filter(kind="fire")] == [community]


def test_a_row_of_a_community_that_was_renamed_or_merged_meanwhile(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    put(book, "hazards", FIRST_ROW, persons=7)
    filled.community.names.create(text=filled.community.name, language="fr")
    type(filled.community).objects.filter(pk=filled.community.pk).update(name="Kaya the new")
    sheet = upload(saved(book), cast.here.programme, cast.manager)
    assert (faults(sheet), counts(sheet, "hazards")) == ([], (0, 1, 0, 0))


def test_a_period_that_ends_before_it_begins_and_a_row_that_is_gone(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    put(book, "works", FIRST_ROW, starts_on=datetime.date(2031, 1, 1))
    put(book, "hazards", FIRST_ROW, persons=7)
    remove_entry(Hazard.objects.get(), by=cast.manager)
    sheet = upload(saved(book), cast.here.programme, cast.manager)
    assert faults(sheet) == [(FIRST_ROW, "hazards:row-key", "row_gone"), (FIRST_ROW, "works:ends_on", "period")]


def test_formulas_without_a_result_are_told_and_read_as_nothing(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    put(book, "hazards", FIRST_ROW, persons="=1+1")
    read = outcome(upload(saved(book), cast.here.programme, cast.manager))
    assert [one.code for one in read.warnings if one.code == "formulas"] == ["formulas"]
    assert read.changes_nothing


def test_all_or_nothing_or_without_the_faulty_rows(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    put(book, "hazards", FIRST_ROW, persons="many")
    put(book, "tenures", FIRST_ROW, households=31)
    skipped = applied(saved(book), cast.here.programme, cast.manager, skip=True)
    assert (outcome(skipped).refused, outcome(skipped).applied) == (1, True)
    assert (Tenure.objects.get().households, Hazard.objects.get().persons) == (31, 40)


def test_a_profile_in_review_takes_no_rows(cast, filled):
    Profile.objects.update(state=ProfileState.IN_REVIEW)
    book = book_of(cast.here.programme, cast.manager)
    put(book, "hazards", FIRST_ROW, persons=7)
    sheet = upload(saved(only(book, "hazards")), cast.here.programme, cast.manager)
    assert faults(sheet) == [(FIRST_ROW, "hazards:community", "in_review")]


# --- who may ----------------------------------------------------------------------------------------------------------
def test_rows_of_communities_beyond_reach_are_refused_and_tell_nothing(cast, filled):
    strange = make_profile(make_community(cast.there, "Secret name"), cast.there.programme)
    hazard = Hazard.objects.create(profile=strange, kind="flood", text="secret words")
    book = book_of(cast.here.programme, cast.manager)
    number = put(book, "hazards", uid=str(strange.community.uid), row_key=hazard.pk, kind="flood", persons=1)
    mine = put(book, "hazards", uid=str(filled.community.uid), row_key=hazard.pk, kind="fire")
    sheet = upload(saved(book), cast.here.programme, cast.manager)
    assert faults(sheet) == [(number, "hazards:uid", "unknown_uid"), (mine, "hazards:row-key", "row_gone")]
    assert "secret" not in str(sheet.outcome).casefold()


def test_restricted_tables_go_out_to_and_come_in_from_those_who_read_them(cast, filled):
    theirs = book_of(cast.here.programme, cast.planner)
    assert not any("cohesion:row-key" in codes(sheet) for sheet in theirs.worksheets)
    book = book_of(cast.here.programme, cast.facilitator)
    assert [row["text"] for row in rows(book, "cohesion")] == ["Wells of the chief"]
    put(book, "cohesion", FIRST_ROW, text="Wells of two chiefs")
    content = saved(only(book, "cohesion"))
    sheet = upload(content, cast.here.programme, cast.facilitator)
    assert counts(sheet, "cohesion") == (0, 1, 0, 0)
    cast.facilitator.assignments.update(role="planner")
    sheets.check_sheet(sheet, by=cast.manager)  # by one who reads them; who brought it in does not any more
    assert faults(work(sheet)) == [(FIRST_ROW, "cohesion:community", "closed_part")]
    assert "chief" not in str(ProfileSheet.objects.get().outcome)
    applied(content, cast.here.programme, cast.manager)
    row = ProfileFactor.objects.get(kind="divider")
    assert (row.text, row.classification) == ("Wells of two chiefs", "restricted")


def test_how_a_restricted_sheet_is_headed_is_told_to_those_who_read_it(cast, filled, enter):
    book = book_of(cast.here.programme, cast.manager)
    sheet = table(book, "cohesion")
    sheet.title = "Who quarrels"
    last = sheet.max_column + 1
    sheet.cell(CODES_ROW, last, "cohesion:mine")
    sheet.cell(WORDS_ROW, last, "Names of the chiefs")
    uploaded = upload(saved(book), cast.here.programme, cast.manager)

    def told(person) -> str:
        return enter(person).get(uploaded.get_absolute_url()).content.decode()

    assert "Who quarrels: Names of the chiefs" in told(cast.manager)
    assert "Columns that are not read" not in told(cast.administrator)
    assert "quarrels" not in told(cast.administrator)
    for part in ("cohesion", "stakeholders"):
        PartSetting.objects.update_or_create(programme=cast.here.programme, section=part, defaults={"is_on": False})
    sheets.check_sheet(uploaded, by=cast.manager)
    work(uploaded)
    assert "quarrels" not in told(cast.administrator)


def test_faults_of_a_restricted_sheet_are_not_even_counted_for_others(cast, filled, enter):
    book = book_of(cast.here.programme, cast.manager)
    put(book, "cohesion", FIRST_ROW, strength=8)
    uploaded = upload(saved(only(book, "cohesion")), cast.here.programme, cast.manager)
    assert faults(uploaded) == [(FIRST_ROW, "cohesion:strength", "bad_choice")]
    theirs, others = (told_to(person, uploaded) for person in (cast.manager, cast.administrator))
    assert (theirs.fault_count, list(theirs.tables)) == (1, ["cohesion"])
    assert (others.fault_count, others.faults, list(others.tables)) == (0, [], [])


def test_the_command_line_tells_of_each_sheet(cast, filled, tmp_path):
    book = book_of(cast.here.programme, cast.manager)
    put(book, "hazards", FIRST_ROW, persons=7)
    number = put(book, "hazards", community="Kaya", pcode=filled.community.area.pcode, kind="volcano of ice")
    (tmp_path / "book.xlsx").write_bytes(saved(only(book, "hazards")))
    out = StringIO()
    options = ["--json", "--skip-faulty", "--programme", cast.here.programme.code]
    with pytest.raises(SystemExit):
        call_command("load_profiles", str(tmp_path / "book.xlsx"), *options, stdout=out)
    told = json.loads(out.getvalue())
    assert told["tables"] == {"hazards": {"added": 0, "changed": 1, "unchanged": 0, "refused": 1}}
    assert [(one["table"], one["row"], one["reasons"][0]["code"]) for one in told["skipped"]] == [
        ("hazards", number, "bad_choice")
    ]
    assert Hazard.objects.get().persons == 7


def test_what_a_version_keeps_closed_stays_closed_for_others(cast, filled):
    Profile.objects.update(closed_parts=["hazards"])
    assert rows(book_of(cast.here.programme, cast.planner), "hazards") == []
    assert len(rows(book_of(cast.here.programme, cast.manager), "hazards")) == 1


def test_an_open_sheet_takes_no_restricted_answers(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    put(book, "drivers", FIRST_ROW, classification="restricted")
    assert faults(upload(saved(book), cast.here.programme, cast.manager)) == [
        (FIRST_ROW, "drivers:classification", "bad_choice")
    ]
