"""Every picture of a profile: its signs in their cells, drawn without letters, and told by a table."""

import datetime
import itertools
import re
from collections import Counter
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cbp.core.suppression import HIDDEN
from cbp.core.templatetags.figures import written
from profiling.models.factors import Trend
from profiling.models.selection import Selection
from profiling.models.services import Functioning
from profiling.models.stakeholders import Effect
from profiling.reading.pictures import (
    Actor,
    Candidate,
    Movement,
    RoundPoint,
    dividers_and_connectors,
    movements_chart,
    pyramid_of,
    pyramids_of,
    rounds_charts,
    selection_picture,
    services_matrix,
    stakeholder_map,
)
from profiling.reading.pictures.packing import packed
from profiling.reading.pictures.signs import HALF, hatched
from tests.profiling.drawn import CRITERIA, NEXT, YEAR, a_candidate, a_service, ages, few, statements, within

# --- signs and cells --------------------------------------------------------------------------------------------------
sides = st.floats(min_value=0.5, max_value=400)


@few
@given(x=sides, y=sides, width=sides, height=sides, gap=st.floats(min_value=2, max_value=20))
def test_hatching_keeps_to_its_rectangle(x, y, width, height, gap):
    steps = re.findall(r"[ml]([^ml ]+) ([^ml ]+)", hatched(x, y, width, height, gap))
    points = list(zip(*(itertools.accumulate(map(float, along)) for along in zip(*steps, strict=True)), strict=True))
    assert len(points) == len(steps)
    assert all(within((px, px), (x, x + width)) and within((py, py), (y, y + height)) for px, py in points)


def test_hatching_rises_in_even_steps():
    assert hatched(0, 0, 10, 10, 10) == "m5 0l-5 5m10 0l-5 5"


cells = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=60)


@few
@given(cells=cells, mirrored=st.booleans())
def test_no_two_signs_overlap_and_each_stays_in_its_cell(cells, mirrored):
    frame = packed(cells, columns=5, rows=4, least=(50, 40), mirrored=mirrored)
    for (x, y), (column, row) in zip(frame.places, cells, strict=True):
        lying, standing = frame.columns[column], frame.rows[row]
        assert within((x - HALF, x + HALF), (lying.start, lying.end))
        assert within((y - HALF, y + HALF), (standing.start, standing.end))
        assert within((x - HALF, x + HALF), (0, frame.width))
        assert within((y - HALF, y + HALF), (0, frame.height))
    for one, other in itertools.combinations(frame.places, 2):
        assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= 2 * HALF


@few
@given(cells=cells)
def test_a_packing_mirrored_is_its_reflection(cells):
    plain, turned = (packed(cells, columns=5, rows=4, least=(50, 40), mirrored=side) for side in (False, True))
    assert [(pytest.approx(plain.width - x, abs=0.11), y) for x, y in plain.places] == turned.places
    assert plain.width == turned.width
    assert [pytest.approx(plain.width - one.end, abs=0.11) for one in plain.columns] == [
        one.start for one in turned.columns
    ]
    assert plain.rows == turned.rows


def test_signs_of_a_cell_stand_in_the_reading_direction():
    places = packed([(0, 0)] * 3, columns=1, rows=1, least=(50, 40), mirrored=False).places
    assert places[0][0] < places[1][0]
    assert places[0][1] == places[1][1] < places[2][1]
    turned = packed([(0, 0)] * 3, columns=1, rows=1, least=(50, 40), mirrored=True).places
    assert turned[0][0] > turned[1][0]


# --- drawn ------------------------------------------------------------------------------------------------------------
def everything(mirrored):
    """Each picture by its template, with what the cells of its table have to tell. None is not known."""
    group = ages([1234, None, 56], [HIDDEN, 78, 90], "Displaced <people>")
    moved = [Movement("arrival", *YEAR, 1111), Movement("arrival", *NEXT, None), Movement("return", *NEXT, 222)]
    rounds = [RoundPoint(at, datetime.date(2024, at, 1), "DTM & others", "Lac", 1000 + at) for at in (1, 2)]
    services = [a_service(1, "yes", "0.4"), a_service(2, "none"), a_service(3, "")]
    chief, trader = Actor(1, "Chief & council", 5, 4, "supports"), Actor(3, "Trader", 1, 1)
    told = [chief, Actor(2, "شيخ", None, 2, "hinders"), trader]
    rated = [Candidate(1, "Village <1>", a_candidate(second=None).scores, "reserve"), a_candidate(2, 1, 2)]
    counted = [1234, None, 56, HIDDEN, 78, 90]
    return {
        "pyramid": ({"pyramid": pyramid_of(group, mirrored=mirrored)}, counted),
        "pyramids": ({"pyramids": pyramids_of([group, group], mirrored=mirrored)}, counted * 2),
        "movements": ({"movements": movements_chart(moved, mirrored=mirrored)}, [1111, None, None, 222]),
        "rounds": ({"rounds": rounds_charts(rounds, mirrored=mirrored)[0]}, ["1", "2", 1001, 1002]),
        "services": (
            {"matrix": services_matrix(services, mirrored=mirrored)},
            ["1 Service 1", Functioning.YES.label, Decimal("0.4"), "2 Service 2", "3 Service 3", None, None],
        ),
        "stakeholders": (
            {"map": stakeholder_map(told, mirrored=mirrored)},
            ["1 Chief &amp; council", 5, 4, Effect.SUPPORTS.label, "2 شيخ", None, 2, "3 Trader", 1, 1],
        ),
        "cohesion": (
            {"cohesion": dividers_and_connectors(statements(), mirrored=mirrored)},
            ["1 Water", 1, Trend.STRONGER.label, "2 Aid", 3, "3 Market", None, Trend.SAME.label],
        ),
        "selection": (
            {"selection": selection_picture(rated, CRITERIA, mirrored=mirrored)},
            ["1 Village &lt;1&gt;", Selection.RESERVE.label, 3, "60–100", "2 Village 2", 1, 2],
        ),
    }


NAMES = list(everything(False))
LETTERS = re.compile(r"[^0-9\s.,?*+–/\u202f\u00a0-]")


def page_of(name, language, **more):
    with translation.override(language):
        context, told = everything(translation.get_language_bidi())[name]
        html = render_to_string(f"profiling/pictures/{name}.html", {**context, **more})
        return html, Counter(shown(value) for value in told)


def shown(value):
    if value is None:
        return translation.pgettext("figure", "not known")
    if value == HIDDEN:
        return translation.pgettext("figure", "hidden")
    return written(value, int(isinstance(value, Decimal))) if isinstance(value, int | Decimal) else str(value)


def drawings(html):
    return [ElementTree.fromstring(found) for found in re.findall(r"<svg.*?</svg>", html, re.S)]  # noqa: S314 - our own


def cells_of(html):
    """What stands in the cells of all tables."""
    cells = re.findall(r"<t[hd][ >].*?</t[hd]>", "".join(re.findall(r"<table.*?</table>", html, re.S)), re.S)
    alone = (re.sub(r'<span class="cards-only">.*?</span>', "", cell) for cell in cells)
    return Counter(re.sub(r"<[^>]+>", "", cell).strip() for cell in alone)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("on_paper", [False, True])
def test_each_drawing_is_well_formed_has_a_title_and_holds_no_letters(name, language, on_paper):
    html, _told = page_of(name, language, on_paper=on_paper)
    drawn = drawings(html)
    assert drawn
    pictures = [one for one in drawn if one.get("role") == "img"]
    assert pictures
    for one in pictures:
        assert (one.find("title").text or "").strip().endswith(".")
        assert one.get("viewBox") == f"0 0 {one.get('width')} {one.get('height')}"
    assert all((one.find("title").text or "").strip() for one in drawn)  # the PDF asks for one of every drawing
    letters = [text.text for one in drawn for text in one.iter("text") if LETTERS.search("".join(text.itertext()))]
    assert letters == []
    assert not re.search(r"<style|\sstyle=|<script|\sid=", html)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("on_paper", [False, True])
def test_the_table_tells_every_value(name, language, on_paper):
    html, told = page_of(name, language, on_paper=on_paper)
    assert told - cells_of(html) == Counter()


@pytest.mark.parametrize("on_paper", [False, True])
def test_the_table_of_a_selection_tells_a_score_that_is_not_known(on_paper):
    html, _told = page_of("selection", "en", on_paper=on_paper)
    assert cells_of(html)["?" if on_paper else "not known"] == 1


def test_a_page_that_has_the_table_already_gets_the_picture_with_its_legend_alone():
    html, _told = page_of("stakeholders", "en", without_table=True, on_paper=True)
    assert "<table" not in html
    assert "Trader" in html


def test_a_title_of_the_page_goes_before_the_pictures_own():
    html, _told = page_of("services", "en", title="Protection & more")
    assert "<figcaption>Protection &amp; more</figcaption>" in html
