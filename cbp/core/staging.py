"""Many rows at once: copied into temporary tables, then written to their places by INSERT … SELECT and UPDATE.

Names of tables and columns come from models and from code, never from a person; values go through COPY or parameters.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from django.db import connection, models


class Stage:
    """A temporary table of the transaction. `columns` are {name: type, as PostgreSQL writes it}."""

    def __init__(self, name: str, columns: Mapping[str, str]) -> None:
        self.name, self.rows = name, 0
        typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        execute(f'DROP TABLE IF EXISTS pg_temp."{name}"')
        execute(f'CREATE TEMPORARY TABLE "{name}" ({typed}) ON COMMIT DROP')
        texts = ", ".join(f'"{column}"' for column, kind in columns.items() if kind.startswith(("text", "varchar")))
        names = ", ".join(f'"{column}"' for column in columns)
        never_null = f", FORCE_NOT_NULL ({texts})" if texts else ""
        self.copy = f'COPY "{name}" ({names}) FROM STDIN WITH (FORMAT csv{never_null})'
        self.json_at = {at for at, kind in enumerate(columns.values()) if kind == "jsonb"}

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Values in the order of the columns; None is NULL, and the empty text in a column of text."""
        buffer = StringIO(newline="")
        lines = map(self._with_json, rows) if self.json_at else rows
        csv.writer(buffer, lineterminator="\r\n").writerows(lines)  # it quotes the signs that end a line
        if buffer.tell():
            buffer.seek(0)
            with connection.cursor() as cursor:
                cursor.copy_expert(self.copy, buffer)
                self.rows += cursor.rowcount

    def _with_json(self, row: Sequence[Any]) -> list[Any]:
        return [
            json.dumps(value, ensure_ascii=False) if at in self.json_at and value is not None else value
            for at, value in enumerate(row)
        ]

    def count_up(self) -> None:
        """Tells the planner how many rows there are; a sample of three thousand is enough for that."""
        if self.rows:
            execute(f'SET LOCAL default_statistics_target = 10; ANALYZE "{self.name}"')


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return int(cursor.rowcount)


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Numbers for so many new rows."""
    if not count:
        return []
    with connection.cursor() as cursor:
        sequence = "(SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) s"  # looked up once
        numbers = f"SELECT nextval(s.name) FROM {sequence}, generate_series(1, %s)"
        cursor.execute(numbers, [model._meta.db_table, count])
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
