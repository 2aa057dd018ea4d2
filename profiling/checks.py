"""Warnings show their arithmetic and never block; what review wants is listed with the page on which it is filled in.

Rules: domain 11.3, 17 (sums), 18 (households, children), 24 (old figures), 25 (moved by half); numbers 15.9 and 15.13.
Restricted statements are counted nowhere here but in what is missing, which only those who fill it in are shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from cbp.core.choices import Sex
from cbp.core.groups import group_labels
from cbp.core.templatetags.figures import PERCENT, written
from profiling import sections
from profiling.models import Profile, Source
from profiling.reading import (
    WHOLE,
    GroupCount,
    band_label,
    former_of,
    is_restricted,
    population,
    sources_of,
    total_label,
    used_sources,
)

LEAST_HOUSEHOLD, MOST_HOUSEHOLD = 1.5, 15
MOST_CHILDREN = 75  # of a hundred
MOVED = 50  # of a hundred, either way


@dataclass(frozen=True)
class Warning:
    """`code` names the warning and what it is about. `reason` is why it stands, where somebody said so."""

    code: str
    sentence: str
    reason: str = ""


@dataclass(frozen=True)
class Missing:
    """What is to be filled in before review, and where."""

    sentence: str
    url: str


# --- warnings ---------------------------------------------------------------------------------------------------------
def warnings_of(profile: Profile, *, today: datetime.date | None = None) -> list[Warning]:
    return warnings_among(profile, population(profile), former_of(profile), today=today)


def warnings_among(
    profile: Profile,
    groups: list[GroupCount],
    former: dict[str, GroupCount],
    *,
    today: datetime.date | None = None,
) -> list[Warning]:
    """The same where the population and that of the former version are read already."""
    found = [pair for group in groups for pair in _in_group(group)]
    found += _of_groups(groups)
    found += [pair for group in groups if group.code in former for pair in _moved(group, former[group.code])]
    found += _old(profile, today or timezone.localdate())
    reasons = dict(profile.reasons.values_list("code", "reason"))
    return [Warning(code, sentence, reasons.get(code, "")) for code, sentence in found]


def _in_group(group: GroupCount) -> Iterator[tuple[str, str]]:
    if group.is_empty:
        return
    yield from _sex_sum(group)
    yield from _age_sum(group)
    yield from _one_sex(group, Sex.FEMALE, "females", "women-sum")
    yield from _one_sex(group, Sex.MALE, "males", "men-sum")
    yield from _households(group)
    yield from _children(group)


def _sex_sum(group: GroupCount) -> Iterator[tuple[str, str]]:
    """Women and men, and those of another sex where they were counted, against all persons; all as stated."""
    parts = [group.total("females"), group.total("males")]
    other = group.of_sex(Sex.OTHER)
    if other.known is not None:
        parts.append(other.known if other.is_whole else None)
    sum_words = _against([("", part) for part in parts], group.total("persons"))
    if sum_words:
        sentence = _("%(group)s, by sex: %(sum)s.") % {"group": group.label, "sum": sum_words}
        yield f"sex-sum:{group.code}", sentence


def _age_sum(group: GroupCount) -> Iterator[tuple[str, str]]:
    """The age bands against all persons as stated."""
    bands = [(band_label(band), group.of_band(band[0])) for band in group.bands]
    parts = [(label, total.known) for label, total in bands]
    sum_words = _against(parts, group.total("persons"), is_whole=group.everyone.is_whole)
    if sum_words:
        yield f"age-sum:{group.code}", _("%(group)s, by age: %(sum)s.") % {"group": group.label, "sum": sum_words}


def _one_sex(group: GroupCount, sex: Sex, name: str, code: str) -> Iterator[tuple[str, str]]:
    parts = [(band_label(band), group.cell(sex, band[0])) for band in group.bands]
    sum_words = _against(parts, group.total(name), is_whole=group.of_sex(sex).is_whole)
    if sum_words:
        values = {"group": group.label, "sex": sex.label, "sum": sum_words}
        yield f"{code}:{group.code}", _("%(group)s, %(sex)s by age: %(sum)s.") % values


def _against(parts: Sequence[tuple[str, int | None]], stated: int | None, is_whole: bool | None = None) -> str:
    """“65 + 213 + 10 = 288, stated 290: 2 fewer”, or nothing where both agree or nothing can be said.

    With unknown parts only too much is a contradiction: what is missing may be just what is unknown.
    """
    known = [part for _label, part in parts if part is not None]
    whole = len(known) == len(parts) if is_whole is None else is_whole
    total = sum(known)
    if stated is None or not known or total == stated or (not whole and total < stated):
        return ""
    arithmetic = " + ".join(map(written, known)) + (f" = {written(total)}" if len(known) > 1 else "")
    values = {"sum": _from_left(arithmetic), "stated": written(stated), "difference": written(abs(total - stated))}
    if total < stated:
        return _("%(sum)s, stated %(stated)s: %(difference)s fewer") % values
    return _("%(sum)s, stated %(stated)s: %(difference)s more") % values


def _from_left(arithmetic: str) -> str:
    """Reckoned from left to right in Arabic too, as counts are read."""
    return f"\u2066{arithmetic}\u2069" if get_language_bidi() else arithmetic


def _households(group: GroupCount) -> Iterator[tuple[str, str]]:
    persons, households = group.persons, group.total("households")
    if persons is None or households is None or (not persons and not households):
        return
    values = {"group": group.label, "persons": written(persons), "households": written(households)}
    if households > persons:
        sentence = _("%(group)s: %(households)s households are more than %(persons)s persons.")
        yield f"households:{group.code}", sentence % values
    elif not households:
        sentence = _("%(group)s: %(persons)s persons live in no household; leave the households empty if not known.")
        yield f"household-size:{group.code}", sentence % values
    elif not LEAST_HOUSEHOLD <= persons / households <= MOST_HOUSEHOLD:
        values |= {"mean": written(persons / households, 1), "least": written(LEAST_HOUSEHOLD, 1)}
        values["most"] = written(MOST_HOUSEHOLD)
        sentence = _(
            "%(group)s: %(persons)s persons ÷ %(households)s households = %(mean)s in each; "
            "%(least)s to %(most)s are usual."
        )
        yield f"household-size:{group.code}", sentence % values


def _children(group: GroupCount) -> Iterator[tuple[str, str]]:
    """Of all who were counted by age; nothing is said while a cell is unknown."""
    children, everyone = group.children.known, group.everyone
    if children is None or not everyone.is_whole or not everyone.known:
        return
    share = children * 100 / everyone.known
    if share > MOST_CHILDREN:
        values = {"group": group.label, "children": written(children), "persons": written(everyone.known)}
        values |= {"share": _percent(share, 1), "most": _percent(MOST_CHILDREN)}
        sentence = _(
            "%(group)s: %(children)s of %(persons)s persons are below 18 years, %(share)s; "
            "more than %(most)s is unusual."
        )
        yield f"children:{group.code}", sentence % values


def _of_groups(groups: Sequence[GroupCount]) -> list[tuple[str, str]]:
    """The groups that are told apart cannot be more people than the whole community."""
    whole = groups[0].persons
    parts = [group.persons for group in groups[1:] if not group.is_across]
    sum_words = _against([("", part) for part in parts], whole, is_whole=False)
    return [("groups-sum", _("The groups and the whole community: %(sum)s.") % {"sum": sum_words})] if sum_words else []


# --- against the former version ---------------------------------------------------------------------------------------
def _moved(now: GroupCount, before: GroupCount) -> Iterator[tuple[str, str]]:
    """Totals that moved by more than half; and cells, in one warning for each group."""
    for name in ("persons", "females", "males", "households"):
        move = _move(before.total(name), now.total(name))
        if move:
            what = total_label(name)
            sentence = _("%(group)s, %(what)s: %(move)s.") % {"group": now.label, "what": what, "move": move}
            yield f"moved-{name}:{now.code}", sentence
    moves = []
    for sex in now.sexes if now.bands == before.bands else ():
        for band in now.bands:
            move = _move(before.cell(sex, band[0]), now.cell(sex, band[0]))
            if move:
                values = {"sex": Sex(sex).label, "band": band_label(band), "move": move}
                moves.append(_("%(sex)s %(band)s: %(move)s") % values)
    if moves:
        yield f"moved-cells:{now.code}", f"{now.label}. {'; '.join(moves)}."


def _move(before: int | None, now: int | None) -> str:
    """“from 100 to 160 (+60%)” where that is more than half, either way. From zero there is no share to tell."""
    if not before or now is None or abs(now - before) * 100 <= MOVED * before:
        return ""
    share = ("+" if now > before else "") + _percent((now - before) * 100 / before)
    return _("from %(before)s to %(now)s (%(share)s)") % {
        "before": written(before), "now": written(now), "share": share,
    }  # fmt: skip


def _percent(value: float, places: int = 0) -> str:
    return PERCENT.get((get_language() or "en")[:2], "{}%").format(written(value, places))


# --- old figures ------------------------------------------------------------------------------------------------------
def months_old(day: datetime.date, today: datetime.date) -> int:
    """Whole months from that day to today."""
    return (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)


def is_old(source: Source, profile: Profile, today: datetime.date | None = None) -> bool:
    return months_old(source.dated_on, today or timezone.localdate()) >= profile.programme.figures_age_months


def _old(profile: Profile, today: datetime.date) -> list[tuple[str, str]]:
    """One warning for each source of open figures that is older than the programme's limit."""
    used = used_sources(profile, restricted=False)
    limit = profile.programme.figures_age_months
    found = []
    for source in sources_of(profile, restricted=False):
        if source.pk in used and is_old(source, profile, today):
            sentence = ngettext(
                "“%(source)s” is %(months)s month old; figures of this programme are old after %(limit)s.",
                "“%(source)s” is %(months)s months old; figures of this programme are old after %(limit)s.",
                months := months_old(source.dated_on, today),
            )
            found.append((f"old:{source.pk}", sentence % {"source": source, "months": months, "limit": limit}))
    return found


# --- before review ----------------------------------------------------------------------------------------------------
def missing_for_review(profile: Profile) -> list[Missing]:
    noted = set(profile.notes.exclude(text="").values_list("section", flat=True))
    missing = []
    if sections.POPULATION not in noted and not _counts_everybody(profile):
        page = reverse("profiling:profile-population", args=[profile.pk, WHOLE])
        missing.append(Missing(_("Say how many people live here, or why this is not known."), page))
    if sections.SERVICES not in noted and not profile.servicestatuss.exists():
        page = reverse("profiling:profile-note", args=[profile.pk, sections.SERVICES])
        missing.append(Missing(_("Enter the services, or say why nothing is known of them."), page))
    return missing + _without_source(profile)


def _counts_everybody(profile: Profile) -> bool:
    """A stated total of the whole community, or cells of it."""
    stated = profile.populationtotals.filter(group="").exclude(persons=None)
    return stated.exists() or profile.populationfigures.filter(group="").exists()


def _without_source(profile: Profile) -> list[Missing]:
    """Every figure and statement that names no source, with the page on which it is given one."""
    labels = group_labels(profile.programme)
    rows = (profile.populationtotals, profile.populationfigures)
    codes = {code for manager in rows for code in manager.filter(source=None).values_list("group", flat=True)}
    found = []
    for code in sorted(codes):
        sentence = _("Name the source of the population: %(group)s.")
        group = labels.get(code, code) if code else _("The whole community")
        page = reverse("profiling:profile-population", args=[profile.pk, code or WHOLE])
        found.append(Missing(sentence % {"group": group}, page))
    for flow in profile.displacementflows.filter(source=None).order_by("pk"):
        sentence = _("Name the source of the movement: %(what)s.") % {"what": flow.get_kind_display()}
        found.append(Missing(sentence, reverse("profiling:flow-edit", args=[profile.pk, flow.pk])))
    for service in profile.servicestatuss.filter(source=None).order_by("pk"):
        sentence = _("Name the source of the service: %(what)s.") % {"what": service.get_kind_display()}
        found.append(Missing(sentence, reverse("profiling:service-edit", args=[profile.pk, service.pk])))
    for factor in profile.profilefactors.filter(source=None).order_by("pk"):
        sentence = _("Name the source of the statement: %(what)s.") % {"what": factor.get_kind_display()}
        page = "profiling:cohesion-edit" if is_restricted(factor) else "profiling:factor-edit"
        found.append(Missing(sentence, reverse(page, args=[profile.pk, factor.pk])))
    return found
