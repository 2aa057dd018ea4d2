"""The pages of an item: written without JavaScript, put in order, and nothing typed is lost."""

from decimal import Decimal as D

import pytest

from cbp.core.models import Event
from cbp.plans.models import PlanItem
from tests.chain import make_item, make_need, make_organisation
from tests.desk.test_saving import filled
from tests.plans.browsing import anew, page


# --- an item: the field task ------------------------------------------------------------------------------------------
def test_an_item_from_an_empty_form_to_the_plan(cast, enter, plan):
    need = make_need(plan.cycle, "Road is cut", groups=("men", "youth"))
    client = enter(cast.facilitator)
    data = filled(client.get(page("item-new", plan)))
    data |= {
        "title": ["Piste"], "needs": [str(need.pk)], "track": ["community"], "quantity": ["2,5"], "unit": ["km"],
        "starts_on": ["2026-07-01"], "ends_on": ["2026-12-31"], "people": ["1 250"],
        "costnew0_label": ["Pelles"], "costnew0_quantity": ["10"], "costnew0_unit_cost": ["4 500,50"],
        "costnew2_label": ["Journées"], "costnew2_unit_cost": ["١٢٬٠٠٠"],
        "moneynew1_kind": ["community-kind"], "moneynew1_amount": ["57 005"], "moneynew1_note": ["19 jours"],
    }  # fmt: skip
    answer = client.post(page("item-new", plan), data)
    assert answer.status_code == 302
    item = plan.items.get(position=2)
    assert answer.url == f"/plans/{plan.pk}/#item-{item.pk}"
    assert (item.groups, item.quantity, item.people, item.starts_on.isoformat()) == (
        ["men", "youth"], D("2.50"), 1250, "2026-07-01",
    )  # fmt: skip
    assert [(line.label, line.total) for line in item.cost_lines.order_by("position")] == [
        ("Pelles", D("45005.00")), ("Journées", D(12000)),
    ]  # fmt: skip
    money = item.funding_lines.get()
    assert (money.kind, money.amount, money.status, money.note) == ("community-kind", D(57005), "pledged", "19 jours")
    assert cast.facilitator in plan.authors.all()


def test_a_need_brings_its_groups_into_the_empty_form(cast, enter, plan):
    need = make_need(plan.cycle, "Road", groups=("men",), sector="21020")
    data = filled(enter(cast.planner).get(page("item-new", plan), {"need": need.pk}))
    assert (data["needs"], data["groups"], data["sector"]) == ([str(need.pk)], ["men"], ["21020"])
    for odd in (cast.there.chain.need.pk, "x", "9" * 30, "-1", "²"):
        answer = enter(cast.planner).get(page("item-new", plan), {"need": odd})
        assert answer.status_code == 200
        assert "needs" not in filled(answer)


def test_saving_and_staying_gives_more_empty_lines(cast, enter, item):
    client, url = enter(cast.planner), page("item-edit", item)
    data = filled(client.get(url))
    for number in range(3):
        data |= {f"costnew{number}_label": [f"L{number}"], f"costnew{number}_unit_cost": ["1"]}
    answer = client.post(url, data | {"go_on": ["1"]})
    assert (answer.status_code, answer.url) == (302, url)
    assert item.cost_lines.count() == 4
    assert sum(name.startswith("costnew") and name.endswith("_label") for name in filled(client.get(url))) == 3


def test_an_emptied_line_goes_and_a_half_line_is_asked_about(cast, enter, item):
    client, url, line = enter(cast.planner), page("item-edit", item), item.cost_lines.get()
    data = filled(client.get(url))
    half = client.post(url, anew(data, **{f"cost{line.pk}_unit_cost": [""]}))
    assert half.status_code == 422
    assert half.context["form"].errors == {
        f"cost{line.pk}_unit_cost": ["Give the cost of one, or empty the whole line."]
    }
    assert "Drilling" in half.content.decode()
    empty = {f"cost{line.pk}_{cell}": [""] for cell in ("label", "quantity", "unit", "unit_cost")}
    assert client.post(url, anew(data, **empty)).status_code == 302
    assert not item.cost_lines.exists()


@pytest.mark.parametrize(
    ("cells", "errors"),
    [
        ({"moneynew0_amount": "5"}, ["moneynew0_kind"]),
        ({"moneynew0_kind": "donor"}, ["moneynew0_amount"]),
        ({"moneynew0_note": "x"}, ["moneynew0_kind", "moneynew0_amount"]),
        ({"moneynew0_kind": "pirates", "moneynew0_amount": "5"}, ["moneynew0_kind"]),
        ({"moneynew0_kind": "donor", "moneynew0_amount": "-5"}, ["moneynew0_amount"]),
        ({"moneynew0_kind": "donor", "moneynew0_amount": "1" + "0" * 30}, ["moneynew0_amount"]),
        ({"moneynew0_kind": "donor", "moneynew0_amount": "1e5"}, ["moneynew0_amount"]),
        ({"moneynew0_kind": "donor", "moneynew0_amount": "NaN"}, ["moneynew0_amount"]),
        ({"costnew0_label": "x", "costnew0_unit_cost": "1.2345"}, ["costnew0_unit_cost"]),
        ({"costnew0_label": "x" * 151, "costnew0_unit_cost": "1"}, ["costnew0_label"]),
        ({"costnew0_label": "x", "costnew0_quantity": "9" * 12, "costnew0_unit_cost": "9"}, ["costnew0_quantity"]),
        ({"costnew0_label": "x", "costnew0_quantity": "9999999999", "costnew0_unit_cost": "9999999999"}, ["__all__"]),
        ({"people": "50000001"}, ["people"]), ({"people": "-1"}, ["people"]), ({"quantity": "many"}, ["quantity"]),
        ({"starts_on": "2026-07-02"}, ["starts_on"]), ({"starts_on": "soon"}, ["starts_on"]),
        ({"starts_on": "2027-01-01", "ends_on": "2026-09-30"}, ["ends_on", "__all__"]),
        ({"groups": "martians"}, ["groups"]), ({"track": "none"}, ["track"]), ({"title": ""}, ["title"]),
    ],
)  # fmt: skip
def test_what_no_item_can_be(cells, errors, cast, enter, item):
    client, url = enter(cast.planner), page("item-edit", item)
    before = PlanItem.objects.values().get(pk=item.pk)
    answer = client.post(url, filled(client.get(url)) | {name: [value] for name, value in cells.items()})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) <= set(errors)
    assert answer.context["form"].errors
    assert PlanItem.objects.values().get(pk=item.pk) == before
    assert item.funding_lines.count() == 1


def test_strangers_are_no_choice(cast, enter, item):
    """A05: the other world's need, part, organisation."""
    there, client, url = cast.there.chain, enter(cast.planner), page("item-edit", item)
    data = filled(client.get(url))
    for cells, field in (
        ({"needs": [there.need.pk]}, "needs"),
        ({"sub_community": [there.quarter.pk]}, "sub_community"),
        ({"partner": [there.organisation.pk]}, "partner"),
        (
            {"moneynew0_kind": ["donor"], "moneynew0_amount": ["1"], "moneynew0_organisation": [there.organisation.pk]},
            "moneynew0_organisation",
        ),
    ):
        answer = client.post(url, anew(data, **cells))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert cast.there.mark not in client.get(url).content.decode()


def test_an_organisation_that_the_item_names_stays_though_it_is_out_of_use(cast, enter, item):
    old = make_organisation(cast.here, "Closed down", is_active=False)
    PlanItem.objects.filter(pk=item.pk).update(partner=old)
    client, url = enter(cast.planner), page("item-edit", item)
    data = filled(client.get(url))
    assert data["partner"] == [str(old.pk)]
    assert client.post(url, data | {"title": ["Other"]}).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.partner) == ("Other", old)


def test_nothing_changed_writes_nothing(cast, enter, item):
    client, url = enter(cast.planner), page("item-edit", item)
    assert client.post(url, filled(client.get(url))).status_code == 302
    item.refresh_from_db()
    assert item.version == 1
    assert not Event.objects.of(item).exists()
    assert not item.plan.authors.exists()


# --- order ------------------------------------------------------------------------------------------------------------
def test_up_and_down(cast, enter, plan, item):
    second = make_item(plan, [], position=2)
    client = enter(cast.planner)
    for thing, way, order in (
        (second, "up", [second, item]),
        (second, "down", [item, second]),
        (item, "up", [item, second]),
    ):
        client.post(page("item-move", thing), {"way": way})
        assert list(plan.items.in_order()) == order


def test_taking_out(cast, enter, plan, item):
    assert enter(cast.planner).post(page("item-remove", item)).url == plan.get_absolute_url()
    assert not plan.items.exists()
