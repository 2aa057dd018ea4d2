"""How far a profile is filled in: filled, nothing known with why, empty; and what a programme does not ask."""

from __future__ import annotations

import pytest

from profiling.actions.entries import add_entry
from profiling.actions.notes import save_note
from profiling.actions.profiles import begin_profile
from profiling.models import (
    Answer,
    PartSetting,
    Profile,
    ProfileFactor,
    Question,
    SectionNote,
    ServiceStatus,
)
from profiling.reading import Completeness, completeness, layout_of
from tests.chain import make_community
from tests.profiling.things import fill, make_source


@pytest.fixture
def profile(cast) -> Profile:
    return begin_profile(make_community(cast.here), cast.here.programme, by=cast.facilitator)


def of(profile: Profile, *, restricted: bool = False) -> Completeness:
    return completeness(profile, layout_of(profile.programme), restricted=restricted)


def states(profile: Profile, *, restricted: bool = False) -> dict[str, str]:
    return {one.part.code: one.state.value for one in of(profile, restricted=restricted).states}


def test_an_empty_profile_is_empty_in_every_part(profile):
    assert set(states(profile, restricted=True).values()) == {"empty"}
    assert (of(profile, restricted=True).filled, of(profile, restricted=True).asked) == (0, 17)


def test_rows_words_answers_and_figures_fill_a_part(cast, profile):
    by = cast.facilitator
    fill(profile, by)
    add_entry(ServiceStatus(profile=profile, kind="water", source=make_source()), by=by)
    save_note(SectionNote(profile=profile, section="drivers", text="The lake went back."), by=by)
    question = Question.objects.create(
        programme=profile.programme, code="q", kind="yes-no", section="land", labels={"en": "Q"}
    )
    Answer.objects.create(profile=profile, question=question, yes=False)
    type(profile.community).objects.filter(pk=profile.community_id).update(road="By the dyke")
    profile = Profile.objects.get(pk=profile.pk)
    filled = {code for code, state in states(profile).items() if state == "filled"}
    assert filled == {"identity", "population", "services", "drivers", "land", "sources"}
    assert of(profile).filled == 6


def test_an_answer_that_is_not_known_fills_nothing(profile):
    question = Question.objects.create(
        programme=profile.programme, code="q", kind="yes-no", section="land", labels={"en": "Q"}
    )
    Answer.objects.create(profile=profile, question=question)
    assert states(profile)["land"] == "empty"


def test_nothing_known_with_why_is_neither_filled_nor_empty(cast, profile):
    note = SectionNote(profile=profile, section="land", text="Nobody would say.", is_unknown=True)
    save_note(note, by=cast.facilitator)
    assert states(profile)["land"] == "unknown"
    assert of(profile).filled == 0


def test_restricted_parts_count_for_their_readers_alone(cast, profile):
    add_entry(ProfileFactor(profile=profile, kind="divider", text="The well"), by=cast.facilitator)
    assert (of(profile).filled, of(profile).asked, "cohesion" in states(profile)) == (0, 16, False)
    assert (of(profile, restricted=True).filled, of(profile, restricted=True).asked) == (1, 17)


def test_what_is_not_asked_counts_for_nothing_and_keeps_what_it_holds(cast, profile):
    add_entry(ServiceStatus(profile=profile, kind="legal-aid", source=make_source()), by=cast.facilitator)
    PartSetting.objects.create(programme=profile.programme, section="protection", is_on=False)
    found = of(profile, restricted=True)
    assert (found.filled, found.asked) == (1, 16)  # the source alone
    assert states(profile)["protection"] == "filled"
