"""The snapshot of a session: nothing restricted, nobody named, no small count, no picture without a consent."""

from __future__ import annotations

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.core import files
from cbp.core.choices import Classification
from cbp.core.refusals import Refused
from cbp.core.suppression import HIDDEN
from cbp.workshops.models import (
    ActionPoint,
    Amendment,
    AttendanceCell,
    Session,
    SessionCommunity,
    SessionInstitution,
    SessionPhoto,
    SessionRole,
    ToolRecord,
)
from reports.actions import order_report, retry_report
from reports.models import PaperFile, Report
from reports.papers import SESSION_RECORD
from reports.session_snapshot import session_snapshot
from tests.cast import Cast
from tests.chain import make_community, make_session, verified
from tests.conftest import Enter
from tests.reports.session_things import a_record
from tests.workshops.picture_things import PAYLOADS

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


@pytest.fixture
def session(cast: Cast) -> Session:
    return cast.here.chain.session


def count(session: Session, cells: dict[tuple[str, int | None, str], int]) -> Session:
    session.attendance.all().delete()
    upper = {18: 59, 60: None, 12: 17, None: None}
    AttendanceCell.objects.bulk_create(
        AttendanceCell(session=session, sex=sex, lower=lower, upper=upper[lower], group=group, people=people)
        for (sex, lower, group), people in cells.items()
    )
    return session


def photo(session: Session, cast: Cast, number: int, **fields: object) -> SessionPhoto:
    values: dict[str, object] = {
        "session": session, "name": "a.jpg", "stored_as": f"aa/{number:032x}.jpg", "content_type": "image/jpeg",
        "size": 1, "sha256": "0" * 64, "caption": f"Photo {number}", "consent": "verbal", "by": cast.facilitator,
    }  # fmt: skip
    return SessionPhoto.objects.create(**{**values, **fields})


def table(session: Session, name: str) -> dict[str, object]:
    return next(one for one in session_snapshot(session)["attendance"]["tables"] if one["name"] == name)


# --- what never leaves ------------------------------------------------------------------------------------------------
def test_nothing_restricted_and_no_name_of_a_person_is_in_it(cast: Cast, session: Session) -> None:
    session.security_note = "Checkpoint at the bridge"
    session.save()
    SessionRole.objects.create(session=session, kind="facilitator", name="Hawa Sentinel", body="IOM", sex="f")
    ToolRecord.objects.create(
        session=session, tool="conflict-map", payload=PAYLOADS["conflict-map"], classification=Classification.RESTRICTED
    )
    hidden_tree = ToolRecord.objects.create(
        session=session, tool="problem-tree", payload={"core": "Sentinel tree", "causes": [], "effects": []},
        classification=Classification.RESTRICTED,
    )  # fmt: skip
    photo(session, cast, 1, tool=hidden_tree, caption="Sentinel photo")
    verified(session, cast.manager, cast.facilitator)
    written = json.dumps(session_snapshot(session), ensure_ascii=False)
    for words in (
        "Checkpoint",
        "Sentinel",
        "Paths of the herds",
        "conflict-map",
        cast.manager.name,
        cast.manager.email,
    ):
        assert words not in written
    found = session_snapshot(session)
    assert (found["session"]["recorded_as"], found["session"]["verified_as"]) == ("facilitator", "manager")
    assert found["roles"] == [{"kind": "facilitator", "body": "IOM", "sex": "f"}]


def test_a_tool_that_was_marked_open_by_mistake_is_still_a_conflict_map(session: Session) -> None:
    ToolRecord.objects.create(session=session, tool="conflict-map", payload=PAYLOADS["conflict-map"])
    assert session_snapshot(session)["tools"] == []


@pytest.mark.parametrize(
    ("fields", "is_shown"),
    [
        ({}, True),
        ({"consent": ""}, False),
        ({"consent_until": TODAY}, True),
        ({"consent_until": TODAY - datetime.timedelta(days=1)}, False),
        ({"shows_children": True}, False),
        ({"shows_children": True, "guardian_agreed": True}, True),
        ({"kind": "page"}, False),
        ({"kind": "recording", "content_type": "audio/ogg"}, False),
        ({"classification": Classification.RESTRICTED}, False),
    ],
)
def test_a_photo_needs_a_consent_that_runs(cast: Cast, session: Session, fields: dict, is_shown: bool) -> None:
    photo(session, cast, 1, **fields)
    assert [one["texts"]["caption"]["en"][0] for one in session_snapshot(session)["photos"]] == ["Photo 1"] * is_shown


# --- small counts -----------------------------------------------------------------------------------------------------
def test_small_counts_are_hidden_and_what_would_tell_them(session: Session) -> None:
    count(session, {("f", 12, ""): 3, ("f", 18, ""): 14, ("m", 12, ""): 8, ("m", 18, ""): 9})
    age = table(session, "age")
    shown = {row["band"][0]: row["counts"] for row in age["rows"]}
    assert shown[12] == [HIDDEN, HIDDEN, 11]
    assert shown[18] == [HIDDEN, HIDDEN, 23]
    assert (age["sums"], age["total"]) == ([17, 17, 34], 34)


def test_of_a_group_counted_by_age_both_tables_say_the_same(session: Session) -> None:
    count(session, {("f", 18, "disability"): 2, ("f", 60, "disability"): 6, ("m", 18, "disability"): 7,
                    ("f", 18, "idp"): 9, ("m", 18, ""): 30})  # fmt: skip
    by_age = next(one for one in session_snapshot(session)["attendance"]["tables"] if one["group"] == "disability")
    line = next(row for row in table(session, "group")["rows"] if row["group"] == "disability")
    assert line["counts"] == by_age["sums"]
    assert [row["band"][0] for row in by_age["rows"]] == [18, 60]
    assert by_age["rows"][0]["counts"][0] == HIDDEN


def test_a_total_that_is_small_is_hidden_wherever_it_stands(session: Session) -> None:
    count(session, {("f", 18, ""): 3})
    session.attendance_stated, session.left_early, session.households_present = 3, 2, 9
    session.save()
    found = session_snapshot(session)
    assert (found["attendance"]["stated"], found["attendance"]["counted"]) == (HIDDEN, HIDDEN)
    assert (found["session"]["left_early"], found["session"]["households"]) == (HIDDEN, 9)


def test_a_warning_that_names_a_hidden_count_keeps_it_to_itself(session: Session) -> None:
    count(session, {("f", 18, ""): 12, ("f", None, "idp"): 3})
    session.households_present = 40
    session.save()
    sentences = {one["code"]: one["sentences"] for one in session_snapshot(session)["warnings"]}
    assert set(sentences["households"]) == {"en", "fr", "es", "ar"}
    count(session, {("f", 18, ""): 2, ("f", None, "idp"): 3})
    sentences = {one["code"]: one["sentences"] for one in session_snapshot(session)["warnings"]}
    assert sentences["of-whom:idp"] == {}
    assert sentences["households"] == {}


def test_few_households_of_a_class_of_well_being_are_hidden(session: Session) -> None:
    rows = [{"category": "Poor", "traits": "", "households": 3}, {"category": "Rich", "traits": "", "households": 30}]
    ToolRecord.objects.create(session=session, tool="wellbeing", payload={"rows": rows})
    [tool] = session_snapshot(session)["tools"]
    assert [row["households"] for row in tool["payload"]["rows"]] == [HIDDEN, 30]


def test_few_people_of_a_community_of_a_forum_are_hidden_with_another(cast: Cast, session: Session) -> None:
    for name, people in (("A", 3), ("B", 20), ("C", 9)):
        SessionCommunity.objects.create(session=session, community=make_community(cast.here, name), people=people)
    session.attendance_stated = 32
    session.save()
    assert [one["people"] for one in session_snapshot(session)["communities"]] == [HIDDEN, 20, HIDDEN]


# --- what it holds ----------------------------------------------------------------------------------------------------
def full(cast: Cast, session: Session) -> Session:
    SessionInstitution.objects.create(session=session, name="Prefecture", people=2)
    SessionCommunity.objects.create(session=session, community=make_community(cast.here, "Next"), people=9)
    SessionRole.objects.create(session=session, kind="facilitator", body="IOM", sex="f")
    ActionPoint.objects.create(session=session, text="Repair the pump", due_on=TODAY)
    ToolRecord.objects.create(session=session, tool="problem-tree", payload=PAYLOADS["problem-tree"], story="Long")
    photo(session, cast, 1)
    verified(session, cast.manager, cast.facilitator)
    Amendment.objects.create(session=session, field="summary", text="Better", reason="Heard wrong", by=cast.manager)
    return session


def test_the_example_of_the_papers_has_the_shape_of_a_real_one(cast: Cast, session: Session) -> None:
    real, example = session_snapshot(full(cast, session)), a_record()
    assert set(real) == set(example)
    assert set(real["session"]) == set(example["session"])
    for part in ("roles", "communities", "institutions", "points", "tools", "photos", "amendments"):
        assert [set(real[part][0])] == [set(example[part][0])], part
    json.dumps(real)


def test_more_of_everything_asks_the_database_no_more_often(cast: Cast, session: Session) -> None:
    full(cast, session)
    with CaptureQueriesContext(connection) as one:
        session_snapshot(session)
    other = make_session(session.cycle, "women", 7)
    for number in range(3):
        ActionPoint.objects.create(session=other, text=f"Point {number}")
        ToolRecord.objects.create(session=other, tool="swot", title=f"T{number}", payload=PAYLOADS["swot"])
        photo(other, cast, 10 + number)
        SessionCommunity.objects.create(session=other, community=make_community(cast.here, f"C{number}"), people=9)
    verified(other, cast.manager, cast.facilitator)
    with CaptureQueriesContext(connection) as three:
        session_snapshot(other)
    assert len(three) <= len(one)


# --- its doors --------------------------------------------------------------------------------------------------------
def test_whoever_reads_the_session_may_order_it(cast: Cast, enter: Enter, session: Session) -> None:
    url = reverse("reports:report-new", args=["session-record", session.pk])
    assert enter(cast.facilitator).get(url).status_code == 200
    assert url in enter(cast.facilitator).get(session.get_absolute_url()).content.decode()
    elsewhere = reverse("reports:report-new", args=["session-record", cast.there.chain.session.pk])
    assert enter(cast.facilitator).get(elsewhere).status_code == 404


def test_on_the_screen_it_can_be_printed_by_the_browser(cast: Cast, enter: Enter, session: Session) -> None:
    shown = photo(session, cast, 1)
    url = reverse("reports:report-print", args=["session-record", session.pk])
    html = enter(cast.facilitator).get(url).content.decode()
    assert reverse("workshops:photo-file", args=[shown.pk]) in html
    assert "paper-photo:" not in html


def finish(report: Report) -> None:
    kept = files.keep(b"%PDF", ".pdf").as_fields()
    file = PaperFile.objects.create(key="k" * 64, pages=1, name="a.pdf", content_type="application/pdf", **kept)
    Report.objects.filter(pk=report.pk).update(state="done", file=file)


def test_while_it_is_made_nobody_asks_after_its_pictures(session, cast: Cast, enter: Enter) -> None:
    photo(session, cast, 1)
    report, browser = order_report(SESSION_RECORD, session, language="en", by=cast.facilitator), enter(cast.facilitator)

    def asks() -> bool:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(report.get_absolute_url()).status_code == 200
        return any("workshops_sessionphoto" in one["sql"] for one in queries)

    Report.objects.filter(pk=report.pk).update(state="running")
    assert not asks()
    finish(report)
    assert asks()


def test_a_paper_is_not_handed_over_once_a_picture_in_it_may_not_be_shown(session, cast: Cast, enter: Enter) -> None:
    printed = photo(session, cast, 1)
    report = order_report(SESSION_RECORD, session, language="en", by=cast.facilitator)
    finish(report)
    browser, path = enter(cast.facilitator), reverse("reports:report-file", args=[report.pk])
    assert browser.get(path).status_code == 200
    SessionPhoto.objects.filter(pk=printed.pk).update(consent="")
    answer = browser.get(path)
    assert (answer.status_code, answer.url) == (302, report.get_absolute_url())
    page = browser.get(answer.url).content.decode()
    assert "may not be shown any more" in page
    assert path not in page
    Report.objects.filter(pk=report.pk).update(state="expired", file=None)
    report.refresh_from_db()
    with pytest.raises(Refused, match="may not be shown any more"):
        retry_report(report, by=cast.facilitator)
    SessionPhoto.objects.filter(pk=printed.pk).update(consent="written")
    retry_report(report, by=cast.facilitator)
