"""The list of communities: found and ordered first, then told of, so that what a line says is read for one page only.

What the person may not see (a cycle, a programme) is not in the line.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import get_language

from cbp.accounts.models import User
from cbp.core.models import AreaName, Programme
from cbp.core.search import folded
from cbp.cycles.models import Cycle, CycleCommunity
from profiling.models import Community, CommunityName, Profile
from profiling.models.communities import CommunityQuerySet


def in_order(communities: CommunityQuerySet, words: str) -> CommunityQuerySet:
    """By name; where words are sought, what is called exactly so first."""
    return communities.closest_first(words) if words.strip() else communities.by_name()


def told(found: CommunityQuerySet, user: User, words: str) -> CommunityQuerySet:
    """The communities that were found (a page of them, or all), each with everything that its line says.

    `label`, `area_label`: the names in the reader's language; `profile_as_of`: of the validated version; `cycles_now`:
    the running cycles; `programme_codes`. All of it comes with the row: no further question, however many there are.
    """
    here = {"community": OuterRef("pk")}
    language = (get_language() or "en")[:2]
    named = CommunityName.objects.filter(**here, language=language).order_by("pk").values("text")[:1]
    called = AreaName.objects.filter(area=OuterRef("area"), kind=AreaName.Kind.NAME, language=language, until=None)
    validated = Profile.objects.validated().filter(**here).values("as_of")[:1]
    seats = Q(community=OuterRef("pk"))
    places = Q(pk__in=CycleCommunity.objects.filter(community=OuterRef(OuterRef("pk"))).values("cycle"))
    running = Cycle.objects.visible_to(user).running().filter(seats | places).order_by("pk")
    programmes = Programme.objects.visible_to(user).filter(communities=OuterRef("pk")).order_by(folded("title"), "pk")
    communities: CommunityQuerySet = (
        Community.objects.filter(pk__in=found.values("pk"))
        .select_related("area")
        .annotate(
            label=Coalesce(Subquery(named), "name"),
            area_label=Coalesce(Subquery(called.order_by("pk").values("text")[:1]), "area__name"),
            profile_as_of=Subquery(validated),
            cycles_now=ArraySubquery(running.values(told=JSONObject(pk="pk", phase="phase"))),
            programme_codes=ArraySubquery(programmes.values("code")),
        )
    )
    return in_order(communities, words)


def running_in(community: Community) -> list[Cycle]:
    """The running cycles of a listed community, as much of them as the list knows."""
    lines: list[dict[str, Any]] = community.cycles_now  # type: ignore[attr-defined]
    return [Cycle(pk=line["pk"], phase=line["phase"]) for line in lines]
