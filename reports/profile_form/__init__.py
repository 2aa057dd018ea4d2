"""The blank form of a community profile: the same parts in the same order as the screens, to be filled in by hand.

Pure: everything comes from the snapshot of `reports.profile_snapshot.form_snapshot`, in the active language.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.core.choices import Confidence, Method, Sex
from cbp.core.labels import label_in
from profiling.models.communities import PhoneNetwork, Precision, SiteKind, TravelMode
from profiling.models.layouts import QuestionKind
from profiling.models.sources import Release
from profiling.reading import band_label, total_label
from profiling.reading.tables import yes_no
from profiling.sections import BY_CODE, IDENTITY, POPULATION, SOURCES
from reports.plan_paper.wording import group_label, own_language
from reports.profile_form.fields import Option, groups_of, sheet_of

__all__ = ["context", "outline", "pages", "table", "untranslated"]

Row = dict[str, Any]
SOURCE_LINES = 6


def context(snapshot: Row) -> Row:
    parts = [_part(snapshot, part) for part in snapshot["parts"]]
    programme = snapshot["programme"]
    return {
        "programme": programme,
        "parts": [part for part in parts if not part["is_restricted"]],
        "restricted": [part for part in parts if part["is_restricted"]],
        "groups": groups_of(snapshot),
        "counted": [_counted(snapshot, code) for code in snapshot["counted"]],
        "bands": [band_label((lower, upper)) for lower, upper in snapshot["bands"]],
        "sexes": [str(label) for label in Sex.labels],
        "lists": {
            "kinds": _labels(SiteKind), "precision": _labels(Precision),
            "travel": _labels(TravelMode), "network": _labels(PhoneNetwork),
            "methods": _numbered(Method), "confidence": _labels(Confidence), "release": _numbered(Release),
        },
        "months": [Option(str(month)) for month in range(1, 13)],
        "source_lines": range(SOURCE_LINES),
        "watermark": "",
        "subject_line": programme["title"],
        "keywords": [programme["code"], programme["title"]],
        "as_of": snapshot["as_of"],
    }  # fmt: skip


def _labels(choices: Any) -> list[Option]:
    return [Option(str(label)) for label in choices.labels]


def _numbered(choices: Any) -> list[Option]:
    return [Option(str(label), number) for number, label in enumerate(choices.labels, 1)]


def _counted(snapshot: Row, code: str) -> str:
    return group_label(snapshot, code) if code else _("The whole community")


def _part(snapshot: Row, part: Row) -> Row:
    section = BY_CODE[part["code"]]
    return {
        "code": part["code"],
        "kind": part["code"] if part["code"] in (IDENTITY, POPULATION, SOURCES) else "",
        "title": str(section.title),
        "about": str(section.about),
        "takes_note": section.takes_note,
        "is_restricted": part["is_restricted"],
        "totals": [capfirst(total_label(name)) for name in ("persons", *part["totals"])],
        "sheets": [sheet_of(snapshot, found) for found in part["tables"]],
        "questions": [_question(question) for question in part["questions"]],
    }


def _question(question: Row) -> Row:
    options = [Option(label_in(option["labels"])) for option in question["options"]]
    if question["kind"] == QuestionKind.YES_NO:
        options = [Option(yes_no(True)), Option(yes_no(False))]
    return {
        "label": label_in(question["labels"]),
        "boxes": options,
        "unit": question["unit"],
        "is_long": question["kind"] == QuestionKind.TEXT,
    }


# --- the data behind the paper ----------------------------------------------------------------------------------------
def table(snapshot: Row) -> list[list[object]]:
    """What is asked, as codes: one line for each field and question."""
    rows: list[list[object]] = [["part", "table", "field", "kind", "unit"]]
    for part in snapshot["parts"]:
        rows += [[part["code"], "totals", name, "count", ""] for name in part["totals"]]
        for found in part["tables"]:
            rows += [[part["code"], found["code"], name, "", ""] for name in found["fields"]]
        for one in part["questions"]:
            label = one["labels"].get("en") or next(iter(one["labels"].values()), "")
            rows.append([part["code"], "questions", label, one["kind"], one["unit"]])
    return rows


# --- before it is made ------------------------------------------------------------------------------------------------
def outline(snapshot: Row) -> list[Row]:
    return [_outlined(part) for part in snapshot["parts"]]


def _outlined(part: Row) -> Row:
    asked = sum(len(found["fields"]) for found in part["tables"]) + len(part["questions"]) + len(part["totals"])
    words = ngettext("%(count)s field", "%(count)s fields", asked) % {"count": asked}
    return {"label": str(BY_CODE[part["code"]].title), "value": words if asked else "", "empty": False}


def untranslated(snapshot: Row) -> list[str]:
    """Own questions that the programme has not written in this language."""
    every = [one["labels"] for part in snapshot["parts"] for one in part["questions"]]
    return [label_in(labels) for labels in every if not labels.get(own_language())]


def pages(snapshot: Row) -> int:
    """About how many pages: the first one, the matrices, then the lines of its tables."""
    sheets = [sheet_of(snapshot, found) for part in snapshot["parts"] for found in part["tables"]]
    lines = sum(sheet.lines for sheet in sheets) + 4 * len(snapshot["parts"])
    lines += sum(2 * len(part["questions"]) for part in snapshot["parts"])
    matrices = ceil(len(snapshot["counted"]) / 3)
    return ceil(1.5 + matrices + lines / 33)
