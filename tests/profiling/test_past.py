"""Old lines of history are read as things stand now: what became restricted since is told to its readers alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.accounts.roles import Role
from cbp.core.models import Event, Programme
from profiling.actions.answers import save_answers
from profiling.actions.communities import change_community
from profiling.actions.drafts import give_up_profile
from profiling.actions.entries import add_entry, change_entry, remove_entry
from profiling.actions.notes import save_note
from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile, explain_warning
from profiling.actions.sources import change_source
from profiling.models import Hazard, PartSetting, ProfileFactor, Question, SectionNote
from tests.cast import make_person
from tests.profiling.things import make_source, new_community

SECRET = "Behind the mill"


@pytest.fixture
def profile(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    return begin_profile(community, cast.here.programme, by=cast.facilitator)


def close(profile, section, programme=None):
    programme = programme or profile.programme
    PartSetting.objects.update_or_create(
        programme=programme, section=section, defaults={"classification": "restricted"}
    )  # fmt: skip


def reads(enter, person):
    """Whether the page of the history tells the secret."""
    page = enter(person).get(reverse("desk:history-list"))
    assert page.status_code == 200
    return SECRET in page.content.decode()


def risk(profile, cast, **fields):
    values = {"kind": "risk", "text": SECRET, "source": make_source(), **fields}
    return add_entry(ProfileFactor(profile=profile, **values), by=cast.facilitator)


# --- a part that is closed later --------------------------------------------------------------------------------------
def in_a_row(cast, profile):
    add_entry(Hazard(profile=profile, kind="flood", text=SECRET, source=make_source()), by=cast.facilitator)


def in_a_note(cast, profile):
    save_note(SectionNote(profile=profile, section="hazards", text=SECRET), by=cast.facilitator)


def in_an_answer(cast, profile):
    question = Question.objects.create(
        programme=profile.programme, section="hazards", code="q", kind="text", labels={"en": "Where?"}
    )
    save_answers(profile, "hazards", {question: SECRET}, source=make_source(), by=cast.facilitator)


def in_what_is_gone(cast, profile):
    row = Hazard(profile=profile, kind="flood", text=SECRET, source=make_source())
    remove_entry(add_entry(row, by=cast.facilitator), by=cast.facilitator)


@pytest.mark.parametrize("say", [in_a_row, in_a_note, in_an_answer, in_what_is_gone])
def test_lines_of_a_part_that_is_closed_later_are_closed_with_it(cast, profile, enter, say):
    say(cast, profile)
    assert reads(enter, cast.auditor)
    close(profile, "hazards")
    assert not reads(enter, cast.auditor)
    assert reads(enter, cast.manager)
    assert reads(enter, cast.facilitator)  # the own line, and the right to the part


def test_what_a_former_programme_kept_closed_is_closed_in_the_past_too(cast, profile, enter):
    in_a_row(cast, profile)
    type(profile).objects.filter(pk=profile.pk).update(closed_parts=["hazards"])
    assert not reads(enter, cast.auditor)


def test_the_reason_of_a_warning_is_closed_with_its_part(cast, profile, enter):
    total = {"persons": 10, "females": 9, "males": 9}
    save_population(profile, "", total=total, cells={}, source=make_source(), by=cast.facilitator)
    explain_warning(profile, "sex-sum:", SECRET, by=cast.facilitator)
    assert reads(enter, cast.auditor)
    close(profile, "population")
    assert not reads(enter, cast.auditor)


# --- a row that is closed later ---------------------------------------------------------------------------------------
def test_lines_of_a_row_that_is_closed_later_are_closed_with_it(cast, profile, enter):
    row = risk(profile, cast)
    risk(profile, cast, text="Dust")
    assert reads(enter, cast.auditor)
    row.classification = "restricted"
    change_entry(row, fields=["classification"], by=cast.facilitator)
    assert not reads(enter, cast.auditor)
    assert "Dust" in enter(cast.auditor).get(reverse("desk:history-list")).content.decode()
    assert reads(enter, cast.manager)
    remove_entry(row, by=cast.facilitator)
    assert not reads(enter, cast.auditor)


def test_what_was_closed_when_it_was_written_stays_sealed_when_it_opens(cast, profile, enter):
    row = risk(profile, cast, classification="restricted")
    row.classification = "internal"
    change_entry(row, fields=["classification"], by=cast.facilitator)
    assert not reads(enter, cast.auditor)
    assert not reads(enter, cast.manager)


def test_lines_of_a_source_that_only_closed_words_name_now_are_closed(cast, profile, enter):
    source = risk(profile, cast, text="Dust", source=make_source(title="Register")).source
    source.holder = SECRET
    change_source(source, fields=["holder"], by=cast.facilitator)
    assert reads(enter, cast.auditor)
    close(profile, "risks")
    assert not reads(enter, cast.auditor)
    assert reads(enter, cast.manager)


def test_of_a_draft_that_was_given_up_only_the_team_of_the_area_reads(cast, profile, enter):
    """Nobody can say any more which programmes worked there: the area alone gives the right."""
    in_a_note(cast, profile)
    give_up_profile(profile, reason="Begun twice", by=cast.facilitator)
    assert [reads(enter, one) for one in (cast.auditor, cast.manager, cast.facilitator)] == [False, False, True]


# --- the page ---------------------------------------------------------------------------------------------------------
def test_a_point_that_is_not_shown_any_more_is_not_shown_by_the_past(cast, enter):
    community = new_community(
        cast.here.programme, cast.here.district, cast.facilitator, latitude=Decimal("13.4512"),
        longitude=Decimal("14.7123"), precision="exact",
    )  # fmt: skip
    history = reverse("desk:history-list")
    assert "13.45" in enter(cast.auditor).get(history).content.decode()
    community.is_location_sensitive = True
    change_community(
        community, fields=["is_location_sensitive"], names=[], parts=[], expected=community.version,
        by=cast.facilitator,
    )  # fmt: skip
    assert "13.45" not in enter(cast.auditor).get(history).content.decode()
    assert "13.45" in enter(cast.manager).get(history).content.decode()


def test_a_reader_sees_that_something_was_done_and_no_handle(cast, profile, enter):
    in_a_row(cast, profile)
    line = Event.objects.latest_first().first()
    assert line.after["row"].startswith("profiling.hazard:")
    assert not [label for label, _before, _after in line.rows if label == "row"]
    close(profile, "hazards")
    page = enter(cast.auditor).get(reverse("desk:history-list")).content.decode()
    assert "Hazards and environment" in page or "hazards" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_asks_as_often_for_three_lines_as_for_one(cast, profile, enter, count):
    for number in range(count):
        risk(profile, cast, text=f"Dust {number}")
        gone = Hazard(profile=profile, kind="flood", text=f"Gone {number}", source=make_source())
        remove_entry(add_entry(gone, by=cast.facilitator), by=cast.facilitator)
    client = enter(cast.auditor)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("desk:history-list"))
    assert len(queries) == QUERIES


QUERIES = 14


def test_a_manager_of_another_programme_reads_nothing_of_communities_beyond_reach(cast, profile, enter):
    """The programme reaches the whole country, but works with none of its communities."""
    in_a_row(cast, profile)
    here = cast.here.programme
    other = Programme.objects.create(
        country=here.country, code="OTHER", title="Other", starts_on=here.starts_on, ends_on=here.ends_on,
        currency=here.currency, languages=["en"],
    )  # fmt: skip
    stranger = make_person("Manager of another", Role.MANAGER, programme=other)
    page = enter(stranger).get(reverse("desk:history-list")).content.decode()
    assert str(profile.community) not in page
    assert SECRET not in page
    assert str(profile.community) not in enter(stranger).get(reverse("desk:home")).content.decode()
    assert reads(enter, cast.manager)
