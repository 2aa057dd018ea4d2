"""What hangs on a planning cycle."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from cbp.accounts.access import can
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.cycles.models import Cycle, CycleType
from cbp.cycles.reading.bodies import overdue_in, standing_counts, to_renew
from cbp.cycles.reading.cluster import members_of
from cbp.cycles.reading.work_plan import work_plan
from cbp.desk.overviews.shared import (
    lines_about,
    makes_papers,
    needs_by_state,
    place_of,
    plans_of,
    sessions_of,
    things_in,
)
from cbp.priorities.models import Ranking
from cbp.workshops.inclusion import judged
from profiling.models import Community


def cycle_overview(cycle: Cycle, user: User) -> dict[str, Any]:
    """What hangs on a cycle. Where it stands, and what the next gate wants, is the rail's."""
    mine = Q(cycle=cycle)
    context: dict[str, Any] = {
        "cycle": cycle,
        "community": cycle.community,
        **_agreed(cycle, user),
        **place_of(cycle.community, user),
        "work_plan": work_plan(cycle, timezone.localdate()),
        "partners": cycle.partners.select_related("engagement__organisation").order_by("pk"),
        "sees_partners": bool(user.grants(Permission.PARTNER_VIEW)),
        "sees_sessions": can(user, Permission.SESSION_VIEW, cycle),
        "sees_plans": can(user, Permission.PLAN_VIEW, cycle),
    }
    if context["sees_sessions"]:
        context |= _heard(cycle, user, mine)
    if context["sees_plans"]:
        context["plans"] = list(plans_of(user, mine))
        context["may_begin_plan"] = can(user, Permission.PLAN_EDIT, cycle)
        context["makes_papers"] = makes_papers(user)
    context["bodies"] = _bodies(cycle, user)
    context["events"] = lines_about(user, cycle, *things_in(user, mine))
    return context


def _bodies(cycle: Cycle, user: User) -> dict[str, Any]:
    """Who carries the cycle: the bodies that stand, and how many of the cycle before wait to be renewed."""
    standing = standing_counts(cycle)
    return {
        "standing": standing,
        "overdue": overdue_in(standing, timezone.localdate()),
        "to_renew": to_renew(cycle).count(),
        "may_work": can(user, Permission.CYCLE_WORK, cycle),
    }


def _agreed(cycle: Cycle, user: User) -> dict[str, Any]:
    """Who plans together, for what, and the cycles before and after."""
    members, cycles = members_of(cycle), Cycle.objects.visible_to(user)
    seen = Community.objects.visible_to(user).filter(pk__in=[one.pk for one in members])
    return {
        "members": members,
        "open_members": set(seen.values_list("pk", flat=True)) if members else set(),
        "type_labels": [label for code, label in CycleType.choices if code in cycle.types],
        "previous": cycles.filter(pk=cycle.previous_id).first() if cycle.previous_id else None,
        "following": cycles.filter(previous=cycle).order_by("number", "pk").first(),
    }


def _heard(cycle: Cycle, user: User, mine: Q) -> dict[str, Any]:
    """Sessions, needs and rankings."""
    return {
        "sessions": list(sessions_of(user, mine)),
        "needs": needs_by_state(user, mine),
        "rankings": list(Ranking.objects.visible_to(user).filter(mine).latest_first()),
        "rules": judged(cycle),
        "may_explain": cycle.is_running and can(user, Permission.CYCLE_WORK, cycle),
        "may_plan_session": can(user, Permission.SESSION_RECORD, cycle),
        "may_raise_need": can(user, Permission.NEED_EDIT, cycle),
        "may_set_up_ranking": can(user, Permission.RANKING_ENTER, cycle),
    }
