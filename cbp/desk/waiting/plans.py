"""Plans and their items."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.desk.waiting.lists import Line, in_words, with_names
from cbp.plans.models import Plan
from cbp.plans.models.editions import PlanQuerySet
from cbp.plans.phases import OPEN, PlanState

P = Permission


def _plans(user: User, right: Permission, state: Q) -> PlanQuerySet:
    rows: PlanQuerySet = with_names(Plan.objects.within(user.grants(right)).filter(state)).order_by(
        "submitted_at", "pk"
    )
    return rows


def plans_returned(user: User) -> QuerySet[Plan]:
    unanswered = Count("remarks", filter=Q(remarks__answer=""))
    return _plans(user, P.PLAN_EDIT, Q(state=PlanState.RETURNED)).annotate(unanswered=unanswered)


def plans_without_costs(user: User) -> QuerySet[Plan]:
    """Plans at work that hold items of which neither a cost is known nor why it is not."""
    silent = Count("items", filter=Q(items__cost_lines=None, items__cost_unknown_reason=""), distinct=True)
    return _plans(user, P.PLAN_EDIT, Q(state__in=OPEN)).annotate(silent=silent).filter(silent__gt=0)


def to_endorse(user: User) -> QuerySet[Plan]:
    """Nobody endorses what the own hand wrote."""
    return _plans(user, P.PLAN_ENDORSE, Q(state=PlanState.SUBMITTED) & ~Q(submitted_by=user.pk)).exclude(
        authors=user.pk
    )


def plans_submitted(user: User) -> QuerySet[Plan]:
    return _plans(user, P.PLAN_RECORD, Q(state=PlanState.SUBMITTED))


def plans_in_reach(user: User) -> PlanQuerySet:
    shown = Q(state__in=(PlanState.VALIDATED, PlanState.SUBMITTED, PlanState.RETURNED, PlanState.ENDORSED))
    return _plans(user, P.PLAN_VIEW, shown).with_endorsed_on().order_by("-pk")


LATELY = F("endorsed_on").desc(nulls_last=True)


def endorsed_lately(user: User) -> PlanQuerySet:
    return (
        _plans(user, P.PLAN_VIEW, Q(state=PlanState.ENDORSED))
        .with_endorsed_on()
        .order_by(LATELY, "-endorsed_at", "-pk")
    )


def plan_line(plan: Any) -> Line:
    said = str(plan.get_state_display())
    if plan.state == PlanState.SUBMITTED and plan.submitted_at:
        said = _("Submitted on %(day)s") % {"day": in_words(plan.submitted_at)}
    elif plan.state == PlanState.ENDORSED and plan.endorsed_on:
        said = _("Endorsed on %(day)s") % {"day": in_words(plan.endorsed_on)}
    return Line(str(plan), plan.get_absolute_url(), said)


def returned_plan_line(plan: Any) -> Line:
    words = ngettext(
        "%(count)s remark has no answer yet", "%(count)s remarks have no answer yet", plan.unanswered
    )  # fmt: skip
    return Line(str(plan), plan.get_absolute_url(), words % {"count": plan.unanswered} if plan.unanswered else "")


def silent_plan_line(plan: Any) -> Line:
    words = ngettext("%(count)s item without a cost", "%(count)s items without a cost", plan.silent)
    return Line(str(plan), plan.get_absolute_url(), words % {"count": plan.silent})
