"""Many rows at once: copied into temporary tables, then written to their places by INSERT … SELECT and UPDATE.

Names of tables and columns come from models and from code, never from a person; values go through COPY or parameters.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from django.db import connection, models

ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Stage:
    """A temporary table of the transaction. `columns` are {name: type, as PostgreSQL writes it}."""

    def __init__(self, name: str, columns: Mapping[str, str]) -> None:
        self.name, self.columns, self.rows = name, list(columns), 0
        typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        execute(f'DROP TABLE IF EXISTS pg_temp."{name}"')
        execute(f'CREATE TEMPORARY TABLE "{name}" ({typed}) ON COMMIT DROP')

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Values in the order of the columns; None is NULL."""
        buffer = StringIO()
        for row in rows:
            buffer.write("\t".join(map(_text, row)) + "\n")
            self.rows += 1
        if buffer.tell():
            buffer.seek(0)
            names = ", ".join(f'"{column}"' for column in self.columns)
            with connection.cursor() as cursor:
                cursor.copy_expert(f'COPY "{self.name}" ({names}) FROM STDIN', buffer)

    def count_up(self) -> None:
        """Tells the planner how many rows there are."""
        if self.rows:
            execute(f'ANALYZE "{self.name}"')


def _text(value: Any) -> str:
    """A million of these for ten thousand profiles: the usual kinds first."""
    if value is None:
        return "\\N"
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is str:
        return str(value) if value.isalnum() else value.translate(ESCAPED)
    if kind is bool:
        return "t" if value else "f"
    if isinstance(value, Decimal | uuid.UUID | datetime.date):
        return str(value)
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).translate(ESCAPED)


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return int(cursor.rowcount)


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Numbers for so many new rows."""
    if not count:
        return []
    with connection.cursor() as cursor:
        sequence = "nextval(pg_get_serial_sequence(%s, 'id'))"
        cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [model._meta.db_table, count])
        return [number for (number,) in cursor.fetchall()]


def types_of(model: type[models.Model], names: Iterable[str]) -> dict[str, str]:
    """{column: its type}, for a stage of rows of that model."""
    fields: dict[str | None, Any] = {field.column: field for field in model._meta.concrete_fields}
    return {name: str(fields[name].rel_db_type(connection) or "text") for name in names}


def insert_select(model: type[models.Model], values: Mapping[str, str], source: str, *, ignore: bool = False) -> int:
    """INSERT … SELECT. `values` are {column: SQL}, `source` what follows FROM; every other column has its default."""
    sql: dict[Any, str] = dict(values)
    params = []
    for field in model._meta.concrete_fields:
        if field.column not in sql and not field.primary_key:
            sql[field.column] = "%s"
            params.append(field.get_db_prep_save(field.get_default(), connection))
    columns = ", ".join(f'"{column}"' for column in sql)
    conflict = " ON CONFLICT DO NOTHING" if ignore else ""
    return execute(
        f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {", ".join(sql.values())} FROM {source}{conflict}',
        params,
    )
