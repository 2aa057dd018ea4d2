"""What both pages gather: the place, sessions, plans, needs by state, lines of history."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.models import Area, Event
from cbp.core.reach import any_of
from cbp.cycles.models import Body, Milestone
from cbp.plans.models import Plan, PlanItem
from cbp.plans.models.editions import PlanQuerySet
from cbp.priorities.models import Need, Ranking
from cbp.priorities.phases import NeedState
from cbp.workshops.models import Session
from cbp.workshops.models.sessions import SessionQuerySet
from cbp.workshops.phases import SessionState
from profiling.models import Community
from reports.papers import PAPERS

LINES = 8
PLAN_PAPER = "community-action-plan"


def place_of(community: Community, user: User) -> dict[str, Any]:
    """The chain of areas down to the community's own, and which of them the person may open."""
    chain = [*community.area.ancestors(), community.area]
    reach = Area.objects.visible_to(user).filter(pk__in=[area.pk for area in chain])
    return {"chain": chain, "reachable": set(reach.values_list("pk", flat=True))}


def rights_in(user: User, thing: Model, *permissions: Permission) -> set[Permission]:
    """Which of these the person has for that thing: as `can` would say it, in one question."""
    things: Any = type(thing)._default_manager.all()
    asked = {
        permission.name.lower(): Exists(things.within(user.grants(permission)).filter(pk=OuterRef("pk")))
        for permission in permissions
    }
    told = things.filter(pk=thing.pk).order_by().values(**asked).first() or {}
    return {permission for permission in permissions if told.get(permission.name.lower())}


def sessions_of(user: User, cycles: Q) -> SessionQuerySet:
    """The sessions of those cycles, the latest first; planned ones above."""
    sessions = Session.objects.visible_to(user).filter(cycles).exclude(state=SessionState.CANCELLED)
    return sessions.order_by(F("held_on").desc(nulls_first=True), "-pk")


def plans_of(user: User, cycles: Q) -> PlanQuerySet:
    return Plan.objects.visible_to(user).filter(cycles).order_by("-cycle", "-number", "-pk")


def needs_by_state(user: User, cycles: Q) -> list[dict[str, Any]]:
    """[{state, label, count}] in the order of a need's life, without states in which there is none."""
    found = dict(Need.objects.visible_to(user).filter(cycles).order_by().values_list("state").annotate(Count("pk")))
    return [{"state": one.value, "label": one.label, "count": found[one.value]} for one in NeedState if one in found]


def lines_about(user: User, *things: Model | QuerySet[Any]) -> list[Event]:
    """The latest lines of history about these things, for those who read the history; nothing for others."""
    if not user.grants(Permission.HISTORY_VIEW):
        return []

    def about(thing: Model | QuerySet[Any]) -> Q:
        if isinstance(thing, Model):
            return Q(thing_type=thing._meta.label_lower, thing_id=thing.pk)
        return Q(thing_type=thing.model._meta.label_lower, thing_id__in=thing.order_by().values("pk"))

    return list(Event.objects.visible_to(user).filter(any_of(map(about, things))).latest_first()[:LINES])


def makes_papers(user: User) -> bool:
    return PLAN_PAPER in PAPERS and bool(user.grants(Permission.REPORT_MAKE))


def things_in(user: User, cycles: Q) -> list[QuerySet[Any]]:
    seen = [model.objects.visible_to(user).filter(cycles) for model in (Body, Milestone, Session, Need, Ranking, Plan)]
    plans = Plan.objects.visible_to(user).filter(cycles)
    return [*seen, PlanItem.objects.filter(plan__in=plans)]
