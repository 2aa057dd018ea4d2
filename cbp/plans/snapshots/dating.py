"""The day that a plan's paper prints: the last change recorded of anything in it, not the moment of the asking."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from cbp.core.models import Event
from cbp.cycles.models import Cycle
from cbp.plans.models import Plan, PlanItem
from cbp.priorities.models import Need, Ranking
from cbp.workshops.models import Session
from profiling.models import Community, Profile

Ids = models.QuerySet[Any, dict[str, Any]]


def as_of(plan: Plan) -> str | None:
    """In coordinated time, to the second. None where nothing was recorded."""
    cycle = plan.cycle
    things: dict[type[models.Model], Ids] = {
        Cycle: _ids(Cycle.objects.filter(pk=cycle.pk)),
        Session: _ids(cycle.sessions.all()),
        Need: _ids(cycle.needs.all()),
        Ranking: _ids(cycle.rankings.all()),
        Plan: _ids(Plan.objects.filter(pk=plan.pk)),
        PlanItem: _ids(plan.items.all()),
        Community: _ids(Community.objects.filter(pk=cycle.community_id)),
        Profile: _ids(Profile.objects.filter(community=cycle.community_id)),
    }
    told = Q(pk__in=[])
    for kind, ids in things.items():
        told |= Q(thing_type=kind._meta.label_lower, thing_id__in=ids)
    at = Event.objects.filter(told).order_by("-at").values_list("at", flat=True).first()
    return at.astimezone(datetime.UTC).isoformat(timespec="seconds") if at else None


def _ids(things: models.QuerySet[Any]) -> Ids:
    return things.order_by().values("pk")
