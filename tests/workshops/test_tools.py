"""What saving a record of a tool does."""

from __future__ import annotations

import pytest

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.workshops.actions.photos import change_photo, remove_photo
from cbp.workshops.actions.sessions import record_session, verify_session
from cbp.workshops.actions.tools import remove_tool, save_tool
from cbp.workshops.models import Session, SessionPhoto, ToolRecord
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.tools import without_restricted
from profiling.reading.past import lines_for
from tests.workshops.photo_things import kept_photo
from tests.workshops.test_tools_checking import GOOD, TREE, VENN, changed


# --- saving -----------------------------------------------------------------------------------------------------------
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


def test_what_is_strictly_restricted_is_no_tool_of_a_session(cast, session):
    with pytest.raises(Refused, match="strictly restricted"):
        make(session, cast.facilitator, classification="strict")


# --- restricted -------------------------------------------------------------------------------------------------------
def conflict(session, by, **fields):
    return make(session, by, tool="conflict-map", payload=GOOD["conflict-map"], title="Over the wells", **fields)


def test_a_conflict_map_is_restricted_whatever_was_asked(cast, session):
    record = conflict(session, cast.facilitator, classification="public")
    assert record.classification == "restricted"
    assert set(ToolRecord.objects.visible_to(cast.facilitator)) == {record}
    for person in (cast.planner, cast.auditor, cast.partner, cast.administrator):
        assert not ToolRecord.objects.visible_to(person).exists()


def test_who_may_not_read_it_neither_enters_nor_changes_nor_removes_it(cast, session):
    record = conflict(session, cast.facilitator)
    with pytest.raises(Refused, match="restricted to the team"):
        conflict(session, cast.planner)
    record.story = "Mine"
    with pytest.raises(Refused, match="restricted to the team"):
        save_tool(record, by=cast.planner, expected=1)
    with pytest.raises(Refused, match="restricted to the team"):
        remove_tool(record, by=cast.planner)
    assert ToolRecord.objects.get().story == ""


def test_a_restricted_record_is_not_opened_by_asking_for_another_class(cast, session):
    record = make(session, cast.facilitator, classification="restricted")
    record.classification = "internal"
    with pytest.raises(Refused, match="restricted to the team"):
        save_tool(record, by=cast.planner, expected=1)
    save_tool(record, by=cast.facilitator, expected=1)
    assert ToolRecord.objects.visible_to(cast.planner).get() == record


def test_the_history_tells_nothing_of_what_is_restricted(cast, session):
    record = conflict(session, cast.facilitator, story="They burn the fields")
    save_tool(record, by=cast.facilitator, expected=1)
    remove_tool(record, by=cast.facilitator)
    lines = Event.objects.filter(verb=Verb.SESSION_TOOL)
    assert [line.thing_id for line in lines] == [session.pk] * 3
    assert all(line.thing_type == "workshops.session" and not line.before and not line.rows for line in lines)
    told = str([(line.thing_label, line.after, line.reason) for line in lines]).casefold()
    assert not any(word in told for word in ("conflict", "wells", "burn", "land"))


def test_what_became_restricted_is_found_by_its_readers_alone(cast, session):
    record = make(session, cast.facilitator)
    for person in (cast.manager, cast.auditor):
        assert lines_for(person).of(record).count() == 1
    record.classification = "restricted"
    save_tool(record, by=cast.facilitator, expected=1)
    assert [
        without_restricted(lines_for(person), person).of(record).count() for person in (cast.manager, cast.auditor)
    ] == [1, 0]


def test_what_was_restricted_stays_so_when_it_is_taken_out(cast, session):
    record = make(session, cast.facilitator, title="Of the shepherds")
    photo = kept_photo(session, cast.facilitator, caption="Who hates whom", tool=record, consent="nobody")
    record.classification = "restricted"
    save_tool(record, by=cast.facilitator, expected=1)
    number = record.pk
    remove_tool(record, by=cast.facilitator)
    photo.refresh_from_db()
    photo.caption = "The north"
    change_photo(photo, fields=["caption"], expected=photo.version, by=cast.facilitator)
    assert not SessionPhoto.objects.visible_to(cast.planner).exists()
    assert not SessionPhoto.objects.agreed().exists()
    for person, seen in ((cast.manager, (1, 2)), (cast.auditor, (0, 0))):
        lines = without_restricted(lines_for(person), person)
        tools, photos = lines.filter(thing_type="workshops.toolrecord", thing_id=number), lines.of(photo)
        assert (tools.count(), photos.count()) == seen


def test_a_picture_of_what_became_restricted_is_removed_without_its_words(cast, session):
    record = make(session, cast.facilitator)
    photo = kept_photo(session, cast.facilitator, caption="Who hates whom", tool=record)
    record.classification = "restricted"
    save_tool(record, by=cast.facilitator, expected=1)
    remove_photo(SessionPhoto.objects.get(pk=photo.pk), by=cast.facilitator)
    line = Event.objects.get(verb=Verb.PHOTO_REMOVED)
    assert "hates" not in f"{line.thing_label}{line.before}"


def test_whoever_entered_a_restricted_tool_does_not_verify(cast, session):
    conflict(session, cast.manager)
    Session.objects.filter(pk=session.pk).update(summary="The well is far.")
    record_session(session, by=cast.facilitator)
    with pytest.raises(Refused, match="second person"):
        verify_session(session, by=cast.manager)


# --- what only the action knows ---------------------------------------------------------------------------------------
def test_a_vision_looks_ahead(cast, session):
    assert session.cycle.starts_on.year == 2026
    for horizon in (2026, 2040, None):
        make(
            session,
            cast.facilitator,
            tool="vision",
            title=f"By {horizon}",
            payload={**GOOD["vision"], "horizon": horizon},
        )
    with pytest.raises(Refused, match="2025 lies before the year in which the cycle began, 2026"):
        make(session, cast.facilitator, tool="vision", payload={**GOOD["vision"], "horizon": 2025})


def test_the_history_tells_each_row_before_and_after(cast, session):
    record = make(session, cast.facilitator, tool="venn", payload=VENN)
    record.payload = changed(VENN, "rows", 0, "closeness", 5)
    save_tool(record, by=cast.facilitator, expected=1)
    label, before, after = Event.objects.of(record).latest_first()[0].rows[0]
    assert (label, before) == ("Rows", ["Council · Government · 5 · 2 · It is strained"])
    assert after == ["Council · Government · 5 · 5 · It is strained"]


@pytest.mark.parametrize("tool", sorted(GOOD))
def test_each_tool_is_saved_and_told(cast, session, tool):
    record = make(session, cast.facilitator, tool=tool, payload=GOOD[tool])
    record.refresh_from_db()
    assert record.payload == GOOD[tool]


def test_a_record_is_removed_once_and_while_the_session_is_open(cast, session):
    record, other = make(session, cast.facilitator), make(session, cast.facilitator, title="Of the girls")
    remove_tool(record, by=cast.manager)
    line = Event.objects.filter(thing_type="workshops.toolrecord", thing_id=record.pk).latest_first()[0]
    assert (line.before["core"], line.after, line.reason) == (
        "Water is far",
        None,
        "Taken out of the record of the session.",
    )
    with pytest.raises(Refused, match="removed this record already"):
        remove_tool(record, by=cast.manager)
    Session.objects.filter(pk=session.pk).update(state=SessionState.RECORDED)
    with pytest.raises(Refused, match="Nothing is entered"):
        remove_tool(other, by=cast.manager)
    assert session.tools.get() == other


# --- by whom and when -------------------------------------------------------------------------------------------------
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
