"""The schemas of the two tools, and what saving one does."""

from __future__ import annotations

import copy

import pytest

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.workshops.actions.sessions import record_session, verify_session
from cbp.workshops.actions.tools import save_tool
from cbp.workshops.models import Session, ToolRecord
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.pictures import branches, picture_of
from cbp.workshops.tools import check_payload

TREE = {
    "core": "Water is far",
    "causes": [
        {"text": "The pump broke", "under": None}, {"text": "No parts", "under": 0}, {"text": "No money", "under": 1},
    ],
    "effects": [{"text": "Girls miss school", "under": None}],
}  # fmt: skip
YEAR = {"rows": [{"label": "Rain", "months": [0, 0, None, 0, 1, 2, 3, 3, 2, 0, 0, 0]}], "calendar": "gregorian"}


def changed(payload, *path_and_value):
    """A copy with one value changed, at a path."""
    *path, last, value = path_and_value
    found = copy.deepcopy(payload)
    at = found
    for step in path:
        at = at[step]
    at[last] = value
    return found


def test_what_the_tools_make_is_taken_and_tidied():
    assert check_payload("problem-tree", changed(TREE, "core", "  Water is far ")) == TREE
    assert check_payload("seasonal-calendar", YEAR) == YEAR


BROKEN = [
    ("venn", TREE, "no such tool"),
    ("problem-tree", None, "not what the tool makes"),
    ("problem-tree", [], "not what the tool makes"),
    ("problem-tree", {"core": "x"}, "not what the tool makes"),
    ("problem-tree", changed(TREE, "more", 1), "not what the tool makes"),
    ("problem-tree", changed(TREE, "core", " "), "core problem"),
    ("problem-tree", changed(TREE, "core", 7), "not what the tool makes"),
    ("problem-tree", changed(TREE, "core", "x" * 301), "300 characters"),
    ("problem-tree", changed(TREE, "causes", "x"), "not what the tool makes"),
    ("problem-tree", changed(TREE, "causes", [{"text": "x", "under": None}] * 11), "At most 10"),
    ("problem-tree", changed(TREE, "causes", 0, "text", ""), "Row 1 has no words"),
    ("problem-tree", changed(TREE, "causes", 1, "under", 9), "Row 2 stands under a row that is not there"),
    ("problem-tree", changed(TREE, "causes", 1, "under", -1), "not there"),
    ("problem-tree", changed(TREE, "causes", 1, "under", True), "not there"),
    ("problem-tree", changed(TREE, "causes", 1, "under", "0"), "not there"),
    ("problem-tree", changed(TREE, "causes", 0, "under", 0), "Row 1 stands under itself"),
    ("problem-tree", changed(TREE, "causes", 0, "under", 2), "stands under itself"),
    ("seasonal-calendar", changed(YEAR, "calendar", "hijri"), "January"),
    ("seasonal-calendar", changed(YEAR, "rows", []), "at least one"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "label", ""), "no words"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", [0] * 11), "twelve months"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", 3, 4), "from 0 to 3"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", 3, -1), "from 0 to 3"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", 3, True), "from 0 to 3"),
    ("seasonal-calendar", changed(YEAR, "rows", 0, "months", 3, 1.0), "from 0 to 3"),
]


@pytest.mark.parametrize(("tool", "payload", "words"), BROKEN)
def test_anything_else_is_refused_in_words(tool, payload, words):
    with pytest.raises(Refused, match=words):
        check_payload(tool, payload)


def test_the_rows_become_a_tree():
    (root,) = branches(TREE["causes"])
    assert (root.text, root.under[0].text, root.under[0].under[0].text) == ("The pump broke", "No parts", "No money")


# --- saving -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def session(cast):
    return cast.here.chain.session


def make(session: Session, by: object, **fields: object) -> ToolRecord:
    values: dict[str, object] = {"tool": "problem-tree", "payload": TREE}
    return save_tool(ToolRecord(session=session, **{**values, **fields}), by=by)


def test_a_tool_makes_a_planned_session_a_draft_in_the_language_of_the_person(cast, session):
    Session.objects.filter(pk=session.pk).update(state=SessionState.PLANNED)
    cast.facilitator.language = "ar"
    record = make(session, cast.facilitator)
    session.refresh_from_db()
    assert (session.state, record.language, record.classification) == (SessionState.DRAFT, "ar", "internal")
    assert picture_of(record).core == "Water is far"
    assert Event.objects.of(record).get().verb == Verb.SESSION_TOOL


def test_a_tool_begins_in_the_language_of_the_words_of_its_session(cast, session):
    Session.objects.filter(pk=session.pk).update(summary="L’eau est loin", language="fr")
    session.refresh_from_db()
    assert make(session, cast.facilitator).language == "fr"


def test_a_second_tree_needs_a_title(cast, session):
    make(session, cast.facilitator)
    with pytest.raises(Refused, match="title of its own"):
        make(session, cast.facilitator)
    assert make(session, cast.facilitator, title="Of the girls").pk


def test_a_change_and_a_stale_one(cast, session):
    record = make(session, cast.facilitator, story="Told by women")
    ToolRecord.objects.filter(pk=record.pk).update(
        translations={"fr": {"story": {"text": "Les femmes", "state": "checked"}}}
    )
    record.story, record.payload = "Told by girls", changed(TREE, "core", "No water")
    save_tool(record, by=cast.facilitator, expected=1)
    record.refresh_from_db()
    assert (record.version, record.payload["core"]) == (2, "No water")
    assert record.translations["fr"]["story"]["state"] == "draft"
    with pytest.raises(Stale):
        save_tool(record, by=cast.manager, expected=1)


@pytest.mark.parametrize("classification", ["restricted", "strict"])
def test_what_is_restricted_is_no_tool_of_a_session(cast, session, classification):
    with pytest.raises(Refused, match="internal"):
        make(session, cast.facilitator, classification=classification)


def test_whoever_entered_a_tool_does_not_verify(cast, session):
    make(session, cast.manager)
    Session.objects.filter(pk=session.pk).update(summary="The well is far.")
    record_session(session, by=cast.facilitator)
    with pytest.raises(Refused, match="second person"):
        verify_session(session, by=cast.manager)


def test_nothing_is_added_to_a_record_that_is_closed(cast, session):
    record = make(session, cast.facilitator)
    Session.objects.filter(pk=session.pk).update(state=SessionState.RECORDED)
    with pytest.raises(Refused, match="Nothing is entered"):
        save_tool(record, by=cast.facilitator, expected=1)
