"""Amounts of money, read as people of four languages write them, and shown in one piece."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cbp.core.amounts import AmountField, plain_amount
from cbp.core.templatetags.figures import money, written

READ = [
    ("1250000", "1250000"), ("1 250 000", "1250000"), ("1\u202f250\u202f000,50", "1250000.50"),
    ("1,250,000.50", "1250000.50"), ("1.250.000,5", "1250000.5"), ("١٬٢٥٠٬٠٠٠٫٥", "1250000.5"), ("12,5", "12.5"),
    ("1,250", "1250"), ("1.250", "1250"), ("0", "0"), ("۷۵۰", "750"), ("\u2066750\u2069", "750"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "amount"), READ)
def test_it_reads(text, amount):
    assert AmountField().clean(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["abc", "1e9", "1,2,3", "12.5.0", "NaN", "Infinity", "1250 XAF", "--5", "1,25,000"])
def test_what_is_no_amount_is_refused_in_words(text):
    with pytest.raises(ValidationError, match="Enter an amount in digits"):
        AmountField().clean(text)


@pytest.mark.parametrize("text", ["-1", "1" * 14, "9" * 5000])
def test_what_is_impossible_is_refused(text):
    with pytest.raises(ValidationError):
        AmountField().clean(text)


def test_nothing_is_not_zero():
    assert AmountField(required=False).clean("") is None


@given(st.decimals(min_value=0, max_value=10**11, places=2), st.sampled_from(["en", "fr", "es", "ar"]))
def test_what_the_house_prints_it_reads_again(amount, language):
    with translation.override(language):
        assert Decimal(plain_amount(written(amount, 2))) == amount


@pytest.mark.parametrize(
    ("value", "shown"), [(Decimal("1250000.00"), "1250000"), (Decimal("12.50"), "12.50"), (None, None), ("x", "x")]
)
def test_a_form_shows_no_empty_cents(value, shown):
    assert AmountField().prepare_value(value) == shown


def test_money_stands_in_one_piece_with_its_currency():
    with translation.override("ar"):
        assert money(Decimal("1250000.00"), "XAF").endswith("\u00a0XAF</span>")
    assert money("12.50", "USD") == '<span class="figure" dir="ltr">12.50\u00a0USD</span>'
    assert "not known" in money(None, "XAF")
