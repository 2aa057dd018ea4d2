"""Changing a place by hand: names, codes of others, coordinates, dates. The tree itself comes from the tables."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from cbp.core import audit
from cbp.core.models import Area, AreaName, Verb
from cbp.core.reach import Person


@dataclass(frozen=True)
class Names:
    """Every other name of an area: by language, without language, and codes under which others know it."""

    by_language: dict[str, str]
    others: tuple[str, ...]
    codes: tuple[str, ...]

    def rows(self, area: Area) -> list[AreaName]:
        name, code = AreaName.Kind.NAME, AreaName.Kind.CODE
        rows = [
            AreaName(area=area, kind=name, text=text, language=language)
            for language, text in self.by_language.items()
            if text
        ]
        rows += [AreaName(area=area, kind=name, text=text) for text in dict.fromkeys(self.others)]
        rows += [AreaName(area=area, kind=code, text=text) for text in dict.fromkeys(self.codes)]
        return rows

    def as_json(self) -> dict[str, object]:
        return {
            **{f"name_{key}": text for key, text in self.by_language.items() if text},
            "others": list(self.others),
            "codes": list(self.codes),
        }


def names_of(area: Area) -> Names:
    rows = list(area.names.order_by("pk"))
    by_language = {row.language: row.text for row in rows if row.is_name and row.language in dict(settings.LANGUAGES)}
    others = tuple(row.text for row in rows if row.is_name and row.language not in by_language)
    return Names(by_language, others, tuple(row.text for row in rows if not row.is_name))


@transaction.atomic
def change_area(area: Area, *, fields: list[str], names: Names, expected: int, by: Person) -> None:
    """Writes the named fields and the names; raises `Stale` when someone saved before."""
    before = {**audit.values_of(Area.objects.get(pk=area.pk), fields), **names_of(area).as_json()}
    area.save_over(expected, fields)
    if names_of(area) != names:
        area.names.all().delete()
        AreaName.objects.bulk_create(names.rows(area))
    after = {**audit.values_of(area, fields), **names.as_json()}
    audit.record(Verb.AREA_CHANGED, area, by=by, before=before, after=after)
