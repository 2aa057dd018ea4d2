"""Programmes: making and changing them, their age bands and groups, their emblem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cbp.core import audit, files
from cbp.core.ages import STANDARD_SETS, Band, read_bands, written
from cbp.core.choices import Classification, ParticipantGroup, PopulationKind
from cbp.core.models import AgeBand, InclusionRule, PopulationGroup, Programme, ProgrammeLogo, RuleKind, Verb
from cbp.core.reach import Person
from cbp.core.refusals import Refused

FIELDS = [
    "code", "title", "country", "donors", "starts_on", "ends_on", "currency", "languages", "safe_contact",
    "disclosure_threshold", "figures_age_months", "needs_ministry",
]  # fmt: skip
DEFAULT_GROUPS = (PopulationKind.DISPLACED, PopulationKind.RETURNED_DISPLACED, PopulationKind.HOST)
# Common minima (domain 1.6); (what is counted, group, at least, whether it holds the cycle up).
DEFAULT_RULES = (
    (RuleKind.SHARE, ParticipantGroup.WOMEN, 30, False),
    (RuleKind.SESSIONS, ParticipantGroup.WOMEN, 1, True),
    (RuleKind.SESSIONS, ParticipantGroup.YOUTH, 1, False),
    (RuleKind.BODY_SHARE, ParticipantGroup.WOMEN, 30, False),
)


@dataclass(frozen=True)
class Lists:
    """A programme's age bands, the standard groups in use, and its own groups as (code, {language: label})."""

    bands: tuple[Band, ...]
    kinds: tuple[str, ...]
    own: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "age_bands": written(list(self.bands)),
            "groups": list(self.kinds),
            "own_groups": [code for code, _labels in self.own],
        }


@transaction.atomic
def create_programme(programme: Programme, *, by: Person | None) -> Programme:
    """With the common age bands, groups and rules of inclusion, so that it can be used at once."""
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as error:  # two people, the same code, the same moment
        raise Refused(_("A programme with this code exists already.")) from error
    _write_lists(programme, Lists(tuple(read_bands(STANDARD_SETS["common"])), tuple(DEFAULT_GROUPS)))
    InclusionRule.objects.bulk_create(
        InclusionRule(programme=programme, kind=kind, group=group, minimum=minimum, holds_up=holds_up)
        for kind, group, minimum, holds_up in DEFAULT_RULES
    )
    audit.record(Verb.PROGRAMME_CREATED, programme, by=by, after=audit.values_of(programme, FIELDS))
    return programme


@transaction.atomic
def change_programme(programme: Programme, *, fields: list[str], expected: int, by: Person) -> None:
    """Writes the named fields; raises `Stale` when someone saved before."""
    before = audit.values_of(Programme.objects.get(pk=programme.pk), fields)
    programme.save_over(expected, fields)
    audit.record(Verb.PROGRAMME_CHANGED, programme, by=by, before=before, after=audit.values_of(programme, fields))


def lists_of(programme: Programme) -> Lists:
    groups = [group for group in programme.population_groups.order_by("position", "pk") if group.is_active]
    bands = tuple((band.lower, band.upper) for band in programme.age_bands.order_by("lower"))
    kinds = tuple(group.code for group in groups if group.code in PopulationKind.values)
    own = tuple(
        (group.code, tuple(sorted(group.labels.items()))) for group in groups if group.code not in PopulationKind.values
    )
    return Lists(bands, kinds, own)


@transaction.atomic
def change_lists(programme: Programme, lists: Lists, *, expected: int, by: Person) -> None:
    """Replaces the age bands; groups no longer wanted are only taken out of use, because counts may name them."""
    before = lists_of(programme)
    programme.save_over(expected, [])
    if lists != before:
        programme.age_bands.all().delete()
        programme.population_groups.update(is_active=False)
        _write_lists(programme, lists)
        audit.record(Verb.PROGRAMME_LISTS, programme, by=by, before=before.as_json(), after=lists.as_json())


def _write_lists(programme: Programme, lists: Lists) -> None:
    AgeBand.objects.bulk_create(AgeBand(programme=programme, lower=lower, upper=upper) for lower, upper in lists.bands)
    wanted: list[tuple[str, dict[str, str]]] = [(kind, {}) for kind in lists.kinds]
    wanted += [(code, dict(labels)) for code, labels in lists.own]
    for position, (code, labels) in enumerate(wanted):
        PopulationGroup.objects.update_or_create(
            programme=programme, code=code, defaults={"labels": labels, "position": position, "is_active": True}
        )


@transaction.atomic
def change_logo(programme: Programme, upload: UploadedFile[Any], *, by: Person) -> ProgrammeLogo:
    """Checked by content and pixels, drawn again without metadata; the old file goes after the commit."""
    content, content_type, suffix = files.clean_image(files.bytes_of(upload))
    kept = files.keep(content, suffix)
    old = ProgrammeLogo.objects.filter(programme=programme).values_list("stored_as", flat=True).first()
    name = files.clean_name(upload.name or "")
    fields = {"name": name, "content_type": content_type, "classification": Classification.PUBLIC, **kept.as_fields()}
    logo, _made = ProgrammeLogo.objects.update_or_create(programme=programme, defaults=fields)
    audit.record(Verb.PROGRAMME_LOGO, programme, by=by, after={"name": name, "sha256": kept.sha256})
    if old:
        transaction.on_commit(lambda: files.drop(old))
    return logo
