"""What the launcher itself asks the database: is `cbp` there, is it as the last preparation left it?

Starting Django to find that nothing is to be done costs a second at every start; these questions cost 0.05 s.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2 import errors, sql

from cbp.local.addresses import database_url
from cbp.local.bootstrap import Problem
from cbp.local.postgres import SUPERUSER, Cluster


def ensure_database(cluster: Cluster, name: str = "cbp") -> None:
    with closing(psycopg2.connect(database_url(cluster.sockets, "postgres"))) as connection:
        connection.autocommit = True  # a database cannot be made inside a transaction
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                make = sql.SQL("CREATE DATABASE {} OWNER {}")
                cursor.execute(make.format(sql.Identifier(name), sql.Identifier(SUPERUSER)))


def check_reachable(url: str) -> None:
    """A sentence at once, instead of a traceback out of the first migration."""
    try:
        psycopg2.connect(url, connect_timeout=10).close()
    except psycopg2.OperationalError as refused:
        reason = str(refused).strip().splitlines()[-1].strip()
        raise Problem(f"The database that DATABASE_URL names does not answer: {reason}") from refused


def applied_digest(url: str) -> str:
    """Over the migrations that this very database holds; empty for one without any."""
    rows = _ask(url, sql.SQL("SELECT app, name FROM django_migrations ORDER BY app, name"))
    return hashlib.sha256(repr(rows).encode()).hexdigest() if rows else ""


def has_rows(url: str, table: str) -> bool:
    return bool(_ask(url, sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))))


def _ask(url: str, question: sql.Composable) -> list[tuple[Any, ...]]:
    """No answer where the table does not exist."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(question)
        except errors.UndefinedTable:
            return []
        return list(cursor.fetchall())
