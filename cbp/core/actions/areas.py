"""Changing a place by hand: names, codes of others, coordinates, dates, a new P-code. The tree comes from the tables.

A place keeps its past: what it was called and under which code it stood until when, and where it lay in the tree, so
that files of that time find it and its history is read on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from cbp.core import audit
from cbp.core.models import Area, AreaName, FormerPath, Verb
from cbp.core.models.areas import pcode_validator
from cbp.core.models.versions import Stale
from cbp.core.reach import Person
from cbp.core.refusals import Refused

NAME, CODE = AreaName.Kind.NAME, AreaName.Kind.CODE


@dataclass(frozen=True)
class Names:
    """Every other name of an area: by language, without language, and codes under which others know it."""

    by_language: dict[str, str]
    others: tuple[str, ...]
    codes: tuple[str, ...]

    def rows(self, area: Area) -> list[AreaName]:
        rows = [
            AreaName(area=area, kind=NAME, text=text, language=language)
            for language, text in self.by_language.items()
            if text
        ]
        rows += [AreaName(area=area, kind=NAME, text=text) for text in dict.fromkeys(self.others)]
        rows += [AreaName(area=area, kind=CODE, text=text) for text in dict.fromkeys(self.codes)]
        return rows

    def as_json(self) -> dict[str, object]:
        return {
            **{f"name_{key}": text for key, text in self.by_language.items() if text},
            "others": list(self.others),
            "codes": list(self.codes),
        }


def names_of(area: Area) -> Names:
    """Those that hold now; former ones are nobody's to change."""
    rows = list(area.names.filter(until=None).order_by("pk"))
    by_language = {row.language: row.text for row in rows if row.is_name and row.language in dict(settings.LANGUAGES)}
    others = tuple(row.text for row in rows if row.is_name and row.language not in by_language)
    return Names(by_language, others, tuple(row.text for row in rows if not row.is_name))


@transaction.atomic
def change_area(area: Area, *, fields: list[str], names: Names, expected: int, by: Person) -> None:
    """Writes the named fields and the names; a name that is given up is kept as a former one. Raises `Stale`."""
    stored, had = Area.objects.get(pk=area.pk), names_of(area)
    before = {**audit.values_of(stored, fields), **had.as_json()}
    area.save_over(expected, fields)
    if had != names:
        area.names.filter(until=None).delete()
        _write(names.rows(area))
    today = timezone.localdate()
    if stored.name != area.name:
        keep_names([(area, stored.name, "", today)])
    given_up = {code: text for code, text in had.by_language.items() if names.by_language.get(code) != text}
    keep_names((area, text, code, today) for code, text in given_up.items())
    after = {**audit.values_of(area, fields), **names.as_json()}
    audit.record(Verb.AREA_CHANGED, area, by=by, before=before, after=after)


def _write(rows: list[AreaName]) -> None:
    """A former name that holds again is a former one no more."""
    for row in rows:
        AreaName.objects.filter(area=row.area, kind=row.kind, language=row.language, text=row.text).delete()
    AreaName.objects.bulk_create(rows)


# --- the past ---------------------------------------------------------------------------------------------------------
def keep_names(former: Iterable[tuple[Area, str, str, datetime.date]]) -> None:
    """(area, name, language or nothing, until): what areas were called. A name that is stored anyhow stays as it is."""
    rows = [AreaName(area=area, kind=NAME, text=text, language=code, until=day) for area, text, code, day in former]
    AreaName.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def keep_paths(former: Iterable[tuple[Area, str]], until: datetime.date) -> None:
    """(area, path): where areas lay. Lines of history keep the path of their time."""
    rows = [FormerPath(area=area, path=path, until=until) for area, path in former]
    FormerPath.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


@transaction.atomic
def recode_area(area: Area, *, pcode: str, since: datetime.date, reason: str, expected: int, by: Person) -> None:
    """Gives the area another P-code. The old one is kept as a code under which it is found, with the day it ended.

    Everything below follows: the code of an area is a part of every path under it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('places'))")
    stored = Area.objects.select_for_update(of=("self",)).select_related("parent").get(pk=area.pk)
    if stored.version != expected:
        raise Stale(stored)
    pcode = pcode.strip()
    _refuse_code(stored, pcode, since, reason)
    old_code, old_path = stored.pcode, stored.path
    path = f"{stored.parent.path if stored.parent else ''}{pcode}/"
    below = Area.objects.filter(path__startswith=old_path)
    longest = max((len(one) for one in below.values_list("path", flat=True)), default=0)
    if longest + len(path) - len(old_path) > Area._meta.get_field("path").max_length:  # type: ignore[operator]
        raise Refused(_("This P-code is too long for what lies below."))
    keep_paths([(one, one.path) for one in below.only("pk", "path")], since)
    rest = Substr(F("path"), len(old_path) + 1)
    below.update(path=Concat(Value(path), rest, output_field=CharField()))
    area.pcode, area.path = pcode, path
    area.save_over(expected, ["pcode"])
    AreaName.objects.update_or_create(area=area, kind=CODE, language="", text=old_code, defaults={"until": since})
    AreaName.objects.filter(area=area, kind=CODE, text__iexact=pcode).delete()
    audit.record(
        Verb.AREA_CHANGED, area, by=by, before={"pcode": old_code}, after={"pcode": pcode}, reason=reason.strip()
    )  # fmt: skip


def _refuse_code(area: Area, pcode: str, since: datetime.date, reason: str) -> None:
    try:
        pcode_validator(pcode)
    except ValidationError as error:
        raise Refused(str(error.messages[0])) from error
    if len(pcode) > 20:
        raise Refused(_("A P-code has 20 letters and digits at most."))
    if pcode == area.pcode:
        raise Refused(_("This is the P-code that it has already."))
    if not reason.strip():
        raise Refused(_("Say why."))
    if since > timezone.localdate():
        raise Refused(_("This day lies in the future."))
    used = Area.objects.filter(country=area.country, level=area.level, pcode__iexact=pcode).exclude(pk=area.pk).first()
    if used is None and area.level == 0:
        used = Area.objects.filter(level=0, pcode__iexact=pcode).exclude(pk=area.pk).first()
    if used:
        raise Refused(_("“%(name)s” has this P-code already.") % {"name": used.name})
