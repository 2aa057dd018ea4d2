"""The arithmetic of the tables: rows against the people who live here, against each other and against themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from cbp.core.templatetags.figures import share as percent
from cbp.core.templatetags.figures import written
from profiling.checks.found import Warning, against
from profiling.checks.people import households
from profiling.models.perceptions import ANSWERS
from profiling.models.services import Functioning
from profiling.models.works import BodyKind
from profiling.reading import Contents, GroupCount, RowRead, name_of
from profiling.sections import HAZARDS, HOLDER, LAND, LIVELIHOODS, WORKS

MOST_CAPACITY = 20  # times the people who live here
LEAST_WOMEN = 30  # of a hundred
# Tables of which one row names persons of the community: no more of them than live here.
PERSONS = {"hazards": HAZARDS, "works": WORKS, "market": LIVELIHOODS}


def of_rows(read: Contents) -> Iterator[Warning]:
    """Rows whose part this reader may know. A row is named by its kind and its order, which a copy keeps."""
    yield from _tenures(read)
    for code, check in CHECKS.items():
        for key, row in keyed(read, code):
            yield from check(read, f":{code}:{key}", row, HOLDER[code].code)


def keyed(read: Contents, code: str) -> Iterator[tuple[str, RowRead]]:
    """(water.1, row): the rows of a table, counted within their kind in the order in which they were entered."""
    seen: Counter[str] = Counter()
    rows = read.tables[code].rows if code in read.tables else []
    for row in sorted(rows, key=lambda one: int(one.entry.pk)):
        kind = str(getattr(row.entry, "kind", "row"))
        seen[kind] += 1
        yield f"{kind}.{seen[kind]}", row


def _persons(read: Contents, group: str) -> tuple[str, int | None]:
    """The group and how many they are; the whole community where none is named."""
    found = read.by_group.get(group) or GroupCount(group, group, read.profile.bands, {})
    return found.label, found.persons


def _name(read: Contents, row: RowRead) -> str:
    return name_of(row, next(table for table in read.tables.values() if row in table.rows))


# --- one row ----------------------------------------------------------------------------------------------------------
def _movement(read: Contents, key: str, row: RowRead, section: str) -> Iterator[Warning]:
    yield from households(key, _name(read, row), row.entry.persons, row.entry.households, section)


def _persons_of_row(read: Contents, key: str, row: RowRead, section: str) -> Iterator[Warning]:
    """Persons hit, reached or sought: no more than live here. (domain 11.3, 22)"""
    label, persons = _persons(read, "")
    if row.entry.persons is not None and persons is not None and row.entry.persons > persons:
        values = {"what": _name(read, row), "group": label, "count": written(row.entry.persons)}
        sentence = _("%(what)s: %(count)s persons are more than the %(persons)s of %(group)s.")
        words = sentence % {**values, "persons": written(persons)}
        yield Warning(f"more{key}", words, section, (row.entry.persons, persons))


def _perception(read: Contents, key: str, row: RowRead, section: str) -> Iterator[Warning]:
    """No more answers than persons who could have been asked."""
    label, persons = _persons(read, row.entry.group)
    given = [count for name in ANSWERS if (count := getattr(row.entry, name)) is not None]
    if persons is not None and sum(given) > persons:
        sums = against(given, persons, is_whole=False)
        values = {"what": _name(read, row), "group": label, "sum": sums.words if sums else ""}
        yield Warning(f"answers{key}", _("%(what)s, %(group)s: %(sum)s.") % values, section, (*given, persons))


def _service(read: Contents, key: str, row: RowRead, section: str) -> Iterator[Warning]:
    entry, name = row.entry, _name(read, row)
    runs = entry.functioning in (Functioning.YES, Functioning.PARTLY)
    if entry.exists is False and (entry.count or entry.capacity or runs):
        told = [cell.text for field in ("count", "functioning", "capacity") if (cell := row.cell(field)) and cell.holds]
        sentence = _("%(what)s: there is none, and yet is entered: %(told)s.")
        values = {"what": name, "told": " · ".join(told)}
        yield Warning(f"none{key}", sentence % values, section, (entry.count, entry.capacity, entry.functioning))
    if entry.exists and entry.count == 0:
        yield Warning(f"none{key}", _("%(what)s: there is one, and yet 0 are counted.") % {"what": name}, section, (0,))
    persons = read.whole.persons
    if entry.capacity is not None and persons and entry.capacity > MOST_CAPACITY * persons:
        values = {"what": name, "capacity": written(entry.capacity), "persons": written(persons)}
        values |= {"times": written(entry.capacity / persons, 1), "most": written(MOST_CAPACITY)}
        sentence = _(
            "%(what)s: it can serve %(capacity)s people ÷ %(persons)s who live here = %(times)s; "
            "more than %(most)s is unusual."
        )
        yield Warning(f"capacity{key}", sentence % values, section, (entry.capacity, persons))


def _body(read: Contents, key: str, row: RowRead, section: str) -> Iterator[Warning]:
    """Women in a committee. (domain 11.3, 19)"""
    women, men = row.entry.women, row.entry.men
    if women is None or men is None or not women + men or row.entry.kind == BodyKind.WOMEN:
        return
    share = women * 100 / (women + men)
    if share < LEAST_WOMEN:
        values = {"what": _name(read, row), "women": written(women), "members": written(women + men)}
        values |= {"share": percent(share), "least": percent(LEAST_WOMEN, 0)}
        sentence = _("%(what)s: %(women)s of %(members)s members are women, %(share)s; less than %(least)s is few.")
        yield Warning(f"committee{key}", sentence % values, section, (women, men))


Check = Callable[[Contents, str, RowRead, str], Iterator[Warning]]
CHECKS: dict[str, Check] = {
    "movements": _movement,
    "services": _service,
    "protection": _service,
    "perceptions": _perception,
    "bodies": _body,
    **dict.fromkeys(PERSONS, _persons_of_row),
}


# --- many rows --------------------------------------------------------------------------------------------------------
def _tenures(read: Contents) -> Iterator[Warning]:
    """The ways of holding house and land against the households, for the whole and for each group. (domain 11.3, 17)"""
    rows = [row.entry for _key, row in keyed(read, "tenures")]
    for group in dict.fromkeys(row.group for row in rows):
        count = read.by_group.get(group)
        held = [row.households for row in rows if row.group == group]
        sums = against(held, count.total("households")) if count else None
        if count and sums:
            sentence = _("%(group)s, households by how they hold house and land: %(sum)s.")
            words = sentence % {"group": count.label, "sum": sums.words}
            yield Warning(f"tenure-sum:{group}", words, LAND, sums.figures)
