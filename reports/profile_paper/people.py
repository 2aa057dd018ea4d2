"""Who lives there: the whole community by age and sex, the groups side by side, their pyramids."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from cbp.core.choices import Sex
from cbp.core.suppression import HIDDEN
from profiling.reading import band_label
from profiling.reading.pictures import Ages, pyramid_of, pyramids_of
from reports.plan_paper.wording import group_label
from reports.profile_paper.tables import marks_of

Row = dict[str, Any]
CHILDREN_TO = 17


def people(snapshot: Row) -> Row:
    rows, marks = snapshot["population"], marks_of(snapshot)
    shown = [{**row, "label": label_of(snapshot, row["group"]), "mark": marks.get(row["source"])} for row in rows]
    whole = next((row for row in shown if not row["group"]), None)
    groups = [_ages(snapshot, row) for row in shown if row["group"] and row["ages"]]
    return {
        "population": shown,
        "whole": whole,
        "has_voters": any(row["voters"] is not None for row in rows),
        "has_across": any(row["is_across"] for row in rows),
        "uncounted": [label_of(snapshot, code) for code in snapshot["uncounted"] if code],
        "matrix": _matrix(snapshot, whole) if whole and whole["ages"] else None,
        "pyramid": pyramid_of(_ages(snapshot, whole), mirrored=get_language_bidi()) if whole else None,
        "pyramids": pyramids_of(groups, mirrored=get_language_bidi()),
    }


def label_of(snapshot: Row, code: str) -> str:
    return group_label(snapshot, code) if code else _("The whole community")


def _ages(snapshot: Row, row: Row) -> Ages:
    bands = [(lower, upper) for lower, upper in snapshot["profile"]["bands"]]
    cells = {
        (sex, band[0]): line[at]
        for band, line in zip(bands, row["ages"] or [], strict=False)
        for at, sex in enumerate(row["sexes"])
    }
    return Ages(row["label"], bands, cells, {"females": row["females"], "males": row["males"]})


def _matrix(snapshot: Row, row: Row) -> Row:
    """One line for each band; the totals as the source states them last."""
    names = {Sex.FEMALE.value: "females", Sex.MALE.value: "males"}
    lines = [
        {"label": band_label((band[0], band[1])), "values": line}
        for band, line in zip(snapshot["profile"]["bands"], row["ages"], strict=True)
    ]
    totals = [row[names[sex]] if sex in names else None for sex in row["sexes"]]
    return {
        "sexes": [str(Sex(sex).label) for sex in row["sexes"]],
        "lines": lines,
        "totals": [*totals, row["persons"]],
    }


def keys(snapshot: Row) -> Row:
    """The figures of the first page: None is not known, HIDDEN is hidden, and then no share is told."""
    whole: Row = next((row for row in snapshot["population"] if not row["group"]), {})
    persons, homes, women = (whole.get(key) for key in ("persons", "households", "females"))
    children = _children(snapshot, whole)
    return {
        "persons": persons,
        "households": homes,
        "size": persons / homes if isinstance(persons, int) and isinstance(homes, int) and homes else None,
        "women": women,
        "women_share": _share(women, persons),
        "children": children,
        "children_share": _share(children, persons),
        "children_to": CHILDREN_TO + 1,
    }


def _share(part: Any, whole: Any) -> float | None:
    return 100 * part / whole if isinstance(part, int) and isinstance(whole, int) and whole else None


def _children(snapshot: Row, whole: Row) -> int | str | None:
    """Only where every band up to there is known: what is hidden hides their sum."""
    young = [
        line[-1]
        for (_lower, upper), line in zip(snapshot["profile"]["bands"], whole.get("ages") or [], strict=False)
        if upper is not None and upper <= CHILDREN_TO
    ]
    if not young or None in young:
        return None
    return HIDDEN if HIDDEN in young else sum(young)
