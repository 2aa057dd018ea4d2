"""The community action plan as a paper: rendered for real, read back, validated; and what it makes of its snapshot."""

from __future__ import annotations

from typing import Any

import page
import pypdfium2
import pytest
from django.utils import translation
from django.utils.translation import pgettext

from reports import plan_paper, rendering
from reports.papers import ACTION_PLAN
from tests.reports.plan_things import Row, a_plan, empty, endorsed, in_state
from tests.reports.things import HOSTILE, attachments_of, drawn, table_of, text_of

FAST = ("fr", "ar")


def pdf(snapshot: Row, language: str) -> bytes:
    return drawn(ACTION_PLAN, snapshot, language)


def pages_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [sheet.get_textpage().get_text_range() for sheet in document]


def valid(content: bytes) -> bool:
    found = [page.validate_pdf_bytes(content, profile=profile).failures for profile in ("ua1", "3a")]
    assert [str(failure) for failures in found for failure in failures] == []
    return True


def context(snapshot: Row, language: str = "fr") -> dict[str, Any]:
    with translation.override(language):
        return plan_paper.context(snapshot)


# --- rendered for real ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["ar", *(pytest.param(one, marks=pytest.mark.slow) for one in ("en", "fr", "es"))])
def test_it_is_pdf_ua_1_and_pdf_a_3a_in_one_file(language: str) -> None:
    assert valid(pdf(a_plan(), language))


@pytest.mark.parametrize("language", ["fr", *(pytest.param(one, marks=pytest.mark.slow) for one in ("ar", "en", "es"))])
def test_so_is_one_that_was_only_begun_and_one_that_is_endorsed(language: str) -> None:
    assert valid(pdf(empty(), language))
    assert valid(pdf(endorsed(), language))


def test_the_text_can_be_read_back() -> None:
    text = text_of(pdf(a_plan(), "fr")).replace("\u202f", " ").replace("\xa0", " ").replace("\r\n", " ")
    for words in (
        "Ngouboua", "TCD0702", "Tchad", "Relèvement autour du Lac", "Union européenne", "Commune de Bol",
        "Tchoukou Boudou", "Zara A.", "L’eau est loin", "Deux forages à Tchoukou Mala", "19 300 000", "5 000 000",
        "6,02 %", "27,8 %", "46,8 %", "Comité départemental de gestion des conflits", "Numéro vert : 1313",
        "Préciser qui entretient les pompes.", "Le comité de l’eau, voir la fiche 1.", "Recensement administratif",
        "Pêcheurs des îles", "Point focal PSEA à Bol",
    ):  # fmt: skip
        assert words in text, words


def test_arabic_can_be_read_back_and_figures_stay_in_order() -> None:
    text = text_of(pdf(a_plan(), "ar"))
    for words in ("نقوبوا", "تشاد", "بعيد", "مندوبية", "حي السوق", "صيادو الجزر"):
        assert words in text, words
    for figure in ("19,300,000", "5,000,000", "27.8%", "TCD0702", "XAF", "1,240"):
        assert figure in text, figure
    for turned in ("000,300,91", "2070DCT", "%8.72", "FAX"):
        assert turned not in text, turned


@pytest.mark.parametrize("language", FAST)
def test_every_page_of_a_draft_says_so_until_it_is_endorsed(language: str) -> None:
    with translation.override(language):
        word = pgettext("watermark", "DRAFT")
    assert all(word in sheet for sheet in pages_of(pdf(a_plan(), language)))


def test_an_endorsed_plan_carries_no_word_across() -> None:
    with translation.override("fr"):
        word = pgettext("watermark", "DRAFT")
    sheets = pages_of(pdf(endorsed(), "fr"))
    assert not any(word in sheet for sheet in sheets)
    assert "231/PM/2026" in sheets[1]


def test_the_word_across_is_no_part_of_what_is_read_aloud() -> None:
    """It lies in the margin of the page, which the tagged PDF keeps for decoration."""
    html = rendering.html_of(ACTION_PLAN, a_plan(), "fr")
    assert html.index('class="watermark"') < html.index("<main>")


@pytest.mark.parametrize(
    ("state", "word"),
    [("draft", "DRAFT"), ("validated", "DRAFT"), ("submitted", "DRAFT"), ("returned", "RETURNED"),
     ("withdrawn", "WITHDRAWN"), ("endorsed", "")],
)  # fmt: skip
def test_each_state_says_what_it_is(state: str, word: str) -> None:
    found = context(in_state(state), "en")
    assert found["watermark"] == word
    assert found["state_sentence"]


def test_the_data_behind_it_are_attached() -> None:
    attached = attachments_of(pdf(a_plan(), "fr"))
    assert list(attached) == ["community-action-plan.csv"]
    header, *rows = table_of(attached["community-action-plan.csv"])
    assert header == list(plan_paper.HEADER)
    assert [row[0] for row in rows].count("item") == 4
    assert {row[0] for row in rows} == {"item", "cost", "funding", "total"}
    well, total = dict(zip(header, rows[0], strict=True)), dict(zip(header, rows[-1], strict=True))
    assert (well["amount"], well["funded"], well["gap"]) == ("19300000.00", "14300000.00", "5000000.00")
    assert (total["amount"], total["gap"], total["currency"]) == ("21590000.00", "6000000.00", "XAF")


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    again = rendering.pdf_of(ACTION_PLAN, endorsed(), "fr")
    assert again.content == pdf(endorsed(), "fr")


def test_markup_in_any_text_is_only_text() -> None:
    words = HOSTILE.format(url="http://127.0.0.1:9", file="/etc/passwd")
    html = rendering.html_of(ACTION_PLAN, _everywhere(a_plan(), words), "fr")
    assert html.count("&lt;object data=file:///etc/passwd&gt;") > 60
    for markup in ("<link rel=attachment", "<object", "<img", "<style>@import"):
        assert markup not in html


def _everywhere(thing: Any, words: str) -> Any:
    """The same snapshot with every free text replaced; codes and figures stay, because the paper looks them up."""
    if isinstance(thing, dict):
        return {key: words if key in FREE and isinstance(value, str) and value else _everywhere(value, words)
                for key, value in thing.items()}  # fmt: skip
    if isinstance(thing, list) and len(thing) == 2 and thing[1] in ("original", "draft", "checked"):
        return [words, thing[1]]
    return [_everywhere(one, words) for one in thing] if isinstance(thing, list) else thing


FREE = frozenset({
    "name", "title", "donors", "safe_contact", "lead", "counterpart", "government_plan", "government_reference", "part",
    "office", "body", "authority", "letter", "remarks", "about", "text", "answer", "venue", "label", "organisation",
    "note", "unit", "partner", "reason", "revision_reason",
})  # fmt: skip


# --- what it makes of its snapshot ------------------------------------------------------------------------------------
def test_texts_in_the_language_of_the_paper_else_as_they_were_said_with_a_mark() -> None:
    found = {language: context(a_plan(), language)["items"] for language in ("fr", "en", "ar")}
    well = {language: items[0]["title"] for language, items in found.items()}
    assert (well["fr"].text, well["fr"].mark) == ("Deux forages à Tchoukou Mala", "")
    assert (well["en"].text, well["en"].mark) == ("Two boreholes in Tchoukou Mala", "")
    assert (well["ar"].direction, bool(well["ar"].mark)) == ("rtl", True)
    road = found["ar"][1]["title"]
    assert (road.language, road.direction, bool(road.mark)) == ("fr", "ltr", True)
    training = found["fr"][3]["title"]
    assert (training.language, bool(training.mark)) == ("fr", True)
    assert (found["en"][3]["title"].language, found["en"][3]["title"].direction) == ("ar", "rtl")


def test_the_page_before_lists_what_has_no_translation() -> None:
    missing = {}
    for language in ("fr", "en", "es", "ar"):
        with translation.override(language):
            missing[language] = plan_paper.untranslated(a_plan())
    assert missing["fr"] == []
    assert missing["es"][0].startswith("Un village où")
    assert "Remettre la piste en état avant les pluies" in missing["ar"]
    assert "تدريب الشباب على صيانة المضخات" in missing["en"]
    assert len(missing["es"]) > len(missing["ar"])


def test_groups_are_named_by_the_list_or_by_the_programme() -> None:
    for language, label in (("fr", "Pêcheurs des îles"), ("ar", "صيادو الجزر"), ("es", "Pescadores de las islas")):
        assert context(a_plan(), language)["participation"][-1]["label"] == label


def test_a_missing_group_is_told_and_a_hidden_count_is_no_number() -> None:
    found = context(a_plan())
    assert [one["group"] for one in found["missing"]] == ["disability", "fishers"]
    assert found["has_hidden"]
    assert found["sessions"][3]["women"] == "hidden"


def test_bars_of_quarters_lie_within_the_period_of_the_plan() -> None:
    found = context(a_plan())
    assert [(year["year"], year["bar"]) for year in found["years"]] == [(2027, 33), (2028, 34), (2029, 33)]
    bars = [(item["begins"], item["lasts"], len(item["when"])) for item in found["items"]]
    assert bars == [(0, 25, 2), (25, 17, 2), (8, 92, 2), (33, 17, 2)]


def test_items_stand_by_who_can_make_them_happen() -> None:
    tracks = context(a_plan())["tracks"]
    assert [[row["number"] for row in track["rows"]] for track in tracks] == [[2], [1], [3, 4]]


def test_an_item_without_track_or_quarters_is_still_there() -> None:
    plan = a_plan()
    plan["items"][0] |= {"track": "", "starts_on": None}
    found = context(plan)
    assert found["tracks"][-1]["rows"][0]["number"] == 1
    assert found["items"][0]["when"] == []


def test_the_ranking_shows_each_group_with_its_first_choice_and_who_is_left_out() -> None:
    ranking = context(a_plan())["ranking"]
    assert [row["need"] for row in ranking["options"]] == [1, 3, 2, 6, 4]
    firsts = [[cell["is_first"] for cell in row["votes"]].count(True) for row in ranking["options"]]
    assert sum(firsts) == 5
    assert [one["group"] for one in ranking["missed"]] == [context(a_plan())["sessions"][3]["group"]]
    assert all(0 <= cell["bar"] <= 100 for row in ranking["options"] for cell in row["votes"])


def test_money_is_shared_out_with_the_gap() -> None:
    money = context(a_plan())["money"]
    assert [row["amount"] for row in money["rows"]][:2] == ["1000000.00", "300000.00"]
    assert (money["has_gap"], money["has_surplus"], f"{money['gap_share']['share']:.1f}") == (True, True, "27.8")
    assert context(empty())["money"]["gap_share"] == {"share": None, "bar": 0}


def test_one_line_for_each_part_and_one_for_each_authority() -> None:
    found = context(a_plan())
    assert [line["part"] or line["body"] for line in found["signatures"]] == [
        "Tchoukou Mala", "Tchoukou Boudou", "حي السوق", "Comité des déplacés",
    ]  # fmt: skip
    assert len(found["authorities"]) == 2
    district = context(endorsed())["authorities"][0]
    assert district["decision"]["letter"] == "231/PM/2026"
    plan = a_plan()
    plan["plan"]["needs_ministry"] = False
    assert len(context(plan)["authorities"]) == 1


def test_the_rail_of_the_cover_stands_where_the_cycle_stands() -> None:
    assert [one["state"] for one in context(a_plan())["stations"]] == ["done"] * 4 + ["here"] + ["ahead"] * 2


def test_the_page_before_says_what_it_would_hold_and_how_long_it_would_be() -> None:
    assert not any(part["empty"] for part in plan_paper.outline(a_plan()))
    assert [part["empty"] for part in plan_paper.outline(empty())] == [False, False, True, True, True, True, True, True]
    real = len(pages_of(pdf(a_plan(), "fr")))
    assert abs(plan_paper.pages(a_plan()) - real) <= 2
    assert ACTION_PLAN.file_name(a_plan(), "ar") == "community-action-plan-TCD0702-1-2-ar.pdf"
