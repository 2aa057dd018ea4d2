"""What changed since the former version, in words: where, what it is, what stood there, what stands there now."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cbp.core.choices import Sex
from cbp.core.suppression import HIDDEN
from cbp.core.templatetags import figures as f
from profiling.reading import total_label
from profiling.reading.tables import label_of
from profiling.sections import BY_CODE, TABLES
from reports.plan_paper.wording import told
from reports.profile_paper.answers import answer_printed, question_of
from reports.profile_paper.cells import Known, Printed, row_name
from reports.profile_paper.people import label_of as group_name

Row = dict[str, Any]


def changes(snapshot: Row) -> Row:
    """Value by value, part by part; then the rows that came and those that went."""
    known, found = Known(snapshot), snapshot["changes"]
    values = [
        {"title": str(BY_CODE[code].title), "rows": [_row(snapshot, known, one) for one in rows]}
        for code, rows in groupby((one for one in found if "is_new" not in one), key=lambda one: str(one["section"]))
    ]
    bands = [f"{lower}+" if upper is None else f"{lower}–{upper}" for lower, upper in snapshot["profile"]["bands"]]
    return {
        "changed": values,
        "new": _named(known, [one for one in found if one.get("is_new") is True]),
        "gone": _named(known, [one for one in found if one.get("is_new") is False]),
        "bands": " · ".join(bands) if any("sex" in one for one in found) else "",
    }


def _named(known: Known, found: list[Row]) -> list[Row]:
    """The names of rows, part by part."""
    return [
        {"title": str(BY_CODE[code].title), "rows": [row_name(known, one["table"], one["row"]) for one in rows]}
        for code, rows in groupby(found, key=lambda one: str(one["section"]))
    ]


def _row(snapshot: Row, known: Known, change: Row) -> Row:
    if "table" in change:
        table, name = TABLES[change["table"]], change["field"]
        before, now = (known.printed(table, name, change[side]) for side in ("before", "now"))
        return {"of": row_name(known, table.code, change["row"]), "what": label_of(table, name), "before": before,
                "now": now}  # fmt: skip
    if "group" in change:
        return _of_people(snapshot, change)
    if "is_note" in change:
        sides = [Printed("", told=told(side["texts"], "text")) if side else Printed("") for side in _sides(change)]
        return {"of": None, "what": _("In words"), "before": sides[0], "now": sides[1]}
    sides = [answer_printed(side) if side else Printed("") for side in _sides(change)]
    return {"of": None, "what": question_of(change["now"] or change["before"]), "before": sides[0], "now": sides[1]}


def _sides(change: Row) -> tuple[Any, Any]:
    return change["before"], change["now"]


def _of_people(snapshot: Row, change: Row) -> Row:
    of = Printed("", f.name(group_name(snapshot, change["group"])))
    if "key" in change:
        sides = [Printed("", f.shown(side)) for side in _sides(change)]
        return {"of": of, "what": capfirst(total_label(change["key"])), "before": sides[0], "now": sides[1]}
    what = _("%(sex)s, by age") % {"sex": Sex(change["sex"]).label}
    sides = [Printed("", _in_a_row(side) if any(one is not None for one in side) else "") for side in _sides(change)]
    return {"of": of, "what": what, "before": sides[0], "now": sides[1]}


def _in_a_row(counts: list[Any]) -> SafeString:
    """From the youngest to the oldest, read from left to right like the bands."""
    written = [f.written(one) if isinstance(one, int) else "*" if one == HIDDEN else "?" for one in counts]
    return f.code(" · ".join(written))
