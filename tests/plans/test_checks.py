"""What is refused at submission and endorsement, and what is only asked about. (domain 11.3)"""

import datetime

import pytest
from django.utils import translation

from cbp.core.models import Programme
from cbp.cycles.models import Cycle
from cbp.plans.checks import failures, warnings, womens_top
from cbp.plans.models import FundingLine, Plan, PlanItem, PlanSignature
from cbp.workshops.models import Session
from profiling.models import Profile, SubCommunity
from profiling.phases import ProfileState
from tests.chain import DAY, make_item, make_need, make_ranking
from tests.plans.things import returned, signature, signed, validated

TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def plan(cast):
    """In which nothing is missing, and about which nothing is to be asked."""
    chain = cast.here.chain
    Profile.objects.filter(pk=chain.profile.pk).update(state=ProfileState.VALIDATED)
    SubCommunity.objects.filter(pk=chain.quarter.pk).update(is_active=False)
    PlanItem.objects.filter(pk=chain.item.pk).update(track="community", people=900)
    return Plan.objects.get(pk=signed(cast).pk)


def codes(found):
    return [one.code for one in found]


def reread(plan):
    return Plan.objects.get(pk=plan.pk)


def test_a_whole_plan(plan):
    assert failures(plan, endorsing=True) == []
    assert warnings(plan, on=TODAY) == []


# --- hard -------------------------------------------------------------------------------------------------------------
def test_an_empty_plan_says_all_that_is_missing_with_links(cast):
    plan = cast.here.chain.plan
    plan.items.all().delete()
    Plan.objects.filter(pk=plan.pk).update(starts_on=None)
    found = failures(reread(plan))
    assert codes(found) == ["not-validated", "no-period", "no-item", "signature"]
    ends = ["validate/", "edit/", "items/new/", "sign/"]
    assert [finding.url for finding in found] == [f"/plans/{plan.pk}/{end}" for end in ends]


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2026-07-01", "2027-06-30", []),
        ("2026-07-01", "2027-06-29", ["length"]),
        ("2026-07-01", "2036-06-30", []),
        ("2026-07-01", "2036-07-01", ["length"]),
        ("2028-02-29", "2029-02-27", []),
        ("2025-12-10", "2028-12-09", []),  # 90 days before the cycle began on 10 March 2026
        ("2025-12-09", "2028-12-08", ["too-early"]),
        ("2000-01-01", "2099-01-01", ["length", "too-early"]),
    ],
)
def test_the_period(starts, ends, expected, plan):
    Plan.objects.filter(pk=plan.pk).update(starts_on=starts, ends_on=ends)
    assert codes(failures(reread(plan))) == expected


def test_a_cycle_without_a_day_of_start_bounds_nothing(plan):
    Cycle.objects.filter(pk=plan.cycle_id).update(starts_on=None)
    Plan.objects.filter(pk=plan.pk).update(starts_on="2001-01-01", ends_on="2003-12-31")
    assert failures(reread(plan)) == []


@pytest.mark.parametrize(("fields", "code"), [({"track": ""}, "track"), ({"responsible": " "}, "responsible")])
def test_what_an_item_must_say(fields, code, plan):
    PlanItem.objects.filter(plan=plan).update(**fields)
    found = failures(plan)
    assert (codes(found), found[0].url) == ([code], f"/plan-items/{plan.items.get().pk}/edit/")


def test_an_item_answers_a_need_and_has_a_cost_or_a_reason(plan):
    item = plan.items.get()
    item.needs.clear()
    item.cost_lines.all().delete()
    assert codes(failures(plan)) == ["need", "cost"]
    PlanItem.objects.filter(pk=item.pk).update(cost_unknown_reason="The survey is not done.")
    assert codes(failures(plan)) == ["need"]


def test_the_session_is_verified_by_the_endorsement(cast):
    plan = cast.here.chain.plan
    recorded = Session.objects.create(cycle=plan.cycle, kind="validation", state="recorded", held_on=DAY)
    Plan.objects.filter(pk=plan.pk).update(validation=recorded)
    assert codes(failures(reread(plan))) == ["signature"]
    assert codes(failures(reread(plan), endorsing=True)) == ["not-verified", "signature"]


def test_every_part_may_sign_in_place_of_the_whole(cast):
    plan, quarter = validated(cast), cast.here.chain.quarter
    other = SubCommunity.objects.create(community=plan.cycle.community, name="Camp", position=2)
    PlanSignature.objects.bulk_create([signature(plan, sub_community=quarter)])
    assert codes(failures(plan)) == ["signature"]
    PlanSignature.objects.bulk_create([signature(plan, sub_community=other)])
    assert failures(plan) == []


def test_remarks_are_answered(cast):
    plan = returned(cast)
    found = [finding for finding in failures(plan) if finding.code == "remark"]
    assert [finding.url for finding in found] == [
        f"/plan-remarks/{remark.pk}/answer/" for remark in plan.remarks.order_by("pk")
    ]


# --- soft -------------------------------------------------------------------------------------------------------------
def only(plan, **kwargs):
    (finding,) = warnings(reread(plan), on=TODAY, **kwargs)
    return finding.code, finding.sentence.translate(dict.fromkeys(map(ord, "\u2066\u2068\u2069"), None))


def test_more_people_than_live_there(cast, plan):
    PlanItem.objects.filter(plan=plan).update(people=1250)
    code, sentence = only(plan)
    title = plan.items.get().title
    assert (code, sentence) == (
        "beneficiaries",
        f"Item 1, “{title}”: 1,250 people are to benefit, 350 more than the 900 people of the community.",
    )


def test_funding_above_the_cost_shows_its_arithmetic(plan):
    FundingLine.objects.create(item=plan.items.get(), kind="donor", amount="2000.50")
    code, sentence = only(plan)
    assert code == "surplus"
    assert sentence.endswith("funding 2,500.50\u00a0XAF − cost 2,000\u00a0XAF = 500.50\u00a0XAF more than it costs.")


@pytest.mark.parametrize(("as_of", "old"), [("2024-11-22", False), ("2024-10-22", True), ("2024-10-23", False)])
def test_the_age_of_the_profile(as_of, old, plan):
    _dated(plan, as_of)
    found = codes(warnings(reread(plan), on=TODAY))
    assert found == (["old-profile"] if old else [])


def _dated(plan, day):
    """A validated profile is not changed: another takes its place."""
    Programme.objects.filter(pk=plan.cycle.programme_id).update(figures_age_months=24)
    Profile.objects.filter(community=plan.cycle.community_id).update(state=ProfileState.SUPERSEDED)
    Profile.objects.create(
        community=plan.cycle.community, programme=plan.cycle.programme, number=2, as_of=day, age_bands="0-17, 18+",
        state=ProfileState.VALIDATED,
    )  # fmt: skip


def test_no_validated_profile(plan):
    Profile.objects.filter(community=plan.cycle.community_id).update(state=ProfileState.SUPERSEDED)
    assert only(plan)[0] == "no-profile"


def test_nothing_that_the_community_does_itself(plan):
    PlanItem.objects.filter(plan=plan).update(track="others")
    assert only(plan)[0] == "no-own-track"


def test_more_than_twenty_items(plan):
    for position in range(2, 21):
        make_item(plan, [], position=position)
    assert warnings(reread(plan), on=TODAY) == []
    make_item(plan, [], position=21)
    assert only(plan) == ("many-items", "The plan has 21 items. More than 20 are rarely carried out.")


def test_an_item_outside_the_period(plan):
    PlanItem.objects.filter(plan=plan).update(starts_on="2029-07-01", ends_on="2029-09-30")
    assert only(plan)[0] == "outside"
    PlanItem.objects.filter(plan=plan).update(starts_on="2026-04-01", ends_on="2026-06-30")
    assert only(plan)[0] == "outside"


def test_parts_that_have_not_signed(cast, plan):
    SubCommunity.objects.filter(community=plan.cycle.community).update(is_active=True)
    assert only(plan) == ("unsigned-parts", f"One part of the community has not signed: Quarter {cast.here.mark}.")


def test_validated_by_a_meeting_before_the_return(cast):
    plan = validated(cast, returned(cast))
    assert "validated-before" in codes(warnings(plan, on=TODAY))


# --- women ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def needs(cast):
    return [make_need(cast.here.chain.cycle, title) for title in ("Road", "Clinic", "School", "Market", "Mill")]


def ranked(cast, needs, women, **fields):
    groups = {"women": (10, women), "men": (10, [9] * len(needs))}
    return make_ranking(cast.here.chain.cycle, needs, groups, state="closed", **fields)


def test_women_s_first_three_and_whoever_ties_with_the_third(cast, needs):
    found = womens_top(ranked(cast, needs, [5, 1, 3, 3, 3]))
    assert [(need.title, votes) for need, votes in found] == [("Road", 5), ("School", 3), ("Market", 3), ("Mill", 3)]
    assert womens_top(ranked(cast, needs, [0, 2, None, 0, 0])) == [(needs[1], 2)]
    assert womens_top(ranked(cast, needs, [None] * 5)) == []


def test_no_item_answers_what_women_chose(cast, plan, needs):
    ranking = ranked(cast, needs, [5, 4, 3, 2, 1])
    code, sentence = only(plan)
    assert code == "womens-top"
    assert sentence.endswith("“Road” (5) · “Clinic” (4) · “School” (3).")
    plan.items.get().needs.add(needs[2])
    assert warnings(reread(plan), on=TODAY) == []
    plan.items.get().needs.set([needs[3]])
    assert only(plan)[0] == "womens-top"
    assert ranking.pk


def test_sentences_can_be_said_in_every_language(plan):
    FundingLine.objects.create(item=plan.items.get(), kind="donor", amount=5000)
    for language in ("fr", "es", "ar"):
        with translation.override(language):
            assert [one.code for one in warnings(reread(plan), on=TODAY)] == ["surplus"]
