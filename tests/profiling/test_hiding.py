"""What no reader may compute or find: small counts in sums and shares, sources that only restricted words name."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from cbp.core.models import Event, PopulationGroup, Programme
from profiling.actions.answers import save_answers
from profiling.actions.entries import add_entry, change_entry, remove_entry
from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile
from profiling.actions.sources import change_source
from profiling.models import Hazard, PartSetting, ProfileFactor, Question
from profiling.reading import sources_of
from profiling.reading.comparison import compare
from profiling.reading.sharing import shared_blocks
from reports.profile_snapshot import profile_snapshot
from tests.profiling.things import cells, make_source, new_community

SECRET = "Meeting with the two chiefs"


@pytest.fixture
def profile(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    return begin_profile(community, cast.here.programme, by=cast.facilitator)


def divide(profile, cast, **source):
    row = ProfileFactor(profile=profile, kind="divider", text="Wells", source=make_source(title=SECRET, **source))
    return add_entry(row, by=cast.facilitator)


def titles(profile):
    return [source.title for source in sources_of(profile, restricted=False)]


# --- sources ----------------------------------------------------------------------------------------------------------
def test_the_history_does_not_tell_a_source_that_only_restricted_words_name(cast, profile):
    source = divide(profile, cast).source
    source.holder = f"Holder of {SECRET}"
    change_source(source, fields=["title", "holder"], by=cast.facilitator)
    line = Event.objects.latest_first().first()
    assert (line.before, line.after) == (None, {"section": "sources", "row": f"profiling.source:{source.pk}"})
    assert not [one for one in Event.objects.all() if SECRET in f"{one.before}{one.after}"]


def test_a_source_that_open_words_name_too_is_told(cast, profile):
    source = divide(profile, cast).source
    add_entry(Hazard(profile=profile, kind="flood", source=source), by=cast.facilitator)
    change_source(source, fields=["holder"], by=cast.facilitator)
    assert Event.objects.latest_first().first().before == {"holder": ""}


def test_a_source_goes_with_the_last_restricted_words_that_named_it(cast, profile):
    remove_entry(divide(profile, cast), by=cast.facilitator)
    assert titles(profile) == []
    row = divide(profile, cast)
    row.source = make_source(title="Another")
    change_entry(row, fields=["source"], by=cast.facilitator)
    assert [source.title for source in profile.sources.all()] == ["Another"]


def test_a_source_that_others_name_stays(cast, profile):
    row, source = divide(profile, cast), make_source(title=SECRET)
    add_entry(Hazard(profile=profile, kind="flood", source=source), by=cast.facilitator)
    remove_entry(row, by=cast.facilitator)
    assert titles(profile) == [SECRET]


def test_a_source_goes_with_the_answer_of_a_restricted_part(cast, profile):
    PartSetting.objects.create(programme=cast.here.programme, section="risks", classification="restricted")
    question = Question.objects.create(
        programme=cast.here.programme, section="risks", code="q", kind="number", labels={"en": "How many?"}
    )
    answer = {question: Decimal(3)}
    save_answers(profile, "risks", answer, source=make_source(title=SECRET), by=cast.facilitator)
    assert titles(profile) == []
    save_answers(profile, "risks", {question: None}, source=None, by=cast.facilitator)
    assert not profile.sources.exists()


def test_a_restricted_source_keeps_no_copy_in_the_browser(cast, profile, enter):
    hidden = divide(profile, cast).source
    told = add_entry(Hazard(profile=profile, kind="flood", source=make_source()), by=cast.facilitator).source
    client = enter(cast.facilitator)
    pages = [client.get(reverse("profiling:source-edit", args=[profile.pk, one.pk])) for one in (hidden, told)]
    assert [f"-source-{one.pk}" in page.content.decode() for one, page in zip((hidden, told), pages, strict=True)] == [
        False, True,
    ]  # fmt: skip


# --- groups -----------------------------------------------------------------------------------------------------------
def grouped(profile, cast, **groups):
    for group, (women, men) in groups.items():
        total = {"persons": women + men, "females": women, "males": men}
        code = "" if group == "whole" else group.replace("_", "-")
        save_population(profile, code, total=total, cells={}, source=make_source(), by=cast.facilitator)


def lines_shared(profile):
    blocks = compare([profile])
    told = shared_blocks(blocks, 5)
    return {line.key: text for line, (text,) in zip(blocks[0].lines, told[0], strict=True)}


def test_a_small_group_is_not_told_by_the_whole_less_the_other_group(cast, profile):
    grouped(profile, cast, whole=(53, 7), idp=(3, 0), host=(50, 7))
    assert compare([profile])[0].lines[-1].values[0].text
    told = lines_shared(profile)
    assert (told["idp:persons"], told["host:persons"], told[":persons"]) == ("*", "*", "60")


def test_the_list_and_the_paper_hide_the_same_groups(cast, profile):
    """Hidden beside different others, one would tell what the other keeps."""
    for code in ("idp", "host", "returnee-idp", "refugee"):
        PopulationGroup.objects.get_or_create(programme=cast.here.programme, code=code)
    grouped(profile, cast, whole=(8, 20), host=(6, 4), idp=(1, 2), refugee=(0, 7), returnee_idp=(1, 7))
    population = profile_snapshot(profile)["population"]
    hidden = {f"{row['group']}:persons" for row in population if row["persons"] == "hidden"}
    assert {key for key, text in lines_shared(profile).items() if key.endswith("persons") and text == "*"} == hidden


# --- shares -----------------------------------------------------------------------------------------------------------
def test_a_share_of_few_children_leaves_as_a_star(cast, profile):
    counted = cells([0, 0, 2, 20, 5], [0, 0, 1, 18, 4])  # three children of fifty persons: 6.0%
    save_population(profile, "", total={"persons": 50}, cells=counted, source=make_source(), by=cast.facilitator)
    blocks = compare([profile])
    at = next(at for at, line in enumerate(blocks[0].lines) if "children" in line.label)
    assert blocks[0].lines[at].values[0].text == "6.0%"
    assert shared_blocks(blocks, 5)[0][at] == ["*"]
    Programme.objects.filter(pk=profile.programme_id).update(disclosure_threshold=2)
    profile.programme.refresh_from_db()
    assert shared_blocks(compare([profile]), 2)[0][at] == ["6.0%"]
