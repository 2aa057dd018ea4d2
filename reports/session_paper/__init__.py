"""The record of a session as a paper: what it shows of its snapshot, in the active language. Pure: no clock, no rows.

The snapshot is made by `reports.session_snapshot`, which leaves out what is restricted and hides what is small.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.plan_paper.wording import Texts, not_in_own_language
from reports.session_paper.front import front
from reports.session_paper.people import HEADER, people, table
from reports.session_paper.things import pictures, points, things
from reports.session_paper.words import words

__all__ = ["HEADER", "context", "outline", "pages", "table", "untranslated"]

Row = dict[str, Any]


def context(snapshot: Row) -> Row:
    return {
        **front(snapshot),
        **people(snapshot),
        **words(snapshot),
        "points": points(snapshot),
        "tools": things(snapshot),
        "photos": pictures(snapshot),
        "threshold": snapshot["programme"]["threshold"],
    }


# --- before it is made ------------------------------------------------------------------------------------------------
def outline(snapshot: Row) -> list[Row]:
    """The parts of the paper, with what each would hold; a part without data says so."""
    texts = snapshot["session"]["texts"]
    tables, points_ = len(snapshot["attendance"]["tables"]), len(snapshot["points"])
    tools, photos = len(snapshot["tools"]), len(snapshot["photos"])
    amended = len(snapshot["amendments"])
    return [
        {"label": _("First page: what, where, when, who led"), "value": _("always there"), "empty": False},
        {
            "label": _("Attendance"),
            "value": ngettext("%(count)s table", "%(count)s tables", tables) % {"count": tables},
            "empty": not tables and snapshot["attendance"]["stated"] is None,
        },
        {"label": _("What was said and decided"), "value": "", "empty": not {"summary", "decisions"} & set(texts)},
        {
            "label": _("Action points"),
            "value": ngettext("%(count)s action point", "%(count)s action points", points_) % {"count": points_},
            "empty": not points_,
        },
        {
            "label": _("What the tools brought to light"),
            "value": ngettext("%(count)s tool", "%(count)s tools", tools) % {"count": tools},
            "empty": not tools,
        },
        {
            "label": _("Photos with a consent"),
            "value": ngettext("%(count)s photo", "%(count)s photos", photos) % {"count": photos},
            "empty": not photos,
        },
        {
            "label": _("Amendments"),
            "value": ngettext("%(count)s amendment", "%(count)s amendments", amended) % {"count": amended},
            "empty": False,
        },
    ]


def untranslated(snapshot: Row) -> list[str]:
    """The texts that are printed in the language in which they were said."""
    return not_in_own_language(_texts(snapshot))


def _texts(snapshot: Row) -> Iterator[Texts]:
    yield snapshot["session"]["texts"]
    for part in ("points", "tools", "photos", "confirmations"):
        for row in snapshot[part]:
            yield row["texts"]


def pages(snapshot: Row) -> int:
    """About how many pages: a first one with the attendance, then words, tools and two pictures to a page."""
    letters = sum(len(text) for texts in _texts(snapshot) for said in texts.values() for text, _state in said.values())
    lines: float = sum(len(one["rows"]) + 4 for one in snapshot["attendance"]["tables"])
    lines += 2 * len(snapshot["points"]) + 3 * len(snapshot["amendments"]) + letters / 100
    held = sum(len(str(one["payload"])) / 2600 + 0.2 for one in snapshot["tools"])
    return ceil(1.2 + lines / 45 + held + len(snapshot["photos"]) / 3)
