"""The area sheet: what it shows of its snapshot, in the language that is active. Pure: no database, no clock."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from cbp.core.charts import Chart, Line, Point, line_chart
from cbp.core.choices import AssessmentType, DisplacementReason
from cbp.core.templatetags import figures as f
from reports import fonts
from reports.snapshots import Snapshot

Row = dict[str, Any]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Series:
    """The rounds of one source and operation: they never share a line or a table with those of another."""

    source: str
    operation: str
    rounds: list[Row]
    chart: Chart
    story: str
    notes: list[str]

    @property
    def first(self) -> Row:
        return self.rounds[0]

    @property
    def last(self) -> Row:
        return self.rounds[-1]

    @property
    def has_picture(self) -> bool:
        """One round alone makes no line."""
        return len(self.rounds) > 1


def context(snapshot: Snapshot) -> dict[str, Any]:
    """Everything the template shows, resolved in the active language."""
    place = snapshot["place"]
    series = series_of(snapshot)
    newest = headline(series, place["level"])
    series.sort(key=lambda one: one is not newest)
    return {
        "place": place,
        "name": shown(place),
        "name_style": _style_of(shown(place)),
        "has_other_name": shown(place) != place["name"],
        "parents": [{**parent, "shown": shown(parent)} for parent in snapshot["parents"]],
        "level": level_words(place["level"]),
        "other_names": [name for name in place["other_names"] if name != shown(place)],
        "below": [{**row, "words": level_words(row["level"])} for row in snapshot["below"]],
        "below_total": sum(row["count"] for row in snapshot["below"]),
        "series": series,
        "newest": newest,
        "is_added_up": bool(newest and newest.last["level"] > place["level"]),
        "change": _change(newest.rounds) if newest else None,
        "reasons": reasons_of(newest.last) if newest else [],
        "children": [{**child, "shown": shown(child)} for child in snapshot["children"]],
        "children_level": level_words(place["level"] + 1),
        "has_child_figures": any(child["latest"] for child in snapshot["children"]),
        "sources": sorted({one.source for one in series}),
        "as_of": snapshot["as_of"],
        "subject_line": f"{shown(place)} · {place['pcode']}",
        "keywords": [place["pcode"], place["name"], *place["names"].values(), *place["codes"]],
    }


def shown(place: Row) -> str:
    """The name in the language of the paper where one is stored, else the official one."""
    names: dict[str, str] = place["names"]
    return names.get((get_language() or "en")[:2]) or str(place["name"])


def _style_of(name: str) -> str:
    """Long names are set smaller, and a name with rarer letters wholly in the font that has them all."""
    size = "long" if len(name) > 30 else "short"
    return size if fonts.has_serif(name) else f"{size} plain"


def level_words(level: int) -> str:
    return _("Country") if level == 0 else _("Level %(level)s area") % {"level": level}


# --- the series -------------------------------------------------------------------------------------------------------
def series_of(snapshot: Snapshot) -> list[Series]:
    def kind(one: Row) -> tuple[str, str]:
        return one["source"], one["operation"]

    ordered = sorted(snapshot["rounds"], key=lambda one: (kind(one), one["reported_on"], one["number"]))
    return [_series(snapshot["place"], list(rows)) for _kind, rows in groupby(ordered, key=kind)]


def _series(place: Row, rows: list[Row]) -> Series:
    notes: list[str] = []
    rounds = [_round(place, row, notes) for row in rows]
    return Series(
        rows[0]["source"], rows[0]["operation"], rounds, picture_of(rounds), _story(shown(place), rounds), notes
    )


def _round(place: Row, row: Row, notes: list[str]) -> Row:
    """One line of the table; what needs a word gets a letter that its note below the table explains."""
    marks = []
    if row["other_total"] is not None:
        marks.append(_note(notes, _difference(row)))
    if row["level"] > place["level"]:
        words = _("Added up from the areas of level %(level)s: this round has no figure for the whole.")
        marks.append(_note(notes, words % {"level": row["level"]}))
    return {**row, "type": str(AssessmentType(row["assessment"]).label), "marks": marks}


def _difference(row: Row) -> str:
    other = AssessmentType.SITE if row["assessment"] == AssessmentType.BASELINE else AssessmentType.BASELINE
    words = _("Round %(round)s was assessed twice: %(type)s %(total)s, %(other_type)s %(other_total)s persons.")
    return words % {
        "round": row["number"],
        "type": AssessmentType(row["assessment"]).label,
        "total": f.written(row["persons"]),
        "other_type": other.label,
        "other_total": f.written(row["other_total"]),
    }


def _note(notes: list[str], words: str) -> str:
    """The letter of a note; the same words have the same letter."""
    if words not in notes:
        notes.append(words)
    place = notes.index(words)
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def headline(series: Sequence[Series], level: int) -> Series | None:
    """The series that stands in large figures: one that counts the whole place goes before a sum of its parts."""
    return max(series, key=lambda one: (one.last["level"] == level, one.last["reported_on"]), default=None)


def picture_of(rounds: Sequence[Row]) -> Chart:
    points = []
    for one in rounds:
        on = datetime.date.fromisoformat(one["reported_on"])
        points.append(Point(f"{on:%m/%Y}", one["persons"], moment=float(on.toordinal())))
    return line_chart([Line(_("Displaced persons"), points)], mirrored=get_language_bidi())


def _plain_day(iso: str) -> str:
    return date_format(datetime.date.fromisoformat(iso), "DATE_FORMAT")


def _story(name: str, rounds: Sequence[Row]) -> str:
    """What the picture tells, for whoever cannot see it."""
    first, last = rounds[0], rounds[-1]
    top = max(rounds, key=lambda one: one["persons"])
    words = _(
        "Line of the displaced persons in %(name)s: %(first)s on %(first_day)s, %(last)s on %(last_day)s;"
        " the highest figure is %(top)s on %(top_day)s."
    )
    return words % {
        "name": name,
        "first": f.written(first["persons"]),
        "first_day": _plain_day(first["reported_on"]),
        "last": f.written(last["persons"]),
        "last_day": _plain_day(last["reported_on"]),
        "top": f.written(top["persons"]),
        "top_day": _plain_day(top["reported_on"]),
    }


def _change(rounds: Sequence[Row]) -> Row | None:
    """The difference to the round before. None when there is none; without a number when the two do not compare."""
    if len(rounds) < 2:
        return None
    before, last = rounds[-2:]
    comparable = before["assessment"] == last["assessment"]
    difference = last["persons"] - before["persons"] if comparable else None
    share = 100 * difference / before["persons"] if difference is not None and before["persons"] else None
    return {"since": before, "persons": difference, "share": share, "comparable": comparable}


def reasons_of(one: Row) -> list[Row]:
    """The reasons of a round, the largest first, each with its share of the whole and the length of its bar."""
    total = one["persons"]
    rows = []
    for code, persons in one["by_reason"]:
        share = 100 * persons / total if total else None
        rows.append(
            {
                "label": str(DisplacementReason(code).label),
                "persons": persons,
                "share": share,
                "bar": max(1, round(share)) if share else 0,
            }
        )
    return rows


# --- the data behind the paper ----------------------------------------------------------------------------------------
HEADER = (
    "what", "pcode", "name", "counted_at_level", "source", "operation", "round", "reported_on", "assessment", "reason",
    "persons", "males", "females", "persons_other_assessment",
)  # fmt: skip


def table(snapshot: Snapshot) -> list[list[object]]:
    """The figures of the paper as rows, headed by name; the same in every language."""
    place = snapshot["place"]
    rows: list[list[object]] = [list(HEADER)]
    for one in snapshot["rounds"]:
        rows.append(_total("total", place, one))
        rows += [_by_reason(place, one, reason, persons) for reason, persons in one["by_reason"]]
    rows += [_total("area below", child, child["latest"]) for child in snapshot["children"] if child["latest"]]
    return rows


def _total(what: str, place: Row, one: Row) -> list[object]:
    return [*_begins(what, place, one), "", one["persons"], one["males"], one["females"], one["other_total"]]


def _by_reason(place: Row, one: Row, reason: str, persons: int) -> list[object]:
    return [*_begins("reason", place, one), reason, persons, None, None, None]


def _begins(what: str, place: Row, one: Row) -> list[object]:
    where = [what, place["pcode"], place["name"], one["level"]]
    return [*where, one["source"], one["operation"], one["number"], one["reported_on"], one["assessment"]]


# --- before it is made ------------------------------------------------------------------------------------------------
def outline(snapshot: Snapshot) -> list[Row]:
    """The parts of the paper, with what each would hold; a part without data says so."""
    rounds, children = len(snapshot["rounds"]), len(snapshot["children"])
    with_figures = sum(1 for child in snapshot["children"] if child["latest"])
    described = ngettext("%(count)s round", "%(count)s rounds", rounds) % {"count": rounds}
    listed = ngettext("%(count)s area", "%(count)s areas", children) % {"count": children}
    known = _("%(areas)s, %(known)s of them with figures") % {"areas": listed, "known": with_figures}
    return [
        {"label": _("The place: names, codes, parents, validity"), "value": _("always there"), "empty": False},
        {"label": _("Displacement series, as picture and as table"), "value": described, "empty": not rounds},
        {"label": _("Reasons of the latest round"), "value": "", "empty": not rounds},
        {"label": _("Areas one level below"), "value": known, "empty": not children},
        {"label": _("Sources, how totals are made, checksums"), "value": _("always there"), "empty": False},
    ]


def untranslated(snapshot: Snapshot) -> list[str]:
    """The official names that stand in for a missing name in the language of the paper, the place itself first."""
    language = (get_language() or "en")[:2]
    named = [snapshot["place"], *snapshot["parents"], *snapshot["children"]]
    return [place["name"] for place in named if language not in place["names"]]


def pages(snapshot: Snapshot) -> int:
    """About how many pages it will have: one for the picture, then the rows of its tables, thirty-three a page."""
    rounds, children = len(snapshot["rounds"]), len(snapshot["children"])
    return ceil((rounds + children + 14) / 33) + (1 if rounds else 0)
