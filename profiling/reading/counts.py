"""The population of a profile: counts by sex, age and group beside the totals as stated. Nothing here judges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from cbp.core.ages import CHILDREN_TO, Band
from cbp.core.choices import ParticipantGroup, PopulationKind, Sex
from cbp.core.groups import ACROSS
from cbp.core.models import AgeBand, Programme
from profiling.models import PopulationFigure, PopulationTotal, Profile, Source

WHOLE = "all"  # the whole community, in addresses
CLOSED = [*PopulationKind.choices, *ParticipantGroup.choices]


@dataclass(frozen=True)
class Sum:
    """What is known, and whether that is all there is: unknown is not zero."""

    known: int | None
    is_whole: bool


def sum_of(values: Iterable[int | None]) -> Sum:
    values = list(values)
    known = [value for value in values if value is not None]
    return Sum(sum(known) if known else None, len(known) == len(values))


SEXES, ACROSS_GROUPS = Sex.values, frozenset(ParticipantGroup.values)  # read once: it is asked of every group
BY_SEX = {"females": Sex.FEMALE.value, "males": Sex.MALE.value}


def total_known(name: str, stated: int | None, sexes: Mapping[str, Sum]) -> int | None:
    """A total as stated; where nobody stated it, the sum of the cells if all are known. `sexes`: the sum of each."""
    if stated is not None or name not in ("persons", *BY_SEX):
        return stated
    parts = list(sexes.values()) if name == "persons" else [sexes[BY_SEX[name]]]
    known = [part.known for part in parts if part.known is not None]
    return sum(known) if len(known) == len(parts) and all(part.is_whole for part in parts) else None


def band_label(band: Band) -> str:
    return str(AgeBand(lower=band[0], upper=band[1]))


@dataclass
class GroupCount:
    """The whole community (`code` empty) or one group: cells by sex and lower age, and the totals as stated."""

    code: str
    label: str
    bands: list[Band]
    cells: Mapping[tuple[str, int], int]
    stated: PopulationTotal | None = None
    sources: list[Source] = field(default_factory=list)
    uses: Counter[int | None] = field(default_factory=Counter)  # figures by the key of their source; None has none

    @property
    def key(self) -> str:
        """The group in addresses."""
        return self.code or WHOLE

    @property
    def is_empty(self) -> bool:
        return not self.cells and self.stated is None

    @property
    def is_across(self) -> bool:
        return self.code in ACROSS_GROUPS

    @cached_property
    def sexes(self) -> list[str]:
        """The columns that are counted. Whoever counted nobody under “other or not said” did not use that column."""
        used = {sex for sex, _lower in self.cells}
        return [sex for sex in SEXES if sex in used or sex != Sex.OTHER]

    def cell(self, sex: str, lower: int) -> int | None:
        return self.cells.get((sex, lower))

    def of_sex(self, sex: str) -> Sum:
        return sum_of(self.cell(sex, lower) for lower, _upper in self.bands)

    def of_band(self, lower: int) -> Sum:
        return sum_of(self.cell(sex, lower) for sex in self.sexes)

    @cached_property
    def everyone(self) -> Sum:
        return sum_of(self.cell(sex, lower) for sex in self.sexes for lower, _upper in self.bands)

    @cached_property
    def children(self) -> Sum:
        young = [lower for lower, upper in self.bands if upper is not None and upper <= CHILDREN_TO]
        return sum_of(self.cell(sex, lower) for sex in self.sexes for lower in young)

    def total(self, name: str) -> int | None:
        """A total as stated: persons, females, males or households."""
        value: int | None = getattr(self.stated, name) if self.stated else None
        return value

    def known(self, name: str) -> int | None:
        """A total as stated, else as the cells add up."""
        return total_known(name, self.total(name), self._sums)

    @cached_property
    def _sums(self) -> dict[str, Sum]:
        return {sex: self.of_sex(sex) for sex in self.sexes}

    @property
    def persons(self) -> int | None:
        return self.known("persons")

    @property
    def is_incomplete(self) -> bool:
        """Some cells are known and others are not."""
        return bool(self.cells) and not self.everyone.is_whole


@dataclass(frozen=True)
class Line:
    """A line of the table of a group: a band, the sums or the stated totals; one value for each column, then all."""

    label: str
    values: list[tuple[str, Sum]]
    everyone: Sum


def lines_of(group: GroupCount) -> list[Line]:
    """One line for each age band."""
    return [
        Line(
            band_label(band),
            [(str(Sex(sex).label), sum_of([group.cell(sex, band[0])])) for sex in group.sexes],
            group.of_band(band[0]),
        )
        for band in group.bands
    ]


def sums_of(group: GroupCount) -> Line:
    values = [(str(Sex(sex).label), group.of_sex(sex)) for sex in group.sexes]
    return Line(_("Sum of the cells"), values, group.everyone)


def stated_of(group: GroupCount) -> Line:
    """The totals as the source states them, under the columns that they are totals of."""
    names = {Sex.FEMALE.value: "females", Sex.MALE.value: "males"}
    values = [(str(Sex(sex).label), sum_of([group.total(names[sex]) if sex in names else None])) for sex in group.sexes]
    return Line(_("As stated"), values, sum_of([group.total("persons")]))


def population(profile: Profile) -> list[GroupCount]:
    """The whole community, the programme's groups in their order, then every other group that has figures."""
    return populations([profile])[profile.pk]


def populations(profiles: Sequence[Profile]) -> dict[int, list[GroupCount]]:
    """The same for many profiles, by profile, in as many questions as there are programmes."""
    keys = [profile.pk for profile in profiles]
    totals: dict[int, dict[str, PopulationTotal]] = {key: {} for key in keys}
    for one in PopulationTotal.objects.filter(profile__in=keys).select_related("source"):
        totals[one.profile_id][one.group] = one
    figures: dict[int, dict[str, list[PopulationFigure]]] = {key: {} for key in keys}
    cells = PopulationFigure.objects.filter(profile__in=keys).select_related("source").order_by("lower", "sex")
    for figure in cells:
        figures[figure.profile_id].setdefault(figure.group, []).append(figure)
    known = {one.programme_id: _known(one.programme) for one in {one.programme_id: one for one in profiles}.values()}
    return {
        one.pk: [
            _group(code, label, one.bands, totals[one.pk].get(code), figures[one.pk].get(code, []))
            for code, label in _groups(*known[one.programme_id], {*totals[one.pk], *figures[one.pk]})
        ]
        for one in profiles
    }


def _known(programme: Programme) -> tuple[dict[str, str], list[str]]:
    """The labels of all groups, and the codes that the programme counts now."""
    groups = sorted(programme.population_groups.all(), key=lambda group: (group.position, group.pk))
    labels = {str(code): str(label) for code, label in CLOSED} | {group.code: str(group) for group in groups}
    return labels, [group.code for group in groups if group.is_active]


def _groups(labels: dict[str, str], own: list[str], used: set[str]) -> list[tuple[str, str]]:
    codes = ["", *own, *ACROSS]
    codes += sorted(used - set(codes))
    return [(code, labels.get(code, code) if code else _("The whole community")) for code in codes]


def _group(
    code: str, label: str, bands: list[Band], stated: PopulationTotal | None, figures: list[PopulationFigure]
) -> GroupCount:
    cells = {(one.sex, one.lower): one.persons for one in figures}
    rows: list[PopulationTotal | PopulationFigure] = [*([stated] if stated else []), *figures]
    sources = {one.source.pk: one.source for one in rows if one.source}
    uses = Counter(one.source_id for one in rows)
    return GroupCount(code, label, bands, cells, stated, list(sources.values()), uses)
