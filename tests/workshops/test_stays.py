"""A verified session stays as it was verified: the database refuses, through whatever door."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from cbp.core.actions.words import translate
from cbp.core.models import Wording
from cbp.workshops.actions.sessions import amend_session, confirm_profile, save_roles
from cbp.workshops.actions.tools import save_tool
from cbp.workshops.models import Amendment, AttendanceCell, ProfileConfirmation, Session, SessionRole, ToolRecord
from profiling.models import Profile
from tests.cast import make_cast
from tests.chain import make_session, verified
from tests.workshops.test_tools_checking import TREE

WHOLE = {
    "the session": Session, "attendance": AttendanceCell, "a role": SessionRole, "a tool": ToolRecord,
    "an amendment": Amendment, "a confirmation": ProfileConfirmation,
}  # fmt: skip
COLUMNS = {
    Session: "summary = 'forged'", AttendanceCell: "people = 99", SessionRole: "name = 'forged'",
    ToolRecord: "story = 'forged'", Amendment: "text = 'forged'", ProfileConfirmation: "remarks = 'forged'",
}  # fmt: skip


@pytest.fixture
def session(cast):
    """Verified, with one of everything."""
    one = cast.here.chain.session
    save_roles(one, [SessionRole(kind="facilitator")], by=cast.facilitator)
    save_tool(ToolRecord(session=one, tool="problem-tree", payload=TREE), by=cast.facilitator)
    Profile.objects.filter(pk=cast.here.chain.profile.pk).update(state="validated")
    verified(one, by=cast.manager, recorded_by=cast.facilitator)
    amend_session(one, text="Thirteen", reason="Counted again", by=cast.facilitator)
    confirm_profile(one, Profile.objects.get(pk=cast.here.chain.profile.pk), remarks="Yes", by=cast.facilitator)
    return one


def refused(work) -> bool:
    with pytest.raises(IntegrityError, match="A verified session stays"), transaction.atomic():
        work()
    return True


def sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.mark.parametrize("model", WHOLE.values(), ids=WHOLE)
def test_no_row_is_changed_or_deleted(session, model):
    table = model._meta.db_table
    name, value = COLUMNS[model].split(" = ")
    rows = model.objects.filter(pk=session.pk) if model is Session else model.objects.filter(session=session)
    row = rows.get()
    assert refused(lambda: rows.update(**{name: value.strip("'")}))
    assert refused(lambda: sql(f"UPDATE {table} SET {COLUMNS[model]} WHERE id = %s", row.pk))  # noqa: S608
    assert refused(lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk))  # noqa: S608
    if model is not Session:
        assert refused(row.delete)
        assert refused(rows.delete)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (AttendanceCell, {"sex": "m", "lower": 18, "upper": 59, "people": 3}),
        (SessionRole, {"kind": "observer"}),
        (ToolRecord, {"tool": "seasonal-calendar"}),
    ],
)
def test_no_part_is_added_or_moved_in_or_out(cast, session, model, fields):
    assert refused(lambda: model.objects.create(session=session, **fields))
    assert refused(lambda: model.objects.bulk_create([model(session=session, **fields)]))
    other = make_session(session.cycle, "men", people=0)
    mine = model.objects.create(session=other, **fields)
    assert refused(lambda: model.objects.filter(pk=mine.pk).update(session=session))
    assert refused(lambda: model.objects.filter(session=session).update(session=other))


def test_it_does_not_go_back(session):
    for state in ("draft", "recorded", "cancelled", "planned"):
        assert refused(lambda state=state: Session.objects.filter(pk=session.pk).update(state=state))
    assert refused(lambda: Session.objects.filter(pk=session.pk).update(verified_by=None))


def test_amendments_confirmations_and_translations_are_added(cast, session):
    amend_session(session, text="Fourteen", reason="Counted once more", by=cast.manager)
    Session.objects.filter(pk=session.pk).update(translations={})
    session.refresh_from_db()
    translate(
        session, "fr", {"summary": "Le puits"}, state=Wording.DRAFT, by=cast.facilitator, expected=session.version
    )
    tool = session.tools.get()
    translate(tool, "fr", {"story": "Les femmes"}, state=Wording.DRAFT, by=cast.facilitator, expected=tool.version)
    assert session.amendments.count() == 2


def test_an_open_session_is_free(cast):
    one = make_session(cast.here.chain.cycle, "men")
    one.attendance.update(people=3)
    one.attendance.all().delete()
    one.delete()
    assert not Session.objects.filter(pk=one.pk).exists()


def test_recorder_and_verifier_are_two_in_the_database_too(cast):
    one = make_session(cast.here.chain.cycle, "men")
    with pytest.raises(IntegrityError, match="session_verified_by_another"), transaction.atomic():
        Session.objects.filter(pk=one.pk).update(recorded_by=cast.manager, verified_by=cast.manager)


@pytest.mark.django_db(transaction=True)
def test_nobody_slips_in_while_the_record_is_being_verified():
    """The row that is added waits for the verification that is under way, and is then refused."""
    cast = make_cast()
    session = cast.here.chain.session
    verifying, outcome = threading.Event(), []

    def add() -> None:
        verifying.wait(5)
        try:
            SessionRole.objects.create(session=session, kind="observer")
            outcome.append("added")
        except IntegrityError:
            outcome.append("refused")
        finally:
            connection.close()

    other = threading.Thread(target=add)
    other.start()
    with transaction.atomic():
        verified(session, by=cast.manager, recorded_by=cast.facilitator)
        verifying.set()
        other.join(0.7)
        assert outcome == []  # it waits
    other.join(5)
    assert outcome == ["refused"]
