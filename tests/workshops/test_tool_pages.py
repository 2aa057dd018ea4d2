"""The entry pages of the tools: each is filled, grows, keeps what was typed, and says what is wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.core.models import Event, Verb
from cbp.workshops.actions.tools import save_tool
from cbp.workshops.models import Session, Tool, ToolRecord
from cbp.workshops.phases import SessionState
from cbp.workshops.tools import DESCRIPTIONS, check_payload
from tests.desk.test_saving import filled
from tests.workshops.test_tools_checking import GOOD, TREE, VENN, YEAR
from tests.workshops.things import OTHER_KEY, page

RING = {"causes0_under": "1", "causes1_text": "y", "causes1_under": "0"}


def new(session: Session, tool: str) -> str:
    return reverse("workshops:tool-new", args=[session.pk, tool])


def typed(tool: str) -> dict[str, Any]:
    """The good payload as somebody would type it."""
    described, payload = DESCRIPTIONS[tool], GOOD[tool]
    found: dict[str, Any] = {fact.name: _sent(payload[fact.name]) for fact in described.facts}
    for part in described.lists:
        entries = payload[part.name]
        if entries and isinstance(entries[0], dict):
            for number, node in enumerate(entries):
                found[f"{part.name}{number}_text"] = node["text"]
                found[f"{part.name}{number}_under"] = _sent(node["under"])
        else:
            found[part.name] = "\n".join(entries)
    for number, row in enumerate(payload.get("rows", [])):
        for name, value in row.items():
            if isinstance(value, list):
                found |= {f"row{number}_{month}": _sent(level) for month, level in enumerate(value)}
            else:
                found[f"row{number}_{name}"] = _sent(value)
    return {name: value for name, value in found.items() if value is not False}


def _sent(value: object) -> object:
    """A box without a tick is not sent at all."""
    if isinstance(value, bool):
        return "on" if value else False
    return "" if value is None else str(value)


@pytest.mark.parametrize("tool", Tool.values)
def test_each_tool_is_entered_and_nothing_is_changed_by_sending_it_again(cast, enter, session, tool):
    browser, path = enter(cast.facilitator), new(session, tool)
    form = filled(browser.get(path))
    assert browser.post(path, form | typed(tool)).status_code == 302
    record = session.tools.get()
    assert record.payload == check_payload(tool, GOOD[tool])
    path = page("tool-edit", record)
    assert browser.post(path, filled(browser.get(path))).status_code == 302
    record.refresh_from_db()
    assert (record.version, record.payload) == (1, check_payload(tool, GOOD[tool]))


@pytest.mark.parametrize("tool", Tool.values)
def test_an_empty_page_is_refused_in_words(cast, enter, session, tool):
    """Also where the page offers lines to begin with: untouched they say nothing."""
    browser, path = enter(cast.facilitator), new(session, tool)
    answer = browser.post(path, filled(browser.get(path)))
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not session.tools.exists()


@pytest.mark.parametrize("tool", Tool.values)
def test_what_was_offered_is_not_kept_beside_what_was_typed(cast, enter, session, tool):
    browser, path = enter(cast.facilitator), new(session, tool)
    browser.post(path, filled(browser.get(path)) | typed(tool))
    assert len(session.tools.get().payload.get("rows", [])) == len(GOOD[tool].get("rows", []))


# --- more rows --------------------------------------------------------------------------------------------------------
def rows_of(answer: Any) -> int:
    return answer.content.decode().count('class="group row-card"')


def test_more_rows_keep_what_was_typed_and_judge_nothing(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "venn")
    form = filled(browser.get(path))
    assert rows_of(browser.get(path)) == 3
    half = {"row0_actor": "Council", "row1_importance": "4", "story": "Told by women"}
    answer = browser.post(f"{path}?rows=6", form | half | {"more": "6"})
    assert (answer.status_code, rows_of(answer)) == (200, 6)
    html = answer.content.decode()
    assert re.findall(r'id="(\w+)"\s+data-cbp-grown', html) == ["row3"]
    assert "data-cbp-errors" not in html
    again = filled(answer)
    assert {name: again[name] for name in half} == {name: [value] for name, value in half.items()}
    assert again["base"] == form["base"]
    assert not session.tools.exists()
    typed_on = {f"row5_{name}": str(value) for name, value in VENN["rows"][0].items()}
    whole = typed_on | {"row0_actor": "", "row1_importance": ""}
    assert browser.post(path, again | whole).status_code == 302
    assert session.tools.get().payload == VENN


def test_a_page_that_grew_has_an_address_and_a_limit(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "venn")
    assert rows_of(browser.get(path, {"rows": "9"})) == 9
    full = browser.get(path, {"rows": "99"})
    assert rows_of(full) == 20
    assert 'name="more"' not in full.content.decode()
    for nonsense in ("-1", "1e9", "٣", "x", "", "9" * 5000):
        assert rows_of(browser.get(path, {"rows": nonsense})) == 3
        form = filled(browser.get(path)) | {"more": nonsense}
        assert rows_of(browser.post(path, form)) == 3


def test_a_record_that_grows_keeps_its_version_and_what_it_was_written_upon(cast, enter, session):
    record = save_tool(ToolRecord(session=session, tool="venn", payload=VENN), by=cast.facilitator)
    browser, path = enter(cast.facilitator), page("tool-edit", record)
    answer = browser.post(path, filled(browser.get(path)) | {"row0_actor": "Mine", "more": "6"})
    save_tool(record, by=cast.manager, expected=1)
    assert filled(answer)["version"] == ["1"]
    assert browser.post(path, filled(answer) | OTHER_KEY).status_code == 409


def test_a_row_beyond_those_on_the_page_is_not_lost(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "timeline")
    answer = browser.post(path, filled(browser.get(path)) | {"row11_event": "Drought"})
    assert (answer.status_code, rows_of(answer)) == (422, 12)
    assert "Drought" in answer.content.decode()


def test_enter_saves_and_asks_for_no_more_rows(cast, enter, session):
    html = enter(cast.facilitator).get(new(session, "venn")).content.decode()
    form = html[html.index('class="form"') :]
    first = form[form.index("<button") : form.index("</button>")]
    assert "Save the tool" in first
    assert "name=" not in first


# --- single tools -----------------------------------------------------------------------------------------------------
def test_a_tree_is_entered_with_gaps_and_changed(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "problem-tree")
    rows = {"core": "Water is far", "causes0_text": "The pump broke", "causes3_text": "No parts", "causes3_under": "0"}
    assert browser.post(path, filled(browser.get(path)) | rows).status_code == 302
    record = session.tools.get()
    assert record.payload["causes"] == [{"text": "The pump broke", "under": None}, {"text": "No parts", "under": 0}]
    form = filled(browser.get(page("tool-edit", record)))
    assert (form["causes1_text"], form["causes1_under"]) == (["No parts"], ["0"])


@pytest.mark.parametrize(
    ("tool", "rows", "field"),
    [
        ("problem-tree", {"core": "", "causes0_text": "Kept words"}, "core"),
        ("problem-tree", {"core": "x", "causes0_text": "Kept words", "causes0_under": "5"}, "causes0_under"),
        ("problem-tree", {"core": "x", "causes0_text": "Kept words", "causes0_under": "77"}, "causes0_under"),
        ("problem-tree", {"core": "x", "causes0_text": "Kept words", **RING}, "__all__"),
        ("seasonal-calendar", {"row0_label": "", "row0_6": "3", "row1_label": "Kept words"}, "row0_label"),
        ("seasonal-calendar", {"row0_label": "Kept words", "row0_6": "4"}, "row0_6"),
        ("seasonal-calendar", {"row0_label": "Kept words", "calendar": "maya"}, "calendar"),
        ("daily-clock", {"row0_label": "Kept words", "row0_start": "24", "row0_hours": "1"}, "row0_start"),
        ("daily-clock", {"row0_label": "Kept words", "row0_start": "4", "row0_hours": "1.3"}, "row0_hours"),
        ("daily-clock", {"row0_label": "Kept words", "row0_start": "4", "row0_hours": "9" * 40}, "row0_hours"),
        ("daily-clock", {"row0_label": "Kept words", "row0_start": "4", "row0_hours": "1e309"}, "row0_hours"),
        ("daily-clock", {"row0_label": "Kept words", "row0_start": "4"}, "row0_hours"),
        ("venn", {"row0_actor": "Kept words", "row0_kind": "cso", "row0_closeness": "1", "row0_relation": "neutral"},
         "row0_importance"),
        ("transect", {"row0_segment": "Kept words"}, "__all__"),
        ("transect", {"row0_segment": "Kept words", "row0_metres": "-3"}, "row0_metres"),
        ("swot", {"threats": "Kept words\n" * 21}, "threats"),
        ("swot", {"threats": "Kept words" + "x" * 300}, "threats"),
        ("vision", {"text": "Kept words", "horizon": "1492"}, "horizon"),
        ("vision", {"text": "Kept words", "horizon": "2025"}, "__all__"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field(cast, enter, session, tool, rows, field):
    browser, path = enter(cast.facilitator), new(session, tool)
    answer = browser.post(path, filled(browser.get(path)) | rows)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Kept words" in answer.content.decode()
    assert not session.tools.exists()


def test_the_summary_says_in_which_row_a_fault_is(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "daily-clock")
    rows = {"row0_label": "Field", "row0_start": "6", "row0_hours": "2", "row2_label": "Water", "row2_start": "24"}
    html = browser.post(path, filled(browser.get(path)) | rows).content.decode()
    summary = re.findall(r'<a href="#id_(\w+)"><strong>([^<]+)</strong> – ([^<]+)</a>', html)
    assert [told[:2] for told in summary] == [("row2_start", "Row 3: Begins at"), ("row2_hours", "Row 3: Hours")]
    assert summary[1][2] == "Fill in “Hours”."  # the row is said once


def test_digits_of_arabic_and_the_group_of_the_row_above(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "daily-clock")
    form = filled(browser.get(path))
    assert form["row0_group"] == [session.group_label]
    rows = {
        "row0_label": "Water", "row0_start": "٥", "row0_hours": "١٫٥", "row1_label": "Field", "row1_start": "7",
        "row1_hours": "4,5", "row2_group": "Men", "row2_label": "Field", "row2_start": "6", "row2_hours": "8",
    }  # fmt: skip
    assert browser.post(path, form | rows).status_code == 302
    found = [(row["group"], row["start"], row["hours"]) for row in session.tools.get().payload["rows"]]
    assert found == [(session.group_label, 5, 1.5), (session.group_label, 7, 4.5), ("Men", 6, 8)]


def test_the_months_are_called_as_in_the_chosen_calendar(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "seasonal-calendar")
    assert 'title="January"' in browser.get(path).content.decode()
    grown = browser.post(path, filled(browser.get(path)) | {"calendar": "hijri", "more": "8"}).content.decode()
    assert "Ramadan" in grown
    assert 'title="January"' not in grown


def test_a_missing_solution_is_hinted_at_and_saved(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "problem-matrix")
    rows = {"row0_problem": "No borehole", "row1_problem": "Girls walk three hours"}
    answer = browser.post(path, filled(browser.get(path)) | rows, follow=True)
    html = answer.content.decode()
    assert "“No borehole” names a solution that is missing" in html
    assert html.count("names a solution") == 1
    assert len(session.tools.get().payload["rows"]) == 2


# --- two at once ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tool", "payload", "field"),
    [
        ("problem-tree", TREE, "core"), ("seasonal-calendar", YEAR, "row0_label"), ("venn", VENN, "row0_actor"),
        ("swot", GOOD["swot"], "weaknesses"),
    ],
)  # fmt: skip
def test_a_tool_saved_by_two_is_no_one_s_loss(cast, enter, session, tool, payload, field):
    record = save_tool(ToolRecord(session=session, tool=tool, payload=payload), by=cast.facilitator)
    browser, path = enter(cast.facilitator), page("tool-edit", record)
    form = filled(browser.get(path))
    assert browser.post(path, form | {field: "Theirs"}).status_code == 302
    answer = browser.post(path, form | {field: "Mine", "story": "My story"} | OTHER_KEY)
    assert answer.status_code == 409
    if field.startswith("row"):
        assert "Row 1: " in answer.content.decode()
    assert browser.post(path, filled(answer) | {f"choose-{field}": "mine"}).status_code == 302
    record.refresh_from_db()
    assert ("Mine" in str(record.payload), record.story) == (True, "My story")


def test_the_same_page_sent_twice_makes_one_record(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "venn")
    form = filled(browser.get(path)) | typed("venn")
    assert [browser.post(path, form).status_code for _time in range(2)] == [302, 302]
    assert session.tools.count() == 1


# --- which tool -------------------------------------------------------------------------------------------------------
def test_every_tool_is_offered_with_what_is_recorded(cast, enter, session):
    browser, path = enter(cast.facilitator), page("tool-choose", session)
    html = browser.get(path).content.decode()
    assert all(new(session, tool) in html for tool in Tool.values)
    assert reverse("priorities:ranking-new", args=[session.cycle.pk]) in html
    save_tool(ToolRecord(session=session, tool="venn", payload=VENN, title="First"), by=cast.facilitator)
    with CaptureQueriesContext(connection) as one:
        assert "First" in browser.get(path).content.decode()
    for title in ("Second", "Third"):
        save_tool(ToolRecord(session=session, tool="venn", payload=VENN, title=title), by=cast.facilitator)
    with CaptureQueriesContext(connection) as three:
        browser.get(path)
    assert len(one) == len(three)


def test_the_session_leads_to_the_tools(cast, enter, session):
    html = enter(cast.facilitator).get(session.get_absolute_url()).content.decode()
    assert page("tool-choose", session) in html


@pytest.mark.parametrize("state", [SessionState.RECORDED, SessionState.VERIFIED, SessionState.CANCELLED])
def test_a_closed_session_takes_no_tool(cast, enter, session, state):
    record = save_tool(ToolRecord(session=session, tool="venn", payload=VENN), by=cast.facilitator)
    browser, path = enter(cast.facilitator), new(session, "venn")
    form, change = filled(browser.get(path)) | typed("venn"), filled(browser.get(page("tool-edit", record)))
    Session.objects.filter(pk=session.pk).update(state=state)
    for closed in (page("tool-choose", session), path, page("tool-edit", record), page("tool-remove", record)):
        assert browser.get(closed).status_code == 302
    assert browser.post(path, form | {"title": "Late"}).status_code == 422
    assert browser.post(page("tool-edit", record), change | {"title": "Late"}).status_code == 422
    browser.post(page("tool-remove", record))
    assert session.tools.get().title == ""


def test_a_record_is_removed_after_a_question(cast, enter, session):
    record = save_tool(ToolRecord(session=session, tool="venn", payload=VENN), by=cast.facilitator)
    browser, path = enter(cast.facilitator), page("tool-remove", record)
    answer = browser.post(path, filled(browser.get(path)))
    assert (answer.status_code, answer.url) == (302, session.get_absolute_url())
    assert not session.tools.exists()


# --- restricted -------------------------------------------------------------------------------------------------------
def test_who_may_not_read_a_conflict_map_finds_no_trace_of_it(cast, enter, session):
    record = save_tool(
        ToolRecord(session=session, tool="conflict-map", payload=GOOD["conflict-map"], title="Over the wells"),
        by=cast.facilitator,
    )
    for person in (cast.planner, cast.endorser):
        browser = enter(person)
        html = browser.get(page("tool-choose", session)).content.decode()
        assert html.count("/new/") == 16  # fifteen tools, and the ranking
        assert "Conflict map" not in html
        assert "Over the wells" not in html + browser.get(session.get_absolute_url()).content.decode()
        for path in (new(session, "conflict-map"), page("tool-edit", record), page("tool-remove", record)):
            assert browser.get(path).status_code == 404
            assert browser.post(path, typed("conflict-map")).status_code == 404
    assert session.tools.get() == record


def test_no_browser_keeps_what_is_restricted(cast, enter, session):
    browser = enter(cast.facilitator)
    record = save_tool(
        ToolRecord(session=session, tool="venn", payload=VENN, classification="restricted"), by=cast.facilitator
    )
    for path in (new(session, "conflict-map"), page("tool-edit", record)):
        assert "data-cbp-autosave" not in browser.get(path).content.decode()
    assert "data-cbp-autosave" in browser.get(new(session, "venn")).content.decode()


def test_any_tool_is_made_restricted_by_a_tick_and_opened_again(cast, enter, session):
    browser, path = enter(cast.facilitator), new(session, "venn")
    assert browser.post(path, filled(browser.get(path)) | typed("venn") | {"is_restricted": "on"}).status_code == 302
    record = session.tools.get()
    assert record.classification == "restricted"
    assert Event.objects.filter(verb=Verb.SESSION_TOOL).get().thing_id == session.pk
    path = page("tool-edit", record)
    form = filled(browser.get(path))
    assert form.pop("is_restricted") == ["on"]
    assert browser.post(path, form).status_code == 302
    record.refresh_from_db()
    assert record.classification == "internal"


def test_a_planner_has_no_tick_and_changes_no_class(cast, enter, session):
    browser, path = enter(cast.planner), new(session, "venn")
    assert "is_restricted" not in browser.get(path).content.decode()
    assert browser.post(path, filled(browser.get(path)) | typed("venn") | {"is_restricted": "on"}).status_code == 302
    assert session.tools.get().classification == "internal"


def test_there_is_no_other_tool(cast, enter, session):
    for slug in ("dowsing", "dots", "problem_tree", "VENN"):
        assert enter(cast.facilitator).get(new(session, slug)).status_code == 404
