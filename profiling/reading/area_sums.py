"""The communities of an area added up: what is known of how many of them. Unknown is not zero, so a sum says so.

Only the validated version of each community counts: versions of one community are never added, and a draft is nobody's
word yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from cbp.accounts.models import User
from cbp.core.ages import Band, read_bands
from cbp.core.choices import Sex
from cbp.core.models import Area
from profiling.models import Community, PartSetting, PopulationFigure, PopulationTotal, Profile
from profiling.models.population import TOTALS
from profiling.sections import POPULATION, RESTRICTED_CLASSES

BY_SEX = {"females": Sex.FEMALE.value, "males": Sex.MALE.value}


@dataclass
class Tally:
    """A sum, and of how many communities it is known."""

    sum: int = 0
    known: int = 0

    def add(self, value: int | None) -> None:
        if value is not None:
            self.sum, self.known = self.sum + value, self.known + 1

    @property
    def value(self) -> int | None:
        return self.sum if self.known else None


@dataclass
class Totals:
    """The tallies of one line: of a group, or of the communities of an area below."""

    label: str
    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in TOTALS})
    communities: int = 0

    def add(self, values: dict[str, int | None]) -> None:
        self.communities += 1
        for name, tally in self.tallies.items():
            tally.add(values.get(name))

    def is_whole(self, name: str) -> bool:
        return self.tallies[name].known == self.communities


@dataclass(frozen=True)
class AreaSum:
    """`whole` over all communities; `groups` by code; `below` by the areas of the next level, in their order.

    `unknown` are the communities whose number of people is not known. `ages` has a line for each of the age bands that
    most of them use, with a tally of each of the `sexes`; `by_age` of the communities are in it.
    """

    whole: Totals
    groups: dict[str, Totals]
    below: list[Totals]
    unknown: list[Community]
    sexes: list[str]
    ages: list[tuple[Band, Totals]]
    by_age: int


def sum_of(area: Area, user: User) -> AreaSum:
    """Of the communities that the person sees there. The number of questions does not grow with their number."""
    seen = Community.objects.visible_to(user).under(area).filter(is_active=True, merged_into=None)
    communities = list(seen.select_related("area").prefetch_related("names").by_name())
    closed = PartSetting.objects.filter(section=POPULATION, classification__in=RESTRICTED_CLASSES).values("programme")
    counted = Profile.objects.validated().filter(community__in=seen).exclude(programme__in=closed)
    profiles = {one.community_id: one for one in counted}
    values = _values(profiles.values())
    whole, below, groups = Totals(""), _areas_below(area), dict[str, Totals]()
    unknown = []
    for community in communities:
        profile = profiles.get(community.pk)
        own = values.get(profile.pk, {}) if profile else {}
        for line in (whole, *(one for path, one in below.items() if community.area.path.startswith(path))):
            line.add(own.get("", {}))
        if own.get("", {}).get("persons") is None:
            unknown.append(community)
        for code, counts in own.items():
            if code:
                groups.setdefault(code, Totals(code)).add(counts)
    for line in groups.values():
        line.communities = len(communities)
    ages = _ages(profiles.values())
    return AreaSum(whole, groups, [one for one in below.values() if one.communities], unknown, *ages)


def _areas_below(area: Area) -> dict[str, Totals]:
    children = area.children.prefetch_related("names").by_name()
    return {child.path: Totals(str(child)) for child in children}


def _values(profiles: Iterable[Profile]) -> dict[int, dict[str, dict[str, int | None]]]:
    """{profile: {group: {total: value}}}: as stated, else the sum of the cells where every cell is known."""
    kept = {one.pk: one for one in profiles}
    values: dict[int, dict[str, dict[str, int | None]]] = defaultdict(dict)
    for row in PopulationTotal.objects.filter(profile__in=kept).values_list("profile_id", "group", *TOTALS):
        values[row[0]][row[1]] = dict(zip(TOTALS, row[2:], strict=True))
    for pk, group, sexes in _sums_by_sex(kept):
        own = values[pk].setdefault(group, dict.fromkeys(TOTALS))
        bands = len(read_bands(kept[pk].age_bands))
        sums = {sex: total for sex, (total, cells) in sexes.items() if cells == bands}
        for name, sex in BY_SEX.items():
            if own[name] is None:
                own[name] = sums.get(sex)
        if own["persons"] is None and {Sex.FEMALE.value, Sex.MALE.value} <= set(sums) == set(sexes):
            own["persons"] = sum(sums.values())
    return values


def _sums_by_sex(profiles: Iterable[int]) -> Iterable[tuple[int, str, dict[str, tuple[int, int]]]]:
    """(profile, group, {sex: (sum, number of cells)})."""
    rows = PopulationFigure.objects.filter(profile__in=profiles).order_by().values_list("profile_id", "group", "sex")
    found: dict[tuple[int, str], dict[str, tuple[int, int]]] = defaultdict(dict)
    for pk, group, sex, total, cells in rows.annotate(Sum("persons"), Count("pk")):
        found[pk, group][sex] = total, cells
    return [(pk, group, sexes) for (pk, group), sexes in found.items()]


def _ages(profiles: Iterable[Profile]) -> tuple[list[str], list[tuple[Band, Totals]], int]:
    """Sets of age bands are never mixed: of the one that most communities use the sexes, the lines, and how many."""
    by_bands: dict[str, list[int]] = defaultdict(list)
    for profile in profiles:
        by_bands[profile.age_bands].append(profile.pk)
    if not by_bands:
        return [], [], 0
    bands = max(by_bands, key=lambda one: (len(by_bands[one]), one))
    figures = PopulationFigure.objects.filter(profile__in=by_bands[bands], group="").order_by()
    counted = figures.values("profile").distinct().count()
    cells = figures.values_list("lower", "sex").annotate(Sum("persons"), Count("pk"))
    sums = {(lower, sex): Tally(total, known) for lower, sex, total, known in cells}
    used = [sex for sex in Sex.values if any(known == sex for _lower, known in sums)]
    lines = [
        (band, Totals("", {sex: sums.get((band[0], sex), Tally()) for sex in used}, counted))
        for band in read_bands(bands)
    ]
    return used, lines if used else [], counted
