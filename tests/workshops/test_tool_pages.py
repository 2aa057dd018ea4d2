"""The entry pages of the two tools, and how they are read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cbp.workshops.actions.tools import save_tool
from cbp.workshops.models import Session, ToolRecord
from tests.desk.test_saving import filled
from tests.workshops.test_tools import TREE, YEAR

RING = {"causes0_under": "1", "causes1_text": "y", "causes1_under": "0"}
OTHER_KEY = {"idempotency_key": ["0b0d6d6e-2f0c-4f5c-9a38-0d8f7c1b2a11"]}


@pytest.fixture
def session(cast) -> Session:
    return cast.here.chain.session


def page(name: str, thing: object) -> str:
    return reverse(f"workshops:{name}", args=[thing.pk])


def test_a_tree_is_entered_with_gaps_changed_and_read(cast, enter, session):
    browser, path = enter(cast.facilitator), page("tree-new", session)
    rows = {"core": "Water is far", "causes0_text": "The pump broke", "causes3_text": "No parts", "causes3_under": "0"}
    assert browser.post(path, filled(browser.get(path)) | rows).status_code == 302
    record = session.tools.get()
    assert record.payload["causes"] == [{"text": "The pump broke", "under": None}, {"text": "No parts", "under": 0}]
    path = page("tool-edit", record)
    form = filled(browser.get(path))
    assert (form["causes1_text"], form["causes1_under"]) == (["No parts"], ["0"])
    assert browser.post(path, form | {"effects9_text": "Girls miss school"}).status_code == 302
    html = browser.get(session.get_absolute_url()).content.decode()
    assert "<li>The pump broke<ul><li>No parts</li></ul></li>" in html.replace("\n", "")
    assert "Girls miss school" in html


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ({"core": "", "causes0_text": "Kept words"}, "core"),
        ({"core": "x", "causes0_text": "Kept words", "causes0_under": "5"}, "causes0_under"),
        ({"core": "x", "causes0_text": "Kept words", "causes0_under": "77"}, "causes0_under"),
        ({"core": "x", "causes0_text": "Kept words", **RING}, "__all__"),
    ],
)  # fmt: skip
def test_a_tree_that_is_none_is_refused(cast, enter, session, rows, field):
    browser, path = enter(cast.facilitator), page("tree-new", session)
    answer = browser.post(path, filled(browser.get(path)) | rows)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Kept words" in answer.content.decode()


def test_a_calendar_is_entered_and_read(cast, enter, session):
    browser, path = enter(cast.facilitator), page("calendar-new", session)
    rows = {"row0_label": "Pluies", "row0_0": "0", "row0_6": "٣", "row2_label": "Pêche"}
    assert browser.post(path, filled(browser.get(path)) | rows).status_code == 302
    months = [0, None, None, None, None, None, 3, None, None, None, None, None]
    assert session.tools.get().payload["rows"] == [
        {"label": "Pluies", "months": months}, {"label": "Pêche", "months": [None] * 12},
    ]  # fmt: skip
    html = browser.get(session.get_absolute_url()).content.decode()
    assert html.count("calendar__cell--3") == 1
    assert html.count("calendar__cell--unknown") == 22


@pytest.mark.parametrize(
    ("rows", "field"), [({"row0_6": "3"}, "row0_label"), ({"row0_label": "x", "row0_6": "4"}, "row0_6")]
)
def test_a_calendar_that_is_none_is_refused(cast, enter, session, rows, field):
    browser, path = enter(cast.facilitator), page("calendar-new", session)
    answer = browser.post(path, filled(browser.get(path)) | rows)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(
    ("tool", "payload", "field"), [("problem-tree", TREE, "core"), ("seasonal-calendar", YEAR, "row0_label")]
)
def test_a_tool_saved_by_two_is_no_one_s_loss(cast, enter, session, tool, payload, field):
    record = save_tool(ToolRecord(session=session, tool=tool, payload=payload), by=cast.facilitator)
    browser, path = enter(cast.facilitator), page("tool-edit", record)
    form = filled(browser.get(path))
    assert browser.post(path, form | {field: "Theirs"}).status_code == 302
    answer = browser.post(path, form | {field: "Mine", "story": "My story"} | OTHER_KEY)
    assert answer.status_code == 409
    assert browser.post(path, filled(answer) | {f"choose-{field}": "mine"}).status_code == 302
    record.refresh_from_db()
    assert ("Mine" in str(record.payload), record.story) == (True, "My story")
