"""Displacement figures: the published table of Chad, worked numbers, and what is refused row by row."""

from __future__ import annotations

import datetime
import json
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cbp.accounts.models import User
from cbp.core import actions
from cbp.core.actions.displacement import enter_displacement, load_displacement
from cbp.core.actions.loading import Outcome
from cbp.core.actions.places import load_places
from cbp.core.models import Area, AreaName, DisplacementFigure, Event
from cbp.core.refusals import Refused
from cbp.core.series import rounds_of
from tests.cast import make_area, make_figure, make_person
from tests.core.tables import FIGURES, as_csv

DATA = Path(actions.__file__).parent.parent / "data"
pytestmark = pytest.mark.django_db


@pytest.fixture
def lake() -> Area:
    country = make_area(None, "TCD", "Chad", country="TCD")
    area = make_area(country, "TCD07", "Lac")
    AreaName.objects.create(area=area, kind=AreaName.Kind.CODE, text="TD07")
    return area


def row(**cells: object) -> list[object]:
    values = {
        "operation": "Lake", "admin0Pcode": "TCD", "admin1Pcode": "TCD07", "adminLevel": 1, "numPresentIdpInd": 100,
        "reportingDate": "2024-01-31", "roundNumber": 1, "displacementReason": "Conflict", "assessmentType": "BA",
    }  # fmt: skip
    values.update(cells)
    return [values.get(name, "") for name in FIGURES]


def load(*rows: list[object], **how: bool) -> Outcome:
    return load_displacement(as_csv([FIGURES, *rows]), by=None, **how)


def faults(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.field, fault.code) for fault in outcome.faults]


# --- the real file ----------------------------------------------------------------------------------------------------
@pytest.fixture
def chad() -> Area:
    load_places((DATA / "pcodes-chad.csv").read_bytes(), by=None)
    load_displacement((DATA / "dtm-chad.csv").read_bytes(), by=None)
    return Area.objects.get(level=0)


def test_the_published_table_of_chad_and_again(chad):
    assert DisplacementFigure.objects.count() == 257
    again = load_displacement((DATA / "dtm-chad.csv").read_bytes(), by=None)
    assert (again.rows, again.created, again.changed, again.unchanged, again.refused) == (257, 0, 0, 257, 0)


def test_worked_numbers(chad):
    """Domain 15, item 15: totals take one level and one assessment type; the other type's total is shown."""
    rounds = {one.number: one for one in rounds_of(chad)}
    assert {number: rounds[number].persons for number in (4, 9, 24)} == {4: 124_788, 9: 169_003, 24: 225_689}
    assert (rounds[4].assessment, rounds[4].other_total) == ("BA", 124_371)
    assert {one.level for one in rounds.values()} == {0}


def test_levels_repeat_the_same_people(chad):
    by_level = {
        level: sum(f.persons for f in DisplacementFigure.objects.filter(area__level=level, round=24, assessment="BA"))
        for level in (0, 1, 2)
    }
    assert by_level[0] == by_level[1] == by_level[2] == 225_689


def test_codes_of_others_are_found(chad):
    """The file writes TD07, the places TCD07."""
    lake = Area.objects.get(pcode="TCD07")
    assert lake.displacement.exists()
    assert b"TD07" in (DATA / "dtm-chad.csv").read_bytes()
    assert b"TCD07" not in (DATA / "dtm-chad.csv").read_bytes()


# --- reading ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "read"),
    [("0", 0), ("147 032", 147_032), ("147,032", 147_032), ("147'032", 147_032), ("147\u202f032", 147_032),
     ("147\u00a0032", 147_032), ("100.0", 100), ("50000000", 50_000_000)],
)  # fmt: skip
def test_numbers_as_people_write_them(lake, written, read):
    assert load(row(numPresentIdpInd=written)).faults == []
    assert DisplacementFigure.objects.get().persons == read


@pytest.mark.parametrize(
    "written", ["-5", "1e400", "9" * 5000, "50000001", "12.5", "1.234", "about 40", "٤٠", "=1+1", "0x10"]
)
def test_what_is_no_number(lake, written):
    assert faults(load(row(numPresentIdpInd=written))) == [(2, "persons", "bad_number")]


@pytest.mark.parametrize("nothing", ["", "-", "n/a", "Not available", "NULL", "nan", "néant"])
def test_unknown_is_not_zero(lake, nothing):
    load(row(numberMales=nothing, numberFemales=nothing))
    figure = DisplacementFigure.objects.get()
    assert (figure.males, figure.females) == (None, None)
    assert (rounds_of(lake)[0].males, rounds_of(lake)[0].females) == (None, None)


def test_nobody_is_zero(lake):
    load(row(numPresentIdpInd=0, numberMales=0, numberFemales=0))
    figure = DisplacementFigure.objects.get()
    assert (figure.persons, figure.males, figure.females) == (0, 0, 0)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"admin1Pcode": "TCD99"}, ("code1", "unknown_place")),
        ({"admin1Pcode": ""}, ("code1", "missing_value")),
        ({"adminLevel": "4"}, ("code4", "missing_value")),
        ({"adminLevel": "5"}, ("level", "bad_level")),
        ({"numPresentIdpInd": "1,5"}, ("persons", "bad_number")),
        ({"admin0Pcode": "XXX"}, ("code0", "bad_country")),
        ({"adminLevel": ""}, ("level", "bad_level")),
        ({"numPresentIdpInd": ""}, ("persons", "missing_value")),
        ({"numberMales": 101}, ("persons", "part_above_whole")),
        ({"numberMales": 60, "numberFemales": 41}, ("persons", "part_above_whole")),
        ({"roundNumber": ""}, ("round", "missing_value")),
        ({"reportingDate": ""}, ("reported_on", "missing_value")),
        ({"reportingDate": "31.01.2024"}, ("reported_on", "bad_date")),
        ({"reportingDate": "2023-02-29"}, ("reported_on", "bad_date")),
        ({"reportingDate": str(timezone.now().date() + datetime.timedelta(days=2))}, ("reported_on", "future_date")),
        ({"displacementReason": "Love"}, ("reason", "unknown_reason")),
        ({"assessmentType": "XX"}, ("assessment", "unknown_assessment")),
        ({"operation": "x" * 201}, ("operation", "too_long")),
    ],
)
def test_a_row_is_refused_by_its_number_and_field(lake, cells, expected):
    outcome = load(row(roundNumber=7), row(**cells))
    assert faults(outcome) == [(3, *expected)]
    assert (outcome.applied, DisplacementFigure.objects.count()) == (False, 0)


def test_the_same_figure_twice_in_a_file(lake):
    assert faults(load(row(), row(numPresentIdpInd=5))) == [(3, "persons", "duplicate_figure")]


def test_faulty_rows_are_left_out_when_somebody_says_so(lake):
    outcome = load(row(), row(roundNumber=2, numPresentIdpInd="?"), skip_faulty=True)
    assert (outcome.created, outcome.refused, DisplacementFigure.objects.count()) == (1, 1, 1)


def test_a_changed_figure_is_overwritten_and_told(lake):
    load(row())
    outcome = load(row(numPresentIdpInd=120))
    assert (outcome.changed, outcome.changes) == (
        1,
        [{"what": "changed", "code": "TCD07", "name": "120", "was": "100"}],
    )
    assert DisplacementFigure.objects.get().persons == 120


def test_a_dry_run_writes_nothing(lake):
    assert (load(row(), apply=False).created, DisplacementFigure.objects.count(), Event.objects.count()) == (1, 0, 0)


def test_another_source_is_another_figure(lake):
    load(row())
    load_displacement(as_csv([FIGURES, row()]), by=None, source="Census")
    assert sorted(DisplacementFigure.objects.values_list("source", flat=True)) == ["Census", "IOM DTM"]


# --- series -----------------------------------------------------------------------------------------------------------
def test_reasons_add_up_and_types_do_not(lake):
    make_figure(lake, persons=60, males=20, females=40)
    make_figure(lake, persons=40, reason="disaster", males=None)
    make_figure(lake, persons=90, assessment="SA")
    (one,) = rounds_of(lake)
    assert (one.persons, one.assessment, one.other_total, one.by_reason) == (
        100, "BA", 90, (("conflict", 60), ("disaster", 40)),
    )  # fmt: skip
    assert (one.males, one.females) == (None, None)


def test_the_other_type_with_the_same_total_is_not_worth_a_word(lake):
    make_figure(lake)
    make_figure(lake, assessment="SA")
    assert rounds_of(lake)[0].other_total is None


def test_the_area_s_own_figure_comes_before_the_sum_of_its_parts(lake):
    district = make_area(lake, "TCD0701", "Mamdi")
    make_figure(lake, persons=100)
    make_figure(district, persons=70)
    make_figure(district, 2, persons=80)
    assert [(one.number, one.level, one.persons) for one in rounds_of(lake)] == [(1, 1, 100), (2, 2, 80)]


def test_rounds_of_two_operations_stay_apart(lake):
    make_figure(lake, operation="East")
    make_figure(lake, operation="Lake", persons=7)
    assert [(one.operation, one.persons) for one in rounds_of(lake)] == [("East", 100), ("Lake", 7)]


# --- entering by hand -------------------------------------------------------------------------------------------------
def figure(area: Area, **fields: object) -> DisplacementFigure:
    values = {"source": "IOM DTM", "operation": "", "round": 1, "reported_on": datetime.date(2024, 1, 1)}
    values |= {"reason": "conflict", "assessment": "BA", "persons": 10}
    return DisplacementFigure(area=area, **{**values, **fields})


def test_a_round_is_entered_once(lake):
    person = make_person("Ada")
    enter_displacement(lake, [figure(lake)], by=person)
    with pytest.raises(Refused, match="Round 1 of this source is there already"):
        enter_displacement(lake, [figure(lake, reason="other")], by=person)
    assert Event.objects.get().verb == "displacement.entered"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_enter_the_same_round_at_once(lake):
    people, said, together = [make_person("Ada"), make_person("Bola")], [], threading.Barrier(2)

    def enter(person: User) -> None:
        together.wait()
        try:
            enter_displacement(lake, [figure(lake)], by=person)
            said.append("saved")
        except Refused:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(said), DisplacementFigure.objects.count()) == (["refused", "saved"], 1)


def test_a_round_without_a_number_is_refused(lake):
    with pytest.raises(Refused, match="at least one number"):
        enter_displacement(lake, [], by=make_person("Ada"))


@pytest.mark.parametrize(
    "fields", [{"persons": 50_000_001}, {"persons": 5, "males": 6}, {"persons": 5, "females": 6}, {"persons": -1}]
)
def test_the_database_keeps_the_promise(lake, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        figure(lake, **fields).save()


# --- the command ------------------------------------------------------------------------------------------------------
def test_the_command(lake, tmp_path):
    (tmp_path / "figures.csv").write_bytes(as_csv([FIGURES, row(), row(roundNumber="x")]))
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("load_displacement", str(tmp_path / "figures.csv"), "--json", "--source", "Census", stdout=out)
    told = json.loads(out.getvalue())
    assert (end.value.code, told["rows"], told["refused"], told["applied"]) == (1, 2, 1, False)
    assert told["faults"][0]["message"] == "“x” is not a whole number from 0 to 50,000,000."
