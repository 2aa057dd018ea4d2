"""What changed against the former version, value by value, as far as a reader may know it."""

from __future__ import annotations

import pytest

from profiling.actions.entries import add_entry, remove_entry
from profiling.actions.notes import save_note
from profiling.actions.profiles import begin_profile, submit_profile, validate_profile
from profiling.models import Profile, ProfileFactor, SectionNote, ServiceStatus
from profiling.reading import both_contents, changes_of, layout_of
from tests.chain import make_community
from tests.profiling.things import MEN, TOTAL, WOMEN, cells, complete, fill, make_source


@pytest.fixture
def second(cast) -> Profile:
    """The copy of a validated version with three wells and a divider."""
    community, by = make_community(cast.here), cast.manager
    first = complete(begin_profile(community, cast.here.programme, by=by), by)
    for problem in ("The rope", "The pump"):
        add_entry(ServiceStatus(profile=first, kind="water", problem=problem, source=make_source()), by=by)
    add_entry(ProfileFactor(profile=first, kind="divider", text="The land by the lake", source=make_source()), by=by)
    submit_profile(first, by=by)
    validate_profile(first, by=by)
    return begin_profile(community, cast.here.programme, by=cast.facilitator)


def told(profile: Profile, *, restricted: bool = False) -> list[tuple[str, str, str]]:
    now, before = both_contents(profile, layout_of(profile.programme), restricted=restricted)
    return [(one.label, one.before, one.now) for one in changes_of(now, before)]


def test_a_copy_changes_nothing(second):
    assert told(second, restricted=True) == []


def test_a_first_version_has_nothing_before_it(second):
    assert told(second.previous) == []


def test_figures_are_told_value_by_value(cast, second):
    fill(second, cast.facilitator, total={**TOTAL, "households": None}, counted=cells([41, *WOMEN[1:]], MEN))
    well = second.servicestatuss.order_by("pk").first()
    ServiceStatus.objects.filter(pk=well.pk).update(count=3, functioning="partly")
    add_entry(ServiceStatus(profile=second, kind="market", exists=False, source=make_source()), by=cast.facilitator)
    assert told(second) == [
        ("The whole community · Households", "100", "not known"),
        ("The whole community · Women and girls, 0 to 4", "40", "41"),
        ("Water point · Does it work", "not known", "Works in part"),
        ("Water point · How many", "2", "3"),
        ("Market", "not entered", "Is there one: no"),
    ]


def test_a_row_that_is_gone_leaves_the_others_as_they_were(cast, second):
    """The first of three wells: the other two are known again by what they say."""
    well = second.servicestatuss.order_by("pk").first()
    remove_entry(well, by=cast.facilitator)
    assert told(second) == [("Water point", "Is there one: yes · How many: 2", "not entered")]


def test_words_are_told_too(cast, second):
    save_note(SectionNote(profile=second, section="drivers", text="The lake went back."), by=cast.facilitator)
    assert told(second) == [("Drivers of migration · In words", "nothing", "The lake went back.")]


def test_restricted_changes_are_told_to_their_readers_alone(second):
    ProfileFactor.objects.filter(profile=second).update(text="The land by the river", strength=3)
    assert told(second) == []
    assert told(second, restricted=True) == [
        ("The land by the river · What it is", "The land by the lake", "The land by the river"),
        ("The land by the river · Strength (1 to 3)", "not known", "3"),
    ]


def test_cells_under_other_age_bands_are_not_compared(second):
    Profile.objects.filter(pk=second.pk).update(age_bands="0-17, 18+")
    second.refresh_from_db()
    second.populationfigures.all().delete()
    assert told(second) == []
