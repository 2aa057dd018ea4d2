"""The pages of sheets of profiles: out, filled, in, looked at, corrected, applied, undone."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from cbp.core.models import Event, Verb
from profiling.models import ColumnMapping, Community, Profile, ProfileSheet
from profiling.sheets.findings import MOST_KEPT, Outcome
from profiling.tasks import read_sheet
from profiling.workbooks.template import CODES_ROW, FIRST_ROW
from tests.chain import make_community, make_profile
from tests.core.tables import as_csv, as_xlsx
from tests.desk.counting import questions
from tests.doors.profiling_sheets import make_profile_sheet

SOURCE = {"title": "Register of the district", "method": "registration", "dated_on": "2026-09-01", "confidence": "2"}
HEADERS = ["Village", "Code", "Population"]
GOOD, BAD = ["Kiri", "TCD0701", "120"], ["Doum", "TCD0701", "many"]


def page(name: str, *args: object) -> str:
    return reverse(f"profiling:{name}", args=args)


def body(answer) -> str:
    return answer.content.decode()


def sent(client, cast, content: bytes, name: str = "table.xlsx", **values: object):
    data = {"programme": cast.here.programme.pk, "file": SimpleUploadedFile(name, content), **SOURCE, **values}
    return client.post(page("sheet-new"), {"idempotency_key": str(uuid.uuid4()), **data})


def worked(sheet: ProfileSheet) -> ProfileSheet:
    """The worker has done what was ordered."""
    read_sheet(job_id=sheet.pk)
    sheet.refresh_from_db()
    assert sheet.state == "done", sheet.refusal
    return sheet


def checked(client, cast, content: bytes, **values: object) -> ProfileSheet:
    answer = sent(client, cast, content, **values)
    sheet = ProfileSheet.objects.latest("pk")
    assert answer.url == sheet.get_absolute_url()
    return worked(sheet)


def applied(client, sheet: ProfileSheet, **values: object) -> ProfileSheet:
    client.post(page("sheet-apply", sheet.pk), values)
    return worked(sheet)


def downloaded(answer):
    assert answer.status_code == 200
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def saved(book) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def places(sheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[CODES_ROW]}


def answers_of(book, code: str) -> list[str]:
    """What a cell of that column offers."""
    main = book.worksheets[0]
    first = f"{get_column_letter(places(main)[code])}{FIRST_ROW}"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in main.data_validations.dataValidation}
    sheet, _mark, cells = rules[first].formula1.partition("!")
    return [cell.value for (cell,) in book[sheet.strip("'")][cells.replace("$", "")]]


# --- round trip -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_workbook_comes_back_with_all_that_was_filled_and_nothing_is_lost(cast, enter, language):
    community = make_community(cast.here)
    make_profile(community, cast.here.programme)
    person = cast.manager
    person.language = language
    person.save()
    client = enter(person)
    with translation.override(language):
        book = downloaded(client.get(page("sheet-template", cast.here.programme.pk)))
    main = book.worksheets[0]
    at = places(main)
    main.cell(FIRST_ROW, at["total.households"]).value = 160
    main.cell(FIRST_ROW, at["total.voters"]).value = 0
    works = answers_of(book, "service.water.functioning")[1]
    main.cell(FIRST_ROW, at["service.water.functioning"]).value = works
    new = {
        "name": "Nouveau",
        "pcode": cast.here.district.pcode,
        "total.persons": 40,
        "kind": main.cell(FIRST_ROW, at["kind"]).value,
    }
    for code, value in new.items():
        main.cell(FIRST_ROW + 1, at[code]).value = value
    content = saved(book)
    sheet = checked(client, cast, content)
    counts = [sheet.outcome[name] for name in ("rows", "created", "changed", "unchanged", "refused")]
    assert (sheet.step, counts) == ("check", [2, 1, 1, 0, 0])
    applied(client, sheet)
    profile = Profile.objects.get(community=community)
    total, before = profile.populationtotals.get(), {"persons": 900, "females": 480, "males": 420}
    assert {name: getattr(total, name) for name in before} == before
    assert (total.households, total.voters) == (160, 0)
    assert profile.populationfigures.get().persons == 200
    assert profile.servicestatuss.get(kind="water").functioning == "partly"
    assert Community.objects.get(name="Nouveau").profiles.get().populationtotals.get().persons == 40
    second = checked(client, cast, content)
    assert [second.outcome[name] for name in ("created", "changed", "refused")] == [0, 0, 0]
    assert Community.objects.filter(area=cast.here.district).count() == 2


def test_the_workbook_as_it_goes_out_changes_nothing_when_it_comes_back(cast, enter):
    make_profile(make_community(cast.here, latitude="13.5", longitude="14.25", precision="exact"), cast.here.programme)
    client = enter(cast.manager)
    content = saved(downloaded(client.get(page("sheet-template", cast.here.programme.pk))))
    outcome = checked(client, cast, content).outcome
    assert [outcome[name] for name in ("rows", "created", "changed", "unchanged", "refused")] == [1, 0, 0, 1, 0]
    line = Event.objects.get(verb=Verb.LIST_EXPORTED)
    assert (line.by_id, line.after) == (cast.manager.pk, {"list": "profiles"})


# --- faults, and the marked workbook ----------------------------------------------------------------------------------
def test_a_refused_row_is_told_by_row_and_column_and_comes_back_marked(cast, enter):
    client = enter(cast.manager)
    sheet = checked(client, cast, as_xlsx([HEADERS, GOOD, BAD]))
    assert sheet.step == "map"
    mapped(client, sheet)
    shown = body(client.get(sheet.get_absolute_url()))
    assert "“many” is not a whole number" in shown
    assert ">C</span>" in shown
    assert "Leave the refused rows out and apply the others" in shown
    client.post(page("sheet-apply", sheet.pk))
    assert ProfileSheet.objects.get(pk=sheet.pk).step == "check"
    applied(client, sheet, skip_faulty="on")
    assert Community.objects.filter(name__in=["Kiri", "Doum"]).get().name == "Kiri"
    book = downloaded(client.get(page("sheet-marked", sheet.pk)))
    marked = book.worksheets[0]
    assert [cell.value for cell in marked[1]] == ["What is to be corrected", *HEADERS]
    assert "“many” is not a whole number" in marked["A3"].value
    assert [cell.coordinate for cell in marked[3] if cell.fill.fill_type == "solid"] == ["D3"]
    marked["D3"].value = 77
    again = checked(client, cast, saved(book))
    assert (again.step, again.outcome["created"], again.outcome["refused"]) == ("check", 1, 0)
    applied(client, again)
    assert Community.objects.get(name="Doum").profiles.get().populationtotals.get().persons == 77
    assert Community.objects.filter(name="Kiri").count() == 1


def mapped(client, sheet: ProfileSheet, **values: object):
    """The columns as they were guessed."""
    form = client.get(page("sheet-map", sheet.pk)).context["form"]
    guessed = {row.name: row.guess for row in form.rows}
    answer = client.post(page("sheet-map", sheet.pk), {**guessed, "save_as": "", **values})
    if answer.status_code == 302:
        worked(sheet)
    return answer


def test_a_sheet_without_refused_rows_has_no_marked_workbook(cast, enter):
    sheet = make_profile_sheet(cast.manager, cast.here.programme, outcome=None)
    assert enter(cast.manager).get(page("sheet-marked", sheet.pk)).status_code == 404


# --- the columns of a foreign table -----------------------------------------------------------------------------------
FOREIGN = [
    ["Table of villages 2026", "", "", "", ""], ["Nom du village", "Code P", "Habitants", "Point d’eau", "Remark"],
    ["Kiri", "TCD0701", "1 200", "ça marche", "x"], ["Doum", "TCD0701", "88", "en panne", "y"],
    ["Bol", "TCD0701", "70", "va savoir", "z"],
]  # fmt: skip


def test_the_columns_of_a_foreign_table_are_said_once_and_kept_under_a_name(cast, enter):
    client = enter(cast.manager)
    sheet = checked(client, cast, as_csv(FOREIGN), name="villages.csv")
    assert sheet.step == "map"
    shown = client.get(page("sheet-map", sheet.pk))
    assert [row.guess for row in shown.context["form"].rows][:3] == ["name", "pcode", "total.persons"]
    assert "Point d’eau" in body(shown)
    assert "en panne" in body(shown)
    water = {"column-3": "service.water.functioning"}
    asks = mapped(client, sheet, save_as="District of Mamdi", **water)
    assert asks.status_code == 422
    assert "Say what the words in this column mean." in body(asks)
    words = {one.word: one.name for row in asks.context["form"].rows for one in row.words}
    assert set(words) == {"en panne", "ça marche", "va savoir"}
    said = {words["ça marche"]: "yes", words["en panne"]: "no", words["va savoir"]: "not-known"}
    half = mapped(client, sheet, save_as="District of Mamdi", **water, **said | {words["en panne"]: ""})
    assert half.status_code == 422  # a word that nobody explained is not quietly unknown
    assert mapped(client, sheet, save_as="District of Mamdi", **water, **said).url == sheet.get_absolute_url()
    assert sheet.outcome["created"] == 3
    assert sheet.outcome["unread"] == ["Remark"]
    mapping = ColumnMapping.objects.get()
    assert (mapping.name, mapping.columns["remark"]) == ("District of Mamdi", "")
    applied(client, sheet)
    services = {one.profile.community.name: one.functioning for one in _services()}
    assert services == {"Kiri": "yes", "Doum": "no"}  # of Bol nobody knows
    second = checked(client, cast, as_csv(FOREIGN), name="villages.csv", mapping=mapping.pk)
    assert (second.step, second.outcome["unchanged"]) == ("check", 3)


def _services():
    from profiling.models import ServiceStatus

    return ServiceStatus.objects.select_related("profile__community")


def test_columns_that_tell_no_community_are_refused_and_what_was_chosen_stays(cast, enter):
    client = enter(cast.manager)
    sheet = checked(client, cast, as_csv(FOREIGN), name="villages.csv")
    answer = mapped(client, sheet, **{"column-1": "", "save_as": "My name"})
    assert answer.status_code == 422
    assert "Say which column holds the name of the community" in body(answer)
    assert 'value="My name"' in body(answer)
    odd = mapped(client, sheet, **{"column-2": "no-such-column"})
    assert odd.status_code == 422
    assert ColumnMapping.objects.count() == 0


def test_the_mapping_of_another_programme_is_no_choice(cast, enter):
    theirs = ColumnMapping.objects.create(programme=cast.there.programme, name="Theirs")
    answer = sent(enter(cast.manager), cast, as_xlsx([HEADERS, GOOD]), mapping=theirs.pk)
    assert answer.status_code == 422
    assert "Select a valid choice" in body(answer)
    assert not ProfileSheet.objects.exists()


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
