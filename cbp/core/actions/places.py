"""Loading places from an official table of P-codes (common operational datasets).

Rules: a P-code is unique per country and level; a parent is of the level above, and its code need not be a prefix of
the child's; the country is made where only its code is given. Loading the same file again changes nothing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from cbp.core import audit, currencies, sheets
from cbp.core.actions.areas import keep_names, keep_paths
from cbp.core.actions.loading import Fault, Outcome
from cbp.core.models import Area, AreaName, Verb
from cbp.core.models.areas import pcode_validator
from cbp.core.reach import Person
from cbp.core.sheets import Row

COLUMNS = {
    "country": ("Location", "Country", "ISO3", "Country code", "Pays", "País", "#country+code"),
    "level": ("Admin Level", "Level", "Adm level", "Niveau", "Nivel", "#geo+admin_level", "#adm+level"),
    "pcode": ("P-Code", "Pcode", "Adm pcode", "Code", "#adm+code"),
    "name": ("Name", "Nom", "Nombre", "الاسم", "#adm+name"),
    "parent": ("Parent P-Code", "Parent pcode", "Parent", "Parent code", "#adm+code+parent"),
    "valid_from": ("Valid from date", "Valid from", "Valide depuis", "#date+start"),
    "valid_to": ("Valid to date", "Valid to", "#date+end"),
}
REQUIRED = ("country", "level", "pcode", "name", "parent")
Key = tuple[str, int, str]


@dataclass
class Entry:
    """One readable row: what the file says of an area."""

    row: int
    country: str
    level: int
    pcode: str
    name: str
    parent: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None

    @property
    def key(self) -> Key:
        return self.country, self.level, self.pcode.upper()

    @property
    def parent_key(self) -> Key:
        return self.country, self.level - 1, self.parent.upper()


@dataclass
class Loader:
    """One load under way: the areas that stand, those the file brings, and what is wrong with it."""

    outcome: Outcome = field(default_factory=Outcome)
    entries: dict[Key, Entry] = field(default_factory=dict)
    areas: dict[Key, Area] = field(default_factory=dict)
    new: list[Area] = field(default_factory=list)
    changed: list[Area] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # codes of refused rows: what hangs below them is refused too
    roots: dict[str, str] = field(default_factory=dict)  # country by the code of its top area
    codes: set[tuple[str, str]] = field(default_factory=set)  # country and code, whatever the level
    called: list[tuple[Area, str, str, datetime.date]] = field(default_factory=list)  # former names
    lay: list[tuple[Area, str]] = field(default_factory=list)  # former paths

    def refuse(self, row: int, name: str, code: str, value: str = "", first: int = 0, most: int = 0) -> None:
        self.outcome.refuse(Fault(row, name, code, value, first, most, COLUMNS[name][0]))


def load_places(
    content: bytes, *, by: Person | None, apply: bool = True, skip_faulty: bool = False, name: str = ""
) -> Outcome:
    """Reads the table and brings the places up to it. One refused row means that nothing is written, unless skipped."""
    table = sheets.read(content, COLUMNS, REQUIRED, gettext_noop("a table of places"))
    loader = Loader(Outcome(rows=len(table.rows)))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('places'))")
        _read(loader, table.rows)
        _check_parents(loader)
        _compare(loader)
        if apply and (skip_faulty or not loader.outcome.faults):
            _write(loader)
            _remember(loader.outcome, by, name)
    return loader.outcome


def _remember(outcome: Outcome, by: Person | None, name: str) -> None:
    outcome.applied = True
    if outcome.created or outcome.changed:
        after = {"file": name, "created": outcome.created, "changed": outcome.changed, "changes": outcome.changes}
        audit.record(Verb.AREA_LOADED, None, by=by, after=after)


# --- reading ----------------------------------------------------------------------------------------------------------
def _read(loader: Loader, rows: tuple[Row, ...]) -> None:
    for row in rows:
        entry = _entry(loader, row)
        if entry is None:
            continue
        earlier = loader.entries.get(entry.key)
        if earlier:
            loader.refuse(row.number, "pcode", "duplicate_code", entry.pcode, first=earlier.row)
        else:
            loader.entries[entry.key] = entry
    countries = {country for country, _level, _code in loader.entries}
    # Held until the end: whoever saves one of these places meanwhile comes after, and is told.
    standing = Area.objects.select_for_update().filter(country__in=countries).order_by("level", "pk")
    loader.areas = {(area.country, area.level, area.pcode.upper()): area for area in standing}
    _find_under_former_codes(loader, countries)
    loader.roots = {area.pcode.upper(): area.country for area in Area.objects.filter(level=0).order_by("pk")}
    loader.codes = {(country, code) for country, _level, code in [*loader.entries, *loader.areas]}


def _find_under_former_codes(loader: Loader, countries: set[str]) -> None:
    """A file that knows a place by a former code, or by that of others, finds it, if by one of its names.

    The name decides, because a code may be given to another place later. Where the file has the place under its code
    of today as well, the row under the former one tells nothing new.
    """
    other: dict[Key, Area] = {}
    names: dict[int, set[str]] = {area.pk: {area.name.casefold()} for area in loader.areas.values()}
    rows = list(AreaName.objects.filter(area__country__in=countries).order_by("pk"))
    areas = {area.pk: area for area in loader.areas.values()}
    for row in rows:
        if row.is_name:
            names[row.area_id].add(row.text.casefold())
        else:
            area = areas[row.area_id]
            other[area.country, area.level, row.text.upper()] = area
    for key, entry in list(loader.entries.items()):
        parent = other.get(entry.parent_key)
        if parent and entry.parent_key not in loader.areas and entry.parent_key not in loader.entries:
            entry.parent = parent.pcode
        found = None if key in loader.areas else other.get(key)
        if found is None or entry.name.casefold() not in names[found.pk]:
            continue
        del loader.entries[key]
        entry.pcode = found.pcode
        if entry.key in loader.entries:
            loader.outcome.unchanged += 1
        else:
            loader.entries[entry.key] = entry


def _entry(loader: Loader, row: Row) -> Entry | None:
    """The row as an entry; None when a cell of it is refused (every such cell is told)."""
    before = loader.outcome.fault_count
    country = row.text("country").upper()
    if not currencies.is_country(country):
        loader.refuse(row.number, "country", "bad_country", row.text("country"))
    level = _level(loader, row)
    pcode = _code(loader, row, "pcode")
    parent = _code(loader, row, "parent") if level else ""
    name = row.cells["name"].strip()
    if not name:
        loader.refuse(row.number, "name", "missing_value")
    elif len(name) > 200:
        loader.refuse(row.number, "name", "too_long", name, most=200)
    valid_from, valid_to = _date(loader, row, "valid_from"), _date(loader, row, "valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        loader.refuse(row.number, "valid_to", "bad_period")
    if loader.outcome.fault_count > before:
        loader.refused.add(pcode.upper())
        return None
    return Entry(row.number, country, level, pcode, " ".join(name.split()), parent, valid_from, valid_to)


def _level(loader: Loader, row: Row) -> int:
    text = row.text("level")
    if text in ("0", "1", "2", "3", "4"):
        return int(text)
    loader.refuse(row.number, "level", "bad_level", text)
    return 1


def _code(loader: Loader, row: Row, name: str) -> str:
    code = row.cells[name].strip()
    if not code:
        loader.refuse(row.number, name, "missing_value")
        return ""
    try:
        pcode_validator(code)
    except ValidationError:
        loader.refuse(row.number, name, "bad_code", code)
    if len(code) > 20:
        loader.refuse(row.number, name, "too_long", code, most=20)
    return code


def _date(loader: Loader, row: Row, name: str) -> datetime.date | None:
    text = row.text(name)
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        loader.refuse(row.number, name, "bad_date", text)
        return None


# --- the tree ---------------------------------------------------------------------------------------------------------
def _check_parents(loader: Loader) -> None:
    """From the top down: a row whose parent was refused, or is nowhere, is refused too. Countries are made."""
    for entry in sorted(loader.entries.values(), key=lambda one: (one.level, one.row)):
        if not (_is_root(loader, entry) if entry.level == 0 else _has_parent(loader, entry)):
            del loader.entries[entry.key]
            loader.refused.add(entry.pcode.upper())


def _is_root(loader: Loader, entry: Entry) -> bool:
    """Every path begins with the code of its country, so no two countries have the same."""
    if loader.roots.setdefault(entry.pcode.upper(), entry.country) == entry.country:
        return True
    loader.refuse(entry.row, "pcode", "other_country", entry.pcode)
    return False


def _has_parent(loader: Loader, entry: Entry) -> bool:
    if entry.parent_key in loader.entries or entry.parent_key in loader.areas:
        return True
    if entry.level == 1 and _is_country_code(entry):
        # The same country, under whichever of its codes it stands.
        top = next((code for code, country in loader.roots.items() if country == entry.country), None)
        if top is None:
            _make_country(loader, entry)
        else:
            entry.parent = top
        return True
    code = "missing_parent"
    if entry.parent.upper() in loader.refused:
        code = "parent_refused"
    elif (entry.country, entry.parent.upper()) in loader.codes:
        code = "parent_level"
    loader.refuse(entry.row, "parent", code, entry.parent)
    return False


def _is_country_code(entry: Entry) -> bool:
    return entry.parent.upper() in (entry.country, currencies.two_letters(entry.country))


def _make_country(loader: Loader, entry: Entry) -> None:
    """Only the country's code is given: its name comes from ISO 3166."""
    name = currencies.country_name(entry.country)
    country = Entry(entry.row, entry.country, 0, entry.parent, name, "", None, None)
    loader.entries[country.key] = country
    loader.roots[country.pcode.upper()] = country.country


# --- writing ----------------------------------------------------------------------------------------------------------
def _compare(loader: Loader) -> None:
    for entry in sorted(loader.entries.values(), key=lambda one: (one.level, one.row)):
        area = loader.areas.get(entry.key)
        if area is None:
            _add(loader, entry)
        elif _differs(loader, area, entry):
            _change(loader, area, entry)
        else:
            loader.outcome.unchanged += 1


def _add(loader: Loader, entry: Entry) -> None:
    parent = loader.areas.get(entry.parent_key) if entry.level else None
    area = Area(
        country=entry.country,
        level=entry.level,
        pcode=entry.pcode,
        name=entry.name,
        parent=parent,
        path=f"{parent.path if parent else ''}{entry.pcode}/",
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )
    loader.areas[entry.key] = area
    loader.new.append(area)
    loader.outcome.created += 1
    loader.outcome.note("created", entry.pcode, entry.name)


def _differs(loader: Loader, area: Area, entry: Entry) -> bool:
    """Dates that the file does not tell are left as they are; a country keeps the name that people gave it."""
    parent = loader.areas[entry.parent_key] if entry.level else None
    same_dates = (entry.valid_from in (None, area.valid_from)) and (entry.valid_to in (None, area.valid_to))
    same_parent = area.parent_id == (parent.pk if parent else None)
    path = f"{parent.path if parent else ''}{area.pcode}/"
    return not (same_dates and same_parent and area.name == entry.name and area.path == path)


def _change(loader: Loader, area: Area, entry: Entry) -> None:
    loader.outcome.changed += 1
    loader.outcome.note("changed", area.pcode, entry.name, was=area.name)
    parent = loader.areas[entry.parent_key] if entry.level else None
    path = f"{parent.path if parent else ''}{area.pcode}/"
    if area.name != entry.name:
        is_new = entry.valid_from is not None and entry.valid_from != area.valid_from
        loader.called.append((area, area.name, "", entry.valid_from if is_new else timezone.localdate()))  # type: ignore[arg-type]
    if area.path != path:
        loader.lay.append((area, area.path))
    area.name, area.parent, area.path = entry.name, parent, path
    area.valid_from, area.valid_to = entry.valid_from or area.valid_from, entry.valid_to or area.valid_to
    area.version += 1
    loader.changed.append(area)


def _write(loader: Loader) -> None:
    for level in range(5):
        fresh = [area for area in loader.new if area.level == level]
        for area in fresh:
            area.parent_id = area.parent.pk if area.parent else None
        Area.objects.bulk_create(fresh, batch_size=1000)
    moved = [area for area in loader.changed]
    Area.objects.bulk_update(moved, ["name", "parent", "path", "valid_from", "valid_to", "version"], batch_size=500)
    _move_descendants(loader)
    keep_names(loader.called)
    keep_paths(loader.lay, timezone.localdate())
    AreaName.objects.bulk_create(_names(loader.new), ignore_conflicts=True, batch_size=1000)


def _move_descendants(loader: Loader) -> None:
    """Areas that the file does not name follow their parent when it moved."""
    touched = {area.pk for area in loader.changed}
    below: dict[int, list[Area]] = {}
    for area in loader.areas.values():
        below.setdefault(area.parent_id or 0, []).append(area)
    queue, moved = list(loader.changed), []
    while queue:
        parent = queue.pop()
        for child in below.get(parent.pk, []):
            path = f"{parent.path}{child.pcode}/"
            if child.path != path and child.pk not in touched:
                loader.lay.append((child, child.path))
                child.path = path
                moved.append(child)
            queue.append(child)
    Area.objects.bulk_update(moved, ["path"], batch_size=500)


def _names(areas: list[Area]) -> list[AreaName]:
    """Codes with the two-letter country prefix, as other agencies write them; a country's name in our languages."""
    names = []
    for area in areas:
        short = currencies.two_letters(area.country) or ""
        if area.pcode.startswith(area.country) and short:
            alias = short + area.pcode.removeprefix(area.country)
            names.append(AreaName(area=area, kind=AreaName.Kind.CODE, text=alias))
        if area.level == 0:
            names += [
                AreaName(area=area, text=currencies.country_name(area.country, language), language=language)
                for language in ("fr", "es", "ar")
            ]
    return names
