"""Which area and which community a row is about, within the reach of whoever brings the sheet in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from rapidfuzz import fuzz, process

from cbp.core.models import Area, AreaName, Programme
from cbp.core.reach import Grant
from cbp.core.search import folded
from profiling.models import Community, CommunityName
from profiling.sheets.cells import Unread

AT_ONCE = 5000
SIMILAR = 85  # of a hundred (domain 11.3, rule 26)
MOST_COMPARED = 400  # names of one area: beyond, every name is like another


def fold_all(texts: Iterable[str]) -> dict[str, str]:
    """Each text as the database folds names, so that a match here is a match there."""
    wanted, found = sorted(set(texts)), {}
    with connection.cursor() as cursor:
        for at in range(0, len(wanted), AT_ONCE):
            cursor.execute("SELECT t, cbp_fold(t) FROM unnest(%s::text[]) AS t", [wanted[at : at + AT_ONCE]])
            found.update(cursor.fetchall())
    return found


def path_of(grant: Grant) -> str:
    """As `ProfileSheet.reach` keeps it. A role in a programme alone reaches its country, with “+” before it: there new
    communities, and those that the programme works with."""
    return grant.area_path or (f"+{grant.country_path or ''}" if grant.programme_id else "")


class Reach:
    """What holds communities, by paths as `path_of` makes them."""

    def __init__(self, paths: Iterable[str]) -> None:
        paths = list(paths)
        self.whole = tuple(path for path in paths if not path.startswith("+"))
        self.enrolled = tuple(path[1:] for path in paths if path.startswith("+"))

    def holds_area(self, path: str) -> bool:
        return path.startswith(self.whole + self.enrolled)

    def holds(self, community: Known) -> bool:
        return self.holds_one(community.path, community.is_enrolled)

    def holds_one(self, path: str, is_enrolled: bool) -> bool:
        """A community of that area, at work in the programme or not."""
        return path.startswith(self.whole) or (is_enrolled and path.startswith(self.enrolled))


class Place(NamedTuple):
    """An area in short."""

    pk: int
    path: str
    pcode: str
    is_open: bool
    point: tuple[Decimal, Decimal] | None = None


class Known(NamedTuple):
    """A community that stands, in short."""

    pk: int
    uid: uuid.UUID
    name: str
    kind: str
    area_id: int
    path: str
    is_active: bool
    merged_into: int | None
    is_enrolled: bool
    latitude: Decimal | None
    longitude: Decimal | None
    precision: str
    is_sensitive: bool
    version: int


@dataclass
class Places:
    """The areas of the programme's country that are within reach, by code and by name."""

    by_code: dict[str, Place] = field(default_factory=dict)
    by_name: dict[str, set[Place]] = field(default_factory=dict)

    @classmethod
    def of(cls, programme: Programme, reach: Reach) -> Places:
        places, today = cls(), timezone.localdate()
        by_pk = {}
        rows = Area.objects.filter(country=programme.country.country).order_by("level", "pk")
        fields = ("pk", "path", "pcode", folded("name"), "valid_to", "latitude", "longitude")
        for pk, path, pcode, name, valid_to, *point in rows.values_list(*fields):
            if reach.holds_area(path):
                is_open = valid_to is None or valid_to >= today
                place = by_pk[pk] = Place(pk, path, pcode, is_open, None if None in point else tuple(point))
                places.by_code[pcode.upper()] = place  # of two levels with one code, the lower
                places.by_name.setdefault(name, set()).add(place)
        names = AreaName.objects.filter(area__country=programme.country.country).order_by("pk")
        for pk, kind, text, plain in names.values_list("area_id", "kind", "text", folded("text")):
            if pk in by_pk and kind == AreaName.Kind.CODE:
                places.by_code.setdefault(text.upper(), by_pk[pk])
            elif pk in by_pk:
                places.by_name.setdefault(plain, set()).add(by_pk[pk])
        return places

    def find(self, text: str, folds: Mapping[str, str]) -> tuple[Place, bool]:
        """The area of that code, or the only one of that name; and whether it was the name."""
        place = self.by_code.get(text.upper())
        named = self.by_name.get(folds[text], set()) if place is None else set()
        if len(named) > 1:
            raise Unread("unclear_area")
        found = place or next(iter(named), None)
        if found is None:
            raise Unread("unknown_area")
        if not found.is_open:
            raise Unread("closed_area")
        return found, place is None


@dataclass
class Communities:
    """The communities of the areas that a sheet names, and those whose numbers it names."""

    by_pk: dict[int, Known] = field(default_factory=dict)
    by_uid: dict[uuid.UUID, Known] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[Known]] = field(default_factory=dict)
    by_other_name: dict[tuple[int, str], list[Known]] = field(default_factory=dict)
    other_names: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, programme: Programme, areas: Iterable[int], uids: Iterable[uuid.UUID]) -> Communities:
        found = cls()
        through = Community.programmes.through.objects.filter(programme_id=programme.pk)
        enrolled = set(through.values_list("community_id", flat=True))
        wanted = Q(area__country=programme.country.country) & (Q(area__in=set(areas)) | Q(uid__in=set(uids)))
        while True:  # merged records lead to those that stand for them
            found._load(wanted, enrolled)
            into = {one.merged_into for one in found.by_pk.values() if one.merged_into} - set(found.by_pk)
            if not into:
                return found
            wanted = Q(pk__in=into)

    def _load(self, wanted: Q, enrolled: set[int]) -> None:
        fields = (
            "pk", "uid", "name", "kind", "area_id", "area__path", "is_active", "merged_into_id", "latitude",
            "longitude", "precision", "is_location_sensitive", "version", folded("name"),
        )  # fmt: skip
        rows = Community.objects.filter(wanted).order_by("pk").values_list(*fields)
        for pk, uid, name, kind, area, path, is_active, merged, *rest, plain in rows.iterator(2000):
            one = Known(pk, uid, name, kind, area, path, is_active, merged, pk in enrolled, *rest)
            self.by_pk[pk] = self.by_uid[uid] = one
            self.by_name.setdefault((area, plain), []).append(one)
        names = CommunityName.objects.filter(community__in=Community.objects.filter(wanted)).order_by("pk")
        for pk, text, plain in names.values_list("community_id", "text", folded("text")).iterator(2000):
            self.other_names.setdefault(pk, set()).add(text)
            self.by_other_name.setdefault((self.by_pk[pk].area_id, plain), []).append(self.by_pk[pk])

    def survivor(self, one: Known) -> Known:
        while one.merged_into:
            one = self.by_pk[one.merged_into]
        return one


class Match(NamedTuple):
    """The community of a row, or none: it is a new one. `warnings` are (column, code, values)."""

    community: Known | None
    warnings: Sequence[tuple[str, str, dict[str, str]]] = ()


def match_uid(communities: Communities, uid: uuid.UUID, reach: Reach) -> Known:
    found = communities.by_uid.get(uid)
    if found is None or not reach.holds(communities.survivor(found)):
        raise Unread("unknown_uid")
    return communities.survivor(found)


def match_name(communities: Communities, name: str, key: tuple[int, str], kind: str, reach: Reach) -> Match:
    """By name, else by another name, in that area; of that kind where the row says one. `key`: area and folded name."""
    named, other = communities.by_name.get(key, []), communities.by_other_name.get(key, [])
    of_kind = [one for one in named if kind in ("", one.kind)]
    found = _only(communities, of_kind, name, reach)
    if found:
        return Match(_within(found, reach))
    found = _only(communities, [one for one in other if kind in ("", one.kind)], name, reach)
    if found:
        return Match(_within(found, reach), [("name", "by_other_name", {"value": name, "name": found.name})])
    return Match(None, [("kind", "other_kind", {"value": name})] if any(map(reach.holds, named)) else [])


def _only(communities: Communities, found: list[Known], name: str, reach: Reach) -> Known | None:
    """One beyond reach is not named: that the name is taken is all that is told of it."""
    survivors = {one.pk: one for one in map(communities.survivor, found)}
    if len(survivors) > 1:
        names = ", ".join(sorted(f"{one.name} ({one.kind})" for one in survivors.values() if reach.holds(one)))
        raise Unread("unclear_community" if names else "taken", **({"names": names} if names else {}))
    return next(iter(survivors.values()), None)


def _within(found: Known, reach: Reach) -> Known:
    if not reach.holds(found):
        raise Unread("taken")
    return found


def similar_name(name: str, names: Sequence[str]) -> str:
    """One of these that is much like the name and differs in more than its digits."""
    if not 0 < len(names) <= MOST_COMPARED:
        return ""
    for found, _score, _at in process.extract(name, names, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=5):
        if _letters(found) != _letters(name):
            return str(found)
    return ""


def _letters(name: str) -> str:
    return "".join(sign for sign in name if not sign.isdigit())
