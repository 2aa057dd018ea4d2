"""Filling in how many people live in a community.

Every action of these rooms locks the version and refuses when it is not a draft. `expected` is the version that the
person had in front of them; without it nothing is compared.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core.choices import Sex
from cbp.core.groups import group_labels
from cbp.core.refusals import Refused
from profiling import sections
from profiling.actions.guards import opened, refuse_group
from profiling.actions.sources import kept_source
from profiling.actions.telling import tell
from profiling.models import PopulationFigure, PopulationTotal, Profile, Source
from profiling.models.population import TOTALS
from profiling.models.sources import MOST

Cells = Mapping[tuple[str, int], int | None]

BY_SEX = {Sex.FEMALE: "women_by_age", Sex.MALE: "men_by_age", Sex.OTHER: "others_by_age"}


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

    None is not known. A reason that was given for a warning explains its figures, and no others (`profiling.checks`).
    """
    now = opened(profile, expected)
    _refuse_population(now, group, total, cells)
    kept = kept_source(now, source)[0] if source else None
    before = _population(now, group)
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
    tell(profile, sections.POPULATION, by, before=before, after=_population(now, group))


def _refuse_population(profile: Profile, group: str, total: Mapping[str, int | None], cells: Cells) -> None:
    if group:
        refuse_group(profile, group)
    lowers = {lower for lower, _upper in profile.bands}
    if any(sex not in Sex.values or lower not in lowers for sex, lower in cells) or set(total) - set(TOTALS):
        raise Refused(_("This age band is not one of this version of the profile."))
    if any(value is not None and not 0 <= value <= MOST for value in [*total.values(), *cells.values()]):
        raise Refused(_("A count lies between 0 and %(most)s.") % {"most": MOST})


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
