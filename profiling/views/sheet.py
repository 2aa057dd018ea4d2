"""Everything that the reading page of a profile shows to one person, in a fixed number of questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import get_language_bidi

from cbp.accounts.access import can
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.choices import Sex
from cbp.core.groups import group_labels
from cbp.core.templatetags.figures import number
from profiling.checks import is_old, warnings_of
from profiling.models import Profile, ProfileFactor, SectionNote
from profiling.phases import ProfileState
from profiling.reading import (
    GroupCount,
    Line,
    lines_of,
    population,
    pyramid_of,
    sources_of,
    stated_of,
    sums_of,
    used_sources,
)
from profiling.sections import RESTRICTED_CLASSES, SECTIONS, Section

STATUS = {
    ProfileState.DRAFT: "neutral",
    ProfileState.IN_REVIEW: "active",
    ProfileState.VALIDATED: "good",
    ProfileState.SUPERSEDED: "neutral",
}


@dataclass(frozen=True)
class Part:
    """One part of the page: whether this person may fill it in, and what is said of it in words."""

    section: Section
    may_edit: bool
    note: SectionNote | None

    @property
    def template(self) -> str:
        return f"profiling/parts/{self.section.code}.html"


@dataclass(frozen=True)
class GroupTable:
    """The table of one group: a line for each age band, their sums, and the totals as stated."""

    group: GroupCount
    lines: list[Line] = field(default_factory=list)
    sums: Line | None = None
    stated: Line | None = None

    @property
    def households(self) -> int | None:
        return self.group.total("households")


def sheet(profile: Profile, user: User) -> dict[str, Any]:
    restricted = can(user, Permission.PROFILE_RESTRICTED, profile)
    groups = population(profile)
    sources = sources_of(profile, restricted=restricted)
    labels = group_labels(profile.programme)
    return {
        "profile": profile,
        "community": profile.community,
        "status": STATUS[ProfileState(profile.state)],
        "parts": _parts(profile, user, restricted),
        "tiles": _tiles(groups[0]),
        **_place(profile, user),
        "groups": groups,
        "tables": [_table(group) for group in groups if not group.is_empty],
        "pyramid": pyramid_of(groups[0], mirrored=get_language_bidi()),
        "flows": _labelled(list(profile.displacementflows.select_related("source").order_by("-ends_on", "pk")), labels),
        "services": list(profile.servicestatuss.select_related("source").order_by("kind", "pk")),
        "factors": _factors(profile, restricted=False),
        "restricted_factors": _factors(profile, restricted=True) if restricted else [],
        "sources": _counted(sources, used_sources(profile, restricted=restricted)),
        "old": {source.pk for source in sources if is_old(source, profile)},
        "warnings": warnings_of(profile),
        **_rights(profile, user),
    }


def _tiles(whole: GroupCount) -> dict[str, object]:
    """The whole community in four figures; None is not known."""
    persons, households = whole.persons, whole.total("households")
    females = whole.total("females")
    if females is None and whole.of_sex(Sex.FEMALE).is_whole:
        females = whole.of_sex(Sex.FEMALE).known
    size = number(persons / households, 1) if persons is not None and households else None
    counts = {"persons": persons, "households": households, "females": females}
    return {"size": size, **{name: None if value is None else number(value) for name, value in counts.items()}}


def _place(profile: Profile, user: User) -> dict[str, object]:
    """Names, parts and the way there. A point that is not to be shown stays with those who enter it."""
    community = profile.community
    is_known = community.latitude is not None
    return {
        "names": list(community.names.all()),
        "quarters": list(community.sub_communities.filter(is_active=True).order_by("position", "pk")),
        "months": [MONTHS[month] for month in community.blocked_months],
        "shows_point": is_known
        and (not community.is_location_sensitive or can(user, Permission.COMMUNITY_EDIT, community)),
    }


def _rights(profile: Profile, user: User) -> dict[str, bool]:
    edits = can(user, Permission.PROFILE_EDIT, profile)
    decides = can(user, Permission.PROFILE_VALIDATE, profile)
    return {
        "may_fill": edits and profile.is_open,
        "may_begin": edits and profile.state == ProfileState.VALIDATED,
        "may_review": (edits and profile.is_open) or (decides and profile.state == ProfileState.IN_REVIEW),
    }


def _parts(profile: Profile, user: User, restricted: bool) -> list[Part]:
    """Without the restricted part for whoever may not read it."""
    notes = {note.section: note for note in profile.notes.all()}
    rights = {right: can(user, right, _asked(profile, right)) for right in {one.edits for one in SECTIONS}}
    always = set(rights) if profile.is_open else {Permission.COMMUNITY_EDIT}
    return [
        Part(one, rights[one.edits] and one.edits in always, notes.get(one.code))
        for one in SECTIONS
        if restricted or not one.is_restricted
    ]


def _asked(profile: Profile, right: Permission) -> Any:
    return profile.community if right == Permission.COMMUNITY_EDIT else profile


def _table(group: GroupCount) -> GroupTable:
    if not group.cells:
        return GroupTable(group)
    return GroupTable(group, lines_of(group), sums_of(group), stated_of(group))


def _factors(profile: Profile, *, restricted: bool) -> list[ProfileFactor]:
    found = profile.profilefactors.select_related("source")
    chosen = found.filter if restricted else found.exclude
    return list(chosen(classification__in=RESTRICTED_CLASSES).order_by("kind", "-strength", "pk"))


def _labelled(rows: list[Any], labels: dict[str, str]) -> list[Any]:
    for row in rows:
        row.group_label = labels.get(row.group, row.group)
    return rows


def _counted(sources: list[Any], used: dict[int, int]) -> list[Any]:
    for source in sources:
        source.uses = used.get(source.pk, 0)
    return sources
