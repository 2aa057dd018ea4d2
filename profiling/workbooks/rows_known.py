"""The sheets of rows of a workbook: what stands in the tables of each community, with the number of each row.

The draft counts, else the validated version, as in the sheet of communities. What is restricted goes to those who read
it on the pages too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cbp.accounts.roles import Permission
from cbp.core.models import Programme
from cbp.core.reach import Person
from partners.models import Organisation
from profiling.columns import ColumnKind
from profiling.models import Community, Profile, SubCommunity
from profiling.models.communities import CommunityQuerySet
from profiling.phases import ProfileState
from profiling.reading.layouts import closed_elsewhere, layout_of
from profiling.sheets.tables.columns import AREA, COMMUNITY, ROW, UID, RowSheet, code_of, row_sheets
from profiling.sheets.tables.stored import belongs, place_of, rows_of
from profiling.sheets.tables.told import Names, typed
from profiling.workbooks.books import Value
from profiling.workbooks.template import Beside, Row

AT_ONCE = 500
STANDING = (ProfileState.DRAFT, ProfileState.IN_REVIEW, ProfileState.VALIDATED)


class KnownProfile(NamedTuple):
    """The version that the rows of a community are taken from."""

    pk: int
    uid: str
    name: str
    pcode: str
    closed: frozenset[str]
    reads_closed: bool


def row_sheets_for(programme: Programme, person: Person, communities: CommunityQuerySet) -> list[Beside]:
    """In the active language. Without the right there is not even the title of a restricted table."""
    grants = [
        grant for grant in person.grants(Permission.PROFILE_RESTRICTED) if grant.programme_id in (None, programme.pk)
    ]
    profiles = _profiles(communities, programme, Community.objects.within(grants))
    sheets = [one for one in row_sheets(programme, layout_of(programme)) if grants or not one.is_restricted]
    return [Beside(one.title, one.columns, _rows(one, profiles), one.is_restricted) for one in sheets]


def _rows(sheet: RowSheet, profiles: Sequence[KnownProfile]) -> Iterator[Row]:
    """In the order of the communities."""
    for at in range(0, len(profiles), AT_ONCE):
        batch = {one.pk: one for one in profiles[at : at + AT_ONCE] if _may_read(sheet, one)}
        found: dict[int, list[Row]] = {pk: [] for pk in batch}
        names = _names(sheet, batch)
        for profile, row in rows_of(sheet.table.model, batch) if batch else ():
            if belongs(sheet.table, row.values):
                found[profile].append(_row(sheet, batch[profile], row.pk, row.values, names))
        for rows in found.values():
            yield from rows


def _may_read(sheet: RowSheet, profile: KnownProfile) -> bool:
    return profile.reads_closed or not (sheet.is_restricted or sheet.part.code in profile.closed)


def _profiles(communities: CommunityQuerySet, programme: Programme, reads: CommunityQuerySet) -> list[KnownProfile]:
    """The one at work, else the validated one; a handful of words for each."""
    read = set(reads.filter(pk__in=communities.order_by().values("pk")).values_list("pk", flat=True))
    chosen: dict[int, int] = {}
    found = Profile.objects.filter(community__in=communities.order_by().values("pk"), state__in=STANDING)
    for community, pk, state in found.order_by("number").values_list("community_id", "pk", "state"):
        if community not in chosen or state != ProfileState.VALIDATED:
            chosen[community] = pk
    closed = closed_elsewhere(chosen.values(), programme)
    fields = ("pk", "uid", "name", "area__pcode")
    return [
        KnownProfile(chosen[pk], str(uid), name, pcode, closed.get(chosen[pk], frozenset()), pk in read)
        for pk, uid, name, pcode in communities.values_list(*fields).iterator(2000)
        if pk in chosen
    ]


def _names(sheet: RowSheet, profiles: Any) -> Names:
    """Of what rows are tied to."""
    names: dict[tuple[str, int], str] = {}
    mine = sheet.table.model._default_manager.filter(profile__in=profiles)
    for field, model in (("quarter", SubCommunity), ("organisation", Organisation)):
        if field in sheet.fields:
            tied: Any = model._default_manager.filter(pk__in=mine.exclude(**{field: None}).values(field))
            names |= {(field, pk): name for pk, name in tied.values_list("pk", "name")}
    return names


def _row(sheet: RowSheet, profile: KnownProfile, pk: int, values: Sequence[Any], names: Names) -> Row:
    keys = {ROW: str(pk), UID: profile.uid, COMMUNITY: profile.name, AREA: profile.pcode}
    row: dict[str, Value] = {code_of(sheet.table, name): value for name, value in keys.items()}
    for name, column in sheet.fields.items():
        value = values[place_of(sheet.table.model, name)]
        text = typed(column, name, value, names)
        if column.kind in (ColumnKind.COUNT, ColumnKind.NUMBER, ColumnKind.DAY):
            row[column.code] = value
        elif column.kind in (ColumnKind.CHOICE, ColumnKind.YES_NO):
            row[column.code] = dict(column.options).get(text, text)
        else:
            row[column.code] = text
    return row
