"""The blank form of a programme's profiles: rendered for real, and what it asks."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from django.utils import translation

from profiling.sections import SECTIONS, TABLES
from reports import profile_form, rendering
from reports.papers import PROFILE_FORM
from tests.reports.profile_things import Row, a_form
from tests.reports.things import attachments_of, drawn, failures, table_of, text_of

LANGUAGES = ["en", "fr", "es", "ar"]


def pdf(snapshot: Row, language: str) -> bytes:
    return drawn(PROFILE_FORM, snapshot, language)


def short() -> Row:
    """A programme that asks little, so that drawing it takes little."""
    form = a_form()
    kept = ("identity", "population", "services", "cohesion", "sources")
    return {**form, "parts": [part for part in form["parts"] if part["code"] in kept], "counted": ["", "idp"]}


def context(snapshot: Row, language: str = "en") -> dict[str, Any]:
    with translation.override(language):
        return profile_form.context(snapshot)


def sheets(snapshot: Row) -> dict[str, Any]:
    found = context(snapshot)
    return {sheet.code: sheet for part in (*found["parts"], *found["restricted"]) for sheet in part["sheets"]}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_one_is_valid_and_as_long_as_was_told(language: str) -> None:
    content = pdf(a_form(), language)
    assert failures(content) == []
    with pypdfium2.PdfDocument(content) as document:
        assert abs(profile_form.pages(a_form()) - len(document)) <= 3


@pytest.mark.slow
def test_it_is_pdf_ua_1_and_pdf_a_3a_in_one_file_and_can_be_read_back() -> None:
    content = pdf(short(), "ar")
    assert failures(content) == []
    text = text_of(content)
    assert "السكان" in text
    assert "هل للقرية مخطط عقاري؟" in text
    assert "LAC-2026" in text


def test_every_part_that_is_asked_is_there_with_every_table() -> None:
    text = rendering.html_of(PROFILE_FORM, a_form(), "en")
    for section in SECTIONS:
        assert f"<h2>{section.title}</h2>" in text, section.code
    assert set(sheets(a_form())) == set(TABLES)
    assert "Leave empty what is not known. Write 0 only when nobody was counted." in text
    assert "Has the village a cadastral plan?" in text


@pytest.mark.slow
def test_every_page_but_the_first_has_room_for_the_community() -> None:
    with pypdfium2.PdfDocument(pdf(short(), "en")) as document:
        heads = [sheet.get_textpage().get_text_range() for sheet in document]
    assert len(heads) > 2
    assert all("Community:" in head and "LAC-2026" in head for head in heads[1:])


def test_every_field_that_is_asked_has_its_place() -> None:
    """In a column, below the row, or as the name of the row; who may read it is decided when it is entered."""
    for part in a_form()["parts"]:
        for found in part["tables"]:
            table, sheet = TABLES[found["code"]], sheets(a_form())[found["code"]]
            left_out = {"classification", "organisation", "currency"}
            left_out |= {"kind"} if len(table.kinds) == 1 else set()
            printed = [column.name for column in (*sheet.columns, *sheet.words)]
            assert sorted(printed) == sorted(set(found["fields"]) - left_out), found["code"]


def test_columns_fit_on_the_page() -> None:
    from reports.profile_form import fields

    for code, sheet in sheets(a_form()).items():
        named = [column for column in sheet.columns if column.is_wide]
        short = [column for column in sheet.columns if not column.is_wide]
        assert len(named) <= 1
        assert sum(fields._width(TABLES[code], column) for column in short) <= fields.ROOM


def test_a_choice_of_few_is_boxes_and_a_long_one_is_a_list_with_numbers() -> None:
    services, stakeholders = sheets(a_form())["services"], sheets(a_form())["stakeholders"]
    works = next(column for column in services.words if column.name == "functioning")
    assert [box.label for box in works.boxes] == ["Works", "Works in part", "Does not work", "Is being built"]
    assert services.names[0] == "Water point"
    assert len(services.names) == 13
    title, options = stakeholders.lists[0]
    assert (title, options[0].number, options[0].label) == ("What it is (number)", 1, "Authority or state service")
    importance = next(column for column in stakeholders.columns if column.name == "importance")
    assert [box.label for box in importance.boxes] == ["1", "2", "3", "4", "5"]


def test_words_have_room_for_a_hand_and_a_price_names_its_currency() -> None:
    """Half a line for what is short, a whole one for what may be long, and a tall cell where a row begins with it."""
    services, market, drivers = (sheets(a_form())[code] for code in ("services", "market", "drivers"))
    styles = {column.name: column.style for column in services.words if column.is_wide}
    assert styles == {"fee": "form-name", "provider": "form-name", "barriers": "form-text", "problem": "form-text"}
    assert drivers.columns[0].style == "form-text"
    price = next(column for column in market.columns if column.name == "price")
    assert price.label == "Price (XAF)"


def test_the_point_and_own_questions_are_asked_as_the_screens_ask_them() -> None:
    html = rendering.html_of(PROFILE_FORM, a_form(), "en")
    assert "How exact the point is" in html
    assert "Measured on the spot" in html
    question = html[html.index("Has the village a cadastral plan?") :].split("</div>")[0]
    assert "Source no." in question


def test_what_is_restricted_stands_on_a_sheet_of_its_own_at_the_end() -> None:
    found = context(a_form())
    assert [part["code"] for part in found["restricted"]] == ["cohesion"]
    assert "cohesion" not in [part["code"] for part in found["parts"]]
    html = rendering.html_of(PROFILE_FORM, a_form(), "en")
    assert html.index("keep this sheet apart") > html.index("Capacities and committees")


def test_matrices_have_the_age_bands_and_the_groups_of_the_programme() -> None:
    found = context(a_form(), "fr")
    assert found["bands"][0] == "0 à 4 ans"
    assert found["counted"][0] == "Toute la communauté"
    assert "Pêcheurs des îles" in found["counted"]
    assert [group.number for group in found["groups"]] == list(range(1, len(found["groups"]) + 1))


def test_what_is_asked_is_attached_as_codes() -> None:
    header, *rows = table_of(attachments_of(pdf(short(), "en"))["profile-form.csv"])
    assert header == ["part", "table", "field", "kind", "unit"]
    assert ["services", "services", "distance_km", "", ""] in rows
    assert ["services", "questions", "How many boreholes are planned within a year?", "number", "forages"] in rows


def test_the_page_before_counts_fields_and_pages_and_names_what_is_not_translated() -> None:
    assert profile_form.pages(short()) < profile_form.pages(a_form()) < PROFILE_FORM.most_pages
    with translation.override("ar"):
        assert profile_form.untranslated(a_form()) == [
            "How many boreholes are planned within a year?", "Who settles disputes?", "Who warns of the flood?",
            "Last assembly",
        ]  # fmt: skip
    assert all(not part["empty"] for part in profile_form.outline(a_form()))
    assert PROFILE_FORM.file_name(a_form(), "fr") == "profile-form-LAC-2026-fr.pdf"
