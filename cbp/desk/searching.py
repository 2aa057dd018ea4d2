"""The search of the whole house: what is called so, kind by kind, only within the reach of the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.models import Area, Programme
from cbp.core.search import fold, folded
from cbp.cycles.models import Cycle, CycleQuerySet
from cbp.plans.models import Plan
from cbp.priorities.models import Need
from partners.models import Organisation
from profiling.models import Community
from profiling.models.communities import CommunityQuerySet

MOST = 10


@dataclass(frozen=True)
class Hit:
    """One thing that was found. `code` is read from left to right everywhere."""

    label: str
    url: str
    code: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """What was found of one kind: at most ten, and where all of them are, if there may be more."""

    title: str
    hits: list[Hit]
    all_url: str = ""


def found_by(user: User, words: str) -> list[Group]:
    return [
        _group(
            _("Communities"),
            _communities(user, words),
            partial(_community_hit, words=words),
            "desk:community-list",
            words,
        ),
        _group(_("Planning cycles"), _cycles(user, words), _cycle_hit),
        _group(_("Plans"), _plans(user, words), _plan_hit),
        _group(_("Needs"), _needs(user, words), _need_hit),
        _group(_("Organisations"), _organisations(user, words), _organisation_hit, "partners:organisation-list", words),
        _group(_("Places"), _areas(user, words), _area_hit, "desk:area-list", words),
        _group(_("Programmes"), _programmes(user, words), _programme_hit, "desk:programme-list", words),
        _group(_("People"), _people(user, words), _person_hit, "accounts:person-list", words),
    ]


def _group(title: str, rows: Any, hit: Callable[[Any], Hit], everything: str = "", words: str = "") -> Group:
    hits = [hit(row) for row in rows[:MOST]]
    url = f"{reverse(everything)}?{urlencode({'q': words})}" if everything and len(hits) == MOST else ""
    return Group(title, hits, url)


# --- communities and what hangs on them -------------------------------------------------------------------------------
def _communities(user: User, words: str) -> QuerySet[Community]:
    found = Community.objects.visible_to(user).standing().found_by(words).select_related("area")
    named: CommunityQuerySet = found.prefetch_related("names", "area__names")
    return named.closest_first(words)


def _community_hit(community: Community, words: str) -> Hit:
    """With the name that is closest to what was sought, where that is not the one that is shown."""
    shown, said = str(community), [str(community.get_kind_display()), str(community.area)]
    names = community.every_name()
    closest, _likeness, _at = process.extractOne(words, names, scorer=fuzz.partial_ratio, processor=str.casefold)
    if closest != shown:
        said.append(closest)
    return Hit(shown, community.get_absolute_url(), said=tuple(said))


def _in_communities(words: str) -> Q:
    return Q(cycle__community__in=Community.objects.found_by(words).values("pk"))


def _named(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("cycle__community").prefetch_related("cycle__community__names")


def _cycles(user: User, words: str) -> QuerySet[Cycle]:
    found = Cycle.objects.visible_to(user).filter(community__in=Community.objects.found_by(words).values("pk"))
    named: CycleQuerySet = found.select_related("community", "programme").prefetch_related("community__names")
    return named.latest_first()


def _cycle_hit(cycle: Cycle) -> Hit:
    return Hit(str(cycle), cycle.get_absolute_url(), cycle.programme.code, (str(cycle.get_phase_display()),))


def _said(rows: QuerySet[Any], words: str, *fields: str) -> QuerySet[Any]:
    """Those that say it, as it was said or in a translation."""
    plain = {f"plain_{field}": folded(field) for field in fields}
    said = Q()
    for field in fields:
        said |= Q(**{f"plain_{field}__contains": fold(words)})
        for language, _label in settings.LANGUAGES:
            said |= Q(**{f"translations__{language}__{field}__text__icontains": words})
    found: QuerySet[Any] = rows.annotate(**plain).filter(said)
    return found


def _needs(user: User, words: str) -> QuerySet[Need]:
    return _named(_said(Need.objects.visible_to(user), words, "title", "statement")).order_by("-pk")


def _need_hit(need: Need) -> Hit:
    return Hit(str(need), need.get_absolute_url(), said=(str(need.get_state_display()), str(need.cycle)))


def _plans(user: User, words: str) -> QuerySet[Plan]:
    """By a title, or by the community."""
    plans = Plan.objects.visible_to(user)
    titled = _said(plans, words, "title").order_by().values("pk")
    return _named(plans.filter(Q(pk__in=titled) | _in_communities(words))).order_by("-pk")


def _plan_hit(plan: Plan) -> Hit:
    said = (str(plan.get_state_display()), str(plan.cycle.community))
    return Hit(str(plan), plan.get_absolute_url(), said=said)


# --- the rest ---------------------------------------------------------------------------------------------------------
def _organisations(user: User, words: str) -> QuerySet[Organisation]:
    return Organisation.objects.visible_to(user).found_by(words).by_name()


def _organisation_hit(organisation: Organisation) -> Hit:
    said = (str(organisation.get_kind_display()),)
    return Hit(str(organisation), organisation.get_absolute_url(), said=said)


def _areas(user: User, words: str) -> QuerySet[Area]:
    found = Area.objects.visible_to(user).found_by(words).select_related("parent")
    return found.prefetch_related("names", "parent__names").order_by("level", "name", "pk")


def _area_hit(area: Area) -> Hit:
    said = (area.level_label, str(area.parent)) if area.parent else (area.level_label,)
    return Hit(str(area), area.get_absolute_url(), area.pcode, said)


def _programmes(user: User, words: str) -> QuerySet[Programme]:
    return Programme.objects.visible_to(user).found_by(words).by_title()


def _programme_hit(programme: Programme) -> Hit:
    return Hit(programme.title, programme.get_absolute_url(), programme.code)


def _people(user: User, words: str) -> QuerySet[User]:
    found: QuerySet[User] = User.objects.visible_to(user).found_by(words).by_name()
    return found if user.grants(Permission.PEOPLE_VIEW) else found.none()


def _person_hit(person: User) -> Hit:
    return Hit(person.name, person.get_absolute_url(), said=(person.email,))
