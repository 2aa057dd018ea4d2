"""Loading places: the published table of Chad, tables as people send them, and what is refused row by row."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from cbp.core import actions
from cbp.core.actions.loading import Outcome
from cbp.core.actions.places import load_places
from cbp.core.models import Area, AreaName, Event
from cbp.core.refusals import Refused
from tests.cast import make_area, make_person
from tests.core.tables import LAKE, MAMDI, PLACES, PLACES_HXL, as_csv, as_ods, as_xlsx

CHAD = Path(actions.__file__).parent.parent / "data" / "pcodes-chad.csv"
pytestmark = pytest.mark.django_db


def load(*rows: list[str], header: list[str] | None = None, **how: bool) -> Outcome:
    return load_places(as_csv([header or PLACES, *rows]), by=None, **how)


def faults(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.field, fault.code) for fault in outcome.faults]


def paths() -> list[str]:
    return list(Area.objects.order_by("path").values_list("path", flat=True))


# --- the real file ----------------------------------------------------------------------------------------------------
def test_the_published_table_of_chad():
    first = load_places(CHAD.read_bytes(), by=None)
    assert (first.rows, first.created, first.changed, first.unchanged, first.refused, first.applied) == (
        93,
        94,
        0,
        0,
        0,
        True,
    )
    assert [Area.objects.filter(level=level).count() for level in range(4)] == [1, 23, 70, 0]


def test_the_second_load_changes_nothing():
    load_places(CHAD.read_bytes(), by=None)
    rows, lines = list(Area.objects.order_by("pk").values()), Event.objects.count()
    again = load_places(CHAD.read_bytes(), by=None)
    assert (again.created, again.changed, again.unchanged, again.refused) == (0, 0, 93, 0)
    assert (list(Area.objects.order_by("pk").values()), Event.objects.count()) == (rows, lines)


def test_the_country_is_made_with_its_names_and_codes():
    load(LAKE)
    country = Area.objects.get(level=0)
    assert (country.pcode, country.name, country.path) == ("TCD", "Chad", "TCD/")
    names = country.names.filter(kind=AreaName.Kind.NAME).order_by("language").values_list("language", "text")
    assert list(names) == [("ar", "تشاد"), ("es", "Chad"), ("fr", "Tchad")]
    codes = AreaName.objects.filter(kind=AreaName.Kind.CODE).order_by("text").values_list("area__pcode", "text")
    assert list(codes) == [("TCD", "TD"), ("TCD07", "TD07")]


def test_a_country_under_its_other_code_is_the_same_country():
    load(LAKE)
    outcome = load(["TCD", "1", "TCD08", "Logone", "TD", ""], [*LAKE[:4], "TD", ""])
    assert (outcome.created, outcome.changed, outcome.unchanged) == (1, 0, 1)
    assert paths() == ["TCD/", "TCD/TCD07/", "TCD/TCD08/"]


# --- tables as people send them ---------------------------------------------------------------------------------------
ROWS = [PLACES, LAKE, MAMDI]
TURNED = [list(reversed(row)) for row in ROWS]
TITLE = [["Places of Chad"], [], ["as of 2024"], *ROWS]
UPPER = [[word.upper().replace("-", " ") for word in PLACES], LAKE, MAMDI]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(as_csv(ROWS), id="commas"),
        pytest.param(as_csv(ROWS, separator=";"), id="semicolons"),
        pytest.param(as_csv(ROWS, separator="\t"), id="tabs"),
        pytest.param(as_csv(ROWS, separator="|"), id="bars"),
        pytest.param(as_csv(ROWS, separator=";", before="sep=;\r\n"), id="sep= line"),
        pytest.param(as_csv(ROWS, encoding="utf-8-sig"), id="mark of UTF-8"),
        pytest.param(as_csv(ROWS, encoding="utf-16"), id="UTF-16"),
        pytest.param(as_csv(ROWS, separator=";", encoding="cp1252"), id="cp1252"),
        pytest.param(as_csv(ROWS).replace(b"\r\n", b"\r"), id="old line ends"),
        pytest.param(as_csv([PLACES, PLACES_HXL, LAKE, MAMDI]), id="header and tags"),
        pytest.param(as_csv([PLACES_HXL, LAKE, MAMDI]), id="tags alone"),
        pytest.param(as_csv(TURNED), id="other order"),
        pytest.param(as_csv(TITLE), id="title above"),
        pytest.param(as_csv(UPPER), id="header in capitals"),
        pytest.param(as_csv([*ROWS, [], ["", " "]]), id="empty rows"),
        pytest.param(as_xlsx([PLACES, [LAKE[0], 1, *LAKE[2:]], [MAMDI[0], 2.0, *MAMDI[2:]]]), id="xlsx"),
        pytest.param(as_ods(ROWS), id="ods"),
    ],
)
def test_read_right(content):
    outcome = load_places(content, by=None)
    assert (outcome.rows, outcome.created, faults(outcome)) == (2, 3, [])
    assert paths() == ["TCD/", "TCD/TCD07/", "TCD/TCD07/TCD0701/"]


def test_cp1252_letters():
    load_places(as_csv([PLACES, [*LAKE[:3], "N’Djaména", *LAKE[4:]]], encoding="cp1252"), by=None)
    assert Area.objects.get(level=1).name == "N’Djaména"


def test_arabic_names_and_headers():
    header = ["Country", "Level", "Pcode", "الاسم", "Parent"]
    outcome = load(["TCD", "1", "TCD07", "  بحيرة   تشاد ", "TCD"], header=header)
    assert (outcome.created, Area.objects.get(level=1).name) == (2, "بحيرة تشاد")


def test_a_nul_in_a_cell_is_dropped():
    content = as_csv([PLACES, [*LAKE[:3], "La\x00c", *LAKE[4:]]], encoding="utf-16")
    load_places(content, by=None)
    assert Area.objects.get(level=1).name == "Lac"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This is not a table of places: no row has the headers"),
        (b"hello", "This is not a table of places: no row has the headers"),
        (as_csv([["Name", "Votes"], ["a", 1]]), "This is not a table of places: no row has the headers"),
        (b'Location,Admin Level\n"TCD,1\nTCD,2\n', "This file is no table that we can read."),
        (b"\x00\x01\x02\x03", "This file is no table that we can read."),
        (b"%PDF-1.7\n\x00\xff", "This file is no table that we can read."),
        (b"PK\x03\x04broken", "This workbook is damaged and cannot be read."),
        (b"\xd0\xcf\x11\xe0broken", "This workbook is damaged and cannot be read."),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Refused) as refusal:
        load_places(content, by=None)
    assert str(refusal.value).startswith(sentence)


# --- refused rows -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["TCD", "2", "TCD0801", "x", "TCD08", ""], ("parent", "missing_parent")),
        (["TCD", "1", "tcd07", "x", "TCD", ""], ("pcode", "duplicate_code")),
        (["TCD", "7", "TCD08", "x", "TCD", ""], ("level", "bad_level")),
        (["TCD", "", "TCD08", "x", "TCD", ""], ("level", "bad_level")),
        (["TCD", "9" * 5000, "TCD08", "x", "TCD", ""], ("level", "bad_level")),
        (["TCD", "3", "TCD070101", "x", "TCD07", ""], ("parent", "parent_level")),
        (["XYZ", "1", "X1", "x", "XYZ", ""], ("country", "bad_country")),
        (["TCD", "1", "TCD08", "x", "TCD", "31/12/2020"], ("valid_from", "bad_date")),
        (["TCD", "1", "TCD08", "x", "TCD", "2021-02-30"], ("valid_from", "bad_date")),
        (["TCD", "1", "TCD08", "", "TCD", ""], ("name", "missing_value")),
        (["TCD", "1", "", "x", "TCD", ""], ("pcode", "missing_value")),
        (["TCD", "1", "TCD08", "x", "", ""], ("parent", "missing_value")),
        (["TCD", "1", "TC/D08", "x", "TCD", ""], ("pcode", "bad_code")),
        (["TCD", "1", "T" * 21, "x", "TCD", ""], ("pcode", "too_long")),
        (["TCD", "1", "TCD08", "x" * 201, "TCD", ""], ("name", "too_long")),
    ],
)
def test_a_row_is_refused_by_its_number_and_field(row, expected):
    outcome = load(LAKE, row)
    assert faults(outcome) == [(3, *expected)]
    assert (outcome.applied, Area.objects.count()) == (False, 0)
    assert outcome.faults[0].message[-1] == "."


def test_faults_of_all_rows_are_told_at_once():
    outcome = load(["XYZ", "9", "", "", "", ""], LAKE)
    assert faults(outcome) == [
        (2, "country", "bad_country"), (2, "level", "bad_level"), (2, "pcode", "missing_value"),
        (2, "parent", "missing_value"), (2, "name", "missing_value"),
    ]  # fmt: skip
    assert outcome.refused == 1


def test_what_hangs_below_a_refused_row_is_refused_with_the_true_reason():
    nameless, below, deeper = (
        ["TCD", "1", "TCD08", "", "TCD", ""],
        ["TCD", "2", "A", "a", "TCD08", ""],
        ["TCD", "3", "B", "b", "A", ""],
    )
    outcome = load(deeper, below, nameless, LAKE)
    assert sorted(faults(outcome)) == [
        (2, "parent", "parent_refused"), (3, "parent", "parent_refused"), (4, "name", "missing_value"),
    ]  # fmt: skip


def test_faulty_rows_are_left_out_when_somebody_says_so():
    outcome = load(LAKE, ["TCD", "1", "TCD08", "", "TCD", ""], skip_faulty=True)
    assert (outcome.applied, outcome.created, outcome.refused) == (True, 2, 1)
    assert paths() == ["TCD/", "TCD/TCD07/"]


def test_two_countries_with_one_code_are_refused():
    outcome = load(["TCD", "0", "C1", "Chad", "", ""], ["SSD", "0", "C1", "South Sudan", "", ""])
    assert faults(outcome) == [(3, "pcode", "other_country")]


def test_a_code_of_a_standing_country_is_refused():
    make_area(None, "C1", "South Sudan", country="SSD")
    assert faults(load(["TCD", "0", "C1", "Chad", "", ""])) == [(2, "pcode", "other_country")]


def test_a_dry_run_tells_the_same_and_writes_nothing():
    outcome = load(LAKE, MAMDI, apply=False)
    assert (outcome.created, outcome.applied, Area.objects.count(), Event.objects.count()) == (3, False, 0, 0)


# --- a table that changes what is there -------------------------------------------------------------------------------
def test_a_moved_parent_takes_its_descendants_along():
    load(LAKE, MAMDI, ["TCD", "1", "TCD08", "Logone", "TCD", ""], ["TCD", "3", "TCD070101", "Bol", "TCD0701", ""])
    outcome = load(["TCD", "2", "TCD0701", "Mamdi", "TCD08", ""])
    assert (outcome.changed, outcome.created) == (1, 0)
    assert paths() == ["TCD/", "TCD/TCD07/", "TCD/TCD08/", "TCD/TCD08/TCD0701/", "TCD/TCD08/TCD0701/TCD070101/"]


def test_a_moved_parent_that_is_new_itself():
    load(LAKE, MAMDI)
    load(["TCD", "1", "TCD08", "Logone", "TCD", ""], ["TCD", "2", "TCD0701", "Mamdi", "TCD08", ""])
    moved = Area.objects.get(pcode="TCD0701")
    assert (moved.parent.pcode, moved.path, moved.version) == ("TCD08", "TCD/TCD08/TCD0701/", 2)


def test_dates_that_the_file_does_not_tell_stay():
    load(LAKE)
    load([*LAKE[:3], "Lake", "TCD", ""])
    area = Area.objects.get(pcode="TCD07")
    assert (area.name, str(area.valid_from), area.version) == ("Lake", "2012-09-04", 2)


def test_places_of_other_countries_stay():
    other = make_area(None, "SSD", "South Sudan", country="SSD")
    load(LAKE)
    other.refresh_from_db()
    assert other.path == "SSD/"


def test_a_load_is_one_line_of_history():
    person = make_person("Ada")
    load_places(as_csv(ROWS), by=person, name="places.csv")
    line = Event.objects.get()
    assert (line.verb, line.by_id, line.after["file"], line.after["created"]) == (
        "area.loaded",
        person.pk,
        "places.csv",
        3,
    )


# --- the command ------------------------------------------------------------------------------------------------------
def run(tmp_path: Path, rows: list[list[str]], *options: str) -> tuple[int, str]:
    (tmp_path / "places.csv").write_bytes(as_csv(rows))
    out = StringIO()
    try:
        call_command("load_places", str(tmp_path / "places.csv"), *options, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_what_it_did(tmp_path):
    assert run(tmp_path, ROWS) == (0, "2 rows: 3 created, 0 changed, 0 unchanged, 0 refused.\n")


def test_the_command_fails_when_a_row_is_refused(tmp_path):
    assert run(tmp_path, [*ROWS, ["TCD", "1", "TCD08", "", "TCD", ""]]) == (
        1, "3 rows: 3 created, 0 changed, 0 unchanged, 1 refused.\nrow 4: “Name” is empty.\nNothing was written.\n",
    )  # fmt: skip
    assert Area.objects.count() == 0


def test_the_command_leaves_faulty_rows_out_and_still_says_so_by_its_status(tmp_path):
    status, _words = run(tmp_path, [*ROWS, ["TCD", "1", "TCD08", "", "TCD", ""]], "--skip-faulty")
    assert (status, Area.objects.count()) == (1, 3)


def test_the_command_as_json(tmp_path):
    status, words = run(tmp_path, ROWS, "--json", "--check")
    told = json.loads(words)
    assert (status, told["file"], told["created"], told["refused"], told["applied"]) == (0, "places.csv", 3, 0, False)
    assert Area.objects.count() == 0


def test_the_command_refuses_what_is_no_table(tmp_path):
    status, words = run(tmp_path, [["a", "b"]], "--json")
    assert (status, json.loads(words)["error"][:34]) == (1, "This is not a table of places: no ")


def test_the_command_without_a_file():
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("load_places", "/no/such/file.csv", stdout=out)
    assert (end.value.code, out.getvalue()) == (1, "[Errno 2] No such file or directory: '/no/such/file.csv'\n")
