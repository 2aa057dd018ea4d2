"""The printable kit of a session: everything that a facilitator carries into a meeting without network.

Pure: everything comes from the snapshot of `reports.kit_snapshot`, in the active language. Black and white; each page
says of which session it is and bears the code by which it is filed again.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from cbp.core.choices import SessionKind
from cbp.core.labels import label_in, labelled
from cbp.workshops.models import SheetKind, Tool
from reports.kit.ballots import SMALL, ballots, tally
from reports.kit.marks import mark_of
from reports.kit.sheets import attendance, cover, facts, record, tool_sheet
from reports.plan_paper.wording import Texts, group_label, not_in_own_language, own_language, shown

__all__ = ["context", "outline", "pages", "table", "untranslated"]

Row = dict[str, Any]
# So many pages a sheet of a kind takes, as far as that does not depend on what is in it.
PAGES = {
    SheetKind.COVER: 1, SheetKind.RECORD: 2, SheetKind.ATTENDANCE: 1, SheetKind.TOOL: 1, SheetKind.TALLY: 1,
    SheetKind.PROFILE: 2, SheetKind.CONSENT: 1, SheetKind.FEEDBACK: 1,
}  # fmt: skip
OPTIONS_TO_A_PAGE = 9  # of a ballot that takes whole pages
PARTS = {
    SheetKind.COVER: cover,
    SheetKind.RECORD: record,
    SheetKind.ATTENDANCE: attendance,
    SheetKind.TOOL: tool_sheet,
    SheetKind.BALLOT: ballots,
    SheetKind.TALLY: tally,
    SheetKind.PROFILE: facts,
}


def context(snapshot: Row) -> Row:
    session = snapshot["session"]
    where = shown(snapshot["community"])
    what = labelled(str(SessionKind(session["kind"]).label), group_label(snapshot, session["group"]))
    return {
        "session": session,
        "community": where,
        "what": what,
        "safe_contact": snapshot["programme"]["safe_contact"],
        "sheets": [_sheet(snapshot, sheet) for sheet in snapshot["sheets"]],
        "watermark": "",
        "subject_line": f"{where} · {what}",
        "keywords": [snapshot["programme"]["code"], where, what],
        "as_of": snapshot["as_of"],
    }


def _sheet(snapshot: Row, sheet: Row) -> Row:
    kind = SheetKind(sheet["kind"])
    part = PARTS.get(kind)
    return {
        "kind": kind.value,
        "title": title_of(snapshot, sheet),
        "mark": mark_of(sheet),
        "template": f"papers/kit_{kind.value}.html",
        **(part(snapshot, sheet["about"]) if part else {}),
    }


def title_of(snapshot: Row, sheet: Row) -> str:
    if sheet["kind"] == SheetKind.TOOL:
        return str(Tool(sheet["about"]).label)
    return str(SheetKind(sheet["kind"]).label)


# --- the data behind the paper ----------------------------------------------------------------------------------------
def table(snapshot: Row) -> list[list[object]]:
    """The sheets with their codes: for whoever files them all at once."""
    head: list[object] = ["sheet", "about", "code", "url"]
    return [head, *([one["kind"], one["about"], one["code"], one["url"]] for one in snapshot["sheets"])]


# --- before it is made ------------------------------------------------------------------------------------------------
def outline(snapshot: Row) -> list[Row]:
    return [{"label": title_of(snapshot, one), "value": one["code"], "empty": False} for one in snapshot["sheets"]]


def untranslated(snapshot: Row) -> list[str]:
    step = snapshot["session"]["step"]
    own_step = [label_in(step)] if step and not step.get(own_language()) else []
    return [*not_in_own_language(_texts(snapshot)), *own_step]


def _texts(snapshot: Row) -> Iterator[Texts]:
    yield snapshot["session"]["texts"]
    for ranking in snapshot["rankings"].values():
        yield ranking["texts"]
        for option in ranking["options"]:
            yield option["texts"]


def pages(snapshot: Row) -> int:
    """About how many pages; each sheet begins one."""
    return sum(_pages(snapshot, SheetKind(one["kind"]), one["about"]) for one in snapshot["sheets"])


def _pages(snapshot: Row, kind: SheetKind, about: str) -> int:
    if kind == SheetKind.BALLOT:
        options = len(snapshot["rankings"][about]["options"])
        return ceil(options / OPTIONS_TO_A_PAGE) if options > SMALL else 1
    if kind == SheetKind.ATTENDANCE:
        return 1 + len(snapshot["bands"]) // 12
    return PAGES[kind]
