"""Filling a profile in: population, movements, services, factors, notes, each with its source.

Every action locks the version and refuses when it is not a draft. `expected` is the version that the person had in
front of them; without it nothing is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.choices import Classification, Sex
from cbp.core.groups import MIXED, group_labels
from cbp.core.models import Spoken, Verb
from cbp.core.refusals import Refused
from profiling import sections
from profiling.actions.guards import checked, opened, refuse_future
from profiling.checks import warnings_of
from profiling.models import (
    DisplacementFlow,
    PopulationFigure,
    PopulationTotal,
    Profile,
    ProfileFactor,
    SectionNote,
    ServiceStatus,
    Source,
    WarningReason,
)
from profiling.models.figures import MOST, RESTRICTED_FACTORS
from profiling.reading import is_restricted

Cells = Mapping[tuple[str, int], int | None]
Row = TypeVar("Row", DisplacementFlow, ServiceStatus, ProfileFactor)

TOTALS = ("persons", "females", "males", "households")
BY_SEX = {Sex.FEMALE: "women_by_age", Sex.MALE: "men_by_age", Sex.OTHER: "others_by_age"}
FLOW_FIELDS = ["kind", "group", "starts_on", "ends_on", "origin", "reason", "persons", "households", "remark"]
SERVICE_FIELDS = ["kind", "exists", "functioning", "count", "distance_km", "provider", "barriers", "problem"]
FACTOR_FIELDS = ["kind", "text", "level", "strength", "trend", "classification"]
FIELDS: dict[type, list[str]] = {
    DisplacementFlow: FLOW_FIELDS,
    ServiceStatus: SERVICE_FIELDS,
    ProfileFactor: FACTOR_FIELDS,
}


# --- sources ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_source(profile: Profile, source: Source, *, by: User) -> Source:
    """A source that the profile has already (same title, method and date) is given back as it is."""
    kept, is_new = _kept_source(opened(profile), source)
    if is_new:
        _tell(profile, sections.SOURCES, by, after=audit.values_of(kept, ["title", "method", "dated_on", "confidence"]))
    return kept


@transaction.atomic
def change_source(source: Source, *, fields: list[str], by: User, expected: int | None = None) -> None:
    profile = opened(source.profile, expected)
    before = audit.values_of(Source.objects.get(pk=source.pk), fields)
    twins = profile.sources.filter(title=source.title, method=source.method, dated_on=source.dated_on)
    if twins.exclude(pk=source.pk).exists():
        raise Refused(_("This profile has that source already."))
    checked(source, without=("profile",))
    refuse_future(source.dated_on)
    source.save(update_fields=fields)
    _tell(profile, sections.SOURCES, by, before=before, after=audit.values_of(source, fields))


@transaction.atomic
def remove_source(source: Source, *, by: User) -> None:
    profile = opened(source.profile)
    try:
        with transaction.atomic():
            Source.objects.get(pk=source.pk).delete()
    except ProtectedError as error:
        raise Refused(_("Figures of this profile name this source. Give them another one first.")) from error
    _tell(profile, sections.SOURCES, by, before={"title": source.title})


def _kept_source(profile: Profile, source: Source) -> tuple[Source, bool]:
    """The row to point at, and whether it is new. A source belongs to one version."""
    if source.pk:
        if source.profile_id != profile.pk:
            raise Refused(_("This source belongs to another version of the profile."))
        return source, False
    source.profile = profile
    same = profile.sources.filter(title=source.title, method=source.method, dated_on=source.dated_on).first()
    if same:
        return same, False
    checked(source, without=("profile",))
    refuse_future(source.dated_on)
    source.save()
    return source, True


# --- population -------------------------------------------------------------------------------------------------------
@transaction.atomic
def save_population(
    profile: Profile,
    group: str,
    *,
    total: Mapping[str, int | None],
    cells: Cells,
    source: Source | None,
    expected: int | None = None,
    by: User,
) -> None:
    """The whole community (`group` empty) or one group: totals as stated, and cells by (sex, lower age).

    None is not known. A reason that was given for a warning goes when the arithmetic of the warning changes.
    """
    now = opened(profile, expected)
    _refuse_population(now, group, total, cells)
    kept = _kept_source(now, source)[0] if source else None
    before, sums = _population(now, group), {one.code: one.sentence for one in warnings_of(now)}
    now.populationfigures.filter(group=group).delete()
    uppers = dict(now.bands)
    PopulationFigure.objects.bulk_create(
        PopulationFigure(
            profile=now, group=group, sex=sex, lower=lower, upper=uppers[lower], persons=count, source=kept
        )
        for (sex, lower), count in cells.items()
        if count is not None
    )
    stated = {name: total.get(name) for name in TOTALS}
    if any(value is not None for value in stated.values()):
        PopulationTotal.objects.update_or_create(profile=now, group=group, defaults={**stated, "source": kept})
    else:
        now.populationtotals.filter(group=group).delete()
    _drop_outdated_reasons(now, sums)
    _tell(profile, sections.POPULATION, by, before=before, after=_population(now, group))


def _refuse_population(profile: Profile, group: str, total: Mapping[str, int | None], cells: Cells) -> None:
    if group:
        _refuse_group(profile, group)
    lowers = {lower for lower, _upper in profile.bands}
    if any(sex not in Sex.values or lower not in lowers for sex, lower in cells) or set(total) - set(TOTALS):
        raise Refused(_("This age band is not one of this version of the profile."))
    if any(value is not None and not 0 <= value <= MOST for value in [*total.values(), *cells.values()]):
        raise Refused(_("A count lies between 0 and %(most)s.") % {"most": MOST})


def _refuse_group(profile: Profile, group: str) -> None:
    if group == MIXED or group not in group_labels(profile.programme):
        raise Refused(_("This programme counts no group “%(group)s”.") % {"group": group})


def _population(profile: Profile, group: str) -> dict[str, object]:
    """One group as the history keeps it: unknown cells are left out."""
    total = profile.populationtotals.filter(group=group).select_related("source").first()
    figures = list(profile.populationfigures.filter(group=group).select_related("source").order_by("lower"))
    labels = group_labels(profile.programme)
    told: dict[str, object] = {"group": labels.get(group, group) if group else _("The whole community")}
    told |= {f"stated_{name}": getattr(total, name) if total else None for name in TOTALS}
    for sex, key in BY_SEX.items():
        cells = [(f"{one.lower}+" if one.upper is None else f"{one.lower}-{one.upper}", one.persons) for one in figures
                 if one.sex == sex]  # fmt: skip
        told[key] = " · ".join(f"{band}: {persons}" for band, persons in cells)
    sources = {str(one.source) for one in [*([total] if total else []), *figures] if one.source}
    return {**told, "source": ", ".join(sorted(sources))}


def _drop_outdated_reasons(profile: Profile, before: Mapping[str, str]) -> None:
    """A reason explains one piece of arithmetic; when that changes, the warning is open again."""
    after = {one.code: one.sentence for one in warnings_of(profile)}
    changed = [code for code, sentence in before.items() if after.get(code) != sentence]
    WarningReason.objects.filter(profile=profile, code__in=changed).delete()


# --- movements, services, factors -------------------------------------------------------------------------------------
def add_flow(flow: DisplacementFlow, *, by: User) -> DisplacementFlow:
    return _add(flow, by)


def change_flow(flow: DisplacementFlow, *, fields: list[str], by: User, expected: int | None = None) -> None:
    _change(flow, fields, by, expected)


def remove_flow(flow: DisplacementFlow, *, by: User) -> None:
    _remove(flow, by)


def add_service(service: ServiceStatus, *, by: User) -> ServiceStatus:
    return _add(service, by)


def change_service(service: ServiceStatus, *, fields: list[str], by: User, expected: int | None = None) -> None:
    _change(service, fields, by, expected)


def remove_service(service: ServiceStatus, *, by: User) -> None:
    _remove(service, by)


def add_factor(factor: ProfileFactor, *, by: User) -> ProfileFactor:
    return _add(factor, by)


def change_factor(factor: ProfileFactor, *, fields: list[str], by: User, expected: int | None = None) -> None:
    _change(factor, fields, by, expected)


def remove_factor(factor: ProfileFactor, *, by: User) -> None:
    _remove(factor, by)


@transaction.atomic
def _add(row: Row, by: User) -> Row:
    """`row.source` may be a source that is not stored yet; it is kept with the row."""
    profile = opened(row.profile)
    _settle(profile, row)
    row.save()
    _tell(row.profile, section_of(row), by, after=_values(row, FIELDS[type(row)]))
    return row


@transaction.atomic
def _change(row: Row, fields: list[str], by: User, expected: int | None) -> None:
    """Raises `Stale` when `expected` is given and someone saved before. New words doubt their translations."""
    profile = opened(row.profile, expected)
    stored = type(row)._default_manager.filter(pk=row.pk, profile=profile).first()
    if stored is None:
        raise Refused(_("Someone has removed this entry meanwhile. What you wrote is still here: add it as a new one."))
    _settle(profile, row)
    texts = [name for name in fields if name in row.TEXTS]
    written = [*fields, "translations"] if texts and row.doubt_translations(texts) else list(fields)
    if isinstance(row, ProfileFactor) and "classification" not in written:
        written.append("classification")
    row.save(update_fields=written)
    told = "" if section_of(row) == section_of(stored) else section_of(stored)
    _tell(profile, section_of(row), by, before=_values(stored, fields), after=_values(row, fields))
    if told:
        _tell(profile, told, by, before=_values(stored, fields))


@transaction.atomic
def _remove(row: Row, by: User) -> None:
    profile = opened(row.profile)
    if not type(row)._default_manager.filter(pk=row.pk, profile=profile).delete()[0]:
        raise Refused(_("Someone has removed this entry already."))
    _tell(row.profile, section_of(row), by, before=_values(row, FIELDS[type(row)]))


def _settle(profile: Profile, row: Row) -> None:
    """Its source kept, what divides and connects restricted, impossible values refused."""
    if row.source is not None:
        row.source = _kept_source(profile, row.source)[0]
    if isinstance(row, ProfileFactor) and row.kind in RESTRICTED_FACTORS and not is_restricted(row):
        row.classification = Classification.RESTRICTED
    checked(row, without=("profile", "source"))
    if isinstance(row, DisplacementFlow):
        refuse_future(row.starts_on, row.ends_on)
        if row.group:
            _refuse_group(profile, row.group)


def section_of(row: Spoken) -> str:
    """The part of the profile in which the row stands."""
    if isinstance(row, ProfileFactor):
        return sections.COHESION if is_restricted(row) else sections.FACTORS
    return sections.DISPLACEMENT if isinstance(row, DisplacementFlow) else sections.SERVICES


def _values(row: Row, fields: list[str]) -> dict[str, object] | None:
    """What the history keeps. It is read by people who read no restricted part: of those it tells nothing."""
    if isinstance(row, ProfileFactor) and is_restricted(row):
        return None
    told: dict[str, object] = {"entry": row.get_kind_display()}
    for name in fields:
        value = str(row.source or "") if name == "source" else audit.plain(getattr(row, name))
        told["moved_persons" if name == "persons" else name] = value
    if told.get("group"):
        told["group"] = group_labels(row.profile.programme).get(str(told["group"]), told["group"])
    told.pop("kind", None)
    return told


# --- words ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def save_note(note: SectionNote, *, by: User, expected: int | None = None) -> SectionNote:
    """The words on one part. There is one note for each part; an empty one goes. Raises `Stale`."""
    if note.section not in sections.NOTED:
        raise Refused(_("This part of the profile takes no note."))
    if note.is_unknown and not note.text.strip():
        raise Refused(_("Say in a few words why nothing is known."))
    profile = opened(note.profile, expected)
    stored = profile.notes.filter(section=note.section).first()
    told = not sections.BY_CODE[note.section].is_restricted
    before = {"text": stored.text, "is_unknown": stored.is_unknown} if stored and told else None
    after = {"text": note.text, "is_unknown": note.is_unknown} if told else None
    if stored:
        note.pk, note._state.adding = stored.pk, False
        if not note.translations:
            note.translations = stored.translations
            if stored.text != note.text:
                note.doubt_translations(["text"])
    if note.text.strip():
        checked(note, without=("profile",))
        note.save()
    elif stored:
        stored.delete()
    _tell(note.profile, note.section, by, before=before, after=after)
    return note


def _tell(
    profile: Profile,
    section: str,
    by: User,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """One line: which part was filled, and what stood there before and stands there now."""
    audit.record(
        Verb.PROFILE_FILLED, profile, by=by,
        before=dict(before) if before else None, after={"section": section, **(after or {})},
    )  # fmt: skip
