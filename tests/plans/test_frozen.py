"""Signed is signed: an endorsed edition edited through any door. (design 4.8; trust A11)"""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cbp.core.actions.words import translate
from cbp.core.models import Wording
from cbp.core.refusals import Refused
from cbp.plans.actions.decisions import answer_remark, endorse_plan, return_plan
from cbp.plans.actions.editions import (
    change_plan,
    remove_signature,
    reopen_plan,
    sign_plan,
    submit_plan,
    validate_plan,
    withdraw_plan,
)
from cbp.plans.actions.items import add_item, change_item, items_from_ranking, move_item, remove_item
from cbp.plans.models import (
    CostLine,
    Decision,
    FundingLine,
    Plan,
    PlanItem,
    PlanSignature,
    PlanSnapshot,
    Remark,
)
from tests.chain import DAY, make_need
from tests.plans.things import DECIDED, endorsed, returned, signature, signed

TABLES = (
    "plans_plan", "plans_planitem", "plans_planitem_needs", "plans_costline", "plans_fundingline",
    "plans_plansignature", "plans_plan_authors", "plans_decision", "plans_plansnapshot", "plans_remark",
)  # fmt: skip


def refused(*, sql="", act=None):
    """By the database itself, whatever the way in."""
    with pytest.raises(DatabaseError, match=r"Signed is signed|stay as they are|answered, not changed"):
        _within(act or (lambda: connection.cursor().execute(sql)))


def _within(act):
    with transaction.atomic():
        act()


def everything():
    """Every row of every table of plans, as text."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM {table} t")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def plan(cast):
    """Returned once, so that it has remarks too; then answered, signed and endorsed."""
    plan = returned(cast)
    for remark in plan.remarks.all():
        answer_remark(remark, answer="Done.", by=cast.planner)
    signed(cast, plan)
    submit_plan(plan, by=cast.planner)
    endorse_plan(plan, **DECIDED, by=cast.endorser)
    return plan


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("what", ["UPDATE", "DELETE"])
def test_raw_sql_changes_and_deletes_no_row(table, what, plan):
    before = everything()
    assert before[table]  # there is something that could change
    sql = f"UPDATE {table} SET id = id" if what == "UPDATE" else f"DELETE FROM {table}"  # noqa: S608
    refused(sql=sql)
    assert everything() == before


@pytest.mark.parametrize(
    "table", [table for table in TABLES if table not in ("plans_plan", "plans_decision", "plans_plansnapshot")]
)
def test_raw_sql_adds_no_row_below_it(table, plan):
    before = everything()
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    columns = ", ".join(f'"{name}"' for name in names if name != "id")
    values = columns.replace('"uid"', "gen_random_uuid()").replace('"position"', "position + 100")
    values = values.replace('"need_id"', "need_id + 1").replace('"user_id"', "user_id + 1")
    refused(sql=f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} LIMIT 1")  # noqa: S608
    assert everything() == before


def test_the_orm_changes_nothing(cast, plan):
    item = plan.items.get()
    before, need = everything(), make_need(plan.cycle, "Late")
    for act in (
        lambda: Plan.objects.filter(pk=plan.pk).update(title="Other"),
        lambda: Plan.objects.filter(pk=plan.pk).update(state="draft"),
        lambda: plan.save(),
        lambda: Plan.objects.bulk_update([plan], ["title"]),
        lambda: plan.authors.add(cast.endorser),
        lambda: plan.authors.clear(),
        lambda: item.save(),
        lambda: item.delete(),
        lambda: item.needs.add(need),
        lambda: item.needs.clear(),
        lambda: PlanItem.objects.create(plan=plan, title="Late", position=9),
        lambda: CostLine.objects.create(item=item, label="Late", unit_cost=1),
        lambda: FundingLine.objects.bulk_create([FundingLine(item=item, kind="donor", amount=1)]),
        lambda: CostLine.objects.filter(item=item).update(unit_cost=1),
        lambda: FundingLine.objects.filter(item=item).delete(),
        lambda: PlanSignature.objects.create(plan=plan, body="Late", office="Late", signed_on=DAY),
        lambda: plan.signatures.all().delete(),
        lambda: Decision.objects.filter(plan=plan).update(letter="99"),
        lambda: PlanSnapshot.objects.filter(plan=plan).update(data={}),
        lambda: PlanSnapshot.objects.filter(plan=plan).delete(),
        lambda: Remark.objects.filter(plan=plan).update(answer="Later"),
        lambda: Remark.objects.filter(plan=plan).delete(),
    ):
        refused(act=act)
    assert everything() == before


def test_nothing_is_moved_into_it_or_out_of_it(cast, plan):
    other = cast.there.chain.item
    before = everything()
    refused(act=lambda: PlanItem.objects.filter(pk=other.pk).update(plan=plan, position=50))
    refused(act=lambda: PlanItem.objects.filter(plan=plan).update(plan=cast.there.chain.plan, position=50))
    refused(act=lambda: CostLine.objects.filter(item=other).update(item=plan.items.get()))
    assert everything() == before


def test_every_action_refuses_in_words(cast, plan):
    item, remark, one = plan.items.get(), plan.remarks.first(), plan.signatures.get()
    session, before = plan.validation, everything()
    lines = {"needs": [], "costs": [], "fundings": []}
    for act in (
        lambda: change_plan(plan, fields=["title"], expected=plan.version, by=cast.manager),
        lambda: validate_plan(plan, session=session, by=cast.manager),
        lambda: reopen_plan(plan, reason="x", by=cast.manager),
        lambda: sign_plan(signature(plan), by=cast.manager),
        lambda: remove_signature(one, by=cast.manager),
        lambda: submit_plan(plan, by=cast.manager),
        lambda: withdraw_plan(plan, reason="x", by=cast.manager),
        lambda: add_item(PlanItem(plan=plan, title="x"), **lines, by=cast.manager),
        lambda: change_item(item, fields=["title"], **lines, expected=item.version, by=cast.manager),
        lambda: remove_item(item, by=cast.manager),
        lambda: move_item(item, to=1, by=cast.manager),
        lambda: items_from_ranking(plan, by=cast.manager),
        lambda: endorse_plan(plan, **DECIDED, by=cast.endorser),
        lambda: return_plan(plan, **DECIDED, remarks="x", about=[], by=cast.endorser),
        lambda: answer_remark(remark, answer="x", by=cast.manager),
        lambda: _translated(plan, cast.manager),
        lambda: _translated(item, cast.manager),
    ):
        with pytest.raises(Refused), transaction.atomic():
            act()
    assert everything() == before


def _translated(thing, by):
    translate(thing, "ar", {"title": "خطة"}, state=Wording.DRAFT, by=by, expected=thing.version)


PAGES = {
    "plan-edit": {"title": "Other", "version": 9, "base": ""},
    "plan-validate": {"session": 1},
    "plan-reopen": {"reason": "x"},
    "plan-sign": {"body": "x", "office": "x", "method": "ink", "signed_on": "2026-06-01"},
    "plan-submit": {},
    "plan-withdraw": {"reason": "x"},
    "plan-endorse": {**DECIDED, "letter": "1"},
    "plan-return": {**DECIDED, "remarks": "x"},
    "plan-record": {**DECIDED, "letter": "1", "kind": "returned", "remarks": "x"},
    "item-new": {"title": "Other"},
    "item-from-ranking": {},
    "item-edit": {"title": "Other", "version": 1, "cost99_label": "Late", "cost99_unit_cost": "5"},
    "item-remove": {},
    "item-move": {"way": "down"},
    "signature-remove": {},
    "remark-answer": {"answer": "x"},
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_refuses_and_keeps_what_was_typed(name, cast, plan, enter):
    things = {"item": plan.items.get(), "signature": plan.signatures.get(), "remark": plan.remarks.first()}
    thing = plan if name in ("item-new", "item-from-ranking") else things.get(name.split("-")[0], plan)
    before, page = everything(), reverse(f"plans:{name}", args=[thing.pk])
    for person in (cast.manager, cast.endorser, cast.facilitator):
        answer = enter(person).post(page, PAGES[name])
        assert answer.status_code in (302, 403, 422), answer.status_code
        if answer.status_code == 422 and "title" in PAGES[name]:
            assert "Other" in answer.content.decode()
    assert everything() == before


def test_the_page_of_an_endorsed_edition_offers_no_change(cast, plan, enter):
    html = enter(cast.facilitator).get(plan.get_absolute_url()).content.decode()
    for name in PAGES:
        thing = plan.items.get() if name.startswith("item-") and name not in ("item-new", "item-from-ranking") else plan
        assert f'"{reverse(f"plans:{name}", args=[thing.pk])}"' not in html
    assert reverse("plans:plan-new", args=[plan.cycle_id]) in html


# --- decisions and remarks, also before the endorsement ---------------------------------------------------------------
def test_a_decision_stands_and_a_remark_is_answered_only(cast):
    plan = returned(cast)
    refused(act=lambda: plan.decisions.update(remarks="Softer"))
    refused(act=lambda: plan.remarks.update(text="Softer"))
    refused(act=lambda: plan.remarks.update(about="Other"))
    refused(act=lambda: plan.remarks.filter(item=None).update(item=plan.items.get()))
    refused(act=lambda: plan.remarks.all().delete())
    plan.remarks.update(answer="Yes")
    assert set(plan.remarks.values_list("answer", flat=True)) == {"Yes"}


def test_an_open_edition_is_not_held(cast):
    plan = endorsed(cast)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'plans_%' AND NOT tgisinternal"
        )
        assert {row[0] for row in cursor.fetchall()} == set(TABLES)
    cast.there.chain.plan.title = "Other"
    cast.there.chain.plan.save()
    assert plan.state == "endorsed"
