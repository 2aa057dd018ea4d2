"""What saving a record of a tool does."""

from __future__ import annotations

import pytest

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.workshops.actions.sessions import record_session, verify_session
from cbp.workshops.actions.tools import save_tool
from cbp.workshops.models import Session, ToolRecord
from cbp.workshops.phases import SessionState
from tests.workshops.test_tools_checking import TREE, YEAR, changed

__all__ = ["TREE", "YEAR"]


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
    assert record.payload["core"] == "Water is far"
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
