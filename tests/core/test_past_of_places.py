"""A place that is renamed or gets another code keeps its past: names, codes, paths, grants, history, files."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from cbp.accounts.forms import AreaByCode
from cbp.accounts.roles import Role
from cbp.core import audit
from cbp.core.actions.areas import Names, change_area, names_of, recode_area
from cbp.core.actions.displacement import load_displacement
from cbp.core.actions.places import load_places
from cbp.core.models import Area, AreaName, Event, FormerPath, Verb
from cbp.core.models.versions import Stale
from cbp.core.reach import Grant
from cbp.core.refusals import Refused
from profiling.models import Community
from tests.cast import HERE, make_area, make_person
from tests.core.tables import FIGURES, PLACES, as_csv

SINCE = datetime.date(2026, 1, 1)
TODAY = timezone.localdate


@pytest.fixture
def region(cast):
    return cast.here.region


def recode(region, cast, pcode="TCD99", **told):
    values = {"since": SINCE, "reason": "Decree 12", "expected": region.version, **told}
    recode_area(region, pcode=pcode, by=cast.administrator, **values)
    region.refresh_from_db()


def former(area):
    return set(area.names.exclude(until=None).values_list("kind", "language", "text", "until"))


def places(*rows):
    """Country, level, code, name, code of the parent, valid from, valid to."""
    return as_csv([[*PLACES, "Valid to date"], *(row.split(",") for row in rows)])


# --- names ------------------------------------------------------------------------------------------------------------
def test_a_renamed_place_keeps_its_old_names(cast, region):
    old, had = region.name, names_of(region)
    region.name = "Lac Tchad"
    names = Names({**had.by_language, "ar": "بحيرة تشاد"}, had.others, had.codes)
    change_area(region, fields=["name"], names=names, expected=1, by=cast.administrator)
    assert former(region) == {("name", "", old, TODAY()), ("name", "ar", f"بحيرة {HERE}", TODAY())}
    assert names_of(region) == names
    assert Area.objects.get(pk=region.pk).name_in("ar") == "بحيرة تشاد"
    assert list(Area.objects.found_by(old)) == [region]


def test_a_name_that_is_taken_back_is_former_no_more(cast, region):
    old, had = region.name, names_of(region)
    for version, name in enumerate(("Other", old), start=1):
        region.name = name
        change_area(region, fields=["name"], names=had, expected=version, by=cast.administrator)
    names = Names(had.by_language, (old,), had.codes)
    change_area(region, fields=[], names=names, expected=3, by=cast.administrator)
    assert {text for _kind, _language, text, _until in former(region)} == {"Other"}


def test_an_official_table_that_renames_keeps_the_old_name(cast, region):
    old = region.name
    load_places(places(f"TCD,1,{region.pcode},Lac,TCD,2025-05-01,"), by=None)
    assert former(region) == {("name", "", old, datetime.date(2025, 5, 1))}
    load_places(places(f"TCD,1,{region.pcode},Lac Tchad,TCD,2025-05-01,"), by=None)
    assert ("name", "", "Lac", TODAY()) in former(region)  # the table does not say since when


# --- codes ------------------------------------------------------------------------------------------------------------
def test_a_new_code_takes_everything_below_along(cast, region):
    here = cast.here
    recode(region, cast)
    for one in (here.district, here.neighbour):
        one.refresh_from_db()
    assert (region.pcode, region.path, region.version) == ("TCD99", "TCD/TCD99/", 2)
    assert (here.district.path, here.neighbour.path) == ("TCD/TCD99/TCD0701/", "TCD/TCD070/")
    assert set(FormerPath.objects.values_list("area", "path", "until")) == {
        (region.pk, "TCD/TCD07/", SINCE), (here.district.pk, "TCD/TCD07/TCD0701/", SINCE),
    }  # fmt: skip
    assert former(region) == {("code", "", "TCD07", SINCE)}
    line = Event.objects.of(region).get()
    assert (line.verb, line.before, line.after, line.reason) == (
        Verb.AREA_CHANGED, {"pcode": "TCD07"}, {"pcode": "TCD99"}, "Decree 12",
    )  # fmt: skip


def test_a_country_gets_a_new_code(cast):
    country = cast.here.country
    recode(country, cast, pcode="TD")
    assert set(Area.objects.filter(country="TCD").values_list("path", flat=True)) == {
        "TD/", "TD/TCD07/", "TD/TCD07/TCD0701/", "TD/TCD070/",
    }  # fmt: skip


def test_a_place_is_found_under_its_former_code(cast, region):
    recode(region, cast)
    field = AreaByCode()
    field.reach = [Grant()]
    assert field.clean("tcd07") == region
    assert list(Area.objects.coded("TCD07")) == [region]
    assert region in Area.objects.found_by("TCD07")
    fresh = make_area(cast.here.country, "TCD07", "Another")
    assert field.clean("TCD07") == fresh  # the code of today stands before one of former times


def test_who_was_given_the_area_keeps_it_and_its_history(cast, region):
    """Grants hold the area itself; lines of history keep the path of their time."""
    auditor = make_person("Auditor of the region", Role.AUDITOR, area=region)
    with transaction.atomic():
        audit.record(Verb.AREA_CHANGED, cast.here.district, by=cast.administrator, after={"name": "Old"})
        audit.record(Verb.AREA_CHANGED, cast.here.neighbour, by=cast.administrator, after={"name": "Beside"})
    before = set(Event.objects.visible_to(auditor))
    recode(region, cast)
    auditor = type(auditor).objects.get(pk=auditor.pk)
    assert len(before) == 1
    assert before < set(Event.objects.visible_to(auditor))
    assert not Event.objects.visible_to(auditor).filter(thing_id=cast.here.neighbour.pk).exists()
    community = cast.here.chain.community
    assert community in Community.objects.visible_to(auditor)


def test_a_place_that_moved_takes_its_history_along(cast, region):
    auditor = make_person("Auditor beside", Role.AUDITOR, area=cast.here.neighbour)
    with transaction.atomic():
        audit.record(Verb.AREA_CHANGED, cast.here.district, by=cast.administrator, after={"name": "Old"})
    assert not Event.objects.visible_to(auditor).exists()
    load_places(places(f"TCD,2,TCD0701,District {HERE},TCD070,,"), by=None)
    assert Event.objects.visible_to(auditor).filter(thing_id=cast.here.district.pk).exists()


def test_an_old_table_finds_the_place_under_its_new_code(cast, region):
    old = region.name
    recode(region, cast)
    outcome = load_places(places(f"TCD,1,TCD07,{old},TCD,,", f"TCD,2,TCD0701,District {HERE},TCD07,,"), by=None)
    assert (outcome.created, outcome.changed, outcome.unchanged, outcome.fault_count) == (0, 0, 2, 0)


def test_a_code_that_was_given_to_another_place_makes_another_place(cast, region):
    """The name decides: an official table may use a code again."""
    old = region.name
    recode(region, cast)
    outcome = load_places(places("TCD,1,TCD07,Quite another,TCD,,", f"TCD,1,TCD99,{old},TCD,,"), by=None)
    assert (outcome.created, outcome.unchanged) == (1, 1)
    assert Area.objects.get(pcode="TCD07").name == "Quite another"


def test_a_table_with_both_codes_changes_nothing(cast, region):
    old = region.name
    recode(region, cast)
    outcome = load_places(places(f"TCD,1,TCD07,{old},TCD,,2025-12-31", f"TCD,1,TCD99,{old},TCD,,"), by=None)
    assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, 2)
    assert Area.objects.get(pk=region.pk).valid_to is None


def test_figures_of_old_files_find_the_place(cast, region):
    recode(region, cast)
    row = ["Lake", "TCD", "TCD07", "", "1", "50", "", "", "2024-05-01", "9", "Conflict", "BA", ""]
    assert load_displacement(as_csv([FIGURES, row]), by=None).fault_count == 0
    assert region.displacement.filter(round=9).exists()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"pcode": "TCD07"}, "already"),
        ({"pcode": "tcd070"}, "has this P-code already"),
        ({"pcode": "Ñ9"}, "letters without accents"),
        ({"pcode": "9" * 21}, "20 letters"),
        ({"reason": " "}, "Say why"),
        ({"since": datetime.date(2999, 1, 1)}, "future"),
    ],
)
def test_codes_that_are_refused(cast, region, told, words):
    with pytest.raises(Refused, match=words):
        recode(region, cast, **told)
    assert not FormerPath.objects.exists()


def test_a_stale_code_is_refused(cast, region):
    with pytest.raises(Stale):
        recode(region, cast, expected=7)


# --- the page ---------------------------------------------------------------------------------------------------------
def test_the_page_of_a_place_shows_its_past(cast, enter, region):
    recode(region, cast)
    AreaName.objects.create(area=region, text="Old Lake", until=SINCE)
    body = enter(cast.auditor).get(region.get_absolute_url()).content.decode()
    for words in ("Former P-code", "TCD07", "Former name", "Old Lake", "January"):
        assert words in body, words


def test_the_page_that_recodes(cast, enter, region):
    client, path = enter(cast.administrator), f"/places/{region.pk}/code/"
    sent = {"version": 1, "pcode": "TCD99", "since": "2026-01-01", "reason": "Decree"}
    answer = client.post(path, {**sent, "pcode": "TCD070"})
    assert answer.status_code == 422
    assert "has this P-code already" in answer.content.decode()
    assert "Decree" in answer.content.decode()
    assert client.post(path, sent).status_code == 302
    answer = client.post(path, {**sent, "pcode": "TCD98"})
    assert "saved this place while you were writing" in answer.content.decode()
