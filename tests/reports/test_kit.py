"""The printable kit of a session: what is in it, what it refuses, and that its codes lead back to it."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cbp.core.choices import Sector
from cbp.core.models import Event, Programme, Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.pages import find_page
from cbp.workshops.codes import shown
from cbp.workshops.forms.attendance import groups_of
from cbp.workshops.models import PageCode, Session, SessionRole, SheetKind, Tool
from cbp.workshops.phases import SessionState
from reports import actions, kit, kit_snapshot, rendering
from reports.kit import sheets
from reports.kit.pictograms import BY_SECTOR, DRAWN, picture_of
from reports.models import Report
from reports.papers import SESSION_KIT
from tests.chain import make_need, make_ranking, make_session
from tests.reports.things import attachments_of, drawn, failures, table_of, text_of

Row = dict[str, Any]
LANGUAGES = ["en", "fr", "es", "ar"]
CONTACT = "Green line 1212, day and night"


@pytest.fixture
def session(cast) -> Session:
    """A meeting to choose priorities, with a ranking that is open, and a tool."""
    chain = cast.here.chain
    Programme.objects.filter(pk=cast.here.programme.pk).update(safe_contact=CONTACT)
    needs = [chain.need, make_need(chain.cycle, "The road floods", sector=Sector.ROADS)]
    make_ranking(chain.cycle, needs, {"women": (None, [None, None]), "men": (None, [None, None])}, title="What first?")
    made = make_session(
        chain.cycle, "mixed", 0, kind="prioritisation", state=SessionState.PLANNED, planned_tools=["venn"],
        aim="To choose together", agenda="15 Welcome\n45 The votes", language="en", starts_at=datetime.time(9),
    )  # fmt: skip
    return Session.objects.get(pk=made.pk)


@pytest.fixture
def snapshot(session, cast) -> Row:
    kit_snapshot.prepare(session, cast.facilitator)
    return kit_snapshot.kit_snapshot(session, cast.facilitator)


def pdf(snapshot: Row, language: str) -> bytes:
    return drawn(SESSION_KIT, snapshot, language)


def kinds(snapshot: Row) -> list[str]:
    return [f"{one['kind']}:{one['about']}" if one["kind"] == "tool" else one["kind"] for one in snapshot["sheets"]]


# --- what is in it ----------------------------------------------------------------------------------------------------
def test_its_sheets_stand_in_the_order_of_the_day(snapshot):
    wanted = [
        "cover", "record", "attendance", "tool:venn", "ballot", "tally", "ballot", "tally", "profile", "consent",
        "feedback",
    ]  # fmt: skip
    assert kinds(snapshot) == wanted


def test_an_ordinary_session_has_no_ballots_and_the_usual_tools(cast, session):
    Session.objects.filter(pk=session.pk).update(kind="mapping", planned_tools=[])
    found = kinds(kit_snapshot.kit_snapshot(session))
    assert [one for one in found if one.startswith("tool")] == ["tool:social-map", "tool:resource-map", "tool:transect"]
    assert "ballot" not in found


def test_each_sheet_has_a_code_of_its_own_that_stays_and_leads_back(snapshot, session, cast):
    codes = [one["code"] for one in snapshot["sheets"]]
    assert len(set(codes)) == len(codes) == PageCode.objects.filter(session=session).count()
    kit_snapshot.prepare(session, cast.planner)
    assert [one["code"] for one in kit_snapshot.kit_snapshot(session)["sheets"]] == codes
    found = find_page(codes[3].lower(), by=cast.facilitator)
    assert (found.session, found.sheet, found.about) == (session, SheetKind.TOOL, "venn")
    assert all(one["url"].endswith(f"/pages/{one['code']}/") for one in snapshot["sheets"])


def test_looking_at_it_makes_no_code(session, enter, cast):
    page_of_it = reverse("reports:report-new", args=["session-kit", session.pk])
    assert enter(cast.facilitator).get(page_of_it).status_code == 200
    assert not PageCode.objects.filter(session=session).exists()


def test_nobody_is_named_in_it(cast, session):
    """Neither who has a role in the session, nor who leads the part of the community that meets."""
    SessionRole.objects.create(session=session, kind="note-taker", name="Amina", user=cast.facilitator)
    Session.objects.filter(pk=session.pk).update(sub_community=cast.here.chain.quarter)
    told = json.dumps(kit_snapshot.kit_snapshot(session, cast.facilitator))
    assert f"Quarter {cast.here.mark}" in told
    assert not any(name in told for name in ("Chief", "Amina", cast.facilitator.name))
    assert "recorded_by" not in told


def test_the_sheet_of_attendance_asks_for_the_groups_that_its_form_asks_for(session, snapshot):
    assert sheets.attendance(snapshot, "")["counted"] == [str(label) for _code, label in groups_of(session)]


# --- what it refuses --------------------------------------------------------------------------------------------------
def test_without_a_safe_contact_nothing_is_printed_and_the_page_says_why(session, cast, enter):
    Programme.objects.update(safe_contact=" \u200b\n")
    session = Session.objects.get(pk=session.pk)
    with pytest.raises(Refused, match="safe contact"):
        actions.order_report(SESSION_KIT, session, language="en", by=cast.facilitator)
    assert not Report.objects.exists()
    assert not PageCode.objects.filter(session=session).exists()
    shown = enter(cast.facilitator).get(reverse("reports:report-new", args=["session-kit", session.pk]))
    assert "safe contact" in shown.content.decode()
    assert 'type="submit">Make the PDF' not in shown.content.decode()
    assert reverse("reports:report-print", args=["session-kit", session.pk]) not in shown.content.decode()


@pytest.mark.parametrize("state", [SessionState.RECORDED, SessionState.VERIFIED, SessionState.CANCELLED])
def test_a_kit_is_printed_before_the_meeting(session, cast, state):
    Session.objects.filter(pk=session.pk).update(state=state)
    with pytest.raises(Refused, match="before it"):
        actions.order_report(SESSION_KIT, Session.objects.get(pk=session.pk), language="en", by=cast.facilitator)


def test_ordering_writes_the_codes_with_the_report(session, cast):
    report = actions.order_report(SESSION_KIT, session, language="ar", by=cast.facilitator)
    assert all(one["code"] for one in report.snapshot["sheets"])
    assert Event.objects.filter(verb=Verb.KIT_COMPOSED, thing_id=session.pk).count() == 1


def test_where_no_pdf_can_be_made_the_kit_opens_as_a_page_with_its_codes(session, cast, enter):
    browser, path = enter(cast.facilitator), reverse("reports:report-new", args=["session-kit", session.pk])
    assert 'name="prepare"' in browser.get(path).content.decode()
    answer = browser.post(path, {"prepare": "1"})
    assert answer.status_code == 302
    html = browser.get(answer.url).content.decode()
    codes = [shown(row.code) for row in PageCode.objects.filter(session=session)]
    assert len(codes) == len(kit_snapshot.sheets_of(session))
    assert all(code in html for code in codes)
    Programme.objects.update(safe_contact="")
    assert browser.post(path, {"prepare": "1"}).url == path


def test_a_paper_that_needs_no_preparing_offers_none(cast, enter):
    path = reverse("reports:report-new", args=["area-sheet", cast.here.district.pk])
    assert 'name="prepare"' not in enter(cast.facilitator).get(path).content.decode()


def test_who_may_not_record_a_session_makes_no_kit(session, cast, enter):
    page_of_it = reverse("reports:report-new", args=["session-kit", session.pk])
    assert enter(cast.auditor).get(page_of_it).status_code == 403
    assert enter(cast.stranger).get(page_of_it).status_code == 404


def test_the_language_of_the_meeting_is_offered_first(session, enter, cast):
    Session.objects.filter(pk=session.pk).update(language="fr")
    shown = enter(cast.facilitator).get(reverse("reports:report-new", args=["session-kit", session.pk]))
    assert shown.context["form"].initial["language"] == "fr"


def test_the_snapshot_asks_the_same_however_much_is_in_it(cast, session):
    def asked(count: int) -> int:
        needs = [make_need(session.cycle, f"Need {count} {at}") for at in range(count)]
        make_ranking(session.cycle, needs, {"women": (None, [None] * count)}, title=f"Ranking {count}")
        with CaptureQueriesContext(connection) as found:
            kit_snapshot.kit_snapshot(session)
        return len(found)

    asked(1)
    assert asked(1) == asked(3)


# --- on paper ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["ar", *(pytest.param(one, marks=pytest.mark.slow) for one in ("en", "fr", "es"))])
def test_it_is_pdf_ua_1_and_pdf_a_3a_and_as_long_as_was_told(snapshot, language):
    content = pdf(snapshot, language)
    assert failures(content) == []
    with pypdfium2.PdfDocument(content) as document:
        assert abs(kit.pages(snapshot) - len(document)) <= 3


def test_every_page_bears_its_code_the_slips_the_line_on_abuse_and_all_codes_are_attached(snapshot):
    content = pdf(snapshot, "en")
    with pypdfium2.PdfDocument(content) as document:
        texts = [one.get_textpage().get_text_range() for one in document]
    codes = [(one["code"][:4], one["code"][4:]) for one in snapshot["sheets"]]  # printed in two halves
    assert [sum(f"{first} {last}" in text for first, last in codes) for text in texts] == [1] * len(texts)
    assert text_of(content).count("1212") == 7  # the cover, three slips of consent, three of feedback
    head, *rows = table_of(attachments_of(content)["session-kit.csv"])
    assert head == ["sheet", "about", "code", "url"]
    assert [row[2] for row in rows] == [one["code"] for one in snapshot["sheets"]]


def test_a_ballot_shows_each_option_with_its_number_and_its_picture(snapshot):
    html = rendering.html_of(SESSION_KIT, snapshot, "en")
    assert html.count('viewBox="0 0 48 48"') == sum(
        len(kit_options) * (4 if len(kit_options) <= 4 else 1)
        for kit_options in (ranking["options"] for ranking in snapshot["rankings"].values())
    )
    assert "The road floods" in html
    assert DRAWN["road"][0] in html


def test_every_sector_has_a_picture():
    assert set(BY_SECTOR) == set(Sector)
    assert all(picture_of(sector) for sector in [*Sector, "", "99999"])


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tool", Tool.values)
def test_the_blank_sheet_of_every_tool_fits_its_page(cast, session, tool, language):
    Session.objects.filter(pk=session.pk).update(planned_tools=[tool])
    whole = kit_snapshot.kit_snapshot(session)
    one = {**whole, "sheets": [sheet for sheet in whole["sheets"] if sheet["kind"] == "tool"]}
    with pypdfium2.PdfDocument(pdf(one, language)) as document:
        assert len(document) <= (2 if tool == Tool.GUIDE else 1)


def test_words_that_are_not_translated_are_told_before(snapshot):
    with translation.override("fr"):
        missing = kit.untranslated(snapshot)
    assert "To choose together" in missing
    with translation.override("en"):
        assert "To choose together" not in kit.untranslated(snapshot)
