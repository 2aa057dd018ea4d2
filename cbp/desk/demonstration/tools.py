"""What the groups drew and told with participatory tools: one within its meeting, others in a table of their own."""

from __future__ import annotations

import copy
from typing import Any

from cbp.accounts.models import User
from cbp.desk.demonstration.books import Entry, book, has_book, said, translated
from cbp.desk.demonstration.stage import Place
from cbp.workshops.actions.tools import save_tool
from cbp.workshops.models import Session, ToolRecord

THE_CORE = -1  # in the tables: a branch that stands under the core problem itself


def use_tools(place: Place, session: Session, entry: Entry, by: User) -> None:
    """Those of this meeting, each with its translations."""
    own = [entry["tool"]] if "tool" in entry else []
    further = book(place.name, "tools")["tool"] if has_book(place.name, "tools") else []
    for one in [*own, *(found for found in further if found["session"] == entry["key"])]:
        _use(session, one, by)


def _use(session: Session, entry: Entry, by: User) -> None:
    payload: dict[str, Any] = copy.deepcopy(entry["payload"])
    for branch in (*payload.get("causes", ()), *payload.get("effects", ())):
        branch["under"] = None if branch["under"] == THE_CORE else branch["under"]
    record = ToolRecord(session=session, tool=entry["tool"], payload=payload, **said(ToolRecord, entry))
    record = save_tool(record, by=by)
    record.session = session  # known already: what is translated in it is told of it
    translated(record, entry, by=by)
    session.refresh_from_db()
