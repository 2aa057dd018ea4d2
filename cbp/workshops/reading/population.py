"""The people whom a profile counts, and those whom the profiles of a cluster count together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cbp.core.ages import Band
from cbp.core.choices import ParticipantGroup, Sex
from cbp.cycles.models import Cycle
from cbp.workshops.reading.attendance import ALONE, BOTH
from profiling.models import Community, PopulationFigure, PopulationTotal, Profile
from profiling.phases import ProfileState


@dataclass(frozen=True)
class Population:
    """Persons by (group, sex) and by (group, ""), as their source states them, else as a full row of cells adds up.

    A sum with a cell that nobody knows is no number of people: it is left out. `groups`: those with anybody in them.
    `bands`: persons of an age, women and men and others together.
    """

    persons: Mapping[tuple[str, str], int]
    groups: frozenset[str] = frozenset()
    bands: Mapping[Band, int] = field(default_factory=dict)

    def of(self, group: str) -> int | None:
        """None where the profile does not say, or counts no such group: youth, leaders, farmers."""
        if group in (ParticipantGroup.WOMEN, ParticipantGroup.MEN):
            return self.persons.get(("", ALONE[group][0]))
        if group == ParticipantGroup.MIXED:
            return self.persons.get(("", ""))
        return self.persons.get((group, "")) if group and group not in ParticipantGroup.values else None


def population_of(profile: Profile) -> Population:
    return populations_of([profile])[profile.pk]


def populations_of(profiles: Sequence[Profile]) -> dict[int, Population]:
    """By profile, in two questions however many they are."""
    figures: dict[int, list[PopulationFigure]] = {profile.pk: [] for profile in profiles}
    totals: dict[int, list[PopulationTotal]] = {profile.pk: [] for profile in profiles}
    for figure in PopulationFigure.objects.filter(profile__in=figures):
        figures[figure.profile_id].append(figure)
    for total in PopulationTotal.objects.filter(profile__in=totals):
        totals[total.profile_id].append(total)
    return {one.pk: _population(len(one.bands), figures[one.pk], totals[one.pk]) for one in profiles}


def _population(bands: int, figures: Iterable[PopulationFigure], totals: Iterable[PopulationTotal]) -> Population:
    cells: dict[tuple[str, str], list[int]] = defaultdict(list)
    ages: dict[Band, dict[str, int]] = defaultdict(dict)
    for figure in figures:
        cells[figure.group, figure.sex].append(figure.persons)
        if not figure.group:
            ages[figure.lower, figure.upper][figure.sex] = figure.persons
    persons = {key: sum(counts) for key, counts in cells.items() if len(counts) == bands}
    for group in {group for group, _sex in cells}:
        both = [persons.get((group, sex)) for sex in BOTH]
        if None not in both:
            persons[group, ""] = sum(filter(None, both)) + sum(cells.get((group, Sex.OTHER.value), []))
    somebody = {group for (group, _sex), counts in cells.items() if any(counts)}
    for total in totals:
        stated = {"": total.persons, Sex.FEMALE.value: total.females, Sex.MALE.value: total.males}
        persons |= {(total.group, sex): count for sex, count in stated.items() if count is not None}
        somebody |= {total.group} if any(stated.values()) else set()
    whole = {band: sum(by_sex.values()) for band, by_sex in ages.items() if set(BOTH) <= set(by_sex)}
    return Population(persons, frozenset(somebody - {""}), whole)


# --- the communities of a cycle ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Living:
    """Who lives in the communities of a cycle: one, or those of a cluster. A sum of which a part is unknown is None."""

    communities: Sequence[Community]
    profiles: Mapping[int, Profile]
    populations: Mapping[int, Population]

    @property
    def unknown(self) -> list[Community]:
        """Those without a profile."""
        return [one for one in self.communities if one.pk not in self.profiles]

    @property
    def groups(self) -> frozenset[str]:
        return frozenset().union(*(one.groups for one in self.populations.values()))

    def of(self, group: str) -> int | None:
        """Who does not stand in a profile that counts other groups is not known there: nobody says that it is zero."""
        return self._sum(one.of(group) for one in self.populations.values())

    def of_band(self, band: Band) -> int | None:
        return self._sum(one.bands.get(band) for one in self.populations.values())

    @property
    def everybody(self) -> int | None:
        return self._sum(one.persons.get(("", "")) for one in self.populations.values())

    def _sum(self, counts: Iterable[int | None]) -> int | None:
        known = list(counts)
        if self.unknown or not known or None in known:
            return None
        return sum(filter(None, known))


def living_in(cycle: Cycle, *, validated: bool = False) -> Living:
    """The validated version of each community's profile, else the latest; `validated`: no other."""
    members = cycle.members.select_related("community").prefetch_related("community__names").order_by("pk")
    communities = [cycle.community, *(member.community for member in members)]
    profiles: dict[int, Profile] = {}
    versions = Profile.objects.filter(community__in=communities).latest_first()
    for one in sorted(versions, key=lambda version: version.state != ProfileState.VALIDATED):
        if not validated or one.state == ProfileState.VALIDATED:
            profiles.setdefault(one.community_id, one)
    found = populations_of(list(profiles.values()))
    return Living(communities, profiles, {key: found[one.pk] for key, one in profiles.items()})
