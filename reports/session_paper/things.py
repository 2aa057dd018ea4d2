"""What the session leaves behind: action points, the pictures of its tools, and photos with a consent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language_bidi

from cbp.workshops.models import PhotoKind
from cbp.workshops.reading.pictures.drawing import draw
from cbp.workshops.tools.kinds import Tool
from reports.plan_paper.wording import told

Row = dict[str, Any]


def points(snapshot: Row) -> list[Row]:
    return [
        {**one, "told": told(one["texts"], "text"), "outcome": told(one["texts"], "outcome")}
        for one in snapshot["points"]
    ]


def things(snapshot: Row) -> list[Row]:
    mirrored = get_language_bidi()
    return [
        {
            "label": str(Tool(one["tool"]).label),
            "title": told(one["texts"], "title"),
            "story": told(one["texts"], "story"),
            "picture": draw(one["tool"], one["payload"], one["language"], mirrored=mirrored, on_paper=True),
        }
        for one in snapshot["tools"]
    ]


def pictures(snapshot: Row) -> list[Row]:
    """`source` is opened by reports/fetching.py alone, which holds the file against its checksum."""
    return [
        {
            "number": one["number"],
            "source": f"paper-photo:{one['sha256']}/{one['file']}",
            "caption": told(one["texts"], "caption"),
            "alt": str(told(one["texts"], "caption") or PhotoKind(one["kind"]).label),
            "transcription": told(one["texts"], "transcription"),
            "tool": str(Tool(one["tool"]).label) if one["tool"] else "",
            "taken_on": one["taken_on"],
        }
        for one in snapshot["photos"]
    ]
