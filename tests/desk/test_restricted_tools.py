"""A restricted record of a tool, seen from the desk: its words, its history, its translations."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cbp.core.models import Event, Verb
from cbp.workshops.actions.tools import save_tool
from cbp.workshops.models import ToolRecord
from tests.desk.test_saving import filled
from tests.workshops.test_tools import conflict, make


@pytest.fixture
def record(cast) -> ToolRecord:
    return conflict(cast.here.chain.session, cast.facilitator, story="They burn the fields")


def words_of(record: ToolRecord) -> str:
    return reverse("desk:words", args=["workshops.toolrecord", record.pk])


def test_it_is_translated_by_its_readers_and_not_told(cast, enter, record):
    assert enter(cast.planner).get(words_of(record)).status_code == 404
    browser, path = enter(cast.facilitator), f"{words_of(record)}?language=fr"
    page = browser.get(path)
    assert "data-cbp-autosave" not in page.content.decode()
    form = filled(page)
    name = next(name for name in form if "story" in name and "state" not in name)
    assert browser.post(path, form | {name: "Ils brûlent les champs"}).status_code == 302
    record.refresh_from_db()
    assert record.translations["fr"]["story"]["text"] == "Ils brûlent les champs"
    line = Event.objects.filter(verb=Verb.WORDS_TRANSLATED).get()
    assert (line.thing_id, line.before, line.after) == (record.session.pk, None, {"language": "fr"})


def test_what_became_restricted_leaves_the_history_of_others(cast, enter):
    record = make(cast.here.chain.session, cast.facilitator, title="Of the shepherds")
    for name in ("desk:history-list", "desk:home"):
        assert "Of the shepherds" in enter(cast.auditor).get(reverse(name)).content.decode()
    record.classification = "restricted"
    save_tool(record, by=cast.facilitator, expected=1)
    for name in ("desk:history-list", "desk:home"):
        assert "Of the shepherds" not in enter(cast.auditor).get(reverse(name)).content.decode()
    assert "Of the shepherds" in enter(cast.manager).get(reverse("desk:history-list")).content.decode()
    sheet = enter(cast.auditor).get(reverse("desk:history-list"), {"format": "csv"})
    assert "Of the shepherds" not in b"".join(sheet).decode()
