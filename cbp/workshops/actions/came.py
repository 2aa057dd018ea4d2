"""Who came from where: institutions, and in a forum other communities."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.choices import SessionKind
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.actions.opening import begin, open_session
from cbp.workshops.models import Session, SessionCommunity, SessionInstitution
from cbp.workshops.reading.communities import own_communities
from profiling.models import Community

MOST_INSTITUTIONS = 12
MOST_COMMUNITIES = 12


@transaction.atomic
def save_came(
    session: Session,
    *,
    institutions: list[SessionInstitution],
    communities: list[SessionCommunity],
    expected: int,
    by: User,
) -> None:
    """Replaces both; raises `Stale`. A community is chosen within the person's reach, or stood there before."""
    current = open_session(session)
    _refuse_too_many(institutions, communities)
    _refuse_communities(current, [one.community_id for one in communities], by)
    before = _in_short(current.institutions.order_by("pk"), current.communities.order_by("pk"))
    current.save_over(expected, begin(current) if institutions or communities else [])
    for old, new in ((current.institutions, institutions), (current.communities, communities)):
        old.all().delete()
        for row in new:
            row.pk, row.session = None, current
    SessionInstitution.objects.bulk_create(institutions)
    SessionCommunity.objects.bulk_create(communities)
    after = _in_short(institutions, communities)
    audit.record(Verb.SESSION_CHANGED, current, by=by, before=before, after=after)
    session.refresh_from_db()


def _refuse_too_many(institutions: list[SessionInstitution], communities: list[SessionCommunity]) -> None:
    if len(institutions) > MOST_INSTITUTIONS or len(communities) > MOST_COMMUNITIES:
        most = {"institutions": MOST_INSTITUTIONS, "communities": MOST_COMMUNITIES}
        raise Refused(
            _("At most %(institutions)s institutions and %(communities)s communities find room in one session.") % most
        )
    counts = [one.people for one in institutions] + [one.people for one in communities]
    if any(people is not None and not 0 <= people <= 10_000 for people in counts):
        raise Refused(_("A number of people from one place lies between 0 and 10,000."))


def _refuse_communities(session: Session, named: list[int], by: User) -> None:
    stood = set(session.communities.values_list("community_id", flat=True))
    new = set(named) - stood
    if new and session.kind != SessionKind.FORUM:
        raise Refused(_("Other communities are named in a forum of several communities."))
    if len(set(named)) < len(named):
        raise Refused(_("This community is named twice."))
    if new & own_communities(session.cycle):
        raise Refused(_("This community belongs to the cycle: it is counted in the attendance."))
    seen = Community.objects.visible_to(by).standing().filter(pk__in=new).values_list("pk", flat=True)
    if new - set(seen):
        raise Refused(_("No such community lies within your reach."))


def _in_short(
    institutions: Iterable[SessionInstitution], communities: Iterable[SessionCommunity]
) -> dict[str, list[str]]:
    """For the history: from where, and how many."""
    return {
        "institutions": [_counted(one.name, one.people) for one in institutions],
        "communities": [_counted(str(one.community), one.people) for one in communities],
    }


def _counted(name: str, people: int | None) -> str:
    return name if people is None else f"{name}: {people}"
