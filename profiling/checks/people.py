"""The arithmetic of the population: sums by sex and age, households, voters, children, groups against the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from cbp.core.choices import Sex
from cbp.core.templatetags.figures import share as percent
from cbp.core.templatetags.figures import written
from profiling.checks.arithmetic import (
    LEAST_HOUSEHOLD,
    MOST_CHILDREN,
    MOST_HOUSEHOLD,
    odd_households,
    too_many_children,
    too_many_voters,
)
from profiling.checks.found import Told, Warning, against
from profiling.reading import GroupCount
from profiling.sections import POPULATION


def of_people(groups: Sequence[GroupCount]) -> Iterator[Warning]:
    for group in groups:
        if not group.is_empty:
            yield from _sums(group)
            yield from households(f":{group.code}", group.label, group.persons, group.total("households"), POPULATION)
            yield from _voters(group)
            yield from _children(group)
    yield from _of_groups(groups)


def _sums(group: GroupCount) -> Iterator[Warning]:
    """As stated: women and men, and those of another sex where they were counted; then the ages, of all and by sex."""
    parts = [group.total("females"), group.total("males")]
    other = group.of_sex(Sex.OTHER)
    if other.known is not None:
        parts.append(other.known if other.is_whole else None)
    sums = against(parts, group.total("persons"))
    yield from _told(f"sex-sum:{group.code}", _("%(group)s, by sex: %(sum)s."), group, sums)
    everyone = [group.of_band(lower).known for lower, _upper in group.bands]
    sums = against(everyone, group.total("persons"), group.everyone.is_whole)
    yield from _told(f"age-sum:{group.code}", _("%(group)s, by age: %(sum)s."), group, sums)
    for sex, name, code in ((Sex.FEMALE, "females", "women-sum"), (Sex.MALE, "males", "men-sum")):
        cells = [group.cell(sex, lower) for lower, _upper in group.bands]
        sentence = _("%(group)s, %(sex)s by age: %(sum)s.")
        sums = against(cells, group.total(name), group.of_sex(sex).is_whole)
        yield from _told(f"{code}:{group.code}", sentence, group, sums, sex=sex.label)


def _told(code: str, sentence: str, group: GroupCount, sums: Told | None, **values: object) -> Iterator[Warning]:
    if sums:
        words = sentence % {"group": group.label, "sum": sums.words, **values}
        yield Warning(code, words, POPULATION, sums.figures)


def households(key: str, what: str, persons: int | None, homes: int | None, section: str) -> Iterator[Warning]:
    """Of a group, or of a movement of people: no more households than persons, and of a usual size."""
    odd = odd_households(persons, homes)
    if persons is None or homes is None or not odd:
        return
    values = {"group": what, "persons": written(persons), "households": written(homes)}
    if odd == "more":
        sentence = _("%(group)s: %(households)s households are more than %(persons)s persons.")
        yield Warning(f"households{key}", sentence % values, section, (homes, persons))
    elif odd == "none":
        sentence = _("%(group)s: %(persons)s persons live in no household; leave the households empty if not known.")
        yield Warning(f"household-size{key}", sentence % values, section, (homes, persons))
    else:
        values |= {"mean": written(persons / homes, 1), "least": written(LEAST_HOUSEHOLD, 1)}
        values["most"] = written(MOST_HOUSEHOLD)
        sentence = _(
            "%(group)s: %(persons)s persons ÷ %(households)s households = %(mean)s in each; "
            "%(least)s to %(most)s are usual."
        )
        yield Warning(f"household-size{key}", sentence % values, section, (homes, persons))


def _voters(group: GroupCount) -> Iterator[Warning]:
    voters, persons = group.total("voters"), group.persons
    if voters is not None and persons is not None and too_many_voters(voters, persons):
        sentence = _("%(group)s: %(voters)s registered voters are more than %(persons)s persons.")
        values = {"group": group.label, "voters": written(voters), "persons": written(persons)}
        yield Warning(f"voters:{group.code}", sentence % values, POPULATION, (voters, persons))


def _children(group: GroupCount) -> Iterator[Warning]:
    """Of all who were counted by age; nothing is said while a cell is unknown."""
    children, everyone = group.children.known, group.everyone
    if children is None or not everyone.is_whole or not everyone.known:
        return
    if too_many_children(children, everyone.known):
        share = children * 100 / everyone.known
        values = {"group": group.label, "children": written(children), "persons": written(everyone.known)}
        values |= {"share": percent(share), "most": percent(MOST_CHILDREN, 0)}
        sentence = _(
            "%(group)s: %(children)s of %(persons)s persons are below 18 years, %(share)s; "
            "more than %(most)s is unusual."
        )
        yield Warning(f"children:{group.code}", sentence % values, POPULATION, (children, everyone.known))


def _of_groups(groups: Sequence[GroupCount]) -> Iterator[Warning]:
    """The groups that are told apart cannot be more people than the whole community."""
    if not groups:
        return
    parts = [group.persons for group in groups[1:] if not group.is_across]
    sums = against(parts, groups[0].persons, is_whole=False)
    if sums:
        sentence = _("The groups and the whole community: %(sum)s.") % {"sum": sums.words}
        yield Warning("groups-sum", sentence, POPULATION, sums.figures)
