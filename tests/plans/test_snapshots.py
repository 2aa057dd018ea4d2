"""The snapshot of a plan: everything that its paper shows and nothing else, as plain JSON."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cbp.core import audit
from cbp.core.canonical import canonical
from cbp.core.choices import Classification
from cbp.core.models import PopulationGroup, Programme, Verb
from cbp.plans.models import CostLine, Decision, FundingLine, Plan, PlanSignature, PlanSnapshot, Remark
from cbp.plans.snapshots import hash_of, plan_snapshot
from cbp.priorities.models import Need
from cbp.workshops.models import AttendanceCell
from profiling.models import CommunityName, Hazard, PopulationTotal, ProfileFactor, ServiceStatus, Source
from reports import snapshots
from tests.cast import Cast
from tests.chain import Chain, make_item, make_need, make_ranking, make_session, verified
from tests.reports.plan_things import a_plan
from tests.shapes import keys_of, shape_of

pytestmark = pytest.mark.django_db
FREE = {"names", "texts", "groups", "by_status"}


@pytest.fixture
def chain(cast: Cast) -> Chain:
    """With held sessions, a ranking of the worked numbers 15.1 and a programme that counts a group of its own."""
    chain = cast.here.chain
    PopulationGroup.objects.create(
        programme=cast.here.programme, code="fishers", labels={"fr": "Pêcheurs", "ar": "صيادون"}, position=99
    )
    verified(chain.session, cast.manager, cast.facilitator)
    needs = [chain.need, make_need(chain.cycle, "The clinic is shut"), make_need(chain.cycle, "The road is cut")]
    votes: dict[str, tuple[int | None, list[int | None]]] = {
        "women": (12, [20, 10, 6]), "men": (30, [20, 15, 55]), "idp": (8, [6, 16, 2]),
    }  # fmt: skip
    chain.plan.ranking = make_ranking(chain.cycle, needs, votes, title="Choice")
    chain.plan.save()
    return chain


# --- what is in it ----------------------------------------------------------------------------------------------------
def test_it_is_plain_json_without_a_single_row_number(chain: Chain) -> None:
    found = plan_snapshot(chain.plan)
    assert json.loads(canonical(found)) == found
    assert not [key for key in keys_of(found) if key in ("id", "pk", "uid") or key.endswith(("_id", "_pk"))]


def test_the_paper_s_own_example_has_its_shape(chain: Chain, cast: Cast) -> None:
    """The example that the tests of the paper draw is what rows give: the same keys in every part that both have."""
    with_everything(chain, cast)
    made, example = shape_of(plan_snapshot(chain.plan), FREE), shape_of(a_plan(), FREE)
    assert set(made) == set(example)
    for part in made:
        assert made[part] == example[part], part


def with_everything(chain: Chain, cast: Cast) -> None:
    source = chain.profile.sources.get()
    ServiceStatus.objects.create(profile=chain.profile, kind="water", exists=True, source=source)
    ProfileFactor.objects.create(profile=chain.profile, kind="risk", text="Fear", source=source)
    Hazard.objects.create(profile=chain.profile, kind="flood", text="The river rises", source=source)
    ranking = chain.plan.ranking
    assert ranking
    ranking.budget, ranking.top = Decimal(1000), 1
    ranking.save()
    decision = Decision.objects.create(
        plan=chain.plan, kind="returned", authority="Prefect", decided_on=datetime.date(2026, 8, 1), by=cast.endorser
    )
    Remark.objects.create(decision=decision, plan=chain.plan, item=chain.item, text="Who keeps it up?")


def test_what_a_programme_a_place_or_a_community_named_is_there_in_every_language(chain: Chain) -> None:
    CommunityName.objects.create(community=chain.community, text="نقوبوا", language="ar")
    found = plan_snapshot(chain.plan)
    assert found["groups"] == {"fishers": {"en": "Pêcheurs", "fr": "Pêcheurs", "es": "Pêcheurs", "ar": "صيادون"}}
    assert found["community"]["names"] == {"ar": "نقوبوا"}
    assert found["areas"][1]["names"]["ar"].startswith("بحيرة")
    assert [area["level"] for area in found["areas"]] == [0, 1, 2]


def test_it_does_not_depend_on_the_reader_s_language(chain: Chain) -> None:
    with translation.override("ar"):
        arabic = canonical(plan_snapshot(chain.plan))
    with translation.override("fr"):
        assert canonical(plan_snapshot(chain.plan)) == arabic


def test_texts_of_the_community_keep_every_wording_with_its_state(chain: Chain) -> None:
    chain.item.translations = {"fr": {"title": {"text": "Un puits", "state": "checked"}}}
    chain.item.save()
    title = plan_snapshot(chain.plan)["items"][0]["texts"]["title"]
    assert title == {"en": [chain.item.title, "original"], "fr": ["Un puits", "checked"]}


# --- money ------------------------------------------------------------------------------------------------------------
def test_money_is_text_to_the_cent_with_the_worked_share(chain: Chain) -> None:
    """Cost 484,957.57, grant 220,800, community 264,157.57: 54.47 %. (domain 15.7)"""
    chain.item.cost_lines.all().delete()
    chain.item.funding_lines.all().delete()
    CostLine.objects.create(item=chain.item, label="Works", unit_cost=Decimal("484957.57"))
    FundingLine.objects.create(item=chain.item, kind="donor", amount=Decimal(220_800))
    FundingLine.objects.create(item=chain.item, kind="community-kind", amount=Decimal("264157.57"))
    money = plan_snapshot(chain.plan)["money"]
    assert (money["cost"], money["gap"], money["given"], money["share"]) == ("484957.57", "0.00", "264157.57", "54.47")
    assert [row["kind"] for row in money["by_kind"]] == ["community-kind", "donor"]


def test_an_unknown_cost_is_counted_not_added(chain: Chain) -> None:
    bare = make_item(chain.plan, [chain.need], position=2)
    bare.cost_lines.all().delete()
    found = plan_snapshot(chain.plan)
    assert (found["items"][1]["cost"], found["items"][1]["gap"]) == (None, None)
    assert (found["money"]["cost"], found["money"]["unknown"]) == ("2000.00", 1)


# --- people -----------------------------------------------------------------------------------------------------------
def test_small_counts_are_hidden_with_what_would_tell_them(chain: Chain) -> None:
    """12 women met alone; in a mixed session were 3 women and 9 men."""
    mixed = make_session(chain.cycle, "mixed", people=0, state="recorded")
    AttendanceCell.objects.create(session=mixed, sex="f", lower=18, upper=59, people=3)
    AttendanceCell.objects.create(session=mixed, sex="m", lower=18, upper=59, people=9)
    meetings = plan_snapshot(chain.plan)["meetings"]
    counts = [[row[key] for key in ("women", "men", "total")] for row in [*meetings["sessions"], meetings["totals"]]]
    assert counts[1][:2] == ["hidden", "hidden"]
    assert counts[1][2] == 12
    shown = {number for row in counts for number in row if isinstance(number, int)}
    assert not shown & {3, 9}
    # 15 in all less 12 would tell the 3, and that no man was among the women hides nothing: so the sums go
    assert counts[2] == ["hidden", "hidden", 24]
    assert meetings["participation"]["women_share"] == "hidden"
    assert [row["participations"] for row in meetings["participation"]["rows"]][:2] == ["hidden", "hidden"]


def test_population_groups_below_the_threshold_are_hidden_too(chain: Chain) -> None:
    PopulationTotal.objects.create(profile=chain.profile, group="idp", persons=12, females=3, males=9, households=2)
    row = next(one for one in plan_snapshot(chain.plan)["profile"]["population"] if one["group"] == "idp")
    assert (row["females"], row["males"], row["persons"], row["households"]) == ("hidden", "hidden", 12, "hidden")


def test_the_whole_community_does_not_tell_a_small_group(chain: Chain) -> None:
    """100 hosts and 3 displaced are 103: the sum would tell the 3. So it is with their households."""
    PopulationTotal.objects.filter(profile=chain.profile).delete()
    counts = {"": (60, 43, 103, 22), "host": (58, 42, 100, 20), "idp": (2, 1, 3, 2)}
    for group, (females, males, persons, households) in counts.items():
        PopulationTotal.objects.create(
            profile=chain.profile, group=group, females=females, males=males, persons=persons, households=households
        )
    rows = {row["group"]: row for row in plan_snapshot(chain.plan)["profile"]["population"]}
    assert list(rows) == ["", "host", "idp"]
    for key, whole in (("females", 60), ("males", 43), ("persons", 103), ("households", 22)):
        assert [rows[group][key] for group in ("", "host", "idp")] == [whole, "hidden", "hidden"], key


def test_groups_that_are_not_the_whole_tell_nothing_of_each_other(chain: Chain) -> None:
    PopulationTotal.objects.filter(profile=chain.profile).delete()
    for group, persons in {"": 120, "host": 100, "idp": 3, "disability": 17}.items():
        PopulationTotal.objects.create(profile=chain.profile, group=group, persons=persons)
    rows = {row["group"]: row["persons"] for row in plan_snapshot(chain.plan)["profile"]["population"]}
    assert rows == {"": 120, "host": 100, "idp": "hidden", "disability": 17}


def test_the_programme_s_own_threshold_counts(chain: Chain) -> None:
    Programme.objects.filter(pk=chain.cycle.programme_id).update(disclosure_threshold=20)
    (session,) = plan_snapshot(chain.plan)["meetings"]["sessions"]
    assert (session["women"], session["total"]) == ("hidden", "hidden")


def test_nothing_restricted_is_ever_in_it(chain: Chain) -> None:
    kinds = [("divider", Classification.RESTRICTED), ("connector", Classification.STRICT)]
    kinds += [("risk", Classification.RESTRICTED), ("risk", Classification.STRICT)]
    for kind, classification in kinds:
        ProfileFactor.objects.create(
            profile=chain.profile, kind=kind, text="sentinel-5d0c", classification=classification
        )
    for classification in (Classification.PUBLIC, Classification.INTERNAL):
        ProfileFactor.objects.create(
            profile=chain.profile, kind="protective", text="Open", classification=classification
        )
    found = plan_snapshot(chain.plan)
    assert "sentinel" not in canonical(found).decode()
    assert len(found["profile"]["factors"]) == 2


def test_a_source_that_only_restricted_statements_name_is_not_in_it(chain: Chain) -> None:
    secret, shared = (
        Source.objects.create(
            profile=chain.profile, title=title, method="interview", dated_on=datetime.date(2026, 3, 1), confidence=2
        )
        for title in ("sentinel-77ab", "Shared")
    )
    values = {"profile": chain.profile, "kind": "divider", "text": "Herds", "classification": Classification.RESTRICTED}
    for source in (secret, shared):
        ProfileFactor.objects.create(**values, source=source)
    open_one = {"kind": "protective", "text": "Committee", "classification": Classification.INTERNAL}
    ProfileFactor.objects.create(profile=chain.profile, **open_one, source=shared)
    found = plan_snapshot(chain.plan)["profile"]
    assert "sentinel" not in canonical(found).decode()
    number = next(factor["source"] for factor in found["factors"] if factor["kind"] == "protective")
    assert found["sources"][number - 1]["title"] == "Shared"


def test_a_missing_group_is_marked(chain: Chain) -> None:
    PopulationTotal.objects.create(profile=chain.profile, group="idp", persons=300, females=160, males=140)
    rows = {row["group"]: row for row in plan_snapshot(chain.plan)["meetings"]["participation"]["rows"]}
    assert rows["idp"] == {"group": "idp", "persons": 300, "participations": None, "sessions": 0, "is_missing": True}
    assert not rows["women"]["is_missing"]


# --- needs, ranking, decisions ----------------------------------------------------------------------------------------
def test_needs_that_were_merged_or_withdrawn_are_out_and_referred_ones_say_to_whom(chain: Chain) -> None:
    other = make_need(chain.cycle, "Referred", state="referred", state_reason="Committee of the department")
    Need.objects.filter(pk=make_need(chain.cycle, "Gone").pk).update(state="withdrawn")
    Need.objects.filter(pk=make_need(chain.cycle, "Merged").pk).update(state="merged", merged_into=other)
    needs = plan_snapshot(chain.plan)["needs"]
    assert [(need["number"], need["state"]) for need in needs][-1] == (other.number, "referred")
    assert needs[-1]["reason"] == "Committee of the department"
    assert {"Gone", "Merged"}.isdisjoint(need["texts"]["title"]["en"][0] for need in needs)


def test_the_ranking_holds_the_worked_numbers_under_each_rule(chain: Chain) -> None:
    """Sum of votes: road, well, clinic; mean share: clinic 37.04 %, well 34.26 %, road 28.70 %. (domain 15.1)"""
    ranking = plan_snapshot(chain.plan)["ranking"]
    rules = {rule["rule"]: [(one["need"], one["percent"]) for one in rule["places"]] for rule in ranking["rules"]}
    assert rules["mean-share"] == [(2, "37.04"), (1, "34.26"), (3, "28.70")]
    assert [need for need, _percent in rules["sum"]] == [3, 1, 2]
    chosen = next(rule for rule in ranking["rules"] if rule["is_chosen"])
    assert chosen["places"][0]["score"] == "10/27"
    assert [group["voters"] for group in ranking["groups"]] == [12, 30, 8]
    assert ranking["options"][0]["votes"] == [[10, "27.8", False], [15, "16.7", False], [16, "66.7", True]]
    assert not ranking["rules_agree"]


def test_without_a_ranking_there_is_none(chain: Chain) -> None:
    chain.plan.ranking = None
    chain.plan.save()
    assert plan_snapshot(chain.plan)["ranking"] is None


def test_every_part_of_the_community_has_a_line_signed_or_not(chain: Chain) -> None:
    PlanSignature.objects.create(plan=chain.plan, body="Committee", office="Chair", signed_on=datetime.date(2026, 9, 1))
    PlanSignature.objects.create(
        plan=chain.plan, sub_community=chain.quarter, body="", office="Chief", name="A. M.",
        signed_on=datetime.date(2026, 9, 2),
    )  # fmt: skip
    lines = plan_snapshot(chain.plan)["signatures"]
    assert [(line["part"], line["body"], line["signed_on"]) for line in lines] == [
        (chain.quarter.name, "", "2026-09-02"), ("", "Committee", "2026-09-01"),
    ]  # fmt: skip


# --- its day and its checksum -----------------------------------------------------------------------------------------
def test_as_of_is_the_last_change_recorded_of_anything_in_it(chain: Chain, cast: Cast) -> None:
    assert plan_snapshot(chain.plan)["as_of"] is None
    audit.record(Verb.NEED_CHANGED, chain.need, by=cast.manager)
    first = plan_snapshot(chain.plan)["as_of"]
    assert datetime.datetime.fromisoformat(first) <= timezone.now()
    audit.record(Verb.PLAN_CHANGED, cast.there.chain.plan, by=cast.stranger)
    assert plan_snapshot(chain.plan)["as_of"] == first


def test_the_same_data_have_the_same_checksum_and_a_change_another(chain: Chain) -> None:
    first = hash_of(plan_snapshot(chain.plan))
    assert hash_of(plan_snapshot(chain.plan)) == first
    FundingLine.objects.filter(item=chain.item).update(amount=Decimal("500.01"))
    assert hash_of(plan_snapshot(chain.plan)) != first


def test_the_paper_of_an_endorsed_edition_is_made_from_what_was_frozen(chain: Chain) -> None:
    data = plan_snapshot(chain.plan) | {"as_of": "2026-09-20T00:00:00+00:00"}
    PlanSnapshot.objects.create(plan=chain.plan, data=data, sha256=hash_of(data))
    chain.community.name = "Renamed since"
    chain.community.save()
    found = snapshots.edition_snapshot(Plan.objects.get(pk=chain.plan.pk))
    assert canonical(found) == canonical(data)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(chain: Chain, cast: Cast, count: int) -> None:
    with_everything(chain, cast)
    for number in range(count):
        make_item(chain.plan, [chain.need, make_need(chain.cycle, f"Need {number}", ("women", "men"))], 2 + number)
        make_session(chain.cycle, "men", state="recorded")
        PopulationTotal.objects.create(profile=chain.profile, group=f"g{number}", persons=50)
    with CaptureQueriesContext(connection) as queries:
        plan_snapshot(chain.plan)
    assert len(queries) == 46
