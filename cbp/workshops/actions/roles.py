"""People with a task in a session; nobody who only took part is named."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.opening import open_session
from cbp.workshops.models import Session, SessionRole
from cbp.workshops.reading.people import people_in_reach

MOST_ROLES = 8


@transaction.atomic
def save_roles(session: Session, roles: list[SessionRole], *, by: User, expected: int | None = None) -> None:
    """Replaces the people in roles. The history keeps the roles and no names. `expected`: raises `Stale`."""
    current = open_session(session)
    if len(roles) > MOST_ROLES:
        raise Refused(_("At most %(most)s people in roles find room.") % {"most": MOST_ROLES})
    _refuse_strangers(current, roles)
    before = [str(role.get_kind_display()) for role in current.roles.order_by("pk")]
    current.save_over(current.version if expected is None else expected, [])
    current.roles.all().delete()
    for role in roles:
        role.pk, role.session = None, current
    SessionRole.objects.bulk_create(roles)
    after = [str(role.get_kind_display()) for role in roles]
    audit.record(Verb.SESSION_CHANGED, current, by=by, before={"roles": before}, after={"roles": after})
    session.refresh_from_db()


def _refuse_strangers(session: Session, roles: list[SessionRole]) -> None:
    """Whoever stood there before may stay, though the role with us has ended since."""
    named = {role.user_id for role in roles if role.user_id}
    named -= set(session.roles.exclude(user=None).values_list("user_id", flat=True))
    known = set(people_in_reach(session.cycle, Permission.CYCLE_VIEW).filter(pk__in=named).values_list("pk", flat=True))
    if named - known:
        raise Refused(_("This person has no role with us in this cycle."))
