"""Small pieces of the snapshot of a plan: days, amounts, names by language, counts that are hidden."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings

from cbp.core.choices import ParticipantGroup, PopulationKind
from cbp.core.models import Area, Programme

CENT = Decimal("0.01")


def day(value: datetime.date | datetime.datetime | None) -> str | None:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).date().isoformat()
    return value.isoformat() if value else None


def amount(value: Decimal | None) -> str | None:
    """To the cent, as text: 1250.50. Not known stays None."""
    return None if value is None else str(value.quantize(CENT, ROUND_HALF_UP))


def plain(value: Decimal | None) -> str | None:
    """A quantity without zeros at its end: 2, 2.5."""
    return None if value is None else format(value.normalize(), "f")


def names_in(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By language, in a steady order; of two in one language the later in the list stands."""
    return dict(sorted({language: text for language, text in names if language}.items()))


def areas_of(area: Area) -> list[dict[str, Any]]:
    """The chain from the country down to the area that a community hangs at."""
    chain = Area.objects.filter(path__in=[*area.ancestor_paths, area.path]).prefetch_related("names").order_by("level")
    return [
        {
            "pcode": one.pcode,
            "level": one.level,
            "name": one.name,
            "names": names_in(
                (name.language, name.text)
                for name in sorted(one.names.all(), key=lambda name: -name.pk)
                if name.is_name
            ),
        }
        for one in chain
    ]


def group_names(programme: Programme) -> dict[str, dict[str, str]]:
    """The programme's own groups, each in all four languages; closed codes are named by the paper."""
    closed = {*PopulationKind.values, *ParticipantGroup.values}
    own = programme.population_groups.order_by("position", "pk")
    return {group.code: _in_all(group.labels, group.code) for group in own if group.code not in closed}


def _in_all(labels: Mapping[str, str], code: str) -> dict[str, str]:
    languages = [language for language, _label in settings.LANGUAGES]
    stand_in = next((labels[language] for language in languages if labels.get(language)), code)
    return {language: labels.get(language) or stand_in for language in languages}
