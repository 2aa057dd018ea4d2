"""The pages: read by everybody who may, written without JavaScript, and nothing typed is lost."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbp.core.models import Event, Programme, Verb
from cbp.plans.models import Plan, PlanItem
from cbp.priorities.models import Need
from cbp.workshops.models import Session
from tests.chain import make_engagement, make_item, make_need, make_organisation, make_session
from tests.desk.test_saving import filled
from tests.plans.test_items import closed_ranking
from tests.plans.things import assembly, endorsed, returned, signed, submitted, validated

D = Decimal


def page(name, thing):
    return reverse(f"plans:{name}", args=[thing.pk])


def anew(data, **values):
    """The form with a key of its own, as another window has it."""
    return {**data, **values, "idempotency_key": [str(uuid.uuid4())]}


@pytest.fixture
def plan(cast):
    return cast.here.chain.plan


@pytest.fixture
def item(cast):
    return cast.here.chain.item


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


# --- reading ----------------------------------------------------------------------------------------------------------
def more_items(cast, plan):
    """Two more, with needs, partner and money of their own."""
    organisation = make_organisation(cast.here, "Second")
    for position in (2, 3):
        more = make_item(plan, [make_need(plan.cycle, f"Need {position}")], position=position, partner=organisation)
        more.funding_lines.update(organisation=organisation)


@pytest.mark.parametrize("make", [lambda cast: cast.here.chain.plan, returned])
def test_one_item_and_three_items_cost_the_same(make, cast, enter):
    plan = make(cast)
    plan.items.get().funding_lines.update(organisation=cast.here.chain.organisation)
    client, url = enter(cast.planner), plan.get_absolute_url()
    one = queries(client, url)
    more_items(cast, plan)
    assert queries(client, url) == one


def test_an_endorsed_edition_costs_the_same_too(cast, enter):
    """The second world's plan has three items."""
    more_items(cast, cast.there.chain.plan)
    plans = [cast.here.chain.plan, cast.there.chain.plan]
    for plan in plans:
        plan.items.first().funding_lines.update(organisation=cast.here.chain.organisation)
        endorsed(cast, plan)
    client = enter(cast.administrator)
    one, three = (queries(client, plan.get_absolute_url()) for plan in plans)
    assert one == three


def test_the_form_of_an_item_costs_the_same_with_more_needs_and_lines(cast, enter, plan, item):
    client, url = enter(cast.planner), page("item-edit", item)
    one = queries(client, url)
    for number in range(3):
        make_need(plan.cycle, f"Need {number}")
        make_engagement(make_organisation(cast.here, f"Organisation {number}"))
        item.cost_lines.create(label=f"Line {number}", unit_cost=1)
    assert queries(client, url) == one


def test_the_page_tells_the_whole_plan(cast, enter, plan, item):
    Plan.objects.filter(pk=plan.pk).update(vision="Water for all", objectives="One well\nOne road")
    html = enter(cast.auditor).get(plan.get_absolute_url()).content.decode()
    for words in (
        "Water for all", "One road", "Water service of the district", "Q3 2026", "Q4 2026", "With the local government",
        "2,000\u00a0XAF", "1,500\u00a0XAF", "0.00%", "Drilling", "Women", "Not validated by the community yet",
        cast.here.chain.need.title,
    ):  # fmt: skip
        assert words in html, words
    assert reverse("plans:item-edit", args=[item.pk]) not in html


def test_unknown_costs_are_not_zero_on_the_page(cast, enter, plan, item):
    item.cost_lines.all().delete()
    html = enter(cast.planner).get(plan.get_absolute_url()).content.decode()
    assert "incomplete: the cost of one item is not known" in html
    assert html.count("not known") >= 4
    item.cost_lines.create(label="Free", unit_cost=0)
    assert "not applicable" in enter(cast.planner).get(plan.get_absolute_url()).content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("make", [validated, signed, submitted, returned, endorsed])
def test_every_station_can_be_read_in_every_language(make, language, cast, enter):
    plan = make(cast)
    for person in (cast.endorser, cast.manager, cast.partner):
        type(person).objects.filter(pk=person.pk).update(language=language)
        answer = enter(person).get(plan.get_absolute_url())
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()


def offered(client, plan):
    html = client.get(plan.get_absolute_url()).content.decode()
    names = ("validate", "sign", "submit", "endorse", "return", "record", "reopen", "withdraw")
    return [name for name in names if f'="/plans/{plan.pk}/{name}/"' in html]


def test_each_sees_the_steps_that_are_for_them(cast, enter):
    plan = cast.here.chain.plan
    assert offered(enter(cast.planner), plan) == ["validate", "sign", "withdraw"]  # to sign is said to be missing
    signed(cast, plan)
    assert offered(enter(cast.planner), plan) == ["sign", "submit", "reopen", "withdraw"]
    submitted_by_planner(cast, plan)
    assert offered(enter(cast.endorser), plan) == ["sign", "endorse", "return", "withdraw"]
    assert offered(enter(cast.manager), plan) == ["sign", "record", "withdraw"]
    assert offered(enter(cast.auditor), plan) == []
    plan.authors.add(cast.endorser)
    assert offered(enter(cast.endorser), plan) == ["sign", "withdraw"]
    assert "wrote in a plan does not decide" in enter(cast.endorser).get(plan.get_absolute_url()).content.decode()


def submitted_by_planner(cast, plan):
    from cbp.plans.actions.editions import submit_plan

    submit_plan(plan, by=cast.planner)


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
    for odd in (cast.there.chain.need.pk, "x", "9" * 30, "-1", "١"):
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


# --- the way to the authority, page by page ---------------------------------------------------------------------------
def test_from_draft_to_endorsed_and_the_next_edition(cast, enter, plan):
    session, writer, endorser = assembly(cast), enter(cast.facilitator), enter(cast.endorser)
    for name, values in (
        ("plan-validate", {"session": session.pk}),
        ("plan-sign", {"body": "Committee", "office": "President", "method": "witnessed", "signed_on": "2026-06-02"}),
    ):
        data = filled(writer.get(page(name, plan)))
        assert writer.post(page(name, plan), data | {key: [value] for key, value in values.items()}).status_code == 302
    assert writer.post(page("plan-submit", plan)).status_code == 302
    url = page("plan-endorse", plan)
    data = filled(endorser.get(url)) | {"authority": ["Council"], "decided_on": ["2026-07-01"], "letter": ["5"]}
    assert endorser.post(url, data).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "endorsed"
    assert Need.objects.get(pk=cast.here.chain.need.pk).state == "planned"
    new = reverse("plans:plan-new", args=[plan.cycle_id])
    form = filled(writer.get(new))
    assert writer.post(new, anew(form)).status_code == 422  # without a reason
    assert writer.post(new, anew(form, revision_reason=["More money came"])).status_code == 302
    assert Plan.objects.get(cycle=plan.cycle, number=2).items.get().origin == plan.items.get()


def test_returned_with_remarks_and_answered(cast, enter, item):
    plan = submitted(cast)
    url = page("plan-return", plan)
    client = enter(cast.endorser)
    data = filled(client.get(url)) | {"authority": ["Council"], "decided_on": ["2026-07-01"]}
    assert client.post(url, anew(data)).status_code == 422  # without a remark
    assert client.post(url, anew(data, **{f"item{item.pk}": ["Too deep"]})).status_code == 302
    remark = plan.remarks.get()
    answer = filled(enter(cast.planner).get(page("remark-answer", remark))) | {"answer": ["A shallow one"]}
    assert enter(cast.planner).post(page("remark-answer", remark), answer).status_code == 302
    html = enter(cast.auditor).get(plan.get_absolute_url()).content.decode()
    assert "Too deep" in html
    assert "A shallow one" in html


@pytest.mark.parametrize(("kind", "state"), [("endorsed", "endorsed"), ("returned", "returned")])
def test_a_decision_on_paper(kind, state, cast, enter):
    plan = submitted(cast)
    url, client = page("plan-record", plan), enter(cast.manager)
    data = filled(client.get(url)) | {"authority": ["Council"], "decided_on": ["2026-07-01"], "remarks": ["Seen."]}
    data |= {"kind": [kind]}
    assert client.post(url, anew(data)).status_code == 422  # without the number of the letter
    assert client.post(url, anew(data, letter=["7/2026"])).status_code == 302
    decision = plan.decisions.get()
    assert (Plan.objects.get(pk=plan.pk).state, decision.on_paper, decision.letter) == (state, True, "7/2026")


@pytest.mark.parametrize("who", ["author", "submitter"])
def test_self_approval_is_forbidden_and_remembered(who, cast, enter):
    """A10."""
    plan = submitted(cast)
    if who == "author":
        plan.authors.add(cast.endorser)
    else:
        Plan.objects.filter(pk=plan.pk).update(submitted_by=cast.endorser)
    values = {"authority": "Council", "decided_on": "2026-07-01", "letter": "1"}
    for name in ("plan-endorse", "plan-return"):
        answer = enter(cast.endorser).post(page(name, plan), values)
        assert answer.status_code == 403
        assert "does not decide on it" in answer.content.decode()
    assert Plan.objects.get(pk=plan.pk).state == "submitted"
    assert Event.objects.filter(verb=Verb.TRY_REFUSED, by_id=cast.endorser.pk).count() == 2


def test_a_ministry_is_recorded_beside(cast, enter):
    Programme.objects.filter(pk=cast.here.programme.pk).update(needs_ministry=True)
    plan = endorsed(cast)
    client, url = enter(cast.manager), page("plan-record", plan)
    assert "waits for the endorsement of the ministry" in client.get(plan.get_absolute_url()).content.decode()
    data = filled(client.get(url)) | {"authority": ["Ministry"], "decided_on": ["2026-09-01"], "letter": ["M1"]}
    assert client.post(url, anew(data, kind=["endorsed"])).status_code == 302
    assert plan.decisions.get(level="ministry").authority == "Ministry"
    assert url not in client.get(plan.get_absolute_url()).content.decode()


def test_sessions_that_can_validate_are_the_only_choices(cast, enter, plan):
    good = assembly(cast)
    make_session(plan.cycle, "mixed", people=0, kind="assembly", state="planned")
    make_session(plan.cycle, "women", people=0, kind="focus-group", state="recorded")
    foreign = assembly(cast, cast.there.chain.cycle)
    form = enter(cast.planner).get(page("plan-validate", plan)).context["form"]
    assert [pk for pk, _label in form.fields["session"].choices if pk] == [good.pk]
    answer = enter(cast.planner).post(page("plan-validate", plan), {"session": foreign.pk})
    assert answer.status_code == 422
    assert Session.objects.filter(validated_plans=plan).count() == 0


def test_an_edition_at_work_is_led_to(cast, enter, plan):
    answer = enter(cast.planner).get(reverse("plans:plan-new", args=[plan.cycle_id]))
    assert (answer.status_code, answer.url) == (302, plan.get_absolute_url())


@pytest.mark.parametrize("year", ["1999", "2101", "9999", "0001"])
def test_years_that_are_none(year, cast, enter, plan):
    url, client = page("plan-edit", plan), enter(cast.planner)
    answer = client.post(url, filled(client.get(url)) | {"starts_on": [f"{year}-01-01"], "ends_on": [f"{year}-12-31"]})
    assert answer.status_code == 422
    assert "between 2000 and 2100" in answer.content.decode()


@pytest.mark.parametrize(
    "text", ["\x00", "بئر القرية", "e" + "\u0301" * 2_000, "1" * 5000, "<script>alert(1)</script>"]
)
def test_any_text_in_any_field_is_answered_in_words(text, cast, enter, plan, item):
    client = enter(cast.planner)
    for url in (page("item-edit", item), page("plan-edit", plan), page("plan-sign", plan), page("plan-validate", plan)):
        form = filled(client.get(url))
        names = set(form) - {"csrfmiddlewaretoken", "version", "base", "idempotency_key"}
        for fields in [names, *({name} for name in sorted(names) if text == "\x00")]:
            answer = client.post(url, anew(form, **{field: [text] for field in fields}))
            assert answer.status_code in (302, 409, 422), fields
            if answer.status_code == 302:
                form = filled(client.get(url))
            assert "<script>alert(1)" not in answer.content.decode()


def test_history_tells_an_item_in_words(cast, enter, item):
    client, url = enter(cast.planner), page("item-edit", item)
    client.post(url, filled(client.get(url)) | {"title": ["Two wells"], "needs": []})
    event = Event.objects.of(item).get()
    labels = [label for label, _was, _now in event.rows]
    assert "What is to be done" in labels
    assert "Needs it answers" in labels
