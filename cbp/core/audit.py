"""Writing history: one line per action, in the action's own transaction."""

from typing import Any

from django.db import connection, models

from cbp.core.models.history import Event, Verb
from cbp.core.reach import Person


def record(
    verb: Verb,
    thing: models.Model | None,
    *,
    by: Person | None,
    before: Any = None,
    after: Any = None,
    reason: str = "",
    within: models.Model | None = None,
) -> Event:
    """Adds one line. Refuses to run outside a transaction: a line without its deed is a lie, and so is the reverse.

    `within` names the thing under whose programme and area the line is read, where that is not the thing itself.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("History is written in the transaction of the action that it tells of.")
    scope = getattr(within or thing, "history_scope", None)
    programme_id, area_path = scope() if scope else (None, "")
    return Event.objects.create(
        verb=verb,
        thing_type=thing._meta.label_lower if thing else "",
        thing_id=thing.pk if thing else None,
        thing_label=str(thing)[:200] if thing else "",
        by_id=by.pk if by else None,
        by_label=by.label[:200] if by else "",
        programme_id=programme_id,
        area_path=area_path,
        before=before,
        after=after,
        reason=reason[:500],
    )


def plain(value: Any) -> Any:
    """A field's value as JSON can keep it and a person can read it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return str(value)


def values_of(thing: models.Model, fields: list[str]) -> dict[str, Any]:
    return {name: plain(getattr(thing, name)) for name in fields}
