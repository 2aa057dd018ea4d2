"""Age bands, money and countries, search, lists that leave the house, lines of the log."""

from __future__ import annotations

import csv
import io
import logging

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbp.core.ages import STANDARD_SETS, read_bands, written
from cbp.core.currencies import country_name, currency_choices, is_country, is_currency, two_letters
from cbp.core.lists import as_csv, guarded
from cbp.core.logs import OneLine
from cbp.core.models import Area, AreaName
from cbp.core.refusals import Refused
from tests.cast import make_area


# --- age bands --------------------------------------------------------------------------------------------------------
@given(st.lists(st.integers(1, 30), min_size=0, max_size=6))
def test_bands_come_back_as_they_were_written(widths):
    bands, lower = [], 0
    for width in widths:
        if lower + width > 120:
            break
        bands.append((lower, lower + width - 1))
        lower += width
    bands.append((lower, None))
    assert read_bands(written(bands)) == bands


@pytest.mark.parametrize("text", STANDARD_SETS.values())
def test_sets_in_use_are_readable(text):
    assert written(read_bands(text)) == text


@pytest.mark.parametrize("text", ["0–4; 5 - 17\n18+", "0-4،5-17،18+", " 0-4 , 5-17, 18 + ,"])
def test_bands_as_people_write_them(text):
    assert read_bands(text) == [(0, 4), (5, 17), (18, None)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "children",
        "1-4, 5+",
        "0-4, 6+",
        "0-4, 4+",
        "0-4",
        "0-4, 5-17",
        "0+, 5+",
        "4-0, 5+",
        "0-500, 501+",
        "0-4, 5+, 60+",
    ],
)
def test_bands_with_gaps_overlaps_or_ends_are_refused(text):
    with pytest.raises(Refused, match=r"\.$"):
        read_bands(text)


# --- money and countries ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "known"), [("XAF", True), ("USD", True), ("xaf", False), ("XX1", False), ("", False), ("DOLLAR", False)]
)
def test_currencies(code, known):
    assert is_currency(code) == known


def test_every_choice_is_a_currency():
    codes = [code for code, _label in currency_choices()]
    assert codes == sorted(set(codes))
    assert all(is_currency(code) for code in codes)


def test_countries():
    assert (is_country("TCD"), is_country("TD"), is_country("XYZ"), two_letters("TCD"), two_letters("XYZ")) == (
        True, False, False, "TD", None,
    )  # fmt: skip
    assert [country_name("TCD", language) for language in ("en", "fr", "es", "ar")] == ["Chad", "Tchad", "Chad", "تشاد"]
    assert (country_name("BOL"), country_name("XYZ")) == ("Bolivia", "XYZ")


# --- search -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def places(db) -> Area:
    country = make_area(None, "TCD", "Chad", country="TCD")
    area = make_area(country, "TCD18", "N’Djaména")
    for language, name in [
        ("ar", "أنجمينا"),
        ("fr", "Ville de N’Djaména"),
        ("ar", "إدارة المدينة"),
        ("es", "100%_Ñandú"),
    ]:
        AreaName.objects.create(area=area, text=name, language=language)
    return area


@pytest.mark.parametrize(
    "words",
    [
        "n’djamena",
        "n'djamena",
        "N’DJAMÉNA",
        "  djamena ",
        "tcd18",
        "ville de",
        "انجمينا",
        "أنجمينا",
        "اداره المدينه",
        "إِدارة",
        "100%_n",
        "ÑANDU",
    ],
)
def test_the_search_folds_accents_case_and_arabic_letters(places, words):
    assert list(Area.objects.found_by(words)) == [places]


@pytest.mark.parametrize("words", ["100x", "%", "_djam", "nowhere", "\\"])
def test_signs_of_the_database_are_letters(places, words):
    found = [area.pcode for area in Area.objects.found_by(words)]
    assert found == (["TCD18"] if words == "%" else [])


# --- lists that leave the house ---------------------------------------------------------------------------------------
BEGINNINGS = ["=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠"]
BEFORE = ["", " ", "\u200b", "\ufeff", "\u200e", "\u00a0", " \u200b "]


@pytest.mark.parametrize("sign", BEGINNINGS)
@pytest.mark.parametrize("before", BEFORE)
def test_what_begins_like_a_formula_is_guarded(before, sign):
    """A30."""
    assert guarded(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("value", ["Lac", "N’Djaména", "12", "بحيرة", "", "a=b", 7])
def test_other_cells_stay(value):
    assert guarded(value) == str(value)


def test_nothing_is_an_empty_cell():
    assert guarded(None) == ""


@given(st.text(max_size=60))
def test_no_cell_is_a_formula_to_a_spreadsheet(text):
    cell = guarded(text)
    book = openpyxl.Workbook()
    try:
        book.active["A1"] = cell
    except openpyxl.utils.exceptions.IllegalCharacterError:
        return
    assert book.active["A1"].data_type != "f"
    assert not cell.lstrip("\u200b\ufeff\u200e\u200f\u00a0 \t\r\n").startswith(
        ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    )


def test_a_list_as_csv(db):
    country = make_area(None, "TCD", "x;y", country="TCD")
    make_area(country, "TCD01", '"q"\n=1')
    make_area(country, "TCD02", "=بحيرة")
    answer = as_csv(
        Area.objects.order_by("pcode"), [("A", lambda area: area.pcode), ("B", lambda area: area.name)], "places"
    )
    text = answer.content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["A", "B"], ["TCD", "x;y"], ["TCD01", '"q"\n=1'], ["TCD02", "'=بحيرة"],
    ]  # fmt: skip
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="places-20')


# --- the log ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\u2028", "\u202e", "\x00", "\x85"])
def test_one_event_is_one_line(sign):
    """A32."""
    record = logging.LogRecord("x", logging.INFO, "", 0, "found %s", (f"a{sign}2026-01-01 ERROR forged",), None)
    line = OneLine("{message}", style="{").format(record)
    assert sign not in line
    assert len(line.splitlines()) == 1


def test_letters_of_all_languages_stay_readable():
    record = logging.LogRecord("x", logging.INFO, "", 0, "بحيرة %s", ("é",), None)
    assert OneLine("{message}", style="{").format(record) == "بحيرة é"
