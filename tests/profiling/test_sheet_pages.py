"""The pages of sheets of profiles: brought in, looked at, applied by whoever may, undone."""

from __future__ import annotations

import gzip
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cbp.core.models import Event, Verb
from profiling.models import Community, Profile, ProfileSheet
from profiling.sheets.findings import MOST_KEPT, Outcome
from profiling.tasks import read_sheet
from tests.core.tables import as_xlsx
from tests.desk.counting import questions
from tests.doors.profiling_sheets import make_profile_sheet
from tests.profiling.browsing import page
from tests.profiling.sheet_browsing import GOOD, HEADERS, applied, body, checked, mapped, sent, worked


# --- bringing one in --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("values", "words"), [
    ({"file": ""}, "required"), ({"file": SimpleUploadedFile("a.xlsx", b"")}, "empty"),
    ({"dated_on": "2999-01-01"}, "future"), ({"dated_on": "yesterday"}, "valid date"),
    ({"programme": "0"}, "Select a valid choice"), ({"method": "guess"}, "Select a valid choice"),
    ({"title": ""}, "required"), ({"confidence": "9"}, "Select a valid choice"),
])  # fmt: skip
def test_what_cannot_be_brought_in_is_refused_in_words(cast, enter, values, words):
    answer = sent(enter(cast.manager), cast, as_xlsx([HEADERS, GOOD]), **values)
    assert answer.status_code == 422
    assert words in body(answer)
    assert not ProfileSheet.objects.exists()


def test_sent_twice_it_is_there_once(cast, enter):
    client, key = enter(cast.manager), str(uuid.uuid4())
    first = sent(client, cast, as_xlsx([HEADERS, GOOD]), idempotency_key=key)
    second = sent(client, cast, as_xlsx([HEADERS, GOOD]), idempotency_key=key)
    assert first.url == second.url
    assert ProfileSheet.objects.count() == 1


def test_a_corrected_sheet_begins_with_the_source_of_the_one_before(cast, enter):
    client = enter(cast.facilitator)
    mine = make_profile_sheet(cast.facilitator, cast.here.programme)
    form = client.get(page("sheet-new"), {"again": mine.pk}).context["form"]
    assert (form["title"].value(), form["programme"].value()) == ("Census", cast.here.programme.pk)
    theirs = make_profile_sheet(cast.stranger, cast.there.programme)
    for asked in (theirs.pk, "9" * 30, "x", "", "²"):
        form = client.get(page("sheet-new"), {"again": asked}).context["form"]
        assert not form["title"].value()


def test_who_fills_no_profiles_is_offered_no_programme(cast, enter):
    shown = enter(cast.planner).get(page("sheet-new"))
    assert "You fill profiles in no programme" in body(shown)
    assert not shown.context["form"].fields["programme"].queryset.exists()
    assert page("sheet-new") not in body(enter(cast.planner).get(page("sheet-list")))


def test_what_is_no_table_fails_in_words_and_leads_on(cast, enter):
    client = enter(cast.manager)
    sent(client, cast, b"\x00\x01\x02", name="a.xlsx")
    sheet = ProfileSheet.objects.get()
    read_sheet(job_id=sheet.pk)
    shown = body(client.get(sheet.get_absolute_url()))
    assert "This file is no table that we can read" in shown
    assert "Bring another sheet in" in shown
    assert ">Try again<" not in shown  # the same file stays what it is


# --- a wide file ------------------------------------------------------------------------------------------------------
def wide(client, cast):
    """A table of others with two hundred columns that nobody knows, beside two that are."""
    unknown = [f"Colonne {number} (X{number}Y)" for number in range(200)]
    content = as_xlsx([["Nom du lieu", "Code", *unknown], ["Kaya", "TCD0701", *["?"] * 199, "12"]])
    sent(client, cast, content)
    sheet = ProfileSheet.objects.latest("pk")
    read_sheet(job_id=sheet.pk)
    return sheet


def test_two_hundred_columns_nobody_knows_make_a_light_page(cast, enter):
    client = enter(cast.manager)
    answer = client.get(page("sheet-map", wide(client, cast).pk))
    shown = body(answer)
    assert shown.count("<datalist") == 1
    assert shown.count('list="our-columns"') == 202
    assert (len(answer.content) < 200_000, len(gzip.compress(answer.content)) < 30_000) == (True, True)


def test_columns_of_a_wide_file_are_named_and_the_others_are_not_read(cast, enter):
    client = enter(cast.manager)
    sheet = wide(client, cast)
    answers = {"column-0": "NAME", "column-1": "pcode", "column-201": "People"}
    refused = client.post(page("sheet-map", sheet.pk), {**answers, "idempotency_key": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert ("“People” is no column of ours" in body(refused), 'value="NAME"' in body(refused)) == (
        True, True,
    )  # fmt: skip
    answers |= {"column-201": "Persons", "idempotency_key": str(uuid.uuid4())}
    assert client.post(page("sheet-map", sheet.pk), answers).status_code == 302
    read_sheet(job_id=sheet.pk)
    sheet.refresh_from_db()
    assert {key: code for key, code in sheet.columns.items() if code} == {
        "nomdulieu": "name", "code": "pcode", "colonne199x199y": "total.persons",
    }  # fmt: skip
    assert (sheet.outcome["control"]["persons"], len(sheet.outcome["unread"])) == (12, 199)


# --- who may ----------------------------------------------------------------------------------------------------------
def test_a_facilitator_checks_and_a_manager_applies(cast, enter):
    sheet = checked(enter(cast.facilitator), cast, as_xlsx([["Name", "P-code of the area", "Persons"], GOOD]))
    assert sheet.step == "check"
    shown = body(enter(cast.facilitator).get(sheet.get_absolute_url()))
    assert "a manager who reaches all these communities applies them" in shown
    assert "Apply all rows" not in shown
    assert enter(cast.facilitator).post(page("sheet-apply", sheet.pk)).status_code == 403
    assert "Apply all rows" in body(enter(cast.manager).get(sheet.get_absolute_url()))
    assert applied(enter(cast.manager), sheet).outcome["applied"] is True
    shown = body(enter(cast.manager).get(sheet.get_absolute_url()))
    assert cast.manager.label in shown
    assert "Community added" in shown
    assert Community.objects.get(name="Kiri").get_absolute_url() in shown


def test_applied_twice_is_applied_once(cast, enter):
    client, key = enter(cast.manager), {"idempotency_key": str(uuid.uuid4())}
    sheet = checked(client, cast, as_xlsx([["Name", "P-code of the area", "Persons"], GOOD]))
    assert client.post(page("sheet-apply", sheet.pk), key).url == client.post(page("sheet-apply", sheet.pk), key).url
    worked(sheet)
    client.post(page("sheet-apply", sheet.pk))
    assert ProfileSheet.objects.get(pk=sheet.pk).state == "done"
    assert Event.objects.filter(verb=Verb.PROFILE_SHEET).count() == 1


def test_a_discarded_sheet_writes_nothing(cast, enter):
    client = enter(cast.manager)
    sheet = checked(client, cast, as_xlsx([["Name", "P-code of the area", "Persons"], GOOD]))
    assert client.post(page("sheet-discard", sheet.pk)).url == page("sheet-list")
    assert "This sheet was discarded" in body(client.get(sheet.get_absolute_url()))
    client.post(page("sheet-apply", sheet.pk))
    assert not Community.objects.exists()


# --- undo -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def written(cast, enter):
    client = enter(cast.manager)
    return applied(client, checked(client, cast, as_xlsx([["Name", "P-code of the area", "Persons"], GOOD])))


def test_undo_asks_before_and_takes_everything_back(cast, enter, written):
    client = enter(cast.manager)
    assert "Take everything back that this sheet wrote" in body(client.get(page("sheet-undo", written.pk)))
    assert Community.objects.filter(name="Kiri").exists()
    assert client.post(page("sheet-undo", written.pk)).url == written.get_absolute_url()
    worked(written)
    assert not Community.objects.filter(name="Kiri").exists()
    assert "What this sheet wrote is taken back" in body(client.get(written.get_absolute_url()))


def test_undo_is_refused_in_words_when_somebody_went_on(cast, enter, written):
    profile = Profile.objects.get(community__name="Kiri")
    Profile.objects.filter(pk=profile.pk).update(version=profile.version + 1)
    answer = enter(cast.manager).post(page("sheet-undo", written.pk))
    assert answer.status_code == 422
    assert "Kiri" in body(answer)
    assert Community.objects.filter(name="Kiri").exists()


# --- the page while a worker is at it ---------------------------------------------------------------------------------
@pytest.mark.parametrize(("fields", "words", "polls"), [
    ({"state": "queued"}, "Waiting for a worker", True),
    ({"state": "running", "percent": 40, "heartbeat_at": timezone.now()}, "Checking the sheet", True),
    ({"state": "running", "heartbeat_at": timezone.now() - timedelta(minutes=4)}, "no sign of life", True),
    ({"state": "failed", "refusal": "This workbook is damaged and cannot be read."}, "is damaged", False),
    ({"state": "failed", "step": "apply", "refusal": "This took longer than a minute and was stopped. Choose less, and"
      " try again."}, "Check it again", False),
    ({"step": "map", "outcome": None}, "Say which column is which", False),
])  # fmt: skip
def test_the_page_says_where_the_sheet_stands(cast, enter, fields, words, polls):
    sheet = make_profile_sheet(cast.manager, cast.here.programme, **fields)
    client = enter(cast.manager)
    shown = body(client.get(sheet.get_absolute_url()))
    assert words in shown
    assert ("hx-trigger" in shown, 'http-equiv="refresh"' in shown) == (polls, polls)
    part = body(client.get(sheet.get_absolute_url(), headers={"HX-Request": "true"}))
    assert words in part
    assert "<html" not in part


def test_a_failed_step_is_tried_again_by_whoever_may(cast, enter):
    lost = "The worker was lost three times while it made this. Please try again, or tell the administrator."
    sheet = make_profile_sheet(cast.facilitator, cast.here.programme, state="failed", step="apply", refusal=lost)
    assert enter(cast.facilitator).post(page("sheet-retry", sheet.pk)).status_code == 403
    assert enter(cast.manager).post(page("sheet-retry", sheet.pk)).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == "queued"


def test_more_faults_than_are_kept_are_not_hidden(cast, enter):
    outcome = Outcome(rows=9, refused=9, fault_count=MOST_KEPT + 1, kept=[[2, "name", "empty_name", {}]])
    sheet = make_profile_sheet(cast.manager, cast.here.programme, outcome=outcome.as_json())
    assert "hold the first 1 refused row" in body(enter(cast.manager).get(sheet.get_absolute_url()))


@pytest.mark.parametrize("query", ["?show=nothing", "?page=0", "?page=999", "?page=x&show=faults", "?show=changes"])
def test_odd_pages_of_its_lists_are_shown_all_the_same(cast, enter, query):
    sheet = make_profile_sheet(cast.manager, cast.here.programme)
    assert enter(cast.manager).get(sheet.get_absolute_url() + query).status_code == 200


def test_what_stands_in_the_file_is_text_on_every_page(cast, enter):
    client, bad = enter(cast.manager), "<script>alert(1)</script>"
    sheet = checked(
        client, cast, as_xlsx([[bad, "Name", "P-code", "Persons"], [bad, bad, "TCD0701", bad]]), name="a.xlsx"
    )
    for name in ("sheet-map", "sheet-detail"):
        assert bad not in body(client.get(page(name, sheet.pk)))
    mapped(client, sheet)
    assert bad not in body(client.get(page("sheet-detail", sheet.pk)))


# --- lists ------------------------------------------------------------------------------------------------------------
def test_the_list_shows_mine_and_those_that_i_may_apply(cast, enter):
    mine = make_profile_sheet(cast.facilitator, cast.here.programme, name="mine.xlsx")
    make_profile_sheet(cast.psea, cast.here.programme, name="others.xlsx")
    make_profile_sheet(cast.stranger, cast.there.programme, name="far.xlsx")
    assert [one.pk for one in enter(cast.facilitator).get(page("sheet-list")).context["page_obj"]] == [mine.pk]
    shown = body(enter(cast.manager).get(page("sheet-list")))
    assert ("mine.xlsx" in shown, "others.xlsx" in shown, "far.xlsx" in shown) == (True, True, False)
    assert "No sheet fits this filter" in body(enter(cast.manager).get(page("sheet-list"), {"step": "undo"}))
    assert "No sheet of profiles has come in yet" in body(enter(cast.planner).get(page("sheet-list")))


def test_no_page_asks_more_for_three_than_for_one(cast, enter):
    client = enter(cast.manager)
    sheet = make_profile_sheet(cast.manager, cast.here.programme)
    rows = [["Name", "P-code of the area", "Persons"], GOOD]
    few = checked(client, cast, as_xlsx(rows))
    many = checked(client, cast, as_xlsx([*rows, ["Doum", "TCD0701", "9"], ["Bol", "TCD0701", "x"]]))
    one = [questions(client, page("sheet-list")), questions(client, few.get_absolute_url())]
    for _at in range(2):
        make_profile_sheet(cast.manager, cast.here.programme)
    assert [questions(client, page("sheet-list")), questions(client, many.get_absolute_url() + "?show=changes")] == one
    assert questions(client, page("sheet-map", sheet.pk)) <= 40
    applied(client, few)
    done = questions(client, few.get_absolute_url() + "?show=done")
    applied(client, many, skip_faulty="on")
    assert questions(client, many.get_absolute_url() + "?show=done") == done
