"""Two people at one plan, and one form sent twice: nobody's lines are lost, and nothing is there twice."""

import uuid
from decimal import Decimal as D

import pytest
from django.urls import reverse

from cbp.plans.models import Plan
from tests.chain import make_need
from tests.desk.test_saving import filled
from tests.plans.browsing import page
from tests.plans.test_items import closed_ranking
from tests.plans.things import endorsed, submitted


# --- two people -------------------------------------------------------------------------------------------------------
def test_two_planners_who_add_a_line_each_both_keep_it(cast, enter, item):
    mine, theirs, url = enter(cast.planner), enter(cast.endorser), page("item-edit", item)
    data, other = filled(mine.get(url)), filled(theirs.get(url))
    other |= {"costnew0_label": ["Their pipes"], "costnew0_unit_cost": ["7"], "upkeep": ["A committee"]}
    assert theirs.post(url, other).status_code == 302
    data |= {"costnew0_label": ["My pump"], "costnew0_unit_cost": ["9"], "risks": ["Floods"]}
    answer = mine.post(url, data)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert all(words in html for words in ("Their pipes", "My pump", "A committee", "Floods", "Cost line"))
    assert answer.context["clashes"] == 0
    chosen = filled(answer) | {f"choose-{row.name}": [row.keep] for row in answer.context["rows"]}
    assert mine.post(url, chosen).status_code == 302
    item.refresh_from_db()
    assert (item.upkeep, item.risks) == ("A committee", "Floods")
    assert [(line.label, line.total) for line in item.cost_lines.order_by("position")] == [
        ("Drilling", D(2000)), ("Their pipes", D(7)), ("My pump", D(9)),
    ]  # fmt: skip


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_line_that_one_took_away_and_the_other_changed(choice, cast, enter, item):
    mine, theirs, url = enter(cast.planner), enter(cast.endorser), page("item-edit", item)
    line = item.cost_lines.get()
    data, other = filled(mine.get(url)), filled(theirs.get(url))
    cells = [f"cost{line.pk}_{cell}" for cell in ("label", "quantity", "unit", "unit_cost")]
    assert theirs.post(url, other | {cell: [""] for cell in cells}).status_code == 302
    answer = mine.post(url, data | {f"cost{line.pk}_unit_cost": ["1500"]})
    assert answer.status_code == 409
    names = {row.name for row in answer.context["rows"]}
    assert f"cost{line.pk}_unit_cost" in names
    chosen = filled(answer) | {f"choose-{name}": [choice] for name in names}
    assert mine.post(url, chosen).status_code == 302
    expected = [("Drilling", D(3000))] if choice == "mine" else []
    assert [(one.label, one.total) for one in item.cost_lines.all()] == expected


def test_two_who_tick_other_needs_decide(cast, enter, plan, item):
    road, clinic = make_need(plan.cycle, "Road"), make_need(plan.cycle, "Clinic")
    mine, theirs, url = enter(cast.planner), enter(cast.endorser), page("item-edit", item)
    data, other = filled(mine.get(url)), filled(theirs.get(url))
    theirs.post(url, other | {"needs": [str(road.pk)]})
    answer = mine.post(url, data | {"needs": [str(clinic.pk)]})
    assert (answer.status_code, answer.context["clashes"]) == (409, 1)
    mine.post(url, filled(answer) | {"choose-needs": ["theirs"]})
    assert list(item.needs.all()) == [road]


def test_two_who_change_the_plan_decide(cast, enter, plan):
    mine, theirs, url = enter(cast.planner), enter(cast.endorser), page("plan-edit", plan)
    data, other = filled(mine.get(url)), filled(theirs.get(url))
    assert theirs.post(url, other | {"title": ["Their plan"]}).status_code == 302
    answer = mine.post(url, data | {"title": ["My plan"], "vision": ["My vision"]})
    assert (answer.status_code, answer.context["clashes"]) == (409, 1)
    chosen = filled(answer) | {"choose-title": ["theirs"], "choose-vision": ["mine"]}
    assert mine.post(url, chosen).status_code == 302
    plan.refresh_from_db()
    assert (plan.title, plan.vision) == ("Their plan", "My vision")


def test_what_was_typed_into_an_edition_that_was_submitted_meanwhile_is_kept(cast, enter, plan, item):
    """F20."""
    client, url = enter(cast.planner), page("item-edit", item)
    data = filled(client.get(url))
    submitted(cast, plan)
    answer = client.post(
        url, data | {"title": ["Typed meanwhile"], "costnew0_label": ["Typed line"], "costnew0_unit_cost": ["1"]}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert all(words in html for words in ("Typed meanwhile", "Typed line", "Only a draft"))


# --- twice ------------------------------------------------------------------------------------------------------------
def test_the_same_item_sent_twice_is_one(cast, enter, plan):
    client, url = enter(cast.planner), page("item-new", plan)
    data = filled(client.get(url)) | {"title": ["Once"], "costnew0_label": ["A"], "costnew0_unit_cost": ["1"]}
    first, second = client.post(url, data), client.post(url, data)
    assert first.url == second.url
    assert plan.items.filter(title="Once").count() == 1


def test_the_ranking_taken_over_twice_makes_no_second_items(cast, enter, plan):
    closed_ranking(plan, [make_need(plan.cycle, "Road"), make_need(plan.cycle, "Clinic")])
    client, url = enter(cast.planner), page("item-from-ranking", plan)
    assert "2 needs of the closed ranking have no item yet" in client.get(plan.get_absolute_url()).content.decode()
    key = {"idempotency_key": str(uuid.uuid4())}
    client.post(url, key)
    client.post(url, key)
    answer = client.post(url, follow=True)
    assert plan.items.count() == 3
    assert "answered by an item already" in answer.content.decode()


def test_the_same_edition_begun_twice_is_one(cast, enter):
    plan = endorsed(cast)
    client, url = enter(cast.planner), reverse("plans:plan-new", args=[plan.cycle_id])
    data = filled(client.get(url)) | {"revision_reason": ["The river moved"]}
    first, second = client.post(url, data), client.post(url, data)
    assert first.url == second.url
    assert Plan.objects.filter(cycle=plan.cycle).count() == 2
