"""What changed against the former version, value by value: totals, cells, services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbp.core.choices import Sex
from cbp.core.templatetags.figures import written
from profiling.models import PopulationTotal, Profile, ServiceStatus
from profiling.reading.counts import GroupCount, band_label, population

TOTALS = ("persons", "females", "males", "households")


@dataclass(frozen=True)
class Change:
    """One value, in words: what it is, what stood there before, what stands there now."""

    label: str
    before: str
    now: str


def total_label(name: str) -> str:
    """The label of a stated total: persons, women and girls, men and boys, households."""
    fields = {field.name: field.verbose_name for field in PopulationTotal._meta.fields}
    return str(fields[name])


def former_of(profile: Profile) -> dict[str, GroupCount]:
    """The population of the former version by group; nothing for a first version."""
    return {one.code: one for one in population(profile.previous)} if profile.previous else {}


def changes_of(profile: Profile, groups: list[GroupCount], former: dict[str, GroupCount]) -> list[Change]:
    """Nothing for a first version. Cells are compared only under the same age bands."""
    if profile.previous is None:
        return []
    found: list[Change] = []
    for group in groups:
        found += _of_group(group, former.get(group.code) or GroupCount(group.code, group.label, group.bands, {}))
    return [*found, *_of_services(profile, profile.previous)]


def _of_group(now: GroupCount, before: GroupCount) -> Iterator[Change]:
    pairs = [(capfirst(total_label(name)), before.total(name), now.total(name)) for name in TOTALS]
    if now.bands == before.bands:
        pairs += [
            (_("%(sex)s, %(band)s") % {"sex": Sex(sex).label, "band": band_label(band)},
             before.cell(sex, band[0]), now.cell(sex, band[0]))
            for sex in Sex.values for band in now.bands
        ]  # fmt: skip
    for label, was, becomes in pairs:
        if was != becomes:
            yield Change(f"{now.label} · {label}", _number(was), _number(becomes))


def _number(value: int | None) -> str:
    return pgettext("figure", "not known") if value is None else written(value)


# --- services ---------------------------------------------------------------------------------------------------------
def _of_services(profile: Profile, former: Profile) -> Iterator[Change]:
    """Services of one kind are told apart by their order: a copy keeps it."""
    before, now = _by_kind(former), _by_kind(profile)
    for key in {**before, **now}:
        was, becomes = (_in_words(side.get(key)) for side in (before, now))
        if was != becomes:
            service = now.get(key) or before[key]
            yield Change(service.get_kind_display(), was, becomes)


def _by_kind(profile: Profile) -> dict[tuple[str, int], ServiceStatus]:
    found: dict[tuple[str, int], ServiceStatus] = {}
    seen: dict[str, int] = {}
    for service in profile.servicestatuss.order_by("pk"):
        seen[service.kind] = seen.get(service.kind, 0) + 1
        found[service.kind, seen[service.kind]] = service
    return found


def _in_words(service: ServiceStatus | None) -> str:
    if service is None:
        return _("not entered")
    exists = {True: _("there is one"), False: _("there is none"), None: ""}[service.exists]
    count = _("number: %(count)s") % {"count": written(service.count)} if service.count is not None else ""
    far = _("%(km)s km away") % {"km": written(service.distance_km, 1)} if service.distance_km is not None else ""
    told = [exists, service.get_functioning_display(), count, far, str(service.said("problem"))]
    return " · ".join(filter(None, told)) or pgettext("figure", "not known")
