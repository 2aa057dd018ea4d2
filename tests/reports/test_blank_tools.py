"""The blank sheets of the tools: each asks what its screen asks, on one page, in every language."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cbp.workshops.tools.catalogue import DESCRIPTIONS
from cbp.workshops.tools.kinds import RESTRICTED_TOOLS, Tool
from cbp.workshops.tools.parts import Kind
from reports import rendering
from reports.blank_tools import blank_of

LANGUAGES = ["ar", *(pytest.param(language, marks=pytest.mark.slow) for language in ("en", "fr", "es"))]
IN_LINES = ("guide", "problem-tree")  # have lines instead of columns
ROOM_FOR_THE_CODE = "<p>x</p>" * 3  # the head of the kit stands above the sheet


def html_of(tool: str, language: str = "en") -> str:
    with translation.override(language):
        found = blank_of(tool)
        return render_to_string(found["blank_template"], found)


def squeezed(html: str) -> str:
    return " ".join(html.split())


@pytest.mark.parametrize("tool", Tool.values)
def test_a_sheet_asks_what_the_screen_asks(tool: str) -> None:
    html, description = squeezed(html_of(tool)), DESCRIPTIONS[tool]
    with translation.override("en"):
        asked = [*description.facts, *description.lists]
        if tool not in IN_LINES:
            asked += [one for one in description.columns if one.kind not in (Kind.MONTHS, Kind.UNDER)]
        for one in asked:
            assert str(one.label) in html
        for column in (*description.columns, *description.facts):
            for _code, label in column.choices if column.kind == Kind.CHOICE else ():
                assert str(label) in html
        for row in description.prefilled:
            assert any(str(words) in html for words in row.values())


def test_what_is_restricted_says_so_on_its_sheet() -> None:
    said = {tool for tool in Tool.values if "Restricted: keep this sheet apart" in html_of(tool)}
    assert said == set(RESTRICTED_TOOLS)


def test_each_tool_looks_like_itself() -> None:
    assert html_of("seasonal-calendar").count('class="blank__month"') == 12
    assert html_of("daily-clock").count("<svg") == 2
    assert html_of("transect").index("Stretch") < html_of("transect").index("Length in metres")
    tree = html_of("problem-tree")
    assert tree.index("Effects") < tree.index("Core problem") < tree.index("Causes")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_finds_room_on_one_page_below_the_head_of_the_kit(language: str) -> None:
    for tool in Tool.values:
        direction = "rtl" if language == "ar" else "ltr"
        sheet = f"<h2>x</h2>{ROOM_FOR_THE_CODE}{html_of(tool, language)}"
        page = f'<html lang="{language}" dir="{direction}"><title>x</title><body>{sheet}</body></html>'
        assert len(rendering.draw(page).pages) == 1, tool
