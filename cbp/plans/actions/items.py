"""Items of an edition at work: adding, changing, removing, ordering; taking over what was ranked; copying."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.keeping import refuse_what_cannot_stand
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.plans.actions.working import at_work
from cbp.plans.models import CostLine, FundingLine, Plan, PlanItem
from cbp.priorities.models import Need, NeedVoice, Ranking, RankingResult
from cbp.priorities.phases import ALIVE

FIELDS = [
    "title", "description", "track", "sector", "groups", "sub_community", "place", "quantity", "unit", "people",
    "responsible", "partner", "starts_on", "ends_on", "cost_unknown_reason", "upkeep", "risks",
]  # fmt: skip
MOST_LINES = 100
MOST_MONEY = Decimal("999999999999.99")
Line = CostLine | FundingLine


@transaction.atomic
def add_item(
    item: PlanItem, *, needs: Sequence[Need], costs: Sequence[CostLine], fundings: Sequence[FundingLine], by: User
) -> PlanItem:
    """At the end of the list. Without groups, those that raised its needs asked for it."""
    plan = at_work(item.plan, by=by)
    _refuse_foreign(item, plan, needs)
    item.plan, item.language = plan, by.language
    return _insert(item, needs, costs, fundings, by=by)


def _insert(
    item: PlanItem, needs: Sequence[Need], costs: Sequence[CostLine], fundings: Sequence[FundingLine], *, by: User
) -> PlanItem:
    item.position = (item.plan.items.aggregate(last=Max("position"))["last"] or 0) + 1
    item.groups = item.groups or groups_of(needs)
    refuse_what_cannot_stand(item)
    item.save()
    item.needs.set(needs)
    _write_lines(item, costs, fundings)
    audit.record(Verb.PLAN_ITEM_ADDED, item, by=by, after=_told(item, FIELDS))
    return item


@transaction.atomic
def change_item(
    item: PlanItem,
    *,
    fields: list[str],
    needs: Sequence[Need],
    costs: Sequence[CostLine],
    fundings: Sequence[FundingLine],
    expected: int,
    by: User,
) -> None:
    """Writes the named fields, and needs and lines as given; raises `Stale` when someone saved before.

    A line with the id of one that is there changes it; what is not given goes.
    """
    plan = at_work(item.plan, by=by)
    old = PlanItem.objects.filter(pk=item.pk, plan=plan).first()
    if old is None:
        raise Refused(_("Somebody took this item out of the plan in the meantime."))
    _refuse_foreign(item, plan, needs)
    item.groups = item.groups or groups_of(needs)
    refuse_what_cannot_stand(item)
    fields = sorted({"groups", *(name for name in fields if name in FIELDS)})
    before = _told(old, fields)
    item.translations = old.translations
    item.doubt_translations([name for name in fields if name in PlanItem.TEXTS])
    item.save_over(expected, [*fields, "translations"])
    item.needs.set(needs)
    _write_lines(item, costs, fundings)
    audit.record(Verb.PLAN_ITEM_CHANGED, item, by=by, before=before, after=_told(item, fields))


def groups_of(needs: Iterable[Need]) -> list[str]:
    """The groups that raised any of the needs, each once, in the order in which they did."""
    voices = NeedVoice.objects.filter(need__in=list(needs)).order_by("pk").values_list("group", flat=True)
    return list(dict.fromkeys(voices))


def _refuse_foreign(item: PlanItem, plan: Plan, needs: Sequence[Need]) -> None:
    """What belongs to another community or cycle, and needs that do not go on unless the item has them already."""
    if any(need.cycle_id != plan.cycle_id for need in needs):
        raise Refused(_("This need belongs to the register of another planning cycle."))
    tied = set(item.needs.values_list("pk", flat=True)) if item.pk else set()
    gone = next((need for need in needs if need.state not in ALIVE and need.pk not in tied), None)
    if gone is not None:
        raise Refused(_("The need “%(need)s” does not go on: it was set aside or merged.") % {"need": gone})
    part = item.sub_community
    if part is not None and part.community_id != plan.cycle.community_id:
        raise Refused(_("This is no part of the community."))


# --- costs and money --------------------------------------------------------------------------------------------------
def _write_lines(item: PlanItem, costs: Sequence[CostLine], fundings: Sequence[FundingLine]) -> None:
    for line in costs:
        _refuse_impossible(line.quantity, line.unit_cost, line.quantity * line.unit_cost)
    for funding in fundings:
        _refuse_impossible(funding.amount)
    _replace(item, CostLine.objects.filter(item=item), costs)
    _replace(item, FundingLine.objects.filter(item=item), fundings)


def _refuse_impossible(*amounts: Decimal) -> None:
    if any(amount < 0 for amount in amounts):
        raise Refused(_("An amount cannot be below zero."))
    if any(amount > MOST_MONEY for amount in amounts):
        raise Refused(_("A line of more than 999,999,999,999.99 is refused. Look for a zero too many."))


def _replace(item: PlanItem, there: Any, lines: Sequence[Line]) -> None:
    """Exactly these lines afterwards, in this order; those that stay keep their row."""
    if len(lines) > MOST_LINES:
        raise Refused(_("An item has at most %(most)s lines of a kind.") % {"most": MOST_LINES})
    known = set(there.values_list("pk", flat=True))
    there.exclude(pk__in=[line.pk for line in lines if line.pk in known]).delete()
    for position, line in enumerate(lines, 1):
        line.item, line.position = item, position
        line.pk = line.pk if line.pk in known else None
        line._state.adding = line.pk is None
        line.save()


# --- order ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def move_item(item: PlanItem, *, to: int, by: User) -> None:
    """To that rank, counted from one; the others close up. Beyond the ends it stands at the end."""
    plan = at_work(item.plan, by=by)
    others = list(plan.items.exclude(pk=item.pk).in_order())
    row = plan.items.filter(pk=item.pk).first()
    if row is None:
        raise Refused(_("Somebody took this item out of the plan in the meantime."))
    before, at = row.position, min(max(to, 1), len(others) + 1) - 1
    _number([*others[:at], row, *others[at:]])
    item.position = at + 1
    if before != item.position:
        after = {"position": item.position}
        audit.record(Verb.PLAN_ITEM_CHANGED, row, by=by, before={"position": before}, after=after)


def _number(items: list[PlanItem]) -> None:
    """Ranks without gaps. Two may share one until the transaction ends."""
    for position, item in enumerate(items, 1):
        if item.position != position:
            PlanItem.objects.filter(pk=item.pk).update(position=position)


@transaction.atomic
def remove_item(item: PlanItem, *, by: User) -> None:
    plan = at_work(item.plan, by=by)
    row = plan.items.filter(pk=item.pk).first()
    if row is None:
        raise Refused(_("Somebody took this item out of the plan in the meantime."))
    audit.record(Verb.PLAN_ITEM_REMOVED, row, by=by, before=_told(row, FIELDS))
    row.delete()
    _number(list(plan.items.in_order()))


# --- many at once -----------------------------------------------------------------------------------------------------
def ranking_of(plan: Plan) -> Ranking | None:
    """The closed ranking that the plan follows: the one that it names, else the latest of its cycle."""
    if plan.ranking is not None:
        return plan.ranking if plan.ranking.state == "closed" else None
    return Ranking.objects.closed().filter(cycle=plan.cycle_id).latest_first().first()


def unanswered(plan: Plan) -> list[RankingResult]:
    """What the ranking put in order and no item answers yet, in the final order; what does not go on is left out."""
    ranking = ranking_of(plan)
    if ranking is None:
        return []
    results = RankingResult.objects.filter(option__ranking=ranking, option__need__state__in=ALIVE)
    left = results.exclude(option__need__plan_items__plan=plan).select_related("option__need")
    return list(left.order_by("final_rank", "pk"))


@transaction.atomic
def items_from_ranking(plan: Plan, *, by: User) -> list[PlanItem]:
    """An item for each ranked need that none answers yet, with the groups that raised it and its rough cost."""
    row = at_work(plan, by=by)
    if ranking_of(row) is None:
        raise Refused(_("There is no closed ranking to take needs from."))
    results = unanswered(row)
    if not results:
        raise Refused(_("Every need of this ranking is answered by an item already."))
    return [_from_result(row, result, by) for result in results]


def _from_result(plan: Plan, result: RankingResult, by: User) -> PlanItem:
    """In the words, and the language, of the need: what is to be done about it is for the planners to write."""
    need, cost = result.option.need, result.option.cost
    item = PlanItem(plan=plan, title=need.title, description=need.ideas, sector=need.sector, language=need.language)
    names = {"title": "title", "ideas": "description"}
    for language, texts in need.translations.items():
        item.translations[language] = {names[field]: entry for field, entry in texts.items() if field in names}
    with translation.override(need.language):
        label = _("Rough cost from the ranking")
    costs = [CostLine(label=label, unit_cost=cost)] if cost is not None else []
    return _insert(item, [need], costs, [], by=by)


def copy_items(source: Plan, target: Plan) -> int:
    """Every item of one edition into the next, with needs, costs and money; each knows where it comes from."""
    items = source.items.in_order()
    copied = 0
    for old in items.prefetch_related("needs", "cost_lines", "funding_lines"):
        values = {name: getattr(old, name) for name in [*FIELDS, "position", "language"]}
        translations = copy.deepcopy(old.translations)
        item = PlanItem.objects.create(plan=target, origin=old, translations=translations, **values)
        item.needs.set(old.needs.all())
        lines: list[Line] = [*old.cost_lines.all(), *old.funding_lines.all()]
        for line in lines:
            line.pk, line.item, line._state.adding = None, item, True
            line.save()
        copied += 1
    return copied


def _told(item: PlanItem, fields: list[str]) -> dict[str, Any]:
    """An item as the history keeps it, with its needs and lines in words."""
    costs = item.cost_lines.order_by("position", "pk")
    money = item.funding_lines.select_related("organisation").order_by("position", "pk")
    values = audit.values_of(item, [name for name in fields if name != "groups"])
    return values | {
        "asked_by": list(item.groups),
        "needs": [str(need) for need in item.needs.order_by("number", "pk")],
        "cost_lines": [f"{line.label}: {line.quantity} × {line.unit_cost}" for line in costs],
        "funding_lines": [f"{line.get_kind_display()}: {line.amount} {line.note}".strip() for line in money],
    }
