"""A group in one line or by age, the folds of the form, the sums that the server writes, and clusters."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.core.models import Event, PopulationGroup, Verb
from cbp.core.refusals import Refused
from cbp.cycles.models import CycleCommunity
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.attendance import attendance_of, bands_of, tables_of
from profiling.models import Profile
from tests.chain import make_community, make_profile, make_session
from tests.desk.test_saving import filled
from tests.workshops.test_attendance import codes, everybody, save


@pytest.fixture
def session(cast):
    cycle = cast.here.chain.cycle
    return make_session(cycle, "mixed", people=0, kind="assembly", state=SessionState.PLANNED)


def page(session) -> str:
    return reverse("workshops:session-attendance", args=[session.pk])


# --- saving -----------------------------------------------------------------------------------------------------------
def test_a_group_is_counted_by_age_and_its_sums_are_known(cast, session):
    by_age = {("idp", "f", 18): 6, ("idp", "f", 60): 0, ("idp", "m", 18): None}
    save(session, cast.facilitator, cells=everybody(10, 20), of_whom={**by_age, ("host", "f"): 4})
    found = attendance_of(session)
    assert found.of_whom == {("idp", "f"): 6, ("host", "f"): 4}
    assert found.ages_of("idp") == {("f", 18): 6, ("f", 60): 0}
    assert (found.of_group("idp"), found.counted, found.of_sex("f")) == (6, 30, 10)  # counted once
    line = Event.objects.of(session).filter(verb=Verb.SESSION_ATTENDANCE).latest_first()[0]
    assert line.after["of_whom"] == ["idp f 18-59: 6", "idp f 60+: 0", "host f: 4"]


def test_a_group_in_one_line_and_by_age_is_refused_in_words(cast, session):
    with pytest.raises(Refused, match=r"Internally displaced people: count them in one line or by age, not both"):
        save(session, cast.facilitator, of_whom={("idp", "f"): 3, ("idp", "m", 18): 2})
    assert not session.attendance.exists()
    save(session, cast.facilitator, of_whom={("idp", "f"): 3, ("idp", "m", 18): None})  # an empty cell is no count
    assert attendance_of(session).of_whom == {("idp", "f"): 3}


@pytest.mark.parametrize("key", [("idp", "f", 17), ("martians", "f", 18), ("idp", "z", 18)], ids=str)
def test_impossible_cells_of_a_group_are_refused(cast, session, key):
    with pytest.raises(Refused):
        save(session, cast.facilitator, of_whom={key: 3})
    assert not session.attendance.exists()


def test_a_group_by_age_alone_keeps_its_age_bands(cast, session):
    save(session, cast.facilitator, of_whom={("idp", "f", 18): 3})
    session.cycle.programme.age_bands.all().delete()
    assert bands_of(session) == [(18, 59)]


# --- reading ----------------------------------------------------------------------------------------------------------
def test_the_tables_of_a_record(cast, session):
    save(session, cast.facilitator, cells={("f", 18): 9}, of_whom={("idp", "f", 18): 6, ("idp", "m", 60): 1})
    tables = tables_of(session, attendance_of(session))
    assert [(table.name, table.title, table.total) for table in tables] == [
        ("age", "", 9), ("group", "", None), ("group-age", "Internally displaced people", 7),
    ]  # fmt: skip
    assert [row[2] for row in tables[2].rows] == [6, 1]  # no line for an age of which nothing is known
    assert tables[1].rows == [("Internally displaced people", [6, 1], 7)]


# --- what only warns --------------------------------------------------------------------------------------------------
def test_a_cell_of_a_group_above_the_same_cell_of_everybody(cast, session):
    cells = everybody(10, 20) | {("f", 60): 4}
    save(session, cast.facilitator, cells=cells, of_whom={("idp", "f", 60): 5, ("idp", "f", 18): 10})
    found = codes(session)
    assert list(found) == ["of-whom:idp:f", "of-whom:idp:f:60"]
    assert found["of-whom:idp:f:60"].endswith("\u20665\u2069, but only \u20664\u2069 of that age were in the session.")


def test_above_the_population_of_a_cluster_only_where_all_of_it_is_known(cast, session):
    Profile.objects.filter(community=session.cycle.community).update(state="validated")  # 900 people
    save(session, cast.facilitator, stated=1700)
    assert "the validated profile counts only \u2066900\u2069" in codes(session)["population"]
    second, third = (make_community(cast.here, name) for name in ("Kirdjem", "Abourom"))
    CycleCommunity.objects.create(cycle=session.cycle, community=second)
    assert "population" not in codes(session)  # of one community nobody knows
    make_profile(second, session.cycle.programme, state="validated")  # 900 more
    assert "population" not in codes(session)
    save(session, cast.facilitator, stated=1801)
    assert "the cluster count only \u20661,800\u2069" in codes(session)["population"]
    CycleCommunity.objects.create(cycle=session.cycle, community=third)
    assert "population" not in codes(session)


# --- the form ---------------------------------------------------------------------------------------------------------
def test_groups_are_folded_until_something_is_counted(cast, enter, session):
    PopulationGroup.objects.filter(programme=session.cycle.programme, code="host").update(is_active=True)
    save(session, cast.facilitator, cells=everybody(10, 20), of_whom={("idp", "f", 18): 0}, stated=33)
    html = enter(cast.facilitator).get(page(session)).content.decode()
    folds = re.findall(r'<details class="group fold"( open)?>\s*<summary[^>]*>([^<]+)', html.replace("\n", ""))
    opened = {title: bool(state) for state, title in folds if title != "Count them by age"}
    assert [title for title, state in opened.items() if state] == ["Internally displaced people"]
    assert list(opened)[-2:] == ["Minorities", "People with difficulty in seeing, hearing, walking or understanding"]
    assert "Only where it was asked." in html


def test_the_stated_total_stands_under_the_sum_which_needs_no_script(cast, enter, session):
    save(session, cast.facilitator, cells={("f", 18): 1200, ("m", 18): 34}, stated=1300)
    html = enter(cast.facilitator).get(page(session)).content.decode()
    total = re.search(r'data-cbp-total="all"[^>]*>(.*?)</output>.*?name="attendance_stated" value="(\d+)"', html, re.S)
    assert total
    assert (re.sub(r"<[^>]+>", " ", total[1]).split(), total[2]) == (["1,234", "incomplete"], "1300")


@pytest.mark.parametrize(
    ("group", "cells", "incomplete"),
    [
        ("mixed", {("f", 18): 3, ("m", 18): 0}, {18: False}),
        ("mixed", {("f", 18): 3, ("x", 18): 1}, {18: True}),
        ("women", {("f", 18): 3, ("f", 60): 0}, {18: False, 60: False}),
    ],
    ids=["women and men", "women and others", "women alone"],
)
def test_a_row_is_complete_where_those_are_counted_who_were_expected(cast, enter, session, group, cells, incomplete):
    type(session).objects.filter(pk=session.pk).update(group=group)
    session.refresh_from_db()
    save(session, cast.facilitator, cells=cells)
    html = enter(cast.facilitator).get(page(session)).content.decode()
    sums = dict(re.findall(r'data-cbp-total="row" aria-labelledby="by-age_row_(\d+) [^>]*>(.*?)</output>', html, re.S))
    assert {lower: "incomplete" in sums[str(lower)] for lower in incomplete} == incomplete


def test_a_group_is_entered_by_age_and_shown_again(cast, enter, session):
    browser = enter(cast.facilitator)
    data = filled(browser.get(page(session))) | {"of_idp_18_f": "٧", "of_minority_m": "2", "of_disability_f": "1"}
    assert browser.post(page(session), data).status_code == 302
    session.refresh_from_db()
    found = attendance_of(session)
    assert (found.by_age, found.of_whom[("minority", "m")]) == ({("idp", "f", 18): 7}, 2)
    form = filled(browser.get(page(session)))
    assert (form["of_idp_18_f"], form["of_idp_f"], form["of_minority_m"]) == (["7"], [""], ["2"])
    assert "Of whom, by age: Internally displaced people" in browser.get(session.get_absolute_url()).content.decode()


def test_both_ways_are_refused_on_the_page_and_nothing_typed_is_lost(cast, enter, session):
    browser = enter(cast.facilitator)
    answer = browser.post(page(session), filled(browser.get(page(session))) | {"of_idp_f": "7", "of_idp_18_f": "6"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "count them in one line or by age, not both" in html
    assert re.search(r'name="of_idp_f" value="7"', html)
    assert re.search(r'name="of_idp_18_f" value="6"', html)


def test_the_queries_of_the_form_do_not_grow_with_the_groups(cast, enter, session):
    browser, programme = enter(cast.facilitator), session.cycle.programme

    def asked(*codes: str) -> int:
        for code in codes:
            PopulationGroup.objects.create(programme=programme, code=code, labels={"en": code}, position=9)
        save(session, cast.facilitator, of_whom={(code, "f", 18): 1 for code in codes})
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page(session)).status_code == 200
        return len(queries)

    asked("first")
    assert asked("second") == asked("third", "fourth", "fifth")
