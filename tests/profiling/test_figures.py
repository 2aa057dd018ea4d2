"""Filling a profile in: what is kept, what is refused in words, and what the history tells."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from cbp.core.models import Event
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from profiling.actions.entries import add_entry, change_entry, remove_entry
from profiling.actions.notes import save_note
from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile
from profiling.actions.sources import add_source, change_source, remove_source
from profiling.models import DisplacementFlow, Profile, ProfileFactor, SectionNote, ServiceStatus
from tests.chain import make_community
from tests.profiling.things import TOTAL, cells, fill, make_source

TOMORROW = timezone.localdate() + datetime.timedelta(days=2)


@pytest.fixture
def profile(cast) -> Profile:
    return begin_profile(make_community(cast.here), cast.here.programme, by=cast.facilitator)


def last_line(profile: Profile) -> Event:
    return Event.objects.of(profile).latest_first().first()


# --- population -------------------------------------------------------------------------------------------------------
def test_unknown_cells_have_no_row_and_zero_has_one(cast, profile):
    fill(profile, cast.facilitator, "idp", total={"persons": 60}, counted=cells([0, None, 10, 40, 5], [None] * 5))
    figures = profile.populationfigures.order_by("lower").values_list("group", "sex", "lower", "upper", "persons")
    assert list(figures) == [
        ("idp", "f", 0, 4, 0), ("idp", "f", 12, 17, 10), ("idp", "f", 18, 59, 40), ("idp", "f", 60, None, 5),
    ]  # fmt: skip
    total = profile.populationtotals.get()
    assert (total.persons, total.females, total.households, total.source.title) == (
        60, None, None, "Register of the village",
    )  # fmt: skip
    after = last_line(profile).after
    assert (after["section"], after["group"]) == ("population", "Internally displaced people")
    assert (after["stated_persons"], after["women_by_age"]) == (60, "0-4: 0 · 12-17: 10 · 18-59: 40 · 60+: 5")


def test_one_group_is_saved_without_touching_another(cast, profile):
    fill(profile, cast.facilitator)
    fill(profile, cast.facilitator, "idp", total={"persons": 60}, counted={})
    fill(profile, cast.facilitator, "idp", total={}, counted={})
    assert profile.populationtotals.get().group == ""
    assert profile.populationfigures.count() == 10
    assert profile.sources.count() == 1


@pytest.mark.parametrize(("group", "total", "counted"), [
    ("", {}, {("f", 3): 1}), ("", {}, {("z", 0): 1}), ("", {"people": 3}, {}), ("", {"persons": -1}, {}),
    ("", {}, {("f", 0): 50_000_001}), ("unheard-of", {"persons": 1}, {}), ("mixed", {"persons": 1}, {}),
])  # fmt: skip
def test_impossible_counts_are_refused(cast, profile, group, total, counted):
    with pytest.raises(Refused):
        save_population(profile, group, total=total, cells=counted, source=None, by=cast.facilitator)
    assert not profile.populationtotals.exists()
    assert Profile.objects.get(pk=profile.pk).version == 1


def test_a_stale_save_writes_nothing(cast, profile):
    fill(profile, cast.facilitator)
    with pytest.raises(Stale):
        save_population(
            profile, "idp", total=TOTAL, cells={}, source=make_source(title="Other"), expected=1, by=cast.facilitator
        )
    assert profile.sources.count() == profile.populationtotals.count() == 1


# --- sources ----------------------------------------------------------------------------------------------------------
def test_the_same_source_is_kept_once(cast, profile):
    first = add_source(profile, make_source(), by=cast.facilitator)
    assert add_source(profile, make_source(confidence=1), by=cast.facilitator) == first
    assert profile.sources.count() == 1


def test_a_source_of_another_profile_is_refused(cast, profile):
    other = begin_profile(make_community(cast.here, "Other"), cast.here.programme, by=cast.facilitator)
    source = add_source(other, make_source(), by=cast.facilitator)
    with pytest.raises(Refused, match="another version"):
        add_entry(ServiceStatus(profile=profile, kind="water", source=source), by=cast.facilitator)
    with pytest.raises(Refused, match="another version"):
        save_population(profile, "", total=TOTAL, cells={}, source=source, by=cast.facilitator)


def test_nothing_is_dated_in_the_future(cast, profile):
    with pytest.raises(Refused, match="future"):
        add_source(profile, make_source(dated_on=TOMORROW), by=cast.facilitator)
    with pytest.raises(Refused, match="future"):
        add_entry(DisplacementFlow(profile=profile, kind="return", ends_on=TOMORROW), by=cast.facilitator)


def test_a_source_is_put_right_and_removed_only_when_nothing_names_it(cast, profile):
    fill(profile, cast.facilitator)
    source, other = profile.sources.get(), add_source(profile, make_source(title="Other"), by=cast.facilitator)
    other.title = source.title
    with pytest.raises(Refused, match="that source already"):
        change_source(other, fields=["title"], by=cast.facilitator)
    source.confidence = 3
    change_source(source, fields=["confidence"], by=cast.facilitator)
    assert last_line(profile).after["confidence"] == 3
    with pytest.raises(Refused, match="name this source"):
        remove_source(source, by=cast.facilitator)
    remove_source(other, by=cast.facilitator)
    assert list(profile.sources.all()) == [source]


# --- rows -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("row", [
    {"starts_on": datetime.date(2026, 2, 1), "ends_on": datetime.date(2026, 1, 1)}, {"persons": -1},
    {"persons": 50_000_001}, {"kind": "walked"}, {"group": "unheard-of"}, {"remark": "x" * 501},
])  # fmt: skip
def test_impossible_movements_are_refused(cast, profile, row):
    with pytest.raises(Refused):
        add_entry(DisplacementFlow(profile=profile, **{"kind": "arrival", **row}), by=cast.facilitator)
    assert not profile.displacementflows.exists()


def test_new_words_doubt_their_checked_translations(cast, profile):
    said = {"fr": {"problem": {"text": "La pompe", "state": "checked"}, "provider": {"text": "x", "state": "checked"}}}
    service = ServiceStatus(profile=profile, kind="water", problem="The pump", provider="Committee", translations=said)
    add_entry(service, by=cast.planner)
    service.problem = "The rope"
    change_entry(service, fields=["problem"], by=cast.planner)
    service.refresh_from_db()
    states = {field: entry["state"] for field, entry in service.translations["fr"].items()}
    assert states == {"problem": "draft", "provider": "checked"}
    key = "profiling.servicestatus.problem"
    assert (last_line(profile).before[key], last_line(profile).after[key]) == ("The pump", "The rope")


def test_a_row_that_somebody_removed_is_not_written_again(cast, profile):
    flow = add_entry(DisplacementFlow(profile=profile, kind="arrival"), by=cast.facilitator)
    remove_entry(DisplacementFlow.objects.get(pk=flow.pk), by=cast.manager)
    with pytest.raises(Refused, match="removed this entry already"):
        remove_entry(flow, by=cast.facilitator)
    service = add_entry(ServiceStatus(profile=profile, kind="water"), by=cast.facilitator)
    ServiceStatus.objects.all().delete()
    with pytest.raises(Refused, match="removed this entry meanwhile"):
        change_entry(service, fields=["count"], by=cast.facilitator)


@pytest.mark.parametrize("kind", ["divider", "connector"])
def test_what_divides_and_connects_is_restricted_and_the_history_says_nothing_of_it(cast, profile, kind):
    factor = add_entry(ProfileFactor(profile=profile, kind=kind, text="The well"), by=cast.facilitator)
    assert factor.classification == "restricted"
    factor.text, factor.classification = "The other well", "public"
    change_entry(factor, fields=["text", "classification"], by=cast.facilitator)
    factor.refresh_from_db()
    assert (factor.text, factor.classification) == ("The other well", "restricted")
    lines = Event.objects.of(profile).filter(verb="profile.filled")
    told = {"section": "cohesion", "row": f"profiling.profilefactor:{factor.pk}"}
    assert [(line.before, line.after) for line in lines] == [(None, told)] * 2


# --- words ------------------------------------------------------------------------------------------------------------
def note(profile: Profile, text: str, **fields: object) -> SectionNote:
    return SectionNote(**{"profile": profile, "section": "services", "text": text, **fields})


def test_a_part_has_one_note(cast, profile):
    save_note(note(profile, "Broken"), by=cast.planner)
    save_note(note(profile, "Mended"), by=cast.facilitator)
    assert [one.text for one in profile.notes.all()] == ["Mended"]
    assert last_line(profile).before["text"] == "Broken"
    save_note(note(profile, " "), by=cast.facilitator)
    assert not profile.notes.exists()


def test_nothing_known_is_said_with_its_reason(cast, profile):
    with pytest.raises(Refused, match="why nothing is known"):
        save_note(note(profile, "", is_unknown=True), by=cast.facilitator)
    with pytest.raises(Refused, match="takes no note"):
        save_note(note(profile, "x", section="identity"), by=cast.facilitator)


def test_the_words_of_the_restricted_part_stay_out_of_the_history(cast, profile):
    save_note(note(profile, "Two families", section="cohesion"), by=cast.facilitator)
    save_note(note(profile, "Three families", section="cohesion"), by=cast.facilitator)
    assert [line.after for line in Event.objects.of(profile).filter(verb="profile.filled")] == [
        {"section": "cohesion"}
    ] * 2
