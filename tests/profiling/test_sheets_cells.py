"""Cells of sheets as people type them: what is one value is read, what may be two is refused, nothing is guessed."""

from __future__ import annotations

import datetime
from contextlib import suppress
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from profiling.sheets import cells
from profiling.sheets.cells import Unread
from profiling.sheets.findings import short

ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")


def refused(read, cell, **more) -> str:
    with pytest.raises(Unread) as fault:
        read(cell, **more)
    return fault.value.code


# --- counts -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", 0),
        ("1250", 1250),
        ("1 250", 1250),
        ("1.250", 1250),
        ("1,250", 1250),
        ("١٢٥٠", 1250),
        ("50000000", 50_000_000),
        ("\u206612\u2069", 12),
        ("1\u202f250\u202f000", 1_250_000),
        ("1.250,0", 1250),
        ("1 250,00", 1250),
        ("1250.0", 1250),
        ("١٢٥٠٫٠", 1250),
    ],
)
def test_counts(cell, value):
    assert cells.count(cell) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-5", "negative"),
        (-0.5, "negative"),
        ("−5", "negative"),
        ("12,5", "bad_count"),
        ("1.250,5", "bad_count"),
        (12.5, "bad_count"),
        ("many", "bad_count"),
        ("12 persons", "bad_count"),
        ("50000001", "too_many"),
        ("9" * 40, "too_many"),
        ("2024-01-05", "bad_count"),
        ("1e3", "bad_count"),
        ("²", "bad_count"),
    ],
)
def test_what_is_no_count(cell, code):
    assert refused(cells.count, cell) == code


@given(st.integers(0, 50_000_000), st.sampled_from(["", " ", "\u00a0", "\u202f", ",", "."]), st.booleans())
def test_a_count_in_any_writing(value, separator, arabic):
    text = f"{value:,}".replace(",", separator)
    if arabic:
        text = text.translate(ARABIC) if separator != "." else text.translate(ARABIC).replace("٫", "٬")
    assert cells.count(text) == value


@given(st.text(max_size=12) | st.floats(allow_nan=False, allow_infinity=False))
def test_any_text_is_a_count_or_refused(cell):
    with suppress(Unread):
        assert 0 <= cells.count(cell) <= 50_000_000


# --- numbers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("١٢٫٥", "12.5"),
        ("1 250,5", "1250.5"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("0,125", "0.125"),
        ("-3", "-3"),
        (12.345, "12.345"),
        ("1,250,000", "1250000"),
        (".5", "0.5"),
    ],
)
def test_numbers(cell, value):
    assert cells.number(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,250", "unclear_number"),
        ("1.250", "unclear_number"),
        ("a", "bad_number"),
        ("1e5", "bad_number"),
        ("1-2", "bad_number"),
        ("1,2,3", "bad_number"),
        ("NaN", "bad_number"),
        ("Infinity", "bad_number"),
    ],
)
def test_what_is_no_number(cell, code):
    assert refused(cells.number, cell) == code


def test_a_distance_is_rounded_to_what_is_stored_and_has_limits():
    distance = cells.decimal_reader(places=1, digits=6, least=0)
    assert distance(6.04) == Decimal("6.0")
    assert refused(distance, "-1") == "negative"
    assert refused(distance, "123456") == "too_large"


@given(st.decimals(-99_999, 99_999, places=2), st.sampled_from(".,٫"))
def test_a_decimal_in_any_writing(value, sign):
    text = str(value).replace(".", sign)
    assert cells.number(text if sign != "٫" else text.translate(ARABIC)) == value


# --- coordinates ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "axis", "value"),
    [
        ("13.5136", "latitude", "13.5136"),
        ("13,5136", "latitude", "13.5136"),
        (13.5136, "latitude", "13.5136"),
        ("13°30'36\"N", "latitude", "13.51"),
        ("13° 30′ 36″ S", "latitude", "-13.51"),
        ("13°30'N", "latitude", "13.5"),
        ("N 13 30 36", "latitude", "13.51"),
        ("14°20'24''O", "longitude", "-14.34"),
        ("14°20,4' Est", "longitude", "14.34"),
        ("14,2 W", "longitude", "-14.2"),
        ("14.2 oeste", "longitude", "-14.2"),
        ("١٣°٣٠'٣٦\" شمال", "latitude", "13.51"),
        ("١٤٫٢ شرقا", "longitude", "14.2"),
        ("١٤٫٢ غرب", "longitude", "-14.2"),
        ("-13.5", "latitude", "-13.5"),
        ("12,345", "latitude", "12.345"),
        ("-180", "longitude", "-180"),
    ],
)
def test_two_notations_in_one_column(cell, axis, value):
    assert cells.coordinate(cell, axis) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "axis"),
    [
        ("90.1", "latitude"),
        ("181", "longitude"),
        ("13°75'N", "latitude"),
        ("13°30'75\"N", "latitude"),
        ("13.5 E", "latitude"),
        ("13.5 N", "longitude"),
        ("-13.5 N", "latitude"),
        ("12 30", "latitude"),
        ("1530E", "longitude"),
        ("13.5°30'N", "latitude"),
        ("456789", "longitude"),
        ("here", "latitude"),
        ("13.5 N 14.2 E", "latitude"),
        ("", "latitude"),
    ],
)
def test_what_is_no_coordinate(cell, axis):
    assert refused(cells.coordinate, cell, axis=axis) == f"bad_{axis}"


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"), st.booleans())
def test_degrees_minutes_and_seconds_are_the_same_place(degrees, minutes, seconds, side, arabic):
    text = f"{degrees}°{minutes}'{seconds}\""
    text = text.translate(ARABIC) + (" شمال" if side == "N" else " جنوب") if arabic else text + side
    exact = Decimal(degrees) + Decimal(minutes) / 60 + Decimal(seconds) / 3600
    assert abs(cells.coordinate(text, "latitude") - exact * (1 if side == "N" else -1)) <= Decimal("0.000001")


@given(st.text(max_size=20), st.sampled_from(["latitude", "longitude"]))
def test_any_text_is_a_coordinate_within_the_globe_or_refused(cell, axis):
    with suppress(Unread):
        assert abs(cells.coordinate(cell, axis)) <= cells.LIMITS[axis]


# --- days, answers, words ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T08:00:00", "2026-01-31"),
        ("31/01/2026", "2026-01-31"),
        ("01.31.2026", "2026-01-31"),
        ("05-05-2026", "2026-05-05"),
        ("٣١/٠١/٢٠٢٦", "2026-01-31"),
    ],
)
def test_days(cell, day):
    assert cells.day(cell) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/04/2026", "unclear_day"),
        ("mars 2024", "bad_day"),
        ("31/02/2026", "bad_day"),
        ("2026", "bad_day"),
        ("2026-13-01", "bad_day"),
        ("2400-01-01", "future_day"),
    ],
)
def test_what_is_no_day(cell, code):
    assert refused(cells.day, cell) == code


def test_tomorrow_is_left_for_time_zones():
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert cells.day(tomorrow.isoformat()) == tomorrow
    assert refused(cells.day, (tomorrow + datetime.timedelta(days=1)).isoformat()) == "future_day"


@pytest.mark.parametrize("tick", ["✓", "✔", "☑", "x", "X", "yes", "Oui", "SÍ", "نعم", "1", "TRUE", "✓✓"])
def test_ticks_are_yes(tick):
    assert cells.yes_no_reader({})(tick) is True


@pytest.mark.parametrize("cross", ["no", "Non", "لا", "0", "✗"])
def test_crosses_are_no(cross):
    assert cells.yes_no_reader({})(cross) is False


def test_other_words_are_refused_until_somebody_explains_them():
    assert refused(cells.yes_no_reader({}), "hors service") == "bad_yes_no"
    assert cells.yes_no_reader({"horsservice": "no"})("Hors-service") is False
    assert cells.yes_no_reader({"☒": "yes"})("☒") is True


def test_a_choice_by_its_word_and_with_ticks_where_yes_and_no_are_answers():
    works = cells.choice_reader({"works": "yes", "yes": "yes", "doesnotwork": "no", "worksinpart": "partly"})
    assert [works("Works"), works("✓"), works("works in part"), works("non")] == ["yes", "yes", "partly", "no"]
    assert refused(works, "maybe") == "bad_choice"
    assert refused(cells.choice_reader({"village": "village"}), "x") == "bad_choice"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("\u202eKiri\u2066", "Kiri"),
        ("Kiri\x07 \x1b[31m", "Kiri [31m"),
        ("می\u200cشود", "می\u200cشود"),  # a joiner belongs to the word
        ("\u202e", None),
    ],
)
def test_what_steers_a_terminal_or_the_direction_of_text_is_not_kept(cell, text):
    assert cells.text_reader(20)(cell) == text
    assert cells.names(f"{cell};") == ((text,) if text else ())


def test_a_sentence_about_a_cell_repeats_nothing_that_steers():
    assert short("\x1b[2J\u202eKi\u200cri\nBol") == "[2JKi\u200cri Bol"


def test_names_between_semicolons():
    assert cells.names("Kaya ; Kayá\n  كايا؛ Kaya") == ("Kaya", "Kayá", "كايا")
    assert refused(cells.names, "x" * 201) == "too_long"


def test_a_number_of_ours():
    assert refused(cells.uid, "12") == "bad_uid"
