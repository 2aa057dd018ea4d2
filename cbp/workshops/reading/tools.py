"""What is told of the records of tools: in the history, and which of them a person may know of."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cbp.accounts.models import User
from cbp.core.choices import Classification
from cbp.core.models.history import EventQuerySet
from cbp.workshops.models import ToolRecord
from cbp.workshops.tools import DESCRIPTIONS
from cbp.workshops.tools.parts import Column, Kind

MOST_SIGNS = 200


def in_short(record: ToolRecord) -> dict[str, object]:
    """For the history: the words of the record, and a line for each of its rows."""
    described = DESCRIPTIONS[record.tool]
    told: dict[str, object] = {"tool": record.tool, "title": record.title, "story": record.story}
    facts = {fact.name: in_words(fact, record.payload.get(fact.name)) for fact in described.facts}
    told |= {"core": facts.pop("core")} if "core" in facts else {}
    lines = [value for value in facts.values() if value]
    for part in described.lists:
        lines += [entry["text"] if isinstance(entry, dict) else entry for entry in record.payload.get(part.name, [])]
    for row in record.payload.get("rows", []):
        values = [in_words(column, row.get(column.name)) for column in described.columns]
        lines.append(" · ".join(value for value in values if value))
    return {**told, "rows": [line[:MOST_SIGNS] for line in lines]}


def in_words(column: Column, value: Any) -> str:
    """One field of a payload in the reader's words; empty where nothing is known."""
    if value is None or value in ("", False):
        return ""
    if column.kind == Kind.CHOICE:
        return str(dict(column.choices).get(value, value))
    if column.kind == Kind.YES_NO:
        return str(column.label)
    if column.kind == Kind.MONTHS:
        return " ".join("–" if level is None else str(level) for level in value)
    return str(value)


def without_restricted(lines: EventQuerySet, person: User) -> EventQuerySet:
    """The same lines of history without those of records that are restricted now, but for their readers."""
    closed = ToolRecord.objects.filter(classification=Classification.RESTRICTED)
    beyond = closed.exclude(pk__in=ToolRecord.objects.visible_to(person).values("pk"))
    of_beyond = Q(thing_type=ToolRecord._meta.label_lower, thing_id__in=beyond.values("pk"))
    return lines.exclude(~Q(by_id=person.pk) & of_beyond)
