"""The history speaks to its reader: labels for keys, words for codes, nothing of what stayed as it was."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from cbp.core.models import Event


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_it_works():
    event = Event(
        thing_type="core.area",
        before={"name": "Lac", "others": [], "codes": ["TD07"], "latitude": None},
        after={"name": "Lac", "name_fr": "Le Lac", "others": ["Kanem", "Old lake"], "codes": ["TD07"], "latitude": ""},
    )
    assert event.rows == [("Other names", ["–"], ["Kanem, Old lake"]), ("Name in French", ["–"], ["Le Lac"])]


def test_a_table_of_values_is_told_line_by_line():
    after = {"round": 3, "Conflict": {"persons": 12345, "females": None}}
    assert Event(thing_type="core.area", after=after).rows == [
        ("Round", ["–"], ["3"]),
        ("Conflict", ["–"], ["Displaced persons: 12,345", "Women and girls: –"]),
    ]


def test_codes_are_told_in_words():
    event = Event(thing_type="core.programme", after={"groups": ["idp"], "languages": ["ar"], "needs_ministry": True})
    assert [row[2] for row in event.rows] == [["Internally displaced people"], ["Arabic"], ["yes"]]
    role = Event(thing_type="accounts.user", after={"role": "manager"})
    assert role.rows[0][0] == "Role"
    assert role.rows[0][2] != ["manager"]


def test_changes_of_a_sheet_are_told_one_by_one():
    event = Event(after={"changes": [{"what": "changed", "code": "TD07", "name": "12", "was": "11"}]})
    assert event.rows[0][2] == ["What was done: changed · Code: TD07 · Name: 12 · Before: 11"]


def test_keys_that_nobody_named_and_odd_values_do_no_harm():
    assert Event(thing_type="no.such", before="x", after={"some_key": "2024-99-99"}).rows == [
        ("", ["x"], ["–"]),
        ("some key", ["–"], ["2024-99-99"]),
    ]
