"""Who came: the tables of attendance with their sums and warnings, and who came from where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cbp.core.choices import ParticipantGroup
from cbp.workshops.reading.attendance import SEXES, band_label, difficulty
from reports.plan_paper.wording import group_label, own_language, shown

Row = dict[str, Any]
HEADER = ("table", "group", "age_from", "age_to", "sex", "people")
LABELS = dict(SEXES)


def people(snapshot: Row) -> Row:
    attendance = snapshot["attendance"]
    return {
        "stated": attendance["stated"],
        "counted": attendance["counted"],
        "tables": [_table(snapshot, one) for one in attendance["tables"]],
        "warnings": _warnings(snapshot["warnings"]),
        "from_communities": [{"name": shown(one), "people": one["people"]} for one in snapshot["communities"]],
        "from_institutions": snapshot["institutions"],
        "has_hidden": "hidden" in str(attendance) or any(one["people"] == "hidden" for one in snapshot["communities"]),
    }


def _table(snapshot: Row, one: Row) -> Row:
    rows = [{"label": _label(snapshot, row), "counts": row["counts"]} for row in one["rows"]]
    return {
        "name": one["name"],
        "title": _group(snapshot, one["group"]) if one["group"] else "",
        "columns": [str(LABELS[sex]) for sex in one["sexes"]],
        "rows": rows,
        "sums": one["sums"],
    }


def _label(snapshot: Row, row: Row) -> str:
    return band_label((row["band"][0], row["band"][1])) if "band" in row else _group(snapshot, row["group"])


def _group(snapshot: Row, code: str) -> str:
    return difficulty() if code == ParticipantGroup.DISABILITY else group_label(snapshot, code)


def _warnings(told: list[Row]) -> list[Row]:
    """Those that are told without their figures read the same: one sentence stands for all of them."""
    by_sentence: dict[str, Row] = {}
    for one in map(_warning, told):
        first = by_sentence.setdefault(one["sentence"], one)
        if first["is_note"] and not one["is_note"]:
            by_sentence[one["sentence"]] = one
    return list(by_sentence.values())


def _warning(one: Row) -> Row:
    """What names a hidden count is told without it."""
    sentence = one["sentences"].get(own_language())
    return {"sentence": sentence or _("Something here does not add up; its figures are hidden."), **one}


# --- the data behind the paper ----------------------------------------------------------------------------------------
def table(snapshot: Row) -> list[list[object]]:
    """Attendance as one long table, the same in every language; “hidden” where a count is too small to be shown."""
    rows: list[list[object]] = [list(HEADER)]
    attendance = snapshot["attendance"]
    rows.append(["stated", "", "", "", "", attendance["stated"]])
    rows += [line for one in attendance["tables"] for line in _lines(one)]
    rows += [["community", one["name"], "", "", "", one["people"]] for one in snapshot["communities"]]
    rows += [["institution", one["name"], "", "", "", one["people"]] for one in snapshot["institutions"]]
    return rows


def _lines(one: Row) -> Iterator[list[object]]:
    for row in one["rows"]:
        lower, upper = row.get("band", ("", ""))
        group = row.get("group", one["group"])
        for sex, count in zip([*one["sexes"], "all"], row["counts"], strict=True):
            yield [one["name"], group, lower, upper, sex, count]
    for sex, count in zip([*one["sexes"], "all"], one["sums"], strict=False):
        yield [f"{one['name']} sum", one["group"], "", "", sex, count]
