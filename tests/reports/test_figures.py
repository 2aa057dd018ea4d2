"""Numbers, days and names as every page and paper shows them."""

import datetime

import pytest
from django.utils import timezone, translation

from cbp.core.templatetags import figures

NARROW, NO_BREAK, MINUS = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("language", "whole", "share"),
    [
        ("en", "225,689", "98.2%"),
        ("fr", f"225{NARROW}689", f"98,2{NARROW}%"),
        ("es", f"225{NO_BREAK}689", f"98,2{NO_BREAK}%"),
        ("ar", "225,689", "98.2%"),
    ],
)
def test_numbers_in_the_separators_of_the_language(language: str, whole: str, share: str) -> None:
    with translation.override(language):
        assert figures.number(225689) == f'<span class="figure" dir="ltr">{whole}</span>'
        assert figures.percent(98.163) == f'<span class="figure" dir="ltr">{share}</span>'


@pytest.mark.parametrize(("value", "shown"), [(0.05, "0.1%"), (0.04, "0.0%"), (99.95, "100.0%"), (2.25, "2.3%")])
def test_shares_are_rounded_half_up_not_cut_off(value: float, shown: str) -> None:
    assert shown in figures.percent(value)


def test_unknown_is_said_in_words_and_zero_stays_zero() -> None:
    assert figures.number(0) == '<span class="figure" dir="ltr">0</span>'
    for said in (figures.number(None), figures.change(None), figures.day(None), figures.code(""), figures.name(None)):
        assert said == '<span class="unknown">not known</span>'
    assert figures.percent(None) == '<span class="unknown">not applicable</span>'


def test_a_difference_has_its_sign() -> None:
    assert f"{MINUS}310" in figures.change(-310)
    assert "+5,079" in figures.change(5079)
    assert ">0<" in figures.change(0)


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("en", "ltr", "31 January 2025"),
        ("fr", "ltr", "31 janvier 2025"),
        ("es", "ltr", "31 de enero de 2025"),
        ("ar", "rtl", "31 يناير 2025"),
    ],
)
def test_days_in_words_from_dates_and_from_snapshots(language: str, direction: str, words: str) -> None:
    expected = f'<time datetime="2025-01-31" dir="{direction}" lang="{language}">{words}</time>'
    with translation.override(language):
        assert figures.day(datetime.date(2025, 1, 31)) == expected
        assert figures.day("2025-01-31T12:00:00+00:00") == expected


def test_june_and_july_stay_apart_in_short_days() -> None:
    for language in ("en", "fr", "es", "ar"):
        with translation.override(language):
            assert figures.short_day("2020-06-01") != figures.short_day("2020-07-01").replace("-07-", "-06-")


def test_moments_in_the_time_zone_of_the_reader() -> None:
    with timezone.override("Africa/Ndjamena"):
        assert "12:04" in figures.moment(datetime.datetime(2025, 1, 31, 11, 4, tzinfo=datetime.UTC))


def test_names_keep_their_own_direction_and_are_escaped() -> None:
    assert figures.name("البحيرة") == '<span class="name" dir="rtl">البحيرة</span>'
    assert figures.name("Lac <b>") == '<span class="name" dir="ltr">Lac &lt;b&gt;</span>'
    assert figures.code("<i>") == '<span class="code" dir="ltr">&lt;i&gt;</span>'


def test_sizes_in_the_unit_that_fits() -> None:
    assert "71 kB" in figures.size(71_234)
    assert "1.2 MB" in figures.size(1_234_567)
    assert "1 kB" in figures.size(12)
