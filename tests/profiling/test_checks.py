"""Warnings: the arithmetic that they show, and what they do not say. (domain 11.3 and 15)"""

from __future__ import annotations

import datetime

import pytest

from cbp.core.actions.programmes import Lists, change_lists
from cbp.core.ages import read_bands
from cbp.core.models import Event
from cbp.core.refusals import Refused
from profiling.actions.entries import add_entry
from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile, explain_warning, submit_profile, validate_profile
from profiling.checks import missing_for_review, months_old, warnings_of
from profiling.models import (
    Answer,
    DisplacementFlow,
    Hazard,
    LocalBody,
    MarketItem,
    OngoingWork,
    PartSetting,
    Perception,
    Profile,
    ProfileFactor,
    Question,
    ServiceStatus,
    Tenure,
)  # fmt: skip
from profiling.reading import population
from tests.chain import make_community
from tests.profiling.things import MEN, TOTAL, cells, fill, make_source, validated

NOTHING = [None] * 5


@pytest.fixture
def profile(cast) -> Profile:
    """A draft in a programme that counts three age bands."""
    programme = cast.here.programme
    bands = Lists(tuple(read_bands("0-17, 18-59, 60+")), ("idp", "host"))
    change_lists(programme, bands, expected=programme.version, by=cast.manager)
    return begin_profile(make_community(cast.here), programme, by=cast.facilitator)


def told(profile: Profile, **options: object) -> dict[str, str]:
    return {one.code: one.sentence for one in warnings_of(profile, **options)}


def save(profile: Profile, cast, group: str = "", ages: dict | None = None, **total: int | None) -> None:
    counted = {(sex, lower): count for (sex, lower), count in (ages or {}).items()}
    save_population(profile, group, total=total, cells=counted, source=make_source(), by=cast.facilitator)


def by_age(young: int | None, middle: int | None, old: int | None) -> dict[tuple[str, int], int | None]:
    """Nobody but women: the sums are the cells."""
    women = {("f", 0): young, ("f", 18): middle, ("f", 60): old}
    return women | {("m", lower): 0 for lower in (0, 18, 60)}


# --- sums -------------------------------------------------------------------------------------------------------------
def test_sums_that_agree_say_nothing(cast, profile):
    """Domain 15.9, Lambalas: 123 + 165 = 288, 65 + 213 + 10 = 288."""
    save(profile, cast, ages=by_age(65, 213, 10), persons=288, females=288, males=0)
    assert told(profile) == {}
    save(profile, cast, persons=288, females=123, males=165)
    assert told(profile) == {}


def test_ages_that_do_not_add_up_show_their_arithmetic(cast, profile):
    save(profile, cast, ages=by_age(65, 213, 10), persons=290)
    assert told(profile) == {"age-sum:": "The whole community, by age: 65 + 213 + 10 = 288, stated 290: 2 fewer."}


def test_too_many_by_age(cast, profile):
    """Domain 15.9, Proper Lampaco: ages 434 against 412."""
    save(profile, cast, ages=by_age(134, 280, 20), persons=412)
    assert told(profile)["age-sum:"] == "The whole community, by age: 134 + 280 + 20 = 434, stated 412: 22 more."


def test_sexes_that_do_not_add_up(cast, profile):
    save(profile, cast, "idp", persons=1000, females=500, males=480)
    assert told(profile) == {
        "sex-sum:idp": "Internally displaced people, by sex: 500 + 480 = 980, stated 1,000: 20 fewer."
    }


def test_those_of_another_sex_are_part_of_the_sum(cast, profile):
    ages = {(sex, lower): 10 for sex in "fmx" for lower in (0, 18, 60)}
    save(profile, cast, ages=ages, persons=90, females=30, males=30)
    assert told(profile) == {}


def test_one_sex_by_age_against_its_own_total(cast, profile):
    save(profile, cast, ages=by_age(65, 213, 10), persons=288, females=280, males=8)
    assert told(profile) == {
        "women-sum:": "The whole community, Women and girls by age: 65 + 213 + 10 = 288, stated 280: 8 more.",
        "men-sum:": "The whole community, Men and boys by age: 0 + 0 + 0 = 0, stated 8: 8 fewer.",
    }


def test_unknown_is_not_zero(cast, profile):
    """Domain 15.13: men 40, women unknown, total 90: incomplete, and no warning."""
    save(profile, cast, persons=90, males=40)
    assert told(profile) == {}
    save(profile, cast, ages=by_age(10, None, 5), persons=90)
    assert told(profile) == {}
    whole = population(profile)[0]
    assert (whole.is_incomplete, whole.everyone.known, whole.everyone.is_whole) == (True, 15, False)


def test_too_much_is_a_contradiction_even_when_something_is_unknown(cast, profile):
    save(profile, cast, ages=by_age(80, None, 15), persons=90)
    assert told(profile) == {"age-sum:": "The whole community, by age: 80 + 0 + 15 = 95, stated 90: 5 more."}


def test_groups_are_not_more_people_than_everybody(cast, profile):
    save(profile, cast, persons=100)
    save(profile, cast, "idp", persons=70)
    save(profile, cast, "disability", persons=60)  # counted across the groups: no part of their sum
    assert told(profile) == {}
    save(profile, cast, "host", persons=40)
    assert told(profile) == {"groups-sum": "The groups and the whole community: 70 + 40 = 110, stated 100: 10 more."}


# --- households, children ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("persons", "households", "expected"), [
    (150, 100, {}),
    (1500, 100, {}),
    (100, 101, {"households:": "The whole community: 101 households are more than 100 persons."}),
    (149, 100, {"household-size:": "The whole community: 149 persons ÷ 100 households = 1.5 in each; "
                                   "1.5 to 15 are usual."}),
    (1510, 100, {"household-size:": "The whole community: 1,510 persons ÷ 100 households = 15.1 in each; "
                                    "1.5 to 15 are usual."}),
    (12, 0, {"household-size:": "The whole community: 12 persons live in no household; leave the households empty "
                                "if not known."}),
    (0, 0, {}),
    (None, 12, {}),
])  # fmt: skip
def test_households(cast, profile, persons, households, expected):
    save(profile, cast, persons=persons, households=households)
    assert told(profile) == expected


@pytest.mark.parametrize(("ages", "expected"), [
    (by_age(75, 20, 5), {}),
    (by_age(76, 20, 4), {"children:": "The whole community: 76 of 100 persons are below 18 years, 76.0%; "
                                      "more than 75% is unusual."}),
    (by_age(99, None, 1), {}),
    (by_age(0, 0, 0), {}),
])  # fmt: skip
def test_children(cast, profile, ages, expected):
    save(profile, cast, ages=ages)
    assert told(profile) == expected


# --- tables -----------------------------------------------------------------------------------------------------------
def add(profile: Profile, cast, model: type, **fields: object) -> None:
    add_entry(model(profile=profile, source=make_source(), **fields), by=cast.facilitator)


@pytest.mark.parametrize(("voters", "expected"), [
    (100, {}), (None, {}),
    (101, {"voters:": "The whole community: 101 registered voters are more than 100 persons."}),
])  # fmt: skip
def test_voters(cast, profile, voters, expected):
    save(profile, cast, persons=100, voters=voters)
    assert told(profile) == expected


def test_ways_of_holding_land_against_the_households(cast, profile):
    save(profile, cast, persons=300, households=60)
    add(profile, cast, Tenure, kind="owned", households=40)
    add(profile, cast, Tenure, kind="rented")
    assert told(profile) == {}  # what is missing may be just what is unknown
    add(profile, cast, Tenure, kind="lent", households=25)
    sentence = "The whole community, households by how they hold house and land: 40 + 25 = 65, stated 60: 5 more."
    assert told(profile) == {"tenure-sum:": sentence}


def test_more_answers_than_people(cast, profile):
    save(profile, cast, persons=300)
    save(profile, cast, "idp", persons=30)
    add(profile, cast, Perception, kind="safety", question="Is it safe?", group="idp", good=20, bad=10)
    assert told(profile) == {}
    add(profile, cast, Perception, kind="safety", question="At night?", group="idp", good=20, bad=15)
    sentence = "At night?, Internally displaced people: 20 + 15 = 35, stated 30: 5 more."
    assert told(profile) == {"answers:perceptions:safety.2": sentence}


@pytest.mark.parametrize(("fields", "expected"), [
    ({"exists": True, "count": 2, "capacity": 2000}, ""),
    ({"exists": True, "capacity": 2010}, "Water point: it can serve 2,010 people ÷ 100 who live here = 20.1; "
                                         "more than 20 is unusual."),
    ({"exists": False, "count": 2}, "Water point: there is none, and yet is entered: 2."),
    ({"exists": False, "functioning": "partly"}, "Water point: there is none, and yet is entered: Works in part."),
    ({"exists": False, "count": 0}, ""),
    ({"exists": True, "count": 0}, "Water point: there is one, and yet 0 are counted."),
])  # fmt: skip
def test_services(cast, profile, fields, expected):
    save(profile, cast, persons=100)
    add(profile, cast, ServiceStatus, kind="water", **fields)
    assert "".join(told(profile).values()) == expected


def test_a_movement_of_more_households_than_persons(cast, profile):
    add(profile, cast, DisplacementFlow, kind="arrival", persons=10, households=12)
    add(profile, cast, DisplacementFlow, kind="arrival", persons=100, households=2)
    assert told(profile) == {
        "households:movements:arrival.1": "Arrived here, displaced: 12 households are more than 10 persons.",
        "household-size:movements:arrival.2": "Arrived here, displaced: 100 persons ÷ 2 households = 50.0 in each; "
                                              "1.5 to 15 are usual.",
    }  # fmt: skip


def test_more_people_hit_reached_or_skilled_than_live_here(cast, profile):
    save(profile, cast, persons=100)
    for persons in (100, 101):
        add(profile, cast, Hazard, kind="flood", persons=persons)
    add(profile, cast, OngoingWork, actor="The Red Cross", title="Wells", persons=120)
    add(profile, cast, MarketItem, kind="skill", text="Masons", persons=110)
    assert told(profile) == {
        "more:hazards:flood.2": "Flood: 101 persons are more than the 100 of The whole community.",
        "more:works:row.1": "The Red Cross: 120 persons are more than the 100 of The whole community.",
        "more:market:skill.1": "Masons: 110 persons are more than the 100 of The whole community.",
    }


@pytest.mark.parametrize(("fields", "expected"), [
    ({"kind": "water", "women": 3, "men": 7}, {}),
    ({"kind": "water", "women": 1, "men": None}, {}),
    ({"kind": "women", "women": 0, "men": 4}, {}),
    ({"kind": "water", "women": 2, "men": 8}, {
        "committee:bodies:water.1": "Water committee: 2 of 10 members are women, 20.0%; less than 30% is few."}),
])  # fmt: skip
def test_women_in_committees(cast, profile, fields, expected):
    add(profile, cast, LocalBody, **fields)
    assert told(profile) == expected


def test_what_is_restricted_warns_its_readers_alone(cast, profile):
    PartSetting.objects.create(programme=profile.programme, section="land", classification="restricted")
    save(profile, cast, persons=300, households=60)
    add(profile, cast, Tenure, kind="owned", households=70)
    assert told(profile) == {}
    assert list(told(profile, restricted=True)) == ["tenure-sum:"]
    explain_warning(profile, "tenure-sum:", "Some own two.", by=cast.facilitator)
    assert "two" not in str(Event.objects.of(profile).latest_first().first().after)


# --- before review ----------------------------------------------------------------------------------------------------
def test_an_own_question_names_its_source_too(cast, profile):
    labels = {"en": "Is there mobile money?"}
    question = Question.objects.create(
        programme=profile.programme, code="money", kind="yes-no", section="livelihoods", labels=labels
    )
    Answer.objects.create(profile=profile, question=question, yes=True)
    last = missing_for_review(profile)[-1]
    assert last.sentence == "Name the source of the answer: Is there mobile money?"
    assert last.url == f"/profiles/{profile.pk}/answers/livelihoods/"


def test_a_part_that_is_not_asked_is_not_missed(cast, profile):
    save(profile, cast, persons=100)
    assert [one.sentence for one in missing_for_review(profile)] == [
        "Enter the services, or say why nothing is known of them."
    ]
    PartSetting.objects.create(programme=profile.programme, section="services", is_on=False)
    assert missing_for_review(profile) == []


# --- old figures ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("day", "today", "months"), [
    ("2024-03-10", "2026-03-09", 23), ("2024-03-10", "2026-03-10", 24), ("2026-01-31", "2026-02-28", 0),
    ("2026-01-31", "2026-03-01", 1),
])  # fmt: skip
def test_months(day, today, months):
    assert months_old(datetime.date.fromisoformat(day), datetime.date.fromisoformat(today)) == months


def test_figures_older_than_the_limit_of_the_programme(cast, profile):
    """From the limit on; a source that nothing names is no figure."""
    save(profile, cast, persons=10)
    source = profile.sources.get()
    limit = datetime.date(2028, 3, 10)
    assert told(profile, today=limit - datetime.timedelta(days=1)) == {}
    assert told(profile, today=limit) == {
        f"old:{source.pk}": "“Register of the village” is 24 months old; figures of this programme are old after 24."
    }
    save(profile, cast)
    assert told(profile, today=limit) == {}


def test_sources_of_restricted_statements_are_counted_for_nobody(cast, profile):
    source = make_source(title="Closed meeting", dated_on=datetime.date(2020, 1, 1))
    add_entry(ProfileFactor(profile=profile, kind="divider", text="The well", source=source), by=cast.facilitator)
    assert told(profile) == {}


# --- against the former version ---------------------------------------------------------------------------------------
@pytest.fixture
def second(cast) -> Profile:
    """A draft that begins as the copy of a validated version."""
    community = make_community(cast.here)
    validated(community, cast.here.programme, cast.manager)
    return begin_profile(community, cast.here.programme, by=cast.facilitator)


def test_a_copy_moves_nothing(second):
    assert told(second) == {}


@pytest.mark.parametrize(("persons", "expected"), [
    (750, None), (250, None),
    (751, "The whole community, persons: from 500 to 751 (+50%)."),
    (249, "The whole community, persons: from 500 to 249 (−50%)."),
    (1000, "The whole community, persons: from 500 to 1,000 (+100%)."),
    (None, None),
])  # fmt: skip
def test_a_total_that_moved_by_more_than_half(cast, second, persons, expected):
    fill(second, cast.facilitator, total={**TOTAL, "persons": persons})
    assert told(second).get("moved-persons:") == expected


def test_cells_that_moved_stand_in_one_warning(cast, second):
    fill(second, cast.facilitator, total={}, counted=cells([80, 60, 50, 90, 5], MEN))
    assert told(second) == {
        "moved-cells:": "The whole community. Women and girls 0 to 4: from 40 to 80 (+100%); "
        "Women and girls 60 and older: from 20 to 5 (−75%)."
    }


def test_a_value_that_was_zero_or_unknown_moved_by_no_share(cast, second):
    fill(second, cast.facilitator, "host", total={"persons": 300}, counted={})
    assert told(second) == {}


def test_review_waits_for_the_reason_of_a_value_that_moved_by_half_and_saving_does_not(cast, second):
    fill(second, cast.facilitator, total={**TOTAL, "persons": 2000})
    (missing,) = missing_for_review(second)
    assert missing.url == f"/profiles/{second.pk}/warnings/moved-persons:/"
    assert "from 500 to 2,000 (+300%)" in missing.sentence
    with pytest.raises(Refused, match="moved by more than half"):
        submit_profile(second, by=cast.facilitator)
    explain_warning(second, "moved-persons:", "The camp was counted with it.", by=cast.facilitator)
    assert missing_for_review(second) == []
    submit_profile(second, by=cast.facilitator)
    validate_profile(second, by=cast.manager)
    assert second.state == "validated"


def test_warnings_that_are_no_move_stand_in_the_way_of_nothing(cast, second):
    fill(second, cast.facilitator, total={**TOTAL, "persons": 510})
    assert told(second)
    submit_profile(second, by=cast.facilitator)
    assert second.state == "in-review"


def test_a_reason_explains_the_figures_that_it_was_given_for(cast, second):
    fill(second, cast.facilitator, total={**TOTAL, "persons": 2000})
    explain_warning(second, "moved-persons:", "The camp was counted with it.", by=cast.facilitator)
    second.populationtotals.update(persons=2500)  # by whatever door
    assert [one.reason for one in warnings_of(second) if one.code == "moved-persons:"] == [""]
    second.populationtotals.update(persons=2000)
    reasons = [one.reason for one in warnings_of(second) if one.code == "moved-persons:"]
    assert reasons == ["The camp was counted with it."]


def test_counts_of_rows_that_moved_stand_in_one_warning_for_each_row(cast, second):
    service = second.servicestatuss.get()
    ServiceStatus.objects.filter(pk=service.pk).update(count=4, distance_km="9.5")
    assert told(second) == {"moved:services:water.1": "Water point, how many: from 2 to 4 (+100%)."}
    ServiceStatus.objects.filter(pk=service.pk).update(count=3)
    assert told(second) == {}
