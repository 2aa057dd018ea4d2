"""A version that begins in another programme keeps closed what the former one kept closed."""

from __future__ import annotations

import pytest

from cbp.accounts.roles import Role
from cbp.core.models import AgeBand, Programme
from profiling.actions.entries import add_entry
from profiling.actions.notes import save_note
from profiling.actions.profiles import begin_profile, submit_profile, validate_profile
from profiling.models import Answer, OngoingWork, PartSetting, Question, SectionNote
from profiling.reading import layout_for, sources_of
from profiling.reading.comparison import compare
from tests.cast import make_person
from tests.chain import make_profile
from tests.profiling.sheet_things import HEADS, applied
from tests.profiling.things import complete, make_source, new_community

CANARY = "Canary of the closed part"


@pytest.fixture
def other(cast):
    """Another programme of the country, which restricts nothing."""
    programme = Programme.objects.create(
        code="OTHER", title="Other programme", country=cast.here.country, currency="XAF", languages=["fr"]
    )
    bands = cast.here.programme.age_bands.values_list("lower", "upper")
    AgeBand.objects.bulk_create(AgeBand(programme=programme, lower=lower, upper=upper) for lower, upper in bands)
    return programme


@pytest.fixture
def community(cast):
    """Its validated version holds a part that its programme restricts, with a source of its own, and an answer."""
    programme, by = cast.here.programme, cast.facilitator
    PartSetting.objects.create(programme=programme, section="works", classification="restricted")
    question = Question.objects.create(programme=programme, section="works", code="q", kind="text", labels={"en": "Q"})
    community = new_community(programme, cast.here.district, by)
    profile = complete(begin_profile(community, programme, by=by), by)
    source = make_source(title=CANARY)
    add_entry(OngoingWork(profile=profile, actor=CANARY, title=CANARY, source=source), by=by)
    save_note(SectionNote(profile=profile, section="works", text=CANARY), by=by)
    answered = profile.sources.create(title=f"{CANARY} 2", method="survey", dated_on="2026-01-01", confidence=1)
    Answer.objects.create(profile=profile, question=question, text=CANARY, source=answered)
    submit_profile(profile, by=by)
    validate_profile(profile, by=cast.manager)
    return community


def test_what_was_restricted_stays_so(cast, enter, community, other):
    profile = begin_profile(community, other, by=cast.facilitator)
    assert profile.closed_parts == ["cohesion", "works"]
    assert layout_for(profile)["works"].is_restricted
    assert CANARY not in enter(cast.planner).get(profile.get_absolute_url()).content.decode()
    assert "works" not in {block.section.code for block in compare([profile])}
    assert CANARY in enter(cast.facilitator).get(profile.get_absolute_url()).content.decode()


def test_a_source_that_only_an_answer_named_does_not_come_along(cast, community, other):
    profile = begin_profile(community, other, by=cast.facilitator)
    assert sorted(one.title for one in profile.sources.all()) == [CANARY, "Register of the village"]
    assert [one.title for one in sources_of(profile, restricted=False)] == ["Register of the village"]


def test_it_stays_so_over_further_versions(cast, community, other):
    profile = begin_profile(community, other, by=cast.facilitator)
    submit_profile(profile, by=cast.facilitator)
    validate_profile(profile, by=cast.manager)
    assert begin_profile(community, other, by=cast.facilitator).closed_parts == ["cohesion", "works"]


def test_in_the_same_programme_its_own_word_counts(cast, community):
    profile = begin_profile(community, cast.here.programme, by=cast.facilitator)
    assert (profile.closed_parts, layout_for(profile)["works"].is_restricted) == ([], True)
    PartSetting.objects.update(classification="internal")
    assert not layout_for(profile)["works"].is_restricted


def test_a_sheet_of_another_programme_opens_nothing(cast, community, other):
    rows = [HEADS, [community.name, cast.here.district.pcode, "", 700, "", "", ""]]
    manager = make_person("Manager of the area", Role.MANAGER, area=cast.here.district)
    sheet = applied(rows, other, manager)
    assert sheet.refusal == ""
    profile = community.profiles.get(programme=other)
    assert profile.closed_parts == ["cohesion", "works"]
    assert CANARY not in [one.title for one in sources_of(profile, restricted=False)]
    assert f"{CANARY} 2" not in profile.sources.values_list("title", flat=True)


def test_a_first_version_closes_nothing(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator, "Mao")
    assert make_profile(community, cast.here.programme).closed_parts == []
