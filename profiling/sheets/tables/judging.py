"""What becomes of each row of the sheets of rows: added, changed, there already, or refused.

A row goes by its own number, which the workbook carried out. Where the version that it names was copied meanwhile, it
is found again by what it says; where it can no longer be found, it is refused and nothing is written over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cbp.core.models import Programme
from profiling.reading.layouts import Layout, closed_elsewhere
from profiling.sheets.cells import Unread
from profiling.sheets.findings import Change, Finding, short
from profiling.sheets.places import Communities, Known, Places, Reach, fold_all, match_name, match_uid
from profiling.sheets.rows import Rows
from profiling.sheets.standing import Kind, Standing, Stored, Titles, Write
from profiling.sheets.tables.columns import AREA, COMMUNITY, UID, RowSheet, code_of
from profiling.sheets.tables.filling import Fault, Filler
from profiling.sheets.tables.lines import RowLine
from profiling.sheets.tables.pairing import Pairing, Services
from profiling.sheets.tables.stored import belongs, kind_of, place_of, rows_of
from profiling.sheets.tables.told import told_values

Who = tuple[Any, ...]  # (community) of one that stands, (area, folded name) of one that the same file adds


@dataclass
class Tables:
    """The sheets of rows of one file. `rows` is what the sheet of communities says, whose outcome they share.

    `closed_reach`: within all of these a row of a restricted part may be brought in.
    """

    programme: Programme
    layout: Layout
    rows: Rows
    reach: Reach
    closed_reach: Sequence[Reach]
    sheets: Mapping[str, RowSheet]
    lines: list[RowLine]
    filler: Filler
    of: dict[Who, list[RowLine]] = field(default_factory=dict)
    base: dict[tuple[int, str], list[Stored]] = field(default_factory=dict)  # of (version, table)
    closed: Mapping[int, frozenset[str]] = field(default_factory=dict)
    titles: Titles = field(default_factory=Titles)
    kinds: list[Kind] = field(default_factory=list)  # of the tables that lines are about

    def begin(self) -> None:
        """When all lines are there."""
        used = dict.fromkeys(self.sheets[line.table].table.model for line in self.lines)
        self.kinds = [kind_of(model) for model in used]
        texts = (line.values["organisation"] for line in self.lines if "organisation" in line.values)
        self.filler.know_organisations(texts)

    # --- what is told -------------------------------------------------------------------------------------------------
    def refuse(self, line: RowLine, name: str, code: str, **values: Any) -> None:
        self.refuse_row(line.table, line.number, name, code, values)

    def refuse_row(self, table: str, number: int, name: str, code: str, values: dict[str, Any]) -> None:
        counted = self.rows.outcome.tables[table]
        counted["refused"] += (table, number) not in self.rows.refused
        self.rows.refused.add((table, number))
        self.rows.outcome.note(Finding(number, code_of(self.sheets[table].table, name), code, values))

    # --- which community ----------------------------------------------------------------------------------------------
    def match(self, new: Mapping[Who, int], folds: Mapping[str, str], places: Places) -> list[Known]:
        """The communities that stand and that rows are about. `new`: how often the first sheet adds one."""
        folds = {**folds, **fold_all({text for line in self.lines for text in (line.name, line.area) if text})}
        areas = {(line.table, line.number): self._area(line, places, folds) for line in self.lines}
        uids = [line.uid for line in self.lines if line.uid]
        communities = Communities.of(self.programme, {area for area in areas.values() if area}, uids)
        found: dict[int, Known] = {}
        for line in self.lines:
            area = areas[line.table, line.number]
            if area == 0:
                continue  # refused already
            key = (area or 0, folds.get(line.name, ""))
            try:
                one = self._match(line, key, new, communities)
            except Unread as fault:
                self.refuse(line, COMMUNITY if line.name else UID, fault.code, **fault.values)
                continue
            self.of.setdefault((one.pk,) if one else key, []).append(line)
            if one:
                found[one.pk] = one
                self.rows.outcome.lies(one.path, one.is_enrolled, line.number, line.table)
        return list(found.values())

    def _area(self, line: RowLine, places: Places, folds: Mapping[str, str]) -> int | None:
        if not line.area:
            return None
        try:
            return places.find(line.area, folds)[0].pk
        except Unread as fault:
            if line.uid:  # our number is enough
                return None
            self.refuse(line, AREA, fault.code, value=short(line.area))
            return 0

    def _match(self, line: RowLine, key: Who, new: Mapping[Who, int], communities: Communities) -> Known | None:
        """None: the first sheet adds it."""
        told = short(str(line.uid or line.name))
        if line.uid:
            found: Known | None = self._numbered(line, line.uid, key, communities)
        elif not line.name or not line.area:
            raise Unread("empty_area" if line.name else "empty_name")
        elif new.get(key) == 1:
            return None
        else:
            try:
                found = match_name(communities, line.name, key, "", self.reach).community
            except Unread as fault:
                raise Unread(fault.code, value=told, **fault.values) from fault
            if found is None:
                raise Unread("unknown_community", value=told)
        if found and not found.is_active:
            raise Unread("inactive", value=told)
        return found

    def _numbered(self, line: RowLine, uid: UUID, key: Who, communities: Communities) -> Known:
        """By its number. Who copies a line and writes another community over it copies the hidden number too."""
        try:
            found = match_uid(communities, uid, self.reach)
        except Unread as fault:
            raise Unread(fault.code, value=short(str(uid))) from fault
        area, plain = key
        called = (communities.by_name, communities.by_other_name)
        fits = not line.name or any(found in names.get((found.area_id, plain), []) for names in called)
        if not fits or area not in (0, found.area_id):
            raise Unread("copied_row", value=short(line.area if fits else line.name), own=found.name)
        return found

    # --- what stands --------------------------------------------------------------------------------------------------
    def load(self, standing: Mapping[int, Standing]) -> None:
        """The rows of some hundred communities; those before are let go."""
        versions = {one.pk for stands in standing.values() for one in (stands.at_work, stands.validated) if one}
        self.base, self.closed = {}, closed_elsewhere(versions, self.programme)
        tables = [sheet.table for sheet in self.sheets.values()]
        for model in (kind.model for kind in self.kinds):
            mine = [table for table in tables if table.model is model]
            for profile, row in rows_of(model, versions):
                for table in mine:
                    if belongs(table, row.values):
                        self.base.setdefault((profile, table.code), []).append(row)
        self.filler.know(standing, self._organisations())

    def _organisations(self) -> Iterator[int]:
        for (_version, code), rows in self.base.items():
            table = self.sheets[code].table
            if "organisation" in table.fields:
                at = place_of(table.model, "organisation")
                yield from (row.values[at] for row in rows if row.values[at])

    # --- what changes -------------------------------------------------------------------------------------------------
    def entries(
        self, who: Who, community: Known | None, stands: Standing, name: str, beside: Mapping[str, Write]
    ) -> tuple[list[Write], set[str]]:
        """Of one community. `beside` is what the first sheet writes of services, by their kind; those go that a row of
        a service takes over, and are given by their kind.
        """
        lines = [line for line in self.of.get(who, []) if self._is_open(line, community, stands)]
        found: list[Write] = []
        taken: set[str] = set()
        for table in dict.fromkeys(line.table for line in lines):
            mine = [line for line in lines if line.table == table]
            found += self._of_table(mine, community, stands, name, Services(beside, taken))
        return found, taken

    def _is_open(self, line: RowLine, community: Known | None, stands: Standing) -> bool:
        if (line.table, line.number) in self.rows.refused:
            return False
        try:
            stands.check_open(self.programme, self.titles)
        except Unread as fault:
            told = short(community.name if community else line.name)
            self.refuse(line, COMMUNITY, fault.code, value=told, **fault.values)
            return False
        if self._is_closed(self.sheets[line.table].part.code, stands) and not self._reads_closed(community):
            self.refuse(line, COMMUNITY, "closed_part")
            return False
        return True

    def _is_closed(self, part: str, stands: Standing) -> bool:
        """Here, or in the version that stands."""
        versions = (one.pk for one in (stands.at_work, stands.validated) if one)
        return self.layout[part].is_restricted or any(part in self.closed.get(pk, ()) for pk in versions)

    def _reads_closed(self, community: Known | None) -> bool:
        """Of a community that the same file adds, whoever reads restricted parts somewhere in the programme."""
        if community is None:
            return all(reach.whole or reach.enrolled for reach in self.closed_reach)
        return all(reach.holds(community) for reach in self.closed_reach)

    def _of_table(
        self, lines: list[RowLine], community: Known | None, stands: Standing, name: str, services: Services
    ) -> Iterator[Write]:
        sheet = self.sheets[lines[0].table]
        counted = self.rows.outcome.tables[sheet.table.code]
        if self._is_closed(sheet.part.code, stands):
            counted["closed"] = 1
        base = self.base.get((stands.base.pk, sheet.table.code), []) if stands.base else []
        former = self.base.get((stands.validated.pk, sheet.table.code), []) if stands.validated else []
        pairing = Pairing(sheet, self.filler, base, former, community.pk if community else 0)
        for line, found in pairing.of(lines):
            outcome = services.merged(sheet.table, found)
            if isinstance(outcome, Fault):
                self.refuse(line, outcome.name, outcome.code, **outcome.values)
                continue
            stored, values = outcome
            counted["unchanged" if values is None else "changed" if stored else "added"] += 1
            if values is not None:
                before = stored.values if stored else self.filler.blank(sheet.table)
                told = told_values(sheet, self.filler.names, before, values)
                self.rows.outcome.tell(Change(line.number, stored is None, name, told))
                yield Write(kind_of(sheet.table.model), (), stored, values)
