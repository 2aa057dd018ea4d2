"""What becomes of each row of the sheet of communities: what would change, what is wrong and what is odd.

Rows are judged five hundred at a time against what stands in the profiles; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cbp.core.ages import Band, written
from cbp.core.models import Programme
from profiling.models.communities import coarse
from profiling.reading.layouts import closed_elsewhere
from profiling.sheets.boxes import Boxes
from profiling.sheets.cells import Unread
from profiling.sheets.findings import Change, short
from profiling.sheets.matching import Matched, Matching
from profiling.sheets.places import Reach
from profiling.sheets.rows import Line, Rows
from profiling.sheets.slots import slots_of
from profiling.sheets.standing import (
    CELL,
    KINDS,
    SERVICE,
    SourceKey,
    Standing,
    Target,
    Titles,
    Write,
    standing_of,
)
from profiling.sheets.sums import Sums, move_of
from profiling.sheets.tables.judging import Tables

AT_ONCE = 500


@dataclass
class Verdict:
    """A row that is taken. Nothing in `writes`: the profile is not touched. `identity` holds new values of fields."""

    matched: Matched
    standing: Standing
    writes: list[Write] = field(default_factory=list)
    identity: dict[str, Any] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    entries: int = 0  # of the writes, those of the sheets of rows

    @property
    def is_new(self) -> bool:
        return self.matched.community is None

    @property
    def enrols(self) -> bool:
        return self.matched.community is None or not self.matched.community.is_enrolled

    @property
    def changes_anything(self) -> bool:
        enrols = self.enrols and self.matched.line.number
        return self.is_new or bool(self.writes or self.identity or self.names or enrols)


@dataclass
class Judge:
    """One sheet under judgement."""

    programme: Programme
    rows: Rows
    reach: Reach
    targets: Mapping[str, Target]  # of every column of the programme that is kept in a profile
    part_of: Mapping[str, str]  # by column
    bands: Sequence[Band]
    groups: Sequence[str]
    source: SourceKey
    tables: Tables | None = None

    def __post_init__(self) -> None:
        self.age_bands = written(list(self.bands))
        self.read = {code: target for code, target in self.targets.items() if code in self.rows.at}
        self.counted = {
            code: target for code, target in self.targets.items() if code.startswith(("total.", "cell.", "group."))
        }
        self.read_at = [(code, self.rows.at[code]) for code in self.read]
        self.slots = slots_of(self.read, self.rows.at)
        self.sums = Sums(self.bands, self.groups)
        self.reads_people = any(code in self.counted for code in self.read)
        self.kinds = [kind for kind in KINDS if any(target.kind is kind for target in self.read.values())]
        if self.reads_people:
            self.kinds = list(dict.fromkeys([*KINDS[:2], *self.kinds]))
        self.titles = Titles()
        self.closed: Mapping[int, frozenset[str]] = {}

    def match(self) -> list[Matched]:
        """Every row with its community, and then the communities that only the sheets of rows name."""
        matching = self.matching = Matching(self.programme, self.rows, self.reach)
        matched = matching.of_rows()
        placed = {one.area_id for one in matched} if {"latitude", "longitude"} <= set(self.rows.at) else set()
        self.boxes = Boxes(self.programme, matching.places, placed, self.reach)
        return matched + matching.beside(self.tables, matched) if self.tables else matched

    # --- what changes -------------------------------------------------------------------------------------------------
    def verdicts(self, matched: Sequence[Matched]) -> Iterator[list[Verdict]]:
        """Batch by batch, in the order of the file; counts, warnings and changes go to the outcome."""
        for at in range(0, len(matched), AT_ONCE):
            batch = matched[at : at + AT_ONCE]
            known = [one.community.pk for one in batch if one.community]
            standing = standing_of(known, self.kinds, self.source) if known else {}
            self.closed = closed_elsewhere([one.base.pk for one in standing.values() if one.base], self.programme)
            if self.tables:
                self.tables.load(standing)
            yield [verdict for one in batch if (verdict := self._verdict(one, standing))]

    def _verdict(self, one: Matched, standing: Mapping[int, Standing]) -> Verdict | None:
        stands = standing[one.community.pk] if one.community else Standing()
        if stands.base is stands.validated and stands.validated and stands.validated.age_bands != self.age_bands:
            stands.rows = {key: row for key, row in stands.rows.items() if key[0] != CELL.name}  # not copied
        if not self._is_open(one, stands):
            if not (self.tables and one.community and (one.community.pk,) in self.tables.of):
                return None
            one = one._replace(line=self.rows.empty_line())  # the rows of the other sheets are judged by themselves
        verdict = Verdict(one, stands, self._writes(one.line, stands))
        if self.tables:
            self._entries(self.tables, verdict)
        self._identity(verdict)
        self._count(verdict)
        self._warn(verdict)
        self._warn_of_place(verdict)
        return verdict

    def _entries(self, tables: Tables, verdict: Verdict) -> None:
        one = verdict.matched
        name = one.community.name if one.community else self.rows.value(one.line, "name")
        beside = {write.key[0]: write for write in verdict.writes if write.kind is SERVICE}
        entries, taken = tables.entries(self.matching.called(one), one.community, verdict.standing, name, beside)
        kept = [write for write in verdict.writes if not (write.kind is SERVICE and write.key[0] in taken)]
        verdict.writes = [*kept, *entries]
        verdict.entries = len(entries)

    def _is_open(self, one: Matched, stands: Standing) -> bool:
        at_work, number = stands.at_work, one.line.number
        if not any(self.rows.value(one.line, code) is not None for code in self.read):
            return True
        try:
            stands.check_open(self.programme, self.titles)
        except Unread as fault:
            name = short(one.community.name if one.community else "")
            self.rows.refuse(number, "", fault.code, value=name, **fault.values)
            return False
        if at_work and at_work.age_bands != self.age_bands and self._gives_cells(one.line):
            self.rows.refuse(number, "", "other_bands", bands=at_work.age_bands)
            return False
        return self._leaves_closed_parts(one.line, stands)

    def _leaves_closed_parts(self, line: Line, stands: Standing) -> bool:
        """Everybody reads every column of this sheet: what a version keeps restricted by itself is not filled by it."""
        closed = self.closed.get(stands.base.pk, ()) if stands.base else ()
        inside = [code for code in self.read if self.part_of[code] in closed] if closed else []
        told = [code for code in inside if self.rows.value(line, code) is not None]
        for code in told:
            self.rows.refuse(line.number, code, "closed_part")
        return not told

    def _gives_cells(self, line: Line) -> bool:
        cells = (code for code, target in self.read.items() if target.kind is CELL)
        return any(self.rows.value(line, code) is not None for code in cells)

    def _writes(self, line: Line, stands: Standing) -> list[Write]:
        """The rows that hold another value than the sheet gives; an empty cell says nothing."""
        writes = []
        for slot in self.slots:
            stored = stands.rows.get(slot.where) if stands.rows else None
            values = slot.values(line, stored)
            if values:
                writes.append(Write(slot.kind, slot.key, stored, values))
        return writes

    def _identity(self, verdict: Verdict) -> None:
        """Points and other names are taken over; a name, an area, a kind of what stands is changed by people alone."""
        line, community = verdict.matched.line, verdict.matched.community
        for code in ("latitude", "longitude", "precision"):
            value = self.rows.value(line, code)
            if value is not None and (community is None or not _is_known(value, getattr(community, code))):
                verdict.identity[code] = value
        others = self.matching.communities.other_names
        there = others.get(community.pk, set()) | {community.name} if community else set()
        own = self.rows.value(line, "name")
        names = self.rows.value(line, "other_names") or ()
        verdict.names = [name for name in names if name not in there and (community or name != own)]

    def _count(self, verdict: Verdict) -> None:
        outcome, line, community = self.rows.outcome, verdict.matched.line, verdict.matched.community
        for what in ("persons", "households") if line.number else ():
            value = self.rows.value(line, f"total.{what}")
            outcome.control[f"{what}_unknown" if value is None else what] += 1 if value is None else value
        if community is None:
            outcome.created += 1
            outcome.tell(Change(line.number, True, self.rows.value(line, "name")))
        elif verdict.changes_anything:
            outcome.changed += 1
            told = tuple(self._told(verdict))
            if told or not verdict.entries:
                outcome.tell(Change(line.number, False, community.name, told))
        elif line.number:
            outcome.unchanged += 1

    def _told(self, verdict: Verdict) -> Iterator[tuple[str, str, str]]:
        """What changes by column. Where a place is not to be shown, what was known of it is not told here either."""
        community = verdict.matched.community
        for code, value in verdict.identity.items():
            before = "" if community is None or community.is_sensitive else getattr(community, code)
            yield code, _typed(before), _typed(value)
        if verdict.names:
            yield "other_names", "", "; ".join(verdict.names)
        for code, target in self.read.items():
            value = self.rows.value(verdict.matched.line, code)
            before = verdict.standing.value(target)
            if value is not None and value != before:
                yield code, _typed(before), _typed(value)

    # --- what is odd --------------------------------------------------------------------------------------------------
    def _warn(self, verdict: Verdict) -> None:
        if not self.reads_people or not verdict.matched.line.number:
            return
        line, stands = verdict.matched.line, verdict.standing
        figures = {code: value for code, at in self.read_at if (value := line.values[at]) is not None}
        if stands.former:
            for code, target in self.counted.items():
                for column, found, values in move_of(code, stands.before(target), figures.get(code)):
                    self.rows.warn(line.number, column, found, **values)
        if stands.rows:  # what the sheet does not say is as it stands
            said = {code: value for code, target in self.counted.items() if (value := stands.value(target)) is not None}
            figures = {**said, **figures}
        for column, found, values in self.sums.warnings_of(figures):
            self.rows.warn(line.number, column, found, **values)

    def _warn_of_place(self, verdict: Verdict) -> None:
        """Of a point that is new; those that stand are told with the profile."""
        one, new = verdict.matched, verdict.identity
        point = self.rows.value(one.line, "latitude"), self.rows.value(one.line, "longitude")
        if None not in point and ("latitude" in new or "longitude" in new):
            told = self.boxes.outside(one.area_id, one.community, point)
            if told:
                self.rows.warn(one.line.number, "latitude", "outside_area", **told)


def _typed(value: Any) -> str:
    """As a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _is_known(value: Any, stored: Any) -> bool:
    """The same; or the coarse point that our own workbooks give away in place of the exact one."""
    return bool(value == stored or (isinstance(stored, Decimal) and value == coarse(stored)))
