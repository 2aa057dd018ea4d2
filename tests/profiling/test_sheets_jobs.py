"""A sheet is a job: rung, claimed, taken over when its worker is lost; and the same from the command line."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from cbp.accounts.models import Assignment, Invitation
from cbp.core import benches, jobs
from cbp.core.models import Event, JobState, Programme, Verb
from cbp.core.refusals import Refused
from profiling.actions import sheets
from profiling.models import ColumnMapping, Community, ProfileSheet, SheetTouch
from profiling.tasks import read_sheet
from tests.core.tables import as_csv
from tests.profiling.sheet_things import HEADS, SOURCE, outcome, upload, work

Step = ProfileSheet.Step
CODE = "TCD0701"
ROWS = [HEADS, ["Kaya", CODE, "", 1250, 640, 610, 200], ["Bol", CODE, "", "", "", "", ""]]


# --- the job ----------------------------------------------------------------------------------------------------------
def test_the_task_reads_the_sheet(cast):
    sheet = sheets.upload_profiles(
        as_csv(ROWS), name="../a<b>.csv", programme=cast.here.programme, source=SOURCE, by=cast.manager
    )
    assert (sheet.name, sheet.task, sheet.step) == ("ab.csv", read_sheet.name, Step.MAP)
    read_sheet(job_id=sheet.pk)
    sheet.refresh_from_db()
    assert (sheet.step, sheet.state, sheet.percent) == (Step.CHECK, JobState.DONE, 100)
    assert Event.objects.get(verb=Verb.SHEET_UPLOADED).thing_id == sheet.pk


def ordered(cast) -> ProfileSheet:
    sheet = upload(ROWS, cast.here.programme, cast.manager)
    sheets.apply_profiles(sheet, skip_faulty=False, by=cast.manager)
    return sheet


def test_a_worker_that_is_lost_is_taken_over_and_its_late_result_counts_for_nothing(cast):
    sheet = ordered(cast)
    lost = jobs.claim(ProfileSheet, sheet.pk)
    ProfileSheet.objects.filter(pk=sheet.pk).update(state=JobState.QUEUED)  # as the sweeper does when the lease ends
    taken = work(sheet)
    assert (taken.attempt, outcome(taken).applied, Community.objects.count()) == (2, True, 2)
    with transaction.atomic():
        sheets.read(ProfileSheet.objects.get(pk=sheet.pk), lost)
    assert (Community.objects.count(), SheetTouch.objects.count()) == (2, 2)


def test_the_first_of_two_tries_that_is_late_writes_nothing(cast):
    sheet = ordered(cast)
    late = jobs.claim(ProfileSheet, sheet.pk)
    ProfileSheet.objects.filter(pk=sheet.pk).update(attempt=2)  # somebody else holds it now
    sheets.read(ProfileSheet.objects.get(pk=sheet.pk), late)
    assert (Community.objects.count(), SheetTouch.objects.count()) == (0, 0)


def test_a_file_that_is_gone_is_tried_again_and_fails_in_plain_words(cast):
    sheet = ordered(cast)
    sheet.path.unlink()
    for _try in range(3):
        sheet = work(sheet)
    assert (sheet.state, sheet.refusal) == (JobState.FAILED, jobs.BROKEN)
    sheets.check_sheet(sheet, by=cast.manager)  # and can be checked again


def test_a_sheet_is_discarded_until_it_is_applied(cast):
    sheet = upload(ROWS, cast.here.programme, cast.manager)
    sheets.discard_profiles(sheet, by=cast.manager)
    sheet.refresh_from_db()
    assert (sheet.step, sheet.state) == (Step.DISCARDED, JobState.CANCELLED)
    for refused in (sheets.check_sheet, sheets.discard_profiles, sheets.undo_sheet):
        with pytest.raises(Refused):
            refused(sheet, by=cast.manager)
    with pytest.raises(Refused):
        sheets.map_sheet(sheet, columns={}, values={}, by=cast.manager)


# --- the command ------------------------------------------------------------------------------------------------------
def run(tmp_path, rows, *options: str) -> tuple[int, dict]:
    (tmp_path / "sheet.csv").write_bytes(as_csv(rows))
    out = StringIO()
    status = 0
    try:
        call_command("load_profiles", str(tmp_path / "sheet.csv"), "--json", *options, stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return status, json.loads(out.getvalue())


def test_load_profiles_says_what_it_did(cast, tmp_path):
    bad = [
        *ROWS,
        ["Doum", "TCD99", "", 5, "", "", ""],
        ["Total", "", "", 1250, "", "", ""],
        ["Mao", CODE, "", 10, 4, 5, 11],
    ]
    options = ["--programme", cast.here.programme.code, "--source", "Census", "--skip-faulty"]
    status, told = run(tmp_path, bad, *options)
    assert status == 1  # a row was refused
    assert told == {
        "file": "sheet.csv", "rows": 5, "applied": 3, "created": 3, "changed": 0, "unchanged": 0, "refused": 1,
        "is_applied": True,
        "skipped": [{"row": 4, "reasons": [{
            "column": "pcode", "code": "unknown_area",
            "message": "No area of this country within your reach has the P-code “TCD99”.",
        }]}],
        "left_out": 1, "warnings": {"households": 1, "sex_sum": 1, "sum_line": 1},
        "control": {"persons": 1260, "households": 211, "persons_unknown": 1, "households_unknown": 1},
        "unread_columns": [], "tables": {},
    }  # fmt: skip
    sheet = ProfileSheet.objects.get()
    assert (sheet.step, sheet.state, sheet.source_title, sheet.applied_at is None) == (
        Step.APPLY,
        JobState.DONE,
        "Census",
        False,
    )
    sheets.undo_sheet(sheet, by=cast.manager)  # people see it and can undo it
    work(sheet)
    assert not Community.objects.exists()


def test_a_check_from_the_command_line_writes_nothing(cast, tmp_path):
    status, told = run(tmp_path, ROWS, "--programme", cast.here.programme.code, "--check")
    assert (status, told["rows"], told["created"], told["applied"], told["is_applied"]) == (0, 2, 2, 0, False)
    assert not ProfileSheet.objects.exists()
    assert not Community.objects.exists()


def test_one_refused_row_and_nothing_is_written(cast, tmp_path):
    status, told = run(tmp_path, [*ROWS, ["Doum", "TCD99", "", 5, "", "", ""]], "--programme", cast.here.programme.code)
    assert (status, told["applied"], told["refused"]) == (1, 0, 1)
    assert not ProfileSheet.objects.exists()
    assert not Community.objects.exists()


def test_foreign_columns_need_a_reading_that_somebody_saved(cast, tmp_path):
    rows = [["Wioska", "Znak", "Ludzi"], ["Kaya", CODE, 12]]
    code = cast.here.programme.code
    assert run(tmp_path, rows, "--programme", code)[1]["error"].startswith(
        "Nobody has said yet which column is which: Wioska"
    )
    assert "with the name “Polish”" in run(tmp_path, rows, "--programme", code, "--mapping", "Polish")[1]["error"]
    columns = {"wioska": "name", "znak": "pcode", "ludzi": "total.persons"}
    ColumnMapping.objects.create(programme=cast.here.programme, name="Polish", columns=columns)
    status, told = run(tmp_path, rows, "--programme", code, "--mapping", "Polish")
    assert (status, told["applied"], told["control"]["persons"]) == (0, 1, 12)


def test_headers_in_usual_words_need_none(cast, tmp_path):
    rows = [["Recensement"], ["Localité", "Code", "Population totale", "Remarque"], ["Kaya", CODE, "1 200", "x"]]
    status, told = run(tmp_path, rows, "--programme", cast.here.programme.code)
    assert (status, told["control"]["persons"], told["unread_columns"]) == (0, 1200, ["Remarque"])


def test_the_programme_is_named_where_there_are_several(cast, tmp_path):
    assert run(tmp_path, ROWS)[1]["error"] == "Name one programme by its code: --programme CODE."
    Assignment.objects.filter(programme=cast.there.programme).delete()
    Invitation.objects.filter(programme=cast.there.programme).delete()
    Programme.objects.filter(pk=cast.there.programme.pk).delete()
    assert run(tmp_path, ROWS)[0] == 0


def test_a_file_that_is_not_there_and_one_that_is_no_table(cast, tmp_path):
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("load_profiles", str(tmp_path / "none.csv"), "--programme", cast.here.programme.code, stdout=out)
    assert "No such file" in out.getvalue()
    status, told = run(tmp_path, [["one"], ["two"]], "--programme", cast.here.programme.code)
    assert (status, told["error"]) == (1, "No line of this file looks like the headers of a table.")


def test_in_words(cast, tmp_path):
    (tmp_path / "sheet.csv").write_bytes(as_csv([*ROWS, ["Doum", "TCD99", "", 5, "", "", ""]]))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("load_profiles", str(tmp_path / "sheet.csv"), "--programme", cast.here.programme.code, stdout=out)
    assert out.getvalue().splitlines() == [
        "3 rows: 2 created, 0 changed, 0 unchanged, 1 refused.",
        "Control totals: 1250 persons, 200 households.",
        "row 4, pcode: No area of this country within your reach has the P-code “TCD99”.",
        "Nothing was written.",
    ]


# --- benches ----------------------------------------------------------------------------------------------------------
def test_benches_are_found_by_their_names():
    assert "profiles" in benches.known()


def test_a_bench_that_nobody_knows(db):
    err = StringIO()
    with pytest.raises(SystemExit):
        call_command("bench", "nonsense", stderr=err)
    assert err.getvalue().startswith("No bench is called “nonsense”. There are: up,")


def test_a_bench_prints_its_figures_as_json(db, monkeypatch):
    monkeypatch.setitem(benches.BENCHES, "nothing", lambda: {"seconds": 0.5})
    out = StringIO()
    call_command("bench", "nothing", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"seconds": 0.5}
