"""Participation as bars and over time: shares, what is not known, the direction of the reader, clusters."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.cycles.models import CycleCommunity
from cbp.workshops.models import AttendanceCell
from cbp.workshops.participation import participation
from cbp.workshops.participation.pictures import MOST_COLUMNS, bars_of, over_time
from cbp.workshops.phases import SessionState
from profiling.models import PopulationTotal, Profile
from tests.chain import make_community, make_profile, make_session


@pytest.fixture
def cycle(cast):
    """Its profile counts 480 women and 420 men, of them 300 displaced. Forty women and ten men came."""
    cycle = cast.here.chain.cycle
    cast.here.chain.session.delete()
    profile = Profile.objects.get(community=cycle.community)
    PopulationTotal.objects.create(profile=profile, group="idp", persons=300)
    both = make_session(cycle, "mixed", 40, state=SessionState.RECORDED)
    AttendanceCell.objects.create(session=both, sex="m", lower=18, upper=59, people=10)
    AttendanceCell.objects.create(session=both, group="idp", sex="f", lower=18, upper=59, people=5)
    return cycle


def row(cycle, code: str):
    return next(row for row in participation(cycle).rows if row.code == code)


def test_shares_of_the_people_and_of_the_participations(cycle):
    women, displaced = row(cycle, "women"), row(cycle, "idp")
    assert (women.people_share, women.participations_share) == (Decimal(48000) / 900, Decimal(80))
    assert (displaced.people_share, displaced.participations_share) == (Decimal(30000) / 900, Decimal(10))
    assert not displaced.is_at_least
    make_session(cycle, "mixed", 50, state=SessionState.RECORDED)  # nobody counted the displaced there
    assert (row(cycle, "idp").participations_share, row(cycle, "idp").is_at_least) == (Decimal(5), True)


def test_ages_are_compared_where_the_bands_are_those_of_the_programme(cycle):
    found = {one.code: (one.participations, one.participations_share) for one in participation(cycle).by_age}
    assert found["18"] == (50, Decimal(100))
    assert (found["60"], len(found)) == ((None, None), 5)  # nobody said how many
    AttendanceCell.objects.update(lower=18, upper=64)
    assert participation(cycle).by_age == []


def test_bars_run_with_the_reading_direction_and_the_unknown_has_no_length(cycle):
    plain, mirrored = (bars_of(participation(cycle), mirrored=side) for side in (False, True))
    assert plain
    assert mirrored
    for one, other in zip(plain.groups[0].bars, mirrored.groups[0].bars, strict=True):
        assert other.x == pytest.approx(300 - one.x - one.width)
    assert [(bar.number, bool(bar.hatch)) for bar in plain.groups[0].bars] == [("53", True), ("80", False)]
    PopulationTotal.objects.filter(group="idp").update(persons=None)
    unknown = bars_of(participation(cycle), mirrored=False)
    assert unknown
    assert unknown.has_unknown
    assert {pair.row.code: pair.bars[0].number for pair in unknown.groups}["idp"] == "?"


def test_without_anybody_counted_there_is_no_picture(cycle):
    cycle.sessions.all().delete()
    assert bars_of(participation(cycle), mirrored=False) is None
    assert over_time(participation(cycle), mirrored=False) is None


def test_a_column_for_each_session_and_of_many_the_months(cycle):
    def add(number: int) -> None:
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=7 * number)
        make_session(cycle, "women", 3, state=SessionState.RECORDED, held_on=day)

    add(0)
    few = over_time(participation(cycle), mirrored=False)
    assert few
    assert (few.kind, [one.values for one in few.rows]) == ("column", [[3], [50]])
    for number in range(1, MOST_COLUMNS):
        add(number)
    many = over_time(participation(cycle), mirrored=False)
    assert many
    assert (many.kind, len(many.rows), many.rows[0].values) == ("line", 6, [15, 15, None])


def test_a_cluster_is_held_against_all_its_profiles_and_the_unknown_is_named(cast, cycle):
    other = make_community(cast.here, "Kirdjem")
    CycleCommunity.objects.create(cycle=cycle, community=other)
    found = participation(cycle)
    assert (row(cycle, "women").persons_in_profile, found.unknown) == (None, [other])
    assert "Kirdjem" in found.warnings[-1]
    make_profile(other, cycle.programme)
    assert (row(cycle, "women").persons_in_profile, participation(cycle).unknown) == (960, [])
    assert row(cycle, "idp").persons_in_profile is None  # the other profile does not say


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_draws_digits_only(cast, enter, cycle, language):
    person = cast.manager
    type(person).objects.filter(pk=person.pk).update(language=language)
    browser = enter(type(person).objects.get(pk=person.pk))
    html = browser.get(reverse("workshops:participation", args=[cycle.pk])).content.decode()
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", html)
    assert len(texts) >= 6
    assert [text for text in texts if not re.fullmatch(r"[0-9 .,/?≥]+", text)] == []
    assert ('text-anchor="end">80' in html) is (language == "ar")


def test_the_queries_of_the_page_do_not_grow(cast, enter, cycle):
    browser = enter(cast.manager)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("workshops:participation", args=[cycle.pk])).status_code == 200
        return len(queries)

    CycleCommunity.objects.create(cycle=cycle, community=make_community(cast.here, "Second"))
    asked()
    one = asked()
    for name in ("Third", "Fourth"):
        CycleCommunity.objects.create(cycle=cycle, community=make_community(cast.here, name))
        make_session(cycle, "idp", 3, state=SessionState.RECORDED)
    assert asked() == one
