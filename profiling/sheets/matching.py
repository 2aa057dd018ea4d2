"""Which community each row of the sheet of communities is about: one that stands, or a new one of its area."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from cbp.core.models import Programme
from profiling.models.communities import SiteKind
from profiling.sheets.cells import Unread
from profiling.sheets.findings import short
from profiling.sheets.places import (
    Communities,
    Known,
    Place,
    Places,
    Reach,
    fold_all,
    match_name,
    match_uid,
    similar_name,
)
from profiling.sheets.rows import Line, Rows
from profiling.sheets.tables.judging import Tables

MOST_TWINS = 8  # rows that one sentence names: of ten thousand, each would name all the others


class Matched(NamedTuple):
    """A row with its community, or with the place and the kind of a new one.

    The number of its line is 0 where only the sheets of rows name the community.
    """

    line: Line
    community: Known | None
    area_id: int
    kind: str


class Matching:
    """The rows of one sheet beside the communities that stand."""

    def __init__(self, programme: Programme, rows: Rows, reach: Reach) -> None:
        self.programme, self.rows, self.reach = programme, rows, reach
        texts = {text for line in rows.lines for code in ("name", "pcode") if (text := rows.value(line, code))}
        self.folds = fold_all(texts)
        self.places = Places.of(programme, reach)
        self.areas = {line.number: place for line in rows.lines if (place := self._area(line))}
        uids = [uid for line in rows.lines if (uid := rows.value(line, "uid"))]
        self.communities = Communities.of(programme, {place.pk for place in self.areas.values()}, uids)

    def of_rows(self) -> list[Matched]:
        """Every row with its community; the same community twice is refused with all its rows."""
        lines = self.rows.lines
        matched = [one for line in lines if (one := self._match(line, self.areas.get(line.number)))]
        matched = self._refuse_twins(matched)
        self._warn_of_similar(matched)
        return matched

    def beside(self, tables: Tables, matched: list[Matched]) -> list[Matched]:
        """Communities that only the sheets of rows name."""
        new = Counter(self.called(one) for one in matched if one.community is None)
        here = {one.community.pk for one in matched if one.community}
        found = tables.match(new, self.folds, self.places)
        return [Matched(self.rows.empty_line(), one, one.area_id, one.kind) for one in found if one.pk not in here]

    def called(self, one: Matched) -> tuple[Any, ...]:
        """A community as the sheets of rows tell it."""
        if one.community:
            return (one.community.pk,)
        return one.area_id, self.folds[self.rows.value(one.line, "name")]

    def _area(self, line: Line) -> Place | None:
        text = self.rows.value(line, "pcode")
        if not text:
            return None
        try:
            place, by_name = self.places.find(text, self.folds)
        except Unread as fault:
            if not self.rows.value(line, "uid"):  # our number is enough
                self.rows.refuse(line.number, "pcode", fault.code, value=short(text))
            return None
        if by_name:
            self.rows.warn(line.number, "pcode", "by_area_name", value=short(text), pcode=place.pcode)
        return place

    def _match(self, line: Line, area: Place | None) -> Matched | None:
        rows, found = self.rows, None
        uid, name, kind = (rows.value(line, code) for code in ("uid", "name", "kind"))
        try:
            if uid:
                found = match_uid(self.communities, uid, self.reach)
                self._warn_of_differences(line, found, area)
            elif area is None:
                return None  # refused already
            else:
                key = (area.pk, self.folds[name])
                match = match_name(self.communities, name, key, kind or "", self.reach)
                found = match.community
                for column, code, values in match.warnings:
                    rows.warn(line.number, column, code, **values)
            if found and not found.is_active:
                raise Unread("inactive")
        except Unread as fault:
            column = "uid" if uid else "name"
            value = uid if uid and (not name or fault.code == "unknown_uid") else name
            rows.refuse(line.number, column, fault.code, value=short(str(value)), **fault.values)
            return None
        finally:
            if found or area:
                path = found.path if found else area.path if area else ""
                rows.outcome.lies(path, found is None or found.is_enrolled, line.number)
        where = found.area_id if found else area.pk if area else 0
        return Matched(line, found, where, found.kind if found else kind or SiteKind.VILLAGE.value)

    def _warn_of_differences(self, line: Line, found: Known, area: Place | None) -> None:
        name, kind = self.rows.value(line, "name"), self.rows.value(line, "kind")
        others = self.communities.other_names.get(found.pk, set())
        if name and name != found.name and name not in others:
            self.rows.warn(line.number, "name", "name_differs", value=short(name), name=found.name)
        if (area and area.pk != found.area_id) or (kind and kind != found.kind):
            self.rows.warn(line.number, "pcode", "place_differs")

    def _refuse_twins(self, matched: list[Matched]) -> list[Matched]:
        numbers: dict[tuple[Any, ...], list[int]] = {}
        for one in matched:
            numbers.setdefault(self._who(one), []).append(one.line.number)
        column = "name" if "name" in self.rows.at else "uid"
        for found in numbers.values():
            told = ", ".join([*map(str, found[:MOST_TWINS]), *(["…"] if len(found) > MOST_TWINS else [])])
            for number in found if len(found) > 1 else ():
                self.rows.refuse(number, column, "twice", rows=told)
        return [one for one in matched if len(numbers[self._who(one)]) == 1]

    def _who(self, one: Matched) -> tuple[Any, ...]:
        if one.community:
            return (one.community.pk,)
        return one.area_id, self.folds[self.rows.value(one.line, "name")], one.kind

    def _warn_of_similar(self, matched: list[Matched]) -> None:
        """New communities with a name much like another of the same area. (domain 11.3, rule 26)

        Of communities beyond reach nothing is told.
        """
        names: dict[int, list[str]] = {}
        for called in (self.communities.by_name, self.communities.by_other_name):
            for (area, plain), those in called.items():
                if any(map(self.reach.holds, those)):
                    names.setdefault(area, []).append(plain)
        for one in matched:
            if one.community is None:
                plain = self.folds[self.rows.value(one.line, "name")]
                near = similar_name(plain, names.get(one.area_id, []))
                if near:
                    self.rows.warn(one.line.number, "name", "similar_name", value=short(plain), name=short(near))
                names.setdefault(one.area_id, []).append(plain)
