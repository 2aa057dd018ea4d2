"""What an edition still lacks before it is submitted or endorsed, and what it should be asked about.

Failures are refused, each with a link to where it can be put right. (domain 11.3, rules 2 and 8) Warnings show their
arithmetic and never block. (rules 20, 22, 23 and 24)
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.core.choices import ParticipantGroup, SessionKind
from cbp.core.listing import listed
from cbp.core.templatetags.figures import amount, in_text
from cbp.plans.models import Plan, PlanItem, Track
from cbp.plans.quarters import in_years
from cbp.plans.reading import items_of, money_of
from cbp.priorities.models import GroupTally, Need, Ranking
from cbp.workshops.phases import SessionState
from profiling.models import PopulationTotal, Profile

VALIDATING = frozenset({SessionKind.VALIDATION, SessionKind.ASSEMBLY})
BEFORE_CYCLE = datetime.timedelta(days=90)
DAY = datetime.timedelta(days=1)
MANY_ITEMS = 20
TOP = 3


@dataclass(frozen=True)
class Finding:
    """One failure or one warning. `url` leads to where it can be put right."""

    code: str
    sentence: str
    url: str = ""


def failures(plan: Plan, *, endorsing: bool = False, items: list[PlanItem] | None = None) -> list[Finding]:
    """What stands in the way of submission; `endorsing`: of the endorsement. `items`, where they were read already."""
    items = items_of(plan) if items is None else items
    found = [*_validation(plan, endorsing), *_period(plan)]
    if not items:
        page = reverse("plans:item-new", args=[plan.pk])
        found.append(Finding("no-item", _("The plan has no item yet."), page))
    for item in items:
        found += _item(item)
    return [*_remarks(plan), *found, *_signature(plan)]


def _validation(plan: Plan, endorsing: bool) -> Iterator[Finding]:
    session = plan.validation
    if session is None:
        page = reverse("plans:plan-validate", args=[plan.pk])
        yield Finding("not-validated", _("The community has not validated the plan in a session yet."), page)
    elif endorsing and session.state != SessionState.VERIFIED:
        words = _("The record of the session in which the community validated the plan is not verified yet.")
        yield Finding("not-verified", words, session.get_absolute_url())


def _period(plan: Plan) -> Iterator[Finding]:
    page = reverse("plans:plan-edit", args=[plan.pk])
    first, last, start = plan.starts_on, plan.ends_on, plan.cycle.starts_on
    if first is None or last is None:
        yield Finding("no-period", _("The plan does not say from when until when it runs."), page)
        return
    if not in_years(first, 1) - DAY <= last <= in_years(first, 10) - DAY:
        words = _("The plan runs from %(first)s until %(last)s. A plan runs for one year at least and ten at most.")
        yield Finding("length", words % {"first": _day(first), "last": _day(last)}, page)
    if start and first < start - BEFORE_CYCLE:
        words = _("The plan begins on %(first)s, more than 90 days before the cycle began on %(start)s.")
        yield Finding("too-early", words % {"first": _day(first), "start": _day(start)}, page)


def _item(item: PlanItem) -> Iterator[Finding]:
    page, values = reverse("plans:item-edit", args=[item.pk]), _named(item)
    if not item.needs.all():
        yield Finding("need", _("Item %(rank)s, “%(title)s”, answers no need of the register.") % values, page)
    if not item.cost_lines.all() and not item.cost_unknown_reason.strip():
        words = _("Item %(rank)s, “%(title)s”, has no cost and does not say why the cost is not known yet.")
        yield Finding("cost", words % values, page)
    if not item.track:
        words = _("Item %(rank)s, “%(title)s”, does not say who can make it happen.")
        yield Finding("track", words % values, page)
    if not item.responsible.strip():
        words = _("Item %(rank)s, “%(title)s”, does not say who is responsible.")
        yield Finding("responsible", words % values, page)


def unsigned_parts(plan: Plan) -> list[str]:
    """The parts of the community that are in use and under whose name nobody has signed."""
    signed = plan.signatures.exclude(sub_community=None).values("sub_community_id")
    parts = plan.cycle.community.sub_communities.filter(is_active=True).exclude(pk__in=signed)
    return [part.name for part in parts.order_by("position", "pk")]


def _signature(plan: Plan) -> Iterator[Finding]:
    """Of the body of the whole community, or of every part of it."""
    whole = plan.signatures.filter(sub_community=None).exists()
    if not whole and (unsigned_parts(plan) or not plan.signatures.exists()):
        page = reverse("plans:plan-sign", args=[plan.pk])
        yield Finding("signature", _("Nobody has signed the plan for the community yet."), page)


def _remarks(plan: Plan) -> Iterator[Finding]:
    for remark in plan.remarks.unanswered().order_by("pk"):
        page = reverse("plans:remark-answer", args=[remark.pk])
        words = _("This remark of the authority is not answered yet: “%(remark)s”")
        yield Finding("remark", words % {"remark": _short(remark.text)}, page)


# --- warnings ---------------------------------------------------------------------------------------------------------
def warnings(plan: Plan, *, on: datetime.date | None = None, items: list[PlanItem] | None = None) -> list[Finding]:
    """What the plan should be asked about, as of a day: that of its endorsement, else today."""
    endorsed = timezone.localdate(plan.endorsed_at) if plan.endorsed_at else None
    on, items = on or endorsed or timezone.localdate(), items_of(plan) if items is None else items
    currency = plan.cycle.programme.currency
    found = [*_profile(plan, items, on)]
    for item in items:
        found += [*_too_much(item, currency), *_outside(item, plan)]
    return [*found, *_parts(plan), *_tracks(plan, items), *_women(plan, items), *_validated_before(plan)]


def _profile(plan: Plan, items: list[PlanItem], on: datetime.date) -> Iterator[Finding]:
    community, months = plan.cycle.community, plan.cycle.programme.figures_age_months
    profile = Profile.objects.validated().filter(community=community).first()
    if profile is None:
        yield Finding("no-profile", _("The community has no validated profile. The plan stands on no figures."))
        return
    page, age = profile.get_absolute_url(), _months(profile.as_of, on)
    if age > months:
        words = _("The profile is as of %(day)s: %(age)s months old. Figures of this programme are old after %(most)s.")
        yield Finding("old-profile", words % {"day": _day(profile.as_of), "age": age, "most": months}, page)
    total = PopulationTotal.objects.filter(profile=profile, group="").values_list("persons", flat=True).first()
    for item in items:
        if total is not None and item.people is not None and item.people > total:
            words = _(
                "Item %(rank)s, “%(title)s”: %(people)s people are to benefit, %(more)s more than the %(total)s people"
                " of the community."
            )
            numbers = {"people": item.people, "total": total, "more": item.people - total}
            values = {**_named(item), **{name: in_text(number) for name, number in numbers.items()}}
            yield Finding("beneficiaries", words % values, reverse("plans:item-edit", args=[item.pk]))


def _too_much(item: PlanItem, currency: str) -> Iterator[Finding]:
    money = money_of(item)
    if money.surplus and money.cost is not None:
        words = _("Item %(rank)s, “%(title)s”: funding %(funded)s − cost %(cost)s = %(surplus)s more than it costs.")
        amounts = {"funded": money.funded, "cost": money.cost, "surplus": money.surplus}
        values = {**_named(item), **{name: in_text(amount(value, currency)) for name, value in amounts.items()}}
        yield Finding("surplus", words % values, reverse("plans:item-edit", args=[item.pk]))


def _outside(item: PlanItem, plan: Plan) -> Iterator[Finding]:
    """Quarters touch the period when any of their days do."""
    early = plan.starts_on and item.ends_on and item.ends_on < plan.starts_on
    late = plan.ends_on and item.starts_on and item.starts_on > plan.ends_on
    if early or late:
        words = _("Item %(rank)s, “%(title)s”, lies outside the period of the plan.")
        yield Finding("outside", words % _named(item), reverse("plans:item-edit", args=[item.pk]))


def _parts(plan: Plan) -> Iterator[Finding]:
    missing = unsigned_parts(plan)
    if missing and plan.validation_id:
        words = ngettext(
            "One part of the community has not signed: %(names)s.",
            "%(count)s parts of the community have not signed: %(names)s.",
            len(missing),
        )
        values = {"count": len(missing), "names": listed(missing)}
        yield Finding("unsigned-parts", words % values, reverse("plans:plan-sign", args=[plan.pk]))


def _tracks(plan: Plan, items: list[PlanItem]) -> Iterator[Finding]:
    if items and not any(item.track == Track.COMMUNITY for item in items):
        yield Finding("no-own-track", _("No item is one that the community carries out itself."))
    if len(items) > MANY_ITEMS:
        words = _("The plan has %(count)s items. More than %(most)s are rarely carried out.")
        yield Finding("many-items", words % {"count": len(items), "most": MANY_ITEMS})


def _women(plan: Plan, items: list[PlanItem]) -> Iterator[Finding]:
    ranking = plan.ranking or Ranking.objects.closed().filter(cycle=plan.cycle).latest_first().first()
    chosen = womens_top(ranking) if ranking else []
    answered = {need.pk for item in items for need in item.needs.all()}
    if items and chosen and not answered & {need.pk for need, _votes in chosen}:
        names = " · ".join(f"“{need}” ({in_text(votes)})" for need, votes in chosen)
        words = _("No item answers one of the needs that women voted for most: %(names)s.")
        yield Finding("womens-top", words % {"names": names})


def womens_top(ranking: Ranking) -> list[tuple[Need, int]]:
    """The needs that the women's group gave most votes, with their votes; whoever ties with the third is among them."""
    tallies = GroupTally.objects.filter(group__ranking=ranking, group__group=ParticipantGroup.WOMEN, votes__gt=0)
    rows = list(tallies.select_related("option__need").order_by("-votes", "option__position", "pk"))
    least = rows[min(TOP, len(rows)) - 1].votes if rows else 0
    return [(row.option.need, row.votes) for row in rows if row.votes >= least]


def _validated_before(plan: Plan) -> Iterator[Finding]:
    """Returned, changed, and validated again by a meeting that was held before."""
    last = plan.decisions.filter(kind="returned").order_by("-decided_on", "-pk").first()
    held = plan.validation.held_on if plan.validation else None
    if last and held and held < last.decided_on:
        words = _("The community validated the plan on %(held)s, before the authority returned it on %(day)s.")
        values = {"held": _day(held), "day": _day(last.decided_on)}
        yield Finding("validated-before", words % values, reverse("plans:plan-validate", args=[plan.pk]))


# --- words ------------------------------------------------------------------------------------------------------------
def _named(item: PlanItem) -> dict[str, object]:
    return {"rank": item.position, "title": f"\u2068{_short(str(item))}\u2069"}


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _day(day: datetime.date) -> str:
    return str(date_format(day, "DATE_FORMAT"))


def _months(first: datetime.date, last: datetime.date) -> int:
    """Whole months between two days."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
