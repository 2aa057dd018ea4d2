"""The people whom a profile counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from cbp.core.choices import ParticipantGroup, Sex
from cbp.workshops.reading.attendance import ALONE
from profiling.models import PopulationFigure, PopulationTotal, Profile


@dataclass(frozen=True)
class Population:
    """Persons by (group, sex) and by (group, ""), as their source states them, else as a full row of cells adds up.

    A sum with a cell that nobody knows is no number of people: it is left out. `groups`: those with anybody in them.
    """

    persons: Mapping[tuple[str, str], int]
    groups: frozenset[str] = frozenset()

    def of(self, group: str) -> int | None:
        """None where the profile does not say, or counts no such group: youth, leaders, farmers."""
        if group in (ParticipantGroup.WOMEN, ParticipantGroup.MEN):
            return self.persons.get(("", ALONE[group][0]))
        if group == ParticipantGroup.MIXED:
            return self.persons.get(("", ""))
        return self.persons.get((group, "")) if group and group not in ParticipantGroup.values else None


def population_of(profile: Profile) -> Population:
    cells: dict[tuple[str, str], list[int]] = defaultdict(list)
    for figure in PopulationFigure.objects.filter(profile=profile):
        cells[figure.group, figure.sex].append(figure.persons)
    bands = len(profile.bands)
    persons = {key: sum(counts) for key, counts in cells.items() if len(counts) == bands}
    for group in {group for group, _sex in cells}:
        both = [persons.get((group, sex)) for sex in (Sex.FEMALE.value, Sex.MALE.value)]
        if None not in both:
            persons[group, ""] = sum(filter(None, both)) + sum(cells.get((group, Sex.OTHER.value), []))
    somebody = {group for (group, _sex), counts in cells.items() if any(counts)}
    for total in PopulationTotal.objects.filter(profile=profile):
        stated = {"": total.persons, Sex.FEMALE.value: total.females, Sex.MALE.value: total.males}
        persons |= {(total.group, sex): count for sex, count in stated.items() if count is not None}
        somebody |= {total.group} if any(stated.values()) else set()
    return Population(persons, frozenset(somebody - {""}))
