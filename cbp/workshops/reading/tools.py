"""What is told of the records of tools: in the history, and which of them a person may know of."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Substr

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.choices import Classification
from cbp.core.models import Event, Verb
from cbp.core.models.history import HANDLE, EventQuerySet
from cbp.workshops.models import SessionPhoto, ToolRecord
from cbp.workshops.tools import DESCRIPTIONS
from cbp.workshops.tools.parts import Column, Kind

MOST_SIGNS = 200
TOOL, PHOTO = ToolRecord._meta.label_lower, SessionPhoto._meta.label_lower


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
    """The same lines of history without those of tools and pictures that are restricted now, or were when they were
    taken out, but for their readers."""
    restricted = Q(classification=Classification.RESTRICTED)
    of_tool = Q(tool__classification=Classification.RESTRICTED)
    tools = ToolRecord.objects.filter(restricted).exclude(pk__in=ToolRecord.objects.visible_to(person).values("pk"))
    photos = SessionPhoto.objects.filter(restricted | of_tool)
    photos = photos.exclude(pk__in=SessionPhoto.objects.visible_to(person).values("pk"))
    beyond = Q(thing_type=TOOL, thing_id__in=tools.values("pk")) | Q(thing_type=PHOTO, thing_id__in=photos.values("pk"))
    gone = Q(thing_type=TOOL, thing_id__in=_taken_out(person)) & ~Q(thing_id__in=ToolRecord.objects.values("pk"))
    return lines.exclude(~Q(by_id=person.pk) & (beyond | gone))


def _taken_out(person: User) -> QuerySet[Event, int]:
    """The numbers of records that were restricted at some time, out of this person's reach, by the lines that name
    them."""
    read = Event.objects.within(list(person.grants(Permission.SESSION_RESTRICTED))).values("pk")
    told = Event.objects.filter(verb=Verb.SESSION_TOOL, after__has_key=HANDLE).exclude(pk__in=read)
    number = Cast(Substr(KeyTextTransform(HANDLE, "after"), len(TOOL) + 2), BigIntegerField())
    return told.annotate(number=number).values_list("number", flat=True)
