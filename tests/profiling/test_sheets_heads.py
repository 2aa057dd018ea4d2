"""What stands above the rows: titles, headers of several lines, tags, codes; and which column is which."""

from __future__ import annotations

import pytest
from django.utils import translation

from cbp.core import sheets as core_sheets
from cbp.core.models import JobState
from cbp.core.refusals import Refused
from profiling.actions import sheets
from profiling.columns import columns_of
from profiling.models import Answer, ColumnMapping, Community, Profile, ProfileSheet, Question, ServiceStatus
from profiling.sheets.heads import find_head, guesses
from profiling.sheets.words import words_of
from profiling.workbooks.filling import programme_book
from tests.chain import make_community, make_profile
from tests.core.tables import as_csv, as_ods
from tests.profiling.sheet_things import HEADS, found, outcome, upload, work, workbook

Step = ProfileSheet.Step


@pytest.fixture
def words(cast):
    return words_of(cast.here.programme)


def head_of(content, words):
    return find_head(core_sheets.raw(content, most_columns=500), words)[0]


def columns_in(content, words) -> dict[str, str]:
    head = head_of(content, words)
    return {key: code for key, code in guesses(head, words).items() if code}


ROW = ["Kaya", "TCD0701", "1250", "640", "610"]
HEADER = ["Localité", "Code", "Population totale", "Femmes", "Hommes"]
READ = {
    "localite": "name", "code": "pcode", "populationtotale": "total.persons", "femmes": "total.females",
    "hommes": "total.males",
}  # fmt: skip


@pytest.mark.parametrize(
    "above",
    [[], [["Recensement 2025"]], [["Recensement 2025"], [], ["Province du Lac", "", "", "", "mars 2025"], [""]]],
    ids=["nothing", "a title", "titles, blanks and a note"],
)
def test_title_lines_above_the_header(words, above):
    head = head_of(as_csv([*above, HEADER, ROW]), words)
    assert (head.row, head.first) == (len(above) + 1, len(above) + 2)
    assert columns_in(as_csv([*above, HEADER, ROW]), words) == READ


def test_any_order_of_columns(words):
    assert columns_in(as_csv([HEADER[::-1], ROW[::-1]]), words) == READ


def test_a_row_of_hxl_tags_names_what_the_words_do_not(words):
    tags = ["#loc+name", "#adm+code", "#population", "#population+f", "#population+m"]
    content = as_csv([["L", "K", "E", "F", "H"], tags, ROW])
    assert head_of(content, words).first == 3
    assert columns_in(content, words) == {
        "l": "name", "k": "pcode", "e": "total.persons", "f": "total.females", "h": "total.males",
    }  # fmt: skip


def test_a_line_of_numbers_below_the_header_is_no_data(words):
    assert head_of(as_csv([HEADER, ["1", "2", "3", "4", "5"], ROW]), words).first == 3


THREE = [
    ["Recensement"],
    ["Lieu", None, "Population", None, None, "Déplacés", None],
    [None, None, "Personnes", "dont", None, "Personnes", "dont"],
    ["Localité", "Code", None, "Femmes", "Hommes", None, "Femmes"],
    ["Kaya", "TCD0701", 1250, 640, 610, 200, 110],
]


def test_merged_headers_of_three_lines_are_joined(words):
    merged = ["A1:G1", "A2:B3", "C2:E2", "D3:E3", "C3:C4", "F2:G2", "F3:F4"]
    head = head_of(workbook(THREE, merged), words)
    assert head.headers == [
        "Lieu Localité", "Lieu Code", "Population Personnes", "Population dont Femmes", "Population dont Hommes",
        "Déplacés Personnes", "Déplacés dont Femmes",
    ]  # fmt: skip
    assert (head.row, head.first) == (4, 5)
    assert head.codes[:2] == ["name", "pcode"]
    assert head.codes[6] == ""  # women among the displaced are not all women


def test_a_heading_that_only_says_locality_changes_nothing(words):
    rows = [["Localité", None, "Population"], ["Village", "Code", "Total"], ["Kaya", "TCD0701", 1250]]
    assert head_of(workbook(rows, ["A1:B1"]), words).codes == ["name", "pcode", "total.persons"]


def test_headings_over_empty_cells_of_a_text_file_reach_until_the_next_one(words):
    head = head_of(
        as_csv(
            [["", "", "Hôtes", "", "Déplacés", ""], ["Localité", "Code", "a", "b", "a", "b"], ["K", "T", 1, 2, 3, 4]]
        ),
        words,
    )
    assert head.headers[2:] == ["Hôtes a", "Hôtes b", "Déplacés a", "Déplacés b"]


def test_headers_nobody_knows_are_found_by_their_shape(words):
    content = as_csv([["Lista"], ["Wioska", "Znak", "Ludzi", "Uwagi"], ["Kaya", "TCD0701", "1250", ""]])
    head = head_of(content, words)
    assert (head.row, head.headers) == (2, ["Wioska", "Znak", "Ludzi", "Uwagi"])


def test_twins_among_headers_have_keys_of_their_own(words):
    head = head_of(as_csv([["Localité", "Code", "Total", "Total", "Total"], ["Kaya", "TCD", 1, 2, 3]]), words)
    assert head.keys == ["localite", "code", "total", "total#2", "total#3"]
    assert head.codes == ["name", "pcode", "total.persons", "", ""]


def test_a_file_without_headers_is_refused_in_words(words):
    with pytest.raises(Refused, match="No line of this file looks like the headers"):
        head_of(as_csv([["a"], ["b"]]), words)


def test_an_ods_under_the_name_of_an_xlsx(words):
    assert columns_in(as_ods([HEADER, ROW]), words) == READ


def test_a_hidden_sheet_in_front_is_not_the_table(words):
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook([HEADER, ROW])))
    hidden = book.create_sheet("lists", 0)
    hidden.append(["yes", "no"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert columns_in(out.getvalue(), words) == READ


# --- our own sheet ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_sheet_that_went_out_in_any_language_comes_back(cast, language):
    """By its words alone: saved as text, it has lost its hidden row."""
    with translation.override(language):
        columns = columns_of(cast.here.programme)
    rows = [[column.label for column in columns], ["", "Kaya", "TCD0701", *[""] * (len(columns) - 3)]]
    sheet = upload(rows, cast.here.programme, cast.manager)
    assert (sheet.step, sheet.state, outcome(sheet).created) == (Step.CHECK, JobState.DONE, 1)
    assert set(sheet.columns.values()) == {column.code for column in columns}


def test_our_hidden_row_of_codes_says_everything(cast):
    rows = [["Part", "", ""], ["Whatever", "Somebody", "Renamed"], HEADS[:3], ["Kaya", "TCD0701", "village"]]
    sheet = upload(rows, cast.here.programme, cast.manager)
    assert (sheet.step, outcome(sheet).created, sheet.head["row"], sheet.head["first"]) == (Step.CHECK, 1, 3, 4)


def test_own_questions_have_columns_and_those_of_others_have_none(cast):
    Question.objects.create(
        programme=cast.here.programme, section="land", code="wells", kind="number", labels={"en": "Wells"}
    )
    Question.objects.create(
        programme=cast.there.programme, section="land", code="dams", kind="number", labels={"en": "Dams"}
    )
    codes = [column.code for column in columns_of(cast.here.programme) if column.code.startswith("question.")]
    assert codes == ["question.wells"]


# --- foreign sheets ---------------------------------------------------------------------------------------------------
FOREIGN = [HEADER, ROW]


def test_a_foreign_sheet_waits_for_somebody_to_look_at_its_columns(cast):
    sheet = upload(FOREIGN, cast.here.programme, cast.manager)
    assert (sheet.step, sheet.state, sheet.outcome) == (Step.MAP, JobState.DONE, None)
    assert sheet.columns == READ
    assert sheet.head["samples"][0] == ["Kaya"]
    assert sheet.head["words"]["code"] == ["TCD0701"]


def test_what_was_chosen_is_checked_kept_and_used_again(cast):
    sheet = upload(FOREIGN, cast.here.programme, cast.manager)
    chosen = {**READ, "hommes": ""}
    sheets.map_sheet(sheet, columns=chosen, values={"kind": {"Ferrick": "camp"}}, save_as=" Bureau ", by=cast.manager)
    assert outcome(work(sheet)).unread == ["Hommes"]
    mapping = ColumnMapping.objects.get(programme=cast.here.programme, name="Bureau")
    assert (mapping.columns, mapping.values) == (chosen, {"kind": {"Ferrick": "camp"}})
    again = upload([["Some other title"], *FOREIGN], cast.here.programme, cast.facilitator)
    assert (again.step, again.mapping, again.columns) == (Step.CHECK, mapping, chosen)


def test_a_mapping_that_was_chosen_serves_although_a_column_is_missing(cast):
    mapping = ColumnMapping.objects.create(
        programme=cast.here.programme, name="Old", columns={**READ, "menages": "total.households"}
    )
    sheet = upload(FOREIGN, cast.here.programme, cast.manager, mapping=mapping)
    assert (sheet.step, sheet.columns) == (Step.CHECK, READ)


def test_words_of_theirs_are_read_as_explained(cast):
    rows = [
        ["Localité", "Code", "Eau"],
        ["Kaya", "TCD0701", "en panne"],
        ["Bol", "TCD0701", "✓"],
        ["Doum", "TCD0701", "None"],
    ]
    sheet = upload(rows, cast.here.programme, cast.manager)
    columns = {"localite": "name", "code": "pcode", "eau": "service.water.exists"}
    sheets.map_sheet(sheet, columns=columns, values={}, by=cast.manager)
    assert found(work(sheet)) == [(2, "service.water.exists", "bad_yes_no")]
    sheets.map_sheet(sheet, columns=columns, values={"service.water.exists": {"en panne": "no"}}, by=cast.manager)
    assert found(work(sheet)) == []


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"localite": "name"}, "which column holds the name"),
        (
            {"localite": "name", "code": "pcode", "femmes": "total.females", "hommes": "total.females"},
            "chosen for two columns",
        ),
        ({"localite": "name", "code": "pcode", "femmes": "no.such"}, "has no column “no.such”"),
    ],
)
def test_a_mapping_that_cannot_be(cast, columns, sentence):
    sheet = upload(FOREIGN, cast.here.programme, cast.manager)
    with pytest.raises(Refused, match=sentence):
        sheets.map_sheet(sheet, columns=columns, values={}, by=cast.manager)


def test_two_hundred_columns_nobody_knows_are_told_and_not_read(cast):
    unknown = [f"Colonne {number} (X{number}Y)" for number in range(200)]
    sheet = upload(
        [[*HEADS, *unknown], ["Kaya", "TCD0701", "village", 9, 5, 4, 2, *["?"] * 200]],
        cast.here.programme,
        cast.manager,
    )
    assert sheet.step == Step.MAP or outcome(sheet).unread == unknown
    sheets.map_sheet(
        sheet, columns=dict(zip(sheet.head["keys"], [*HEADS, *[""] * 200], strict=True)), values={}, by=cast.manager
    )
    assert (outcome(work(sheet)).unread, outcome(work(sheet)).created) == (unknown, 1)


# --- the template -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_template_as_it_went_out_comes_back_and_changes_nothing(cast, language):
    """With all that is known filled in, in the words of the language: nothing is read otherwise than it was written."""
    make_profile(
        make_community(cast.here, "Kaya", latitude="13.5", longitude="14.25", precision="exact"), cast.here.programme
    )
    Community.objects.get().names.create(text="كايا")
    profile = Profile.objects.get()
    ServiceStatus.objects.create(profile=profile, kind="water", exists=False, functioning="no", distance_km="2.5")
    options = [{"code": "blue", "labels": {"en": "Blue", "ar": "أزرق"}}]
    for code, kind, value in (
        ("c", "choice", {"option": "blue"}),
        ("d", "date", {"day": "2026-01-02"}),
        ("n", "number", {"number": "1.5"}),
    ):
        question = Question.objects.create(
            programme=cast.here.programme, section="land", code=code, kind=kind, labels={"en": code}, options=options
        )
        Answer.objects.create(profile=profile, question=question, **value)
    with translation.override(language):
        content = programme_book(cast.here.programme, cast.manager).read()
    sheet = upload(content, cast.here.programme, cast.manager)
    read = outcome(sheet)
    assert (sheet.step, read.rows, read.unchanged, read.refused, read.unread) == (Step.CHECK, 1, 1, 0, [])
    assert read.values >= 14
