"""Quarters, and the arithmetic of cost, money and gap."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbp.plans.models import CostLine, FundingLine
from cbp.plans.phases import NEXT, OPEN, PlanState
from cbp.plans.quarters import MOST, Quarter, in_years, quarter_of, quarters_between
from cbp.plans.reading import Money, items_of, money_by_kind, money_of, money_together
from tests.chain import make_item

D = Decimal


@given(st.dates())
def test_a_day_lies_in_its_quarter_and_quarters_follow_each_other(day):
    quarter = quarter_of(day)
    assert quarter.first_day <= day <= quarter.last_day
    if quarter != Quarter(9999, 4):
        assert quarter.next().first_day == quarter.last_day + datetime.timedelta(days=1)


@given(st.dates(), st.dates())
def test_every_quarter_that_a_period_touches(first, last):
    found = quarters_between(first, last)
    assert found == sorted(set(found))
    assert len(found) <= MOST
    if first > last:
        assert found == ([] if quarter_of(first) != quarter_of(last) else [quarter_of(first)])
    elif len(found) < MOST:
        assert (found[0], found[-1]) == (quarter_of(first), quarter_of(last))


def test_a_plan_of_three_years_that_begins_in_july_has_twelve_quarters():
    found = quarters_between(datetime.date(2026, 7, 1), datetime.date(2029, 6, 30))
    assert [str(quarter) for quarter in found][:2] == ["Q3 2026", "Q4 2026"]
    assert len(found) == 12
    assert (found[0].first_day, found[-1].last_day) == (datetime.date(2026, 7, 1), datetime.date(2029, 6, 30))


def test_years_on_from_the_last_of_february_and_at_the_end_of_the_calendar():
    assert in_years(datetime.date(2028, 2, 29), 1) == datetime.date(2029, 2, 28)
    assert in_years(datetime.date(2028, 2, 29), 4) == datetime.date(2032, 2, 29)
    assert in_years(datetime.date.max, 10) == datetime.date.max


def test_every_state_can_be_reached_and_every_edition_can_end():
    assert {state for after in NEXT.values() for state in after} | {PlanState.DRAFT} == set(PlanState)
    assert {state for state in PlanState if not NEXT[state]} == {PlanState.ENDORSED, PlanState.WITHDRAWN}
    assert {PlanState.DRAFT, PlanState.RETURNED} == OPEN


# --- money ------------------------------------------------------------------------------------------------------------
def item_with(cast, costs, fundings):
    item = make_item(cast.here.chain.plan, [], position=cast.here.chain.plan.items.count() + 1)
    item.cost_lines.all().delete()
    item.funding_lines.all().delete()
    for quantity, cost in costs:
        CostLine.objects.create(item=item, label="Line", quantity=D(quantity), unit_cost=D(cost))
    for kind, amount in fundings:
        FundingLine.objects.create(item=item, kind=kind, amount=D(amount))
    return item


def read(item):
    """As the database gives it back."""
    return money_of(next(one for one in items_of(item.plan) if one.pk == item.pk))


@pytest.mark.parametrize(
    ("cost", "grant", "community", "share"),
    [("1161600", "952510", "209090", "18.00"), ("484957.57", "220800", "264157.57", "54.47")],
)
def test_worked_numbers(cast, cost, grant, community, share):
    """Domain 15.7."""
    money = read(item_with(cast, [(1, cost)], [("donor", grant), ("community-cash", community)]))
    assert (money.cost, money.gap, money.surplus) == (D(cost), D(0), D(0))
    assert money.share.quantize(D("0.01")) == D(share)


def test_labour_and_materials_are_the_community_s_too(cast):
    money = read(
        item_with(cast, [(2, "500")], [("community-kind", "100"), ("community-cash", "150"), ("diaspora", 50)])
    )
    assert (money.funded, money.given, money.gap, money.share) == (D(300), D(250), D(700), D(25))


def test_unknown_is_not_zero_and_zero_is_not_unknown(cast):
    unknown = read(item_with(cast, [], [("donor", "10")]))
    assert (unknown.cost, unknown.gap, unknown.share, unknown.unknown) == (None, None, None, 1)
    free = read(item_with(cast, [(1, 0)], []))
    assert (free.cost, free.gap, free.share, free.unknown) == (D(0), D(0), None, 0)


def test_what_is_too_much_for_one_item_fills_no_gap_of_another(cast):
    over = read(item_with(cast, [(1, 100)], [("donor", 150)]))
    under = read(item_with(cast, [(1, 100)], [("community-cash", 20)]))
    unknown = read(item_with(cast, [], [("community-cash", 7)]))
    together = money_together([over, under, unknown])
    assert together == Money(
        cost=D(200), funded=D(177), gap=D(80), surplus=D(50), given=D(27), counted=D(20), unknown=1
    )
    assert together.share == D(10)


def test_cents_are_rounded_half_up_line_by_line(cast):
    assert read(item_with(cast, [("0.5", "0.01"), ("1.5", "0.33")], [])).cost == D("0.01") + D("0.50")


def test_nothing_adds_up_to_nothing_known():
    assert money_together([]) == Money(None, D(0), None, D(0), D(0), D(0), 0)


def test_money_by_who_gives_it(cast):
    item_with(cast, [(1, 100)], [("donor", 5), ("donor", 6), ("community-cash", 1)])
    assert [(kind.value, amount) for kind, amount in money_by_kind(items_of(cast.here.chain.plan))] == [
        ("community-cash", D(1)), ("local-government", D(500)), ("donor", D(11)),
    ]  # fmt: skip
