"""Items: lines, order, what is refused; the ranking taken over."""

import datetime
from decimal import Decimal

import pytest

from cbp.core.models import Event, Verb
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.plans.actions.items import (
    MOST_LINES,
    MOST_MONEY,
    add_item,
    change_item,
    items_from_ranking,
    move_item,
    remove_item,
    unanswered,
)
from cbp.plans.models import CostLine, FundingLine, Plan, PlanItem
from cbp.priorities.models import Need, Ranking, RankingResult
from tests.chain import make_item, make_need, make_ranking

D = Decimal


def cost(label="Pipes", quantity="1", unit_cost="10", **fields):
    return CostLine(label=label, quantity=D(quantity), unit_cost=D(unit_cost), **fields)


def funding(kind="donor", amount="5", **fields):
    return FundingLine(kind=kind, amount=D(amount), **fields)


def lines(item):
    return (
        [(line.label, line.total) for line in item.cost_lines.order_by("position")],
        [(line.kind, line.amount) for line in item.funding_lines.order_by("position")],
    )


def changed(item, *, by, fields=(), needs=None, costs=(), fundings=(), expected=None):
    change_item(
        item, fields=list(fields), needs=list(item.needs.all()) if needs is None else needs, costs=list(costs),
        fundings=list(fundings), expected=item.version if expected is None else expected, by=by,
    )  # fmt: skip


# --- adding -----------------------------------------------------------------------------------------------------------
def test_an_item_comes_last_with_its_lines_and_the_groups_of_its_needs(cast, plan):
    need = make_need(plan.cycle, "Road", groups=("men", "youth", "men-of-old"))
    cast.planner.language = "fr"
    made = PlanItem(plan=plan, title="Piste")
    costs, fundings = [cost("A"), cost("B", "2.5", "4")], [funding()]
    item = add_item(made, needs=[need], costs=costs, fundings=fundings, by=cast.planner)
    item.refresh_from_db()
    assert (item.position, item.language, item.groups) == (2, "fr", ["men", "youth", "men-of-old"])
    assert lines(item) == ([("A", D(10)), ("B", D(10))], [("donor", D(5))])
    assert list(item.needs.all()) == [need]
    assert cast.planner in plan.authors.all()
    event = Event.objects.of(item).get()
    assert (event.verb, event.after["needs"], event.after["cost_lines"][0]) == (
        Verb.PLAN_ITEM_ADDED, ["Road"], "A: 1.00 × 10.00",
    )  # fmt: skip


def test_groups_that_were_said_are_kept(cast, plan):
    need = make_need(plan.cycle, "Road", groups=("men",))
    item = add_item(
        PlanItem(plan=plan, title="X", groups=["women"]), needs=[need], costs=[], fundings=[], by=cast.planner
    )
    assert item.groups == ["women"]


def test_what_belongs_to_others_is_refused(cast, plan):
    there = cast.there.chain
    with pytest.raises(Refused, match="register of another planning cycle"):
        add_item(PlanItem(plan=plan, title="X"), needs=[there.need], costs=[], fundings=[], by=cast.planner)
    mine = PlanItem(plan=plan, title="X", sub_community=there.quarter)
    with pytest.raises(Refused, match="no part of the community"):
        add_item(mine, needs=[], costs=[], fundings=[], by=cast.planner)
    assert plan.items.count() == 1


@pytest.mark.parametrize("state", ["parked", "withdrawn", "referred"])
def test_a_need_that_does_not_go_on_is_answered_by_no_new_item(state, cast, plan, item):
    gone = make_need(plan.cycle, "Old", state=state)
    with pytest.raises(Refused, match="does not go on"):
        add_item(PlanItem(plan=plan, title="X"), needs=[gone], costs=[], fundings=[], by=cast.planner)
    Need.objects.filter(pk=cast.here.chain.need.pk).update(state=state)
    changed(item, by=cast.planner)  # which names it already
    assert item.needs.count() == 1


@pytest.mark.parametrize(
    ("costs", "fundings", "words"),
    [
        ([("1", "-1")], [], "below zero"), ([("-1", "1")], [], "below zero"), ([], ["-0.01"], "below zero"),
        ([("1000000", "1000000")], [], "zero too many"), ([], [str(MOST_MONEY + D("0.01"))], "zero too many"),
        ([("1", "1")] * (MOST_LINES + 1), [], "at most 100 lines"),
    ],
)  # fmt: skip
def test_impossible_amounts(costs, fundings, words, cast, plan):
    made = [cost("X", *one) for one in costs], [funding("donor", amount) for amount in fundings]
    with pytest.raises(Refused, match=words):
        add_item(PlanItem(plan=plan, title="X"), needs=[], costs=made[0], fundings=made[1], by=cast.planner)
    assert plan.items.count() == 1


def test_the_largest_line_that_is_taken(cast, plan):
    item = add_item(
        PlanItem(plan=plan, title="X"), needs=[], costs=[cost("X", "1", str(MOST_MONEY))], fundings=[], by=cast.planner
    )
    assert item.cost_lines.get().total == MOST_MONEY


# --- changing ---------------------------------------------------------------------------------------------------------
def test_lines_that_stay_keep_their_row_and_the_others_go(cast, item):
    old = item.cost_lines.get()
    changed(item, by=cast.planner, costs=[cost("New"), cost("Drilling", "3", "7", pk=old.pk)], fundings=[])
    assert lines(item) == ([("New", D(10)), ("Drilling", D(21))], [])
    assert item.cost_lines.get(label="Drilling").pk == old.pk
    event = Event.objects.of(item).get(verb=Verb.PLAN_ITEM_CHANGED)
    assert event.before["cost_lines"] == ["Drilling: 2.00 × 1000.00"]
    assert event.after["cost_lines"] == ["New: 1.00 × 10.00", "Drilling: 3.00 × 7.00"]
    assert event.before["funding_lines"] == ["Local government: 500.00"]


def test_a_line_of_another_item_is_not_taken_from_it(cast, plan, item):
    other = make_item(plan, [], position=2)
    foreign = other.cost_lines.get()
    changed(item, by=cast.planner, costs=[cost("Stolen", pk=foreign.pk)])
    foreign.refresh_from_db()
    assert (foreign.item, foreign.label) == (other, "Drilling")
    assert lines(item)[0] == [("Stolen", D(10))]


def test_fields_that_are_no_fields_are_not_written(cast, item):
    item.title, item.position, item.plan_id = "New", 9, cast.there.chain.plan.pk
    item.plan = cast.here.chain.plan
    changed(item, by=cast.planner, fields=["title", "position", "version", "plan"])
    item.refresh_from_db()
    assert (item.title, item.position, item.plan, item.version) == ("New", 1, cast.here.chain.plan, 2)


def test_a_stale_change_leaves_words_needs_and_lines_alone(cast, item):
    other = make_need(item.plan.cycle, "Other")
    changed(item, by=cast.planner, costs=[cost("Theirs")], fundings=[funding()])
    item.title = "Mine"
    with pytest.raises(Stale):
        changed(item, by=cast.endorser, fields=["title"], needs=[other], costs=[cost("Mine")], expected=1)
    item.refresh_from_db()
    assert item.title == f"A well {cast.here.mark}"
    assert lines(item) == ([("Theirs", D(10))], [("donor", D(5))])
    assert list(item.needs.all()) == [cast.here.chain.need]
    assert cast.endorser not in item.plan.authors.all()


def test_translations_of_changed_words_are_drafts_again(cast, item):
    checked = {"text": "Un puits", "state": "checked"}
    PlanItem.objects.filter(pk=item.pk).update(translations={"fr": {"title": checked, "risks": checked}})
    item.refresh_from_db()
    item.title = "Two wells"
    changed(item, by=cast.planner, fields=["title"])
    item.refresh_from_db()
    assert {field: entry["state"] for field, entry in item.translations["fr"].items()} == {
        "title": "draft", "risks": "checked",
    }  # fmt: skip


def test_an_item_that_ends_before_it_begins(cast, item):
    item.ends_on = datetime.date(2020, 3, 31)
    with pytest.raises(Refused, match="ends before it begins"):
        changed(item, by=cast.planner, fields=["ends_on"])


def test_an_item_that_somebody_took_out_meanwhile(cast, item):
    twin = PlanItem.objects.get(pk=item.pk)
    remove_item(item, by=cast.planner)
    for action in (
        lambda: changed(twin, by=cast.endorser, needs=[]),
        lambda: move_item(twin, to=1, by=cast.endorser),
        lambda: remove_item(twin, by=cast.endorser),
    ):
        with pytest.raises(Refused, match="took this item out"):
            action()


@pytest.mark.parametrize("state", ["validated", "submitted", "withdrawn"])
def test_items_are_changed_in_an_open_edition_alone(state, cast, plan, item):
    Plan.objects.filter(pk=plan.pk).update(state=state)
    for action in (
        lambda: add_item(PlanItem(plan=plan, title="X"), needs=[], costs=[], fundings=[], by=cast.planner),
        lambda: changed(item, by=cast.planner),
        lambda: move_item(item, to=2, by=cast.planner),
        lambda: remove_item(item, by=cast.planner),
        lambda: items_from_ranking(plan, by=cast.planner),
    ):
        with pytest.raises(Refused, match="Only a draft"):
            action()
    assert (plan.items.count(), plan.authors.count()) == (1, 0)


# --- order ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "to", "order"),
    [(1, 2, "2134"), (1, 4, "2341"), (4, 1, "4123"), (3, 2, "1324"), (2, 2, "1234"), (1, 99, "2341"), (4, -5, "4123")],
)
def test_ranks_close_up(who, to, order, cast, plan):
    items = {1: plan.items.get()} | {number: make_item(plan, [], position=number) for number in (2, 3, 4)}
    names = {item.pk: str(number) for number, item in items.items()}
    move_item(items[who], to=to, by=cast.planner)
    now = list(plan.items.in_order())
    assert "".join(names[item.pk] for item in now) == order
    assert [item.position for item in now] == [1, 2, 3, 4]
    moved = Event.objects.of(items[who]).filter(verb=Verb.PLAN_ITEM_CHANGED)
    assert moved.count() == (0 if order == "1234" else 1)


def test_the_database_lets_no_two_items_share_a_rank(cast, plan, transactional_db):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        make_item(plan, [], position=1)


def test_taking_out_closes_the_ranks(cast, plan, item):
    second, third = make_item(plan, [], position=2), make_item(plan, [], position=3)
    remove_item(second, by=cast.planner)
    assert [(one.pk, one.position) for one in plan.items.in_order()] == [(item.pk, 1), (third.pk, 2)]
    assert Event.objects.get(verb=Verb.PLAN_ITEM_REMOVED).before["title"] == second.title


# --- the ranking ------------------------------------------------------------------------------------------------------
def closed_ranking(plan, needs, costs=()):
    ranking = make_ranking(plan.cycle, needs, {"women": (10, list(range(len(needs), 0, -1)))})
    options = list(ranking.options.order_by("position"))
    for option, amount in zip(options, costs, strict=False):
        option.cost = amount
        option.save()
    final = {"numerator": 1, "denominator": 2, "computed_rank": 1}
    for rank, option in enumerate(reversed(options), 1):  # the final order is not the computed one
        RankingResult.objects.create(option=option, final_rank=rank, **final)
    Ranking.objects.filter(pk=ranking.pk).update(state="closed")
    return ranking


def test_ranked_needs_become_items_in_the_final_order(cast, plan):
    answered = cast.here.chain.need
    road = make_need(plan.cycle, "Road is cut", groups=("men",), language="fr", ideas="Un pont", sector="21020")
    road.translations = {
        "ar": {"title": {"text": "الطريق", "state": "checked"}, "causes": {"text": "x", "state": "draft"}}
    }
    road.save()
    clinic = make_need(plan.cycle, "Clinic is far", groups=("women", "idp"))
    parked = make_need(plan.cycle, "Market", state="parked")
    closed_ranking(plan, [answered, road, clinic, parked], [None, D("1200.50"), None, D(3)])
    made = items_from_ranking(plan, by=cast.planner)
    assert [(one.position, one.title) for one in plan.items.in_order()][1:] == [
        (2, "Clinic is far"),
        (3, "Road is cut"),
    ]
    last = made[-1]
    assert (last.language, last.description, last.sector, last.groups) == ("fr", "Un pont", "21020", ["men"])
    assert last.translations == {"ar": {"title": {"text": "الطريق", "state": "checked"}}}
    assert [line.total for line in last.cost_lines.all()] == [D("1200.50")]
    assert made[0].groups == ["women", "idp"]
    assert not made[0].cost_lines.exists()
    with pytest.raises(Refused, match="answered by an item already"):
        items_from_ranking(plan, by=cast.planner)


def test_the_ranking_that_the_plan_names_goes_before_the_latest(cast, plan):
    road, clinic = make_need(plan.cycle, "Road"), make_need(plan.cycle, "Clinic")
    named, _latest = closed_ranking(plan, [road]), closed_ranking(plan, [clinic])
    assert [result.option.need for result in unanswered(plan)] == [clinic]
    Plan.objects.filter(pk=plan.pk).update(ranking=named)
    assert [result.option.need for result in unanswered(Plan.objects.get(pk=plan.pk))] == [road]


def test_an_open_ranking_gives_nothing(cast, plan):
    with pytest.raises(Refused, match="no closed ranking"):
        items_from_ranking(plan, by=cast.planner)
    Plan.objects.filter(pk=plan.pk).update(ranking=cast.here.chain.ranking)
    with pytest.raises(Refused, match="no closed ranking"):
        items_from_ranking(Plan.objects.get(pk=plan.pk), by=cast.planner)
