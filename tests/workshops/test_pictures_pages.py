"""The page of a tool: its picture and the same in words, escaped, mirrored, and kept from whoever may not see it."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from cbp.core.choices import Classification
from cbp.workshops.models import Tool, ToolRecord
from cbp.workshops.reading.pictures import draw
from tests.cast import Cast
from tests.conftest import Enter
from tests.workshops.picture_things import PAYLOADS

HOSTILE = "<script>alert(1)</script>"
LETTERS = re.compile(r"<text[^>]*>([^<]*)</text>")


def html_of(tool: str, language: str = "en", words: str = "en", *, on_paper: bool = False) -> str:
    with translation.override(language):
        picture = draw(tool, PAYLOADS[tool], words, mirrored=language == "ar", on_paper=on_paper)
        return render_to_string(picture.template, {"picture": picture})


def a_record(cast: Cast, tool: str = "problem-tree", **fields: object) -> ToolRecord:
    return ToolRecord.objects.create(session=cast.here.chain.session, tool=tool, payload=PAYLOADS[tool], **fields)


def url_of(record: ToolRecord) -> str:
    return reverse("workshops:tool-detail", args=[record.pk])


# --- what every picture keeps -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("tool", Tool.values)
@pytest.mark.parametrize("on_paper", [False, True])
def test_all_words_stand_in_the_page_and_none_in_a_drawing(tool: str, on_paper: bool) -> None:
    html = html_of(tool, on_paper=on_paper)
    for words in _words(PAYLOADS[tool]):
        assert words.replace("’", "’") in html, words
    assert all(re.fullmatch(r"[0-9]+", inside) for inside in LETTERS.findall(html))
    assert " style=" not in html
    assert "<script" not in html


def _words(thing: object) -> list[str]:
    codes = {"kind", "condition", "relation", "effect", "trend", "works", "who", "calendar", "importance"}
    if isinstance(thing, dict):
        closed = codes if "label" in thing or "actor" in thing or "service" in thing or "calendar" in thing else set()
        return [one for key, value in thing.items() if key not in closed for one in _words(value)]
    if isinstance(thing, list):
        return [one for value in thing for one in _words(value)]
    return [thing] if isinstance(thing, str) and thing else []


def test_no_part_of_a_picture_is_a_region_with_the_name_of_the_whole() -> None:
    named = {tool: str(draw(tool, PAYLOADS[tool], "en", mirrored=False).title) for tool in Tool.values}
    assert [tool for tool, title in named.items() if f'role="region" aria-label="{title}"' in html_of(tool)] == []


@pytest.mark.parametrize("tool", Tool.values)
def test_words_of_the_community_keep_their_own_direction_on_an_arabic_page(tool: str) -> None:
    html = html_of(tool, "ar", "fr")
    assert '<bdi class="told" lang="fr" dir="ltr">' in html
    assert "INVALID" not in html


def test_every_drawing_tells_what_it_shows() -> None:
    drawn = {tool for tool in Tool.values if 'role="img"' in html_of(tool)}
    assert drawn == {"problem-tree", "daily-clock", "venn", "transect", "wellbeing"}
    for tool in drawn:
        assert re.search(r"<title>[^<]{10,}</title>", html_of(tool))


# --- the page ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("tool", [tool for tool in Tool.values if tool != "conflict-map"])
def test_the_page_of_each_tool_opens_and_leads_back(cast: Cast, enter: Enter, tool: str) -> None:
    record = a_record(cast, tool, story="They agreed")
    assert record.get_absolute_url() == url_of(record)
    html = enter(cast.facilitator).get(url_of(record)).content.decode()
    assert "They agreed" in html
    assert record.session.get_absolute_url() in html
    assert reverse("workshops:tool-edit", args=[record.pk]) in html


def test_markup_in_a_payload_is_only_text(cast: Cast, enter: Enter) -> None:
    record = a_record(cast)
    record.payload = {**record.payload, "core": HOSTILE}
    record.title = HOSTILE
    record.save()
    html = enter(cast.facilitator).get(url_of(record)).content.decode()
    assert HOSTILE not in html
    assert "&lt;script&gt;alert(1)" in html


def test_what_is_restricted_exists_for_nobody_else(cast: Cast, enter: Enter) -> None:
    record = a_record(cast, "conflict-map", classification=Classification.RESTRICTED)
    assert enter(cast.facilitator).get(url_of(record)).status_code == 200
    assert enter(cast.auditor).get(url_of(record)).status_code == 404
    assert "Paths of the herds" not in enter(cast.auditor).get(record.session.get_absolute_url()).content.decode()


def test_who_only_reads_finds_no_button(cast: Cast, enter: Enter) -> None:
    record = a_record(cast)
    html = enter(cast.auditor).get(url_of(record)).content.decode()
    assert reverse("workshops:tool-edit", args=[record.pk]) not in html


def test_a_longer_picture_asks_the_database_no_more_often(cast: Cast, enter: Enter, django_assert_num_queries) -> None:
    short, long = a_record(cast, "venn"), a_record(cast, "swot")
    short.payload = {"rows": short.payload["rows"][:1]}
    short.save()
    browser = enter(cast.facilitator)
    browser.get(url_of(short))
    with django_assert_num_queries(_count(browser, short)):
        browser.get(url_of(long))


def _count(browser, record: ToolRecord) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        browser.get(url_of(record))
    return len(captured)
