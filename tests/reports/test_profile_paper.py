"""The community profile as a paper: rendered for real, read back, validated; and what it makes of its snapshot."""

from __future__ import annotations

import json
from typing import Any

import pypdfium2
import pytest
from django.utils import translation
from django.utils.translation import pgettext

from reports import profile_paper, rendering
from reports.papers import COMMUNITY_PROFILE
from tests.reports.profile_things import Row, a_profile, empty, in_state, part_of, table_in
from tests.reports.things import HOSTILE, attachments_of, drawn, failures, table_of, text_of

FAST, SLOW = ("fr", "ar"), ("fr", "en", "es")
LANGUAGES = ["ar", *(pytest.param(language, marks=pytest.mark.slow) for language in SLOW)]


def pdf(snapshot: Row, language: str) -> bytes:
    return drawn(COMMUNITY_PROFILE, snapshot, language)


def pages_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [sheet.get_textpage().get_text_range() for sheet in document]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("\r\n", " ")


def context(snapshot: Row, language: str = "en") -> dict[str, Any]:
    with translation.override(language):
        return profile_paper.context(snapshot)


# --- rendered for real ------------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_pdf_ua_1_and_pdf_a_3a_in_one_file(language: str) -> None:
    assert failures(pdf(a_profile(), language)) == []


@pytest.mark.parametrize("language", ["en", *(pytest.param(one, marks=pytest.mark.slow) for one in ("fr", "es", "ar"))])
def test_so_is_one_that_was_only_begun(language: str) -> None:
    assert failures(pdf(empty(), language)) == []


def test_the_text_can_be_read_back() -> None:
    text = plain(text_of(pdf(a_profile(), "fr")))
    for words in (
        "Kirdjem", "TCD0703", "Planification communautaire au Lac", "3 684", "53,8 %", "Registre du village",
        "Comité de l’eau", "Groupement des femmes", "24 500 XAF", "Pêcheurs des îles", "770 + 611 = 1 381",
        "Dix personnes arrivées", "Aucune enquête plus récente", "Le comité mixte, puis le chef de canton",
        "13.48, 14.32", "Préfecture du Mamdi", "Les trois pompes sont en panne",
    ):  # fmt: skip
        assert words in text, words


def test_arabic_can_be_read_back_and_figures_stay_in_order() -> None:
    text = plain(text_of(pdf(a_profile(), "ar")))
    for words in ("كيرجم", "تشاد", "النازحون", "صيادو الجزر", "هل للقرية مخطط عقاري؟"):
        assert words in text, words
    for figure in ("3,684", "TCD0703", "24,500", "XAF", "53.8%", "13.48", "14.32"):
        assert figure in text, figure
    for turned in ("486,3", "3070DCT", "%8.35", "FAX"):
        assert turned not in text, turned


@pytest.mark.parametrize("language", FAST)
def test_every_page_of_a_draft_says_so(language: str) -> None:
    with translation.override(language):
        word = pgettext("watermark", "DRAFT")
    assert all(word in sheet for sheet in pages_of(pdf(a_profile(), language)))


@pytest.mark.parametrize(
    ("state", "word"), [("draft", "DRAFT"), ("in-review", "DRAFT"), ("validated", ""), ("superseded", "SUPERSEDED")]
)
def test_each_state_says_what_it_is(state: str, word: str) -> None:
    found = context(in_state(state))
    assert found["watermark"] == word
    assert found["state_sentence"]


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    assert rendering.pdf_of(COMMUNITY_PROFILE, empty(), "en").content == pdf(empty(), "en")


def test_markup_in_any_text_is_only_text() -> None:
    words = HOSTILE.format(url="http://127.0.0.1:9", file="/etc/passwd")
    html = rendering.html_of(COMMUNITY_PROFILE, _everywhere(a_profile(), words), "fr")
    assert html.count("&lt;object data=file:///etc/passwd&gt;") > 60
    for markup in ("<link rel=attachment", "<object", "<img", "<style>@import"):
        assert markup not in html


FREE = frozenset({"name", "title", "donors", "definition", "spoken_languages", "road", "leader", "holder", "reason",
                  "source", "operation", "unit", "quarter", "organisation"})  # fmt: skip


def _everywhere(thing: Any, words: str) -> Any:
    """The same snapshot with every free text replaced; codes and figures stay, because the paper looks them up."""
    if isinstance(thing, dict):
        if set(thing) <= {"en", "fr", "es", "ar"} and all(isinstance(value, str) for value in thing.values()):
            return dict.fromkeys(thing, words)
        return {key: words if key in FREE and isinstance(value, str) and value else _everywhere(value, words)
                for key, value in thing.items()}  # fmt: skip
    if isinstance(thing, list) and len(thing) == 2 and thing[1] in ("original", "draft", "checked"):
        return [words, thing[1]]
    return [_everywhere(one, words) for one in thing] if isinstance(thing, list) else thing


def test_the_data_behind_it_are_attached_with_their_sources() -> None:
    attached = attachments_of(pdf(a_profile(), "fr"))
    assert list(attached) == ["community-profile.csv"]
    header, *lines = table_of(attached["community-profile.csv"])
    assert header == list(profile_paper.HEADER)
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    whole = next(row for row in rows if row["group"] == "all" and row["field"] == "persons" and not row["sex"])
    assert (whole["value"], whole["source_date"], whole["release"]) == ("3684", "2026-08-22", "team")
    small = [
        row["value"]
        for row in rows
        if row["group"] == "returnee-idp" and row["sex"] == "f" and row["part"] == "population"
    ]
    assert small == ["hidden", "hidden", "hidden", "9", "hidden"]
    assert {"services", "stakeholders", "questions", "rounds"} <= {row["table"] for row in rows}


# --- what it makes of its snapshot ------------------------------------------------------------------------------------
def test_the_first_page_says_what_is_known_and_what_is_not() -> None:
    found = context(a_profile())
    assert (found["filled"], found["asked"]) == (15, 16)
    assert found["blank"] == ["Barriers to reintegration"]
    assert found["uncounted"] == ["Fishers of the islands"]
    keys = found["keys"]
    assert (keys["persons"], keys["children"], round(keys["children_share"], 1)) == (3684, 2059, 55.9)
    nothing = context(empty())
    assert (nothing["keys"]["persons"], nothing["keys"]["size"], nothing["keys"]["women_share"]) == (None, None, None)
    assert nothing["filled"] == 0
    assert len(nothing["blank"]) == 16


def test_what_is_hidden_in_a_part_is_no_part_of_a_share() -> None:
    profile = a_profile()
    profile["population"][0] |= {"persons": "hidden", "females": "hidden"}
    profile["population"][0]["ages"][0][-1] = "hidden"
    keys = context(profile)["keys"]
    assert (keys["persons"], keys["women_share"], keys["children"], keys["children_share"]) == (
        "hidden",
        None,
        "hidden",
        None,
    )


def test_a_part_of_which_nothing_is_known_says_why() -> None:
    unknown = context(a_profile(), "fr")["unknown"]
    assert [(part["code"], str(part["note"])) for part in unknown] == [
        ("barriers", "Personne n’a encore demandé aux personnes revenues."),
    ]


def test_figures_carry_their_source_and_whether_it_may_be_published_or_is_old() -> None:
    population = {row["group"]: row["mark"] for row in context(a_profile())["population"]}
    assert (population["idp"].number, population["idp"].is_kept, population["idp"].is_old) == (4, True, False)
    assert (population["returnee-idp"].number, population["returnee-idp"].is_kept) == (1, False)
    assert population["returnee-idp"].is_old
    sheets = text_of(pdf(a_profile(), "fr"))
    assert "[4]†" in sheets
    assert "[1]‡" in sheets


def test_short_values_stand_in_columns_as_far_as_they_fit_and_the_rest_below() -> None:
    services = next(part for part in context(a_profile())["parts"] if part["code"] == "services")
    sheet = services["tables"][0]["sheet"]
    assert [head.label for head in sheet.heads] == [
        "Is there one", "Does it work", "How many", "Distance (km)", "How many people it can serve",
    ]  # fmt: skip
    well = sheet.lines[0]
    assert (str(well.name.text), well.number) == ("Water point", 1)
    assert [detail.label for detail in well.details] == [
        "Who runs it",
        "Who cannot use it, and why",
        "What is the problem",
    ]
    assert sheet.unknown == ["What it costs to use it"]


def test_texts_in_the_language_of_the_paper_else_as_they_were_said_with_a_mark() -> None:
    notes = {language: context(a_profile(), language)["parts"][1]["note"] for language in ("fr", "ar", "en")}
    assert [(note.language, bool(note.mark)) for note in notes.values()] == [("fr", False), ("ar", False), ("fr", True)]


def test_pictures_have_the_numbers_of_the_table_and_turn_round_in_arabic() -> None:
    services = {language: next(part for part in context(a_profile(), language)["parts"] if part["code"] == "services")
                for language in ("en", "ar")}  # fmt: skip
    left, right = (services[language]["tables"][0]["matrix"] for language in ("en", "ar"))
    assert [mark.number for mark in left.marks] == [line.number for line in services["en"]["tables"][0]["sheet"].lines]
    assert left.marks[0].x != right.marks[0].x
    assert round(left.marks[0].x + right.marks[0].x, 1) == left.frame.width


def test_no_picture_of_what_divides_and_no_word_of_it() -> None:
    assert "cohesion" not in json.dumps(a_profile())
    html = rendering.html_of(COMMUNITY_PROFILE, a_profile(), "en")
    assert "What divides" not in html


def test_a_warning_whose_figures_are_hidden_says_what_it_is_about() -> None:
    warnings = context(a_profile())["warnings"]
    assert [bool(one["sentence"]) for one in warnings] == [True, True, False, True]
    assert (warnings[2]["title"], warnings[2]["about"]) == ("Capacities and committees", "Committees")
    text = plain(text_of(pdf(a_profile(), "fr")))
    assert "1 of 10" not in text
    assert "10,0 %" not in text


def test_changes_stand_value_by_value_then_what_is_new_and_what_is_gone() -> None:
    changes = context(a_profile())["changes"]
    by_part = {part["title"]: part["rows"] for part in changes["changed"]}
    works = by_part["Services and infrastructure"][0]
    assert (str(works["of"].text), works["what"]) == ("Water point", "Does it work")
    assert (works["before"].text, works["now"].text) == ("Works in part", "Does not work")
    assert [str(one.text) for part in changes["gone"] for one in part["rows"]] == ["Market"]
    assert "Stakeholders" in [part["title"] for part in changes["new"]]


def test_a_place_that_is_kept_has_no_map_and_says_so() -> None:
    profile = a_profile()
    assert context(profile)["map"]
    profile["community"] |= {"point": None, "is_kept": True, "road": None, "distance_km": None}
    assert context(profile)["map"] is None
    assert "13.48" not in rendering.html_of(COMMUNITY_PROFILE, profile, "en")
    assert "for its safety" in rendering.html_of(COMMUNITY_PROFILE, profile, "en")


def test_without_a_cycle_there_is_no_rail() -> None:
    assert len(context(a_profile())["stations"]) == 7
    assert 'class="rail"' not in rendering.html_of(COMMUNITY_PROFILE, a_profile(cycle=None), "en")


def test_the_page_before_says_what_it_would_hold_and_how_long_it_would_be() -> None:
    with translation.override("en"):
        outline = {str(part["label"]): part["empty"] for part in profile_paper.outline(a_profile())}
        assert not any(outline.values())
        assert profile_paper.outline(empty())[1]["empty"]
        assert "Les attaques sur les îles" in profile_paper.untranslated(a_profile())
    real = len(pages_of(pdf(a_profile(), "fr")))
    assert abs(profile_paper.pages(a_profile()) - real) <= 2
    assert COMMUNITY_PROFILE.file_name(a_profile(), "ar") == "community-profile-TCD0703-3-ar.pdf"


def test_an_old_profile_keeps_a_part_that_is_not_asked_any_more() -> None:
    profile = a_profile()
    part_of(profile, "works")["is_asked"] = False
    found = context(profile)
    assert "works" in [part["code"] for part in found["parts"]]
    assert found["asked"] == 15


def test_a_column_of_people_that_is_hidden_is_no_number() -> None:
    bodies = table_in(a_profile(), "bodies")["rows"]
    assert [(row["cells"]["women"], row["cells"]["men"]) for row in bodies] == [(6, 9), ("hidden", 5), ("hidden", 9)]
