"""Sheets of rows: every table of the profiles out and in again, row by row, in any language, as often as one likes."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import IO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from cbp.core.refusals import Refused
from profiling.actions import sheets
from profiling.actions.entries import add_entry, change_entry
from profiling.actions.profiles import begin_profile
from profiling.models import (
    Community,
    DisplacementFlow,
    Hazard,
    LocalBody,
    MarketItem,
    PartSetting,
    Profile,
    ProfileFactor,
    ServiceStatus,
)
from profiling.phases import ProfileState
from profiling.sections import TABLES, entry_models
from profiling.workbooks.correcting import corrections_book
from profiling.workbooks.template import CODES_ROW, FIRST_ROW, WORDS_ROW
from tests.chain import make_community, make_profile
from tests.profiling.row_things import book_of, codes, counts, faults, only, put, rows, saved, table
from tests.profiling.sheet_things import applied, draft, outcome, upload, work


def everything() -> dict[str, list[dict[str, object]]]:
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in entry_models()}


# --- out --------------------------------------------------------------------------------------------------------------
def test_each_asked_table_has_its_sheet_with_the_fields_of_its_forms(cast, filled):
    programme = cast.here.programme
    PartSetting.objects.create(programme=programme, section="land", is_on=False)
    PartSetting.objects.create(programme=programme, section="hazards", fields_off=["hazards.measures"])
    book = book_of(programme, cast.manager)
    found = [next(iter(codes(sheet))).partition(":")[0] for sheet in book.worksheets if "row-key" in str(codes(sheet))]
    assert found == [code for code in TABLES if code != "tenures"]
    assert list(codes(table(book, "hazards"))) == [f"hazards:{name}" for name in (
        "row-key", "uid", "community", "pcode", "kind", "text", "months", "last_year", "persons", "strength", "trend",
    )]  # fmt: skip
    assert "drivers:kind" not in codes(table(book, "drivers"))  # it is the only one there
    assert [row["text"] for row in rows(book, "drivers")] == ["No rain"]


def test_keys_are_locked_and_unseen_and_lists_offer_the_answers(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    sheet = table(book, "services")
    places = codes(sheet)
    letters = {name: sheet.cell(CODES_ROW, at).column_letter for name, at in places.items()}
    hidden = [name for name, letter in letters.items() if sheet.column_dimensions[letter].hidden]
    assert hidden == ["services:row-key", "services:uid"]
    assert sheet.protection.sheet
    assert sheet.row_dimensions[CODES_ROW].hidden
    locked = [name for name, at in places.items() if sheet.cell(FIRST_ROW, at).protection.locked]
    assert [name for name in locked if sheet.cell(FIRST_ROW, places[name]).value] == [
        f"services:{name}" for name in ("row-key", "uid", "community", "pcode")
    ]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    lists, _mark, cells = rules[f"{letters['services:functioning']}{FIRST_ROW}"].formula1.partition("!")
    offered = [cell.value for (cell,) in book[lists.strip("'")][cells.replace("$", "")]]
    assert offered == ["Works", "Works in part", "Does not work", "Is being built"]
    assert rules[f"{letters['services:community']}{FIRST_ROW}"].formula1.startswith("'Communities'!$B$4")
    told = [line for line in book["Dictionary"].values if line[5] in ("hazards:months", "services:row-key")]
    assert "7: July" in next(line[4] for line in told if line[5] == "hazards:months")
    assert "a sheet removes nothing" in next(line[2] for line in told if line[5] == "services:row-key")


def test_the_number_of_questions_does_not_grow_with_the_communities(cast, filled):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            book_of(cast.here.programme, cast.manager)
        return len(queries)

    asked()
    one = asked()
    for at in range(2):
        profile = make_profile(make_community(cast.here, f"Another {at}"), cast.here.programme)
        Hazard.objects.create(profile=profile, kind="flood")
    assert asked() == one


# --- there and back ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_as_it_went_out_it_comes_back_and_changes_nothing(cast, filled, language):
    before = everything()
    book = book_of(cast.here.programme, cast.manager, language)
    sheet = upload(saved(book), cast.here.programme, cast.manager)
    read = outcome(sheet)
    assert (sheet.step, read.refused, read.not_read, read.changes_nothing) == ("check", 0, [], True)
    assert sum(about["unchanged"] for about in read.tables.values()) == sum(len(found) for found in before.values())
    assert set(read.tables) == set(TABLES)
    applied(saved(book), cast.here.programme, cast.manager)
    assert everything() == before


@pytest.mark.slow
def test_also_when_a_validated_version_is_copied_in_between(cast, filled):
    Profile.objects.update(state=ProfileState.VALIDATED)
    book = book_of(cast.here.programme, cast.manager, "es")
    begin_profile(filled.community, cast.here.programme, by=cast.manager)
    number = put(book, "hazards", FIRST_ROW, persons=60)
    sheet = upload(saved(book), cast.here.programme, cast.manager)
    assert counts(sheet, "hazards") == (0, 1, 0, 0)
    assert counts(sheet, "services") == (0, 0, 1, 0)
    applied(saved(book), cast.here.programme, cast.manager)
    assert [row.persons for row in Hazard.objects.order_by("profile__number")] == [40, 60]
    again = upload(saved(book), cast.here.programme, cast.manager)
    assert outcome(again).changes_nothing, number


# --- adding and changing ----------------------------------------------------------------------------------------------
def test_rows_are_added_and_changed_with_the_source_of_the_sheet_and_each_change_is_shown(cast, filled):
    book = book_of(cast.here.programme, cast.manager, "fr")
    changed = put(book, "services", FIRST_ROW, problem="En panne", count=2)
    added = put(book, "hazards", community="Kaya", pcode=filled.community.area.pcode, kind="drought", months="3; avril")
    content = saved(book)
    sheet = upload(content, cast.here.programme, cast.manager)
    told = {(one.row, one.is_new, value) for one in outcome(sheet).all_changes for value in one.values}
    assert told == {
        (changed, False, ("services:problem", "", "En panne")), (changed, False, ("services:count", "0", "2")),
        (added, True, ("hazards:kind", "", "drought")), (added, True, ("hazards:months", "", "3; 4")),
    }  # fmt: skip
    assert (outcome(sheet).changed, outcome(sheet).unchanged) == (1, 0)
    done = applied(content, cast.here.programme, cast.manager)
    service, hazard = ServiceStatus.objects.get(kind="water"), Hazard.objects.get(kind="drought")
    assert (service.problem, service.count, service.fee, service.excluded_groups) == (
        "En panne", 2, "=50 F", ["women", "idp"],
    )  # fmt: skip
    assert (hazard.months, hazard.profile, hazard.strength, hazard.persons) == ([3, 4], filled, None, None)
    assert {row.source.title for row in (service, hazard)} == {"Census of the district"}
    assert Hazard.objects.get(kind="flood").source is None
    assert done.touches.get().profile_version == Profile.objects.get().version
    again = upload(content, cast.here.programme, cast.manager)
    assert outcome(again).changes_nothing
    assert counts(again, "hazards") == (0, 0, 2, 0)


def test_a_sheet_of_rows_alone_begins_the_draft_and_the_first_sheet_adds_its_community(cast, filled):
    Profile.objects.update(state=ProfileState.VALIDATED)
    book = book_of(cast.here.programme, cast.manager)
    put(book, "bodies", community="Kaya", pcode=filled.community.area.pcode, kind="Parliament", name="x")
    assert faults(upload(saved(book), cast.here.programme, cast.manager)) == [(5, "bodies:kind", "bad_choice")]
    put(book, "bodies", 5, kind="school")
    alone = applied(saved(only(book, "bodies")), cast.here.programme, cast.manager)
    assert outcome(alone).rows == 0
    assert {row.name for row in draft(filled.community).localbodys.all()} == {"Water committee", "x"}
    assert Hazard.objects.filter(profile=draft(filled.community)).exists()  # the draft began as a copy
    whole = book_of(cast.here.programme, cast.manager)
    main, places = whole.worksheets[0], codes(whole.worksheets[0])
    for code, value in (("name", "Bol"), ("pcode", filled.community.area.pcode)):
        main.cell(5, places[code], value)
    put(whole, "bodies", community="Bol", pcode=filled.community.area.pcode, kind="school", women=4)
    applied(saved(whole), cast.here.programme, cast.manager)
    assert [row.women for row in LocalBody.objects.filter(profile__community__name="Bol")] == [4]


def test_a_copied_line_is_a_row_of_its_own_and_the_same_line_twice_is_one(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    key = rows(book, "drivers")[0]
    copy = {name.replace("-", "_"): value for name, value in key.items()}
    put(book, "drivers", **{**copy, "text": "No work"})
    put(book, "drivers", **copy)
    for _twice in range(2):
        put(book, "drivers", community="Kaya", pcode=key["pcode"], text="War")
    applied(saved(book), cast.here.programme, cast.manager)
    assert sorted(ProfileFactor.objects.filter(kind="driver").values_list("text", flat=True)) == [
        "No rain", "No work", "War",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_service_told_in_both_sheets_is_one_row_and_contradictions_are_refused(cast, filled):
    ServiceStatus.objects.create(profile=filled, kind="health", functioning="partly")
    book = book_of(cast.here.programme, cast.manager)
    main = book.worksheets[0]
    places = codes(main)
    line = next(row for row in rows(book, "services") if row["kind"].startswith("Health"))
    number = FIRST_ROW + rows(book, "services").index(line)
    main.cell(FIRST_ROW, places["service.health.exists"], "Yes")
    main.cell(FIRST_ROW, places["service.market.exists"], "No")
    put(book, "services", number, fee="free")
    put(book, "services", community="Kaya", pcode=line["pcode"], kind="market", problem="Too far")
    applied(saved(book), cast.here.programme, cast.manager)
    health, market = ServiceStatus.objects.get(kind="health"), ServiceStatus.objects.get(kind="market")
    assert (health.exists, health.fee, health.functioning) == (True, "free", "partly")
    assert (market.exists, market.problem) == (False, "Too far")
    main.cell(FIRST_ROW, places["service.health.functioning"], "Works")
    put(book, "services", number, functioning="Does not work")
    sheet = upload(saved(book), cast.here.programme, cast.manager)
    assert faults(sheet) == [(number, "services:functioning", "told_twice")]


def test_nothing_is_removed_and_an_emptied_cell_changes_nothing(cast, filled):
    before = everything()
    book = book_of(cast.here.programme, cast.manager)
    for sheet in (table(book, "hazards"), table(book, "services")):
        for at in range(5, sheet.max_column + 1):
            sheet.cell(FIRST_ROW, at).value = None
    table(book, "works").delete_rows(FIRST_ROW)
    applied(saved(book), cast.here.programme, cast.manager)
    assert everything() == before


# --- meanwhile --------------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_translations_of_changed_words_are_drafts_again(cast, filled):
    row = ProfileFactor.objects.get(kind="driver")
    row.translations = {"fr": {"text": {"text": "Pas de pluie", "state": "checked"}}}
    row.save()
    book = book_of(cast.here.programme, cast.manager)
    put(book, "drivers", FIRST_ROW, strength=2)
    applied(saved(book), cast.here.programme, cast.manager)
    row.refresh_from_db()
    assert row.translations["fr"]["text"]["state"] == "checked"
    put(book, "drivers", FIRST_ROW, text="Rain stays away")
    applied(saved(book), cast.here.programme, cast.manager)
    row.refresh_from_db()
    assert (row.text, row.translations["fr"]["text"]["state"]) == ("Rain stays away", "draft")


def test_a_workbook_of_another_layout_reads_what_is_asked_and_tells_the_rest(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    put(book, "hazards", FIRST_ROW, persons=7, measures="Dykes")
    programme = cast.here.programme
    PartSetting.objects.create(programme=programme, section="land", is_on=False)
    PartSetting.objects.create(programme=programme, section="hazards", fields_off=["hazards.measures"])
    read = outcome(upload(saved(book), programme, cast.manager))
    assert sorted(read.not_read) == ["Hazards: What people do about it", table(book, "tenures").title]
    applied(saved(book), programme, cast.manager)
    assert (Hazard.objects.get().persons, Hazard.objects.get().measures) == (7, "")


def test_of_two_sheets_of_one_table_the_first_is_read_and_the_other_is_told(cast, filled):
    book = book_of(cast.here.programme, cast.manager)
    number = put(book, "hazards", community="Kaya", pcode=filled.community.area.pcode, kind="drought", text="First")
    first = table(book, "hazards")
    copy = book.copy_worksheet(first)
    copy.title = "Mine"
    copy.cell(number, codes(copy)["hazards:text"], "Second")
    sheet = applied(saved(book), cast.here.programme, cast.manager)
    assert outcome(sheet).not_read == ["Mine"]
    assert counts(sheet, "hazards") == (1, 0, 1, 0)
    assert sorted(Hazard.objects.values_list("text", flat=True)) == ["", "First"]


def test_words_typed_in_the_forms_are_told_apart_from_those_of_a_cell_by_their_words_alone(cast, filled):
    flow = DisplacementFlow.objects.get()
    change_entry(flow, fields=["remark"], by=cast.manager)
    add_entry(Hazard(profile=filled, kind="fire", text="Two\n\nlines"), by=cast.manager)
    book = book_of(cast.here.programme, cast.manager)
    put(book, "hazards", FIRST_ROW + 1, persons=3)
    applied(saved(book), cast.here.programme, cast.manager)
    assert Hazard.objects.get(kind="fire").text == "Two\n\nlines"


def test_words_row_is_in_the_language_and_codes_are_not(cast, filled):
    french, arabic = (table(book_of(cast.here.programme, cast.manager, one), "hazards") for one in ("fr", "ar"))
    assert [cell.value for cell in french[CODES_ROW]] == [cell.value for cell in arabic[CODES_ROW]]
    assert french.title != arabic.title
    assert french.cell(WORDS_ROW, 5).value != arabic.cell(WORDS_ROW, 5).value
    assert Community.objects.count() == 1


# --- undone, and corrected --------------------------------------------------------------------------------------------
def test_an_applied_sheet_is_taken_back_with_its_rows_until_somebody_goes_on(cast, filled):
    before = everything()
    book = book_of(cast.here.programme, cast.manager)
    place = {"community": "Kaya", "pcode": filled.community.area.pcode}
    put(book, "services", FIRST_ROW, fee="free", excluded_groups="men", quarter="")
    put(book, "hazards", **place, kind="fire", months="1;2", text="Bush\tfire, “wide”")
    put(book, "market", **place, kind="price", text="Rice", price=12.5)
    put(book, "works", **place, actor="Mayor", title="Road", starts_on=datetime.date(2026, 1, 5))
    sheet = applied(saved(book), cast.here.programme, cast.manager)
    assert MarketItem.objects.get(text="Rice").currency == "XAF"
    sheets.undo_sheet(sheet, by=cast.manager)
    assert work(sheet).refusal == ""
    assert everything() == before
    again = applied(saved(book), cast.here.programme, cast.manager)
    add_entry(Hazard(profile=draft(filled.community), kind="flood"), by=cast.facilitator)
    with pytest.raises(Refused, match="gone on"):
        sheets.undo_sheet(again, by=cast.manager)


def test_refused_rows_come_back_marked_and_corrected_they_are_taken(cast, filled):
    book = book_of(cast.here.programme, cast.manager, "fr")
    number = put(book, "hazards", FIRST_ROW, persons="many")
    put(book, "cohesion", FIRST_ROW, strength=8)
    sheet = applied(saved(only(book, "hazards", "cohesion")), cast.here.programme, cast.manager, skip=True)
    assert "cohesion:row-key" not in str(
        [list(one.values) for one in load(corrections_book(sheet, outcome(sheet).without(["cohesion"])))]
    )
    marked = load(corrections_book(sheet, outcome(sheet)))
    assert [one.title for one in marked.worksheets] == [table(book, code).title for code in ("cohesion", "hazards")]
    first = marked.worksheets[1]
    places = {str(cell.value): cell.column for cell in first[2] if cell.value}
    assert first[f"A{3}"].value.split("\n")[0] == f"Row {number} in the file"
    assert [cell.coordinate for cell in first[3] if cell.fill.fill_type == "solid"] == [
        first.cell(3, places["hazards:persons"]).coordinate
    ]
    first.cell(3, places["hazards:persons"], 44)
    marked.worksheets[0].delete_rows(3)
    for content in (saved(marked), saved(alone(marked))):
        done = applied(content, cast.here.programme, cast.manager)
        assert Hazard.objects.get().persons == 44
        sheets.undo_sheet(done, by=cast.manager)
        work(done)


def load(file: IO[bytes]) -> Workbook:
    return load_workbook(BytesIO(file.read()))


def alone(book: Workbook) -> Workbook:
    """Only its last sheet."""
    for sheet in book.worksheets[:-1]:
        book.remove(sheet)
    return book
