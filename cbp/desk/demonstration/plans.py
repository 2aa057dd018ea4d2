"""The plan: written by the planner, signed by the parts of the community, decided on by the authority."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cbp.desk.demonstration.books import Entry, book, plain, said, translated
from cbp.desk.demonstration.stage import Place
from cbp.plans.actions.decisions import answer_remark, endorse_plan, return_plan
from cbp.plans.actions.editions import begin_plan, sign_plan, submit_plan, validate_plan
from cbp.plans.actions.items import add_item
from cbp.plans.models import CostLine, FundingLine, Plan, PlanItem, PlanSignature
from cbp.workshops.models import Session

PERIOD = ("starts_on", "ends_on", "government_reference")
ITEM = ("groups", "track", "sector", "quantity", "unit", "people", "starts_on", "ends_on")
THANKS = "Merci. Les deux points sont précisés ; voir les réponses à chacun."
DECIDED = ("authority", "decided_on", "letter", "remarks")


def write(place: Place) -> tuple[Plan, dict[str, PlanItem]]:
    """The draft with all its items, in three languages; the items by the keys of their table."""
    told, by = book(place.name, "plan"), place.people.planner
    plan = Plan(cycle=place.cycle, ranking=place.ranking, **plain(told["plan"], *PERIOD), **said(Plan, told["plan"]))
    begin_plan(plan, by=by)
    translated(plan, told["plan"], by=by)
    items = {entry["key"]: _item(place, plan, entry) for entry in told["item"]}
    plan.refresh_from_db()
    return plan, items


def _item(place: Place, plan: Plan, entry: Entry) -> PlanItem:
    organisations = place.stage.organisations
    item = PlanItem(plan=plan, **plain(entry, *ITEM), **said(PlanItem, entry))
    item.partner = organisations.get(entry.get("partner", ""))
    costs = [
        CostLine(label=label, quantity=Decimal(quantity), unit=unit, unit_cost=Decimal(cost))
        for label, quantity, unit, cost in entry.get("costs", ())
    ]
    fundings = [
        FundingLine(
            kind=kind, organisation=organisations.get(who), amount=Decimal(amount), status=status, note=note
        )
        for kind, who, amount, status, note in entry.get("funding", ())
    ]  # fmt: skip
    needs = [place.needs[key] for key in entry["needs"]]
    add_item(item, needs=needs, costs=costs, fundings=fundings, by=place.people.planner)
    translated(item, entry, by=place.people.planner)
    return item


def send(place: Place, plan: Plan, session: Session) -> None:
    """Validated by the community in this session, signed there by every part, and submitted."""
    by = place.people.planner
    validate_plan(plan, session=session, by=by)
    parts = list(place.cycle.community.sub_communities.order_by("position", "pk"))
    for entry in book(place.name, "decisions")["signature"]:
        part = parts[entry["part"]] if "part" in entry else None
        values = {**plain(entry, "body", "office", "method"), "sub_community": part, "signed_on": session.held_on}
        sign_plan(PlanSignature(plan=plan, **values), by=by)
    submit_plan(plan, by=by)


def give_back(place: Place, plan: Plan, items: dict[str, PlanItem]) -> None:
    """The authority returns the plan with its remarks."""
    entry = book(place.name, "decisions")["returned"]
    about = [(items.get(remark[0]), remark[1]) for remark in entry["about"]]
    return_plan(plan, about=about, by=place.people.endorser, **_decided(entry))


def answer(place: Place, plan: Plan) -> None:
    """The planner answers each remark, in the words of its table."""
    answers = {remark[1]: remark[2] for remark in book(place.name, "decisions")["returned"]["about"]}
    for remark in plan.remarks.order_by("pk"):
        answer_remark(remark, answer=answers.get(remark.text, THANKS), by=place.people.planner)


def endorse(place: Place, plan: Plan) -> None:
    entry = book(place.name, "decisions")["endorsed"]
    endorse_plan(plan, by=place.people.endorser, **_decided(entry))


def _decided(entry: Entry) -> dict[str, Any]:
    return plain(entry, *DECIDED)
