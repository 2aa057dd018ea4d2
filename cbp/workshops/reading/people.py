"""Who, of those with an account, may be named in a session."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet, Value

from cbp.accounts.models import Assignment, User
from cbp.accounts.roles import Permission, Role, allows
from cbp.cycles.models import Cycle


def people_in_reach(cycle: Cycle, permission: Permission) -> QuerySet[User]:
    """Those whose role allows it in this cycle: its programme and its area, each where the role names one."""
    roles = [role.value for role in Role if allows(role, permission)]
    here = Assignment.objects.running().alias(here=Value(cycle.community.area.path))
    of_programme = Q(programme=None) | Q(programme=cycle.programme_id)
    of_area = Q(area=None) | Q(here__startswith=F("area__path"))
    reaching = here.filter(of_programme, of_area, role__in=roles)
    people: QuerySet[User] = User.objects.filter(is_active=True, pk__in=reaching.values("user"))
    return people.order_by("name", "email")


def is_in_reach(user: User, cycle: Cycle, permission: Permission) -> bool:
    return people_in_reach(cycle, permission).filter(pk=user.pk).exists()
