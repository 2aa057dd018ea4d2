"""The communities of an area added up: what is known of how many of them. Unknown is not zero, so a sum says so.

Only the validated version of each community counts: versions of one community are never added, and a draft is nobody's
word yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Count

from cbp.accounts.models import User
from cbp.core.ages import Band, read_bands
from cbp.core.choices import Sex
from cbp.core.models import Area
from cbp.core.models.programmes import USUAL_THRESHOLD
from profiling.models import Community, PartSetting, PopulationFigure, PopulationTotal, Profile
from profiling.models.population import TOTALS
from profiling.reading.counts import BY_SEX, Sum, total_known
from profiling.sections import POPULATION, RESTRICTED_CLASSES


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
    """The tallies of one line: of a group, or of the communities of an area, which has a path."""

    label: str
    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in TOTALS})
    communities: int = 0
    path: str = ""

    def add(self, values: dict[str, int | None]) -> None:
        self.communities += 1
        for name, tally in self.tallies.items():
            tally.add(values.get(name))

    def is_whole(self, name: str) -> bool:
        return self.tallies[name].known == self.communities


@dataclass(frozen=True)
class Counted:
    """A community that counts: the area it lies in, and its totals as known."""

    path: str
    profile: Profile
    values: dict[str, int | None]


@dataclass(frozen=True)
class AreaSum:
    """`whole` over all communities; `groups` by code; `below` by the areas of the next level, in their order.

    `unknown` are the communities whose number of people is not known. `ages` has a line for each of the age bands that
    most of them use, with a tally of each of the `sexes`; `by_age` of the communities are in it. `communities`
    are those with totals or figures.
    """

    whole: Totals
    groups: dict[str, Totals]
    below: list[Totals]
    unknown: list[Community]
    sexes: list[str]
    ages: list[tuple[Band, Totals]]
    by_age: int
    communities: list[Counted]

    @property
    def threshold(self) -> int:
        """Of its programmes the strictest."""
        return max((one.profile.programme.disclosure_threshold for one in self.communities), default=USUAL_THRESHOLD)


def sum_of(area: Area, user: User) -> AreaSum:
    """Of the communities that the person sees there. The number of questions does not grow with their number."""
    seen = Community.objects.visible_to(user).under(area).filter(is_active=True, merged_into=None)
    communities = list(seen.select_related("area").prefetch_related("names").by_name())
    closed = PartSetting.objects.filter(section=POPULATION, classification__in=RESTRICTED_CLASSES).values("programme")
    counted = Profile.objects.validated().filter(community__in=seen).exclude(programme__in=closed)
    open_ones = counted.exclude(closed_parts__contains=[POPULATION]).select_related("programme")
    profiles = {one.community_id: one for one in open_ones}
    values = _values(profiles.values())
    whole, below, groups = Totals("", path=area.path), _areas_below(area), dict[str, Totals]()
    unknown, known = list[Community](), list[Counted]()
    for community in communities:
        profile = profiles.get(community.pk)
        own = values.get(profile.pk, {}) if profile else {}
        for line in (whole, *(one for path, one in below.items() if community.area.path.startswith(path))):
            line.add(own.get("", {}))
        if profile and "" in own:
            known.append(Counted(community.area.path, profile, own[""]))
        if own.get("", {}).get("persons") is None:
            unknown.append(community)
        for code, counts in own.items():
            if code:
                groups.setdefault(code, Totals(code)).add(counts)
    for line in groups.values():
        line.communities = len(communities)
    ages = _ages(profiles.values())
    return AreaSum(whole, groups, [one for one in below.values() if one.communities], unknown, *ages, known)


def _areas_below(area: Area) -> dict[str, Totals]:
    children = area.children.prefetch_related("names").by_name()
    return {child.path: Totals(str(child), path=child.path) for child in children}


def _values(profiles: Iterable[Profile]) -> dict[int, dict[str, dict[str, int | None]]]:
    """{profile: {group: {total: value}}}, as `GroupCount.known` tells them of one."""
    kept = {one.pk: one for one in profiles}
    values: dict[int, dict[str, dict[str, int | None]]] = defaultdict(dict)
    for row in PopulationTotal.objects.filter(profile__in=kept).values_list("profile_id", "group", *TOTALS):
        values[row[0]][row[1]] = dict(zip(TOTALS, row[2:], strict=True))
    for pk, group, sexes in _sums_by_sex(kept):
        own = values[pk].setdefault(group, dict.fromkeys(TOTALS))
        bands = len(read_bands(kept[pk].age_bands))
        sums = dict.fromkeys(BY_SEX.values(), Sum(None, False)) | {
            sex: Sum(total, cells == bands) for sex, (total, cells) in sexes.items()
        }
        values[pk][group] = {name: total_known(name, own[name], sums) for name in TOTALS}
    return values


def _sums_by_sex(profiles: Iterable[int]) -> Iterable[tuple[int, str, dict[str, tuple[int, int]]]]:
    """(profile, group, {sex: (sum, number of cells)})."""
    rows = PopulationFigure.objects.filter(profile__in=profiles).order_by().values_list("profile_id", "group", "sex")
    found: dict[tuple[int, str], dict[str, tuple[int, int]]] = defaultdict(dict)
    for pk, group, sex, total, cells in rows.annotate(models.Sum("persons"), Count("pk")):
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
    cells = figures.values_list("lower", "sex").annotate(models.Sum("persons"), Count("pk"))
    sums = {(lower, sex): Tally(total, known) for lower, sex, total, known in cells}
    used = [sex for sex in Sex.values if any(known == sex for _lower, known in sums)]
    lines = [
        (band, Totals("", {sex: sums.get((band[0], sex), Tally()) for sex in used}, counted))
        for band in read_bands(bands)
    ]
    return used, lines if used else [], counted
