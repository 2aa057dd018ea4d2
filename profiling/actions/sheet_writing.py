"""Writing a judged sheet: copied into temporary tables batch by batch, then written in a few statements.

Constraints and triggers hold as for everybody. Each version that is filled names one source, the sheet's. An empty
cell changes nothing. What was done to each community is kept in `SheetTouch`, with what stood there before.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cbp.accounts.models import User
from cbp.core.models import Spoken
from cbp.core.staging import Stage, execute, insert_select, next_ids, types_of
from profiling.actions.sheet_copying import close_versions, copy_table, copy_versions
from profiling.models import Community, CommunityName, Profile, ProfileSheet, SheetTouch, Source
from profiling.sheets.judging import Judge, Verdict
from profiling.sheets.standing import KINDS, Kind

POINT = ("latitude", "longitude", "precision")
IDENTITY = ("uid", "name", "kind", "area_id", *POINT)
TOUCH = (
    "row", "community_id", "community_is_new", "community_before", "community_version", "profile_id", "profile_is_new",
    "before", "profile_version",
)  # fmt: skip


class FilledVersion(NamedTuple):
    """The version of a profile that a row fills. `previous`: it begins as a copy of that one."""

    pk: int
    begins: bool
    number: int
    previous: int | None
    source: int
    source_is_new: bool
    source_copied: int | None  # the source is the copy of that one


class Writer:
    """Stages the verdicts of one sheet, and writes them when all are there."""

    def __init__(self, sheet: ProfileSheet, judge: Judge) -> None:
        self.sheet, self.judge = sheet, judge
        self.kinds = [*KINDS, *(judge.tables.kinds if judge.tables else [])]
        big, whole = "bigint", "integer"
        self.new = Stage("sheet_new", {"id": big, **types_of(Community, IDENTITY)})
        self.changed = Stage("sheet_changed", {"id": big, **types_of(Community, POINT)})
        self.names = Stage("sheet_names", {"community_id": big, "text": "text"})
        self.enrolled = Stage("sheet_enrolled", {"community_id": big})
        self.versions = Stage("sheet_versions", {
            "profile_id": big, "community_id": big, "begins": "boolean", "number": whole, "previous_id": big,
            "source_id": big, "source_is_new": "boolean", "source_copied": big,
        })  # fmt: skip
        self.tables = {
            kind.name: Stage(
                f"sheet_{kind.name}",
                {"profile_id": big, "target_id": big, **types_of(kind.model, [*kind.key, *kind.values])},
            )
            for kind in self.kinds
        }
        self.touches = Stage("sheet_touches", types_of(SheetTouch, TOUCH))

    # --- staging ------------------------------------------------------------------------------------------------------
    def stage(self, verdicts: Sequence[Verdict]) -> None:
        ids = iter(next_ids(Community, sum(one.is_new for one in verdicts)))
        communities = [next(ids) if one.is_new else one.matched.community.pk for one in verdicts]  # type: ignore[union-attr]
        versions = self._versions(verdicts)
        pairs = list(zip(verdicts, communities, versions, strict=True))
        self.new.add((pk, *self._identity(one)) for one, pk, _version in pairs if one.is_new)
        self.changed.add((pk, *self._point(one)) for one, pk, _version in pairs if one.identity and not one.is_new)
        self.names.add((pk, name) for one, pk, _version in pairs for name in one.names)
        self.enrolled.add((pk,) for one, pk, _version in pairs if one.enrols)
        self.versions.add((v.pk, pk, *v[1:]) for _one, pk, v in pairs if v)
        for kind, rows in self._rows(pairs).items():
            self.tables[kind.name].add(rows)
        self.touches.add(self._touch(one, pk, version) for one, pk, version in pairs)

    def _versions(self, verdicts: Sequence[Verdict]) -> list[FilledVersion | None]:
        filled = [one for one in verdicts if one.writes]
        profiles = iter(next_ids(Profile, sum(one.standing.at_work is None for one in filled)))
        sources = iter(next_ids(Source, sum(one.standing.source_id is None for one in filled)))
        return [self._version(one, profiles, sources) if one.writes else None for one in verdicts]

    def _version(self, one: Verdict, profiles: Iterable[int], sources: Iterable[int]) -> FilledVersion:
        stands, profiles, sources = one.standing, iter(profiles), iter(sources)
        at_work, kept = stands.at_work, stands.source_id
        source = next(sources) if kept is None else kept
        if at_work:
            return FilledVersion(at_work.pk, False, at_work.number, None, source, kept is None, None)
        previous = stands.validated.pk if stands.validated else None
        return FilledVersion(next(profiles), True, stands.number + 1, previous, source, kept is None, kept)

    def _identity(self, one: Verdict) -> tuple[Any, ...]:
        name = self.judge.rows.value(one.matched.line, "name")
        return uuid.uuid4(), name, one.matched.kind, one.matched.area_id, *self._point(one)

    def _point(self, one: Verdict) -> tuple[Any, ...]:
        stands: Any = one.matched.community
        empty = (None, None, "")
        before = [getattr(stands, name) for name in POINT] if stands else empty
        return tuple(one.identity.get(name, was) for name, was in zip(POINT, before, strict=True))

    def _rows(self, pairs: Iterable[tuple[Verdict, int, FilledVersion | None]]) -> dict[Kind, list[Sequence[Any]]]:
        rows: dict[str, list[Sequence[Any]]] = {kind.name: [] for kind in self.kinds}
        for one, _pk, version in pairs:
            for kind, key, stored, values in one.writes if version else ():
                rows[kind.name].append((version.pk, stored.pk if stored else None, *key, *values))  # type: ignore[union-attr]
        return {kind: rows[kind.name] for kind in self.kinds}

    def _touch(self, one: Verdict, pk: int, version: FilledVersion | None) -> tuple[Any, ...]:
        community: Any = one.matched.community
        changed = bool(one.identity or one.names)
        before: dict[str, Any] | None = None
        if community and (changed or one.enrols):
            before = {name: None if (was := getattr(community, name)) is None else str(was) for name in POINT}
            before |= {"names": one.names, "enrolled": one.enrols}
        stands = 1 if one.is_new else community.version + changed
        at_work = one.standing.at_work if version else None
        return (
            one.matched.line.number, pk, one.is_new, before, stands, version.pk if version else None,
            bool(version and version.begins), _before(one, version) if version and at_work else None,
            (at_work.version + 1 if at_work else 1) if version else 0,
        )  # fmt: skip

    # --- writing ------------------------------------------------------------------------------------------------------
    def write(self) -> None:
        for stage in (self.new, self.changed, self.versions, *self.tables.values()):
            stage.count_up()
        self._write_communities()
        self._write_versions()
        for kind in self.kinds:
            if self.tables[kind.name].rows:
                self._write_rows(kind)
        execute(
            "UPDATE profiling_profile p SET version = p.version + 1 FROM sheet_versions v"
            " WHERE v.profile_id = p.id AND NOT v.begins"
        )
        SheetTouch.objects.filter(sheet=self.sheet).delete()
        insert_select(SheetTouch, {**_same(TOUCH), "sheet_id": str(int(self.sheet.pk))}, "sheet_touches")

    def _write_communities(self) -> None:
        insert_select(Community, _same(("id", *IDENTITY)), "sheet_new")
        point = ", ".join(f"{name} = s.{name}" for name in POINT)
        execute(f"UPDATE profiling_community c SET {point} FROM sheet_changed s WHERE s.id = c.id")
        execute(
            "UPDATE profiling_community c SET version = c.version + 1 WHERE c.id IN"
            " (SELECT id FROM sheet_changed UNION SELECT community_id FROM sheet_names)"
            " AND c.id NOT IN (SELECT id FROM sheet_new)"
        )
        insert_select(CommunityName, _same(("community_id", "text")), "sheet_names", ignore=True)
        programme = {"community_id": "community_id", "programme_id": str(int(self.sheet.programme_id))}
        insert_select(Community.programmes.through, programme, "sheet_enrolled", ignore=True)

    def _write_versions(self) -> None:
        begun = {
            "id": "profile_id", **_same(("community_id", "number", "previous_id")),
            "programme_id": str(int(self.sheet.programme_id)),
            "begun_by_id": f"(SELECT id FROM {User._meta.db_table} WHERE id = {int(self.sheet.applied_by_id or 0)})",
            "age_bands": f"'{self.judge.age_bands}'",
        }  # fmt: skip
        insert_select(Profile, begun, "sheet_versions WHERE begins")
        if execute("SELECT 1 FROM sheet_versions WHERE previous_id IS NOT NULL LIMIT 1") > 0:
            copy_versions("sheet_versions", self.sheet.programme, self.judge.age_bands)
            self._point_at_copies()
            close_versions("sheet_versions", self.sheet.programme)
        insert_select(
            Source,
            {"id": "source_id", "profile_id": "profile_id", **self._source()},
            "sheet_versions WHERE source_is_new",
        )

    def _source(self) -> dict[str, str]:
        """As SQL: the values come from the sheet's own row."""
        return {
            name: f"(SELECT source_{name} FROM profiling_profilesheet WHERE id = {int(self.sheet.pk)})"
            for name in ("title", "method", "dated_on", "confidence")
        }

    def _point_at_copies(self) -> None:
        execute(
            f"UPDATE sheet_versions v SET source_id = c.new_id FROM {copy_table(Source)} c"
            " WHERE c.old_id = v.source_copied AND v.source_copied IS NOT NULL"
        )
        for kind in self.kinds:
            if self.tables[kind.name].rows:
                execute(
                    f"UPDATE sheet_{kind.name} s SET target_id = c.new_id FROM {copy_table(kind.model)} c"
                    " WHERE c.old_id = s.target_id AND c.profile_id = s.profile_id"
                )

    def _write_rows(self, kind: Kind) -> None:
        table, stage = kind.model._meta.db_table, f"sheet_{kind.name}"
        values = [f'"{name}" = s."{name}"' for name in kind.values]
        texts = [name for name in getattr(kind.model, "TEXTS", ()) if name in kind.values]
        if texts:  # what was checked against other words is a draft again
            same = " AND ".join(f't."{name}" = s."{name}"' for name in texts)
            values.append(
                f"translations = CASE WHEN {same} THEN t.translations"
                """ ELSE replace(t.translations::text, '"checked"', '"draft"')::jsonb END"""
            )
        execute(
            f'UPDATE "{table}" t SET {", ".join(values)}, source_id = v.source_id FROM "{stage}" s'
            " JOIN sheet_versions v USING (profile_id) WHERE t.id = s.target_id"
        )
        new = {name: f's."{name}"' for name in ("profile_id", *kind.key, *kind.values)}
        if issubclass(kind.model, Spoken):
            new["language"] = f"(SELECT language FROM profiling_profilesheet WHERE id = {int(self.sheet.pk)})"
        source = f'"{stage}" s JOIN sheet_versions v USING (profile_id) WHERE s.target_id IS NULL'
        insert_select(kind.model, {**new, "source_id": "v.source_id"}, source)


def _same(names: Iterable[str]) -> dict[str, str]:
    return {name: f'"{name}"' for name in names}


def _before(one: Verdict, version: FilledVersion) -> dict[str, Any]:
    """What stood in the draft: the rows as they were, None where there was none; and the source, if it is new there."""
    rows = []
    for write in one.writes:
        # A new row without a key is found again by all that it says.
        was = write.stored.values if write.stored else None if write.kind.key else write.values
        source = write.stored.source_id if write.stored else None
        rows.append(
            [
                write.kind.name,
                [_plain(part) for part in write.key],
                write.stored.pk if write.stored else None,
                None if was is None else [_plain(value) for value in was],
                source,
            ]
        )
    return {"rows": rows, "source": version.source if version.source_is_new else None}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
