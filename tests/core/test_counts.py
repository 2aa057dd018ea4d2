"""A count is read as people write it, and nothing else is taken for one."""

import pytest
from django.core.exceptions import ValidationError

from cbp.core.counts import CountField


@pytest.mark.parametrize("text", [
    "12345", " 12345 ", "12 345", "12\u00a0345", "12\u202f345", "12,345", "12.345", "12'345",
    "١٢٣٤٥", "١٢٬٣٤٥", "۱۲۳۴۵", "\u206612,345\u2069",
])  # fmt: skip
def test_it_works(text):
    assert CountField().clean(text) == 12345


@pytest.mark.parametrize("text", ["1,5", "1.5", "12.0", "1234,567", "1,234 567", "1_000", "1e3", "²", "१२", "9" * 5000])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(ValidationError, match="Enter a whole number"):
        CountField().clean(text)


@pytest.mark.parametrize("text", ["-3", "−3", "- ٣"])
def test_less_than_nothing_has_a_sentence_of_its_own(text):
    with pytest.raises(ValidationError, match="cannot be below zero"):
        CountField(min_value=0).clean(text)


def test_nothing_stays_unknown():
    assert CountField(required=False).clean("") is None
