"""The workbook that goes out: what is in it, what is locked, what it may never hold; and refused rows, marked."""

from __future__ import annotations

import datetime
import resource
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from profiling.columns import open_columns
from profiling.models import Answer, PartSetting, ProfileFactor, Question, ServiceStatus
from profiling.reading.layouts import layout_of
from profiling.sheets.tables.columns import row_sheets
from profiling.workbooks.filling import communities_of, programme_book
from profiling.workbooks.known import known_rows
from profiling.workbooks.marked import MarkedRow, MarkedSheet, marked_book, notes_title
from profiling.workbooks.template import CODES_ROW, FIRST_ROW, WORDS_ROW, About, template_book
from tests.chain import make_community, make_profile

LANGUAGES = ["en", "fr", "es", "ar"]
# Everything that some spreadsheet or other takes for a formula. (A30)
FORMULAS = ["=1+1", "+252 61", "-5", "@SUM(A1)", "\t=1", " =1", "\u200b=1", "＝1", "＋1", "－1", "＠1", "|cmd", "%0"]


def opened(file) -> Workbook:
    return load_workbook(BytesIO(file.read()))


def table_of(book: Workbook) -> list[dict[str, object]]:
    """The rows of the first sheet by the hidden codes."""
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    return [
        {code: value for code, value in zip(lines[CODES_ROW - 1], line, strict=True) if value is not None}
        for line in lines[FIRST_ROW - 1 :]
    ]


@pytest.fixture
def known(cast):
    """A community with a profile: totals, a cell, a service and an answer of the programme's own."""
    programme = cast.here.programme
    community = make_community(cast.here, latitude=Decimal("13.5"), longitude=Decimal("14.25"), precision="exact")
    community.names.create(text="كولوديا", language="ar")
    profile = make_profile(community, programme)
    ServiceStatus.objects.create(profile=profile, kind="water", exists=True, functioning="partly", distance_km="2.5")
    days = Question.objects.create(
        programme=programme, section="services", code="last-flood", kind="date", labels={"en": "Last flood"}
    )
    Answer.objects.create(profile=profile, question=days, day=datetime.date(2025, 8, 14))
    return community


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_what_is_known_in_the_language_of_the_person(cast, known, language):
    with translation.override(language):
        book = opened(programme_book(cast.here.programme, cast.manager))
        labels = {column.code: (column.label, dict(column.options)) for column in open_columns(cast.here.programme)}
    assert {sheet.sheet_view.rightToLeft for sheet in book} == {language == "ar"}
    assert [sheet.sheet_state for sheet in book] == ["visible"] * (len(book.worksheets) - 1) + ["hidden"]
    main = book.worksheets[0]
    words = [cell.value for cell in main[WORDS_ROW]]
    assert words == [label for label, _options in labels.values()]
    assert table_of(book) == [{
        "uid": str(known.uid), "name": known.name, "pcode": known.area.pcode, "kind": labels["kind"][1]["village"],
        "other_names": "كولوديا", "latitude": 13.5, "longitude": 14.25, "precision": labels["precision"][1]["exact"],
        "total.persons": 900, "total.females": 480, "total.males": 420, "total.households": 150, "cell.f.18": 200,
        "service.water.exists": labels["service.water.exists"][1]["yes"],
        "service.water.functioning": labels["service.water.functioning"][1]["partly"],
        "service.water.distance_km": 2.5, "question.last-flood": datetime.datetime(2025, 8, 14),
    }]  # fmt: skip
    assert main.row_dimensions[CODES_ROW].hidden


def test_keys_and_headers_are_locked_and_everything_else_is_open(cast, known):
    book = opened(programme_book(cast.here.programme, cast.manager))
    main = book.worksheets[0]
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book.worksheets[:3])
    assert main.freeze_panes == "E4"
    columns = open_columns(cast.here.programme)
    assert all(cell.protection.locked for row in main.iter_rows(max_row=CODES_ROW) for cell in row if cell.value)
    locked = [column.code for column, cell in zip(columns, main[FIRST_ROW], strict=True) if cell.protection.locked]
    written = {code for code in table_of(book)[0]}
    assert [code for code in locked if code in written] == ["uid", "name", "pcode", "kind"]
    # What is not written has the style of its column, which is open: below, a new community can be added.
    assert not any(dimension.protection.locked for dimension in main.column_dimensions.values())


def test_a_cell_offers_its_answers_and_refuses_what_cannot_be(cast, known):
    book = opened(programme_book(cast.here.programme, cast.manager))
    main = book.worksheets[0]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in main.data_validations.dataValidation}
    place = {cell.value: cell.column_letter for cell in main[CODES_ROW]}
    kind, persons = rules[f"{place['kind']}{FIRST_ROW}"], rules[f"{place['total.persons']}{FIRST_ROW}"]
    assert (kind.type, persons.type, persons.formula1) == ("list", "whole", "0")
    sheet, _mark, cells = kind.formula1.partition("!")
    found = [cell.value for (cell,) in book[sheet.strip("'")][cells.replace("$", "")]]
    assert found == ["Village", "Urban neighbourhood", "Ward", "Camp", "Informal site", "Collective centre"]
    assert "write 0 only when somebody counted" in persons.prompt
    assert main[f"{place['question.last-flood']}{FIRST_ROW}"].number_format == "yyyy-mm-dd"


def test_the_dictionary_explains_each_column(cast, known):
    book = opened(programme_book(cast.here.programme, cast.manager))
    lines = list(book.worksheets[2].iter_rows(min_row=2, values_only=True))
    tables = row_sheets(cast.here.programme, layout_of(cast.here.programme))
    columns = [*open_columns(cast.here.programme), *(column for one in tables for column in one.columns)]
    assert [line[5] for line in lines] == [column.code for column in columns]
    kind = next(line for line in lines if line[5] == "service.water.functioning")
    assert kind[1] == "Services and infrastructure"
    assert kind[4] == "Works\nWorks in part\nDoes not work\nIs being built"
    steps = [cell.value for cell in book.worksheets[1]["B"] if cell.value]
    assert any("Write 0 only when somebody counted and there was nobody" in step for step in steps)


def test_nothing_that_begins_like_a_formula_is_one(cast):
    for at, text in enumerate(FORMULAS):
        make_community(cast.here, f"{text} {at}")
    book = opened(programme_book(cast.here.programme, cast.manager))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    names = {cell.value: cell.quotePrefix for cell in cells if cell.value and str(cell.value).split(" ")[-1].isdigit()}
    assert {f"{text} {at}": names[f"{text} {at}"] for at, text in enumerate(FORMULAS)} == {
        f"{text} {at}": True for at, text in enumerate(FORMULAS)
    }


def test_a_hidden_place_has_no_point_and_what_is_restricted_no_column(cast, known):
    programme = cast.here.programme
    known.is_location_sensitive = True
    known.save()
    profile = known.profiles.get()
    ProfileFactor.objects.create(profile=profile, kind="divider", text="closed-words", classification="restricted")
    secret = Question.objects.create(
        programme=programme, section="cohesion", code="secret", kind="text", labels={"en": "secret-question"}
    )
    Answer.objects.create(profile=profile, question=secret, text="closed-words")
    PartSetting.objects.create(programme=programme, section="services", classification="restricted")
    book = opened(programme_book(programme, cast.planner))
    (row,) = table_of(book)
    assert not {"latitude", "longitude", "precision"} & set(row)
    codes = {cell.value for cell in book.worksheets[0][CODES_ROW]}
    assert "total.persons" in codes
    assert "service.cases.exists" in codes
    assert not {code for code in codes if code.startswith("service.water.")}
    everything = str([list(sheet.iter_rows(values_only=True)) for sheet in book])
    assert "closed-words" not in everything
    assert "secret-question" not in everything
    theirs = opened(programme_book(programme, cast.manager))
    assert {str(cell) for row in theirs["Restricted statements"].values for cell in row} >= {"closed-words"}
    assert "secret-question" not in str([list(sheet.values) for sheet in theirs])


def test_what_a_version_keeps_closed_is_empty_in_it_for_everybody(cast, known):
    (before,) = table_of(opened(programme_book(cast.here.programme, cast.manager)))
    known.profiles.update(closed_parts=["services"])
    (row,) = table_of(opened(programme_book(cast.here.programme, cast.manager)))
    services = {"service.water.exists", "service.water.functioning", "service.water.distance_km", "question.last-flood"}
    assert set(before) - set(row) == services


def test_so_is_what_the_programme_of_the_version_restricts(cast, known):
    other = cast.there.programme
    PartSetting.objects.create(programme=other, section="services", classification="restricted")
    known.profiles.update(programme=other)
    (row,) = table_of(opened(programme_book(cast.here.programme, cast.manager)))
    assert not [code for code in row if code.startswith("service.water")]


def test_only_what_the_person_reaches_and_the_programme_works_with(cast):
    programme = cast.here.programme
    near = make_community(cast.here)
    far = make_community(cast.here, "Far away", area=cast.here.neighbour)
    make_community(cast.here, "No more", is_active=False)
    make_community(cast.there)
    assert list(communities_of(programme, cast.facilitator)) == [near]
    assert set(communities_of(programme, cast.manager)) == {near, far}


def test_the_number_of_questions_does_not_grow_with_the_communities(cast, known):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            columns = open_columns(cast.here.programme)
            rows = list(known_rows(communities_of(cast.here.programme, cast.manager), cast.here.programme, columns))
        assert all(row["name"] for row in rows)
        return len(queries)

    asked()  # the first time, the programme looks for its country
    one = asked()
    for at in range(2):
        make_profile(make_community(cast.here, f"Another {at}"), cast.here.programme)
    assert asked() == one


def test_ten_thousand_rows_are_not_held_in_memory(cast):
    """Written one by one: what a row holds is gone when the next one is written."""
    columns = open_columns(cast.here.programme)
    about = About("Profiles", "Programme", "today", ["Fill it"])
    values = {column.code: 1 for column in columns if column.kind == "count"}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = ({"name": f"Community {at}", **values} for at in range(10_000))
    with template_book(columns[:25], rows, about) as book:
        assert book.seek(0, 2) > 100_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000


# --- refused rows -----------------------------------------------------------------------------------------------------
HEADERS = ["Village", "Code", "Population"]
CODES = ["name", "pcode", "total.persons"]
BAD = [MarkedRow(["Kiri", "TCD0701", "many"], ["“many” is not a whole number."], frozenset({2}))]


def test_refused_rows_are_marked_as_they_were_sent():
    sheet = opened(marked_book([MarkedSheet([HEADERS, CODES], BAD, hidden=[1])], title="To correct")).worksheets[0]
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    assert lines == [
        ["What is to be corrected", *HEADERS], [None, *CODES], ["“many” is not a whole number.", *BAD[0].cells],
    ]  # fmt: skip
    assert sheet.row_dimensions[2].hidden
    filled = [cell.coordinate for cell in sheet[3] if cell.fill.fill_type == "solid"]
    assert filled == ["D3"]


def test_marked_a_second_time_the_column_in_front_stays_one():
    with translation.override("fr"):
        head = [[notes_title(), *HEADERS]]
        rows = [MarkedRow(["old words", *BAD[0].cells], ["new words"], frozenset({3}))]
        sheet = opened(marked_book([MarkedSheet(head, rows)], title="To correct")).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["new words", *BAD[0].cells]
    assert [cell.coordinate for cell in sheet[2] if cell.fill.fill_type == "solid"] == ["D2"]
