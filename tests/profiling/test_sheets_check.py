"""Checking a sheet of profiles: which community a row is about, what is refused with its row and column, what warns."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone, translation

from cbp.accounts.models import Assignment, User
from cbp.core.models import AgeBand, AreaName, JobState
from cbp.core.refusals import Refused
from profiling.actions import sheets
from profiling.models import Community, CommunityName, PartSetting, PopulationTotal, Profile, ProfileSheet, Question
from profiling.models.layouts import QuestionKind
from profiling.phases import ProfileState
from profiling.sheets.findings import FAULTS, WARNINGS, Finding
from tests.chain import make_community, make_profile
from tests.core.tables import as_csv
from tests.profiling.sheet_things import HEADS, found, outcome, upload, workbook

Step = ProfileSheet.Step
CODE = "TCD0701"


def checked(cast, *rows, heads=HEADS, by=None, **source) -> ProfileSheet:
    return upload([heads, *rows], cast.here.programme, by or cast.manager, **source)


# --- which community --------------------------------------------------------------------------------------------------
def test_it_works(cast):
    sheet = checked(cast, ["Kaya", CODE, "village", 1250, 640, 610, 200], ["Bol", CODE, "", "", "", "", ""])
    read = outcome(sheet)
    assert (sheet.step, sheet.state, found(sheet)) == (Step.CHECK, JobState.DONE, [])
    assert (read.rows, read.created, read.changed, read.refused) == (2, 2, 0, 0)
    assert dict(read.control) == {"persons": 1250, "households": 200, "persons_unknown": 1, "households_unknown": 1}
    assert not Community.objects.exists()  # a check writes nothing


def test_by_our_number_whatever_the_row_says_else(cast):
    community = make_community(cast.here, "Kaya")
    sheet = checked(cast, [str(community.uid), "Kaia", "TCD07", 9], heads=["uid", "name", "pcode", "total.persons"])
    assert found(sheet) == [(2, "name", "name_differs"), (2, "pcode", "place_differs")]
    assert (outcome(sheet).changed, outcome(sheet).created) == (1, 0)


def test_by_name_area_and_kind_without_accents_and_case(cast):
    make_community(cast.here, "Doum-Dôum")
    make_community(cast.here, "أم الرمال")
    sheet = checked(cast, ["doum-DOUM", CODE, "village"], ["ام الرمال", CODE, "Aldea"], heads=HEADS[:3])
    assert (outcome(sheet).unchanged, outcome(sheet).created, found(sheet)) == (2, 0, [])


def test_by_another_name_with_a_warning(cast):
    community = make_community(cast.here, "Kaya")
    CommunityName.objects.create(community=community, text="Kaïa-les-Eaux")
    sheet = checked(cast, ["kaia-les-eaux", CODE, ""], heads=HEADS[:3])
    assert (found(sheet), outcome(sheet).unchanged) == ([(2, "name", "by_other_name")], 1)


def test_another_kind_of_site_of_that_name_is_another_community(cast):
    make_community(cast.here, "Kaya")
    sheet = checked(cast, ["Kaya", CODE, "camp"], heads=HEADS[:3])
    assert (found(sheet), outcome(sheet).created) == ([(2, "kind", "other_kind")], 1)


def test_two_that_may_be_meant_are_told(cast):
    make_community(cast.here, "Kaya")
    make_community(cast.here, "Kaya", kind="camp")
    sheet = checked(cast, ["Kaya", CODE, ""], heads=HEADS[:3])
    (fault,) = outcome(sheet).faults
    assert (fault.code, fault.values["names"]) == ("unclear_community", "Kaya (camp), Kaya (village)")


def test_a_merged_record_leads_to_the_one_that_stands_for_it(cast):
    stands, merged = make_community(cast.here, "Kaya"), make_community(cast.here, "Kaia")
    Community.objects.filter(pk=merged.pk).update(merged_into=stands, is_active=False)
    sheet = checked(cast, ["Kaia", CODE, "", 7], heads=[*HEADS[:3], "total.persons"])
    assert (found(sheet), outcome(sheet).all_changes[0].name) == ([], "Kaya")


def test_the_same_community_twice_is_refused_with_all_its_rows(cast):
    community = make_community(cast.here, "Kaya")
    heads = ["uid", "name", "pcode"]
    sheet = checked(
        cast, ["", "Kaya", CODE], ["", "Bol", CODE], [str(community.uid), "", ""], ["", "BOL", CODE], heads=heads
    )
    assert found(sheet) == [(number, "name", "twice") for number in (2, 3, 4, 5)]
    assert outcome(sheet).faults[0].sentence == "The same community stands in the rows 2, 4; none of them is taken."


def test_a_name_much_like_another_of_the_area_warns(cast):
    make_community(cast.here, "Kouloudia")
    sheet = checked(cast, ["Koulouda", CODE], ["Site 1", CODE], ["Site 2", CODE], heads=HEADS[:2])
    assert found(sheet) == [(2, "name", "similar_name")]


# --- reach ------------------------------------------------------------------------------------------------------------
def test_a_community_outside_the_reach_is_not_there(cast):
    """A facilitator of the region: the district beside it is none of theirs, and so are its communities."""
    stranger = make_community(cast.here, "Kaya", area=cast.here.neighbour)
    heads = ["uid", "name", "pcode"]
    sheet = checked(
        cast, [str(stranger.uid), "", ""], ["", "Bol", cast.here.neighbour.pcode], heads=heads, by=cast.facilitator
    )
    assert found(sheet) == [(2, "uid", "unknown_uid"), (3, "pcode", "unknown_area")]


def test_a_community_of_another_country_is_not_there(cast):
    stranger = make_community(cast.there, "Kaya")
    sheet = checked(
        cast, [str(stranger.uid), "", ""], ["", "Bol", cast.there.district.pcode], heads=["uid", "name", "pcode"]
    )
    assert found(sheet) == [(2, "uid", "unknown_uid"), (3, "pcode", "unknown_area")]


def test_a_role_in_the_programme_alone_reaches_what_is_enrolled(cast):
    """Of others it hears no more than that the name is taken, as the form for new communities says."""
    other = Community.objects.create(name="Kaya", area=cast.here.district)
    sheet = checked(cast, ["Kaya", CODE, ""], heads=HEADS[:3])
    assert found(sheet) == [(2, "name", "taken")]
    other.programmes.add(cast.here.programme)
    assert outcome(checked(cast, ["Kaya", CODE, ""], heads=HEADS[:3])).unchanged == 1


@pytest.mark.parametrize("actor", ["planner", "auditor", "administrator", "stranger"])
def test_who_adds_no_communities_brings_in_no_sheet(cast, actor):
    with pytest.raises(Refused, match="You add no communities"):
        upload([HEADS], cast.here.programme, getattr(cast, actor))


# --- places -----------------------------------------------------------------------------------------------------------
def test_areas_by_code_by_stored_code_and_by_name(cast):
    AreaName.objects.create(area=cast.here.district, kind=AreaName.Kind.CODE, text="TD0701")
    rows = [["A", "tcd0701"], ["B", "TD0701"], ["C", cast.here.district.name.upper()], ["D", "TCD99"], ["E", "Nowhere"]]
    sheet = checked(cast, *rows, heads=HEADS[:2])
    assert found(sheet) == [(4, "pcode", "by_area_name"), (5, "pcode", "unknown_area"), (6, "pcode", "unknown_area")]


def test_an_area_that_is_not_in_use_any_more(cast):
    cast.here.district.valid_to = timezone.localdate() - datetime.timedelta(days=1)
    cast.here.district.save()
    assert found(checked(cast, ["A", CODE], heads=HEADS[:2])) == [(2, "pcode", "closed_area")]


def test_two_areas_of_one_name(cast):
    cast.here.neighbour.name = cast.here.district.name
    cast.here.neighbour.save()
    assert found(checked(cast, ["A", cast.here.district.name], heads=HEADS[:2])) == [(2, "pcode", "unclear_area")]


# --- impossible values ------------------------------------------------------------------------------------------------
def test_every_impossible_cell_is_told_with_its_row_and_column(cast):
    Question.objects.create(
        programme=cast.here.programme, section="land", code="seen", kind=QuestionKind.DATE, labels={"en": "Seen"}
    )
    heads = [
        "name", "pcode", "kind", "latitude", "longitude", "total.persons", "total.households", "service.water.exists",
        "service.water.distance_km", "question.seen",
    ]  # fmt: skip
    rows = [
        ["A", CODE, "castle", "13°N", "14°E", -5, "many", "maybe", "far", "2400-01-01"],
        ["B", CODE, "village", 0, 0, 60_000_000, "1,5", "", "", "03/04/2026"],
        ["C", CODE, "village", "13 N", "", "", "", "", "", ""],
        ["", "", "village", "", "", 5, "", "", "", ""],
        ["x" * 201, CODE, "", "", "", "", "", "", "", ""],
    ]
    assert found(checked(cast, *rows, heads=heads)) == [
        (2, "kind", "bad_choice"), (2, "question.seen", "future_day"), (2, "service.water.distance_km", "bad_number"),
        (2, "service.water.exists", "bad_yes_no"), (2, "total.households", "bad_count"),
        (2, "total.persons", "negative"),
        (3, "question.seen", "unclear_day"), (3, "total.households", "bad_count"), (3, "total.persons", "too_many"),
        (4, "longitude", "half_point"), (5, "name", "empty_name"), (5, "pcode", "empty_area"), (6, "name", "too_long"),
    ]  # fmt: skip


def test_the_point_in_the_sea(cast):
    sheet = checked(cast, ["A", CODE, 0, "0.0"], heads=["name", "pcode", "latitude", "longitude"])
    assert found(sheet) == [(2, "latitude", "no_point")]


def test_nothing_known_is_nothing_never_zero(cast):
    words = ["None", "n/a", "-", "néant", "لا يوجد", "", "Ninguno"]
    rows = [[f"Place {number}", CODE, word] for number, word in enumerate(words)]
    read = outcome(checked(cast, *rows, heads=["name", "pcode", "total.persons"]))
    assert (read.created, read.refused, dict(read.control)) == (7, 0, {"persons_unknown": 7, "households_unknown": 7})


def test_a_line_of_sums_is_left_out_and_told(cast):
    sheet = checked(cast, ["Kaya", CODE, 100], ["TOTAL", "", 100], heads=["name", "pcode", "total.persons"])
    assert found(sheet) == [(3, "name", "sum_line")]
    assert (outcome(sheet).skipped, outcome(sheet).refused, outcome(sheet).control["persons"]) == (1, 0, 100)


def test_a_figure_merged_over_two_rows_belongs_to_neither(cast):
    rows = [["name", "pcode", "total.persons"], ["Kaya", CODE, 100], ["Bol", None, None], ["Doum", CODE, 5]]
    sheet = upload(workbook(rows, ["B2:B3", "C2:C3"]), cast.here.programme, cast.manager)
    assert found(sheet) == [(2, "total.persons", "merged"), (3, "total.persons", "merged")]
    assert outcome(sheet).created == 1


def test_formulas_are_their_values_and_those_never_worked_out_are_told(cast):
    rows = [["name", "pcode", "total.persons"], ["Kaya", CODE, "=[other.xlsx]Sheet1!A1"], ["Bol", CODE, "=1+1"]]
    sheet = upload(workbook(rows), cast.here.programme, cast.manager)
    (warning,) = outcome(sheet).warnings
    assert (warning.code, warning.values, warning.row) == ("formulas", {"cells": 2}, 0)
    assert outcome(sheet).control["persons_unknown"] == 2


def test_a_bomb_is_refused_before_it_is_opened(cast):
    from tests.core.tables import bomb

    sheet = upload(bomb(264), cast.here.programme, cast.manager)
    assert (sheet.state, sheet.refusal[:22]) == (JobState.FAILED, "This workbook swells b")


def test_figures_of_tomorrow_are_refused(cast):
    with pytest.raises(Refused, match="lies in the future"):
        checked(cast, dated_on=timezone.localdate() + datetime.timedelta(days=2))


# --- what stands in the way -------------------------------------------------------------------------------------------
def test_a_profile_in_review_refuses_its_row(cast):
    community = make_community(cast.here, "Kaya")
    make_profile(community, cast.here.programme, state=ProfileState.IN_REVIEW)
    assert found(checked(cast, ["Kaya", CODE, 5], heads=["name", "pcode", "total.persons"])) == [(2, "", "in_review")]


def test_a_profile_at_work_in_another_programme(cast):
    community = make_community(cast.here, "Kaya")
    make_profile(community, cast.there.programme)
    sheet = checked(cast, ["Kaya", CODE, 5], heads=["name", "pcode", "total.persons"])
    assert [(one.code, one.values["programme"]) for one in outcome(sheet).faults] == [
        ("other_programme", str(cast.there.programme))
    ]


def test_counts_by_age_do_not_fit_a_draft_with_other_bands(cast):
    community = make_community(cast.here, "Kaya")
    make_profile(community, cast.here.programme, age_bands="0-35, 36+")
    lower = AgeBand.objects.filter(programme=cast.here.programme).order_by("lower")[0].lower
    heads = ["name", "pcode", "total.persons", f"cell.f.{lower}"]
    assert found(checked(cast, ["Kaya", CODE, 900, 5], heads=heads)) == [(2, "", "other_bands")]
    assert found(checked(cast, ["Kaya", CODE, 900, ""], heads=heads)) == []


def test_a_community_that_takes_no_part_any_more(cast):
    make_community(cast.here, "Kaya", is_active=False)
    assert found(checked(cast, ["Kaya", CODE], heads=HEADS[:2])) == [(2, "name", "inactive")]


def test_a_restricted_part_has_no_columns(cast):
    PartSetting.objects.create(programme=cast.here.programme, section="services", classification="restricted")
    sheet = checked(cast, ["Kaya", CODE, "", "yes"], heads=[*HEADS[:3], "service.water.exists"])
    assert outcome(sheet).unread == ["service.water.exists"]


# --- warnings ---------------------------------------------------------------------------------------------------------
def bands(cast) -> list[int]:
    return [band.lower for band in cast.here.programme.age_bands.order_by("lower")]


def test_sums_that_do_not_agree_warn_with_their_arithmetic(cast):
    """15.9: Lambalas adds up; Proper Lampaco has 434 by age against 412."""
    first, second, *_rest = bands(cast)
    cells = [f"cell.{sex}.{lower}" for lower in bands(cast) for sex in "fm"]
    heads = ["name", "pcode", "total.persons", "total.females", "total.males", *cells]
    good = ["Lambalas", CODE, 288, 123, 165, *_spread(cells, {f"cell.f.{first}": 123, f"cell.m.{second}": 165})]
    bad = ["Proper Lampaco", CODE, 412, 200, 190, *_spread(cells, {f"cell.f.{first}": 224, f"cell.m.{second}": 210})]
    sheet = checked(cast, good, bad, heads=heads)
    assert [one for one in found(sheet) if one[2] != "children"] == [
        (3, "total.females", "women_sum"), (3, "total.males", "men_sum"), (3, "total.persons", "age_sum"),
        (3, "total.persons", "sex_sum"),
    ]  # fmt: skip
    said = {one.code: one.sentence for one in outcome(sheet).warnings}
    assert said["sex_sum"] == "By sex: 200 + 190 = 390, stated 412: 22 fewer."
    assert outcome(sheet).created == 2  # a warning blocks nothing


def _spread(cells, known):
    return [known.get(cell, 0) for cell in cells]


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"persons": 10, "households": 11}, "households"), ({"persons": 100, "households": 2}, "household_size"),
        ({"persons": 100, "households": 90}, "household_size"), ({"persons": 100, "households": 0}, "no_household"),
        ({"persons": 100, "voters": 101}, "voters"), ({"persons": 90, "females": 40}, None),
        ({"persons": 30, "females": 40}, "sex_sum"),
    ],
)  # fmt: skip
def test_odd_totals(cast, figures, code):
    heads = ["name", "pcode", *(f"total.{name}" for name in figures)]
    assert [one[2] for one in found(checked(cast, ["Kaya", CODE, *figures.values()], heads=heads))] == (
        [code] if code else []
    )


def test_too_many_children(cast):
    cells = [f"cell.{sex}.{lower}" for lower in bands(cast) for sex in "fm"]
    counts = [40, 40, *[1] * (len(cells) - 2)]
    sheet = checked(cast, ["Kaya", CODE, *counts], heads=["name", "pcode", *cells])
    assert [one[2] for one in found(sheet)] == ["children"]


def test_groups_are_no_more_than_the_whole_together_with_what_stands(cast):
    community = make_community(cast.here, "Kaya")
    make_profile(community, cast.here.programme)  # 900 persons
    (group, *_rest) = [one.code for one in cast.here.programme.population_groups.order_by("position", "pk")]
    sheet = checked(cast, ["Kaya", CODE, 901], heads=["name", "pcode", f"group.{group}.persons"])
    assert [one.sentence for one in outcome(sheet).warnings if one.code == "groups_sum"] == [
        "The groups and the whole community: 901, stated 900: 1 more."
    ]


def test_a_move_by_more_than_half_against_the_validated_version(cast):
    community = make_community(cast.here, "Kaya")
    make_profile(community, cast.here.programme, state=ProfileState.VALIDATED)
    heads = ["name", "pcode", "total.persons", "total.households"]
    sheet = checked(cast, ["Kaya", CODE, 1351, 225], heads=heads)
    assert [one.sentence for one in outcome(sheet).warnings if one.code == "moved"] == [
        "From 900 to 1,351 against the validated version (+50%)."
    ]


def test_old_figures_warn_once_for_the_whole_sheet(cast):
    sheet = checked(cast, ["Kaya", CODE, "", 5, "", "", ""], dated_on=datetime.date(2020, 1, 1))
    assert found(sheet) == [(0, "", "old_source")]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_finding_can_be_said_in_every_language(language):
    values = dict.fromkeys(
        ["value", "names", "rows", "programme", "bands", "most", "households", "persons", "mean", "least", "voters",
         "children", "share", "usual", "before", "now", "change", "name", "pcode", "months", "limit", "cells",
         "point", "points", "area", "south", "north", "west", "east", "high", "wide", "own"], 1,
    )  # fmt: skip
    with translation.override(language):
        for code in (*FAULTS, *WARNINGS):
            assert Finding(2, "", code, {**values, "sums": [[1, 2], 4]}).sentence


# --- what would change ------------------------------------------------------------------------------------------------
def test_every_change_is_told_by_column(cast):
    community = make_community(cast.here, "Kaya", latitude="13.5", longitude="14.5")
    make_profile(community, cast.here.programme)
    heads = ["name", "pcode", "latitude", "longitude", "total.persons", "total.females", "service.water.exists"]
    sheet = checked(cast, ["Kaya", CODE, "13.5", "14.6", 950, 480, "yes"], heads=heads)
    (change,) = outcome(sheet).all_changes
    assert (change.row, change.is_new, set(change.values)) == (2, False, {
        ("longitude", "14.500000", "14.600000"), ("total.persons", "900", "950"), ("service.water.exists", "", "yes"),
    })  # fmt: skip


def test_where_a_place_is_not_to_be_shown_the_sheet_does_not_tell_it(cast):
    make_community(cast.here, "Kaya", latitude="13.5", longitude="14.5", is_location_sensitive=True)
    sheet = checked(cast, ["Kaya", CODE, "13.9", "14.9"], heads=["name", "pcode", "latitude", "longitude"])
    assert [before for _column, before, _now in outcome(sheet).all_changes[0].values] == ["", ""]


def test_an_empty_sheet_changes_nothing(cast):
    assert outcome(upload(as_csv([HEADS]), cast.here.programme, cast.manager)).changes_nothing


def test_a_check_after_rights_were_lost(cast):
    sheet = checked(cast, ["Kaya", CODE], heads=HEADS[:2])
    Assignment.objects.filter(user=cast.manager).delete()
    with pytest.raises(Refused, match="You add no communities"):
        sheets.check_sheet(sheet, by=User.objects.get(pk=cast.manager.pk))


def test_profiles_are_not_touched_by_a_check(cast):
    community = make_community(cast.here, "Kaya")
    make_profile(community, cast.here.programme)
    checked(cast, ["Kaya", CODE, "", 5, "", "", ""])
    assert (Profile.objects.get().version, PopulationTotal.objects.get().persons) == (1, 900)


def test_a_part_that_the_version_keeps_closed_is_not_filled_by_a_sheet_for_all(cast):
    community = make_community(cast.here, "Kaia")
    make_profile(community, cast.here.programme)
    community.profiles.update(closed_parts=["population"])
    heads = ["uid", "name", "pcode", "total.persons"]
    sheet = checked(cast, [str(community.uid), "Kaia", CODE, 9], heads=heads)
    assert found(sheet) == [(2, "total.persons", "closed_part")]
    assert outcome(sheet).changes == []
