"""The community profile as a paper: what it shows of its snapshot, in the active language. Pure: no clock, no rows.

The snapshot is made by `reports.profile_snapshot`, which leaves out what is restricted and hides what is small.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.core.suppression import HIDDEN
from profiling.sections import BY_CODE
from reports.plan_paper.wording import not_in_own_language
from reports.profile_paper import front, people
from reports.profile_paper.changes import changes
from reports.profile_paper.data import HEADER, table
from reports.profile_paper.parts import OWN, parts
from reports.profile_paper.pictures import has_picture
from reports.profile_paper.tables import sources_of

__all__ = ["HEADER", "context", "outline", "pages", "table", "untranslated"]

Row = dict[str, Any]
Texts = dict[str, dict[str, list[str]]]


def context(snapshot: Row) -> Row:
    sources = sources_of(snapshot)
    return {
        **front.front(snapshot),
        **front.place(snapshot),
        **front.standing(snapshot),
        **people.people(snapshot),
        **parts(snapshot),
        "keys": people.keys(snapshot),
        "warnings": front.warnings(snapshot),
        "changes": changes(snapshot),
        "sources": sources,
        "old_sources": front.old_words(snapshot),
        "has_kept": any(source["mark"].is_kept for source in sources),
        "has_old": any(source["mark"].is_old for source in sources),
        "has_hidden": _holds_hidden(snapshot),
        "threshold": snapshot["programme"]["threshold"],
        "old_after": snapshot["programme"]["old_after"],
    }


def _holds_hidden(thing: Any) -> bool:
    if isinstance(thing, dict):
        return any(map(_holds_hidden, thing.values()))
    return any(map(_holds_hidden, thing)) if isinstance(thing, list) else thing == HIDDEN


# --- before it is made ------------------------------------------------------------------------------------------------
def outline(snapshot: Row) -> list[Row]:
    """The parts of the paper, with what each would hold; a part without data says so."""
    always = {"value": _("always there"), "empty": False}
    people_, changed = len(snapshot["population"]), len(snapshot["changes"])
    warned, sources = len(snapshot["warnings"]), len(snapshot["sources"])
    return [
        {"label": _("First page: key figures, what is not known"), **always},
        {
            "label": str(BY_CODE["population"].title),
            "value": ngettext("%(count)s group", "%(count)s groups", people_) % {"count": people_},
            "empty": not people_,
        },
        *(_outlined(part) for part in snapshot["parts"] if part["code"] not in OWN),
        {
            "label": _("What does not add up, or is unusual"),
            "value": ngettext("%(count)s warning", "%(count)s warnings", warned) % {"count": warned},
            "empty": False,
        },
        {
            "label": _("What changed since the former version"),
            "value": ngettext("%(count)s change", "%(count)s changes", changed) % {"count": changed},
            "empty": False,
        },
        {
            "label": str(BY_CODE["sources"].title),
            "value": ngettext("%(count)s source", "%(count)s sources", sources) % {"count": sources},
            "empty": not sources,
        },
    ]


def _outlined(part: Row) -> Row:
    rows = sum(len(found["rows"]) for found in part["tables"])
    rows += sum(1 for answer in part["answers"] if answer["value"] is not None)
    words = ngettext("%(count)s entry", "%(count)s entries", rows) % {"count": rows}
    return {"label": str(BY_CODE[part["code"]].title), "value": words, "empty": not rows and part["note"] is None}


def untranslated(snapshot: Row) -> list[str]:
    """The texts of the community that are printed in the language in which they were said."""
    return not_in_own_language(_texts(snapshot))


def _texts(snapshot: Row) -> Iterator[Texts]:
    for part in snapshot["parts"]:
        if part["note"]:
            yield part["note"]["texts"]
        for found in part["tables"]:
            for row in found["rows"]:
                yield row["texts"]
        for answer in part["answers"]:
            yield answer["texts"]


def pages(snapshot: Row) -> int:
    """About how many pages it will have: first page, place and notes, then what its tables and pictures take."""
    rows, pictures = 0.0, 0.0
    for part in snapshot["parts"]:
        rows += 3 if part["note"] else 0
        rows += len(part["answers"])
        for found in part["tables"]:
            rows += 2.2 * len(found["rows"]) + (4 if found["rows"] else 0)
            is_chart = found["code"] == "movements" and len(found["rows"]) > 1
            pictures += 0.45 if is_chart or has_picture(found) else 0
    aged = sum(1 for row in snapshot["population"] if row["ages"])
    pictures += 0.35 * aged + (0.35 if len(snapshot["rounds"]) > 1 else 0)
    rows += len(snapshot["population"]) + 2 * len(snapshot["warnings"]) + 1.4 * len(snapshot["changes"])
    rows += 1.5 * len(snapshot["sources"])
    return ceil(2 + pictures + rows / 38)
