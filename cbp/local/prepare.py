"""Bring database and static files up to date: run as a child, because Django is set up once per process.

    python -m cbp.local.prepare STATE [migrate] [demo] [static]

Leaves stamps in the state folder, by which the launcher knows next time that nothing is to be done.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cbp.local import stamps

DATABASE_STAMP = "database.json"
STATIC_STAMP = "static.json"


def main(state: Path, steps: set[str]) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbp.settings")
    django.setup()
    if "static" in steps:
        collect_static(state)
    if "migrate" in steps:
        migrate()
    if "demo" in steps:
        load_demo()
    if "migrate" in steps:
        _stamp_database(state)


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)
    call_command("createcachetable", verbosity=1)


def load_demo() -> None:
    from django.core.management import call_command, get_commands

    if "load_demo" in get_commands():
        call_command("load_demo", if_empty=True)


def collect_static(state: Path) -> None:
    from django.core.management import call_command

    digest = stamps.static_digest()  # before: a file changed meanwhile is collected again next time
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamps.write(state / STATIC_STAMP, {"sources": digest})


def _stamp_database(state: Path) -> None:
    from django.contrib.auth import get_user_model

    from cbp.local import database

    facts = {
        "files": stamps.migrations_digest(),
        "applied": database.applied_digest(os.environ["DATABASE_URL"]),
        "people": get_user_model()._meta.db_table,
    }
    stamps.write(state / DATABASE_STAMP, facts)


def tables_are_ready(state: Path, url: str) -> bool:
    """Same migration files as at the last preparation, and the same migrations in this very database."""
    from cbp.local import database

    facts = stamps.read(state / DATABASE_STAMP)
    return (
        bool(facts.get("applied"))
        and facts.get("files") == stamps.migrations_digest()
        and facts.get("applied") == database.applied_digest(url)
    )


def is_empty(state: Path, url: str) -> bool:
    """Nobody in it: the demo may be loaded."""
    from cbp.local import database

    return not database.has_rows(url, str(stamps.read(state / DATABASE_STAMP).get("people")))


def static_is_ready(state: Path, target: Path) -> bool:
    return target.is_dir() and stamps.read(state / STATIC_STAMP).get("sources") == stamps.static_digest()


if __name__ == "__main__":
    main(Path(sys.argv[1]), set(sys.argv[2:]))
