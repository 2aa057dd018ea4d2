"""Everything that leaves asks the same: what the paper of a community hides is hidden in its sheet, and the reverse."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.urls import reverse

from cbp.core.suppression import HIDDEN
from cbp.plans.snapshots.community import profile_of
from profiling.actions.answers import save_answers
from profiling.actions.entries import add_entry
from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile, submit_profile, validate_profile
from profiling.models import Hazard, Profile, Question
from profiling.phases import ProfileState
from profiling.reading.area_sums import sum_of
from profiling.reading.comparison import compare
from profiling.reading.sharing import shared_blocks
from profiling.reading.sharing.areas import hidden_sums
from reports.profile_paper.answers import answer_printed
from reports.profile_snapshot import profile_snapshot
from tests.profiling.things import cells, complete, make_source, new_community

NAMES = ("females", "males", "persons", "households")


@pytest.fixture
def profile(cast):
    community = new_community(cast.here.programme, cast.here.district, cast.facilitator)
    return begin_profile(community, cast.here.programme, by=cast.facilitator)


def count(profile, cast, group, women, men):
    total = {"persons": sum(women) + sum(men), "females": sum(women), "males": sum(men)}
    by = cast.facilitator
    save_population(profile, group, total=total, cells=cells(women, men), source=make_source(), by=by)


@pytest.fixture
def by_ages(cast, profile):
    """No total is small, and those of men are hidden all the same: two men of one age in two groups ask for it."""
    women, men = ([20, 50, 0, 30, 0], [20, 0, 40, 0, 40]), ([40, 40, 40, 2, 40], [40, 50, 0, 2, 40])
    for code, *sexes in (("idp", women[0], men[0]), ("host", women[1], men[1])):
        count(profile, cast, code, *sexes)
    count(profile, cast, "", *([a + b for a, b in zip(*both, strict=True)] for both in (women, men)))
    return profile


def stars(profile):
    """The keys of the lines that leave as a star."""
    blocks = compare([profile])
    told = shared_blocks(blocks, 5)
    return {
        line.key or line.label
        for block, texts in zip(blocks, told, strict=True)
        for line, (text,) in zip(block.lines, texts, strict=True)
        if text == "*"
    }


def hidden_in(population):
    return {f"{row['group']}:{name}" for row in population for name in NAMES if row[name] == HIDDEN}


# --- counts by age ----------------------------------------------------------------------------------------------------
def test_a_total_that_the_ages_of_the_paper_hide_leaves_in_no_sheet(cast, by_ages):
    paper = hidden_in(profile_snapshot(by_ages)["population"])
    shown = {line.key for block in compare([by_ages]) for line in block.lines}
    assert {":females", ":males"} & paper
    assert {key for key in stars(by_ages) if ":" in key} == paper & shown


def test_nor_in_the_paper_of_the_plan(cast, by_ages):
    cycle = cast.here.chain.cycle
    Profile.objects.filter(pk=by_ages.pk).update(community=cycle.community, number=9, state=ProfileState.VALIDATED)
    Profile.objects.filter(community=cycle.community).exclude(pk=by_ages.pk).update(state=ProfileState.SUPERSEDED)
    found = profile_of(cycle, 5)
    assert found is not None
    assert hidden_in(found["population"]) == hidden_in(profile_snapshot(by_ages)["population"])


def test_nor_in_the_sum_of_its_area(cast, by_ages):
    paper = hidden_in(profile_snapshot(by_ages)["population"])
    Profile.objects.filter(pk=by_ages.pk).update(state=ProfileState.VALIDATED)
    found = sum_of(cast.here.region, cast.manager)
    nodes = hidden_sums(found.whole.path, found.communities)
    for area in (cast.here.district, cast.here.region):
        assert {f":{name}" for name in nodes[area.path].hidden} == {key for key in paper if key.startswith(":")}


def test_a_share_is_hidden_where_the_ages_that_would_tell_it_are(cast, profile):
    """Of three bands of children one is hidden in the paper: the share of all of them would tell it."""
    count(profile, cast, "", [3, 20, 20, 50, 20], [0, 20, 20, 50, 20])
    assert "Share of children below 18 years" in stars(profile)


# --- own questions ----------------------------------------------------------------------------------------------------
def ask(cast, code, *, counts_people, section="services"):
    return Question.objects.create(
        programme=cast.here.programme, section=section, code=code, kind="number", labels={"en": code},
        counts_people=counts_people,
    )  # fmt: skip


def answers_in(snapshot):
    return {answer["labels"]["en"]: answer for part in snapshot["parts"] for answer in part["answers"]}


@pytest.fixture
def answered(cast, profile):
    few, many, litres = (
        ask(cast, code, counts_people=is_people) for code, is_people in (("few", True), ("many", True), ("litres", 0))
    )
    answers = {few: Decimal(3), many: Decimal(30), litres: Decimal(3)}
    save_answers(profile, "services", answers, source=make_source(), by=cast.facilitator)
    return profile


def test_a_small_number_of_people_in_an_answer_is_hidden_where_it_leaves(cast, answered, enter):
    assert stars(answered) == {"few"}
    address = f"{reverse('profiling:compare')}?c={answered.community_id}&format=csv"
    rows = list(csv.reader(StringIO(enter(cast.facilitator).get(address).content.decode("utf-8-sig"))))
    assert {row[1]: row[2] for row in rows if row[1] in ("few", "many", "litres")} == {
        "few": "*", "many": "30", "litres": "3",
    }  # fmt: skip


def test_so_it_is_in_its_paper(cast, answered):
    found = answers_in(profile_snapshot(answered))
    assert {name: answer["value"] for name, answer in found.items()} == {"few": HIDDEN, "many": "30", "litres": "3"}
    assert [str(answer_printed(found[name]).text) for name in ("few", "many")] == [
        '<span class="unknown">hidden</span>', '<span class="figure" dir="ltr">30</span>',
    ]  # fmt: skip


def test_neither_its_change_nor_the_warning_about_it_tells_it(cast, answered):
    complete(answered, cast.facilitator)
    submit_profile(answered, by=cast.facilitator)
    validate_profile(answered, by=cast.manager)
    after = begin_profile(answered.community, cast.here.programme, by=cast.facilitator)
    questions = {question.code: question for question in Question.objects.all()}
    answers = {questions["few"]: Decimal(44), questions["litres"]: Decimal(44)}
    save_answers(after, "services", answers, source=make_source(), by=cast.facilitator)
    snapshot = profile_snapshot(Profile.objects.get(pk=after.pk))
    moved = [one["before"]["value"] for one in snapshot["changes"] if one.get("is_answer")]
    assert moved == [HIDDEN, "3"]
    told = [one["sentences"].get("en") for one in snapshot["warnings"] if one["section"] == "services"]
    assert told == [None, "litres, from 3 to 44 (+1,367%)."]


def test_a_warning_about_a_row_does_not_tell_its_few_people(cast, profile):
    add_entry(Hazard(profile=profile, kind="flood", persons=30, source=make_source()), by=cast.facilitator)
    complete(profile, cast.facilitator)
    submit_profile(profile, by=cast.facilitator)
    validate_profile(profile, by=cast.manager)
    after = begin_profile(profile.community, cast.here.programme, by=cast.facilitator)
    Hazard.objects.filter(profile=after).update(persons=3)
    snapshot = profile_snapshot(Profile.objects.get(pk=after.pk))
    assert [one["sentences"] for one in snapshot["warnings"] if one["table"] == "hazards"] == [{}]


# --- what a comparison reads ------------------------------------------------------------------------------------------
def test_an_answer_stands_in_the_column_of_its_community(cast, answered):
    blocks = compare([None, answered])
    texts = {line.label: [value.text for value in line.values] for block in blocks for line in block.lines}
    assert texts["many"] == ["", "30"]


def test_what_a_former_programme_kept_closed_is_compared_by_nobody(cast, answered):
    Profile.objects.filter(pk=answered.pk).update(closed_parts=["services"])
    answered.refresh_from_db()
    assert "services" not in {block.section.code for block in compare([answered])}
