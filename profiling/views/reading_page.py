"""Everything that the reading page of a profile shows to one person: the layout walked, in a fixed number of questions.

Nobody lists parts or tables here: they come from `profiling.sections` and from what the programme decides on them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import MONTHS

from cbp.accounts.access import can
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.choices import Sex
from cbp.core.templatetags.figures import number
from partners.models import Organisation
from profiling import sections
from profiling.checks import is_old, warnings_among
from profiling.models import PopulationTotal, Profile
from profiling.phases import ProfileState
from profiling.reading import (
    AnswerRead,
    Contents,
    GroupCount,
    Line,
    Part,
    PartState,
    State,
    both_contents,
    changes_of,
    completeness,
    layout_for,
    lines_of,
    stated_of,
    sums_of,
)
from profiling.reading.confirmations import confirmations_of
from profiling.views.drawn import Drawn, drawn
from profiling.views.table_shown import TableShown, shown

STATUS = {
    ProfileState.DRAFT: "neutral",
    ProfileState.IN_REVIEW: "active",
    ProfileState.VALIDATED: "good",
    ProfileState.SUPERSEDED: "neutral",
}
OWN_TEMPLATE = (sections.IDENTITY, sections.POPULATION, sections.SOURCES)


@dataclass(frozen=True)
class PartShown:
    """One part of the page, with what this person may do in it. `may_add`: new rows, words and answers."""

    part: Part
    state: PartState
    may_edit: bool
    tables: list[TableShown] = field(default_factory=list)
    answers: list[AnswerRead] = field(default_factory=list)
    pictures: list[Drawn] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.part.code

    @property
    def may_add(self) -> bool:
        return self.may_edit and self.part.is_on

    @property
    def numbered(self) -> set[str]:
        """The tables whose rows carry the numbers of a picture."""
        return {one.numbers for one in self.pictures}

    @property
    def has_figures(self) -> bool:
        """Of the community itself and of the sources there are no former ones."""
        return bool(self.state.rows) and self.code not in (sections.IDENTITY, sections.SOURCES)

    @property
    def is_empty(self) -> bool:
        return self.state.state == State.EMPTY

    @property
    def is_open(self) -> bool:
        """An empty part is folded for whoever can add nothing to it."""
        return self.may_add or not self.is_empty

    @property
    def template(self) -> str:
        return f"profiling/parts/{self.code if self.code in OWN_TEMPLATE else 'tables'}.html"


@dataclass(frozen=True)
class GroupShown:
    """The table of one group: a line for each age band, their sums, and the totals as stated."""

    group: GroupCount
    totals: PopulationTotal
    lines: list[Line] = field(default_factory=list)
    sums: Line | None = None
    stated: Line | None = None


def reading_page(profile: Profile, user: User) -> dict[str, Any]:
    restricted = can(user, Permission.PROFILE_RESTRICTED, profile)
    now, before = both_contents(profile, layout_for(profile), restricted=restricted)
    filled = completeness(profile, now.layout, restricted=restricted, contents=now)
    rights = _rights(profile, user)
    told = [state for state in filled.states if state.part.is_on or state.state != State.EMPTY]
    parts = [_part(state, now, rights) for state in told]
    return {
        "profile": profile,
        "community": profile.community,
        "status": STATUS[ProfileState(profile.state)],
        "filled": filled,
        "parts": parts,
        "has_pictures": any(part.pictures for part in parts),
        "may_remove": any(part.may_edit for part in parts),
        "sees_people": bool(now.groups),
        "tiles": _tiles(now.whole),
        **_place(profile, rights),
        "groups": now.groups,
        "counts": [_group(group) for group in now.groups if not group.is_empty],
        "sources": _sources(now),
        "old": {source.pk for source in now.sources if is_old(source, profile)},
        "warnings": warnings_among(now, before),
        "changes": changes_of(now, before),
        "confirmations": confirmations_of(profile, user),
        "linked": _linked(now, user),
        **_steps(profile, user, rights),
    }


# --- parts ------------------------------------------------------------------------------------------------------------
def _part(state: PartState, now: Contents, rights: frozenset[Permission]) -> PartShown:
    part = state.part
    tables = [now.tables[table.code] for table in part.section.tables if table.code in now.tables]
    return PartShown(
        part,
        state,
        part.section.edits in rights and (now.profile.is_open or part.section.edits == Permission.COMMUNITY_EDIT),
        [shown(table, part) for table in tables],
        now.answers.get(part.code, []),
        drawn(part.code, now),
    )


def _rights(profile: Profile, user: User) -> frozenset[Permission]:
    """Which of the rights that parts ask for this person has here; restricted parts are left out before."""
    asked = {section.edits for section in sections.SECTIONS}
    about = {Permission.COMMUNITY_EDIT: profile.community}
    return frozenset(right for right in asked if can(user, right, about.get(right, profile)))


def _steps(profile: Profile, user: User, rights: frozenset[Permission]) -> dict[str, bool]:
    edits = Permission.PROFILE_EDIT in rights
    decides = profile.state == ProfileState.IN_REVIEW and can(user, Permission.PROFILE_VALIDATE, profile)
    return {
        "may_fill": edits and profile.is_open,
        "may_begin": edits and profile.state == ProfileState.VALIDATED,
        "may_review": (edits and profile.is_open) or decides,
    }


# --- parts of their own -----------------------------------------------------------------------------------------------
def _tiles(whole: GroupCount) -> dict[str, object]:
    """The whole community in four figures; None is not known."""
    persons, households = whole.persons, whole.total("households")
    females = whole.total("females")
    if females is None and whole.of_sex(Sex.FEMALE).is_whole:
        females = whole.of_sex(Sex.FEMALE).known
    size = number(persons / households, 1) if persons is not None and households else None
    counts = {"persons": persons, "households": households, "females": females}
    return {"size": size, **{name: None if value is None else number(value) for name, value in counts.items()}}


def _place(profile: Profile, rights: frozenset[Permission]) -> dict[str, object]:
    """Names, quarters and the way there. A point is exact for those who enter it; a sensitive one is theirs alone."""
    community = profile.community
    return {
        "names": list(community.names.all()),
        "quarters": list(community.sub_communities.filter(is_active=True).order_by("position", "pk")),
        "months": [MONTHS[month] for month in community.blocked_months],
        "point": community.shown_point(exact=Permission.COMMUNITY_EDIT in rights),
    }


def _group(group: GroupCount) -> GroupShown:
    totals = group.stated or PopulationTotal()
    if not group.cells:
        return GroupShown(group, totals)
    return GroupShown(group, totals, lines_of(group), sums_of(group), stated_of(group))


def _linked(now: Contents, user: User) -> set[int]:
    """Registered organisations that are named here and that this person may look up."""
    rows = [row.entry for table in now.tables.values() for row in table.rows]
    named = {row.organisation_id for row in rows if getattr(row, "organisation_id", None)}
    return set(Organisation.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))


def _sources(now: Contents) -> list[tuple[Any, int]]:
    """Each with how many figures and statements name it."""
    return [(source, now.uses[source.pk]) for source in now.sources]
