"""Communities: adding and changing them, their names and parts, and taking them into a programme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import FloatField, Func, ProtectedError, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import audit
from cbp.core.models import Area, Programme, Verb
from cbp.core.reach import Grant
from cbp.core.refusals import Refused
from cbp.core.search import fold, folded
from profiling.actions.guards import checked, in_words
from profiling.models import Community, CommunityName, SubCommunity
from profiling.models.communities import CommunityQuerySet

Names = Sequence[tuple[str, str]]  # (language or nothing, text)
Parts = Sequence[tuple[str, str]]  # (name, office of who leads it)

FIELDS = [
    "name", "kind", "area", "definition", "latitude", "longitude", "precision", "is_location_sensitive",
    "spoken_languages", "road", "travel_mode", "distance_km", "travel_minutes", "blocked_months", "network",
    "is_active",
]  # fmt: skip
# Stands in the history for a point that is not to be shown.
HIDDEN = "…"
# From this share of common groups of three letters on, two names may be one community. (domain 11.3, rule 26)
ALIKE = 0.5


class Similarity(Func):
    function = "SIMILARITY"
    output_field = FloatField()


@transaction.atomic
def create_community(
    community: Community, *, programme: Programme, names: Names = (), parts: Parts = (), by: User
) -> Community:
    """Made within the reach of the person, and taken into the programme at once."""
    community.name = community.name.strip()
    _refuse_place(community, [programme], by)
    _refuse_twin(community)
    checked(community, without=("area", "merged_into"))
    with in_words(_twin(community)):
        community.save()
    community.programmes.add(programme)
    _write_names(community, names)
    _write_parts(community, parts)
    after = {**told_of(community), "programme": str(programme)}
    audit.record(Verb.COMMUNITY_CREATED, community, by=by, after=after)
    return community


@transaction.atomic
def change_community(
    community: Community, *, fields: list[str], names: Names, parts: Parts, expected: int, by: User
) -> None:
    """Writes the named fields, the names and the parts; raises `Stale` when someone saved before."""
    stored = Community.objects.select_for_update(of=("self",)).select_related("area").get(pk=community.pk)
    if stored.merged_into_id:
        raise Refused(_("This record was merged into another one. Change that one."))
    before = {**_told(stored, fields), **_beside(stored)}
    if "area" in fields and community.area_id != stored.area_id:
        _refuse_place(community, list(community.programmes.select_related("country")), by)
    _refuse_twin(community)
    checked(community, without=("area", "merged_into"))
    with in_words(_twin(community)):
        community.save_over(expected, fields)
    _write_names(community, names)
    _write_parts(community, parts)
    after = {**_told(community, fields), **_beside(community)}
    audit.record(Verb.COMMUNITY_CHANGED, community, by=by, before=before, after=after)


@transaction.atomic
def enrol_community(community: Community, programme: Programme, *, by: User) -> None:
    """The programme works with this community from now on. Done twice, it is done once."""
    community = Community.objects.select_for_update(of=("self",)).select_related("area").get(pk=community.pk)
    if community.programmes.filter(pk=programme.pk).exists():
        return
    if community.area.country != programme.country.country:
        raise Refused(_("This programme works in another country."))
    if not community.is_active:
        raise Refused(_("This community takes no part in planning any more."))
    community.programmes.add(programme)
    audit.record(Verb.COMMUNITY_ENROLLED, community, by=by, after={"programme": str(programme)})


def similar_communities(
    names: Iterable[str], area: Area, *, by: User, besides: Community | None = None
) -> CommunityQuerySet:
    """Communities of that area, within the person's reach, with a name much like one of these."""
    return alike_communities(names, by=by, besides=besides).filter(area=area).prefetch_related("names").by_name()


def alike_communities(names: Iterable[str], *, by: User, besides: Community | None = None) -> CommunityQuerySet:
    """Communities anywhere within the person's reach with a name much like one of these."""
    alike = Q(pk__in=[])
    for text in filter(None, names):
        others = CommunityName.objects.annotate(alike=_likeness("text", text)).filter(alike__gte=ALIKE)
        mine = Community.objects.annotate(alike=_likeness("name", text)).filter(alike__gte=ALIKE)
        alike |= Q(pk__in=mine.values("pk")) | Q(pk__in=others.values("community_id"))
    found = Community.objects.visible_to(by).standing().filter(alike)
    return found.exclude(pk=besides.pk) if besides and besides.pk else found


def _likeness(field: str, text: str) -> Combinable:
    return Similarity(folded(field), fold(text))


# --- refusals ---------------------------------------------------------------------------------------------------------
def _refuse_place(community: Community, programmes: Sequence[Programme], by: User) -> None:
    area = community.area
    if any(programme.country.country != area.country for programme in programmes):
        raise Refused(_("This programme works in another country."))
    if area.valid_to and area.valid_to < timezone.localdate():
        raise Refused(_("“%(area)s” is not in use any more. Choose the area that followed it.") % {"area": area})
    if not any(_reaches(grant, area, programmes) for grant in by.grants(Permission.COMMUNITY_EDIT)):
        raise Refused(_("“%(area)s” lies outside the areas in which you may add communities.") % {"area": area})


def _reaches(grant: Grant, area: Area, programmes: Sequence[Programme]) -> bool:
    """A role in an area reaches what lies in it; one in a programme alone reaches the programme's country."""
    if grant.programme_id and grant.programme_id not in {programme.pk for programme in programmes}:
        return False
    place = grant.area_path or grant.country_path
    return place is None or area.path.startswith(place)


def _refuse_twin(community: Community) -> None:
    """The same name without regard to accents and case; the constraint keeps it for those who write together."""
    twins = Community.objects.standing().filter(area_id=community.area_id, kind=community.kind).exclude(pk=community.pk)
    if twins.annotate(plain=folded("name")).filter(plain=fold(community.name)).exists():
        raise Refused(_twin(community))


def _twin(community: Community) -> str:
    return _("“%(area)s” has a community of this kind with the name “%(name)s” already.") % {
        "area": community.area, "name": community.name,
    }  # fmt: skip


# --- names and parts --------------------------------------------------------------------------------------------------
def names_of(community: Community) -> list[tuple[str, str]]:
    return [(row.language, row.text) for row in community.names.order_by("language", "pk")]


def parts_of(community: Community) -> list[tuple[str, str]]:
    active = community.sub_communities.filter(is_active=True).order_by("position", "pk")
    return [(part.name, part.leader) for part in active]


def told_of(community: Community) -> dict[str, object]:
    """The whole record as the history keeps it."""
    return {**_told(community, FIELDS), **_beside(community)}


def _told(community: Community, fields: Sequence[str]) -> dict[str, object]:
    """More people read the history than may know the point: it keeps what anyone may see of it."""
    told: dict[str, object] = audit.values_of(community, list(fields))
    point = community.shown_point()
    for name in {"latitude", "longitude"} & set(fields):
        if getattr(community, name) is not None:
            told[name] = str(getattr(point, name)) if point else HIDDEN
    return told


def _beside(community: Community) -> dict[str, object]:
    """Names and parts as the history keeps them."""
    names = names_of(community)
    told: dict[str, object] = {f"name_{language}": text for language, text in names if language}
    others = [text for language, text in names if not language]
    parts = [f"{name} – {leader}" if leader else name for name, leader in parts_of(community)]
    return {**told, "others": others, "parts": parts}


def _write_names(community: Community, names: Names) -> None:
    wanted = list(dict.fromkeys((language, text.strip()) for language, text in names if text.strip()))
    if sorted(wanted) == sorted(names_of(community)):
        return
    community.names.all().delete()
    rows = [CommunityName(community=community, language=language, text=text) for language, text in wanted]
    for row in rows:
        checked(row, without=("community",))
    CommunityName.objects.bulk_create(rows)


def _write_parts(community: Community, parts: Parts) -> None:
    """A part that is no longer named goes; one that a session or a plan names is only taken out of use."""
    wanted = {name.strip().casefold(): (name.strip(), leader.strip()) for name, leader in parts if name.strip()}
    if len(wanted) < len([name for name, _leader in parts if name.strip()]):
        raise Refused(_("Two parts of the community have the same name."))
    stored = {part.name.casefold(): part for part in community.sub_communities.all()}
    for key, part in stored.items():
        if key not in wanted:
            _take_out(part)
    for position, (key, (name, leader)) in enumerate(wanted.items(), start=1):
        part = stored.get(key) or SubCommunity(community=community)
        part.name, part.leader, part.position, part.is_active = name, leader, position, True
        checked(part, without=("community",))
        part.save()


def _take_out(part: SubCommunity) -> None:
    try:
        with transaction.atomic():
            part.delete()
    except ProtectedError:
        SubCommunity.objects.filter(pk=part.pk).update(is_active=False)
