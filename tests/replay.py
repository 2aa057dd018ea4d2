"""Rows that are made once in a process, and written back as they were for every test that asks for them.

Making the cast through the models takes some hundred statements. The first time, whatever the making adds to the
tables is noted; after that it is one statement, and the objects come from a pickle. The numbers of the rows stay the
same: the sequences have gone past them, and they never go back.
"""

from __future__ import annotations

import datetime
import io
import pickle
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.utils import timezone

Made = TypeVar("Made")
Places = dict[str, list[str]]
NOTHING: Mapping[str, object] = {}


class Replay(Generic[Made]):
    """What `make` makes: by `make` itself the first time, and on the first call of another day, which stands in its
    dates. `known` are objects that the caller has already: what is made points to them, and is not a copy of them."""

    def __init__(self) -> None:
        self.day: datetime.date | None = None
        self.script = ""
        self.objects = b""

    def __call__(self, make: Callable[[], Made], known: Mapping[str, object] = NOTHING) -> Made:
        today = timezone.now().date()
        if self.day == today:
            with connection.cursor() as cursor:
                cursor.execute(self.script)
            found: Made = _Reader(self.objects, known).load()
            return found
        before = _places()
        made = make()
        self.day, self.script, self.objects = today, _script(before), _written(made, known)
        return made


# --- the rows ---------------------------------------------------------------------------------------------------------
@cache
def _columns() -> dict[str, list[str]]:
    """Of every table, what may be written: not what the database works out itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns JOIN"
            " information_schema.tables USING (table_schema, table_name) WHERE table_schema = current_schema()"
            " AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' GROUP BY table_name"
        )
        return dict(cursor.fetchall())


def _places() -> Places:
    """Where each row of each table lies: a row that is new lies elsewhere."""
    each = "SELECT '{name}', array_agg(ctid::text) FROM {table}"
    whole = " UNION ALL ".join(each.format(name=name, table=_quoted(name)) for name in _columns())
    with connection.cursor() as cursor:
        cursor.execute(whole)
        return {name: places or [] for name, places in cursor.fetchall()}


def _script(before: Places) -> str:
    new = {name: sorted(set(places) - set(before[name])) for name, places in _places().items()}
    return ";\n".join(_insert(name, places) for name, places in new.items() if places)


def _insert(name: str, places: list[str]) -> str:
    """Names come from the tables themselves; values are quoted by the driver."""
    table, columns = _quoted(name), ", ".join(map(_quoted, _columns()[name]))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT json_agg(t)::text FROM {table} t WHERE ctid = ANY(%s::tid[])", [places])  # noqa: S608
        rows = cursor.mogrify("%s", [cursor.fetchone()[0]]).decode()
    source = f"json_populate_recordset(NULL::{table}, {rows})"
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source}"  # noqa: S608


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


# --- the objects ------------------------------------------------------------------------------------------------------
def _written(made: object, known: Mapping[str, object]) -> bytes:
    names = {id(thing): name for name, thing in known.items()}
    found = io.BytesIO()
    writer = pickle.Pickler(found)
    writer.persistent_id = lambda thing: names.get(id(thing))  # type: ignore[method-assign]
    writer.dump(made)
    return found.getvalue()


class _Reader(pickle.Unpickler):
    """What was known when it was written is now the caller's own."""

    def __init__(self, objects: bytes, known: Mapping[str, object]) -> None:
        super().__init__(io.BytesIO(objects))
        self.known = known

    def persistent_load(self, name: Any) -> object:
        return self.known[name]
