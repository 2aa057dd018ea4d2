"""What hangs on a planning cycle."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.cycles.models import Cycle, CycleType
from cbp.cycles.reading.bodies import overdue_in, standing_counts, to_renew, with_bodies
from cbp.cycles.reading.cluster import members_of, with_members
from cbp.cycles.reading.work_plan import work_plan
from cbp.desk.overviews.shared import (
    lines_about,
    makes_papers,
    needs_by_state,
    place_of,
    plans_of,
    rights_in,
    sessions_of,
    things_in,
)
from cbp.priorities.models import Ranking
from cbp.workshops.inclusion import judged
from profiling.models import Community

P = Permission
ASKED = (
    P.CYCLE_MANAGE, P.CYCLE_WORK, P.SESSION_VIEW, P.SESSION_RECORD, P.NEED_EDIT, P.RANKING_ENTER, P.PLAN_VIEW,
    P.PLAN_EDIT,
)  # fmt: skip


def with_all_named(cycle: Cycle) -> Cycle:
    """The cycle again, with everything that its page and its gate name: read once instead of wherever it is named."""
    joined = Cycle.objects.select_related("community__area", "programme", "lead", "counterpart", "template")
    named = joined.prefetch_related("community__names", "community__area__names", "programme__population_groups")
    return named.prefetch_related("passages", with_members(), with_bodies()).get(pk=cycle.pk)


def cycle_overview(cycle: Cycle, user: User) -> dict[str, Any]:
    """What hangs on a cycle (of `with_all_named`). Where it stands, and what the next gate wants, is the rail's."""
    mine, rights = Q(cycle=cycle), rights_in(user, cycle, *ASKED)
    context: dict[str, Any] = {
        "cycle": cycle,
        "community": cycle.community,
        **_agreed(cycle, user),
        **place_of(cycle.community, user),
        "work_plan": work_plan(cycle, timezone.localdate()),
        "partners": cycle.partners.select_related("engagement__organisation").order_by("pk"),
        "sees_partners": bool(user.grants(P.PARTNER_VIEW)),
        "sees_sessions": P.SESSION_VIEW in rights,
        "sees_plans": P.PLAN_VIEW in rights,
        "may_manage": P.CYCLE_MANAGE in rights,
        "bodies": _bodies(cycle, may_work=P.CYCLE_WORK in rights),
    }
    if context["sees_sessions"]:
        context |= _heard(cycle, user, rights)
    if context["sees_plans"]:
        context["plans"] = _below(cycle, plans_of(user, mine))
        context["may_begin_plan"] = P.PLAN_EDIT in rights
        context["makes_papers"] = makes_papers(user)
    context["events"] = lines_about(user, cycle, *things_in(user, mine))
    return context


def _below(cycle: Cycle, things: Iterable[Any]) -> list[Any]:
    """With the cycle that is read already, so that none of them reads it again for its name."""
    found = list(things)
    for one in found:
        one.cycle = cycle
    return found


def _bodies(cycle: Cycle, *, may_work: bool) -> dict[str, Any]:
    """Who carries the cycle: the bodies that stand, and how many of the cycle before wait to be renewed."""
    standing = standing_counts(cycle)
    return {
        "standing": standing,
        "overdue": overdue_in(standing, timezone.localdate()),
        "to_renew": to_renew(cycle).count(),
        "may_work": may_work,
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


def _heard(cycle: Cycle, user: User, rights: Set[Permission]) -> dict[str, Any]:
    """Sessions, needs and rankings."""
    mine = Q(cycle=cycle)
    return {
        "sessions": _below(cycle, sessions_of(user, mine)),
        "needs": needs_by_state(user, mine),
        "rankings": list(Ranking.objects.visible_to(user).filter(mine).latest_first()),
        "rules": judged(cycle),
        "may_explain": cycle.is_running and P.CYCLE_WORK in rights,
        "may_plan_session": P.SESSION_RECORD in rights,
        "may_raise_need": P.NEED_EDIT in rights,
        "may_set_up_ranking": P.RANKING_ENTER in rights,
    }
