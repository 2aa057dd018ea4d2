"""Who was there, as counts: what is saved, what is refused, what only warns."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from cbp.core.models import AgeBand, Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.workshops.actions import sessions as actions
from cbp.workshops.checks import warnings_of
from cbp.workshops.models import AttendanceCell, Session
from cbp.workshops.phases import SessionState
from cbp.workshops.reading.attendance import attendance_of, bands_of
from profiling.models import PopulationTotal, Profile
from tests.chain import make_session

LOWER = (0, 5, 12, 18, 60)


@pytest.fixture
def session(cast):
    """Of the whole community, planned, on a day that is past, with nobody counted."""
    cycle = cast.here.chain.cycle
    return make_session(cycle, "mixed", people=0, kind="assembly", state=SessionState.PLANNED)


def save(session: Session, by: object, *, expected: int | None = None, **fields: object) -> None:
    values: dict[str, object] = {"cells": {}, "of_whom": {}, "stated": None, "households": None, "left_early": None}
    version = session.version if expected is None else expected
    actions.save_attendance(session, **{**values, **fields}, expected=version, by=by)


def everybody(women: int, men: int) -> dict[tuple[str, int], int]:
    """Women and men of 18 to 59, and nobody else: every cell of both is filled."""
    return {(sex, lower): 0 for sex in "fm" for lower in LOWER} | {("f", 18): women, ("m", 18): men}


def codes(session: Session) -> dict[str, str]:
    session.refresh_from_db()
    return {warning.code: warning.sentence for warning in warnings_of(session)}


# --- saving -----------------------------------------------------------------------------------------------------------
def test_an_empty_cell_leaves_no_row_and_zero_leaves_one(cast, session):
    save(session, cast.facilitator, cells={("f", 18): 0, ("m", 18): None}, of_whom={("idp", "f"): 0})
    assert list(session.attendance.order_by("pk").values_list("sex", "lower", "upper", "group", "people")) == [
        ("f", 18, 59, "", 0), ("f", None, None, "idp", 0),
    ]  # fmt: skip
    assert attendance_of(session).counted == 0


def test_attendance_makes_a_planned_session_a_draft(cast, session):
    save(session, cast.facilitator, cells={("f", 18): None})
    assert session.state == SessionState.PLANNED  # nothing was entered
    save(session, cast.facilitator, stated=12)
    assert (session.state, session.attendance_stated, session.version) == (SessionState.DRAFT, 12, 3)


def test_attendance_of_a_day_that_has_not_come_is_refused(cast, session):
    Session.objects.filter(pk=session.pk).update(held_on=timezone.now().date() + datetime.timedelta(days=2))
    with pytest.raises(Refused, match="in the future"):
        save(session, cast.facilitator, stated=12)


def test_saving_replaces_and_the_history_tells_both(cast, session):
    save(session, cast.facilitator, cells={("f", 18): 12, ("f", 60): 3}, stated=15)
    save(session, cast.facilitator, cells={("f", 18): 13}, of_whom={("disability", "f"): 2}, stated=15)
    assert attendance_of(session).cells == {("f", 18): 13}
    line = Event.objects.of(session).filter(verb=Verb.SESSION_ATTENDANCE).latest_first()[0]
    assert (line.before["cells"], line.after["cells"]) == (["f 18-59: 12", "f 60+: 3"], ["f 18-59: 13"])
    assert line.after["of_whom"] == ["disability f: 2"]


def test_a_stale_save_writes_nothing(cast, session):
    save(session, cast.facilitator, stated=12)
    with pytest.raises(Stale):
        save(session, cast.manager, stated=99, expected=1)
    session.refresh_from_db()
    assert session.attendance_stated == 12


@pytest.mark.parametrize(
    "fields",
    [
        {"cells": {("f", 18): -1}}, {"cells": {("f", 18): 10**9}}, {"of_whom": {("idp", "f"): 100_001}},
        {"stated": -5}, {"households": 10**9}, {"left_early": 10**9},
        {"cells": {("f", 17): 3}}, {"cells": {("z", 18): 3}}, {"of_whom": {("martians", "f"): 3}},
        {"of_whom": {("", "f"): 3}},
    ],
    ids=str,
)  # fmt: skip
def test_impossible_counts_are_refused(cast, session, fields):
    with pytest.raises(Refused):
        save(session, cast.facilitator, **fields)
    assert not AttendanceCell.objects.filter(session=session).exists()


def test_a_session_keeps_the_age_bands_in_which_it_was_counted(cast, session):
    save(session, cast.facilitator, cells={("f", 18): 12})
    AgeBand.objects.filter(programme=session.cycle.programme).delete()
    AgeBand.objects.create(programme=session.cycle.programme, lower=0, upper=35)
    AgeBand.objects.create(programme=session.cycle.programme, lower=36)
    assert bands_of(session) == [(18, 59)]
    with pytest.raises(Refused, match="other age bands"):
        save(session, cast.facilitator, cells={("f", 36): 12})
    save(session, cast.facilitator)
    assert bands_of(session) == [(0, 35), (36, None)]


# --- what only warns --------------------------------------------------------------------------------------------------
def test_cells_that_add_up_say_nothing(cast, session):
    save(session, cast.facilitator, cells=everybody(10, 20), stated=30, households=20, left_early=4)
    assert codes(session) == {}


@pytest.mark.parametrize(("stated", "words"), [(35, "\u20665\u2069 are missing"), (28, "\u20662\u2069 too many")])
def test_a_sum_that_differs_is_told_with_its_arithmetic(cast, session, stated, words):
    save(session, cast.facilitator, cells=everybody(10, 20), stated=stated)
    assert words in codes(session)["sum"]


def test_a_sum_with_empty_cells_is_incomplete_and_no_warning(cast, session):
    """Domain 15.13: men 40, women unknown, total 90."""
    save(session, cast.facilitator, cells={("m", 18): 40}, stated=90)
    session.refresh_from_db()
    assert [(warning.code, warning.is_note) for warning in warnings_of(session)] == [("incomplete", True)]
    attendance = attendance_of(session)
    assert (attendance.of_sex("f"), attendance.of_sex("m"), attendance.women_and_men) == (None, 40, None)


def test_of_whom_above_the_total_and_above_its_sex(cast, session):
    cells, of_whom = everybody(10, 20), {("idp", "f"): 12, ("idp", "m"): 20, ("host", "f"): 3}
    save(session, cast.facilitator, cells=cells, of_whom=of_whom)
    assert sorted(codes(session)) == ["of-whom:idp", "of-whom:idp:f"]


def test_more_households_or_early_leavers_than_people(cast, session):
    save(session, cast.facilitator, cells=everybody(10, 20), households=31, left_early=31)
    assert sorted(codes(session)) == ["households", "left-early"]


@pytest.mark.parametrize(("women", "warned"), [(2, True), (3, False), (0, True)])
def test_few_women_in_a_mixed_session(cast, session, women, warned):
    save(session, cast.facilitator, cells=everybody(women, 10 - women))
    assert ("few-women" in codes(session)) == warned


def test_nobody_came_divides_by_nothing(cast, session):
    save(session, cast.facilitator, cells=everybody(0, 0))
    assert codes(session) == {}


def test_more_people_than_the_validated_profile_counts(cast, session):
    profile = cast.here.chain.profile
    PopulationTotal.objects.create(profile=profile, group="idp", persons=50)
    save(session, cast.facilitator, cells=everybody(500, 401))
    assert "population" not in codes(session)  # a draft of the profile proves nothing
    Profile.objects.filter(pk=profile.pk).update(state="validated")
    sentence = "\u2066901\u2069 people were in the session, but the validated profile counts only \u2066900\u2069"
    assert codes(session)["population"].startswith(sentence)
    for group, total, warned in (
        ("women", 481, True),
        ("women", 480, False),
        ("idp", 51, True),
        ("youth", 9000, False),
    ):
        Session.objects.filter(pk=session.pk).update(group=group, attendance_stated=total)
        session.attendance.all().delete()
        assert ("population" in codes(session)) == warned, group
