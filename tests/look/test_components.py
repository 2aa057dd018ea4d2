"""What several pages show in the same way."""

from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from cbp.core.charts import Line, Point, line_chart
from cbp.core.templatetags.look import aria_current, saved_key, tone


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def draw(name: str, **values: object) -> str:
    return " ".join(render_to_string(f"components/{name}.html", values).split())


def test_the_rail_is_an_ordered_list_that_says_where_we_are():
    stations = [
        {"label": "Prepare", "state": "done", "url": "/1/"},
        {"label": "Profile", "state": "here", "note": "2 of 5 sections"},
        {"label": "Plan", "state": "ahead"},
    ]
    html = draw("rail", stations=stations)
    assert '<ol class="rail" aria-label="Stations of the planning cycle">' in html
    assert html.count("<li") == 3
    assert html.count('aria-current="step"') == 1
    assert [word for word in ("(done)", "(current step)", "(not yet)") if word in html] == [
        "(done)", "(current step)", "(not yet)",
    ]  # fmt: skip


def test_unknown_is_written_and_zero_is_zero():
    assert "unknown" in draw("tile", label="Households", value=None)
    assert "<bdi>0</bdi>" in draw("tile", label="Households", value=0)


def test_a_picture_has_a_title_a_table_and_no_letters():
    chart = line_chart([Line("Displaced", [Point("2023", 5), Point("2024", None), Point("2025", 9)])])
    html = draw("series", chart=chart, title="Displaced people", unit="People", source="Survey")
    svg = html[html.index("<svg role") : html.index("</svg>", html.index("<svg role"))]
    assert "<title>Displaced people</title>" in svg
    written = [part.split("</text>")[0].split(">")[-1] for part in svg.split("<text")[1:]]
    assert written
    assert not [text for text in written if any(letter.isalpha() for letter in text)]
    assert html.count("<tr>") == 1 + 3
    assert "unknown" in html


def test_progress_without_a_figure_is_open_ended():
    assert "value=" not in draw("progress", percent=None, label="Area sheet", stage="Waiting")
    assert 'value="0"' in draw("progress", percent=0, label="Area sheet", stage="Begun")


def test_pages_keep_the_filters_of_the_address():
    request = RequestFactory().get("/areas/?level=2&page=2")
    template = Template("{% include 'components/pagination.html' with page_obj=page_obj only %}")
    html = template.render(RequestContext(request, {"page_obj": Paginator(range(50), 10).page(2)}))
    assert "level=2&amp;page=3" in html
    assert "Page 2 of 5" in html
    assert draw("pagination", page_obj=Paginator(range(5), 10).page(1)).strip() == ""


def test_a_message_tells_the_browser_which_text_is_safe():
    message = Message(constants.SUCCESS, "Saved.", extra_tags="wide cbp-saved:area-12")
    assert saved_key(message) == "area-12"
    assert saved_key(Message(constants.SUCCESS, "Saved.")) == ""
    assert tone(message) == "good"
    assert 'data-cbp-saved="area-12"' in draw("messages", messages=[message])


def test_the_menu_marks_the_page_that_is_read():
    def mark(view: str, *names: str) -> str:
        return aria_current(
            Context({"request": SimpleNamespace(resolver_match=SimpleNamespace(view_name=view))}), *names
        )

    assert mark("desk:area-detail", "desk:area*") == ' aria-current="page"'
    assert mark("desk:home", "desk:home") == ' aria-current="page"'
    assert mark("desk:homestead", "desk:home") == ""
    assert aria_current(Context({}), "desk:home") == ""
