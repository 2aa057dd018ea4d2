"""Participation held against the profile, and what the gates ask of sessions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbp.core.models import PopulationGroup
from cbp.cycles.gates import checks_of
from cbp.cycles.phases import Gate
from cbp.workshops.models import AttendanceCell, ProfileConfirmation, Session
from cbp.workshops.participation import participation
from cbp.workshops.phases import SessionState
from profiling.models import PopulationFigure, PopulationTotal, Profile
from tests.chain import make_profile, make_session


@pytest.fixture
def cycle(cast):
    """With nobody in a session yet; its profile counts 480 women and 420 men."""
    cycle = cast.here.chain.cycle
    cast.here.chain.session.delete()
    return cycle


def held(cycle, group: str, people: int = 0, **fields) -> Session:
    return make_session(cycle, group, people, **{"state": SessionState.RECORDED, **fields})


def of_whom(session: Session, group: str, people: int, sex: str = "f") -> None:
    AttendanceCell.objects.create(session=session, group=group, sex=sex, people=people)


def row(cycle, code: str):
    return next(row for row in participation(cycle).rows if row.code == code)


def counts(cycle, *persons: tuple[str, int | None]) -> None:
    """Groups that the profile counts."""
    profile = Profile.objects.get(community=cycle.community)
    for group, number in persons:
        PopulationTotal.objects.create(profile=profile, group=group, persons=number)


# --- who took part ----------------------------------------------------------------------------------------------------
def test_women_and_men_from_the_cells_youth_from_their_sessions_alone(cycle):
    held(cycle, "women", 12)
    both = held(cycle, "mixed", 20)  # twenty women of 18 to 59
    AttendanceCell.objects.create(session=both, sex="m", lower=18, upper=59, people=30)
    held(cycle, "young-men", attendance_stated=9)
    found = {one.code: (one.participations, one.sessions, one.is_missing) for one in participation(cycle).rows}
    assert found == {"women": (32, 1, False), "men": (39, 1, False), "youth": (9, 1, False)}
    assert participation(cycle).participations == 71
    assert participation(cycle).women_share == Decimal(3200) / 71


def test_sessions_that_are_not_recorded_do_not_count(cycle):
    for state in (SessionState.PLANNED, SessionState.DRAFT, SessionState.CANCELLED):
        held(cycle, "women", 12, state=state)
    found = participation(cycle)
    assert (found.sessions, found.participations, found.women_share) == (0, None, None)
    assert found.warnings == ["No session of this cycle is recorded yet."]


def test_unknown_is_not_zero(cycle):
    """Domain 15.13: men 40, women unknown, total 90."""
    session = held(cycle, "mixed", attendance_stated=90)
    AttendanceCell.objects.create(session=session, sex="m", lower=18, upper=59, people=40)
    found = participation(cycle)
    assert (row(cycle, "women").participations, row(cycle, "men").participations) == (None, 40)
    assert (found.women_share, found.is_share_incomplete, found.participations) == (None, True, 90)


def test_of_whom_lines_and_sessions_of_their_own(cycle):
    counts(cycle, ("idp", 300), ("returnee-idp", 120), ("host", 0), ("refugee", None))
    of_whom(held(cycle, "women", 12), "idp", 5)
    held(cycle, "idp", 8)  # no line says of whom: everybody belongs to them
    own = held(cycle, "idp", 10)
    of_whom(own, "idp", 7)  # three were others
    idp = row(cycle, "idp")
    assert (idp.persons_in_profile, idp.participations, idp.sessions, idp.is_missing) == (300, 20, 2, False)
    assert [one.code for one in participation(cycle).rows] == ["women", "men", "youth", "idp", "returnee-idp"]


def test_who_lives_there_and_was_never_heard_is_named(cycle):
    counts(cycle, ("returnee-idp", 1200))
    session = held(cycle, "women", 12)
    of_whom(session, "returnee-idp", 0)  # counted, and nobody was there
    warnings = participation(cycle).warnings
    assert [one.code for one in participation(cycle).rows if one.is_missing] == ["men", "youth", "returnee-idp"]
    assert warnings[2] == (
        "Returned internally displaced people: \u20661,200\u2069 live here, but they had no session of their own, and"
        " nobody of them was counted in another one."
    )
    assert warnings[1].startswith("Youth: had no session of their own")
    of_whom(session, "returnee-idp", 1, sex="m")
    assert not row(cycle, "returnee-idp").is_missing


def test_a_group_that_the_profile_says_is_not_there_is_not_missing(cycle):
    PopulationTotal.objects.filter(profile__community=cycle.community).update(males=0)
    held(cycle, "women", 12)
    assert not row(cycle, "men").is_missing


def test_an_own_group_of_the_programme_has_its_own_name(cycle):
    PopulationGroup.objects.create(programme=cycle.programme, code="island", labels={"en": "Island people"}, position=9)
    counts(cycle, ("island", 40))
    assert row(cycle, "island").label == "Island people"


def fill(profile: Profile, group: str, sex: str, persons: int, *, but: int | None = None) -> None:
    """Every age band of that sex, but for one that nobody knows."""
    PopulationFigure.objects.filter(profile=profile, group=group, sex=sex).delete()
    PopulationFigure.objects.bulk_create(
        PopulationFigure(profile=profile, group=group, sex=sex, lower=lower, upper=upper, persons=persons)
        for lower, upper in profile.bands
        if lower != but
    )


def test_without_a_stated_total_full_rows_of_cells_are_added_and_a_gap_is_no_number(cycle):
    """Design 4.1: a sum with an unknown is not the number of people; the group lives there all the same."""
    profile = Profile.objects.get(community=cycle.community)
    PopulationTotal.objects.filter(profile=profile).delete()
    fill(profile, "", "f", 50)
    fill(profile, "", "m", 40, but=18)
    fill(profile, "idp", "f", 3)
    fill(profile, "idp", "m", 2)
    fill(profile, "host", "f", 7)
    held(cycle, "women", 12)
    assert (row(cycle, "women").persons_in_profile, row(cycle, "men").persons_in_profile) == (250, None)
    assert (row(cycle, "idp").persons_in_profile, row(cycle, "host").persons_in_profile) == (25, None)
    assert (row(cycle, "host").is_missing, row(cycle, "men").is_missing) == (True, True)


def test_the_validated_version_goes_before_a_later_one(cycle):
    first = Profile.objects.get(community=cycle.community)
    Profile.objects.filter(pk=first.pk).update(state="validated")
    later = make_profile(cycle.community, cycle.programme, number=2)
    assert participation(cycle).profile == first
    Profile.objects.filter(pk=first.pk).update(state="superseded")
    assert participation(cycle).profile == later


def test_without_a_profile_nobody_can_tell(cycle):
    profile = Profile.objects.get(community=cycle.community)
    for part in (profile.populationfigures, profile.populationtotals, profile.sources):
        part.all().delete()
    profile.delete()
    held(cycle, "women", 12)
    found = participation(cycle)
    assert (found.profile, found.rows[0].persons_in_profile) == (None, None)
    assert "There is no profile yet" in found.warnings[-1]


def test_the_queries_do_not_grow_with_the_sessions(cycle):
    counts(cycle, ("idp", 300))

    def asked() -> int:
        fresh = type(cycle).objects.get(pk=cycle.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            participation(fresh)
        return len(queries)

    held(cycle, "women", 12)
    one = asked()
    for group in ("men", "idp", "youth"):
        of_whom(held(cycle, group, 3), "idp", 2)
    assert (asked(), one) == (10, 10)


# --- the gates --------------------------------------------------------------------------------------------------------
def ask(gate: Gate, code: str, cycle):
    return next(check for check in checks_of(gate) if check.code == code).ask(cycle)


def test_the_profile_is_confirmed_in_a_session_that_was_held(cast, cycle):
    session = held(cycle, "mixed", 9, state=SessionState.DRAFT)
    profile = Profile.objects.get(community=cycle.community)
    ProfileConfirmation.objects.create(session=session, profile=profile, by=cast.facilitator)
    assert not ask(Gate.KNOWN, "profile-confirmed", cycle).is_fulfilled
    Session.objects.filter(pk=session.pk).update(state=SessionState.RECORDED)
    found = ask(Gate.KNOWN, "profile-confirmed", cycle)
    assert (found.is_fulfilled, found.url) == (True, session.get_absolute_url())
    assert "10 March 2026" in found.sentence


def test_no_group_of_the_profile_is_missing_and_youth_holds_nothing_up(cycle):
    counts(cycle, ("idp", 300))
    held(cycle, "women", 12)
    assert (
        ask(Gate.CHOSEN, "groups-heard", cycle).sentence
        == "Not heard yet: \u2068Men\u2069, \u2068Internally displaced people\u2069."
    )
    held(cycle, "men", 12)
    held(cycle, "idp", 4)
    assert ask(Gate.CHOSEN, "groups-heard", cycle).is_fulfilled
    assert row(cycle, "youth").is_missing
